// The orders as 受注一覧 lists them, read without a browser.

import assert from 'node:assert/strict';

const cookies = new WeakMap();

/** Every order, oldest first: `number`, `total` in yen, and `trade` (取引ID) if it was paid by card. */
export async function orders(demo) {
  if (!cookies.has(demo)) cookies.set(demo, await signedIn(demo));
  const answer = await fetch(`${demo.admin}/orders`, { headers: { cookie: cookies.get(demo) }, redirect: 'error' });
  const page = await answer.text();
  assert.ok(page.includes('受注一覧') && !page.includes('rel="next"'), 'all orders are on one page');
  return page.split('<tr>').slice(1).filter((row) => row.includes('data-row')).map(read).reverse();
}

function read(row) {
  const [number] = row.match(/order\d+/);
  const [, total] = row.match(/([\d,]+)円/);
  const trade = [...row.matchAll(/<i>(\d+)<\/i>/g)].map(([, digits]) => digits).join('');
  return { number, total: Number(total.replaceAll(',', '')), trade: trade || undefined };
}

async function signedIn(demo) {
  const answer = await fetch(`${demo.admin}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ login: demo.admin_user, password: demo.admin_password }),
  });
  const [cookie] = answer.headers.getSetCookie();
  assert.ok(cookie, 'the staff can sign in');
  return cookie.split(';')[0];
}

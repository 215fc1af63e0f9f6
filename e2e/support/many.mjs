// Many orders in little time: what a buyer's browser sends, without the browser.

import assert from 'node:assert/strict';
import { CONTRACT } from './apart.mjs';
import { CARDS } from './cards.mjs';
import { eventually } from './demo.mjs';

/** Buyers at once. */
const AT_ONCE = 4;

const WHO = {
  family: '暖簾', given: '花子', family_kana: 'ノレン', given_kana: 'ハナコ', email: 'hanako@example.com',
  phone: '0751234567', postal: '6048136', prefecture: '京都府', city: '京都市中京区', street: '1-2-3',
};

/** So many orders are placed and paid by card; the shop asks for no 3-D Secure. */
export async function buyMany(demo, count) {
  const front = await (await fetch(demo.shop)).text();
  const goods = [...new Set([...front.matchAll(/href="(\/products\/[^"]+)"/g)].map(([, path]) => path))];
  let left = count;
  const buyer = async () => {
    while (left > 0) {
      assert.ok(goods.length > 0, 'something is left to buy');
      left -= 1;
      const path = goods[left % goods.length];
      if (await buy(demo, path)) continue;
      // Sold out: it does not count.
      left += 1;
      if (goods.includes(path)) goods.splice(goods.indexOf(path), 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buyer));
}

/** One of these, by somebody new. False: it is sold out. */
async function buy(demo, path) {
  const visit = visitor(demo.shop);
  const product = await visit(path);
  if (!product.text.includes('action="/cart/lines"')) return false;
  await visit('/cart/lines', fields(product.text, '/cart/lines'));
  const paid = { pay: 'card', split: '1', holder_name: 'HANAKO NOREN', ...await token(demo) };
  const confirmation = await visit('/checkout', { ...WHO, ...paid, do: 'confirm' });
  const placed = await visit('/checkout/orders', fields(confirmation.text, '/checkout/orders'));
  assert.match(placed.location ?? '', /^\/orders\//, `注文する: ${placed.status}`);
  let at = placed.location;
  await eventually(async () => {
    const page = await visit(at);
    at = page.location ?? at;
    return page.text.includes('ご注文ありがとうございます') || undefined;
  }, '完了画面');
  return true;
}

/** A browser's cookies at one site; a call asks for a page, or sends a form. */
function visitor(home) {
  const jar = new Map();
  return async (path, form) => {
    const answer = await fetch(new URL(path, home), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
        ...(form && { 'sec-fetch-site': 'same-origin' }),
      },
      body: form && new URLSearchParams(form),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      jar.set(name, value);
    }
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
}

/** What the inputs of the form that is sent there hold. */
function fields(html, action) {
  const form = html.split('<form').find((text) => text.includes(`action="${action}"`));
  assert.ok(form, `a form for ${action}`);
  const inputs = form.split('</form>')[0].matchAll(/<input([^>]*)>/g);
  const attribute = (text, name) => text.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
  return Object.fromEntries([...inputs].map(([, text]) => [attribute(text, 'name'), attribute(text, 'value') ?? ''])
    .filter(([name]) => name));
}

/** What the browser's tokeniser gets. */
async function token(demo) {
  const answer = await fetch(`${demo.sandbox}/n/token/request`, {
    method: 'POST',
    body: new URLSearchParams({
      merchant_id: CONTRACT.merchant_id, token_generate_key: CONTRACT.token_key,
      card_number: CARDS.frictionless.replace(/\D/g, ''),
      card_expire_year: '30', card_expire_month: '12', card_cvc: '123', card_name: 'HANAKO NOREN',
    }),
  });
  const { tokenizedCardObject: made } = await answer.json();
  return { card_token: made.token, card_valid_until: made.valid_until };
}

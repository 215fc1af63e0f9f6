// However often it is pressed, sent, reloaded or gone back to: one order.

import assert from 'node:assert/strict';
import {
  answerIssuer, atIssuer, checkout, confirm, fillAddress, fillCart, goToCheckout, pay, thanks,
} from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';

atEveryWidth('a double click makes one order', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'frictionless')).dblclick();
  const number = await thanks(page);
  await book.shows({ placed: [number], ledger: ['held'] });
  assert.equal((await mails(demo, number, 2)).length, 2);
});

atEveryWidth('an order sent again while the first is under way is one order', async ({ page, demo }) => {
  const book = await ledger(demo);
  // A browser may make one request of a double click; here the shop does get two.
  let answered = 0;
  await page.route('**/checkout/orders', async (route) => {
    const [first] = await Promise.all([1, 2].map(() => route.fetch({ maxRedirects: 0 })));
    answered += 2;
    await route.fulfill({ response: first });
  });
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  assert.equal(answered, 2, 'it was sent twice');
  await book.shows({ placed: [number], ledger: ['held'] });
  assert.equal((await mails(demo, number, 2)).length, 2);
});

atEveryWidth('注文する in two tabs makes one order', async ({ page, context, demo }) => {
  const book = await ledger(demo);
  await fillCart(page, demo);
  await goToCheckout(page);
  await fillAddress(page);
  await pay(page, /^銀行振込/);
  const first = await confirm(page);
  const other = await context.newPage();
  await other.goto(`${demo.shop}/checkout`);
  const second = await confirm(other);
  await Promise.all([first.click(), second.click()]);
  const number = await thanks(page);
  assert.equal(await thanks(other), number);
  await book.shows({ placed: [number], ledger: [] });
});

atEveryWidth('Back from the thanks page finds an empty cart', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  await page.goBack();
  await page.getByText('カゴにはまだ何も入っていません').waitFor();
  await book.shows({ placed: [number], ledger: ['held'] });
  assert.equal((await mails(demo, number, 2)).length, 2);
});

atEveryWidth('reload and Back on every page make one order', async ({ page, context, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);
  await page.reload();
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  const end = page.url();
  await page.reload();
  assert.equal(await thanks(page), number);
  // The issuer's page came by POST: the browser asks before it shows it again, so Back goes past it.
  const seen = new Set();
  for (const steps of [2, 1, 1, 1, 1]) {
    const moved = page.waitForEvent('framenavigated', { timeout: 5000 }).catch(() => {});
    await page.evaluate((count) => history.go(-count), steps).catch(() => {});
    await moved;
    await page.waitForLoadState();
    seen.add(page.url());
  }
  assert.ok(seen.size > 2, `Back leads somewhere: ${[...seen]}`);
  const again = await context.newPage();
  await again.goto(end);
  assert.equal(await thanks(again), number);
  await book.shows({ placed: [number], ledger: ['held'] });
  assert.equal((await mails(demo, number, 2)).length, 2);
});

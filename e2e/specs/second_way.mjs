// The buyer takes a second way while the first is open: another tab, another browser.

import assert from 'node:assert/strict';
import { answerIssuer, atIssuer, checkout, confirm, EMAIL, pay, thanks, TOWN } from '../support/buyer.mjs';
import { newContext } from '../support/browser.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';

/** What only who ordered may read. */
const SECRETS = ['暖簾', '花子', EMAIL, '075', TOWN];

atEveryWidth('銀行振込 in a second tab during the challenge', async ({ page, context, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);

  const second = await context.newPage();
  await second.goto(`${demo.shop}/checkout`);
  await pay(second, /^銀行振込/);
  await (await confirm(second)).click();
  const number = await thanks(second);

  await answerIssuer(page, demo, '成功');
  // The first tab is led to the order of the second; its return has been dealt with.
  assert.equal(await thanks(page), number);
  await book.shows({ placed: [number], ledger: [] });
  assert.equal((await mails(demo, number, 2)).length, 2, 'the order of the second tab stands alone');
});

atEveryWidth('the return comes to a browser that knows nothing', async ({ page, browser, demo, width }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);

  // The issuer is told 成功, but the first browser is gone before it follows the way back.
  const answer = await page.request.post(`${page.url()}/answer`, {
    form: { outcome: 'success' },
    maxRedirects: 0,
  });
  const back = answer.headers().location;
  assert.ok(back.startsWith(`${demo.shop}/3ds/`), back);
  await book.shows({ placed: [], ledger: [] });

  const other = await newContext(browser, width);
  try {
    const fresh = await other.newPage();
    await fresh.goto(back);
    const seen = fresh.getByText(/^order\d+$/);
    await seen.waitFor();
    const placed = [await seen.innerText()];
    await book.shows({ placed, ledger: ['held'] });
    const read = await fresh.content();
    for (const secret of SECRETS) assert.ok(!read.includes(secret), `a stranger reads ${secret}`);

    await page.goto(back);
    assert.equal(await thanks(page), placed[0]);
    await book.shows({ placed, ledger: ['held'] });
    const known = await page.content();
    assert.ok(SECRETS.some((secret) => known.includes(secret)), 'who ordered reads where it goes');
  } finally {
    await other.close();
  }
});

atEveryWidth('the return is cross-site, as in production', async ({ page, demo }) => {
  const book = await ledger(demo);
  const returns = [];
  page.on('request', (request) => {
    if (request.url().startsWith(`${demo.shop}/3ds/`)) returns.push(request);
  });
  await (await checkout(page, demo, 'challenge')).click();
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  // As sent: what the network stack added is in it, what the cookie's SameSite kept back is not.
  const sent = await Promise.all(returns.map((request) => request.allHeaders()));
  assert.deepEqual(sent.map((headers) => headers['sec-fetch-site']), ['cross-site']);
  await book.shows({ placed: [number], ledger: ['held'] });
});

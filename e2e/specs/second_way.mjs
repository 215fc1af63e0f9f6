// The buyer takes a second way while the first is open: another tab, another browser.

import assert from 'node:assert/strict';
import { answerIssuer, atIssuer, checkout, confirm, pay, thanks } from '../support/buyer.mjs';
import { newContext } from '../support/browser.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';

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
  await page.waitForURL((url) => url.origin === demo.shop);
  await page.getByRole('main').waitFor();
  await book.shows();
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
  await book.shows();

  const other = await newContext(browser, width);
  const fresh = await other.newPage();
  await fresh.goto(back);
  await fresh.getByText(/order\d+/).waitFor();
  await book.shows('held');
  const seen = await fresh.getByRole('main').innerText();
  for (const secret of ['暖簾', '花子', 'hanako', '075', '梅忠町']) {
    assert.ok(!seen.includes(secret), `a stranger reads ${secret}`);
  }
  await other.close();

  await page.goto(back);
  await thanks(page);
  await book.shows('held');
});

atEveryWidth('the return is cross-site, as in production', async ({ page, demo }) => {
  const returns = [];
  page.on('request', async (request) => {
    if (request.url().includes('/3ds/')) {
      returns.push((await request.allHeaders())['sec-fetch-site']);
    }
  });
  await (await checkout(page, demo, 'challenge')).click();
  await answerIssuer(page, demo, '成功');
  await thanks(page);
  assert.deepEqual(returns, ['cross-site']);
});

// However often it is pressed, reloaded or gone back to: one order.

import assert from 'node:assert/strict';
import { answerIssuer, atIssuer, checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';

atEveryWidth('a double click makes one order', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'frictionless')).dblclick();
  const number = await thanks(page);
  await book.shows('held');
  assert.equal((await mails(demo, number, 2)).length, 2);
});

atEveryWidth('Back and reload make one order', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);
  await page.reload();
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await page.goBack();
  await page.goto(page.url());
  await page.goForward().catch(() => {});
  await page.goto(`${demo.shop}/cart`);
  await book.shows('held');
  assert.equal((await mails(demo, number, 2)).length, 2);
});

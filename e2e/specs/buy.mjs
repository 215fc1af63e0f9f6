// A guest buys with a card: through the issuer's challenge, and without one.

import assert from 'node:assert/strict';
import { answerIssuer, checkout, issuerAnswers, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';

atEveryWidth('a guest buys with a challenge', async ({ page, demo }) => {
  const book = await ledger(demo);
  const answers = issuerAnswers(page, demo);
  await (await checkout(page, demo, 'challenge')).click();
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  assert.deepEqual(answers, [200, 303], 'the issuer asks, then sends the buyer back');
  await book.shows({ placed: [number], ledger: ['held'] });
  await mails(demo, number, 2);
  await page.reload();
  assert.equal(await thanks(page), number, 'the page survives a reload');
  await book.shows({ placed: [number], ledger: ['held'] });
});

atEveryWidth('a guest buys without a challenge', async ({ page, demo }) => {
  const book = await ledger(demo);
  const answers = issuerAnswers(page, demo);
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  assert.deepEqual(answers, [303], 'the issuer sends the buyer back without a question');
  await book.shows({ placed: [number], ledger: ['held'] });
  await mails(demo, number, 2);
});

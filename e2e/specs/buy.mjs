// A guest buys with a card: through the issuer's challenge, and without one.

import assert from 'node:assert/strict';
import { answerIssuer, checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';

/** Pages of the issuer that this page opened. */
function challenges(page, demo) {
  const seen = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.url().startsWith(`${demo.sandbox}/acs/`)) seen.push(request.url());
  });
  return seen;
}

atEveryWidth('a guest buys with a challenge', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await book.shows({ placed: [number], ledger: ['held'] });
  await mails(demo, number, 2);
  await page.reload();
  assert.equal(await thanks(page), number, 'the page survives a reload');
  await book.shows({ placed: [number], ledger: ['held'] });
});

atEveryWidth('a guest buys without a challenge', async ({ page, demo }) => {
  const book = await ledger(demo);
  const seen = challenges(page, demo);
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  assert.deepEqual(seen, [], 'the issuer asks nothing');
  await book.shows({ placed: [number], ledger: ['held'] });
  await mails(demo, number, 2);
});

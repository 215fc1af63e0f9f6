// A refused card: the cause is named, the form is kept, another card goes through.

import assert from 'node:assert/strict';
import { answerIssuer, atIssuer, checkout, confirm, EMAIL, field, fillCard, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { ledger } from '../support/ledger.mjs';

/** Waits for the sentence about the refusal; the form still has what was typed. */
async function refusedForm(page) {
  await page.getByRole('alert').getByText('2003').waitFor();
  assert.equal(await field(page, 'メールアドレス').inputValue(), EMAIL, 'the form is kept');
  assert.equal(await field(page, 'カード番号').inputValue(), '', 'card digits are not');
}

atEveryWidth('a refused card names the cause and keeps the form', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'refused')).click();
  await refusedForm(page);
  await book.shows('begun');
});

atEveryWidth('refused, Back, another card', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'refused')).click();
  await refusedForm(page);
  await page.goBack();
  await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
  await fillCard(page, 'frictionless');
  await (await confirm(page)).click();
  await thanks(page);
  await book.shows('begun', 'held');
});

atEveryWidth("Back from the bank's page, another card", async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);
  await page.goBack();
  await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
  assert.equal(await field(page, 'メールアドレス').inputValue(), EMAIL, 'the form is kept');
  await fillCard(page, 'frictionless');
  await (await confirm(page)).click();
  await thanks(page);
  await book.shows('held');
});

atEveryWidth('the issuer says no: nothing is charged, another card goes through', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await answerIssuer(page, demo, '失敗');
  await page.getByRole('alert').waitFor();
  await book.shows();
  await fillCard(page, 'frictionless');
  await (await confirm(page)).click();
  await thanks(page);
  await book.shows('held');
});

// A refused card: the cause is named, the form is kept, another card goes through.

import assert from 'node:assert/strict';
import {
  answerIssuer, atIssuer, BUYER, checkout, confirm, field, fillCard, STREET, thanks, TOWN,
} from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { ledger } from '../support/ledger.mjs';

const plain = (text) => text.normalize('NFKC').replace(/[-−\s]/g, '');

/** The form has all that was typed about buyer, address and delivery; of the card it has nothing. */
async function formIsKept(page) {
  await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
  for (const [label, text] of [...BUYER, ['市区町村', TOWN], ['番地', STREET]]) {
    assert.equal(plain(await field(page, label).inputValue()), plain(text), `${label} is kept`);
  }
  assert.ok(await page.locator('#live-delivery input[type=radio]').first().isChecked(), 'the carrier is kept');
  assert.ok(await page.getByRole('radio', { name: /^クレジットカード決済/ }).isChecked(), 'the method is kept');
  for (const label of ['カード番号', 'セキュリティコード']) {
    assert.equal(await field(page, label).inputValue(), '', `${label} is not kept`);
  }
}

/** Waits for the sentence about the refusal, over a form that has what was typed. */
async function refusedForm(page) {
  const alert = page.getByRole('alert');
  await alert.getByText('2003').waitFor();
  await alert.getByText('入力し直してください').waitFor();
  await alert.getByText('請求も発生していません').waitFor();
  await formIsKept(page);
}

/** Pays with a card that goes through; gives the order's number. */
async function payWithAnother(page) {
  await fillCard(page, 'frictionless');
  await (await confirm(page)).click();
  return thanks(page);
}

atEveryWidth('a refused card names the cause and keeps the form', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'refused')).click();
  await refusedForm(page);
  await book.shows({ placed: [], ledger: ['begun'] });
  const number = await payWithAnother(page);
  await book.shows({ placed: [number], ledger: ['begun', 'held'] });
});

atEveryWidth('refused, Back, another card', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'refused')).click();
  await refusedForm(page);
  const told = page.url();
  await page.goBack();
  assert.notEqual(page.url(), told, 'Back leads to another page');
  await formIsKept(page);
  const number = await payWithAnother(page);
  await book.shows({ placed: [number], ledger: ['begun', 'held'] });
});

atEveryWidth("Back from the bank's page, another card", async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);
  await page.goBack();
  await formIsKept(page);
  const number = await payWithAnother(page);
  await book.shows({ placed: [number], ledger: ['held'] });
});

for (const answer of ['失敗', 'キャンセル']) {
  atEveryWidth(`the issuer's page ends with ${answer}: no charge, another card goes through`, async ({ page, demo }) => {
    const book = await ledger(demo);
    await (await checkout(page, demo, 'challenge')).click();
    await answerIssuer(page, demo, answer);
    await page.getByRole('alert').getByText('請求も発生していません').waitFor();
    await formIsKept(page);
    await book.shows({ placed: [], ledger: [] });
    const number = await payWithAnother(page);
    await book.shows({ placed: [number], ledger: ['held'] });
  });
}

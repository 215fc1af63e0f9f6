// Too many refused cards in one browser: one sentence beside the card, nothing typed is lost, other payments work.

import assert from 'node:assert/strict';
import { checkout, confirm, field, fillCard, pay, STREET, thanks } from '../support/buyer.mjs';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { ledger } from '../support/ledger.mjs';

withCard('three_ds = false');

const LIMITED = 'しばらくのあいだ、カードではお支払いいただけません。';
const CARD = /^クレジットカード決済/;

/** 注文する, and the form that comes back with these words beside the card. */
async function comesBack(page, words) {
  const button = await confirm(page);
  // The page of the try before may say the same: this one comes anew.
  const next = page.waitForEvent('domcontentloaded');
  await button.click();
  await next;
  await page.getByRole('alert').getByText(words).waitFor();
  await page.locator('#cc-number-e').getByText(words).waitFor();
}

atEveryWidth('after five refused cards the card is not taken, 銀行振込 is', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'refused')).click();
  await page.getByRole('alert').getByText('2003').waitFor();
  for (let tries = 2; tries <= 5; tries += 1) {
    await fillCard(page, 'refused');
    await comesBack(page, '2003');
    assert.equal(await page.getByText(LIMITED).count(), 0, 'nothing is said before');
  }
  await fillCard(page, 'frictionless');
  await comesBack(page, LIMITED);
  await page.getByRole('alert').getByText('請求も発生していません').waitFor();
  const street = await field(page, '番地').inputValue();
  assert.equal(street.normalize('NFKC').replace(/[-−]/g, ''), STREET.normalize('NFKC').replace(/[-−]/g, ''));
  assert.ok(await page.getByRole('radio', { name: CARD }).isEnabled(), 'a try is possible later');

  await pay(page, /^銀行振込/);
  await (await confirm(page)).click();
  const number = await thanks(page);
  await book.shows({ placed: [number], ledger: Array(5).fill('begun') });
});

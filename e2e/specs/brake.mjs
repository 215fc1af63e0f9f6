// Refused cards from several browsers: no card is taken for a while, buyers read why, staff let it in again.

import assert from 'node:assert/strict';
import { checkout, confirm, fillCard, fillCart, goToCheckout, thanks } from '../support/buyer.mjs';
import { newContext, WIDTHS } from '../support/browser.mjs';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { eventually, mails } from '../support/demo.mjs';
import { signIn } from '../support/staff.mjs';

withCard('three_ds = false');

const CARD = /^クレジットカード決済/;
const PAUSED = 'ただいまクレジットカードのお支払いを一時的に休止しています。';
const BROWSERS = 4;
const TRIES = 4;

/** One browser tries refused cards. */
async function testCards(browser, demo, width) {
  const context = await newContext(browser, width);
  const page = await context.newPage();
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (tries > 1) await fillCard(page, 'refused');
    const button = tries > 1 ? await confirm(page) : await checkout(page, demo, 'refused');
    // The page of the last try says 2003 too: the next one is at another attempt's address.
    const last = page.url();
    await button.click();
    await page.waitForURL((url) => url.href !== last && url.searchParams.has('attempt'));
    await page.getByRole('alert').getByText('2003').waitFor();
  }
  await context.close();
}

/** A checkout, once its page says of the card what is so now: the storefront knows within five seconds. */
function saysPaused(page, isPaused) {
  const said = page.locator('#live-card').filter({ hasText: PAUSED });
  return eventually(async () => {
    await page.reload();
    await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
    return (await said.count() > 0) === isPaused || undefined;
  }, `a card that is ${isPaused ? '' : 'not '}paused`);
}

atEveryWidth('the card stops, buyers read why, staff resume it', async ({ page, demo, browser, width }) => {
  for (let one = 0; one < BROWSERS; one += 1) await testCards(browser, demo, width);
  await fillCart(page, demo);
  await goToCheckout(page);
  await saysPaused(page, true);
  await page.getByText(PAUSED).waitFor();
  assert.ok(await page.getByRole('radio', { name: CARD }).isDisabled());
  assert.ok(await page.getByRole('radio', { name: /^銀行振込/ }).isEnabled());
  const times = width === WIDTHS[0] ? 1 : 2;
  const told = await mails(demo, 'クレジットカードのお支払いの一時休止', times);
  assert.equal(told.length, times, 'one mail each time');

  await signIn(page, demo);
  await page.goto(`${demo.admin}/settings/payments`);
  await page.getByRole('heading', { name: /^クレジットカードのお支払いを休止しています（.* まで）$/ }).waitFor();
  await page.getByRole('link', { name: '何が起きているか' }).click();
  await page.getByRole('heading', { name: 'カードの不正な試しを防ぐ' }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'クレジットカードを再開する' }).click();
  await page.getByRole('status').getByText('クレジットカードを再開しました。').waitFor();
  assert.equal(await page.getByRole('button', { name: 'クレジットカードを再開する' }).count(), 0);

  await (await cardAgain(page, demo)).click();
  await thanks(page);
});

/** A filled checkout by card. */
async function cardAgain(page, demo) {
  await fillCart(page, demo);
  await goToCheckout(page);
  await saysPaused(page, false);
  return checkout(page, demo, 'frictionless');
}

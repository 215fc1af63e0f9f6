// The shop captures and cancels; the gateway's ledger agrees, and the history says who.

import assert from 'node:assert/strict';
import { checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { ledger } from '../support/ledger.mjs';
import { act, frame, openOrder, signIn } from '../support/staff.mjs';

/** Buys with a card, opens the order in the admin and gives its number. */
async function bought(page, demo) {
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  await signIn(page, demo);
  await openOrder(page, number);
  await frame(page).getByText('黄枠 1').waitFor();
  return number;
}

/** How many lines of 変更履歴 name the staff who is signed in. */
function linesOf(page, demo) {
  return page.locator('.timeline .who').getByText(demo.admin_user, { exact: true }).count();
}

atEveryWidth('売上確定 captures, キャンセル takes it back', async ({ page, demo }) => {
  const book = await ledger(demo);
  const number = await bought(page, demo);
  assert.equal(await linesOf(page, demo), 0);
  await act(page, '売上確定');
  await frame(page).getByRole('heading', { name: /消込済/ }).waitFor();
  await frame(page).getByText('黄枠 2').waitFor();
  await book.shows({ placed: [number], ledger: ['captured'] });
  const lines = await linesOf(page, demo);
  assert.ok(lines > 0, 'the history names who captured');

  await act(page, 'キャンセル');
  await frame(page).getByText('黄枠 3').waitFor();
  await book.shows({ placed: [number], ledger: ['refunded'] });
  assert.ok(await linesOf(page, demo) > lines, 'and who took it back');
});

atEveryWidth('キャンセル gives the hold back', async ({ page, demo }) => {
  const book = await ledger(demo);
  const number = await bought(page, demo);
  await act(page, 'キャンセル');
  await frame(page).getByRole('heading', { name: /キャンセル済/ }).waitFor();
  await frame(page).getByText('黄枠 3').waitFor();
  await book.shows({ placed: [number], ledger: ['cancelled'] });
  assert.ok(await linesOf(page, demo) > 0, 'the history names who cancelled');
});

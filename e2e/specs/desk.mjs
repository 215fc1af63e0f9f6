// The shop captures and cancels; the gateway's ledger agrees, and the history says who.

import { checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { ledger } from '../support/ledger.mjs';
import { act, frame, openOrder, signIn } from '../support/staff.mjs';

/** Buys with a card and opens the order in the admin. */
async function bought(page, demo) {
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  await signIn(page, demo);
  await openOrder(page, number);
  await frame(page).getByText('黄枠 1').waitFor();
}

atEveryWidth('売上確定 captures, キャンセル takes it back', async ({ page, demo }) => {
  const book = await ledger(demo);
  await bought(page, demo);
  await act(page, '売上確定');
  await frame(page).getByRole('heading', { name: /消込済/ }).waitFor();
  await frame(page).getByText('黄枠 2').waitFor();
  await book.shows('captured');
  await page.getByRole('main').locator('.timeline').getByText(demo.admin_user).first().waitFor();

  await act(page, 'キャンセル');
  await frame(page).getByText('黄枠 3').waitFor();
  await book.shows('refunded');
});

atEveryWidth('キャンセル gives the hold back', async ({ page, demo }) => {
  const book = await ledger(demo);
  await bought(page, demo);
  await act(page, 'キャンセル');
  await frame(page).getByRole('heading', { name: /キャンセル済/ }).waitFor();
  await frame(page).getByText('黄枠 3').waitFor();
  await book.shows('cancelled');
});

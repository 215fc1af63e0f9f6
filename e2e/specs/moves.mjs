// Orders go from list to list: by keys alone, with their payment, back again, and many at once.

import assert from 'node:assert/strict';
import { fits } from '../support/browser.mjs';
import { checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { trades } from '../support/demo.mjs';
import { openOrder, signIn } from '../support/staff.mjs';

/** Buys with a card; the order's number. */
async function bought(page, demo) {
  await (await checkout(page, demo, 'frictionless')).click();
  return thanks(page);
}

/** Paygent's numbers. */
const CANCELLED = 32;
const CAPTURED = 40;

/** The newest trades of the gateway's ledger stand so, oldest first. */
async function ledgerEnds(demo, states) {
  const all = await trades(demo);
  assert.deepEqual(all.slice(-states.length).map(({ status }) => status), states);
}

/** The answer at the top of the page. */
const answer = (page, text) => page.locator('[data-answer]').getByText(text, { exact: true });

atEveryWidth('受注完了 by keys alone captures first, and comes back with one press', async ({ page, demo }) => {
  const number = await bought(page, demo);
  await signIn(page, demo);
  await openOrder(page, number);
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('button', { name: '売上確定して受注完了' }).waitFor();
  await fits(page, 'the dialog');
  await page.keyboard.press('Enter');
  await answer(page, '売上を確定し、受注完了一覧へ移動しました。').waitFor();
  await page.getByRole('heading', { name: /^受注完了明細/ }).waitFor();
  await fits(page, '受注完了明細');
  await ledgerEnds(demo, [CAPTURED]);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await answer(page, '受注一覧へ戻しました。').waitFor();
  // Captured already: there is nothing to acknowledge.
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await answer(page, '受注完了一覧へ移動しました。').waitFor();
  await ledgerEnds(demo, [CAPTURED]);
});

atEveryWidth('受注キャンセル says what would happen, and takes the payment along', async ({ page, demo }) => {
  const number = await bought(page, demo);
  await signIn(page, demo);
  await openOrder(page, number);
  await page.getByRole('button', { name: '受注キャンセル一覧へ移動' }).click();
  const dialog = page.getByRole('dialog');
  assert.ok(await dialog.getByLabel('在庫を戻す').isChecked());
  // Without a word nothing is done, and the page says which.
  await dialog.getByRole('button', { name: 'このまま受注キャンセルにする' }).click();
  await page.getByText('進んでよければ、確認の欄に印を入れてください。').waitFor();
  await fits(page, 'the page of 受注キャンセル');
  await page.getByRole('button', { name: '決済をキャンセルして受注キャンセル' }).click();
  await answer(page, '決済をキャンセルし、受注キャンセル一覧へ移動しました。').waitFor();
  await ledgerEnds(demo, [CANCELLED]);
});

atEveryWidth('chosen orders are done on the server', async ({ page, demo }) => {
  const numbers = [await bought(page, demo), await bought(page, demo)];
  await signIn(page, demo);
  for (const number of numbers) await page.getByLabel(`${number} を選択`).check();
  await page.getByText('2件を選択中').waitFor();
  await fits(page, '受注一覧');
  await page.getByRole('button', { name: '一括処理へ進む' }).click();
  await page.getByRole('radio', { name: /^受注完了/ }).check();
  await fits(page, '① and ②');
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await page.getByText('2件のうち 2件は、そのまま実行します。').waitFor();
  await fits(page, '③');
  await page.getByRole('button', { name: '一括処理を実行' }).click();
  await page.getByRole('heading', { name: '終わりました' }).waitFor();
  await page.getByText('成功 2').first().waitFor();
  await fits(page, 'the result');
  await ledgerEnds(demo, [CAPTURED, CAPTURED]);
});

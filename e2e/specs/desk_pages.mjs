// Pages of the order desk that other specs only pass through, looked at by axe and by their width: 受注一括処理 from the
// choice to the result, the file of orders, 受注ステータスの設定, and each of them once it has been refused.

import assert from 'node:assert/strict';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { look } from '../support/look.mjs';
import { buyMany } from '../support/many.mjs';
import { signIn } from '../support/staff.mjs';

withCard('three_ds = false');

/** Says what is wrong at the top, where the focus is; its link leads to the field. */
async function isTold(page, field) {
  await page.locator('.error-summary:focus').waitFor();
  if (!field) return;
  await page.locator(`.error-summary a[href="#${field}"]`).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), field);
}

atEveryWidth('受注一括処理, from the choice to the result', async ({ page, demo }) => {
  await buyMany(demo, 2);
  await signIn(page, demo);
  await page.goto(`${demo.admin}/orders/bulk`);
  await look(page, '受注一括処理 without orders');
  await page.goto(`${demo.admin}/orders`);
  for (const tick of (await page.locator('[data-tick]').all()).slice(0, 2)) await tick.check();
  await look(page, '受注一覧 with orders chosen');
  await page.getByRole('button', { name: '一括処理へ進む' }).click();
  await page.getByRole('heading', { name: '① 対象' }).waitFor();
  await look(page, '① and ②');
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await isTold(page);
  await look(page, 'no act was chosen');
  await page.getByRole('radio', { name: /^受注完了/ }).check();
  await page.getByLabel('オーソリOKの受注は、売上確定してから移動する').uncheck();
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await page.getByRole('button', { name: '一括処理を実行' }).waitFor();
  await look(page, '③ with something to acknowledge');
  for (const caution of await page.locator('[name^=caution_]').all()) await caution.check();
  await page.getByRole('button', { name: '一括処理を実行' }).click();
  await page.getByRole('heading', { name: '終わりました' }).waitFor();
  await look(page, 'the result');
  await page.goto(`${demo.admin}/orders/bulk`);
  await look(page, '受注一括処理 after a run');
});

atEveryWidth('詳細検索フォーム and the file of orders', async ({ page, demo, width }) => {
  await buyMany(demo, 1);
  await signIn(page, demo);
  await page.goto(`${demo.admin}/orders?from=x&min=2&max=1&product=-`);
  await look(page, 'a search that is wrong');
  await isTold(page, 'from');
  await page.goto(`${demo.admin}/orders?status=none`);
  await page.getByText('詳細検索フォーム').click();
  await look(page, 'a search by 受注ステータス');
  await page.goto(`${demo.admin}/orders?min=${width}&noted=`);
  await page.getByLabel('この条件に名前をつけて保存').fill(`${width}円から`);
  await page.getByRole('button', { name: '条件を保存' }).click();
  await page.getByRole('status').getByText('条件を保存しました。').waitFor();
  assert.equal(new URL(page.url()).search, `?min=${width}`, 'the search stays, its answer goes');
  await page.goto(`${demo.admin}/orders/export?list=open&pay=held`);
  await look(page, '受注の書き出し');
  const chosen = page.locator('[name^=c_]:checked');
  while (await chosen.count() > 0) await chosen.first().uncheck();
  await page.getByRole('button', { name: '書き出す' }).click();
  await isTold(page, 'c_number');
  await look(page, 'a file without columns');
  await page.getByLabel('注文番号', { exact: true }).check();
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: '書き出す' }).click();
  assert.match((await file).suggestedFilename(), /^orders-open-.*\.csv$/);
  await page.goto(`${demo.admin}/orders/export?list=open`);
  await page.getByText('終わりまで').first().waitFor();
  await look(page, '書き出しの記録');
});

atEveryWidth('受注ステータスの設定', async ({ page, demo, width }) => {
  await signIn(page, demo);
  await page.goto(`${demo.admin}/settings/order-statuses`);
  await look(page, '受注ステータスの設定');
  for (const name of [`入荷待ち${width}`, `梱包中${width}`]) {
    await page.locator('[name=new]').fill(name);
    await page.getByRole('button', { name: '保存' }).click();
    await page.locator(`[value="${name}"]`).waitFor();
  }
  await look(page, '受注ステータスの設定 with statuses');
  await page.locator('[name=new]').fill(`梱包中${width}`);
  await page.getByRole('button', { name: '保存' }).click();
  await isTold(page);
  await look(page, 'a status twice');
});

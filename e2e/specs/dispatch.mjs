// 出荷作業: the slips' settings, then a day's papers and slips, each with one press.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { look } from '../support/look.mjs';
import { buyMany } from '../support/many.mjs';
import { signIn } from '../support/staff.mjs';

withCard('three_ds = false');

const PARCELS = 3;

const confirm = async (page) => {
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('button', { name: '設定する' }).click();
  await page.getByRole('status').getByText(/しました。/).first().waitFor();
};

atEveryWidth('a day of parcels leaves the desk', async ({ page, demo, width }) => {
  await buyMany(demo, PARCELS);
  await signIn(page, demo);
  await page.goto(`${demo.admin}/orders/dispatch`);
  // The shop of the second width has its settings already.
  const unset = page.getByText(/送り状データを作らない受注/);
  if (await unset.isVisible()) await unset.click();
  await look(page, '出荷作業 before anything is set');

  await page.goto(`${demo.admin}/settings/slips`);
  await look(page, '送り状');
  for (const [name, value] of [
    ['postal', '604-8136'], ['prefecture', '京都府'], ['city', '京都市中京区'], ['street', '梅忠町20-1'],
    ['phone', '075-000-0123'], ['goods_text', '焼き菓子'], ['building', `水面ビル${width}`], ['substitutes', '𠮷=吉'],
  ]) await page.locator(`#${name}`).fill(value);
  await confirm(page);
  await page.goto(`${demo.admin}/manual/slips`);
  await look(page, 'the manual of slips');
  await page.goto(`${demo.admin}/settings/slips/layouts`);
  await look(page, '送り状のソフト');
  await page.getByRole('link', { name: /B2クラウド$/ }).click();
  await page.getByLabel(/請求先顧客コード/).fill('0750000123');
  await look(page, 'B2クラウド');
  await page.getByRole('button', { name: '保存する' }).click();
  await page.getByText('保存しました。').waitFor();
  await page.getByRole('link', { name: /B2クラウド$/ }).click();
  await page.getByRole('button', { name: '写しを作って変える' }).click();
  await page.getByText('写しを作りました。').waitFor();
  await look(page, 'a copy of a layout');
  await page.goto(`${demo.admin}/settings/delivery`);
  await page.getByRole('link', { name: /基本設定/ }).first().click();
  await page.getByLabel('B2クラウド', { exact: true }).check();
  await page.getByLabel(width < 1000 ? '冷蔵' : '冷凍', { exact: true }).check();
  await confirm(page);

  await page.goto(`${demo.admin}/orders/dispatch`);
  await look(page, '出荷作業');
  // The browser's own viewer shows the PDF in another tab; its page says that it is there.
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: new RegExp(`^${PARCELS}件の帳票を作る`) }).click(),
  ]);
  await tab.waitForLoadState('commit');
  await tab.close();
  const [slips] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^3件をダウンロード/ }).click(),
  ]);
  const rows = (await readFile(await slips.path(), 'latin1')).trimEnd().split('\r\n');
  assert.equal(rows.length, PARCELS);
  assert.deepEqual(rows.map((row) => row.split(',').length), [95, 95, 95]);
  await page.getByRole('heading', { name: '3件のファイルができました' }).waitFor();
  await look(page, 'a file of slips');
  await page.goto(`${demo.admin}/orders/dispatch`);
  await page.getByText('帳票を出力していない受注はありません。').waitFor();
  await page.getByText('送り状データを出力していない受注はありません。').waitFor();
  await look(page, '出荷作業 when all is done');
});

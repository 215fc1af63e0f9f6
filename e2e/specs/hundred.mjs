// A day of 100 parcels, from payment to 受注完了: papers, slips, numbers back with mail and capture. What a
// person presses is counted: it is told when the case ends, and may not grow.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { atWidth, withCard } from '../support/case.mjs';
import { mails, trades } from '../support/demo.mjs';
import { look } from '../support/look.mjs';
import { buyMany } from '../support/many.mjs';
import { signIn } from '../support/staff.mjs';

withCard('three_ds = false');

const PARCELS = 100;
/** Presses of the whole day, the choice of a file among them. */
const PRESSES_MAX = 12;
/** Paygent's number of what is captured. */
const CAPTURED = 40;

/** Sets up what slips need; a shop does it once. */
async function setUp(page, demo) {
  const confirm = async () => {
    await page.getByRole('button', { name: '確認画面へ' }).click();
    await page.getByRole('button', { name: '設定する' }).click();
    await page.getByRole('status').getByText(/しました。/).first().waitFor();
  };
  await page.goto(`${demo.admin}/settings/slips`);
  for (const [name, value] of [
    ['postal', '604-8136'], ['prefecture', '京都府'], ['city', '京都市中京区'], ['street', '梅忠町20-1'],
    ['phone', '075-000-0123'],
  ]) await page.locator(`#${name}`).fill(value);
  await confirm();
  await page.goto(`${demo.admin}/settings/slips/layouts/1`);
  await page.getByLabel(/請求先顧客コード/).fill('0750000123');
  await page.getByRole('button', { name: '保存する' }).click();
  await page.goto(`${demo.admin}/settings/delivery/1`);
  await page.getByLabel('B2クラウド', { exact: true }).check();
  await confirm();
}

/** What B2クラウド gives back: the same rows, with 伝票番号 in the fourth column. */
function issued(slips) {
  const rows = slips.trimEnd().split('\r\n').map((row, place) => {
    const cells = row.split(',');
    cells[3] = `4000${String(place).padStart(8, '0')}`;
    return cells;
  });
  const bytes = Buffer.from(rows.map((cells) => `${cells.join(',')}\r\n`).join(''), 'latin1');
  return { numbers: rows.map((cells) => cells[3]), file: { name: 'b2.csv', mimeType: 'text/csv', buffer: bytes } };
}

atWidth(1280, '100 parcels before lunch', async ({ page, demo }) => {
  await buyMany(demo, PARCELS);
  await signIn(page, demo);
  await setUp(page, demo);
  await page.goto(demo.admin);
  const began = Date.now();
  let presses = 0;
  const press = (target) => {
    presses += 1;
    return target.click();
  };

  await press(page.getByRole('link', { name: '出荷作業' }));
  const [papers] = await Promise.all([
    page.context().waitForEvent('page'),
    press(page.getByRole('button', { name: `${PARCELS}件の帳票を作る` })),
  ]);
  await papers.waitForURL(/\/orders\/files\//);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: `${PARCELS}件をダウンロード` })),
  ]);
  const slips = await readFile(await download.path(), 'latin1');
  const { numbers, file } = issued(slips);
  assert.equal(numbers.length, PARCELS);

  await press(page.getByRole('link', { name: '問合せ番号の取込' }));
  presses += 1;
  await page.getByLabel('送り状ソフトのCSVファイル').setInputFiles(file);
  await press(page.getByRole('button', { name: '確認へ進む' }));
  await page.getByRole('heading', { name: `${PARCELS}行のうち${PARCELS}件を取り込みます` }).waitFor();
  await press(page.getByLabel('配送通知メールを送る'));
  await press(page.getByLabel(/^売上確定する/));
  await press(page.getByLabel(/^受注完了一覧へ移動する/));
  await look(page, 'the preview of a hundred');
  await press(page.getByRole('button', { name: `${PARCELS}件を取り込む` }));
  await page.getByRole('heading', { name: '終わりました' }).waitFor({ timeout: 120_000 });
  await page.getByText(`成功 ${PARCELS}`).first().waitFor();
  const seconds = Math.round((Date.now() - began) / 1000);

  const states = (await trades(demo)).map(({ status }) => status);
  assert.deepEqual(states, Array(PARCELS).fill(CAPTURED));
  for (const number of numbers) assert.equal((await mails(demo, number, 1)).length, 1, number);
  await page.goto(`${demo.admin}/orders`);
  assert.equal(await page.locator('[data-row]').count(), 0, 'all have left the list');
  const pdf = await page.context().request.get(`${demo.admin}/orders/files/1/content`);
  const bytes = await pdf.body();
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
  if (process.env.NOREN_SHOTS) await writeFile(`${process.env.NOREN_SHOTS}/hundred.pdf`, bytes);
  await page.goto(`${demo.admin}/orders/completed?printed=yes&slip=yes&notified=yes`);
  await page.getByText(`${PARCELS}件`).first().waitFor();
  await page.goto(`${demo.admin}/orders/dispatch`);
  await page.getByText('帳票を出力していない受注はありません。').waitFor();
  assert.ok(presses <= PRESSES_MAX, `${presses} presses`);
  console.log(`${PARCELS} parcels: ${presses} presses, ${seconds} s from the list to the last capture`);
});

// 帳票出力: the issuer is set once, and the papers of an order come as one PDF, which is noted.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { look } from '../support/look.mjs';
import { buyMany } from '../support/many.mjs';
import { signIn } from '../support/staff.mjs';

withCard('three_ds = false');

atEveryWidth('発行者と帳票, and the papers of an order', async ({ page, demo, width }) => {
  await buyMany(demo, 1);
  await signIn(page, demo);
  await page.goto(`${demo.admin}/settings/papers`);
  await look(page, '発行者と帳票');
  await page.locator('#registration').fill('T12');
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.locator('.error-summary:focus').waitFor();
  await look(page, 'a number that is none');
  await page.locator('#registration').fill('Ｔ1234567890123');
  await page.locator('#name').fill(`みなも堂株式会社${width}`);
  await page.locator('#postal').fill('6048136');
  await page.locator('#address').fill('京都府京都市中京区梅忠町20-1\n水面ビル3階');
  await page.locator('#phone').fill('075-000-0000');
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('button', { name: '設定する' }).click();
  await page.getByRole('status').getByText(/しました。/).first().waitFor();

  await page.goto(`${demo.admin}/orders`);
  await page.locator('[data-row]').first().click();
  await page.getByRole('heading', { name: '帳票出力' }).waitFor();
  for (const name of ['受注伝票', '納品書（贈答用）', '請求書', '領収書']) {
    await page.getByRole('checkbox', { name, exact: true }).check();
  }
  const form = page.locator('form[action$="/papers"]');
  const kinds = await form.evaluate((one) => new FormData(one).getAll('paper'));
  assert.deepEqual(kinds, ['order', 'delivery', 'gift', 'invoice', 'receipt']);
  // The browser's own viewer shows it in another tab; here its bytes are asked for as the form sends them.
  const answer = await page.evaluate(async () => {
    const sent = document.querySelector('form[action$="/papers"]');
    const got = await fetch(sent.action, { method: 'POST', body: new URLSearchParams(new FormData(sent)) });
    return { type: got.headers.get('content-type'), bytes: [...new Uint8Array(await got.arrayBuffer())] };
  });
  assert.equal(answer.type, 'application/pdf');
  const file = Buffer.from(answer.bytes);
  assert.equal(file.subarray(0, 5).toString(), '%PDF-');
  if (process.env.NOREN_SHOTS) await writeFile(`${process.env.NOREN_SHOTS}/papers-${width}.pdf`, file);
  await page.reload();
  await page.getByText(/に出力$/).waitFor();
  await page.getByText('帳票を出力しました：受注伝票、納品書、納品書（贈答用）、請求書、領収書').waitFor();
  await look(page, '受注明細 with its papers');
});

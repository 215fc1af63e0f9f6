// メール送信: a template is written on a real order, an order's mails are looked at, sent and received, and nothing that a
// buyer typed runs anywhere (X1).

import assert from 'node:assert/strict';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { look } from '../support/look.mjs';
import { buyMany } from '../support/many.mjs';
import { signIn } from '../support/staff.mjs';

withCard('three_ds = false');


atEveryWidth('配送通知メール, from the number to the mailbox', async ({ page, demo, width }) => {
  await buyMany(demo, 1);
  await signIn(page, demo);
  await page.locator('[data-row]').first().click();
  await page.getByLabel('出荷').waitFor();
  await look(page, '受注明細 with its mails');
  const order = page.url();
  await page.getByLabel('出荷').fill('1234-5678-9012');
  await page.getByRole('button', { name: '配送通知メールへ' }).click();
  await page.getByRole('heading', { name: 'プレビュー' }).waitFor();
  const proof = page.locator('[data-proof]');
  await proof.getByText('問合せ番号：1234-5678-9012').waitFor();
  await look(page, '配送通知メール');

  // What is typed shows at once; what cannot be sent is told there and beside its field.
  await page.locator('#body').fill('{{購入者名}} 様\n{{だれか}}');
  await proof.getByText('2行目：「{{だれか}}」という差し込み項目はありません。').waitFor();
  await page.getByRole('button', { name: 'メール送信' }).click();
  await page.locator('.error-summary:focus').waitFor();
  await look(page, 'a text with an error');
  await page.locator('#body').fill('{{購入者名}} 様\n');
  await page.locator('#body').press('End');
  await page.getByRole('button', { name: '{{問合せ番号}}' }).click();
  assert.match(await page.locator('#body').inputValue(), /\{\{問合せ番号\}\}/);
  await proof.getByText('1234-5678-9012').waitFor();
  await page.getByRole('button', { name: 'メール送信' }).click();
  await page.getByRole('status').getByText('メールを送信しました。').waitFor();
  await page.getByText('出荷済', { exact: true }).first().waitFor();
  await page.waitForFunction(async () => {
    const html = await (await fetch(location.pathname)).text();
    return html.includes('送信済');
  });
  await page.goto(order);
  await page.getByText(/^送信したメール/).click();
  await look(page, `the mails that were sent at ${width}`);
});

atEveryWidth('メールテンプレート', async ({ page, demo, width }) => {
  await buyMany(demo, 1);
  await signIn(page, demo);
  await page.goto(`${demo.admin}/settings/mails`);
  await look(page, 'メールテンプレート');
  await page.getByRole('link', { name: '新しいテンプレート' }).click();
  await look(page, 'a new template');
  await page.getByRole('button', { name: '保存する' }).click();
  await page.locator('.error-summary:focus').waitFor();
  await look(page, 'a new template with nothing in it');
  await page.getByLabel('テンプレート名').fill(`入荷待ち${width}`);
  await page.getByLabel('件名').fill('{{注文番号}}の商品について');
  await page.locator('#body').fill('{{購入者名}} 様\n\n入荷までお待ちください。\n\n{{商品明細}}');
  const proof = page.locator('[data-proof]');
  await proof.getByText('入荷までお待ちください。').waitFor();
  await look(page, 'a template with its preview');
  await page.getByRole('button', { name: /^試し送り/ }).click();
  await page.getByRole('status').getByText('試し送りをしました。').waitFor();
  await page.getByRole('button', { name: '保存する' }).click();
  await page.getByRole('status').getByText('保存しました。').waitFor();
  await page.getByRole('row', { name: `入荷待ち${width}` }).getByRole('link').click();
  await page.getByRole('link', { name: 'このテンプレートを削除する' }).click();
  await look(page, 'a template is taken away');
  await page.getByRole('button', { name: '削除する' }).click();
  await page.getByRole('status').getByText('削除しました。').waitFor();
});

// 編集モード (guide 7-2 補足(イ)): an amount is changed by keyboard, errors and another person's change are told, and
// nothing that was typed is lost.

import assert from 'node:assert/strict';
import { confirm, fillAddress, fillCart, goToCheckout, pay, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { look } from '../support/look.mjs';
import { openOrder, signIn } from '../support/staff.mjs';

/** Buys by 銀行振込 and opens 編集モード of that order. */
async function editing(page, demo) {
  await fillCart(page, demo);
  await goToCheckout(page);
  await fillAddress(page);
  await pay(page, /^銀行振込/);
  await (await confirm(page)).click();
  const number = await thanks(page);
  await signIn(page, demo);
  await openOrder(page, number);
  await page.getByRole('link', { name: '編集モード' }).click();
  await page.getByRole('heading', { level: 1, name: /^編集モード/ }).waitFor();
}

const sum = async (page) => Number((await page.locator('.charge.total b').innerText()).replace(/\D/g, ''));

atEveryWidth('an amount is changed on its row, by keyboard', async ({ page, demo }) => {
  await editing(page, demo);
  await look(page, 'order-edit');
  const before = await sum(page);
  const pieces = page.getByLabel(/の数量$/).first();
  await pieces.fill('２');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(/合計が .*円 から .*円 に変わりました。/).waitFor();
  const after = await sum(page);
  assert.ok(after > before, 'two cost more than one');
  await page.getByLabel('値引き').fill(String(after + 1));
  await page.getByRole('button', { name: /^変更\s*：値引き/ }).click();
  await page.getByRole('alert').getByText('か所、直すところがあります').waitFor();
  await look(page, 'order-edit-wrong');
  assert.equal(await page.getByLabel('値引き').inputValue(), String(after + 1), 'what was typed stays');
  await page.getByLabel('値引き').fill('100');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('に変わりました。').waitFor();
  await page.getByRole('link', { name: '戻る' }).click();
  await page.getByRole('heading', { level: 1, name: /^受注明細/ }).waitFor();
  await page.getByText('値引きを変更しました。').waitFor();
});

atEveryWidth('a product is found, and a recipient added', async ({ page, demo }) => {
  await editing(page, demo);
  await page.getByText('商品を探す', { exact: true }).click();
  await page.getByLabel('商品コード・商品名').fill('ようかん');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^1点加える/ }).waitFor();
  await page.getByLabel('ご購入者と別の住所へ届ける').check();
  await look(page, 'order-edit-found');
  await page.getByLabel('ご購入者と別の住所へ届ける').uncheck();
  await page.getByRole('button', { name: /^1点加える/ }).click();
  await page.getByText('商品コード：yokan-ogura').waitFor();
});

atEveryWidth("another person's change is told, and one of the two chosen", async ({ page, context, demo }) => {
  await editing(page, demo);
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel('手数料').fill('330');
  await other.keyboard.press('Enter');
  await other.getByRole('status').getByText('に変わりました。').waitFor();
  await page.getByLabel('手数料').fill('220');
  await page.getByRole('textbox', { name: /^備考/ }).fill('裏口へ');
  await page.getByRole('button', { name: /^変更\s*：備考/ }).click();
  await page.getByRole('heading', { name: 'ほかの人の変更と重なりました' }).waitFor();
  await look(page, 'order-edit-merge');
  assert.equal(await page.getByRole('textbox', { name: /^備考/ }).inputValue(), '裏口へ', 'nothing is lost');
  await page.getByLabel(/いま保存されている内容：\s*330円/).check();
  await page.getByRole('button', { name: '変更', exact: true }).first().click();
  await page.getByRole('status').getByText('変更しました。').waitFor();
  assert.equal(await page.getByLabel('手数料').inputValue(), '330');
  assert.equal(await page.getByRole('textbox', { name: /^備考/ }).inputValue(), '裏口へ');
});

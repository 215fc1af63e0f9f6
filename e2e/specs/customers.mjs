// 顧客管理: a member who bought with a card is found, looked at, noted, handed out and erased (guide 9-4).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { checkout, EMAIL, thanks } from '../support/buyer.mjs';
import { ALWAYS, member, memberCheckout, placeOrder, setLinking, typeCard } from '../support/card_area.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { eventually } from '../support/demo.mjs';
import { look } from '../support/look.mjs';
import { openOrder, signIn } from '../support/staff.mjs';

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** What the button downloads. */
async function file(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

atEveryWidth('a member is found, looked at, handed out and erased', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  const login = `kokyaku-${width}`;
  const me = await member(page, demo, login);
  await memberCheckout(page, demo, undefined);
  await page.locator('#save_token').waitFor({ state: 'attached' });
  await typeCard(page, 'frictionless');
  await placeOrder(page, demo, false);

  await staff.goto(`${demo.admin}/customers`);
  await heading(staff, '顧客管理');
  await look(staff, 'customers');
  await staff.getByRole('searchbox', { name: /^氏名/ }).fill('だれでもない');
  await staff.getByRole('button', { name: '検索' }).click();
  await staff.getByText('当てはまる会員はいません').waitFor();
  await look(staff, 'customers-none');
  await staff.getByRole('searchbox', { name: /^氏名/ }).fill(login.toUpperCase());
  await staff.getByRole('button', { name: '検索' }).click();
  await staff.getByRole('link', { name: login, exact: true }).click();

  await heading(staff, `顧客明細(会員ID:${login})`);
  const card = staff.getByRole('region', { name: 'クレジットカードの登録状況' });
  await eventually(async () => {
    await staff.reload();
    return (await card.getByText('登録されています').count()) > 0 || undefined;
  }, 'the card is registered');
  await staff.getByRole('textbox', { name: 'メモ' }).fill('お電話は夕方に');
  await staff.getByRole('button', { name: 'メモを保存する' }).click();
  await staff.getByRole('status').getByText('メモを保存しました。').waitFor();
  await look(staff, 'customer');

  const csv = await file(staff, 'CSVで書き出す');
  assert.match(csv.name, /^member-\d+-\d{4}-\d\d-\d\d\.csv$/);
  assert.ok(csv.text.startsWith('\ufeff区分,番号,項目,内容') && csv.text.includes('お電話は夕方に'));
  const json = JSON.parse((await file(staff, 'JSONで書き出す')).text);
  assert.equal(json.member[0].email, me.email);
  assert.equal(json.orders.length, 1);

  await staff.getByRole('link', { name: '個人情報を消去する' }).click();
  await heading(staff, '個人情報の消去');
  await look(staff, 'erasure');
  await staff.getByRole('button', { name: '消去する' }).click();
  await staff.getByRole('alert').getByText('消去していません').waitFor();
  await look(staff, 'erasure-error');
  await staff.getByRole('checkbox', { name: '受注処理中の受注からも消去する' }).check();
  await staff.getByRole('button', { name: '消去する' }).click();
  await staff.getByRole('status').getByText('個人情報を消去しました。').waitFor();
  assert.equal(await staff.getByText(login).count(), 0);
  await staff.getByRole('link', { name: '操作の記録' }).click();
  await staff.getByText('会員の個人情報を消去しました').first().waitFor();
  await look(staff, 'customers-history');

  // The order stands without its buyer, and the buyer is out.
  await staff.goto(`${demo.admin}/orders`);
  await staff.getByText('（消去済み）').first().waitFor();
  await look(staff, 'orders-erased');
  await openOrder(staff, json.orders[0].order);
  await staff.getByText('退会済み').waitFor();
  await look(staff, 'order-erased');
  await page.goto(`${demo.shop}/member`);
  await page.getByRole('heading', { level: 1, name: 'ログイン' }).waitFor();
});

atEveryWidth('orders without an account are found by the whole address', async ({ page, context, demo }) => {
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  const staff = await context.newPage();
  await signIn(staff, demo);
  await openOrder(staff, number);
  await staff.getByRole('link', { name: 'この方のご注文' }).click();
  await heading(staff, '会員でない方のご注文');
  await staff.getByText(EMAIL).first().waitFor();
  await look(staff, 'guest');
  await staff.goto(`${demo.admin}/customers`);
  await staff.getByRole('searchbox', { name: /^氏名/ }).fill(EMAIL);
  await staff.getByRole('button', { name: '検索' }).click();
  await staff.getByRole('link', { name: '会員でない方のご注文を見る' }).click();
  await staff.getByRole('link', { name: number, exact: true }).click();
  await heading(staff, /受注明細/);
});

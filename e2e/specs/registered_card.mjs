// Guide chapter 9, click by click: a member registers, changes and deletes a card, and buys by it.

import assert from 'node:assert/strict';
import { answerIssuer, field, press } from '../support/buyer.mjs';
import { ALWAYS, CHANGED, member, memberCheckout, placeOrder, REGISTERED, setLinking, typeCard }
  from '../support/card_area.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { look } from '../support/look.mjs';
import { mailTo } from '../support/member.mjs';

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

atEveryWidth('ご登録カード管理, and an order with the registered card', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  const me = await member(page, demo, `card-${width}`);

  // 9-2
  await page.getByRole('link', { name: /^ご登録カード管理/ }).click();
  await page.getByText('登録されていません').waitFor();
  await look(page, 'card-overview');
  await page.getByRole('link', { name: '設定' }).click();
  await page.getByText('ご登録のクレジットカードはありません。').waitFor();
  await look(page, 'card-none');
  await page.getByRole('link', { name: '登録', exact: true }).click();
  await heading(page, 'クレジットカード情報入力');
  await look(page, 'card-entry');
  await press(page, '登録');
  await page.getByRole('alert').waitFor();
  await look(page, 'card-entry-errors');
  await typeCard(page, 'challenge');
  await press(page, '登録');
  await answerIssuer(page, demo, '成功');
  await page.getByText('クレジットカードの登録が完了しました。').waitFor();
  await page.getByText(/下4桁 \*{12}0003/).waitFor();
  await look(page, 'card-registered');
  await mailTo(demo, me.email, 'ご登録のクレジットカードを更新しました');

  // 9-3
  await page.getByRole('link', { name: '変更' }).click();
  await typeCard(page, 'frictionless');
  await press(page, '登録');
  await page.getByText(/下4桁 \*{12}0002/).waitFor();

  // 9-5
  await memberCheckout(page, demo, REGISTERED);
  await look(page, 'card-area-registered');
  assert.equal(await page.getByRole('radio', { name: REGISTERED }).isChecked(), true);
  assert.equal(await page.getByRole('radio', { name: CHANGED }).isVisible(), true);
  assert.equal(await field(page, '番地').inputValue(), '1-2-3', 'the address is filled in');
  await page.locator('#cc-csc-registered').fill('123');
  await placeOrder(page, demo, false);

  // 9-4
  await page.goto(`${demo.shop}/member/card`);
  await page.getByText('登録されています').waitFor();
  await page.getByRole('link', { name: '設定' }).click();
  await page.getByRole('link', { name: '削除' }).click();
  await page.getByText('カードを削除します。よろしいですか?').waitFor();
  await look(page, 'card-removal');
  await page.getByRole('link', { name: 'キャンセル' }).click();
  await page.getByRole('link', { name: '削除' }).click();
  await press(page, 'OK');
  await page.getByText('ご登録のクレジットカードはありません。').waitFor();
  await memberCheckout(page, demo, REGISTERED, false);
});

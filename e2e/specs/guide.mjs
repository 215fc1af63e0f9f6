// Chapters 3 and 4 of the guide, click by click, with its words on the buttons. With NOREN_PICTURES=FOLDER the pictures
// of the handbook are taken on the way (1280 px).

import assert from 'node:assert/strict';
import {
  confirm, fillAddress, fillCard, fillCart, press, thanks,
} from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { picture } from '../support/look.mjs';
import { signIn } from '../support/staff.mjs';
import {
  fillCardOnReview, fillStepOne, fillStepTwo, goToStepOne, setCart, step, useThreeSteps,
} from '../support/steps.mjs';

const METHOD = 'クレジットカード決済 (ペイジェント クレジットカード決済(トークン式))';
/** ① to ⑰ in the guide's order. */
const FIELDS = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰';

/** The row of our method. */
const row = (page) => page.getByRole('row').filter({ hasText: METHOD });

atEveryWidth('chapter 3: from リストに追加 to [○]', async ({ page, demo, width }) => {
  await signIn(page, demo);
  // A demo has the method already: it goes back to where chapter 3 begins.
  await page.goto(`${demo.admin}/settings/payments`);
  await row(page).getByRole('button', { name: 'リストから削除' }).click();
  // 3-1
  await page.getByRole('link', { name: '他社連携' }).click();
  for (const badge of ['ゼロステップカート対応', '3ステップカート対応', 'クレジットカード', '3Dセキュア']) {
    await page.getByText(badge, { exact: true }).first().waitFor();
  }
  await picture(page, width, 'providers');
  await row(page).getByRole('button', { name: 'リストに追加' }).click();
  await page.getByRole('link', { name: '他社連携' }).click();
  await row(page).getByText('追加済み').waitFor();
  // 3-2
  await page.getByRole('link', { name: '使用決済' }).click();
  for (const head of ['表示順', '支払方法 (システム側名称)', '対応可能な宅配便', '詳細設定']) {
    assert.equal(await page.getByRole('columnheader', { name: head }).count(), 1, head);
  }
  await row(page).getByRole('button', { name: /を上へ$/ }).click();
  await page.getByText('表示順を変えました。').waitFor();
  await picture(page, width, 'methods');
  // 3-3 and 3-4
  await row(page).getByRole('link', { name: /^(未設定|設定済み)/ }).click();
  const numbers = await page.locator('.set .no').allInnerTexts();
  assert.equal(numbers.join(''), FIELDS, 'the seventeen fields, in their order');
  await page.getByRole('textbox', { name: '支払回数欄の注意書き' }).fill(`分割できないカードがあります（${width}）`);
  // 3-5
  await press(page, '確認画面へ');
  await page.getByRole('heading', { name: /の確認$/ }).waitFor();
  await picture(page, width, 'settings');
  await press(page, '設定する');
  await page.getByText('設定しました。').waitFor();
  await row(page).getByRole('link', { name: /^設定済み/ }).waitFor();
  // 3-6
  await page.goto(`${demo.admin}/settings/delivery`);
  await page.getByRole('link', { name: /宅配便基本設定/ }).first().click();
  await page.getByRole('checkbox', { name: METHOD }).setChecked(true);
  await picture(page, width, 'carrier');
  await page.goto(`${demo.admin}/settings/payments`);
  await row(page).getByText('[○] みなも便 通常便').first().waitFor();
});

atEveryWidth('chapter 4: the zero-step cart', async ({ page, demo, width }) => {
  await setCart(page, demo, () => page.getByRole('radio', { name: /^ゼロステップカート/ }).check());
  // Step 1 and 2
  await fillCart(page, demo);
  await picture(page, width, 'cart');
  await page.goto(`${demo.shop}/checkout`);
  await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
  await fillAddress(page);
  await fillCard(page, 'frictionless');
  await page.locator('#card').scrollIntoViewIfNeeded();
  await page.getByRole('status').getByText('Visa').waitFor();
  await picture(page, width, 'checkout');
  // Step 3
  const button = await confirm(page);
  await picture(page.getByRole('dialog'), width, 'confirmation');
  // Step 4
  await button.click();
  const number = await thanks(page);
  await picture(page, width, 'thanks');
  await mails(demo, number, 2);
});

atEveryWidth('chapter 4: the 3-step cart', async ({ page, demo, width }) => {
  await useThreeSteps(page, demo);
  await goToStepOne(page, demo);
  await picture(page, width, 'step1');
  await fillStepOne(page);
  await picture(page, width, 'step2');
  await fillStepTwo(page, /^クレジットカード決済/);
  await fillCardOnReview(page, 'frictionless');
  await step(page, 'Step3');
  await picture(page, width, 'step3');
  await press(page, /^注文する/);
  await mails(demo, await thanks(page), 2);
});

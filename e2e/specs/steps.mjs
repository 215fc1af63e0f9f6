// The 3-step cart in a real browser: カゴの中身, Step1, Step2, Step3 with the card, Step4 (R-121..R-125).

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from '../support/browser.mjs';
import { answerIssuer, field, press, STREET, thanks, TOWN } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';
import { openOrder } from '../support/staff.mjs';
import {
  fillCardOnReview, fillStepOne, fillStepTwo, goToStepOne, step, toReview, useThreeSteps,
} from '../support/steps.mjs';

/** axe finds nothing serious, and the page does not scroll sideways. */
async function calm(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], name);
  await fits(page, name);
}

const plain = (text) => text.normalize('NFKC').replace(/[-−\s]/g, '');

atEveryWidth('a guest buys in three steps, with a gift and a challenge', async ({ page, demo }) => {
  await useThreeSteps(page, demo);
  const book = await ledger(demo);
  await goToStepOne(page, demo);
  await calm(page, 'Step1');
  await fillStepOne(page);
  await page.getByLabel('表書き').selectOption('内祝');
  await field(page, '名入れ').fill('暖簾');
  await field(page, 'ギフトメッセージ').fill('おめでとうございます');
  await field(page, '領収書の宛名').fill('暖簾商店');
  await calm(page, 'Step2');
  await fillStepTwo(page, /^クレジットカード決済/);
  await calm(page, 'Step3');
  const six = page.getByRole('region', { name: 'ご注文の内容' });
  for (const words of ['内祝（蝶結び・外のし）名入れ：暖簾', 'おめでとうございます', '暖簾商店', '申込期間']) {
    await six.getByText(words).first().waitFor();
  }
  await fillCardOnReview(page, 'challenge');
  await page.getByRole('status').getByText(/^(Visa|Mastercard|JCB)$/).waitFor();
  await press(page, /^注文する/);
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await book.shows({ placed: [number], ledger: ['held'] });
  await mails(demo, number, 2);
  await page.goto(demo.admin);
  await openOrder(page, number);
  for (const words of ['内祝（蝶結び・外のし）名入れ：暖簾', '暖簾商店']) {
    await page.getByRole('main').getByText(words).waitFor();
  }
});

atEveryWidth('Back and reload on every step lose nothing but the card', async ({ page, demo }) => {
  await useThreeSteps(page, demo);
  await toReview(page, demo);
  await fillCardOnReview(page, 'frictionless');
  await page.goBack();
  await step(page, 'Step2');
  assert.ok(await page.getByRole('radio', { name: /^クレジットカード決済/ }).isChecked());
  await page.goBack();
  await step(page, 'Step1');
  await page.reload();
  for (const [label, text] of [['市区町村', TOWN], ['番地', STREET]]) {
    assert.equal(plain(await field(page, label).inputValue()), plain(text), `${label} is kept`);
  }
  await press(page, '次へ');
  await step(page, 'Step2');
  await page.reload();
  await fillStepTwo(page, /^銀行振込/);
  assert.equal(await page.getByRole('heading', { name: 'クレジットカード情報入力' }).count(), 0);
  await press(page, /^注文する/);
  await thanks(page);
});

atEveryWidth('a refused card is told on Step3, and another goes through', async ({ page, demo }) => {
  await useThreeSteps(page, demo);
  const book = await ledger(demo);
  await toReview(page, demo);
  await fillCardOnReview(page, 'refused');
  await press(page, /^注文する/);
  const alert = page.getByRole('alert');
  await alert.getByText('2003').waitFor();
  await alert.getByText('請求も発生していません').waitFor();
  await step(page, 'Step3');
  assert.equal(await field(page, 'カード番号').inputValue(), '');
  await book.shows({ placed: [], ledger: ['begun'] });
  await fillCardOnReview(page, 'frictionless');
  await press(page, /^注文する/);
  const number = await thanks(page);
  await book.shows({ placed: [number], ledger: ['begun', 'held'] });
});

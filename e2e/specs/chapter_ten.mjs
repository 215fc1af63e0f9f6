// Every error of the guide's chapter 10 (R-234..R-242), in both carts: what it says, beside which field, and that
// nothing typed is lost but the card.

import assert from 'node:assert/strict';
import {
  field, fillAddress, fillCard, fillCart, press, STREET, thanks,
} from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import {
  fillCardOnReview, fillStepOne, fillStepTwo, goToStepOne, setCart, step, useThreeSteps,
} from '../support/steps.mjs';

/** What is typed, what is said, and beside which control. A card of the sandbox's table, or a bad input. */
const ERRORS = [
  { typed: { カード番号: '4900 0000 0000' }, says: '半角数字で入力してください', at: 'cc-number', like: '1301' },
  { typed: { カード名義人: '暖簾　花子' }, says: '半角英字と半角の空白', at: 'holder_name', like: '1700' },
  { typed: { '有効期限 年': '20' }, says: '有効期限が過ぎているか', at: 'cc-exp', like: '1502' },
  { card: '4900000015020004', says: '1502', at: 'cc-exp' },
  { card: '4900000310010007', says: '31001', at: 'cc-number' },
  { card: '4900000020160001', says: '2016', at: 'cc-number' },
  { card: '4900000020010008', says: '2001', at: 'cc-number' },
  { card: '4900000020020007', says: '2002', at: 'cc-number' },
  { card: '4900000020030006', says: '2003', at: 'cc-number' },
  { card: '4900000000100001', says: 'P010', at: 'h-pay' },
];

const GOOD = '4900 0000 0001 0002';
const plain = (text) => text.normalize('NFKC').replace(/[-−\s]/g, '');

/** The two carts: how one comes to the card, pays with it, and comes back to it after another step's error. */
const CARTS = {
  'zero-step': {
    async open(page, demo) {
      await setCart(page, demo, () => page.getByRole('radio', { name: /^ゼロステップカート/ }).check());
      await fillCart(page, demo);
      await untilAt(page, demo, '/checkout');
      await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
      await fillAddress(page);
    },
    enter: (page) => fillCard(page, 'frictionless'),
    async send(page) {
      await press(page, '確認画面へ');
      const button = page.getByRole('button', { name: /^注文する/ });
      await page.locator('#checkout:not([aria-busy])').waitFor();
      if (await button.isVisible()) await button.click();
    },
    async isKept(page) {
      assert.equal(plain(await field(page, '番地').inputValue()), plain(STREET));
    },
    async back() {},
  },
  '3-step': {
    async open(page, demo) {
      await useThreeSteps(page, demo);
      await goToStepOne(page, demo);
      await fillStepOne(page);
      await fillStepTwo(page, /^クレジットカード決済/);
    },
    enter: (page) => fillCardOnReview(page, 'frictionless'),
    send: (page) => press(page, /^注文する/),
    async isKept(page) {
      const onReview = await page.getByRole('heading', { name: /^Step3/ }).count();
      if (onReview) await page.getByText(plain(STREET)).first().waitFor();
      else assert.ok(await page.getByRole('radio', { name: /^クレジットカード決済/ }).isChecked());
    },
    async back(page) {
      if (await page.getByRole('heading', { name: /^Step2/ }).count()) {
        await press(page, '次へ');
        await step(page, 'Step3');
      }
    },
  },
};

/** The storefront knows new settings within five seconds. */
async function untilAt(page, demo, path) {
  for (let look = 0; ; look += 1) {
    await page.goto(`${demo.shop}/checkout`);
    if (new URL(page.url()).pathname === path) return;
    assert.ok(look < 300, `the shop's cart is at ${path}`);
  }
}

/** Puts in what the row types over a card that is good otherwise. */
async function type(page, cart, { card, typed = {} }) {
  await cart.enter(page);
  await field(page, 'カード番号').fill(card ?? GOOD);
  for (const [label, text] of Object.entries(typed)) {
    const input = label.startsWith('有効期限') ? page.getByLabel(label) : field(page, label);
    await input.fill(text);
  }
}

for (const [name, cart] of Object.entries(CARTS)) {
  atEveryWidth(`every error of chapter 10 in the ${name} cart`, async ({ page, demo }) => {
    // An honest purchase before and after: ten refusals alone would be taken for somebody who tries cards.
    for (const round of ['before', 'after']) {
      await cart.open(page, demo);
      if (round === 'after') {
        for (const row of ERRORS) {
          await type(page, cart, row);
          await cart.send(page);
          const alert = page.getByRole('alert');
          await alert.getByText(row.says).waitFor();
          await alert.getByText('請求も発生していません').waitFor();
          const link = alert.getByRole('link').first();
          assert.equal(await link.getAttribute('href'), `#${row.at}`, row.says);
          const beside = page.locator('.error').filter({ hasText: row.says });
          await beside.first().waitFor();
          await cart.isKept(page);
          await cart.back(page);
        }
      }
      await type(page, cart, { card: GOOD });
      await cart.send(page);
      await thanks(page);
    }
  });
}

// The 3-step cart: how a shop turns it on, and how a buyer walks through it.

import { CARDS } from './cards.mjs';
import { BUYER, field, fillCart, pay, press, STREET } from './buyer.mjs';
import { untilKnown } from './known.mjs';
import { signIn } from './staff.mjs';

/** Opens カートの設定 and saves what `change` does to it, if it changes anything. */
export async function setCart(page, demo, change) {
  await page.goto(`${demo.admin}/settings/cart`);
  if (new URL(page.url()).pathname === '/sign-in') {
    await signIn(page, demo);
    await page.goto(`${demo.admin}/settings/cart`);
  }
  await change();
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('heading', { name: 'カートの設定の確認' }).waitFor();
  const save = page.getByRole('button', { name: '設定する' });
  if (await save.count() === 0) return;
  await save.click();
  await page.getByText('設定しました。').waitFor();
}

/** The shop's buttons open the 3-step cart, and buyers may ask for everything. */
export function useThreeSteps(page, demo) {
  return setCart(page, demo, async () => {
    await page.getByRole('radio', { name: /^3ステップカート/ }).check();
    await page.getByRole('textbox', { name: 'のしの表書き' }).fill('御祝\n内祝');
    await page.getByRole('checkbox', { name: /メッセージを書ける/ }).check();
  });
}

/** From the cart to Step1; the storefront knows new settings within five seconds. */
export async function goToStepOne(page, demo) {
  await fillCart(page, demo);
  await page.getByRole('link', { name: '注文手続きへ' }).click();
  const isKnown = () => page.url().endsWith('/checkout/buyer');
  await untilKnown(isKnown, () => page.goto(`${demo.shop}/checkout`), '注文手続きへ opens Step1');
  await step(page, 'Step1');
}

/** Waits for a step's heading. */
export function step(page, name) {
  return page.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor();
}

/** Fills Step1 and goes on. */
export async function fillStepOne(page) {
  for (const [label, text] of BUYER) await field(page, label).fill(text);
  await press(page, '住所を入れる');
  await page.waitForFunction(() => document.getElementById('city').value !== '');
  await field(page, '番地').fill(STREET);
  await press(page, '次へ');
  await step(page, 'Step2');
}

/** Chooses a payment on Step2 and goes on. */
export async function fillStepTwo(page, name) {
  await pay(page, name);
  await press(page, '次へ');
  await step(page, 'Step3');
}

/** The card on Step3. */
export async function fillCardOnReview(page, card) {
  await field(page, 'カード番号').fill(CARDS[card] ?? card);
  await field(page, 'カード名義人').fill('Hanako Noren');
  await page.getByLabel('有効期限 月').fill('12');
  await page.getByLabel('有効期限 年').fill('30');
  await field(page, 'セキュリティコード').fill('123');
}

/** All steps up to 注文する, by card. */
export async function toReview(page, demo) {
  await goToStepOne(page, demo);
  await fillStepOne(page);
  await fillStepTwo(page, /^クレジットカード決済/);
}

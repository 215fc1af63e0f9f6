// What a buyer does, step by step, by the labels a buyer reads.

import assert from 'node:assert/strict';
import { CARDS } from './cards.mjs';

export const EMAIL = 'hanako@example.com';

/** Who buys: label and text of every field. */
export const BUYER = [
  ['姓', '暖簾'],
  ['名', '花子'],
  ['セイ', 'ノレン'],
  ['メイ', 'ハナコ'],
  ['郵便番号', '604-8136'],
  ['電話番号', '075-123-4567'],
  ['メールアドレス', EMAIL],
];
/** What the postal code finds, and what is typed behind it. */
export const TOWN = '京都市中京区';
export const STREET = '１−２−３';

/** A field by its label; ※必須 or 任意 follows it. The first of them is the buyer's. */
export function field(page, label) {
  return page.getByLabel(new RegExp(`^${label}(※必須|任意)?$`)).first();
}

/** Presses a button that can be seen; a page may have one for phones and one for desks. */
export async function press(page, name) {
  await page.getByRole('button', { name }).and(page.locator(':visible')).first().click();
}

/** Puts the first product that is not sold out into the cart. */
export async function fillCart(page, demo) {
  await page.goto(demo.shop);
  const goods = page.getByRole('main').locator('.shelf a');
  await goods.filter({ hasNotText: '売り切れ' }).first().click();
  await press(page, 'カゴに入れる');
  await page.getByRole('heading', { name: 'カゴの中身' }).waitFor();
}

/** From the cart to the checkout. */
export async function goToCheckout(page) {
  await page.getByRole('link', { name: '注文手続きへ' }).click();
  await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
}

/** Fills who buys and where it goes; the postal code finds the town. */
export async function fillAddress(page) {
  for (const [label, text] of BUYER) await field(page, label).fill(text);
  await press(page, '住所を入れる');
  await page.waitForFunction(() => document.getElementById('city').value !== '');
  await field(page, '番地').fill(STREET);
  const carriers = page.locator('#live-delivery input[type=radio]');
  await carriers.first().waitFor();
  await carriers.first().check();
}

/** Chooses a payment by its name. */
export async function pay(page, name) {
  await page.getByRole('radio', { name }).check();
}

/** Fills the card form; the digits never leave this page but to the token host. */
export async function fillCard(page, card) {
  await pay(page, /^クレジットカード決済/);
  await field(page, 'カード番号').fill(CARDS[card]);
  await field(page, 'カード名義人').fill('Hanako Noren');
  await page.getByLabel('有効期限 月').fill('12');
  await page.getByLabel('有効期限 年').fill('30');
  await field(page, 'セキュリティコード').fill('123');
}

/** Opens the confirmation and gives its button. */
export async function confirm(page) {
  await press(page, '確認画面へ');
  const button = page.getByRole('button', { name: /^注文する/ });
  await button.waitFor();
  return button;
}

/** A filled checkout with this card, up to the confirmation's button. */
export async function checkout(page, demo, card) {
  await fillCart(page, demo);
  await goToCheckout(page);
  await fillAddress(page);
  await fillCard(page, card);
  return confirm(page);
}

/** Waits for the card issuer's page, which is another site. */
export async function atIssuer(page, demo) {
  await page.waitForURL((url) => url.origin === new URL(demo.sandbox).origin);
}

/** How the issuer answers this page whenever it comes: 200 shows something, 303 sends it on. */
export function issuerAnswers(page, demo) {
  const seen = [];
  page.on('response', (answer) => {
    const comes = answer.request().isNavigationRequest() && answer.url().startsWith(`${demo.sandbox}/acs/`);
    if (comes) seen.push(answer.status());
  });
  return seen;
}

/** Presses one of the issuer's buttons. */
export async function answerIssuer(page, demo, name) {
  await atIssuer(page, demo);
  await page.getByRole('button', { name }).click();
}

/** Waits for the page of a placed order and gives its number. */
export async function thanks(page) {
  await page.getByRole('heading', { name: 'ご注文ありがとうございます' }).waitFor();
  const text = await page.getByRole('main').innerText();
  const number = text.match(/order\d+/)?.[0];
  assert.ok(number, `an order number in: ${text}`);
  return number;
}

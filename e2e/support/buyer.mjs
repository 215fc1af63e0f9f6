// What a buyer does, step by step, by the labels a buyer reads.

import assert from 'node:assert/strict';
import { CARDS } from './cards.mjs';

const ADDRESS = [
  ['姓', '暖簾'],
  ['名', '花子'],
  ['セイ', 'ノレン'],
  ['メイ', 'ハナコ'],
  ['メールアドレス', 'hanako@example.com'],
  ['電話番号', '075-123-4567'],
  ['郵便番号', '604-8136'],
];
const STREET = '梅忠町１−２';

/** A field by the beginning of its label; marks such as ※必須 follow it. */
function field(page, label) {
  return page.getByLabel(new RegExp(`^${label}(?!.*[月年]$)`)).and(page.locator(':visible')).first();
}

/** Puts the first product of the list into the cart and goes to the checkout. */
export async function goToCheckout(page, demo) {
  await page.goto(demo.shop);
  await page.getByRole('main').getByRole('link').filter({ has: page.locator('img') }).first().click();
  await page.getByRole('button', { name: 'カゴに入れる' }).click();
  await page.getByRole('heading', { name: 'カゴの中身' }).waitFor();
  await click(page, '注文手続きへ');
  await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
}

/** Presses a button or follows a link that looks like one. */
export async function click(page, name) {
  await page.getByRole('button', { name }).or(page.getByRole('link', { name })).and(page.locator(':visible')).first().click();
}

/** Fills who buys and where it goes; the postal code finds the city. */
export async function fillAddress(page) {
  for (const [label, text] of ADDRESS) await field(page, label).fill(text);
  const again = field(page, 'メールアドレス.*確認');
  if (await again.count()) await again.fill('hanako@example.com');
  await click(page, '住所を検索|住所を入力|住所検索');
  await page.waitForFunction(() => document.querySelector('[name$=city]')?.value !== '');
  await field(page, '番地').fill(STREET);
}

/** Chooses a payment by its name. */
export async function choosePayment(page, name) {
  await page.getByRole('radio', { name }).check();
}

/** Fills the card form; the digits stay in this page. */
export async function fillCard(page, card) {
  await choosePayment(page, /^クレジットカード/);
  await field(page, 'カード番号').fill(CARDS[card]);
  await field(page, 'カード名義人').fill('HANAKO NOREN');
  await page.getByLabel('有効期限 月').fill('12');
  await page.getByLabel('有効期限 年').fill('30');
  await field(page, 'セキュリティコード').fill('123');
}

/** From the filled form to the confirmation. */
export async function confirm(page) {
  await click(page, '確認画面へ');
  const order = page.getByRole('button', { name: '注文する' });
  await order.waitFor();
  return order;
}

/** A whole checkout up to the moment 注文する was pressed. */
export async function order(page, demo, card) {
  await goToCheckout(page, demo);
  await fillAddress(page);
  await fillCard(page, card);
  await (await confirm(page)).click();
}

/** The card issuer's page is another site; presses one of its buttons. */
export async function answerIssuer(page, demo, name) {
  await page.waitForURL((url) => url.origin === new URL(demo.sandbox).origin);
  await page.getByRole('button', { name }).click();
}

/** Waits for the thanks page and gives the order number it shows. */
export async function thanks(page) {
  await page.getByRole('heading', { name: 'ご注文ありがとうございます' }).waitFor();
  const text = await page.getByRole('main').innerText();
  const number = text.match(/order\d+/)?.[0];
  assert.ok(number, `no order number in: ${text}`);
  return number;
}

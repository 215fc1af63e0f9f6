// What somebody does in the sandbox's console, ペイジェントオンライン.

import { fits } from './browser.mjs';
import { CONTRACT } from './apart.mjs';

/** Signs in from the first page. */
export async function enter(page, demo, password) {
  await page.goto(`${demo.sandbox}/online`);
  await signInHere(page, password);
}

/** Signs in where one is asked to; both fields must be filled. */
export async function signInHere(page, password = CONTRACT.connect_password) {
  await page.getByLabel('マーチャントID').fill(CONTRACT.merchant_id);
  await page.getByLabel('接続パスワード').fill(password);
  await page.getByRole('button', { name: 'サインイン' }).click();
}

/** Signs in and looks for this 取引ID in the list. */
export async function find(page, demo, trade) {
  await enter(page, demo);
  await page.getByLabel('取引ID').fill(trade);
  await page.getByRole('button', { name: '探す' }).click();
}

/** Opens what the list shows under this 取引ID, and gives its 決済ID. */
export async function open(page, trade) {
  await page.getByRole('main').getByRole('link', { name: trade }).click();
  return payment(page);
}

/** The 決済ID of the payment whose detail is shown. */
export async function payment(page) {
  await page.getByRole('heading', { name: '決済の詳細' }).waitFor();
  await fits(page, 'the detail');
  return new URL(page.url()).pathname.split('/').pop();
}

/** What the head of the page says of 状況. */
export function status(page) {
  return page.locator('dt', { hasText: /^状況$/ }).locator('+ dd');
}

/** Goes by a link to a page that asks, and there presses the button. */
export async function act(page, link, button) {
  await page.getByRole('link', { name: link }).click();
  await fits(page, link);
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('status').waitFor();
}

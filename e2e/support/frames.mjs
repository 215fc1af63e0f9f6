// What staff do with an order and its frame, row by row of the guide's chapters 5 to 7.

import assert from 'node:assert/strict';
import { checkout, thanks } from './buyer.mjs';
import { find, open as openPayment } from './console.mjs';
import { eventually } from './demo.mjs';
import { look, picture as photograph } from './look.mjs';
import { act, buttons, frame, openOrder, signIn } from './staff.mjs';

/** Buys with a card that needs no question, and opens the order in the admin. */
export async function bought(page, demo) {
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  await signIn(page, demo);
  await openOrder(page, number);
  return number;
}

/** The frames that the handbook shows, by the row of the guide. */
const HANDBOOK = {
  '7-2-1': 'frame-held',
  '7-2-4': 'frame-captured',
  '7-2-a-cancelled': 'frame-cancelled',
  '7-4-1-1': 'frame-unknown',
  '7-4-1-3': 'frame-cancelled-there',
  '7-4-2-1': 'frame-differs',
  '7-4-3-1': 'frame-differs-3ds',
  '7-4-4-1': 'frame-captured-differs',
};

/** The frame is this one and offers these buttons (M1); then a picture of it is taken. */
export async function shows(page, name, expected, picture) {
  await frame(page).getByText(name, { exact: true }).waitFor();
  assert.deepEqual(await buttons(page), expected, `${name}, ${picture}`);
  if (!picture) return;
  const { width } = page.viewportSize();
  if (HANDBOOK[picture]) await photograph(frame(page), width, HANDBOOK[picture]);
  await look(page, picture);
}

/** Opens the order until its frame says so: what happens at Paygent comes by itself. */
export async function becomes(page, words) {
  await eventually(async () => {
    await page.reload();
    return (await frame(page).innerText()).includes(words) || undefined;
  }, `a frame that says ${words}`);
}

/** Moves the order all the same, whatever it warns of (M2). */
export async function moveAnyway(page, button, alone) {
  await page.getByRole('button', { name: button }).click();
  const dialog = page.getByRole('dialog');
  for (const caution of await dialog.locator('input[name=caution]').all()) await caution.check();
  await dialog.getByRole('button', { name: alone, exact: true }).click();
  await page.getByRole('status').waitFor();
}

/** 編集モード: the discount makes the total this much lower. */
export async function discount(page, yen) {
  await page.getByRole('link', { name: '編集モード' }).click();
  await page.getByRole('heading', { level: 1, name: /^編集モード/ }).waitFor();
  await page.getByLabel('値引き').fill(String(yen));
  const accepted = page.locator('input[name=ack]');
  if (await accepted.count() > 0) await accepted.check();
  await page.getByRole('button', { name: /^変更\s*：値引き/ }).click();
  await page.getByRole('status').getByText('に変わりました。').waitFor();
  await page.getByRole('link', { name: '戻る' }).click();
  await page.getByRole('heading', { level: 1, name: /^受注明細/ }).waitFor();
}

/** Another page in which ペイジェントオンライン shows this payment. */
export async function inTheConsole(context, demo, trade) {
  const console = await context.newPage();
  await find(console, demo, trade);
  await openPayment(console, trade);
  return console;
}

/** Somebody changes the amount there. */
export async function changeThere(console, yen) {
  await console.getByRole('link', { name: '金額変更へ進む' }).click();
  await console.getByLabel('変更後の金額（円）').fill(String(yen));
  await console.getByRole('button', { name: '確認へ進む' }).click();
  await console.getByRole('button', { name: '金額を変更する' }).click();
  await console.getByRole('status').getByText('金額を変更しました').waitFor();
}

/** 取引ID of the frame. */
export async function tradeOf(page) {
  return (await frame(page).locator('.tid').first().innerText()).replace(/\D/g, '');
}

/** 合計 of 受注商品. */
export async function totalOf(page) {
  return Number((await page.locator('.sum dd.total').innerText()).replace(/\D/g, ''));
}

export { act, buttons, frame };

// A day's orders by keyboard alone: all of them captured and completed, one by one and many at once. The mouse is never
// touched. `NOREN_ORDERS=200` makes it a long day.

import assert from 'node:assert/strict';
import { tabTo } from '../support/browser.mjs';
import { atWidth, withCard } from '../support/case.mjs';
import { trades } from '../support/demo.mjs';
import { buyMany } from '../support/many.mjs';

withCard('three_ds = false');

const ORDERS = Number(process.env.NOREN_ORDERS ?? 24);
/** What fits on a page of 受注一覧. */
const PAGE = 50;
/** Paygent's number. */
const CAPTURED = 40;

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Signs in without the mouse. */
async function signIn(page, demo) {
  await page.goto(demo.admin);
  await page.getByLabel('ログインID').waitFor();
  if (await page.evaluate(() => document.activeElement.id !== 'login')) await tabTo(page, 'ログインID');
  await page.keyboard.type(demo.admin_user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(demo.admin_password);
  await page.keyboard.press('Enter');
  await heading(page, '受注一覧');
}

/** `x` on the first of the list's rows; then all of them at once on the server. */
async function completeMany(page, count) {
  for (let row = 0; row < count; row += 1) {
    await page.keyboard.press('j');
    await page.keyboard.press('x');
  }
  await page.getByText(`${count}件を選択中`).waitFor();
  await page.keyboard.press('b');
  await heading(page, '受注一括処理');
  await page.keyboard.press('c');
  await page.keyboard.press('b');
  await page.getByText(`${count}件のうち ${count}件は、そのまま実行します。`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '終わりました' }).waitFor({ timeout: 120_000 });
  await page.getByText(`成功 ${count}`).first().waitFor();
}

/** The oldest order of the list, wherever that is. */
async function openOldest(page, left) {
  for (let rest = left; rest > PAGE; rest -= PAGE) {
    const before = page.url();
    await page.keyboard.press('n');
    await page.waitForURL((url) => url.href !== before);
  }
  const rows = await page.locator('[data-row]').count();
  for (let row = 0; row < rows; row += 1) await page.keyboard.press('j');
  await page.keyboard.press('o');
  await heading(page, /^受注明細/);
}

/** 売上確定して受注完了, and on to the next order. */
async function completeOneByOne(page, count) {
  for (let done = 0; done < count; done += 1) {
    await page.keyboard.press('c');
    await page.getByRole('dialog').getByRole('button', { name: '売上確定して受注完了' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-answer]').getByText('売上を確定し、受注完了一覧へ移動しました。').waitFor();
    if (done + 1 === count) return;
    await page.keyboard.press('n');
    await heading(page, /^受注明細/);
  }
}

atWidth(1280, `${ORDERS} orders, the mouse untouched`, async ({ page, demo }) => {
  const many = Math.min(PAGE, Math.floor(ORDERS / 4));
  await buyMany(demo, ORDERS);
  await signIn(page, demo);
  await completeMany(page, many);
  await page.keyboard.press('u');
  await heading(page, '受注一覧');
  await openOldest(page, ORDERS - many);
  await completeOneByOne(page, ORDERS - many);
  await page.keyboard.press('u');
  await heading(page, '受注完了一覧');
  // Found by the head's search, and by its key.
  const newest = await page.locator('[data-row]').first().innerText();
  await page.keyboard.press('/');
  await page.keyboard.type(newest);
  await page.keyboard.press('Enter');
  await page.getByText('1件', { exact: true }).waitFor();
  const states = (await trades(demo)).map(({ status }) => status);
  assert.deepEqual(states, Array(ORDERS).fill(CAPTURED), "the gateway's ledger");
});

// The guide's chapters 5, 6, 7-2, 7-3 and 7-4 with [オーソリのみ] and without 3-D Secure, row by row. Each picture is looked
// at by axe.

import assert from 'node:assert/strict';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { act as actThere } from '../support/console.mjs';
import {
  act, becomes, bought, changeThere, discount, frame, inTheConsole, moveAnyway, shows, totalOf, tradeOf,
} from '../support/frames.mjs';
import { look } from '../support/look.mjs';

withCard('three_ds = false');

const HELD = { 売上確定: true, 取引更新: false, キャンセル: true };
const CAPTURED = { 売上確定: false, 取引更新: false, キャンセル: true };
const COMPLETE = ['受注完了一覧へ移動', 'このまま受注完了にする'];
const CANCEL = ['受注キャンセル一覧へ移動', 'このまま受注キャンセルにする'];
/** The frame's advice, by what the guide says of its cell (7-3). */
const next = (page, text) => frame(page).locator('.frame-next').getByText(text).waitFor();

atEveryWidth('5, 6: an order is found by its 取引ID and opened', async ({ page, demo }) => {
  const number = await bought(page, demo);
  const trade = await tradeOf(page);
  assert.equal(trade.length, 20);
  await page.goto(`${demo.admin}/orders`);
  const row = page.getByRole('row').filter({ hasText: number });
  assert.match((await row.innerText()).replace(/\s/g, ''), new RegExp(`\\(${trade}\\)`));
  await look(page, '6-1-list');
  await page.getByText('詳細検索フォーム').click();
  await page.getByLabel('外部決済注文番号').fill(trade);
  await page.getByRole('button', { name: '上記条件で検索' }).click();
  await page.getByText('1件', { exact: true }).waitFor();
  await look(page, '6-search');
  await page.getByRole('link', { name: '参照' }).click();
  await page.getByRole('heading', { name: /^受注明細\(注文No:/ }).waitFor();
});

atEveryWidth('7-2-1 to 7-2-5: オーソリOK, 売上確定, 受注完了', async ({ page, demo }) => {
  const number = await bought(page, demo);
  // 7-2-1
  await shows(page, '黄枠 1', HELD, '7-2-1');
  await frame(page).getByRole('heading', { name: '決済状況：オーソリOK' }).waitFor();
  const trade = await tradeOf(page);
  const places = await page.locator('.tid').allInnerTexts();
  assert.ok(places.filter((text) => text.replace(/\D/g, '') === trade).length >= 2, 'R-143');
  // 7-2-2: J. F, G, H, I and K come with the next chapter of this shop.
  await page.getByRole('button', { name: '入金チェック', exact: true }).click();
  await page.locator('.works').getByText('済', { exact: true }).first().waitFor();
  await look(page, '7-2-2');
  // 7-2-3
  await page.locator('.timeline').getByText(/入金チェック/).first().waitFor();
  // 7-2-4
  await act(page, '売上確定');
  await shows(page, '黄枠 2', CAPTURED, '7-2-4');
  await frame(page).getByRole('heading', { name: '決済状況：消込済' }).waitFor();
  // 7-2-5
  await page.getByRole('button', { name: COMPLETE[0] }).click();
  await page.getByRole('dialog').getByRole('button', { name: COMPLETE[0] }).click();
  await page.getByRole('heading', { name: /^受注完了明細/ }).waitFor();
  await shows(page, '黄枠 2', CAPTURED, '7-2-5');
  assert.equal(await page.getByRole('link', { name: '編集モード' }).count(), 0, 'M4');
  await page.goto(`${demo.admin}/orders/completed`);
  const row = page.getByRole('row').filter({ hasText: number });
  assert.match((await row.innerText()).replace(/\s/g, ''), new RegExp(`\\(${trade}\\)`), 'R-140');
  await look(page, '6-3-completed');
});

atEveryWidth('7-2 補足(ア): キャンセル, then 受注キャンセル', async ({ page, demo }) => {
  await bought(page, demo);
  await act(page, 'キャンセル');
  await shows(page, '黄枠 3', {}, '7-2-a-cancelled');
  await page.getByRole('button', { name: CANCEL[0] }).click();
  await page.getByRole('dialog').getByRole('button', { name: CANCEL[0] }).click();
  await page.getByRole('heading', { name: /^受注キャンセル明細/ }).waitFor();
  await shows(page, '黄枠 3', {}, '7-2-a');
});

atEveryWidth('7-2 補足(イ), 7-4 ②-1: 編集モード, 取引更新, 売上確定', async ({ page, demo }) => {
  await bought(page, demo);
  const before = await totalOf(page);
  await discount(page, 100);
  assert.equal(await totalOf(page), before - 100);
  await shows(page, '赤枠 2', { 取引更新: true, 売上確定: false, キャンセル: true }, '7-4-2-1');
  await next(page, '取引更新ボタンをクリックして、ペイジェントへ金額変更内容を送信してください。');
  const old = await tradeOf(page);
  await act(page, '取引更新');
  await page.getByRole('status').getByText('このあと「売上確定」が必要です').waitFor();
  await shows(page, '黄枠 1', HELD, '7-2-i');
  assert.notEqual(await tradeOf(page), old);
  await act(page, '売上確定');
  await shows(page, '黄枠 2', CAPTURED);
  // It is found by the number it had, too.
  await page.goto(`${demo.admin}/orders?trade=${old}`);
  await page.getByText('1件', { exact: true }).waitFor();
});

atEveryWidth('7-3: オーソリOK in three lists', async ({ page, demo }) => {
  await bought(page, demo);
  await next(page, '「売上確定」を押してください。');
  await look(page, '7-3-1-open');
  await moveAnyway(page, ...COMPLETE);
  await shows(page, '黄枠 1', HELD, '7-3-1-completed');
  await next(page, '売上がまだ確定していません');
  await page.getByRole('button', { name: '受注一覧へ戻す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '受注一覧へ戻す' }).click();
  await page.getByRole('heading', { name: /^受注明細/ }).waitFor();
  await moveAnyway(page, ...CANCEL);
  await shows(page, '黄枠 1', HELD, '7-3-1-cancelled');
  await next(page, '「キャンセル」を押して、決済も取り消してください。');
});

atEveryWidth('7-3: 消込済 in three lists', async ({ page, demo }) => {
  await bought(page, demo);
  await act(page, '売上確定');
  await shows(page, '黄枠 2', CAPTURED, '7-3-2-open');
  await next(page, '受注完了にしてください');
  await moveAnyway(page, COMPLETE[0], COMPLETE[0]);
  await shows(page, '黄枠 2', CAPTURED, '7-3-2-completed');
  await next(page, 'お取引も決済も完了しています。');
  await page.getByRole('button', { name: '元に戻す' }).click();
  await page.getByRole('heading', { name: /^受注明細/ }).waitFor();
  await moveAnyway(page, ...CANCEL);
  await shows(page, '黄枠 2', CAPTURED, '7-3-2-cancelled');
  await next(page, 'このままではお客様に請求されます。');
});

atEveryWidth('7-3: キャンセル済 in three lists', async ({ page, demo }) => {
  await bought(page, demo);
  await act(page, 'キャンセル');
  await shows(page, '黄枠 3', {}, '7-3-3-open');
  await next(page, 'この受注を受注キャンセルにしてください。');
  await moveAnyway(page, ...COMPLETE);
  await shows(page, '黄枠 3', {}, '7-3-3-completed');
  await next(page, '決済は取り消されています');
  // The guide knows no way out of here; this shop has one (DESIGN section 10).
  await page.getByRole('button', { name: CANCEL[0] }).click();
  await page.getByRole('dialog').getByRole('button', { name: CANCEL[0] }).click();
  await page.getByRole('heading', { name: /^受注キャンセル明細/ }).waitFor();
  await shows(page, '黄枠 3', {}, '7-3-3-cancelled');
  await next(page, '必要な操作はありません。');
});

atEveryWidth('7-4 ①-2 イ, ②-2: the amount was changed at Paygent', async ({ page, context, demo }) => {
  await bought(page, demo);
  const console = await inTheConsole(context, demo, await tradeOf(page));
  await changeThere(console, 500);
  await page.reload();
  await becomes(page, '赤枠 2');
  await shows(page, '赤枠 2', { ペイジェント側の金額に合わせる: true, 取引更新: true, 売上確定: false, キャンセル: true },
    '7-4-2-2');
  await frame(page).getByRole('button', { name: 'ペイジェント側の金額に合わせる' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '金額を合わせる' }).click();
  await shows(page, '黄枠 1', HELD, '7-4-2-2-aligned');
  assert.equal(await totalOf(page), 500);
});

atEveryWidth('7-4 ①-2 ア: both sides were made equal', async ({ page, context, demo }) => {
  await bought(page, demo);
  const trade = await tradeOf(page);
  await discount(page, 100);
  const total = await totalOf(page);
  await changeThere(await inTheConsole(context, demo, trade), total);
  await page.reload();
  await becomes(page, '黄枠 1');
  await shows(page, '黄枠 1', HELD, '7-4-1-2-a');
});

atEveryWidth('7-4 ①-3: cancelled at Paygent, and taken over', async ({ page, context, demo }) => {
  await bought(page, demo);
  const console = await inTheConsole(context, demo, await tradeOf(page));
  await actThere(console, '取消へ進む', 'オーソリを取り消す');
  await page.reload();
  await becomes(page, 'ペイジェント側で取り消されています');
  await shows(page, '赤枠 1', { キャンセルを取り込む: true }, '7-4-1-3');
  await act(page, 'キャンセルを取り込む');
  await shows(page, '黄枠 3', {}, '7-4-1-3-taken-over');
});

atEveryWidth('7-4 ④-1: the amount was changed at Paygent after 売上確定', async ({ page, context, demo }) => {
  await bought(page, demo);
  await act(page, '売上確定');
  await frame(page).getByText('黄枠 2').waitFor();
  await changeThere(await inTheConsole(context, demo, await tradeOf(page)), 500);
  await page.reload();
  await becomes(page, '赤枠 4');
  await shows(page, '赤枠 4', { ペイジェント側の金額に合わせる: true, 取引更新: false, 売上確定: false, キャンセル: true },
    '7-4-4-1');
  await frame(page).getByRole('button', { name: 'ペイジェント側の金額に合わせる' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '金額を合わせる' }).click();
  await shows(page, '黄枠 2', CAPTURED);
});

atEveryWidth('7-4 ④-2: the order was edited after 売上確定', async ({ page, demo }) => {
  await bought(page, demo);
  await act(page, '売上確定');
  await frame(page).getByText('黄枠 2').waitFor();
  await discount(page, 100);
  await shows(page, '赤枠 4', { 取引更新: false, 売上確定: false, キャンセル: true }, '7-4-4-2');
  await next(page, 'ペイジェント管理画面で、金額を受注の合計');
});

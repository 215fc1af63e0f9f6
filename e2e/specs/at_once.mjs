// オーソリ+売上: the order is captured as it is made, and only キャンセル is left (guide 7-1).

import assert from 'node:assert/strict';
import { answerIssuer, checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { mails, trades } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';
import { look } from '../support/look.mjs';
import { act, buttons, frame, openOrder, signIn } from '../support/staff.mjs';

withCard('capture = "at-once"');

/** Paygent's number. */
const REFUNDED = 60;

atEveryWidth('オーソリ+売上: 消込済 at once, キャンセル refunds', async ({ page, demo }) => {
  const book = await ledger(demo);
  const place = await checkout(page, demo, 'challenge');
  await page.getByText('ご注文と同時にご請求が確定します').and(page.locator(':visible')).waitFor();
  await place.click();
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await book.shows({ placed: [number], ledger: ['captured'] });
  await mails(demo, number, 2);

  await signIn(page, demo);
  assert.match(await page.getByRole('row').filter({ hasText: number }).innerText(), /消込済/);
  await openOrder(page, number);
  await frame(page).getByRole('heading', { name: /消込済/ }).waitFor();
  await frame(page).getByText('黄枠 2').waitFor();
  await page.getByText('オーソリ+売上', { exact: true }).waitFor();
  assert.deepEqual(await buttons(page), { 売上確定: false, 取引更新: false, キャンセル: true });
  await book.shows({ placed: [number], ledger: ['captured'] });

  await look(page, '7-1-1');

  // 7-1-2: J; F, G, H, I and K come with the next chapter of this shop.
  await page.getByRole('button', { name: '入金チェック', exact: true }).click();
  await page.locator('.works').getByText('済', { exact: true }).first().waitFor();
  await page.getByLabel('出荷').fill('1234-5678-9012');
  await page.getByRole('button', { name: '出荷済みにする' }).click();
  await page.locator('.works').getByText('出荷済', { exact: true }).waitFor();
  await look(page, '7-1-2');
  // 7-1-3
  const lines = () => page.locator('.timeline li').filter({ hasText: /入金チェック|出荷/ }).count();
  const told = await lines();
  assert.ok(told >= 2, 'the history tells both');

  // 7-1-4: 受注完了明細 goes on to show キャンセル; then 補足(ア).
  await page.getByRole('button', { name: '受注完了一覧へ移動' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '受注完了一覧へ移動' }).click();
  await page.getByRole('heading', { name: /^受注完了明細/ }).waitFor();
  assert.deepEqual(await buttons(page), { 売上確定: false, 取引更新: false, キャンセル: true });
  assert.equal(await lines(), told, 'and keeps it (7-1-3)');
  await look(page, '7-1-4');
  await act(page, 'キャンセル');
  await frame(page).getByText('黄枠 3').waitFor();
  assert.deepEqual(await buttons(page), {});
  // It is in another list than 受注一覧 by now, so only the gateway's book is asked.
  assert.equal((await trades(demo)).at(-1).status, REFUNDED);
  await page.getByRole('button', { name: '受注キャンセル一覧へ移動' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '受注キャンセル一覧へ移動' }).click();
  await page.getByRole('heading', { name: /^受注キャンセル明細/ }).waitFor();
  await look(page, '7-1-a');
});

atEveryWidth('オーソリ+売上: a refused card captures nothing', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'refused')).click();
  await page.getByRole('alert').getByText('2003').waitFor();
  await book.shows({ placed: [], ledger: ['begun'] });
});

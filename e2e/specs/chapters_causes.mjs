// The guide's 7-4 ①: what makes 決済状況 unknown, besides what is done at Paygent (chapters.mjs): wrong 接続ID, a purchase
// that is not finished, a contract of before.

import assert from 'node:assert/strict';
import { CONTRACT } from '../support/apart.mjs';
import { answerIssuer, atIssuer, checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { becomes, bought, frame, shows } from '../support/frames.mjs';
import { look } from '../support/look.mjs';
import { openOrder, signIn } from '../support/staff.mjs';

const HELD = { 売上確定: true, 取引更新: false, キャンセル: true };
const GUESSES = ['接続ID、接続IDパスワードが正しくない', 'ペイジェント管理画面での操作が行われた', '購入者が購入手続きや'];

/** クレジットカード決済(トークン方式) の設定 with these texts in its fields. */
async function connect(page, demo, fields) {
  await page.goto(`${demo.admin}/settings/payments/card`);
  for (const [name, text] of Object.entries(fields)) await page.locator(`#${name}`).fill(text);
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('button', { name: '設定する' }).click();
  await page.getByText('設定しました。').waitFor();
}

atEveryWidth('7-4 ①-1: a wrong 接続IDパスワード', async ({ page, demo }) => {
  await bought(page, demo);
  const order = page.url();
  await connect(page, demo, { connect_password: 'not-the-password' });
  await page.goto(order);
  // Paygent is asked once a second at most.
  await becomes(page, '赤枠 1');
  await shows(page, '赤枠 1', {}, '7-4-1-1');
  await frame(page).getByRole('heading', { name: '決済状況が取得できませんでした。' }).waitFor();
  await frame(page).locator('.frame-next').getByText('接続ID・接続IDパスワードをご確認ください').waitFor();
  for (const guess of GUESSES) await frame(page).getByText(guess).waitFor();
  assert.equal((await frame(page).locator('.tid').first().innerText()).replace(/\D/g, '').length, 20);
  await connect(page, demo, { connect_password: CONTRACT.connect_password });
  await page.goto(order);
  await becomes(page, '黄枠 1');
  await shows(page, '黄枠 1', HELD);
});

atEveryWidth('7-4 ①-4: nothing is an order before the buyer has finished', async ({ page, context, demo }) => {
  await (await checkout(page, demo, 'challenge')).click();
  await atIssuer(page, demo);
  const desk = await context.newPage();
  await signIn(desk, demo);
  const before = await desk.locator('[data-row]').count();
  await look(desk, '7-4-1-4-list');
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await desk.reload();
  assert.equal(await desk.locator('[data-row]').count(), before + 1);
  await openOrder(desk, number);
  await shows(desk, '黄枠 1', HELD);
});

atEveryWidth('7-4 ①-5: an order of the contract before', async ({ page, demo }) => {
  await bought(page, demo);
  const order = page.url();
  const anew = await (await fetch(`${demo.control}/merchants`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
  })).json();
  const { merchant_id: merchant, connect_id, connect_password, token_key, three_ds_key } = anew;
  await connect(page, demo, { merchant, connect_id, connect_password, token_key, three_ds_key });
  // The old contract still answers.
  await page.goto(order);
  await shows(page, '黄枠 1', HELD);
  // Then it is closed.
  await closed(demo);
  await page.reload();
  await becomes(page, '赤枠 1');
  await shows(page, '赤枠 1', {}, '7-4-1-5');
  const next = frame(page).locator('.frame-next');
  await next.getByText('旧名義のペイジェント管理画面で、売上処理や返金処理を行ってください').waitFor();
  await next.getByText(`マーチャントID ${CONTRACT.merchant_id}`).waitFor();
  await opened(demo);
  await connect(page, demo, {
    merchant: CONTRACT.merchant_id, connect_id: CONTRACT.connect_id, connect_password: CONTRACT.connect_password,
    token_key: CONTRACT.token_key, three_ds_key: CONTRACT.three_ds_key,
  });
});

/** Every 094 is refused, as that of a contract that has ended. */
async function closed(demo) {
  const fault = { kind: '094', times: 50, trick: { refuse: { code: 'P002' } } };
  const answer = await fetch(`${demo.control}/faults`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault),
  });
  assert.ok(answer.ok, await answer.text());
}

async function opened(demo) {
  await fetch(`${demo.control}/faults`, { method: 'DELETE' });
}

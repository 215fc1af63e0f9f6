// ペイジェントオンライン, the sandbox's console: what is done there behind the cart's back, and what
// the shop makes of it.

import assert from 'node:assert/strict';
import { CONTRACT } from '../support/apart.mjs';
import { fits, tabTo } from '../support/browser.mjs';
import { checkout, thanks } from '../support/buyer.mjs';
import { CARDS } from '../support/cards.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { act, enter, find, open, payment, signInHere, status } from '../support/console.mjs';
import { trades } from '../support/demo.mjs';
import { becomes } from '../support/frames.mjs';
import { orders } from '../support/desk.mjs';
import { ledger } from '../support/ledger.mjs';
import { numberSpellings } from '../support/spelling.mjs';
import { look } from '../support/look.mjs';
import { act as press, buttons, frame, openOrder, signIn } from '../support/staff.mjs';

/** Buys with a card that needs no question; gives the order's number and its 取引ID. */
async function bought(page, demo) {
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  const { trade } = (await orders(demo)).find((order) => order.number === number);
  return { number, trade };
}

/** The card's number is nowhere in the page, in no spelling, shown or folded. */
async function hasNoNumber(page) {
  const digits = CARDS.frictionless.replace(/\D/g, '');
  const source = Buffer.from(await page.content());
  for (const [name, bytes] of numberSpellings(digits)) {
    assert.ok(!source.includes(bytes), `the page has the card number (${name})`);
  }
  const said = (await page.locator('html').textContent()).replace(/\D/g, '');
  assert.ok(!said.includes(digits), 'the page spells the card number');
}

/** The order as the admin shows it once it has asked. */
async function inTheAdmin(page, demo, number) {
  await signIn(page, demo);
  await openOrder(page, number);
}

/** The admin knows that it was cancelled elsewhere, and offers to follow; nothing there moves money. */
async function cancelledThere(page) {
  await frame(page).getByText('赤枠 1').waitFor();
  await frame(page).getByText('ペイジェント側で取り消されています').waitFor();
  assert.deepEqual(await buttons(page), { キャンセルを取り込む: true });
}

/** 状況 of every payment under this 取引ID in the gateway's own ledger, oldest first. */
async function statuses(demo, trade) {
  const all = await trades(demo);
  return all.filter(({ trading_id }) => trading_id === trade).map(({ status }) => status);
}

atEveryWidth('売上 in the console: the shop finds it 消込済', async ({ page, demo }) => {
  const book = await ledger(demo);
  const { number, trade } = await bought(page, demo);
  await find(page, demo, trade);
  await page.getByRole('main').getByRole('link', { name: trade }).waitFor();
  await fits(page, 'the list');
  await open(page, trade);
  assert.equal(await status(page).innerText(), '20 オーソリOK');

  const log = page.getByRole('region', { name: '電文の記録' });
  for (const kind of ['450 3Dセキュア認証', '020 オーソリ']) await log.getByText(kind).waitFor();
  for (const more of await log.getByText('項目を見る').all()) await more.click();
  await log.getByText('payment_amount=').first().waitFor();
  await page.getByText('VISA ************0002').waitFor();
  await fits(page, 'the detail with all of its log');
  await hasNoNumber(page);

  await act(page, '売上へ進む', '売上にする');
  assert.equal(await status(page).innerText(), '40 消込済');
  await log.getByText('管理画面 売上').waitFor();
  await book.shows({ placed: [number], ledger: ['captured'] });

  await inTheAdmin(page, demo, number);
  await frame(page).getByRole('heading', { name: /消込済/ }).waitFor();
  await frame(page).getByText('黄枠 2').waitFor();
  assert.deepEqual(await buttons(page), { 売上確定: false, 取引更新: false, キャンセル: true });
  await page.getByText('ペイジェント側で売上確定されたため').waitFor();
  await book.shows({ placed: [number], ledger: ['captured'] });
});

atEveryWidth('金額変更 makes a new payment, 取消 ends it', async ({ page, context, demo }) => {
  const { number, trade } = await bought(page, demo);
  await find(page, demo, trade);
  const old = await open(page, trade);
  await page.getByRole('link', { name: '金額変更へ進む' }).click();
  await page.getByLabel('変更後の金額（円）').fill('１，０００');
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await page.getByText('確保する金額は1,000円になります').waitFor();
  await fits(page, 'the confirmation');
  await page.getByRole('button', { name: '金額を変更する' }).click();
  await page.getByRole('status').getByText('金額を変更しました').waitFor();
  const changed = await payment(page);
  assert.notEqual(changed, old, 'its 決済ID is another one');
  assert.equal(await status(page).innerText(), '20 オーソリOK');
  await page.getByText('1,000円', { exact: true }).waitFor();
  const others = page.getByRole('region', { name: '同じ取引IDの決済' });
  await others.getByRole('link', { name: old }).waitFor();
  await others.getByText('32 オーソリ取消済').waitFor();
  assert.deepEqual(await statuses(demo, trade), [32, 20]);

  // The notice has told the shop of the new payment: it shows that one and its amount, and that the
  // authentication covers it no more.
  const shop = await context.newPage();
  await inTheAdmin(shop, demo, number);
  await becomes(shop, '赤枠 3');
  await frame(shop).getByText('ペイジェント側の金額情報と差異があります').waitFor();
  await frame(shop).getByRole('cell', { name: '1,000円', exact: true }).waitFor();
  await shop.getByRole('listitem').getByText('決済が新しくなりました').waitFor();
  await look(shop, 'changed-there');

  await act(page, '取消へ進む', 'オーソリを取り消す');
  assert.equal(await payment(page), changed);
  assert.equal(await status(page).innerText(), '32 オーソリ取消済');
  await page.getByText('いまの状況でできる操作はありません').waitFor();
  assert.deepEqual(await statuses(demo, trade), [32, 32]);
  // Two payments have this 取引ID now: that it was cancelled is certain only after asking around.
  await shop.reload();
  await frame(shop).getByText('いまの決済を確認しています').waitFor();
  await look(shop, 'doubted');
  await becomes(shop, 'ペイジェント側で取り消されています');
  await cancelledThere(shop);
  await look(shop, 'cancelled-there');
  await press(shop, 'キャンセルを取り込む');
  await frame(shop).getByText('黄枠 3').waitFor();
  await look(shop, 'taken-over');
});

atEveryWidth('取消 by keyboard: the shop may follow', async ({ page, demo }) => {
  const book = await ledger(demo);
  const { number, trade } = await bought(page, demo);
  await page.goto(`${demo.sandbox}/online`);
  await tabTo(page, 'マーチャントID');
  await page.keyboard.type(CONTRACT.merchant_id);
  await tabTo(page, '接続パスワード');
  await page.keyboard.type(CONTRACT.connect_password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '決済の一覧' }).waitFor();
  await tabTo(page, '取引ID');
  await page.keyboard.type(trade);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('trading_id') === trade);
  for (const [link, heading] of [[trade, '決済の詳細'], ['取消へ進む', 'オーソリ取消の確認']]) {
    await tabTo(page, link);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: heading }).waitFor();
  }
  await tabTo(page, 'オーソリを取り消す');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('取消を行いました').waitFor();
  await book.shows({ placed: [number], ledger: ['cancelled'] });
  await inTheAdmin(page, demo, number);
  await cancelledThere(page);
});

atEveryWidth('a wrong password is said beside its field', async ({ page, demo }) => {
  await enter(page, demo, 'nonsense');
  const password = page.getByLabel('接続パスワード');
  await page.getByRole('alert').getByText('もう一度入力してください').waitFor();
  assert.equal(await password.getAttribute('aria-invalid'), 'true');
  const told = (await password.getAttribute('aria-describedby')).split(' ');
  assert.ok(told.includes(await page.getByRole('alert').getAttribute('id')), 'the field names it');
  const field = await password.boundingBox();
  const below = (await page.getByRole('alert').boundingBox()).y - (field.y + field.height);
  assert.ok(below >= 0 && below < 16, `it stands under the field, ${below} px`);
  assert.equal(await password.inputValue(), '', 'the password is not kept');
  assert.equal(await page.getByLabel('マーチャントID').inputValue(), CONTRACT.merchant_id);
  await fits(page, 'the way in');

  await password.fill(CONTRACT.connect_password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '決済の一覧' }).waitFor();
});

atEveryWidth('a session that ended costs no way', async ({ page, context, demo }) => {
  const { trade } = await bought(page, demo);
  await find(page, demo, trade);
  const detail = new URL(`payments/${await open(page, trade)}`, `${demo.sandbox}/online/`).href;
  await context.clearCookies();
  await page.getByRole('link', { name: '取消へ進む' }).click();
  await signInHere(page, 'nonsense');
  await page.getByRole('alert').waitFor();
  await signInHere(page);
  await page.getByRole('heading', { name: 'オーソリ取消の確認' }).waitFor();
  assert.equal(page.url(), `${detail}/cancel`);

  // It ends between question and answer: the question is asked again, nothing was done.
  await context.clearCookies();
  await page.getByRole('button', { name: 'オーソリを取り消す' }).click();
  await signInHere(page);
  await page.getByRole('heading', { name: 'オーソリ取消の確認' }).waitFor();
  assert.deepEqual(await statuses(demo, trade), [20]);
});

atEveryWidth('without both fields nothing is sent', async ({ page, demo }) => {
  await page.goto(`${demo.sandbox}/online`);
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  for (const label of ['マーチャントID', '接続パスワード']) {
    await page.getByRole('button', { name: 'サインイン' }).click();
    const named = page.getByLabel(label);
    assert.equal(await named.evaluate((input) => input.matches(':focus:invalid')), true, label);
    await named.fill(CONTRACT.merchant_id);
  }
  assert.deepEqual(sent, []);
});

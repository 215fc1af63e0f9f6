// axe finds nothing serious on any page, at both widths, and no page scrolls sideways.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from '../support/browser.mjs';
import { atIssuer, checkout, answerIssuer, fillCart, goToCheckout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { act, enter, open } from '../support/console.mjs';
import { trades } from '../support/demo.mjs';
import { frame, openOrder, signIn } from '../support/staff.mjs';

const SERIOUS = new Set(['serious', 'critical']);

/** The page as it is now. */
async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations
    .filter((violation) => SERIOUS.has(violation.impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(', ')}`);
  assert.deepEqual(found, [], name);
  await fits(page, name);
}

atEveryWidth('every page of a purchase', async ({ page, demo }) => {
  await page.goto(demo.shop);
  await look(page, 'product list');
  await page.getByRole('main').locator('.shelf a').first().click();
  await page.getByRole('button', { name: 'カゴに入れる' }).waitFor();
  await look(page, 'product');
  await page.goto(`${demo.shop}/cart`);
  await look(page, 'empty cart');
  await fillCart(page, demo);
  await look(page, 'cart');
  await goToCheckout(page);
  await look(page, 'checkout');
  const button = await checkout(page, demo, 'challenge');
  await look(page, 'confirmation');
  await button.click();
  await atIssuer(page, demo);
  await look(page, "issuer's page");
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await look(page, 'thanks');

  await page.goto(demo.admin);
  await look(page, 'sign-in');
  await signIn(page, demo);
  await look(page, 'order list');
  await openOrder(page, number);
  await frame(page).waitFor();
  await look(page, 'order');
  await frame(page).getByRole('button', { name: '売上確定' }).click();
  await look(page, 'dialog of 売上確定');
});

atEveryWidth('every page of 基本設定', async ({ page, demo }) => {
  await signIn(page, demo);
  for (const path of ['', '/groups', '/goods', '/history', '/1', '/1/removal', '/1/history']) {
    await page.goto(`${demo.admin}/settings/delivery${path}`);
    await look(page, `宅配便・送料計算${path}`);
  }
  await page.goto(`${demo.admin}/settings/cart`);
  await look(page, 'カートの設定');
  for (const path of ['/cart', '/payments/card', '/payments/bank']) {
    await page.goto(`${demo.admin}/settings${path}/history`);
    await look(page, `変更履歴${path}`);
  }
  for (const kind of ['メール便', '店頭渡し']) {
    await page.goto(`${demo.admin}/settings/delivery`);
    await page.getByRole('button', { name: `${kind}を追加` }).click();
    await page.getByRole('button', { name: '確認画面へ' }).waitFor();
    await look(page, kind);
  }
  await page.goto(`${demo.admin}/settings/delivery/1`);
  await page.getByLabel('送料ポイント区分').check();
  await page.getByRole('button', { name: '作り直す' }).click();
  for (const [number, sum] of ['10', '20', '30'].entries()) {
    await page.getByRole('textbox', { name: 'ポイントの区分' }).nth(number).fill(sum);
  }
  await page.getByRole('button', { name: '作り直す' }).click();
  await page.getByRole('textbox', { name: '京都府：30ポイントまで' }).waitFor();
  await look(page, 'a table of fees with several columns');
  const pages = `${demo.admin}/settings/payments`;
  for (const path of ['', '/basic', '/providers', '/card', '/cod', '/in_store', '/bank']) {
    await page.goto(pages + path);
    await look(page, `支払方法設定${path}`);
  }
  await page.goto(`${pages}/card`);
  await page.getByRole('button', { name: '接続テスト' }).click();
  await page.getByRole('status').waitFor();
  await look(page, '接続テストの結果');
  await page.goto(`${pages}/bank`);
  await page.getByRole('textbox', { name: '振込先' }).fill('');
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'settings that are wrong');
  await page.goto(`${pages}/card`);
  await page.getByRole('radio', { name: '利用しない' }).first().check();
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('button', { name: '設定する' }).waitFor();
  await look(page, 'settings to confirm');
});

atEveryWidth("every page of the sandbox's console", async ({ page, demo }) => {
  await (await checkout(page, demo, 'frictionless')).click();
  await thanks(page);
  const { trading_id: trade } = (await trades(demo)).at(-1);
  await page.goto(`${demo.sandbox}/online`);
  await look(page, "the console's sign-in");
  await enter(page, demo, 'nonsense');
  await page.getByRole('alert').waitFor();
  await look(page, 'a sign-in that failed');
  await enter(page, demo);
  await page.getByRole('heading', { name: '決済の一覧' }).waitFor();
  for (const [query, name] of [
    ['?trading_id=none', 'an empty list'],
    ['?payment_id=x&from=2026-02-30&until=x', 'a search that is wrong'],
    [`?trading_id=${trade}`, 'a list of payments'],
  ]) {
    await page.goto(`${demo.sandbox}/online${query}`);
    await look(page, name);
  }
  await open(page, trade);
  for (const more of await page.getByText('項目を見る').all()) await more.click();
  await look(page, 'a payment with its log');
  const payment = page.url();
  for (const [path, name] of [
    ['capture', '売上'],
    ['cancel', '取消'],
    ['amount', '金額変更'],
    ['amount?total=x&kind=028', '金額変更 with a wrong amount'],
    ['amount?total=1000&kind=028', '金額変更 to confirm'],
  ]) {
    await page.goto(`${payment}/${path}`);
    await look(page, name);
  }
  await page.goto(payment);
  await act(page, '売上へ進む', '売上にする');
  await look(page, 'a payment after 売上');
  await page.goto(`${payment}/capture`);
  await page.getByRole('alert').waitFor();
  await look(page, '売上 that is not possible');
  await page.goto(`${demo.sandbox}/online/settings`);
  await look(page, 'settings');
  await page.getByLabel('差分通知URL').fill('shop.example');
  await page.getByRole('button', { name: '保存する' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'settings that are wrong');
  await page.goto(`${demo.sandbox}/online/payments/0`);
  await look(page, 'a payment that is not there');
});

atEveryWidth('every page beside it', async ({ page, demo }) => {
  for (const url of [`${demo.shop}/nowhere`, demo.sandbox, demo.mailbox]) {
    await page.goto(url);
    await look(page, url);
  }
});

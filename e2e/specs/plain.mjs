// Without JavaScript everything but card entry works; without a mouse the staff do.

import assert from 'node:assert/strict';
import { tabTo } from '../support/browser.mjs';
import { checkout, field, press, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';
import { frame, signIn } from '../support/staff.mjs';

/** Who buys, typed by hand: no script finds the town. */
const BUYER = {
  姓: '暖簾', 名: '花子', セイ: 'ノレン', メイ: 'ハナコ', 郵便番号: '604-8136', 電話番号: '075-123-4567',
  メールアドレス: 'hanako@example.com', 市区町村: '京都市中京区', 番地: '1-2-3',
};

/** Buys by 銀行振込 with what HTML alone offers. */
async function buyPlainly(page, demo) {
  await page.goto(demo.shop);
  await page.getByRole('main').locator('.shelf a').filter({ hasNotText: '売り切れ' }).first().click();
  await press(page, 'カゴに入れる');
  await page.getByRole('link', { name: '注文手続きへ' }).click();
  for (const [label, text] of Object.entries(BUYER)) await field(page, label).fill(text);
  await field(page, '都道府県').selectOption('京都府');
  await page.getByRole('radio', { name: /^銀行振込/ }).check();
  await press(page, '確認画面へ');
  await page.getByRole('heading', { name: 'ご注文の確認' }).waitFor();
  await page.getByRole('button', { name: /^注文する/ }).click();
  return thanks(page);
}

atEveryWidth('an order without JavaScript', async ({ browser, demo, width }) => {
  const book = await ledger(demo);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 740 } });
  try {
    const number = await buyPlainly(await context.newPage(), demo);
    assert.equal((await mails(demo, number, 2)).length, 2);
    await book.shows({ placed: [number], ledger: [] });
  } finally {
    await context.close();
  }
});

atEveryWidth('what is typed wrongly without JavaScript is named beside its field', async ({ browser, demo, width }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 740 } });
  try {
    const page = await context.newPage();
    await page.goto(demo.shop);
    await page.getByRole('main').locator('.shelf a').filter({ hasNotText: '売り切れ' }).first().click();
    await press(page, 'カゴに入れる');
    await page.getByRole('link', { name: '注文手続きへ' }).click();
    await field(page, 'メールアドレス').fill('hanako＠example');
    await field(page, '備考').fill('夕方に');
    await press(page, '確認画面へ');
    await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
    const mail = field(page, 'メールアドレス');
    assert.equal(await mail.getAttribute('aria-invalid'), 'true');
    const told = await mail.getAttribute('aria-describedby');
    assert.ok(told, 'the field names its error');
    assert.equal(await field(page, '備考').inputValue(), '夕方に', 'nothing typed is lost');
  } finally {
    await context.close();
  }
});

atEveryWidth('staff find, open and capture an order by keyboard', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'frictionless')).click();
  const number = await thanks(page);
  await signIn(page, demo);
  await page.keyboard.press('/');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.search.includes(number));
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /受注明細/ }).waitFor();
  await tabTo(page, '売上確定');
  await page.keyboard.press('Enter');
  await tabTo(page, '売上確定する');
  await page.keyboard.press('Enter');
  await frame(page).getByText('黄枠 2').waitFor();
  await book.shows({ placed: [number], ledger: ['captured'] });
});

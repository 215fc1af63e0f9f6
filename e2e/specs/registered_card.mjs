// Guide chapter 9, click by click, and the card area of a member in both carts (3-4).

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from '../support/browser.mjs';
import { answerIssuer, confirm as toConfirmation, field, fillCart, goToCheckout, pay, press, thanks }
  from '../support/buyer.mjs';
import { CARDS } from '../support/cards.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mailTo, confirm, register, signIn } from '../support/member.mjs';
import { setCart, step } from '../support/steps.mjs';
import { signIn as staffIn } from '../support/staff.mjs';

const SERIOUS = new Set(['serious', 'critical']);
const CARD = /^クレジットカード決済/;
const REGISTERED = 'ご登録のクレジットカードで購入する';
const CHANGED = 'ご登録のクレジットカードを変更して購入する';
const ANOTHER = '新しいクレジットカードで購入する';
const KEEP = /^カード情報を保持し次回も利用する/;

/** axe finds nothing serious, and the page is no wider than the window. */
async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.filter(({ impact }) => SERIOUS.has(impact));
  assert.deepEqual(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], name);
  await fits(page, name);
  const folder = process.env.NOREN_SHOTS;
  const { width } = page.viewportSize();
  if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
}

/** The shop's ⑫, by the words of its choice; Paygent is asked before it is set. */
async function setLinking(page, demo, name) {
  await page.goto(`${demo.admin}/settings/payments/card`);
  if (new URL(page.url()).pathname === '/sign-in') {
    await staffIn(page, demo);
    await page.goto(`${demo.admin}/settings/payments/card`);
  }
  await page.getByRole('radio', { name }).check();
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('heading', { name: /の確認$/ }).waitFor();
  const said = await page.getByRole('main').innerText();
  const save = page.getByRole('button', { name: '設定する' });
  if (await save.count() > 0) {
    await save.click();
    await page.getByText('設定しました。').waitFor();
  }
  return said;
}

const ALWAYS = /全注文者が自動的に/;
const CHOICE = /次回利用を選択できる/;
const NEVER = /紐づけない/;

/** A member of this name, signed in on マイページ. */
async function member(page, demo, login) {
  const me = { login, email: `${login}@example.jp` };
  await register(page, demo, me);
  await confirm(page, demo, me);
  await signIn(page, me);
  await page.getByRole('heading', { level: 1, name: 'マイページTOP' }).waitFor();
  return me;
}

async function typeCard(page, card) {
  await field(page, 'カード番号').fill(CARDS[card]);
  await field(page, 'カード名義人').fill('Hanako Noren');
  await page.getByLabel('有効期限 月').fill('12');
  await page.getByLabel('有効期限 年').fill('30');
  await page.locator('#cc-csc').fill('123');
}

/** The checkout of a member: the address is there; the storefront knows new settings within five seconds. */
async function memberCheckout(page, demo, shows, isShown = true) {
  await fillCart(page, demo);
  await goToCheckout(page);
  await pay(page, CARD);
  const wanted = shows ? page.getByText(shows) : page.locator('#cc-number');
  for (let look = 0; (await wanted.count() > 0) !== isShown; look += 1) {
    assert.ok(look < 120, `${shows} is ${isShown ? '' : 'not '}shown`);
    await page.reload();
    await pay(page, CARD);
  }
}

/** 注文する; the card issuer asks where `asked`. */
async function placeOrder(page, demo, asked) {
  await (await toConfirmation(page)).click();
  if (asked) await answerIssuer(page, demo, '成功');
  return thanks(page);
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

atEveryWidth('ご登録カード管理, and an order with the registered card', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  const me = await member(page, demo, `card-${width}`);

  // 9-2
  await page.getByRole('link', { name: /^ご登録カード管理/ }).click();
  await page.getByText('登録されていません').waitFor();
  await look(page, 'card-overview');
  await page.getByRole('link', { name: '設定' }).click();
  await page.getByText('ご登録のクレジットカードはありません。').waitFor();
  await look(page, 'card-none');
  await page.getByRole('link', { name: '登録', exact: true }).click();
  await heading(page, 'クレジットカード情報入力');
  await look(page, 'card-entry');
  await press(page, '登録');
  await page.getByRole('alert').waitFor();
  await look(page, 'card-entry-errors');
  await typeCard(page, 'challenge');
  await press(page, '登録');
  await answerIssuer(page, demo, '成功');
  await page.getByText('クレジットカードの登録が完了しました。').waitFor();
  await page.getByText(/下4桁 \*{12}0003/).waitFor();
  await look(page, 'card-registered');
  await mailTo(demo, me.email, 'ご登録のクレジットカードを更新しました');

  // 9-3
  await page.getByRole('link', { name: '変更' }).click();
  await typeCard(page, 'frictionless');
  await press(page, '登録');
  await page.getByText(/下4桁 \*{12}0002/).waitFor();

  // 9-5
  await memberCheckout(page, demo, REGISTERED);
  await look(page, 'card-area-registered');
  assert.equal(await page.getByRole('radio', { name: REGISTERED }).isChecked(), true);
  assert.equal(await page.getByRole('radio', { name: CHANGED }).isVisible(), true);
  assert.equal(await field(page, '番地').inputValue(), '1-2-3', 'the address is filled in');
  await page.locator('#cc-csc-registered').fill('123');
  await placeOrder(page, demo, false);

  // 9-4
  await page.goto(`${demo.shop}/member/card`);
  await page.getByText('登録されています').waitFor();
  await page.getByRole('link', { name: '設定' }).click();
  await page.getByRole('link', { name: '削除' }).click();
  await page.getByText('カードを削除します。よろしいですか?').waitFor();
  await look(page, 'card-removal');
  await page.getByRole('link', { name: 'キャンセル' }).click();
  await page.getByRole('link', { name: '削除' }).click();
  await press(page, 'OK');
  await page.getByText('ご登録のクレジットカードはありません。').waitFor();
  await memberCheckout(page, demo, REGISTERED, false);
});

atEveryWidth('12-1, 12-2 and 12-3 in the zero-step cart', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  await member(page, demo, `link-${width}`);

  // 12-1: what was typed is there the next time.
  await memberCheckout(page, demo, undefined);
  await page.locator('#save_token').waitFor({ state: 'attached' });
  await typeCard(page, 'frictionless');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED);

  // 12-2: another card, ticked; then the registered one, not ticked: it is gone.
  await setLinking(staff, demo, CHOICE);
  await memberCheckout(page, demo, 'カード情報を保持し次回も利用する');
  assert.equal(await page.getByRole('checkbox', { name: KEEP }).isChecked(), true, 'as it is kept now');
  await look(page, 'card-area-choice');
  await page.getByRole('radio', { name: CHANGED }).check();
  await typeCard(page, 'jcb');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, /JCB 下4桁 \*{12}0007/);
  await page.getByRole('checkbox', { name: KEEP }).uncheck();
  await page.locator('#cc-csc-registered').fill('123');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED, false);

  // And ticked again, for 12-3: one last time.
  assert.equal(await page.getByRole('checkbox', { name: KEEP }).isChecked(), false);
  await page.getByRole('checkbox', { name: KEEP }).check();
  await typeCard(page, 'jcb');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED);
  const said = await setLinking(staff, demo, NEVER);
  assert.match(said, /カードを登録している会員が\d+人います/);
  await memberCheckout(page, demo, 'カードのご登録は、このご注文のあとなくなります。');
  await page.locator('#cc-csc-registered').fill('123');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED, false);
});

atEveryWidth('the registered card in the 3-step cart', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  await member(page, demo, `step-${width}`);
  await memberCheckout(page, demo, undefined);
  await page.locator('#save_token').waitFor({ state: 'attached' });
  await typeCard(page, 'frictionless');
  await placeOrder(page, demo, false);
  await setCart(staff, demo, () => staff.getByRole('radio', { name: /^3ステップカート/ }).check());
  try {
    await fillCart(page, demo);
    await page.getByRole('link', { name: '注文手続きへ' }).click();
    for (let look = 0; !page.url().endsWith('/checkout/buyer'); look += 1) {
      assert.ok(look < 300, '注文手続きへ opens Step1');
      await page.goto(`${demo.shop}/checkout`);
    }
    await step(page, 'Step1');
    await press(page, '次へ');
    await step(page, 'Step2');
    await pay(page, CARD);
    await press(page, '次へ');
    await step(page, 'Step3');
    await page.getByRole('heading', { name: 'クレジットカード情報入力' }).waitFor();
    await page.getByText(REGISTERED).waitFor();
    await page.getByText(ANOTHER).waitFor();
    await look(page, 'step3-registered');
    await page.locator('#cc-csc-registered').fill('123');
    await press(page, /^注文する/);
    await thanks(page);
  } finally {
    await setCart(staff, demo, () => staff.getByRole('radio', { name: /^ゼロステップカート/ }).check());
  }
});

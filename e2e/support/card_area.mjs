// The card area of a member: what the shop sets for it, what the buyer reads there and does.

import { answerIssuer, confirm as toConfirmation, field, fillCart, goToCheckout, pay, thanks }
  from './buyer.mjs';
import { CARDS } from './cards.mjs';
import { untilKnown } from './known.mjs';
import { confirm, register, signIn } from './member.mjs';
import { signIn as staffIn } from './staff.mjs';

export const CARD = /^クレジットカード決済/;
export const REGISTERED = 'ご登録のクレジットカードで購入する';
export const CHANGED = 'ご登録のクレジットカードを変更して購入する';
export const ANOTHER = '新しいクレジットカードで購入する';
export const KEEP = /^カード情報を保持し次回も利用する/;

// The choices of ⑫: 12-1, 12-2 and 12-3.
export const ALWAYS = /全注文者が自動的に/;
export const CHOICE = /次回利用を選択できる/;
export const NEVER = /紐づけない/;

/** The shop's ⑫, by the words of its choice; Paygent is asked before it is set. */
export async function setLinking(page, demo, name) {
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

/** A member of this name, signed in on マイページ. */
export async function member(page, demo, login) {
  const me = { login, email: `${login}@example.jp` };
  await register(page, demo, me);
  await confirm(page, demo, me);
  await signIn(page, me);
  await page.getByRole('heading', { level: 1, name: 'マイページTOP' }).waitFor();
  return me;
}

/** Types a test card, by its key. */
export async function typeCard(page, card) {
  await field(page, 'カード番号').fill(CARDS[card]);
  await field(page, 'カード名義人').fill('Hanako Noren');
  await page.getByLabel('有効期限 月').fill('12');
  await page.getByLabel('有効期限 年').fill('30');
  await page.locator('#cc-csc').fill('123');
}

/**
 * The checkout of a member, whose address is there, once it shows this text (or shows it no more):
 * the storefront knows new settings within five seconds.
 */
export async function memberCheckout(page, demo, shows, isShown = true) {
  await fillCart(page, demo);
  await goToCheckout(page);
  await pay(page, CARD);
  const wanted = shows ? page.getByText(shows) : page.locator('#cc-number');
  const isKnown = async () => (await wanted.count() > 0) === isShown;
  const again = async () => {
    await page.reload();
    await pay(page, CARD);
  };
  await untilKnown(isKnown, again, `${shows} is ${isShown ? '' : 'not '}shown`);
}

/** 注文する; the card issuer asks where `asked`. */
export async function placeOrder(page, demo, asked) {
  await (await toConfirmation(page)).click();
  if (asked) await answerIssuer(page, demo, '成功');
  return thanks(page);
}

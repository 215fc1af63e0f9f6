// What a member does, step by step, by the labels a member reads.

import { BUYER, field, press } from './buyer.mjs';
import { eventually } from './demo.mjs';

export const PASSWORD = 'noren-no-uchi';

/** The newest mail to this address with these words in its text. */
export async function mailTo(demo, to, words) {
  const url = `${demo.mailbox}/api/messages?q=${encodeURIComponent(to)}`;
  return eventually(async () => {
    const { messages } = await (await fetch(url)).json();
    return messages.find(({ text }) => text.includes(words));
  }, `a mail to ${to} with ${words}`);
}

/** The link in the mail that begins so. */
export async function linkTo(demo, to, path) {
  const { text } = await mailTo(demo, to, path);
  return text.split('\n').find((line) => line.startsWith(`${demo.shop}${path}`));
}

/** Fills the form of 会員登録 and sends it. */
export async function register(page, demo, { login, email }) {
  await page.goto(`${demo.shop}/member/register`);
  for (const [label, text] of BUYER) await field(page, label).fill(text);
  await press(page, '住所を入れる');
  await field(page, '番地').fill('1-2-3');
  await field(page, 'メールアドレス').fill(email);
  await field(page, '会員ID').fill(login);
  await field(page, 'パスワード').fill(PASSWORD);
  await field(page, 'パスワード（確認）').fill(PASSWORD);
  const agreed = page.getByRole('checkbox', { name: '会員規約に同意する' });
  if ((await agreed.count()) > 0) await agreed.check();
  await press(page, '登録する');
}

/** Opens the link of the mail and presses its button. */
export async function confirm(page, demo, { email }) {
  await page.goto(await linkTo(demo, email, '/member/confirm/'));
  await press(page, '登録を完了する');
}

/** Signs in on the page that asks for it. */
export async function signIn(page, { login, password = PASSWORD }) {
  await field(page, '会員ID').fill(login);
  await field(page, 'パスワード').fill(password);
  await press(page, 'ログイン');
}

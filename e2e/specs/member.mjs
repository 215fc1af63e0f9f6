// A member's life: registered by the link of a mail, signed in, changed, reset, gone.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from '../support/browser.mjs';
import { field, press } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { confirm, linkTo, mailTo, PASSWORD, register, signIn } from '../support/member.mjs';

const SERIOUS = new Set(['serious', 'critical']);

/** axe finds nothing serious, and the page is no wider than the window. */
async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.filter(({ impact }) => SERIOUS.has(impact));
  assert.deepEqual(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], name);
  await fits(page, name);
}

const said = (page, text) => page.getByRole('status').getByText(text).waitFor();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

atEveryWidth('from registration to withdrawal', async ({ page, demo, width }) => {
  const me = { login: `aoi-${width}`, email: `aoi-${width}@example.jp` };

  await page.goto(`${demo.shop}/member/register`);
  await look(page, 'register');
  await press(page, '登録する');
  await page.getByRole('alert').waitFor();
  await look(page, 'register-errors');
  await register(page, demo, me);
  await heading(page, '確認メールを送りました');
  await look(page, 'sent');
  await page.goto(await linkTo(demo, me.email, '/member/confirm/'));
  await look(page, 'confirm');
  await confirm(page, demo, me);
  await said(page, '会員登録が完了しました');
  await look(page, 'sign-in');

  await signIn(page, { ...me, password: 'wrong-password' });
  await page.getByRole('alert').waitFor();
  await look(page, 'sign-in-wrong');
  await signIn(page, me);
  await heading(page, 'マイページTOP');
  await look(page, 'home');

  await page.getByRole('link', { name: /^会員情報変更/ }).click();
  await heading(page, '会員情報変更');
  await field(page, '番地').fill('4-5-6');
  await press(page, '変更する');
  await said(page, '会員情報を変更しました');
  await mailTo(demo, me.email, '会員情報（お名前・電話番号・ご住所）を変更しました');
  await look(page, 'profile');

  await addresses(page, demo);
  for (const [path, name] of [
    ['login', '会員ID変更'],
    ['password', 'パスワード変更'],
    ['email', 'メールアドレス変更'],
    ['orders', 'ご注文状況・履歴'],
    ['subscriptions', '定期購入情報'],
    ['log', '操作履歴'],
  ]) {
    await page.goto(`${demo.shop}/member/${path}`);
    await heading(page, name);
    await look(page, path);
  }

  await page.goto(`${demo.shop}/member/withdrawal`);
  await look(page, 'withdrawal');
  await field(page, 'いまのパスワード').fill(PASSWORD);
  await press(page, '退会する');
  await said(page, '退会のお手続きが完了しました');
  await signIn(page, me);
  await page.getByRole('alert').waitFor();
});

async function addresses(page, demo) {
  await page.goto(`${demo.shop}/member/addresses`);
  await look(page, 'addresses-none');
  await page.getByRole('link', { name: 'お届け先を追加する' }).click();
  const rows = [['姓', '山田'], ['名', '花子'], ['セイ', 'ヤマダ'], ['メイ', 'ハナコ'], ['郵便番号', '604-8136']];
  for (const [label, text] of rows) await field(page, label).fill(text);
  await press(page, '住所を入れる');
  await field(page, '番地').fill('7-8');
  await field(page, '電話番号').fill('075-000-0123');
  await look(page, 'address');
  await press(page, '保存する');
  await said(page, 'お届け先を追加しました');
  await look(page, 'addresses');
  await page.getByRole('link', { name: /^削除/ }).click();
  await look(page, 'address-removal');
  await press(page, '削除する');
  await said(page, 'お届け先を削除しました');
}

atEveryWidth('a forgotten password', async ({ page, context, demo, browser, width }) => {
  const me = { login: `mori-${width}`, email: `mori-${width}@example.jp` };
  await register(page, demo, me);
  await heading(page, '確認メールを送りました');
  await confirm(page, demo, me);
  await signIn(page, me);
  await heading(page, 'マイページTOP');

  const elsewhere = await (await browser.newContext({ viewport: page.viewportSize() })).newPage();
  await elsewhere.goto(`${demo.shop}/member/reset`);
  await look(elsewhere, 'reset');
  await field(elsewhere, 'メールアドレス').fill(me.email);
  await press(elsewhere, '再設定のメールを送る');
  await elsewhere.goto(await linkTo(demo, me.email, '/member/reset/'));
  await look(elsewhere, 'reset-new');
  await field(elsewhere, '新しいパスワード').fill('another-noren');
  await field(elsewhere, '新しいパスワード（確認）').fill('another-noren');
  await press(elsewhere, 'パスワードを決める');
  await said(elsewhere, 'パスワードを再設定しました');
  await mailTo(demo, me.email, 'パスワードを変更しました');
  await elsewhere.context().close();

  await page.reload();
  await heading(page, 'ログイン');
  await signIn(page, { ...me, password: 'another-noren' });
  await heading(page, 'マイページTOP');
  assert.equal((await context.cookies()).some(({ name }) => name === 'noren_member'), true);
});

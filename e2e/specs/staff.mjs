// スタッフ: the owner adds somebody, who sets a second factor up, signs in with it, and may not do everything.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits, newContext } from '../support/browser.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { signIn } from '../support/staff.mjs';
import { code } from '../support/totp.mjs';

const SERIOUS = new Set(['serious', 'critical']);

/** The page as it is now: nothing serious for axe, nothing sideways. */
async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.filter(({ impact }) => SERIOUS.has(impact));
  assert.deepEqual(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], name);
  await fits(page, name);
}

function press(page, name) {
  return page.getByRole('main').getByRole('button', { name }).click();
}

/** The owner adds somebody of the role 出荷; the password that is told once. */
async function add(page, demo, login) {
  await page.goto(`${demo.admin}/settings/staff`);
  await look(page, 'スタッフ');
  await page.getByRole('link', { name: 'スタッフを追加' }).click();
  await page.getByLabel('ログインID').fill(login);
  await page.getByLabel('名前').fill('鈴木');
  await page.getByLabel('メールアドレス').fill(`${login}@example.jp`);
  await page.getByRole('radio', { name: /^出荷/ }).check();
  await look(page, 'スタッフを追加');
  await press(page, '追加する');
  await page.getByRole('status').getByText('いまだけ表示します').waitFor();
  await look(page, 'the password');
  return page.locator('[data-password]').innerText();
}

/** Types login and password. */
async function enter(page, demo, login, password) {
  await page.goto(`${demo.admin}/sign-in`);
  await page.getByLabel('ログインID').fill(login);
  await page.getByLabel('パスワード').fill(password);
  await press(page, 'サインイン');
}

/** Sets a second factor up; its key. */
async function setUp(page, demo) {
  await page.goto(`${demo.admin}/account`);
  await look(page, '自分のアカウント');
  await page.getByRole('link', { name: '二段階認証を設定する' }).click();
  await page.getByRole('img', { name: '認証アプリで読み取る画像' }).waitFor();
  await look(page, '二段階認証');
  const key = await page.locator('[data-secret]').innerText();
  await page.getByLabel('6桁のコード').fill('000000');
  await press(page, '設定する');
  await page.getByRole('alert').getByText('コードが違います').waitFor();
  assert.equal(await page.locator('[data-secret]').innerText(), key, 'the key stays');
  await page.getByLabel('6桁のコード').fill(code(key));
  await press(page, '設定する');
  await page.getByRole('heading', { name: '回復コード', exact: true }).waitFor();
  assert.equal(await page.locator('[data-code]').count(), 10);
  await look(page, 'the recovery codes');
  return { key, recovery: await page.locator('[data-code]').first().innerText() };
}

atEveryWidth('somebody is added, signs in by a second step, and is refused what is not theirs', async (scene) => {
  const { page, demo, browser, width } = scene;
  await signIn(page, demo);
  const login = `suzuki${width}`;
  const password = await add(page, demo, login);

  const context = await newContext(browser, width);
  const theirs = await context.newPage();
  await enter(theirs, demo, login, password);
  await theirs.getByRole('heading', { name: '受注一覧' }).waitFor();
  const [told] = await mails(demo, `${login}@example.jp`, 1);
  assert.ok(told, 'a sign-in with a new browser is told by mail');
  const { key, recovery } = await setUp(theirs, demo);

  // The code that set it up is used; the next one is taken a step early.
  await theirs.goto(`${demo.admin}/sign-in`);
  await context.clearCookies();
  await enter(theirs, demo, login, password);
  await theirs.getByRole('heading', { name: 'コードを入れてください' }).waitFor();
  await look(theirs, 'the second step');
  await theirs.getByLabel('認証アプリの6桁のコード').fill('12345');
  await press(theirs, 'サインイン');
  await theirs.getByRole('alert').getByText('コードが違うか').waitFor();
  await theirs.getByLabel('認証アプリの6桁のコード').fill(code(key, 1));
  await press(theirs, 'サインイン');
  await theirs.getByRole('heading', { name: '受注一覧' }).waitFor();
  await context.clearCookies();
  await enter(theirs, demo, login, password);
  await theirs.getByLabel('認証アプリの6桁のコード').fill(recovery);
  await press(theirs, 'サインイン');
  await theirs.getByRole('heading', { name: '受注一覧' }).waitFor();

  assert.equal(await theirs.getByRole('link', { name: '支払方法設定' }).count(), 0, 'not in the menu');
  await theirs.goto(`${demo.admin}/settings/payments`);
  await theirs.getByText('ここを開けるのは「オーナー」だけです。').waitFor();
  await look(theirs, 'a refusal');
  await theirs.getByRole('link', { name: '受注一覧へ戻る' }).click();
  await theirs.getByRole('heading', { name: '受注一覧' }).waitFor();

  // Stopped: out at once.
  await page.goto(`${demo.admin}/settings/staff`);
  await page.getByRole('row', { name: login }).getByRole('link', { name: '変更' }).click();
  await look(page, 'an account');
  await page.getByRole('link', { name: 'パスワードを新しくする' }).click();
  await look(page, 'パスワードを新しくする');
  await page.goBack();
  await page.getByRole('link', { name: '停止する' }).click();
  await look(page, '停止する');
  await press(page, '停止する');
  await page.getByRole('status').getByText('停止しました').waitFor();
  await theirs.reload();
  await theirs.getByRole('heading', { name: '管理画面にサインイン' }).waitFor();
  await context.close();

  for (const path of ['sign-ins', 'views', 'addresses', 'history']) {
    await page.goto(`${demo.admin}/settings/staff/${path}`);
    await look(page, path);
  }
  await page.goto(`${demo.admin}/account/sign-ins`);
  await look(page, 'one\'s own sign-ins');
  await page.goto(`${demo.admin}/account/password`);
  await look(page, "one's own password");
});

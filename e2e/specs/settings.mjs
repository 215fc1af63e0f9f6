// 支払方法設定, as chapter 3 of the guide has it: リストに追加, 詳細設定, 確認画面へ, 設定する, and what buyers see.

import assert from 'node:assert/strict';
import { fillCart, goToCheckout } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { signIn } from '../support/staff.mjs';

const CARD = /クレジットカード決済 \(ペイジェント/;

/** From 受注一覧 to 支払方法一覧, by the menu as this width has it. */
async function openList(page) {
  const menu = page.getByRole('button', { name: 'メニュー' });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('link', { name: '支払方法設定' }).click();
  await page.getByRole('heading', { name: '支払方法一覧' }).waitFor();
}

/** A method's row of the list. */
function row(page, name) {
  return page.getByRole('row').filter({ hasText: name });
}

/** 確認画面へ, and what it says will change. */
async function toConfirmation(page) {
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('heading', { name: /の確認$/ }).waitFor();
  return page.getByRole('region', { name: '変わるところの表' }).innerText();
}

async function set(page) {
  await page.getByRole('button', { name: '設定する' }).click();
  await page.getByText('設定しました。').waitFor();
}

/** A buyer's checkout; the storefront knows new settings within five seconds. */
async function offers(page, demo, name, isOffered) {
  await fillCart(page, demo);
  await goToCheckout(page);
  const way = page.getByRole('radio', { name });
  for (let look = 0; (await way.count() > 0) !== isOffered; look += 1) {
    assert.ok(look < 60, `${name} is ${isOffered ? '' : 'not '}offered`);
    await page.reload();
    await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
  }
}

atEveryWidth('the card is taken from the list, added, set up anew', async ({ page, demo, width }) => {
  await signIn(page, demo);
  await openList(page);
  await row(page, CARD).getByRole('button', { name: 'リストから削除' }).click();
  await page.getByText('リストから削除しました。').waitFor();
  assert.equal(await row(page, CARD).count(), 0);
  await page.getByRole('link', { name: '他社連携' }).click();
  await row(page, CARD).getByRole('button', { name: 'リストに追加' }).click();
  await page.getByText('リストに追加しました。').waitFor();

  await row(page, CARD).getByRole('button', { name: /を上へ$/ }).click();
  await page.getByText('表示順を変えました。').waitFor();

  // Its settings were kept.
  await row(page, CARD).getByRole('link', { name: '設定済み' }).click();
  const name = `カードのお支払い${width}`;
  await page.getByRole('textbox', { name: '支払方法の名称設定' }).fill(name);
  await page.getByLabel('オーソリ+売上').check();
  const changes = await toConfirmation(page);
  for (const words of ['同時売上フラグ', 'オーソリ+売上', name]) {
    assert.ok(changes.includes(words), `${words} in ${changes}`);
  }
  await page.getByText('変更は、これからのご注文にだけ効きます。').waitFor();
  await page.getByRole('button', { name: '戻る' }).click();
  assert.equal(await page.getByRole('textbox', { name: '支払方法の名称設定' }).inputValue(), name);
  await page.getByLabel('オーソリのみ').check();
  await toConfirmation(page);
  await set(page);
  await offers(page, demo, new RegExp(`^${name}`), true);
});

atEveryWidth('a field that cannot be is said, and the rest stays', async ({ page, demo }) => {
  await signIn(page, demo);
  await openList(page);
  await row(page, CARD).getByRole('link', { name: '設定済み' }).click();
  await page.getByRole('textbox', { name: 'マーチャントID' }).fill('99-001');
  await page.locator('#connect_password').fill('typed-once');
  await page.getByRole('button', { name: '確認画面へ' }).click();
  const alert = page.getByRole('alert');
  await alert.getByRole('link', { name: '① マーチャントIDは数字で入力してください。' }).click();
  const field = page.getByRole('textbox', { name: 'マーチャントID' });
  assert.equal(await field.inputValue(), '99-001');
  const isFocused = await field.evaluate((input) => input === document.activeElement);
  assert.ok(isFocused, 'the summary leads to the field');
  const kept = await page.locator('#connect_password').getAttribute('placeholder');
  assert.match(kept, /^入力済み/);
  assert.ok(!(await page.content()).includes('typed-once'), 'a secret is not shown again');
});

atEveryWidth('銀行振込 moves up, hides, and comes back', async ({ page, demo }) => {
  const bank = row(page, '銀行振込');
  await signIn(page, demo);
  await openList(page);
  await bank.getByRole('button', { name: '銀行振込を上へ' }).click();
  await page.getByText('表示順を変えました。').waitFor();
  assert.ok(await bank.getByRole('button', { name: '銀行振込を上へ' }).isDisabled());
  await bank.getByRole('button', { name: '銀行振込を下へ' }).click();
  await page.getByText('表示順を変えました。').waitFor();

  for (const [amount, isOffered] of [['9,999,999', false], ['1', true]]) {
    await bank.getByRole('link', { name: /設定済み/ }).click();
    await page.getByLabel('商品金額が', { exact: true }).first().check();
    await page.getByLabel(/円未満の場合は表示しない/).fill(amount);
    await toConfirmation(page);
    await set(page);
    await offers(page, demo, /^銀行振込/, isOffered);
    await page.goto(`${demo.admin}/settings/payments`);
  }
});

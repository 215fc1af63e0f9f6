// 支払方法設定, as chapter 3 of the guide has it: リストに追加, 詳細設定, 確認画面へ, 設定する, and what buyers see.

import assert from 'node:assert/strict';
import { fillAddress, fillCart, goToCheckout } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { untilKnown } from '../support/known.mjs';
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
  const isKnown = async () => (await way.count() > 0) === isOffered;
  const again = async () => {
    await page.reload();
    await page.getByRole('heading', { name: 'ご注文手続き' }).waitFor();
  };
  await untilKnown(isKnown, again, `${name} is ${isOffered ? '' : 'not '}offered`);
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

/** From any page of the admin to 宅配便・送料計算. */
async function openDelivery(page, demo) {
  await page.goto(`${demo.admin}/settings/delivery`);
  await page.getByRole('heading', { name: '宅配便・送料計算' }).waitFor();
}

/** Ticks or unticks a method of the carrier, by 確認画面へ and 設定する. */
async function takes(page, demo, method, isTaken) {
  await openDelivery(page, demo);
  await row(page, 'みなも便').getByRole('link', { name: /宅配便基本設定/ }).click();
  await page.getByRole('checkbox', { name: method }).setChecked(isTaken);
  assert.match(await toConfirmation(page), /対応可能な支払方法/);
  await set(page);
}

atEveryWidth('a carrier takes the payments that are ticked for it', async ({ page, demo }) => {
  await signIn(page, demo);
  await takes(page, demo, '銀行振込', false);
  await page.goto(`${demo.admin}/settings/payments`);
  await row(page, '銀行振込').getByText('[×] みなも便 通常便').waitFor();
  await offers(page, demo, /^銀行振込/, false);
  await takes(page, demo, '銀行振込', true);
  await page.goto(`${demo.admin}/settings/payments`);
  await row(page, '銀行振込').getByText('[○] みなも便 通常便').waitFor();
  await offers(page, demo, /^銀行振込/, true);
});

atEveryWidth('a carrier comes, charges, and goes', async ({ page, demo, width }) => {
  const name = `かわら便${width}`;
  await signIn(page, demo);
  await openDelivery(page, demo);
  await page.getByRole('button', { name: '宅配便を追加' }).click();
  await page.getByRole('textbox', { name: '宅配便名' }).fill(name);
  await page.getByRole('checkbox', { name: '銀行振込' }).check();
  await page.getByRole('textbox', { name: '京都府' }).fill('高い');
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('alert').getByText(/京都府の送料を/).waitFor();
  await page.getByRole('textbox', { name: '京都府' }).fill('１，２３０円');
  assert.match(await toConfirmation(page), /1230円/);
  await set(page);
  await row(page, name).waitFor();

  await fillCart(page, demo);
  await goToCheckout(page);
  await fillAddress(page);
  const choice = page.getByRole('radio', { name: new RegExp(name) });
  for (let look = 0; await choice.count() === 0; look += 1) {
    assert.ok(look < 60, `${name} can be chosen`);
    await page.reload();
    await fillAddress(page);
  }
  await choice.check();
  const total = page.locator('#live-sums');
  await total.getByText('1,230円').first().waitFor({ state: 'attached' });
  // It takes no card: the reason stands beside the card, which cannot be chosen.
  await page.getByText('このお届け方法では、').first().waitFor({ state: 'attached' });
  assert.ok(await page.getByRole('radio', { name: /^(クレジットカード|カード)/ }).isDisabled());

  await openDelivery(page, demo);
  await row(page, name).getByRole('link', { name: /^削除/ }).click();
  await page.getByText('これまでの受注には、名前と送料が残ります。').waitFor();
  await page.getByRole('button', { name: '削除する' }).click();
  await page.getByText('削除しました。').waitFor();
  assert.equal(await row(page, name).count(), 0);
});

atEveryWidth('接続テスト says what fits and what does not', async ({ page, demo }) => {
  const result = page.getByRole('status');
  await signIn(page, demo);
  await page.goto(`${demo.admin}/settings/payments/card`);
  await page.getByRole('button', { name: '接続テスト' }).click();
  await result.getByText('直すところはありません').waitFor();
  await result.getByText(/①〜③ .*：つながりました/).waitFor();
  await result.getByText('④ トークン生成鍵：つながりました').waitFor();

  await page.goto(`${demo.admin}/settings/payments/card`);
  const key = page.getByRole('textbox', { name: 'トークン生成鍵' });
  const right = await key.inputValue();
  for (const [typed, said] of [['wrong_key', /④ トークン生成鍵：違います/], [right, /④ トークン生成鍵：つながりました/]]) {
    await key.fill(typed);
    await toConfirmation(page);
    await set(page);
    await page.goto(`${demo.admin}/settings/payments/card`);
    await page.getByRole('button', { name: '接続テスト' }).click();
    await result.getByText(said).waitFor();
    await page.goto(`${demo.admin}/settings/payments/card`);
  }
});

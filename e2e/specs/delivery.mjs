// 宅配便・送料計算: how the fee is reckoned, days and times, from the shop's settings to the buyer's order.

import assert from 'node:assert/strict';
import { confirm, fillAddress, fillCart, goToCheckout, pay, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { untilKnown } from '../support/known.mjs';
import { openOrder, signIn } from '../support/staff.mjs';

/** Opens a page of 宅配便・送料計算. */
async function open(page, demo, path, heading) {
  await page.goto(`${demo.admin}/settings/delivery${path}`);
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
}

/** 確認画面へ and 設定する; what the confirmation says will change. */
async function set(page) {
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('button', { name: '設定する' }).waitFor();
  const changes = await page.getByRole('region', { name: '変わるところの表' }).innerText();
  await page.getByRole('button', { name: '設定する' }).click();
  await page.getByText('設定しました。').waitFor();
  return changes;
}

/** A checkout with an address, once the storefront knows the new settings: `isKnown` tells it. */
async function checkout(page, demo, isKnown) {
  await fillCart(page, demo);
  await goToCheckout(page);
  await fillAddress(page);
  const again = async () => {
    await page.reload();
    await fillAddress(page);
  };
  await untilKnown(isKnown, again, 'the storefront knows new settings');
}

atEveryWidth('a fee by the total of the goods says how much is left until free shipping', async ({ page, demo }) => {
  await signIn(page, demo);
  await open(page, demo, '/1', '宅配便基本設定');
  await page.getByLabel('商品合計の金額で変わる').check();
  await page.getByLabel('全国一律').check();
  await page.getByRole('button', { name: '作り直す' }).click();
  const bounds = page.getByRole('textbox', { name: '商品合計の区分' });
  await bounds.first().fill('90,000');
  await page.getByRole('button', { name: '作り直す' }).click();
  await page.getByRole('textbox', { name: '全国：90,000円未満' }).fill('770');
  await page.getByRole('textbox', { name: '全国：90,000円以上' }).fill('0');
  const changes = await set(page);
  for (const words of ['商品合計の金額で変わる', '全国一律', '90,000円未満 770円', '京都府']) {
    assert.ok(changes.includes(words), `${words} in ${changes}`);
  }
  const left = page.locator('#live-delivery').getByText(/^あと[\d,]+円で送料無料$/);
  await checkout(page, demo, async () => await left.count() > 0);
  await page.locator('#live-sums').getByText('770円').first().waitFor({ state: 'attached' });
  await page.goto(`${demo.shop}/cart`);
  await page.getByText(/^あと[\d,]+円で送料無料$/).waitFor();

  // As it was before: by prefecture.
  await open(page, demo, '/1', '宅配便基本設定');
  await page.getByLabel('ご注文1件ごと').check();
  await page.getByLabel('都道府県ごと').check();
  await page.getByRole('button', { name: '作り直す' }).click();
  await page.getByRole('textbox', { name: '京都府' }).fill('680');
  await set(page);
  await open(page, demo, '/1/history', '変更履歴');
  await page.getByText('90,000円以上 0円').first().waitFor();
});

atEveryWidth('a day and a time are chosen with the carrier, and stay with the order', async ({ page, demo, width }) => {
  await signIn(page, demo);
  await open(page, demo, '', '宅配便・送料計算');
  await page.getByRole('button', { name: '店頭渡しを追加' }).click();
  await page.getByRole('textbox', { name: '店頭渡し名' }).fill(`三条店${width}`);
  await page.getByRole('checkbox', { name: '銀行振込' }).check();
  await set(page);
  await open(page, demo, '/1', '宅配便基本設定');
  await page.getByLabel('お届け日の指定を受ける').check();
  await page.getByRole('textbox', { name: '最短の日数' }).fill('3');
  await page.getByRole('textbox', { name: '最長の日数' }).fill(String(10 + width % 7));
  await page.getByRole('textbox', { name: 'お届け時間帯' }).fill(`午前中\n18時～20時\n夜${width}`);
  await set(page);

  const slot = page.getByLabel('お届け時間帯');
  await checkout(page, demo, async () => await slot.getByText(`夜${width}`).count() > 0);
  const day = page.getByLabel('お届け希望日');
  assert.equal(await day.inputValue(), '', '指定なし stands first');
  await day.selectOption({ index: 2 });
  await page.waitForLoadState('networkidle');
  await slot.selectOption('18時～20時');
  const chosen = await day.locator('option:checked').innerText();
  // 店頭渡し asks for neither; back at the carrier, the keyboard stays where it was.
  const shop = page.getByRole('radio', { name: new RegExp(`三条店${width}`) });
  await shop.check();
  await day.waitFor({ state: 'detached' });
  const isFocused = await shop.evaluate((radio) => radio === document.activeElement);
  assert.ok(isFocused, 'the focus stays on the choice');
  await page.getByRole('radio', { name: /みなも便/ }).check();
  await day.selectOption({ label: chosen });
  await page.waitForLoadState('networkidle');
  await slot.selectOption('18時～20時');
  await pay(page, /^銀行振込/);
  await page.waitForLoadState('networkidle');
  const button = await confirm(page);
  const said = `${chosen} 18時～20時`;
  await page.getByRole('dialog').getByText(said).waitFor();
  await button.click();
  const number = await thanks(page);
  await page.getByText(said).waitFor();
  await page.goto(demo.admin);
  await openOrder(page, number);
  await page.getByText(`お届け希望：${said}`).waitFor();

  await page.goto(`${demo.admin}/settings/delivery`);
  await page.getByRole('row').filter({ hasText: `三条店${width}` }).getByRole('link', { name: /^削除/ }).click();
  await page.getByRole('button', { name: '削除する' }).click();
  await page.getByText('削除しました。').waitFor();
});

atEveryWidth('goods have their groups, and the table has a price for each', async ({ page, demo, width }) => {
  await signIn(page, demo);
  await open(page, demo, '/groups', '送料グループ');
  await page.getByRole('textbox', { name: '新しいグループ' }).fill(`大型${width}`);
  await page.getByRole('button', { name: '保存する' }).click();
  await page.getByText('保存しました。').waitFor();
  await open(page, demo, '/goods', '商品の送料区分');
  await page.getByRole('searchbox', { name: '商品コード・商品名' }).fill('のれん');
  await page.getByRole('button', { name: '探す' }).click();
  await page.getByLabel(/のれん.*の送料グループ$/).first().selectOption(`大型${width}`);
  await page.getByLabel(/のれん.*の送料ポイント$/).first().fill('12');
  await page.getByRole('button', { name: 'このページを保存する' }).click();
  await page.getByText('保存しました。').waitFor();
  const points = page.getByLabel(/のれん.*の送料ポイント$/).first();
  assert.equal(await points.inputValue(), '12');

  await open(page, demo, '/1', '宅配便基本設定');
  await page.getByLabel('送料グループ', { exact: true }).check();
  await page.getByRole('button', { name: '作り直す' }).click();
  await page.getByRole('textbox', { name: `京都府：大型${width}` }).fill('高い');
  await page.getByLabel('いちばん高いグループ').check();
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('alert').getByText(`京都府（大型${width}）の送料を`).waitFor();
  await open(page, demo, '/groups', '送料グループ');
  await page.getByRole('textbox', { name: 'グループ 1' }).fill('');
  await page.getByRole('button', { name: '保存する' }).click();
  await page.getByText('保存しました。').waitFor();
});

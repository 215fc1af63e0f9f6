// トークン受取ハッシュ鍵: the page passes on all that the token script answered, and a key that does not fit takes no card.

import { checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { enter } from '../support/console.mjs';
import { signIn } from '../support/staff.mjs';

const KEY = 'NorenTokenReceiptKey01';

/** Sets the shop's key, by 確認画面へ and 設定する. */
async function setKey(page, demo, key) {
  await page.goto(`${demo.admin}/settings/payments/card`);
  await page.locator('#token_receipt_key').fill(key);
  await page.getByRole('button', { name: '確認画面へ' }).click();
  await page.getByRole('button', { name: '設定する' }).click();
  await page.getByText('設定しました。').waitFor();
}

atEveryWidth('a signed token pays, and one whose signature does not fit pays nothing', async ({ page, demo }) => {
  await enter(page, demo);
  await page.getByRole('heading', { name: '決済の一覧' }).waitFor();
  await page.goto(`${demo.sandbox}/online/settings`);
  await page.locator('[name=token_hash_key]').fill(KEY);
  await page.getByRole('button', { name: '保存する' }).click();
  await page.getByText('保存しました').waitFor();

  await signIn(page, demo);
  await setKey(page, demo, 'AnotherKeyOfNobody');
  // The storefront believes what it knows for five seconds; the key itself is looked at anew.
  for (const signature = page.locator('#card_signature'); ;) {
    await (await checkout(page, demo, 'frictionless')).click();
    await page.getByRole('heading', { name: /ありがとうございます|ご注文手続き/ }).waitFor();
    if (await signature.count() > 0) break;
  }
  await page.getByRole('alert').getByText('カード情報を受け取れませんでした').waitFor();

  await setKey(page, demo, KEY);
  await (await checkout(page, demo, 'frictionless')).click();
  await thanks(page);
});

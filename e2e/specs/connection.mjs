// 接続テスト ticks ⑨ and ⑩ once a buyer has come back from the card issuer.

import { checkout, thanks } from '../support/buyer.mjs';
import { WIDTHS } from '../support/browser.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { signIn } from '../support/staff.mjs';

async function testConnection(page, demo) {
  await page.goto(`${demo.admin}/settings/payments/card`);
  await page.getByRole('button', { name: '接続テスト' }).click();
  await page.getByRole('status').getByText('直すところはありません').waitFor();
}

atEveryWidth('a テスト購入 proves ⑨ and ⑩', async ({ page, demo, width }) => {
  const proof = page.getByRole('status').getByRole('listitem').filter({ hasText: /⑨ .*、⑩ / });
  await signIn(page, demo);
  await testConnection(page, demo);
  if (width === WIDTHS[0]) await proof.getByText('まだ確かめられていません').waitFor();

  await (await checkout(page, demo, 'frictionless')).click();
  await thanks(page);
  await testConnection(page, demo);
  await proof.getByText('本人認証の結果が正しく届いています').waitFor();
});

// The guide's 7-2-1 and 7-4 ③ with 3-D Secure: the note, the warning before an amount is changed, red frame 3.

import assert from 'node:assert/strict';
import { atEveryWidth } from '../support/case.mjs';
import { becomes, bought, changeThere, discount, frame, inTheConsole, shows, totalOf, tradeOf } from '../support/frames.mjs';
import { look } from '../support/look.mjs';

const RED_3 = { 取引更新: false, 売上確定: false, キャンセル: true };

atEveryWidth('7-2-1: the note of an authenticated order', async ({ page, demo }) => {
  await bought(page, demo);
  await frame(page).getByText('※本受注は3Dセキュア認証が実施されました。').waitFor();
  await frame(page).getByText('チャージバックの負担：カード会社').waitFor();
  await look(page, '7-2-1-3ds');
});

atEveryWidth('R-043, 7-4 ③-1: edited, then made equal at Paygent', async ({ page, context, demo }) => {
  await bought(page, demo);
  const trade = await tradeOf(page);
  await page.getByRole('link', { name: '編集モード' }).click();
  await page.getByText(/チャージバック/).first().waitFor();
  await look(page, '7-4-3-warning');
  await page.goBack();
  await discount(page, 100);
  await shows(page, '赤枠 3', RED_3, '7-4-3-1');
  const total = await totalOf(page);
  await changeThere(await inTheConsole(context, demo, trade), total);
  await page.reload();
  await becomes(page, '黄枠 1');
  await frame(page).getByText('3Dセキュア認証は効力がありません').waitFor();
  await frame(page).getByText('チャージバックの負担：加盟店').waitFor();
  await look(page, '7-4-3-equal');
});

atEveryWidth('7-4 ③: the order goes back to what Paygent has', async ({ page, demo }) => {
  await bought(page, demo);
  const before = await totalOf(page);
  await discount(page, 100);
  await shows(page, '赤枠 3', RED_3);
  await frame(page).getByRole('button', { name: 'ペイジェント側の金額に合わせる' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '金額を合わせる' }).click();
  await frame(page).getByText('黄枠 1').waitFor();
  assert.equal(await totalOf(page), before);
  await frame(page).getByText('チャージバックの負担：カード会社').waitFor();
});

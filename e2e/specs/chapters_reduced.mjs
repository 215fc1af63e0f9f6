// Red frame 3 where the shop allows what the guide does not: 「3Dセキュア受注の減額を許可する」 (DESIGN section 10).

import assert from 'node:assert/strict';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { bought, discount, frame, shows, totalOf } from '../support/frames.mjs';
import { look } from '../support/look.mjs';

withCard('three_ds_reduction = true');

const RED_3 = { 取引更新: true, 売上確定: false, キャンセル: true };
const HELD = { 売上確定: true, 取引更新: false, キャンセル: true };

atEveryWidth('7-4 ③, reduced: the liability that is lost is named and accepted first', async ({ page, demo }) => {
  await bought(page, demo);
  const before = await totalOf(page);
  await frame(page).getByText('チャージバックの負担：カード会社').waitFor();
  await discount(page, 100);
  await shows(page, '赤枠 3', RED_3, '7-4-3-reduced');
  await frame(page).getByRole('button', { name: '取引更新' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/加盟店/).first().waitFor();
  await look(page, '7-4-3-reduced-dialog');
  await dialog.locator('input[name=accepted]').check();
  await dialog.getByRole('button', { name: '取引更新' }).click();
  await shows(page, '黄枠 1', HELD, '7-4-3-reduced-held');
  assert.equal(await totalOf(page), before - 100);
  await frame(page).getByText('チャージバックの負担：加盟店').waitFor();
});

// The guide's 7-4 ①-2 while it lasts: the amount was changed at Paygent, and neither a notice nor the feed names the new
// payment. A person reads its number at ペイジェント管理画面.

import assert from 'node:assert/strict';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { act as actThere, payment } from '../support/console.mjs';
import { becomes, bought, changeThere, frame, inTheConsole, shows, tradeOf } from '../support/frames.mjs';
import { look } from '../support/look.mjs';

withCard('three_ds = false');

const DIFFERS = { ペイジェント側の金額に合わせる: true, 取引更新: true, 売上確定: false, キャンセル: true };

const told = async (demo, path, body) => {
  const answer = await fetch(`${demo.control}${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.text());
};

/** Types a number into the frame and asks. */
async function name(page, number) {
  await frame(page).getByLabel('ペイジェントの決済ID').fill(number);
  await frame(page).getByRole('button', { name: 'この決済を確かめる' }).click();
}

atEveryWidth('7-4 ①-2: nobody names the new payment, so staff do', async ({ page, context, demo }) => {
  await told(demo, '/notices', { withhold: true });
  await told(demo, '/faults', { kind: '091', times: 500, trick: { refuse: { code: 'P010' } } });
  await bought(page, demo);
  const console = await inTheConsole(context, demo, await tradeOf(page));
  const old = await payment(console);
  await changeThere(console, 500);
  const changed = await payment(console);
  assert.notEqual(old, changed);
  await page.reload();
  await becomes(page, '赤枠 1');
  await shows(page, '赤枠 1', {}, '7-4-1-2');
  await frame(page).getByRole('heading', { name: '決済状況が取得できませんでした。' }).waitFor();
  // The number that was changed is not the one.
  await name(page, old);
  await frame(page).getByRole('alert').getByText('これは金額変更の前の決済です。').waitFor();
  await name(page, changed);
  await shows(page, '赤枠 2', DIFFERS, '7-4-1-2-named');

  // And then it is cancelled there: nobody but the person knows that it was the last.
  await actThere(console, '取消へ進む', 'オーソリを取り消す');
  await page.goto(page.url().split('?')[0]);
  await becomes(page, '赤枠 1');
  await name(page, changed);
  await frame(page).getByRole('alert').getByText('この決済は終わっています。').waitFor();
  await look(page, '7-4-1-2-ended');
  await frame(page).getByLabel(/有効な決済はほかにありません/).check();
  await frame(page).getByRole('button', { name: 'この決済を確かめる' }).click();
  await shows(page, '黄枠 3', {}, '7-4-1-2-over');
  await page.locator('.timeline').getByText(new RegExp(`キャンセル済としました（決済ID ${changed}）`)).waitFor();
});

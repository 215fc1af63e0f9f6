// While the gateway's answer is missing the order's page looks again by itself, but never over what is being typed.

import assert from 'node:assert/strict';
import { atEveryWidth } from '../support/case.mjs';
import { eventually } from '../support/demo.mjs';
import { act, bought, frame } from '../support/frames.mjs';
import { look } from '../support/look.mjs';

/** The gateway answers again. */
async function mend(demo) {
  await fetch(`${demo.control}/faults`, { method: 'DELETE' });
}

/** The next answers of this kind of telegram do not arrive, and nothing is done. */
async function lose(demo, kind, times) {
  const body = JSON.stringify({ kind, times, trick: 'drop_before_commit' });
  const answer = await fetch(`${demo.control}/faults`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body,
  });
  assert.ok(answer.ok, await answer.text());
}

atEveryWidth('a memo that is being typed outlives the looking again', async ({ page, demo }) => {
  await mend(demo);
  await bought(page, demo);
  await lose(demo, '022', 1);
  await lose(demo, '094', 1000);
  await act(page, '売上確定');
  await frame(page).getByText('赤枠 1').waitFor();
  const memo = page.getByRole('textbox', { name: 'メモ' });
  await memo.fill('入荷したらお電話');
  await memo.blur();
  const offer = frame(page).getByRole('link', { name: '最新の状況を見る' });
  await offer.waitFor();
  await look(page, 'an order that settles while a memo is typed');
  assert.equal(await memo.inputValue(), '入荷したらお電話');
  assert.equal(await page.evaluate(() => location.search), '', 'the answer is said once');

  // The answer is found; what is typed is saved, and then the page goes on by itself.
  await mend(demo);
  await page.getByRole('button', { name: 'メモを保存' }).click();
  await page.getByRole('status').filter({ hasText: '保存' }).first().waitFor();
  await eventually(async () => (await page.locator('[data-settling]').count() === 0) || undefined, 'a settled frame');
  assert.equal(await memo.inputValue(), '入荷したらお電話');
});

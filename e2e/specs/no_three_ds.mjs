// 3Dセキュアを利用しない: no page of the issuer, an ordinary frame, and the shop bears a chargeback.

import assert from 'node:assert/strict';
import { checkout, issuerAnswers, thanks } from '../support/buyer.mjs';
import { atEveryWidth, withCard } from '../support/case.mjs';
import { mails } from '../support/demo.mjs';
import { ledger } from '../support/ledger.mjs';
import { act, buttons, frame, openOrder, signIn } from '../support/staff.mjs';

withCard('three_ds = false');

atEveryWidth('no 3-D Secure: bought without the issuer, then captured', async ({ page, demo }) => {
  const book = await ledger(demo);
  const answers = issuerAnswers(page, demo);
  // A card that would be asked: the shop does not let it be asked.
  await (await checkout(page, demo, 'challenge')).click();
  const number = await thanks(page);
  assert.deepEqual(answers, [], 'the buyer never comes to the issuer');
  await book.shows({ placed: [number], ledger: ['held'] });
  await mails(demo, number, 2);

  await signIn(page, demo);
  await openOrder(page, number);
  await frame(page).getByRole('heading', { name: /オーソリOK/ }).waitFor();
  await frame(page).getByText('黄枠 1').waitFor();
  const told = await frame(page).innerText();
  assert.ok(!/3Dセキュア|チャージバック/.test(told), `nothing of 3-D Secure in: ${told}`);
  assert.deepEqual(await buttons(page), { 売上確定: true, 取引更新: false, キャンセル: true });

  await act(page, '売上確定');
  await frame(page).getByText('黄枠 2').waitFor();
  await book.shows({ placed: [number], ledger: ['captured'] });
});

atEveryWidth('no 3-D Secure: キャンセル gives the hold back', async ({ page, demo }) => {
  const book = await ledger(demo);
  await (await checkout(page, demo, 'setAside')).click();
  const number = await thanks(page);
  await signIn(page, demo);
  await openOrder(page, number);
  await act(page, 'キャンセル');
  await frame(page).getByText('黄枠 3').waitFor();
  await book.shows({ placed: [number], ledger: ['cancelled'] });
});

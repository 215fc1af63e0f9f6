// The card area of a member in the zero-step cart, under each choice of ⑫ (3-4).

import assert from 'node:assert/strict';
import {
  ALWAYS, CHANGED, CHOICE, KEEP, member, memberCheckout, NEVER, placeOrder, REGISTERED, setLinking,
  typeCard,
} from '../support/card_area.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { look } from '../support/look.mjs';

atEveryWidth('12-1, 12-2 and 12-3 in the zero-step cart', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  await member(page, demo, `link-${width}`);

  // 12-1: what was typed is there the next time.
  await memberCheckout(page, demo, undefined);
  await page.locator('#save_token').waitFor({ state: 'attached' });
  await typeCard(page, 'frictionless');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED);

  // 12-2: another card, ticked; then the registered one, not ticked: it is gone.
  await setLinking(staff, demo, CHOICE);
  await memberCheckout(page, demo, 'カード情報を保持し次回も利用する');
  assert.equal(await page.getByRole('checkbox', { name: KEEP }).isChecked(), true, 'as it is kept now');
  await look(page, 'card-area-choice');
  await page.getByRole('radio', { name: CHANGED }).check();
  await typeCard(page, 'jcb');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, /JCB 下4桁 \*{12}0007/);
  await page.getByRole('checkbox', { name: KEEP }).uncheck();
  await page.locator('#cc-csc-registered').fill('123');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED, false);

  // And ticked again, for 12-3: one last time.
  assert.equal(await page.getByRole('checkbox', { name: KEEP }).isChecked(), false);
  await page.getByRole('checkbox', { name: KEEP }).check();
  await typeCard(page, 'jcb');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED);
  const said = await setLinking(staff, demo, NEVER);
  assert.match(said, /カードを登録している会員が\d+人います/);
  await memberCheckout(page, demo, 'カードのご登録は、このご注文のあとなくなります。');
  await page.locator('#cc-csc-registered').fill('123');
  await placeOrder(page, demo, false);
  await memberCheckout(page, demo, REGISTERED, false);
});

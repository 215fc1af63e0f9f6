// The card area of a member in the 3-step cart (3-4).

import { fillCart, pay, press, thanks } from '../support/buyer.mjs';
import { ALWAYS, ANOTHER, CARD, member, memberCheckout, placeOrder, REGISTERED, setLinking, typeCard }
  from '../support/card_area.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { untilKnown } from '../support/known.mjs';
import { look } from '../support/look.mjs';
import { setCart, step } from '../support/steps.mjs';

atEveryWidth('the registered card in the 3-step cart', async ({ page, context, demo, width }) => {
  const staff = await context.newPage();
  await setLinking(staff, demo, ALWAYS);
  await member(page, demo, `step-${width}`);
  await memberCheckout(page, demo, undefined);
  await page.locator('#save_token').waitFor({ state: 'attached' });
  await typeCard(page, 'frictionless');
  await placeOrder(page, demo, false);
  await setCart(staff, demo, () => staff.getByRole('radio', { name: /^3ステップカート/ }).check());
  try {
    await fillCart(page, demo);
    await page.getByRole('link', { name: '注文手続きへ' }).click();
    const isKnown = () => page.url().endsWith('/checkout/buyer');
    await untilKnown(isKnown, () => page.goto(`${demo.shop}/checkout`), '注文手続きへ opens Step1');
    await step(page, 'Step1');
    await press(page, '次へ');
    await step(page, 'Step2');
    await pay(page, CARD);
    await press(page, '次へ');
    await step(page, 'Step3');
    await page.getByRole('heading', { name: 'クレジットカード情報入力' }).waitFor();
    await page.getByText(REGISTERED).waitFor();
    await page.getByText(ANOTHER).waitFor();
    await look(page, 'step3-registered');
    await page.locator('#cc-csc-registered').fill('123');
    await press(page, /^注文する/);
    await thanks(page);
  } finally {
    await setCart(staff, demo, () => staff.getByRole('radio', { name: /^ゼロステップカート/ }).check());
  }
});

// axe finds nothing serious on any page, at both widths, and no page scrolls sideways.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from '../support/browser.mjs';
import { atIssuer, checkout, answerIssuer, fillCart, goToCheckout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { frame, openOrder, signIn } from '../support/staff.mjs';

const SERIOUS = new Set(['serious', 'critical']);

/** The page as it is now. */
async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations
    .filter((violation) => SERIOUS.has(violation.impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(', ')}`);
  assert.deepEqual(found, [], name);
  await fits(page, name);
}

atEveryWidth('every page of a purchase', async ({ page, demo }) => {
  await page.goto(demo.shop);
  await look(page, 'product list');
  await page.getByRole('main').locator('.shelf a').first().click();
  await page.getByRole('button', { name: 'カゴに入れる' }).waitFor();
  await look(page, 'product');
  await page.goto(`${demo.shop}/cart`);
  await look(page, 'empty cart');
  await fillCart(page, demo);
  await look(page, 'cart');
  await goToCheckout(page);
  await look(page, 'checkout');
  const button = await checkout(page, demo, 'challenge');
  await look(page, 'confirmation');
  await button.click();
  await atIssuer(page, demo);
  await look(page, "issuer's page");
  await answerIssuer(page, demo, '成功');
  const number = await thanks(page);
  await look(page, 'thanks');

  await page.goto(demo.admin);
  await look(page, 'sign-in');
  await signIn(page, demo);
  await look(page, 'order list');
  await openOrder(page, number);
  await frame(page).waitFor();
  await look(page, 'order');
  await frame(page).getByRole('button', { name: '売上確定' }).click();
  await look(page, 'dialog of 売上確定');
});

atEveryWidth('every page beside it', async ({ page, demo }) => {
  for (const url of [`${demo.shop}/nowhere`, demo.sandbox, demo.mailbox]) {
    await page.goto(url);
    await look(page, url);
  }
});

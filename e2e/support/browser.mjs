// The browser: one Chromium a spec file, a fresh context a case.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

/** The widths every page is made for: a phone and a desk. */
export const WIDTHS = [360, 1280];

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long one step may take on a busy machine. */
const STEP_MS = 20_000;

export async function startBrowser() {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.NOREN_CHROMIUM ?? '/usr/bin/chromium',
    args: root ? [...FLAGS, '--no-sandbox'] : FLAGS,
  });
}

/** A browser nobody has used: no cookies, Japanese, `width` pixels wide. */
export async function newContext(browser, width) {
  const context = await browser.newContext({
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: { width, height: width < 600 ? 740 : 900 },
  });
  context.setDefaultTimeout(STEP_MS);
  return context;
}

/** The page as it is now is no wider than the window. */
export async function fits(page, name) {
  // Without its style sheet any page is too wide.
  await page.waitForLoadState('load');
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px`);
}

/** Presses Tab until the focus is on the link, button or field that is called so. */
export async function tabTo(page, name) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const reached = await page.evaluate((text) => {
      const here = document.activeElement;
      return (here.labels?.[0] ?? here).textContent.trim() === text;
    }, name);
    if (reached) return;
  }
  assert.fail(`the keyboard does not reach ${name}`);
}

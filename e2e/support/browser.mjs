// The browser: one Chromium a spec file, a fresh context a case.

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

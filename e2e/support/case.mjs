// One spec file: a demo and a browser of its own, every case at both widths in a fresh context.

import { after, test } from 'node:test';
import { newContext, startBrowser, WIDTHS } from './browser.mjs';
import { startDemo } from './demo.mjs';

let card;
let demo;
let browser;

/** Both start with the first case: by then the file has said how its demo takes cards. */
function started() {
  demo ??= startDemo(card);
  browser ??= startBrowser();
  return Promise.all([demo, browser]);
}

after(async () => {
  await (await browser)?.close();
  await (await demo)?.stop();
});

/** Said before the cases: this file's demo takes cards by these lines of `[card]`, not as a new shop does. */
export function withCard(lines) {
  card = lines;
}

/** `act({ page, context, demo, browser, width })` at 360 and at 1280 px. */
export function atEveryWidth(name, act) {
  for (const width of WIDTHS) atWidth(width, name, act);
}

/** The same at one width: what only a desk or only a phone does. */
export function atWidth(width, name, act) {
  test(`${name} (${width} px)`, async () => {
    const [demo, browser] = await started();
    const context = await newContext(browser, width);
    const page = await context.newPage();
    const faults = watch(page);
    try {
      await act({ page, context, demo, browser, width });
      if (faults.length > 0) throw new Error(`the page had faults: ${faults.join('; ')}`);
    } catch (error) {
      error.message += `\n  at ${page.url()}\n${await shown(page)}`;
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Errors of scripts and refusals of the content security policy. */
function watch(page) {
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text())) {
      faults.push(message.text());
    }
  });
  return faults;
}

/** What the page said when a case failed. */
async function shown(page) {
  const text = await page.locator('body').innerText().catch(() => '');
  return text.split('\n').filter((line) => line.trim()).slice(0, 30).map((line) => `  | ${line}`).join('\n');
}

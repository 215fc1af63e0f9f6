// A page as it is now, looked at by axe and by its width.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from './browser.mjs';

const SERIOUS = new Set(['serious', 'critical']);

/** axe finds nothing serious, and the page is no wider than the window. */
export async function look(page, name) {
  const folder = process.env.NOREN_SHOTS;
  const { width } = page.viewportSize();
  if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.filter(({ impact }) => SERIOUS.has(impact));
  assert.deepEqual(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], name);
  await fits(page, name);
}

/** With NOREN_PICTURES=FOLDER, a picture of the handbook: of the page or of a part of it, as a desk shows it. */
export async function picture(part, width, name) {
  const folder = process.env.NOREN_PICTURES;
  if (!folder || width < 1000) return;
  await part.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

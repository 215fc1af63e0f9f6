// B2's file leads to number, mail and 売上確定 of every order, once.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { fits } from '../support/browser.mjs';
import { checkout, thanks } from '../support/buyer.mjs';
import { atEveryWidth } from '../support/case.mjs';
import { mails, trades } from '../support/demo.mjs';
import { openOrder, signIn } from '../support/staff.mjs';

/** Paygent's number of what is captured. */
const CAPTURED = 40;

const SERIOUS = new Set(['serious', 'critical']);

/** Buys with a card; the order's number. */
async function bought(page, demo) {
  await (await checkout(page, demo, 'frictionless')).click();
  return thanks(page);
}

/** A page that axe finds nothing serious on, and that does not scroll sideways. */
async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations
    .filter((violation) => SERIOUS.has(violation.impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(', ')}`);
  assert.deepEqual(found, [], name);
  await fits(page, name);
}

/** A file as the browser sends it. */
function file(text) {
  return { name: 'b2.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** B2's issued data, 95 columns, of which two say something. */
function issued(rows) {
  const line = (key, number) => {
    const cells = Array(95).fill('');
    [cells[0], cells[3]] = [key, number];
    return cells.map((cell) => `"${cell}"`).join(',');
  };
  const lines = [line('お客様管理番号', '伝票番号'), ...rows.map(([key, number]) => line(key, number))];
  return file(lines.map((text) => `${text}\r\n`).join(''));
}

async function sends(page, demo, sent) {
  await page.goto(`${demo.admin}/orders/numbers`);
  await page.getByLabel('送り状ソフトのCSVファイル').setInputFiles(sent);
  await page.getByRole('button', { name: '確認へ進む' }).click();
}

atEveryWidth('numbers of a file are taken in with mail and capture, once', async ({ page, demo, width }) => {
  const numbers = [await bought(page, demo), await bought(page, demo), await bought(page, demo)];
  const tracking = numbers.map((_, place) => `${1000 + width}-5678-000${place}`);
  const b2 = issued([...numbers.map((number, place) => [number, tracking[place]]), ['order99999', '1']]);
  await signIn(page, demo);
  await page.goto(`${demo.admin}/orders/numbers`);
  await page.getByRole('heading', { name: '問合せ番号の取込' }).waitFor();
  await look(page, 'the form');
  await sends(page, demo, b2);
  await page.getByRole('heading', { name: '4行のうち3件を取り込みます' }).waitFor();
  await page.getByText('この番号の受注はありません。').waitFor();
  await look(page, 'the preview');
  await page.getByLabel('配送通知メールを送る').check();
  await page.getByLabel(/^売上確定する/).check();
  await page.getByRole('button', { name: '3件を取り込む' }).click();
  await page.getByRole('heading', { name: '終わりました' }).waitFor();
  await page.getByText('成功 3').first().waitFor();
  assert.equal(await page.getByText('番号を取り込み、売上を確定しました。').count(), 3);
  await look(page, 'the run');
  const states = (await trades(demo)).slice(-3).map(({ status }) => status);
  assert.deepEqual(states, [CAPTURED, CAPTURED, CAPTURED]);
  for (const number of tracking) assert.equal((await mails(demo, number, 1)).length, 1);

  await sends(page, demo, b2);
  await page.getByRole('heading', { name: /に取り込みました$/ }).waitFor();
  await page.getByText('取り込まなかった行　1行').waitFor();
  await look(page, 'the same file again');
  for (const number of tracking) assert.equal((await mails(demo, number, 1)).length, 1);
  await page.goto(demo.admin);
  await openOrder(page, numbers[0]);
  assert.equal(await page.locator('input[name=tracking]').first().inputValue(), tracking[0]);
});

atEveryWidth('a file without known titles asks for its columns, and another number for a tick', async ({ page, demo, width }) => {
  const number = await bought(page, demo);
  await signIn(page, demo);
  await sends(page, demo, file(`箱,お荷物\n${number},old-${width}\n`));
  await page.getByText('どの列に番号があるかを、選んでください。').waitFor();
  await look(page, 'the columns');
  await page.getByLabel(/^受注がわかる列/).selectOption({ index: 1 });
  await page.getByLabel(/^問合せ番号の列/).selectOption({ index: 2 });
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await page.getByRole('button', { name: '1件を取り込む' }).click();
  await page.getByRole('heading', { name: '終わりました' }).waitFor();

  await sends(page, demo, file(`注文番号,追跡番号\n${number},new-${width}\n`));
  await page.getByRole('heading', { name: '番号が変わる受注' }).waitFor();
  await look(page, 'another number');
  await page.getByRole('button', { name: '印を入れた受注を取り込む' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'nothing ticked');
  await page.getByLabel(`${number} の番号を変える`).check();
  await page.getByRole('button', { name: '印を入れた受注を取り込む' }).click();
  await page.getByRole('heading', { name: '終わりました' }).waitFor();
  await page.getByText('成功 1').first().waitFor();
});

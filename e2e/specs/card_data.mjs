// A card number or a security code never enters the shop: not its memory, its log or its data. Shop and sandbox are
// separate processes here; the browser gives the number to the sandbox.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startApart } from '../support/apart.mjs';
import { newContext, startBrowser, WIDTHS } from '../support/browser.mjs';
import {
  answerIssuer, confirm, EMAIL, field, fillAddress, fillCard, fillCart, goToCheckout, pay, press, thanks,
} from '../support/buyer.mjs';
import { CARDS } from '../support/cards.mjs';
import { codeSpellings, numberSpellings } from '../support/spelling.mjs';
import { traces } from '../support/traces.mjs';

/** What becomes of a card once it is filled in: every way a number takes, the refused ones too. */
const WAYS = {
  async challenge(page, shop) {
    await (await confirm(page)).click();
    await answerIssuer(page, shop, '成功');
    await thanks(page);
  },
  async frictionless(page) {
    await (await confirm(page)).click();
    await thanks(page);
  },
  async refused(page) {
    await (await confirm(page)).click();
    await page.getByRole('alert').getByText('2003').waitFor();
  },
  async expired(page) {
    await press(page, '確認画面へ');
    await page.getByRole('alert').getByText('1502').waitFor();
  },
};

let browser;

before(async () => {
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
});

/** `act(page)` in a fresh browser. */
async function visit(width, act) {
  const context = await newContext(browser, width);
  try {
    return await act(await context.newPage());
  } finally {
    await context.close();
  }
}

async function withShop(act) {
  const shop = await startApart();
  try {
    await act(shop);
  } finally {
    await shop.stop();
  }
}

const digits = (text) => text.replace(/\D/g, '');

const needle = (kind, value, alone) => ([name, bytes]) => (
  { name: `${kind} ${value} (${name})`, value, bytes, alone }
);

const ofNumber = (number) => numberSpellings(number).map(needle('number', number, false));
const ofCode = (code) => codeSpellings(code).map(needle('code', code, true));

/** Security codes that are nowhere yet, so that finding one means something. */
async function freshCodes(shop, count) {
  const drawn = new Set();
  while (drawn.size < count * 8) drawn.add(String(randomInt(1000, 10_000)));
  const seen = new Set((await traces(shop, [...drawn].flatMap(ofCode))).map(({ needle: { value } }) => value));
  const fresh = [...drawn].filter((code) => !seen.has(code));
  assert.ok(fresh.length >= count, 'enough security codes that nothing else looks like');
  return fresh.slice(0, count);
}

test('nothing of a card is in the shop', () => withShop(async (shop) => {
  const codes = await freshCodes(shop, Object.keys(WAYS).length * WIDTHS.length);
  const used = [];
  for (const width of WIDTHS) {
    for (const [card, goOn] of Object.entries(WAYS)) {
      const code = codes.pop();
      used.push({ card, code });
      await visit(width, async (page) => {
        await fillCart(page, shop);
        await goToCheckout(page);
        await fillAddress(page);
        await fillCard(page, card);
        await field(page, 'セキュリティコード').fill(code);
        await goOn(page, shop);
      });
    }
  }

  const numbers = Object.keys(WAYS).flatMap((card) => ofNumber(digits(CARDS[card])));
  const buyer = { name: 'the address of the buyer', value: EMAIL, bytes: Buffer.from(EMAIL) };
  const logged = { name: 'a line of the most talkative level', value: 'TRACE', bytes: Buffer.from(' TRACE ') };
  const found = await traces(shop, [buyer, logged, ...numbers, ...used.flatMap(({ code }) => ofCode(code))]);
  const places = (wanted) => found.filter(({ needle: { value } }) => value === wanted).map(({ place }) => place);

  // The search is not blind: it sees what the shop does know.
  assert.deepEqual(places(EMAIL), ['memory', 'the data']);
  assert.ok(places('TRACE').includes('the log'));
  for (const card of Object.keys(WAYS)) {
    assert.deepEqual(places(digits(CARDS[card])), [], `the number of ${card}`);
    // Four digits may turn up by chance; those of one way twice do not.
    const seen = used.filter((one) => one.card === card).map(({ code }) => places(code));
    assert.ok(seen.some((at) => at.length === 0), `security codes of ${card}: ${JSON.stringify(seen)}`);
  }
}));

test('a number that does reach the shop is found', () => withShop(async (shop) => {
  const number = '4111111111111111';
  const [code] = await freshCodes(shop, 1);
  const needles = [...ofNumber(number), ...ofCode(code)];
  assert.deepEqual(await traces(shop, ofNumber(number)), [], 'nothing before it is sent');

  // Typed into a field that does go to the shop, as far as it is text that a form takes.
  const typable = needles.filter(({ bytes }) => !bytes.includes(0));
  const notes = [];
  for (const { bytes } of typable) {
    const last = notes.at(-1);
    if (last === undefined || last.length + bytes.length > 480) notes.push(`${bytes}`);
    else notes[notes.length - 1] += `\n${bytes}`;
  }
  for (const note of notes) {
    await visit(WIDTHS[1], async (page) => {
      await fillCart(page, shop);
      await goToCheckout(page);
      await fillAddress(page);
      await pay(page, /^銀行振込/);
      await field(page, '備考').fill(note);
      await (await confirm(page)).click();
      await thanks(page);
    });
  }
  const found = await traces(shop, needles);
  for (const place of ['memory', 'the data']) {
    const seen = new Set(found.filter((one) => one.place === place).map((one) => one.needle.name));
    const missed = typable.filter(({ name }) => !seen.has(name)).map(({ name }) => name);
    assert.deepEqual(missed, [], `planted, but not found in ${place}`);
  }
}));

// Our orders and the gateway's ledger agree: what one case added to both, and nothing else.

import assert from 'node:assert/strict';
import { trades } from './demo.mjs';
import { orders } from './desk.mjs';

/** Paygent's numbers for the states that the specs meet; `begun` was refused and holds no money. */
const STATUS = { begun: 10, held: 20, cancelled: 32, captured: 40, refunded: 60 };

/** Remembers ledger and orders; `shows()` compares what came since. */
export async function ledger(demo) {
  const known = new Set((await trades(demo)).map(({ payment_id }) => payment_id));
  const had = new Set((await orders(demo)).map(({ number }) => number));
  return {
    /**
     * Exactly these orders (by number) were placed, and trades of these states came into the ledger, oldest first.
     * Every trade that has held money is an order's, of the same amount, and no order has a trade beside.
     */
    async shows({ placed, ledger: states }) {
      const ours = (await orders(demo)).filter(({ number }) => !had.has(number));
      assert.deepEqual(ours.map(({ number }) => number), placed, 'the orders');
      const theirs = (await trades(demo)).filter(({ payment_id }) => !known.has(payment_id));
      assert.deepEqual(theirs.map(({ status }) => status), states.map((state) => STATUS[state]), 'the ledger');
      assert.deepEqual(
        theirs.filter(({ status }) => status !== STATUS.begun).map((trade) => [trade.trading_id, trade.amount]),
        ours.filter(({ trade }) => trade).map(({ trade, total }) => [trade, total]),
        'the ledger has the trades of our orders, with their amounts',
      );
    },
  };
}

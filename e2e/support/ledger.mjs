// Our orders and the gateway's ledger agree: what one case added to it, and nothing else.

import assert from 'node:assert/strict';
import { trades } from './demo.mjs';

/** Paygent's numbers for the states that the specs meet; `begun` was refused and holds no money. */
export const STATUS = { begun: 10, held: 20, cancelled: 32, captured: 40, refunded: 60 };

/** Remembers the ledger; `added()` gives what came since. */
export async function ledger(demo) {
  const before = await trades(demo);
  const known = new Set(before.map((trade) => trade.payment_id));
  return {
    async added() {
      return (await trades(demo)).filter((trade) => !known.has(trade.payment_id));
    },
    /** Exactly these states were added, in this order. */
    async shows(...states) {
      const found = (await this.added()).map((trade) => trade.status);
      assert.deepEqual(found, states.map((state) => STATUS[state]), 'the ledger agrees');
    },
  };
}

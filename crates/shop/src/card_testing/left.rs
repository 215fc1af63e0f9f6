//! A browser left while the card issuer was asked, for another card or for good. Honest buyers do
//! it now and then; whoever wants to know what 450 says to a thousand cards does nothing else.

use store::{Tx, sql};

use crate::attempt::Attempt;
use crate::clock::Timestamp;

/// Counts an attempt that this transaction ends without a word from the card issuer.
pub(crate) fn left(tx: &mut dyn Tx, attempt: &Attempt, now: Timestamp) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into issuer_left (shop_id, attempt_id, at, cart_id, address)
             values ($1, $2, $3, $4, $5)"
        ),
        &[
            attempt.shop.into(),
            (&attempt.id).into(),
            now.into(),
            (&attempt.cart).into(),
            attempt.client.address.as_str().into(),
        ],
    )?;
    Ok(())
}

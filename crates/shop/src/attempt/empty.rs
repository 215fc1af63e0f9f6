//! An attempt without its people: what is left says what was to be paid by what, the 取引ID and how
//! it ended. Of those that led to no order, a month after their end; of others, when their person
//! is erased (reliability-security X15).

use store::{Tx, sql};

use super::ClientNote;
use crate::checkout::Checkout;
use crate::clock::DAY;
use crate::id::{AttemptId, MemberId, ShopId};
use crate::world::World;

/// Long enough for every question about a try, and for payments that turn up late.
const KEPT: i64 = 30 * DAY;
/// Attempts of one commit.
const BATCH: i64 = 100;

/// Empties it.
pub(crate) fn empty(tx: &mut dyn Tx, shop: ShopId, id: &AttemptId) -> Result<(), store::Error> {
    let row = tx.row(
        sql!("select checkout from attempt where shop_id = $1 and attempt_id = $2"),
        &[shop.into(), id.into()],
    )?;
    let Some(row) = row else { return Ok(()) };
    tx.exec(
        sql!(
            "update attempt set checkout = $3, client = $4, address = null, card_token = null,
               holder_name = null, acs_html = null, save_token = null, save_holder = null,
               emptied = 1
             where shop_id = $1 and attempt_id = $2"
        ),
        &[shop.into(), id.into(), emptied(&row.text(0)?)?.into(), nobody()?.into()],
    )?;
    for sql in [
        sql!("delete from card_failure where shop_id = $1 and attempt_id = $2"),
        sql!("delete from issuer_left where shop_id = $1 and attempt_id = $2"),
    ] {
        tx.exec(sql, &[shop.into(), id.into()])?;
    }
    Ok(())
}

/// Empties what a member tried and got no order for.
pub(crate) fn empty_tries_of(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<(), store::Error> {
    let rows = tx.rows(
        sql!(
            "select attempt_id from attempt
             where shop_id = $1 and member_id = $2 and order_id is null and emptied = 0"
        ),
        &[shop.into(), member.into()],
    )?;
    for row in &rows {
        empty(tx, shop, &AttemptId(row.text(0)?))?;
    }
    Ok(())
}

/// Empties, in every shop, the tries that ended long ago without an order.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let before = world.now().after(-KEPT);
    loop {
        let emptied = world.store.write(move |tx: &mut dyn Tx| {
            let rows = tx.rows(
                sql!(
                    "select shop_id, attempt_id from attempt
                     where order_id is null and emptied = 0 and ended_at <= $1
                     order by ended_at limit $2"
                ),
                &[before.into(), BATCH.into()],
            )?;
            for row in &rows {
                empty(tx, ShopId(row.int(0)?), &AttemptId(row.text(1)?))?;
            }
            Ok::<_, store::Error>(i64::try_from(rows.len()).unwrap_or(BATCH))
        });
        if emptied.await? < BATCH {
            return Ok(());
        }
    }
}

/// A checkout's JSON without its people.
pub(crate) fn emptied(checkout: &str) -> Result<String, store::Error> {
    let odd = |error: serde_json::Error| store::Error::Engine(format!("checkout: {error}"));
    let checkout: Checkout = serde_json::from_str(checkout).map_err(odd)?;
    serde_json::to_string(&checkout.erased()).map_err(odd)
}

/// The JSON of a browser of which nothing is known.
pub(crate) fn nobody() -> Result<String, store::Error> {
    serde_json::to_string(&ClientNote::default())
        .map_err(|error| store::Error::Engine(error.to_string()))
}

//! An attempt without its people: what is left says what was to be paid by what, the 取引ID and how
//! it ended. Of those that led to no order, a month after their end; of others, when their person
//! is erased (reliability-security X15).

use store::{Tx, sql};

use super::ClientNote;
use crate::checkout::Checkout;
use crate::clock::DAY;
use crate::id::{AttemptId, MemberId, ShopId};
use crate::world::World;
use crate::{mail, profile, task};

/// Long enough for every question about a try, and for payments that turn up late.
const KEPT: i64 = 30 * DAY;
/// Attempts of one commit.
const BATCH: i64 = 100;

/// Empties it, and what was told of it to buyer and shop. What limits count by stays: it is gone in
/// a day.
pub(crate) fn empty(tx: &mut dyn Tx, shop: ShopId, id: &AttemptId) -> Result<(), store::Error> {
    let row = tx.row(
        sql!("select checkout from attempt where shop_id = $1 and attempt_id = $2"),
        &[shop.into(), id.into()],
    )?;
    let (Some(row), Some(profile)) = (row, profile::load_in(tx, shop)?) else { return Ok(()) };
    tx.exec(
        sql!(
            "update attempt set checkout = $3, client = $4, address = null, card_token = null,
               holder_name = null, acs_html = null, save_token = null, save_holder = null,
               emptied = 1
             where shop_id = $1 and attempt_id = $2"
        ),
        &[shop.into(), id.into(), emptied(&row.text(0)?).into(), nobody()?.into()],
    )?;
    mail::forget_not_placed(tx, &profile, id)?;
    for kind in [task::Kind::Mismatch, task::Kind::Undecided, task::Kind::Orphan] {
        task::forget_person(tx, &profile, kind, id.as_str())?;
    }
    task::forget_person(tx, &profile, task::Kind::Mismatch, &captured(id))?;
    Ok(())
}

/// Under which name a stray that a person captured is told.
pub(super) fn captured(id: &AttemptId) -> String {
    format!("{id}.captured")
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

/// A checkout's JSON without its people; nothing of one that cannot be read: it must not keep its
/// people, nor others theirs.
pub(crate) fn emptied(checkout: &str) -> String {
    let emptied = serde_json::from_str::<Checkout>(checkout)
        .and_then(|checkout| serde_json::to_string(&checkout.erased()));
    emptied.unwrap_or_else(|error| {
        tracing::error!(%error, "a checkout could not be read, and is emptied altogether");
        "{}".to_owned()
    })
}

/// The JSON of a browser of which nothing is known.
pub(crate) fn nobody() -> Result<String, store::Error> {
    serde_json::to_string(&ClientNote::default())
        .map_err(|error| store::Error::Engine(error.to_string()))
}

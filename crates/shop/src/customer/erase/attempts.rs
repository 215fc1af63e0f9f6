//! Tries to place an order: those that led to one, and those that did not.

use store::{Row, Tx, sql};

use super::order::{emptied, nobody};
use crate::id::{AttemptId, MemberId, OrderId, ShopId};
use crate::member;
use crate::world::World;

/// Rows of one look at what led to no order.
const LOOK: i64 = 500;

/// One try.
pub(super) struct Try {
    pub(super) id: AttemptId,
    /// The cart that it came from.
    pub(super) cart: String,
    /// It is not decided.
    pub(super) is_under_way: bool,
}

/// What guests tried with this address (as it is compared) and got no order for. Looks a page at a
/// time through all such tries: nothing else says whose they are.
pub(super) async fn of_guest(
    world: &World,
    shop: ShopId,
    email: &str,
) -> Result<Vec<AttemptId>, store::Error> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let below = after.clone();
        let rows = world.store.read(move |tx: &mut dyn Tx| {
            tx.rows(
                sql!(
                    "select attempt_id, checkout, member_id from attempt
                     where shop_id = $1 and order_id is null and attempt_id > $2
                     order by attempt_id limit $3"
                ),
                &[shop.into(), below.as_str().into(), LOOK.into()],
            )
        });
        let rows: Vec<Row> = rows.await.map_err(|error: store::Error| error)?;
        for row in &rows {
            after = row.text(0)?;
            if row.opt_int(2)?.is_none() && is_of(&row.text(1)?, email) {
                found.push(AttemptId(after.clone()));
            }
        }
        if i64::try_from(rows.len()).unwrap_or(LOOK) < LOOK {
            return Ok(found);
        }
    }
}

/// Whether this address stands in the checkout.
fn is_of(checkout: &str, email: &str) -> bool {
    let checkout: serde_json::Value = serde_json::from_str(checkout).unwrap_or_default();
    let typed = checkout["buyer"]["email"].as_str().unwrap_or_default();
    member::email_key(typed) == email
}

/// Every try of the person: of the orders, of the member, the strays, and what else came from the
/// same carts without becoming somebody's order.
pub(super) fn all(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: Option<MemberId>,
    orders: &[OrderId],
    strays: &[AttemptId],
) -> Result<Vec<Try>, store::Error> {
    let mut rows = Vec::new();
    for order in orders {
        rows.extend(tx.rows(
            sql!(
                "select a.attempt_id, a.cart_id, a.state from orders o
                 join attempt a on a.shop_id = o.shop_id and a.attempt_id = o.attempt_id
                 where o.shop_id = $1 and o.order_id = $2"
            ),
            &[shop.into(), (*order).into()],
        )?);
    }
    if let Some(member) = member {
        rows.extend(tx.rows(
            sql!(
                "select attempt_id, cart_id, state from attempt
                 where shop_id = $1 and member_id = $2"
            ),
            &[shop.into(), member.into()],
        )?);
    }
    for stray in strays {
        rows.extend(tx.rows(
            sql!(
                "select attempt_id, cart_id, state from attempt
                 where shop_id = $1 and attempt_id = $2"
            ),
            &[shop.into(), stray.into()],
        )?);
    }
    let mut tries = rows.iter().map(read).collect::<Result<Vec<Try>, _>>()?;
    let mut carts: Vec<String> = tries.iter().map(|one| one.cart.clone()).collect();
    carts.sort_unstable();
    carts.dedup();
    for cart in carts {
        let beside = tx.rows(
            sql!(
                "select attempt_id, cart_id, state from attempt
                 where shop_id = $1 and cart_id = $2 and order_id is null
                   and (member_id is null or member_id = $3)"
            ),
            &[shop.into(), cart.into(), member.map_or(-1, |member| member.0).into()],
        )?;
        for row in &beside {
            tries.push(read(row)?);
        }
    }
    tries.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    tries.dedup_by(|one, other| one.id == other.id);
    Ok(tries)
}

fn read(row: &Row) -> Result<Try, store::Error> {
    let is_under_way =
        matches!(row.text(2)?.as_str(), "created" | "challenge" | "sending" | "unknown");
    Ok(Try { id: AttemptId(row.text(0)?), cart: row.text(1)?, is_under_way })
}

/// Keeps what is to be paid by what, the 取引ID and how it ended.
pub(super) fn erase(tx: &mut dyn Tx, shop: ShopId, one: &Try) -> Result<(), store::Error> {
    let row = tx.row(
        sql!("select checkout from attempt where shop_id = $1 and attempt_id = $2"),
        &[shop.into(), (&one.id).into()],
    )?;
    let Some(row) = row else { return Ok(()) };
    tx.exec(
        sql!(
            "update attempt set checkout = $3, client = $4, address = null, card_token = null,
               holder_name = null, acs_html = null, save_token = null, save_holder = null
             where shop_id = $1 and attempt_id = $2"
        ),
        &[shop.into(), (&one.id).into(), emptied(&row.text(0)?)?.into(), nobody()?.into()],
    )?;
    for sql in [
        sql!("delete from card_failure where shop_id = $1 and attempt_id = $2"),
        sql!("delete from issuer_left where shop_id = $1 and attempt_id = $2"),
    ] {
        tx.exec(sql, &[shop.into(), (&one.id).into()])?;
    }
    Ok(())
}

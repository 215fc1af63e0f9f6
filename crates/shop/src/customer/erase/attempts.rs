//! Tries to place an order: those that led to one, and those that did not.

use store::{Row, Tx, sql};

use crate::id::{AttemptId, MemberId, OrderId, ShopId};
use crate::member;
use crate::world::World;

/// Rows of one look at what led to no order.
const LOOK: i64 = 500;

/// One try.
pub(in crate::customer) struct Try {
    pub(in crate::customer) id: AttemptId,
    /// The cart that it came from.
    pub(super) cart: String,
    /// The mail address in it, as it is compared.
    pub(super) email: String,
    /// It is not decided.
    pub(super) is_under_way: bool,
    /// It led to no order, and holds something personal.
    pub(in crate::customer) is_vain: bool,
}

/// What was tried with this address (as it is compared) by nobody who is a member now, and led to
/// no order. Looks a page at a time through all such tries: nothing else says whose they are. They
/// are kept for a month.
pub(in crate::customer) async fn of_guest(
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
                    "select a.attempt_id, a.checkout, m.member_id from attempt a
                     left join member m on m.shop_id = a.shop_id and m.member_id = a.member_id
                       and m.withdrawn_at is null
                     where a.shop_id = $1 and a.order_id is null and a.emptied = 0
                       and a.attempt_id > $2
                     order by a.attempt_id limit $3"
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
    !email.is_empty() && email_in(checkout) == email
}

fn email_in(checkout: &str) -> String {
    let checkout: serde_json::Value = serde_json::from_str(checkout).unwrap_or_default();
    member::email_key(checkout["buyer"]["email"].as_str().unwrap_or_default())
}

/// Every try of the person: of the orders, of the member, the strays, and what else came from the
/// same carts with the same address.
pub(in crate::customer) fn all(
    tx: &mut dyn Tx,
    shop: ShopId,
    (member, email): (Option<MemberId>, &str),
    orders: &[OrderId],
    strays: &[AttemptId],
) -> Result<Vec<Try>, store::Error> {
    let mut rows = Vec::new();
    for order in orders {
        rows.extend(tx.rows(
            sql!(
                "select a.attempt_id, a.cart_id, a.state, a.order_id, a.emptied, a.checkout
                 from orders o
                 join attempt a on a.shop_id = o.shop_id and a.attempt_id = o.attempt_id
                 where o.shop_id = $1 and o.order_id = $2"
            ),
            &[shop.into(), (*order).into()],
        )?);
    }
    if let Some(member) = member {
        rows.extend(tx.rows(
            sql!(
                "select attempt_id, cart_id, state, order_id, emptied, checkout from attempt
                 where shop_id = $1 and member_id = $2"
            ),
            &[shop.into(), member.into()],
        )?);
    }
    for stray in strays {
        rows.extend(tx.rows(
            sql!(
                "select attempt_id, cart_id, state, order_id, emptied, checkout from attempt
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
        for row in &beside(tx, shop, &cart)? {
            if is_of(&row.text(5)?, email) {
                tries.push(read(row)?);
            }
        }
    }
    tries.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    tries.dedup_by(|one, other| one.id == other.id);
    Ok(tries)
}

/// What came from the same cart, of nobody who is a member now, and led to no order.
fn beside(tx: &mut dyn Tx, shop: ShopId, cart: &str) -> Result<Vec<Row>, store::Error> {
    tx.rows(
        sql!(
            "select a.attempt_id, a.cart_id, a.state, a.order_id, a.emptied, a.checkout
             from attempt a
             where a.shop_id = $1 and a.cart_id = $2 and a.order_id is null
               and not exists (select 1 from member m where m.shop_id = a.shop_id
                 and m.member_id = a.member_id and m.withdrawn_at is null)"
        ),
        &[shop.into(), cart.into()],
    )
}

fn read(row: &Row) -> Result<Try, store::Error> {
    let is_under_way =
        matches!(row.text(2)?.as_str(), "created" | "challenge" | "sending" | "unknown");
    let (id, cart) = (AttemptId(row.text(0)?), row.text(1)?);
    let is_vain = row.opt_int(3)?.is_none() && row.int(4)? == 0;
    Ok(Try { id, cart, email: email_in(&row.text(5)?), is_under_way, is_vain })
}

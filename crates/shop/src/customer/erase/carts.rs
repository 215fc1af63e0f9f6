//! Forms that wait in carts.

use store::{Row, Tx, sql};

use crate::id::ShopId;
use crate::member;
use crate::world::World;

/// Rows of one look.
const LOOK: i64 = 500;

/// The carts whose form holds this mail address (as it is compared). Looks a page at a time: carts
/// are kept for days only.
pub(in crate::customer) async fn with_draft_of(
    world: &World,
    shop: ShopId,
    email: &str,
) -> Result<Vec<String>, store::Error> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let below = after.clone();
        let rows = world.store.read(move |tx: &mut dyn Tx| {
            tx.rows(
                sql!(
                    "select cart_id, draft from cart where shop_id = $1 and cart_id > $2
                     order by cart_id limit $3"
                ),
                &[shop.into(), below.as_str().into(), LOOK.into()],
            )
        });
        let rows: Vec<Row> = rows.await.map_err(|error: store::Error| error)?;
        for row in &rows {
            after = row.text(0)?;
            let draft = row.opt_text(1)?.unwrap_or_default();
            let draft: serde_json::Value = serde_json::from_str(&draft).unwrap_or_default();
            let typed = draft["email"].as_str().unwrap_or_default();
            if !email.is_empty() && member::email_key(typed) == email {
                found.push(after.clone());
            }
        }
        if i64::try_from(rows.len()).unwrap_or(LOOK) < LOOK {
            return Ok(found);
        }
    }
}

/// Empties the form; what lies in the cart stays.
pub(super) fn erase(tx: &mut dyn Tx, shop: ShopId, cart: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!("update cart set draft = null where shop_id = $1 and cart_id = $2"),
        &[shop.into(), cart.into()],
    )?;
    Ok(())
}

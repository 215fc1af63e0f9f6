//! Forms that wait in carts.

use store::{Row, Tx, sql};

use crate::id::{MemberId, ShopId};
use crate::member;
use crate::world::World;

/// Rows of one look.
const LOOK: i64 = 500;

/// The carts whose form is the person's: a member's own, and those that hold this mail address (as
/// it is compared) and are no other member's. Looks a page at a time: carts are kept for days only.
pub(in crate::customer) async fn with_draft_of(
    world: &World,
    shop: ShopId,
    (member, email): (Option<MemberId>, &str),
) -> Result<Vec<String>, store::Error> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let below = after.clone();
        let rows = world.store.read(move |tx: &mut dyn Tx| {
            tx.rows(
                sql!(
                    "select c.cart_id, c.draft, m.member_id from cart c
                     left join member m on m.shop_id = c.shop_id
                       and m.member_id = c.draft_member and m.withdrawn_at is null
                     where c.shop_id = $1 and c.cart_id > $2
                     order by c.cart_id limit $3"
                ),
                &[shop.into(), below.as_str().into(), LOOK.into()],
            )
        });
        let rows: Vec<Row> = rows.await.map_err(|error: store::Error| error)?;
        for row in &rows {
            after = row.text(0)?;
            let Some(draft) = row.opt_text(1)? else { continue };
            let is_theirs = match row.opt_int(2)?.map(MemberId) {
                Some(by) => Some(by) == member,
                None => holds(&draft, email),
            };
            if is_theirs {
                found.push(after.clone());
            }
        }
        if i64::try_from(rows.len()).unwrap_or(LOOK) < LOOK {
            return Ok(found);
        }
    }
}

fn holds(draft: &str, email: &str) -> bool {
    let draft: serde_json::Value = serde_json::from_str(draft).unwrap_or_default();
    let typed = draft["email"].as_str().unwrap_or_default();
    !email.is_empty() && member::email_key(typed) == email
}

/// Empties the form; what lies in the cart stays.
pub(super) fn erase(tx: &mut dyn Tx, shop: ShopId, cart: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update cart set draft = null, draft_member = null
             where shop_id = $1 and cart_id = $2"
        ),
        &[shop.into(), cart.into()],
    )?;
    Ok(())
}

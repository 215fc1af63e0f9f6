//! Reading a cart with today's prices and stock.

use std::collections::HashMap;

use store::{Tx, sql};

use super::{Cart, CartLine, Draft};
use crate::catalogue;
use crate::delivery::Shipping;
use crate::id::{CartId, MemberId, ShippingGroupId, ShopId, SubmitKey};
use crate::profile::Shop;
use crate::world::World;

/// The cart of this browser; an empty one if it was never used.
pub async fn load(world: &World, shop: &Shop, cart_id: &CartId) -> Result<Cart, store::Error> {
    let (shop_id, cart_id) = (shop.id, cart_id.clone());
    world.store.read(move |tx: &mut dyn Tx| load_in(tx, shop_id, &cart_id)).await
}

/// The same inside a transaction.
pub fn load_in(tx: &mut dyn Tx, shop_id: ShopId, cart_id: &CartId) -> Result<Cart, store::Error> {
    let head = tx.row(
        sql!(
            "select version, submit_key, draft, draft_member from cart
             where shop_id = $1 and cart_id = $2"
        ),
        &[shop_id.into(), cart_id.into()],
    )?;
    let Some(head) = head else { return Ok(Cart::empty(cart_id.clone())) };
    let submit_key = SubmitKey(head.text(1)?);
    let by = head.opt_int(3)?.map(MemberId);
    let draft = head.opt_text(2)?.map(|form| Draft { form, by });
    let lines = lines(tx, shop_id, cart_id, &submit_key)?;
    Ok(Cart { id: cart_id.clone(), version: head.int(0)?, submit_key, draft, lines })
}

/// 商品数 of a cart: pieces of all lines.
pub fn pieces_in(tx: &mut dyn Tx, shop_id: ShopId, cart_id: &CartId) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!("select sum(quantity) from cart_line where shop_id = $1 and cart_id = $2"),
        &[shop_id.into(), cart_id.into()],
    )?;
    row.map_or(Ok(0), |row| Ok(row.opt_int(0)?.unwrap_or(0)))
}

fn lines(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart_id: &CartId,
    submit_key: &SubmitKey,
) -> Result<Vec<CartLine>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select p.product_id, p.category_id, p.code, p.name, p.lead, p.description,
                    p.spec, p.picture, p.picture_alt, p.price, p.tax_rate,
                    coalesce(s.on_hand - s.reserved, 0), p.published, l.quantity,
                    coalesce(s.reserved, 0), p.shipping_group, p.shipping_points, p.by_mail
             from cart_line l
             join product p on p.shop_id = l.shop_id and p.product_id = l.product_id
             left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
             where l.shop_id = $1 and l.cart_id = $2
             order by l.added_at, l.product_id"
        ),
        &[shop_id.into(), cart_id.into()],
    )?;
    // Where nobody holds anything of these goods, this cart does not either.
    let is_held = rows.iter().try_fold(false, |held, row| Ok(held || row.int(14)? > 0))?;
    let held = if is_held {
        held_by_itself(tx, shop_id, cart_id, Some(submit_key))?
    } else {
        HashMap::new()
    };
    rows.iter()
        .map(|row| {
            let product = catalogue::read(row)?;
            let published = row.int(12)? == 1;
            let own = held.get(&product.id.0).copied().unwrap_or(0);
            let available = if published { row.int(11)?.max(0) + own } else { 0 };
            let shipping = Shipping {
                group: row.opt_int(15)?.map(ShippingGroupId),
                points: row.opt_int(16)?,
                by_mail: row.int(17)? == 1,
            };
            Ok(CartLine { available, quantity: row.int(13)?, published, product, shipping })
        })
        .collect()
}

/// Pieces held by this cart's own unfinished attempts, so that a buyer who comes back from the card
/// issuer's page, or while the order is 確認中, does not read 売り切れ of what is theirs.
///
/// Before 020 has left, any new submit takes them over; after it, only a submit under the same key,
/// which leads to that very attempt (DESIGN section 4).
pub(super) fn held_by_itself(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart_id: &CartId,
    submit_key: Option<&SubmitKey>,
) -> Result<HashMap<i64, i64>, store::Error> {
    tx.rows(
        sql!(
            "select r.product_id, r.quantity from attempt a
             join reservation r on r.shop_id = a.shop_id and r.attempt_id = a.attempt_id
             where a.shop_id = $1 and a.cart_id = $2
               and a.state in ('created', 'challenge', 'sending', 'unknown')
               and (a.state in ('created', 'challenge') or a.submit_key = $3)"
        ),
        &[shop_id.into(), cart_id.into(), submit_key.map_or("", |key| key.0.as_str()).into()],
    )?
    .iter()
    .try_fold(HashMap::new(), |mut held, row| {
        *held.entry(row.int(0)?).or_insert(0) += row.int(1)?;
        Ok(held)
    })
}

/// Writes of one cart go one after the other: the lane of its id.
pub(super) fn lane(cart_id: &CartId) -> i64 {
    let bytes = cart_id.as_str().bytes();
    bytes.fold(0, |lane: i64, byte| lane.wrapping_mul(31).wrapping_add(byte.into()))
}

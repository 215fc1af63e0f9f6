//! Stock of an attempt: reserved at RP0, sold at RP3, given back at any other end. Products in the
//! order of their ids, so that two carts never wait for each other.

use store::{Tx, sql};

use crate::checkout::Quote;
use crate::id::{AttemptId, ProductId, ShopId};

/// Reserves every line; on shortage tells the names and leaves the rest to the rollback of the
/// commit.
pub(super) fn reserve(
    tx: &mut dyn Tx,
    shop: ShopId,
    attempt: &AttemptId,
    quote: &Quote,
) -> Result<Result<(), Vec<String>>, store::Error> {
    let mut lines: Vec<_> = quote.lines.iter().collect();
    lines.sort_by_key(|line| line.product_id);
    let mut short = Vec::new();
    for line in lines {
        let taken = tx.exec(
            sql!(
                "update stock set reserved = reserved + $3
                 where shop_id = $1 and product_id = $2 and on_hand - reserved >= $3"
            ),
            &[shop.into(), line.product_id.into(), line.quantity.into()],
        )?;
        if taken == 0 {
            short.push(line.name.clone());
            continue;
        }
        tx.exec(
            sql!(
                "insert into reservation (shop_id, attempt_id, product_id, quantity)
                 values ($1, $2, $3, $4)"
            ),
            &[shop.into(), attempt.into(), line.product_id.into(), line.quantity.into()],
        )?;
    }
    Ok(if short.is_empty() { Ok(()) } else { Err(short) })
}

/// Gives the reservation back.
pub(super) fn release(
    tx: &mut dyn Tx,
    shop: ShopId,
    attempt: &AttemptId,
) -> Result<(), store::Error> {
    for (product, quantity) in taken(tx, shop, attempt)? {
        tx.exec(
            sql!(
                "update stock set reserved = reserved - $3
                 where shop_id = $1 and product_id = $2"
            ),
            &[shop.into(), product.into(), quantity.into()],
        )?;
    }
    forget(tx, shop, attempt)
}

/// Turns the reservation into a sale.
pub(super) fn sell(tx: &mut dyn Tx, shop: ShopId, attempt: &AttemptId) -> Result<(), store::Error> {
    for (product, quantity) in taken(tx, shop, attempt)? {
        tx.exec(
            sql!(
                "update stock set reserved = reserved - $3, on_hand = on_hand - $3
                 where shop_id = $1 and product_id = $2"
            ),
            &[shop.into(), product.into(), quantity.into()],
        )?;
    }
    forget(tx, shop, attempt)
}

fn taken(
    tx: &mut dyn Tx,
    shop: ShopId,
    attempt: &AttemptId,
) -> Result<Vec<(ProductId, i64)>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select product_id, quantity from reservation
             where shop_id = $1 and attempt_id = $2 order by product_id"
        ),
        &[shop.into(), attempt.into()],
    )?;
    rows.into_iter().map(|row| Ok((ProductId(row.int(0)?), row.int(1)?))).collect()
}

fn forget(tx: &mut dyn Tx, shop: ShopId, attempt: &AttemptId) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from reservation where shop_id = $1 and attempt_id = $2"),
        &[shop.into(), attempt.into()],
    )?;
    Ok(())
}

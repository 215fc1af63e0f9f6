//! Stock of an attempt: reserved at RP0, sold at RP3, given back at any other end; sold at RP0 when
//! no gateway takes part. Products in the order of their ids, so that two carts seldom wait for
//! each other: what is committed together may still, and then one of the two runs again.

use store::{Sql, Tx, sql};

use crate::checkout::Quote;
use crate::id::{AttemptId, ProductId, ShopId};

/// Done, or the names of what there is too little of; the rollback of the commit undoes the rest.
type Taken = Result<(), Vec<String>>;

/// Reserves every line.
pub(super) fn reserve(
    tx: &mut dyn Tx,
    shop: ShopId,
    attempt: &AttemptId,
    quote: &Quote,
) -> Result<Taken, store::Error> {
    let one = sql!(
        "update stock set reserved = reserved + $3
         where shop_id = $1 and product_id = $2 and on_hand - reserved >= $3"
    );
    match take(tx, shop, quote, one)? {
        Ok(()) => note(tx, shop, attempt, quote).map(Ok),
        short => Ok(short),
    }
}

/// Sells every line of an order that needs no gateway.
pub(super) fn sell_at_once(
    tx: &mut dyn Tx,
    shop: ShopId,
    quote: &Quote,
) -> Result<Taken, store::Error> {
    let one = sql!(
        "update stock set on_hand = on_hand - $3
         where shop_id = $1 and product_id = $2 and on_hand - reserved >= $3"
    );
    take(tx, shop, quote, one)
}

fn take(tx: &mut dyn Tx, shop: ShopId, quote: &Quote, one: Sql) -> Result<Taken, store::Error> {
    let mut lines: Vec<_> = quote.lines.iter().collect();
    lines.sort_by_key(|line| line.product_id);
    let mut short = Vec::new();
    for line in lines {
        let taken = tx.exec(one, &[shop.into(), line.product_id.into(), line.quantity.into()])?;
        if taken == 0 {
            short.push(line.name.clone());
        }
    }
    Ok(if short.is_empty() { Ok(()) } else { Err(short) })
}

/// What an attempt holds until it ends.
fn note(
    tx: &mut dyn Tx,
    shop: ShopId,
    attempt: &AttemptId,
    quote: &Quote,
) -> Result<(), store::Error> {
    for line in &quote.lines {
        tx.exec(
            sql!(
                "insert into reservation (shop_id, attempt_id, product_id, quantity)
                 values ($1, $2, $3, $4)"
            ),
            &[shop.into(), attempt.into(), line.product_id.into(), line.quantity.into()],
        )?;
    }
    Ok(())
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

//! Stock follows the pieces of an order: more take, fewer give back, in the commit that changes
//! them. Products in the order of their ids, as everywhere where stock is taken.

use std::collections::BTreeMap;

use store::{Tx, sql};

use crate::id::{ProductId, ShopId};
use crate::order::show::Line;
use crate::order::stock::{give_back_one, take_one};

/// A product of which there is too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Short {
    /// Which.
    pub(super) product: ProductId,
    /// How many more the order could have; none where its stock is not kept any more.
    pub(super) available: Option<i64>,
}

/// How many pieces more of each product `after` has than `before`. Free lines have no stock.
pub(super) fn deltas(before: &[Line], after: &[Line]) -> BTreeMap<ProductId, i64> {
    let mut deltas = BTreeMap::new();
    let pieces = |lines: &[Line], sign: i64, deltas: &mut BTreeMap<ProductId, i64>| {
        for line in lines {
            if let Some(product) = line.product {
                *deltas.entry(product).or_insert(0) += sign * line.quantity;
            }
        }
    };
    pieces(before, -1, &mut deltas);
    pieces(after, 1, &mut deltas);
    deltas.retain(|_, delta| *delta != 0);
    deltas
}

/// Takes and gives back. Where anything is short the caller rolls back.
pub(super) fn follow(
    tx: &mut dyn Tx,
    shop: ShopId,
    deltas: &BTreeMap<ProductId, i64>,
) -> Result<Vec<Short>, store::Error> {
    let mut short = Vec::new();
    for (&product, &delta) in deltas {
        if delta < 0 {
            give_back_one(tx, shop, product, -delta)?;
        } else if !take_one(tx, shop, product, delta)? {
            short.push(Short { product, available: available(tx, shop, product)? });
        }
    }
    Ok(short)
}

fn available(
    tx: &mut dyn Tx,
    shop: ShopId,
    product: ProductId,
) -> Result<Option<i64>, store::Error> {
    let row = tx.row(
        sql!("select on_hand - reserved from stock where shop_id = $1 and product_id = $2"),
        &[shop.into(), product.into()],
    )?;
    row.map(|row| Ok(row.int(0)?.max(0))).transpose()
}

//! Stock of what an order holds: given back, and taken again. Products in the order of their ids,
//! so that two orders seldom wait for each other.

use std::collections::BTreeMap;

use store::{Tx, sql};

use super::show::Line;
use crate::id::{ProductId, ShopId};

/// So many of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// Which.
    pub product: ProductId,
    /// Its name, for whoever has to be told that there is too little.
    pub name: String,
    /// How many, more than none.
    pub quantity: i64,
}

/// What an order's lines hold; goods that are not of the catalogue have no stock.
pub fn of_lines(lines: &[Line]) -> Vec<Pieces> {
    let of_line = |line: &Line| {
        let (name, quantity) = (line.name.clone(), line.quantity);
        line.product.map(|product| Pieces { product, name, quantity })
    };
    lines.iter().filter_map(of_line).collect()
}

/// Puts the goods back. One that is sold no more has no stock to go to.
pub fn give_back(tx: &mut dyn Tx, shop: ShopId, goods: &[Pieces]) -> Result<(), store::Error> {
    for (product, (_, quantity)) in by_product(goods) {
        give_back_one(tx, shop, product, quantity)?;
    }
    Ok(())
}

/// The same of one product.
pub(super) fn give_back_one(
    tx: &mut dyn Tx,
    shop: ShopId,
    product: ProductId,
    quantity: i64,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("update stock set on_hand = on_hand + $3 where shop_id = $1 and product_id = $2"),
        &[shop.into(), product.into(), quantity.into()],
    )?;
    Ok(())
}

/// Takes the goods, of what nobody has reserved. `Err` with the names of what there is too little
/// of: then the caller leaves nothing of its commit.
pub fn take(
    tx: &mut dyn Tx,
    shop: ShopId,
    goods: &[Pieces],
) -> Result<Result<(), Vec<String>>, store::Error> {
    let mut short = Vec::new();
    for (product, (name, quantity)) in by_product(goods) {
        if !take_one(tx, shop, product, quantity)? {
            short.push(name.to_owned());
        }
    }
    Ok(if short.is_empty() { Ok(()) } else { Err(short) })
}

/// The same of one product; false: there is too little.
pub(super) fn take_one(
    tx: &mut dyn Tx,
    shop: ShopId,
    product: ProductId,
    quantity: i64,
) -> Result<bool, store::Error> {
    let taken = tx.exec(
        sql!(
            "update stock set on_hand = on_hand - $3
             where shop_id = $1 and product_id = $2 and on_hand - reserved >= $3"
        ),
        &[shop.into(), product.into(), quantity.into()],
    )?;
    Ok(taken == 1)
}

/// Two lines of one product are one taking.
fn by_product(goods: &[Pieces]) -> BTreeMap<ProductId, (&str, i64)> {
    let mut all: BTreeMap<ProductId, (&str, i64)> = BTreeMap::new();
    for Pieces { product, name, quantity } in goods {
        let one = all.entry(*product).or_insert((name, 0));
        one.1 = one.1.saturating_add(*quantity);
    }
    all
}

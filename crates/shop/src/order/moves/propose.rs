//! What a move would mean to orders, before it is done.

use store::{Tx, sql};

use super::relocate::{Kept, kept};
use super::{Move, Shown, Verdict, verdict};
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::world::World;

/// One order that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its 内部番号.
    pub order: OrderId,
    /// Its 注文番号.
    pub number: String,
    /// 氏名.
    pub buyer_name: String,
    /// 購入額.
    pub total: Yen,
    /// How it stands.
    pub shown: Shown,
    /// Its goods are in stock again.
    pub is_back: bool,
}

impl Proposal {
    /// What a move would mean to it, by our record.
    pub fn verdict(&self, act: Move) -> Verdict {
        verdict(act, self.shown.standing, false)
    }
}

/// How these orders stand, in the order asked for; those that the shop does not have are left out.
/// At most a page of a list is asked for at once ([`super::bulk::MOST`]).
pub async fn propose(
    world: &World,
    shop: ShopId,
    orders: &[OrderId],
) -> Result<Vec<Proposal>, store::Error> {
    let orders = orders.to_vec();
    let read = move |tx: &mut dyn Tx| {
        let found = orders.iter().map(|order| one(tx, shop, *order));
        Ok(found.collect::<Result<Vec<_>, store::Error>>()?.into_iter().flatten().collect())
    };
    world.store.read(read).await
}

/// How one order stands; none where the shop has no such order.
pub async fn propose_one(
    world: &World,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Proposal>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| one(tx, shop, order)).await
}

fn one(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Option<Proposal>, store::Error> {
    let Some(Kept { shown, is_back }) = kept(tx, shop, order)? else { return Ok(None) };
    let row = tx.row(
        sql!("select number, buyer_name, total from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (number, buyer_name, total) = (row.text(0)?, row.text(1)?, Yen(row.int(2)?));
    Ok(Some(Proposal { order, number, buyer_name, total, shown, is_back }))
}

//! Orders from list to list, alone, with their payment and many at once; and what is noted on them.

mod bulk;
mod marks;
mod single;
mod together;

use shop::id::OrderId;
use shop::order::moves::{Caution, Move, Proposal, Wish, propose_one};
use shop::order::show::{OrderDetail, show};
use shop::payment::{self, Done, Settled};
use store::sql;

use crate::stage::{SHOP, Stage};

/// The card order number `number`, held.
pub async fn placed(stage: &Stage, number: i64) -> OrderId {
    let cart = stage.fill_cart(&format!("cart-{number}")).await;
    stage.buy(&cart, "frictionless").await;
    OrderId(number)
}

/// Brings the payment of a held order there.
pub async fn settle(stage: &Stage, order: OrderId, state: Settled) {
    let world = &stage.world;
    let done = match state {
        Settled::Held => Done::Done,
        Settled::Captured => payment::capture(world, SHOP, order, "店主").await.expect("an answer"),
        Settled::Cancelled => payment::cancel(world, SHOP, order, "店主").await.expect("an answer"),
    };
    assert_eq!(done, Done::Done);
}

/// How an order stands.
pub async fn proposal(stage: &Stage, order: OrderId) -> Proposal {
    propose_one(&stage.world, SHOP, order).await.expect("it reads").expect("the order is there")
}

/// What somebody wants who has just looked and acknowledges this.
pub async fn wish(stage: &Stage, order: OrderId, act: Move, acknowledged: &[Caution]) -> Wish {
    let shown = proposal(stage, order).await.shown;
    let acknowledged = acknowledged.to_vec();
    Wish { act, with_stock: true, shown, acknowledged, unseen: false }
}

/// The whole order.
pub async fn detail(stage: &Stage, order: OrderId) -> OrderDetail {
    show(&stage.world, &stage.shop, order).await.expect("it reads").expect("the order is there")
}

/// Sets the stock of every product.
pub async fn stock(stage: &Stage, pieces: i64) {
    let set = move |tx: &mut dyn store::Tx| {
        tx.exec(sql!("update stock set on_hand = $1"), &[pieces.into()])
    };
    stage.world.store.write(set).await.expect("it is set");
}

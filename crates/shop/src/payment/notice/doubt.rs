//! A payment whose amount was changed at Paygent shares its 取引ID for ever: from then on 094 by
//! that 取引ID answers "several", whether the payment was cancelled or changed once more. The feed
//! decides: a change has made a notice of its own by the time the payment is gone.

use store::{Tx, sql};

use super::{feed, named};
use crate::clock::Timestamp;
use crate::id::{MerchantId, PaymentId, ShopId, TradeId};
use crate::world::World;

/// So many times `Pace::look_first` a notice may be late.
const LATE: i64 = 5;

/// A payment of ours that is cancelled there, with a 取引ID that several have.
struct Doubted {
    merchant: MerchantId,
    named_by: Option<i64>,
    since: Option<Timestamp>,
    /// Somebody has named another one.
    has_successor: bool,
}

/// Whether it is certain that it was cancelled, and not changed. Begins the doubt where there was
/// none: then the feed must be read to its end once more, after a moment for what is late.
pub(in super::super) async fn is_over(
    world: &World,
    shop: ShopId,
    trade: &TradeId,
    payment: &PaymentId,
) -> Result<bool, store::Error> {
    let (asked, ours) = (trade.clone(), payment.clone());
    let found = world.store.read(move |tx| find(tx, shop, &asked, &ours)).await?;
    let Some(doubted) = found else { return Ok(false) };
    let (Some(named_by), false) = (doubted.named_by, doubted.has_successor) else {
        return Ok(false);
    };
    let Some(since) = doubted.since else {
        begin(world, shop, trade, payment).await?;
        return Ok(false);
    };
    let read_after = since.after(LATE * world.pace.look_first);
    let merchant = doubted.merchant;
    let whole =
        world.store.read(move |tx| feed::is_whole(tx, shop, &merchant, named_by, read_after));
    whole.await
}

fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    payment: &PaymentId,
) -> Result<Option<Doubted>, store::Error> {
    let row = tx.row(
        sql!(
            "select merchant_id, named_by, doubted_at from payment
             where shop_id = $1 and trading_id = $2 and payment_id = $3"
        ),
        &[shop.into(), trade.into(), payment.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let named = named::of(tx, shop, trade)?;
    Ok(Some(Doubted {
        merchant: MerchantId(row.text(0)?),
        named_by: row.opt_int(1)?,
        since: row.opt_int(2)?.map(Timestamp),
        has_successor: named.iter().any(|one| one.payment != *payment),
    }))
}

async fn begin(
    world: &World,
    shop: ShopId,
    trade: &TradeId,
    payment: &PaymentId,
) -> Result<(), store::Error> {
    let (now, trade, payment) = (world.now(), trade.clone(), payment.clone());
    let write = world.store.write(move |tx| {
        tx.exec(
            sql!(
                "update payment set doubted_at = $4
                 where shop_id = $1 and trading_id = $2 and payment_id = $3
                   and doubted_at is null"
            ),
            &[shop.into(), (&trade).into(), (&payment).into(), now.into()],
        )
    });
    write.await.map(drop)
}

//! After a gap in the feed: every open payment is asked about once, spaced out.

use store::{Tx, sql};

use super::super::wish::{self, Wish};
use crate::clock::{DAY, Timestamp};
use crate::id::{MerchantId, ShopId, TradeId};

/// Wished for at once; the next ones follow when these are due.
const BATCH: i64 = 100;
/// As long as a hold can be captured and a capture given back.
const OPEN_FOR: i64 = 60 * DAY;

/// The next open payments behind `after`.
pub(super) fn batch(
    tx: &mut dyn Tx,
    (shop, merchant): (ShopId, &MerchantId),
    after: &TradeId,
    now: Timestamp,
) -> Result<Vec<TradeId>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select trading_id from payment
             where shop_id = $1 and trading_id > $3 and merchant_id = $2 and head = 1
               and state in ('held', 'captured') and authorized_at > $4
             order by trading_id limit $5"
        ),
        &[shop.into(), merchant.into(), after.into(), now.after(-OPEN_FOR).into(), BATCH.into()],
    )?;
    rows.into_iter().map(|row| Ok(TradeId(row.text(0)?))).collect()
}

/// Wishes to ask about each of them, one each `each` milliseconds. Tells when the next ones may
/// follow.
pub(super) fn wish_for(
    tx: &mut dyn Tx,
    shop: ShopId,
    batch: &[TradeId],
    (now, each): (Timestamp, i64),
) -> Result<Timestamp, store::Error> {
    let mut due = now;
    for trade in batch {
        wish::put(tx, shop, trade, Wish { for_named: false, due })?;
        due = due.after(each);
    }
    Ok(due)
}

/// Whether a payment of this account can still change.
pub(super) fn is_any_open(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!(
            "select 1 from payment where shop_id = $1 and merchant_id = $2 and head = 1
               and state in ('held', 'captured') and authorized_at > $3 limit 1"
        ),
        &[shop.into(), merchant.into(), now.after(-OPEN_FOR).into()],
    )?;
    Ok(row.is_some())
}

//! Payment ids that Paygent has named for a 取引ID of ours, until it is decided whether they count.

use store::{Tx, sql};

use crate::id::{PaymentId, ShopId, TradeId};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) payment: PaymentId,
    /// The number of the notice.
    pub(super) number: i64,
}

/// Of one 取引ID: more than Paygent's console can make in a day.
const MAX: i64 = 100;

/// Keeps it; the highest number counts.
pub(super) fn put(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    payment: &PaymentId,
    number: i64,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into named_payment (shop_id, trading_id, payment_id, number)
             values ($1, $2, $3, $4)
             on conflict (shop_id, trading_id, payment_id) do update set
               number = case when excluded.number > named_payment.number
                 then excluded.number else named_payment.number end"
        ),
        &[shop.into(), trade.into(), payment.into(), number.into()],
    )?;
    Ok(())
}

/// All of a 取引ID, the newest first.
pub(super) fn of(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
) -> Result<Vec<Named>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select payment_id, number from named_payment
             where shop_id = $1 and trading_id = $2 order by number desc limit $3"
        ),
        &[shop.into(), trade.into(), MAX.into()],
    )?;
    let named =
        |row: store::Row| Ok(Named { payment: PaymentId(row.text(0)?), number: row.int(1)? });
    rows.into_iter().map(named).collect()
}

/// It is decided.
pub(super) fn forget(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    payment: &PaymentId,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "delete from named_payment
             where shop_id = $1 and trading_id = $2 and payment_id = $3"
        ),
        &[shop.into(), trade.into(), payment.into()],
    )?;
    Ok(())
}

/// There is nothing any more that they could be named for.
pub(super) fn forget_all(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from named_payment where shop_id = $1 and trading_id = $2"),
        &[shop.into(), trade.into()],
    )?;
    Ok(())
}

//! Which of our payments and attempts a notice is about, if any.

use store::{Row, Tx, sql};

use super::super::row::odd;
use super::super::state::Settled;
use crate::clock::Timestamp;
use crate::id::{MerchantId, PaymentId, ShopId, TradeId};
use crate::money::Yen;

/// Something of ours with this 取引ID.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) trade: TradeId,
    pub(super) merchant: MerchantId,
    /// None for an attempt or a change of amount whose payment is not recorded.
    pub(super) payment: Option<Recorded>,
}

/// A payment as our record has it.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) payment: PaymentId,
    /// It pays an order now.
    pub(super) head: bool,
    pub(super) settled: Settled,
    pub(super) amount: Yen,
    /// A telegram of ours about it is on its way.
    pub(super) in_flight: bool,
    /// When a notice last led to a question about it.
    pub(super) looked_at: Option<Timestamp>,
}

/// What this shop has under these two numbers, of which the first may be empty.
pub(super) fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    payment: &PaymentId,
) -> Result<Option<Known>, store::Error> {
    if trade.as_str().is_empty() {
        return by_payment(tx, shop, payment);
    }
    if let Some(known) = by_trade(tx, shop, trade)? {
        return Ok(Some(known));
    }
    let unsettled = tx.row(
        sql!(
            "select merchant_id from attempt
             where shop_id = $1 and trading_id = $2 and merchant_id is not null
               and state in ('sending', 'unknown', 'none')
             union all
             select merchant_id from payment_op where shop_id = $1 and new_trading_id = $2"
        ),
        &[shop.into(), trade.into()],
    )?;
    let known = |row: Row| {
        Ok(Known { trade: trade.clone(), merchant: MerchantId(row.text(0)?), payment: None })
    };
    unsettled.map(known).transpose()
}

fn by_trade(tx: &mut dyn Tx, shop: ShopId, trade: &TradeId) -> Result<Option<Known>, store::Error> {
    let row = tx.row(
        sql!(
            "select p.trading_id, p.merchant_id, p.payment_id, p.head, p.state, p.amount,
               p.looked_at,
               (select count(*) from payment_op o where o.shop_id = p.shop_id
                 and o.trading_id = p.trading_id and o.state in ('queued', 'sending', 'unknown'))
             from payment p where p.shop_id = $1 and p.trading_id = $2"
        ),
        &[shop.into(), trade.into()],
    )?;
    row.map(|row| recorded(&row)).transpose()
}

fn by_payment(
    tx: &mut dyn Tx,
    shop: ShopId,
    payment: &PaymentId,
) -> Result<Option<Known>, store::Error> {
    let trade = tx.row(
        sql!(
            "select trading_id from payment where shop_id = $1 and payment_id = $2
             order by trading_id desc limit 1"
        ),
        &[shop.into(), payment.into()],
    )?;
    match trade {
        Some(row) => by_trade(tx, shop, &TradeId(row.text(0)?)),
        None => Ok(None),
    }
}

fn recorded(row: &Row) -> Result<Known, store::Error> {
    let word = row.text(4)?;
    Ok(Known {
        trade: TradeId(row.text(0)?),
        merchant: MerchantId(row.text(1)?),
        payment: Some(Recorded {
            payment: PaymentId(row.text(2)?),
            head: row.int(3)? == 1,
            settled: Settled::from_word(&word).ok_or_else(|| odd("payment", "state", &word))?,
            amount: Yen(row.int(5)?),
            in_flight: row.int(7)? > 0,
            looked_at: row.opt_int(6)?.map(Timestamp),
        }),
    })
}

//! A payment as it is kept: one row, and a row of `payment_op` while a telegram is in flight.

use store::{Row, Tx, Val, sql};

use super::mirror::{forget_ended, mirror};
use super::state::{CaptureTiming, Parts, Payment, Request, Settled, State};
use super::three_ds::ThreeDs;
use crate::clock::Timestamp;
use crate::id::{MerchantId, OrderId, PaymentId, ShopId, TradeId};
use crate::money::Yen;

impl Settled {
    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            Settled::Held => "held",
            Settled::Captured => "captured",
            Settled::Cancelled => "cancelled",
        }
    }

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<Settled> {
        [Settled::Held, Settled::Captured, Settled::Cancelled]
            .into_iter()
            .find(|settled| settled.word() == word)
    }
}

impl CaptureTiming {
    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            CaptureTiming::Later => "later",
            CaptureTiming::AtOnce => "at_once",
        }
    }

    fn from_word(word: &str) -> Option<CaptureTiming> {
        [CaptureTiming::Later, CaptureTiming::AtOnce]
            .into_iter()
            .find(|timing| timing.word() == word)
    }
}

impl Request {
    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            Request::Capture => "capture",
            Request::CancelHeld => "cancel",
            Request::Refund => "refund",
            Request::Change { .. } => "change",
            Request::Release => "release",
        }
    }

    /// Reads the word of the database.
    pub fn from_word(word: &str, amount: Yen) -> Option<Request> {
        Some(match word {
            "capture" => Request::Capture,
            "cancel" => Request::CancelHeld,
            "refund" => Request::Refund,
            "change" => Request::Change { to: amount },
            "release" => Request::Release,
            _ => return None,
        })
    }
}

/// A word that stands in no table of ours.
pub(crate) fn odd(table: &str, column: &str, word: &str) -> store::Error {
    store::Error::Engine(format!("{table}.{column} holds the unknown word {word:?}"))
}

/// The payment that pays an order now; none for orders without a gateway.
pub fn head(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Payment>, store::Error> {
    let row = tx.row(
        sql!(
            "select p.trading_id, p.payment_id, p.state, p.amount, p.authorized_at,
               p.capture_timing, p.three_ds, p.merchant_id, o.kind, o.amount, o.asked_at
             from payment p left join payment_op o
               on o.shop_id = p.shop_id and o.order_id = p.order_id
               and o.state in ('queued', 'sending', 'unknown')
             where p.shop_id = $1 and p.order_id = $2 and p.head = 1"
        ),
        &[shop.into(), order.into()],
    )?;
    row.map(|row| read(order, &row)).transpose()
}

fn read(order: OrderId, row: &Row) -> Result<Payment, store::Error> {
    let word = |column: usize, name, known: Option<()>| {
        known.ok_or_else(|| odd("payment", name, &row.text(column).unwrap_or_default()))
    };
    let settled = Settled::from_word(&row.text(2)?);
    word(2, "state", settled.map(drop))?;
    let timing = CaptureTiming::from_word(&row.text(5)?);
    word(5, "capture_timing", timing.map(drop))?;
    let three_ds = ThreeDs::from_word(&row.text(6)?);
    word(6, "three_ds", three_ds.map(drop))?;
    let before = settled.unwrap_or(Settled::Held);
    let state = match (row.opt_text(8)?, row.opt_int(9)?, row.opt_int(10)?) {
        (Some(kind), Some(amount), Some(since)) => State::InFlight {
            sent: Request::from_word(&kind, Yen(amount))
                .ok_or_else(|| odd("payment_op", "kind", &kind))?,
            before,
            since: Timestamp(since),
        },
        _ => State::Settled(before),
    };
    Ok(Payment::new(
        TradeId(row.text(0)?),
        PaymentId(row.text(1)?),
        order,
        MerchantId(row.text(7)?),
        timing.unwrap_or_default(),
        Timestamp(row.int(4)?),
        Parts { amount: Yen(row.int(3)?), three_ds: three_ds.unwrap_or(ThreeDs::Lost), state },
    ))
}

/// A payment of an order, whether it counts now or did before, as it is kept.
pub fn of_trade(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
) -> Result<Option<Payment>, store::Error> {
    let row = tx.row(
        sql!(
            "select trading_id, payment_id, state, amount, authorized_at, capture_timing, three_ds,
               merchant_id, null, null, null, order_id
             from payment where shop_id = $1 and trading_id = $2"
        ),
        &[shop.into(), trade.into()],
    )?;
    row.map(|row| read(OrderId(row.int(11)?), &row)).transpose()
}

/// Makes another payment of the same order its head: the one that counts.
pub fn make_head(tx: &mut dyn Tx, shop: ShopId, payment: &Payment) -> Result<(), store::Error> {
    tx.exec(
        sql!("update payment set head = 0 where shop_id = $1 and order_id = $2 and head = 1"),
        &[shop.into(), payment.order.into()],
    )?;
    tx.exec(
        sql!("update payment set head = 1 where shop_id = $1 and trading_id = $2"),
        &[shop.into(), (&payment.trade).into()],
    )?;
    forget_ended(tx, shop, payment.order)?;
    mirror(tx, shop, payment.order)
}

/// Writes the hold that takes another one's place: the new head, with the old one as its parent.
pub fn replace(
    tx: &mut dyn Tx,
    shop: ShopId,
    (old, new): (&TradeId, &Payment),
    card: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into payment (shop_id, trading_id, order_id, payment_id, parent, head, state,
               amount, authorized_at, changed_at, capture_timing, three_ds, merchant_id,
               settings_version, card)
             select shop_id, $3, order_id, $4, trading_id, 0, $5, $6, $7, $8, capture_timing, $9,
               merchant_id, settings_version, case when $10 = '' then card else $10 end
             from payment where shop_id = $1 and trading_id = $2"
        ),
        &[
            shop.into(),
            old.into(),
            (&new.trade).into(),
            (&new.payment).into(),
            new.settled().word().into(),
            new.amount().into(),
            new.authorized_at.into(),
            now.into(),
            new.three_ds().word().into(),
            card.into(),
        ],
    )?;
    make_head(tx, shop, new)
}

/// Writes a new payment of an order as its head.
pub fn insert(
    tx: &mut dyn Tx,
    shop: ShopId,
    payment: &Payment,
    settings_version: i64,
    card: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into payment (shop_id, trading_id, order_id, payment_id, parent, head, state,
               amount, authorized_at, changed_at, capture_timing, three_ds, merchant_id,
               settings_version, card)
             values ($1, $2, $3, $4, null, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        &[
            shop.into(),
            (&payment.trade).into(),
            payment.order.into(),
            (&payment.payment).into(),
            payment.settled().word().into(),
            payment.amount().into(),
            payment.authorized_at.into(),
            now.into(),
            payment.timing.word().into(),
            payment.three_ds().word().into(),
            (&payment.merchant).into(),
            settings_version.into(),
            card.into(),
        ],
    )?;
    mirror(tx, shop, payment.order)
}

/// Writes what can change of a payment.
pub fn save(
    tx: &mut dyn Tx,
    shop: ShopId,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), store::Error> {
    let params: [Val; 7] = [
        shop.into(),
        (&payment.trade).into(),
        payment.settled().word().into(),
        payment.amount().into(),
        payment.three_ds().word().into(),
        now.into(),
        payment.authorized_at.into(),
    ];
    tx.exec(
        sql!(
            "update payment set state = $3, amount = $4, three_ds = $5, changed_at = $6,
               authorized_at = $7
             where shop_id = $1 and trading_id = $2"
        ),
        &params,
    )?;
    forget_ended(tx, shop, payment.order)?;
    mirror(tx, shop, payment.order)
}

//! 変更履歴: who did what to an order, in the commit that did it.

use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};

/// Written where no person acted.
pub const SYSTEM: &str = "システム";
/// Written where the buyer acted.
pub const BUYER: &str = "ご購入者";

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What, in the words of the admin.
    pub what: String,
    /// What it was and what it is, where something was changed.
    pub change: Option<Change>,
    /// Whose amount it was, where an amount was.
    pub side: Option<Side>,
}

/// The two amounts that a status frame compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The order's total.
    Order,
    /// The amount at Paygent.
    Paygent,
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Side::Order => "total",
            Side::Paygent => "amount",
        }
    }

    fn from_word(word: &str) -> Option<Side> {
        [Side::Order, Side::Paygent].into_iter().find(|side| side.word() == word)
    }
}

/// What something was, and what it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Before; empty: there was nothing.
    pub before: String,
    /// After; empty: there is nothing any more.
    pub after: String,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The order: it stays with the books.
    Order,
    /// Somebody: before and after go when that person is erased.
    Person,
    /// One of the two amounts that must be equal.
    Amount(Side),
}

/// Adds a line.
pub fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    at: Timestamp,
    by: &str,
    what: &str,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into history (shop_id, order_id, seq, at, by_whom, what)
             select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5
             from history where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into(), at.into(), by.into(), what.into()],
    )?;
    Ok(())
}

/// Adds a line that tells what it was and what it is.
pub fn write_change(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    (at, by): (Timestamp, &str),
    (what, change, about): (&str, &Change, About),
) -> Result<(), store::Error> {
    let side = if let About::Amount(side) = about { Some(side) } else { None };
    tx.exec(
        sql!(
            "insert into history (shop_id, order_id, seq, at, by_whom, what, before, after,
               personal, kind)
             select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9
             from history where shop_id = $1 and order_id = $2"
        ),
        &[
            shop.into(),
            order.into(),
            at.into(),
            by.into(),
            what.into(),
            change.before.as_str().into(),
            change.after.as_str().into(),
            i64::from(about == About::Person).into(),
            side.map(Side::word).into(),
        ],
    )?;
    Ok(())
}

/// Takes what names somebody out of an order's lines: that something was changed stays.
pub(crate) fn forget_person(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update history set before = null, after = null
             where shop_id = $1 and order_id = $2 and personal = 1"
        ),
        &[shop.into(), order.into()],
    )?;
    Ok(())
}

/// All lines of an order, newest first; an order has at most some hundreds.
pub fn of_order(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Vec<Line>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select at, by_whom, what, before, after, kind from history
             where shop_id = $1 and order_id = $2 order by seq desc limit 1000"
        ),
        &[shop.into(), order.into()],
    )?;
    let line = |row: store::Row| {
        let change = match (row.opt_text(3)?, row.opt_text(4)?) {
            (Some(before), Some(after)) => Some(Change { before, after }),
            _ => None,
        };
        let side = row.opt_text(5)?.and_then(|word| Side::from_word(&word));
        let at = Timestamp(row.int(0)?);
        Ok(Line { at, by: row.text(1)?, what: row.text(2)?, change, side })
    };
    rows.into_iter().map(line).collect()
}

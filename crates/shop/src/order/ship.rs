//! 出荷: when the goods left, and 問合せ番号.

use store::{Tx, sql};

use super::history::{self, About, Change};
use super::mark::{MarkError, hold, wrong};
use super::may::Function;
use crate::checkout::normalise;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::world::World;

/// Longest 問合せ番号.
pub const TRACKING_MAX: usize = 40;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shipment {
    /// 出荷済みにする, with the number that was typed.
    Sent,
    /// 問合せ番号を変更する, and nothing else.
    Number,
    /// 出荷の記録を取り消す; the number goes too.
    Undone,
}

/// What a page showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether it had left.
    pub shipped: bool,
    /// 問合せ番号.
    pub tracking: String,
}

/// What is noted of a shipment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noted<'a> {
    /// What is wanted.
    pub wanted: Shipment,
    /// 問合せ番号 that [`parse`] has read.
    pub tracking: &'a str,
    /// What the page showed.
    pub seen: &'a Seen,
    /// When the goods left, of an order that had not left before.
    pub when: Timestamp,
}

/// Notes a shipment for `by`. `seen` is what the page showed: what somebody else noted since is not
/// written over.
pub async fn ship(
    world: &World,
    shop: ShopId,
    order: OrderId,
    (wanted, typed, seen): (Shipment, &str, &Seen),
    by: &str,
) -> Result<(), MarkError> {
    let tracking = if wanted == Shipment::Undone { String::new() } else { parse(typed)? };
    let (now, by, seen) = (world.now(), by.to_owned(), seen.clone());
    let write = move |tx: &mut dyn Tx| {
        let noted = Noted { wanted, tracking: &tracking, seen: &seen, when: now };
        ship_in(tx, shop, order, noted, (now, &by)).map(drop)
    };
    world.store.write(write).await
}

/// The same in the caller's commit. False: it was noted so already.
pub(crate) fn ship_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    Noted { wanted, tracking, seen, when }: Noted<'_>,
    (now, by): (Timestamp, &str),
) -> Result<bool, MarkError> {
    hold(tx, shop, order, Function::Ship)?;
    let row = tx.row(
        sql!("select shipped_at, tracking from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let row = row.ok_or(MarkError::Gone)?;
    let before = (row.opt_int(0)?.map(Timestamp), row.text(1)?);
    let shipped = match wanted {
        Shipment::Sent => before.0.or(Some(when)),
        Shipment::Number => before.0,
        Shipment::Undone => None,
    };
    let after = (shipped, tracking.to_owned());
    if after == before {
        return Ok(false);
    }
    let is_seen = before.0.is_some() == seen.shipped && before.1 == seen.tracking;
    if !is_seen {
        return Err(MarkError::Stale);
    }
    tx.exec(
        sql!(
            "update orders set shipped_at = $3, tracking = $4
             where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into(), shipped.into(), tracking.into()],
    )?;
    let what = sentence(wanted, before.0.is_none(), (when, now));
    if before.1 == tracking {
        history::write(tx, shop, order, now, by, &what)?;
        return Ok(true);
    }
    // The number leads to whoever gets the parcel.
    let change = Change { before: number(&before.1), after: number(tracking) };
    history::write_change(tx, shop, order, (now, by), (&what, &change, About::Person))?;
    Ok(true)
}

fn sentence(wanted: Shipment, is_first: bool, (when, now): (Timestamp, Timestamp)) -> String {
    let what = match wanted {
        Shipment::Sent if is_first && when.day() != now.day() => {
            return format!("出荷済みにしました（出荷日 {}）。", when.to_date_text());
        }
        Shipment::Sent if is_first => "出荷済みにしました。",
        Shipment::Sent | Shipment::Number => "問合せ番号を変更しました。",
        Shipment::Undone => "出荷の記録を取り消しました。",
    };
    what.to_owned()
}

fn number(tracking: &str) -> String {
    if tracking.is_empty() { String::new() } else { format!("問合せ番号 {tracking}") }
}

/// Half width, without spaces; letters, digits and hyphens.
pub(crate) fn parse(typed: &str) -> Result<String, MarkError> {
    let text: String = normalise::address(typed).split_whitespace().collect();
    if text.chars().count() > TRACKING_MAX {
        let message = format!("問合せ番号を{TRACKING_MAX}字までにしてください。");
        return Err(wrong("tracking", message));
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        let message = "問合せ番号を、英数字とハイフンで入れてください。".to_owned();
        return Err(wrong("tracking", message));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_number_is_kept_as_carriers_write_it() {
        for (typed, kept) in [
            ("1234-5678-9012", Some("1234-5678-9012")),
            ("１２３４ー５６７８ー９０１２", Some("1234-5678-9012")),
            (" 1234 5678 9012 ", Some("123456789012")),
            ("EX123456789JP", Some("EX123456789JP")),
            ("", Some("")),
            ("お問合せ", None),
            ("1234;5678", None),
            (&"1".repeat(41), None),
        ] {
            assert_eq!(parse(typed).ok().as_deref(), kept, "{typed}");
        }
    }
}

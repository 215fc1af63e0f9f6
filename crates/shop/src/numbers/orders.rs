//! The orders that a file names, as they stand: a hundred rows are one look, not a hundred.

use std::collections::{HashMap, HashSet};

use store::{Row, Tx, Val, sql};

use super::cell;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::order::{List, number};
use crate::payment::row::odd;

/// Keys of one look.
const CHUNK: usize = 100;

/// An order as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its 内部番号.
    pub order: OrderId,
    /// Its 注文番号.
    pub number: String,
    /// Who bought.
    pub buyer: String,
    /// The list that holds it.
    pub list: List,
    /// Its payment is cancelled.
    pub is_cancelled: bool,
    /// Its payment is held, for its total: 売上確定 can follow.
    pub is_held: bool,
    /// It has left.
    pub is_shipped: bool,
    /// 問合せ番号; empty: none.
    pub tracking: String,
    /// When it was placed.
    pub placed_at: Timestamp,
}

/// The 注文番号 that a key means, also where it is an 内部番号 as printed.
fn meant(written: &str) -> String {
    let key = cell::key(written);
    let is_id = key.bytes().all(|byte| byte.is_ascii_digit());
    let id = key.parse().ok().filter(|_| is_id);
    id.map_or(key, |id| number::of(OrderId(id)))
}

/// The orders that these keys name, by the key as it is written.
pub(super) fn named(
    tx: &mut dyn Tx,
    shop: ShopId,
    keys: &[&str],
) -> Result<HashMap<String, Known>, store::Error> {
    let keys: HashSet<&str> = keys.iter().copied().filter(|key| !key.is_empty()).collect();
    let meant: Vec<(&str, String)> = keys.into_iter().map(|key| (key, meant(key))).collect();
    let mut found = HashMap::with_capacity(meant.len());
    for chunk in meant.chunks(CHUNK) {
        let numbers: Vec<&str> = chunk.iter().map(|(_, number)| number.as_str()).collect();
        let orders = by_number(tx, shop, &numbers)?;
        for (key, number) in chunk {
            if let Some(order) = orders.iter().find(|order| order.number == *number) {
                found.insert((*key).to_owned(), order.clone());
            }
        }
    }
    Ok(found)
}

fn by_number(tx: &mut dyn Tx, shop: ShopId, numbers: &[&str]) -> Result<Vec<Known>, store::Error> {
    let last = numbers.last().copied().unwrap_or_default();
    let rest = std::iter::repeat_n(last, CHUNK.saturating_sub(numbers.len()));
    let mut params: Vec<Val> = vec![shop.into()];
    params.extend(numbers.iter().copied().chain(rest).map(Val::from));
    let rows = tx.rows(
        sql!(
            "select order_id, number, buyer_name, list, pay_state, pay_differs, shipped_at,
               tracking, placed_at
             from orders where shop_id = $1 and number in (
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
                 $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50,
                 $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66,
                 $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82,
                 $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98,
                 $99, $100, $101)"
        ),
        &params,
    )?;
    rows.iter().map(known).collect()
}

fn known(row: &Row) -> Result<Known, store::Error> {
    let list = row.text(3)?;
    let paid = row.opt_text(4)?.unwrap_or_default();
    Ok(Known {
        order: OrderId(row.int(0)?),
        number: row.text(1)?,
        buyer: row.text(2)?,
        list: List::from_word(&list).ok_or_else(|| odd("orders", "list", &list))?,
        is_cancelled: paid == "cancelled",
        is_held: paid == "held" && row.int(5)? == 0,
        is_shipped: row.opt_int(6)?.is_some(),
        tracking: row.text(7)?,
        placed_at: Timestamp(row.int(8)?),
    })
}

//! The head's search: one field for everything that an order is known by, over all three lists.

use store::{Tx, Val, sql};

use super::check::{CHUNK, padded};
use super::filter::Number;
use super::limits::Limits;
use super::search::{Found, by_term};
use super::term::Prefix;
use super::walk::numbers;
use super::{COUNTED, PAGE_ROWS};
use crate::id::{ShopId, TradeId};

/// What was typed into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// 外部決済注文番号: the payment's 20 digits, the one that counts now or an earlier one.
    Trade(TradeId),
    /// 注文番号 (`order02131`) or 内部番号 (`2100`) as a whole, or how a name, a kana, a mail address
    /// or a phone number begins.
    Text(Text),
}

/// A text, by each thing that it may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    number: Number,
    prefixes: Vec<Prefix>,
}

impl Wanted {
    /// Reads what was typed: full width, spaces and hyphens between groups are no matter. Twenty
    /// digits are a 取引ID; nothing typed is no search.
    pub fn parse(typed: &str) -> Option<Wanted> {
        if let Some(trade) = super::trade(typed) {
            return Some(Wanted::Trade(trade));
        }
        let number = Number::parse(typed)?;
        let prefixes = [Prefix::name(typed), Prefix::mail(typed), Prefix::phone(typed)];
        Some(Wanted::Text(Text { number, prefixes: prefixes.into_iter().flatten().collect() }))
    }
}

/// The orders of a page, below `below`.
pub(super) fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    wanted: &Wanted,
    below: i64,
    limits: Limits,
) -> Result<Found, store::Error> {
    let text = match wanted {
        Wanted::Trade(trade) => {
            let found = sql!("select order_id from payment where shop_id = $1 and trading_id = $2");
            let ids = numbers(&tx.rows(found, &[shop.into(), trade.into()])?)?;
            return Ok(page(ids, below));
        }
        Wanted::Text(text) => text,
    };
    let exact =
        sql!("select order_id from orders where shop_id = $1 and (order_id = $2 or number = $3)");
    let number = [shop.into(), text.number.id.into(), text.number.text.as_str().into()];
    let mut ids = numbers(&tx.rows(exact, &number)?)?;
    for prefix in &text.prefixes {
        match by_term(tx, shop, prefix, limits.known)? {
            Some(found) => ids.extend(found),
            // So many that they are met soon.
            None => return walk(tx, shop, text, below),
        }
    }
    ids.sort_unstable_by(|one, other| other.cmp(one));
    ids.dedup();
    Ok(page(ids, below))
}

/// What of all that was found comes below `below`, as many as are counted.
fn page(ids: Vec<i64>, below: i64) -> Found {
    let mut ids: Vec<i64> = ids.into_iter().filter(|id| *id < below).collect();
    let is_all = ids.len() <= COUNTED;
    ids.truncate(COUNTED + 1);
    Found { ids, is_all }
}

fn walk(tx: &mut dyn Tx, shop: ShopId, text: &Text, mut below: i64) -> Result<Found, store::Error> {
    let many = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let mut ids = Vec::new();
    loop {
        let next = sql!(
            "select order_id from orders where shop_id = $1 and order_id < $2
             order by order_id desc limit $3"
        );
        let met = numbers(&tx.rows(next, &[shop.into(), below.into(), many.into()])?)?;
        let Some(last) = met.last() else { return Ok(Found { ids, is_all: true }) };
        below = *last;
        ids.extend(bearing(tx, shop, text, &met)?);
        if ids.len() > PAGE_ROWS {
            return Ok(Found { ids, is_all: false });
        }
    }
}

/// Those of `ids` that the text means.
fn bearing(
    tx: &mut dyn Tx,
    shop: ShopId,
    text: &Text,
    ids: &[i64],
) -> Result<Vec<i64>, store::Error> {
    let number = &text.number;
    let mut params: Vec<Val> = vec![shop.into(), number.id.into(), number.text.as_str().into()];
    for at in 0..3 {
        // What there is less of is said again.
        let prefix = text.prefixes.get(at).or(text.prefixes.last());
        params.push(prefix.map(Prefix::start).unwrap_or_default().into());
        params.push(prefix.map(Prefix::end).unwrap_or_default().into());
    }
    params.extend(padded(ids, CHUNK));
    let rows = tx.rows(
        sql!(
            "select o.order_id from orders o
             where o.shop_id = $1 and (o.order_id = $2 or o.number = $3
               or exists (select 1 from order_term t
                 where t.shop_id = $1 and t.order_id = o.order_id and (
                   (t.term >= $4 and t.term < $5) or (t.term >= $6 and t.term < $7)
                   or (t.term >= $8 and t.term < $9))))
               and o.order_id in (
                 $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
                 $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41,
                 $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57,
                 $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73,
                 $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89,
                 $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103, $104,
                 $105, $106, $107, $108, $109, $110, $111, $112, $113, $114, $115, $116, $117,
                 $118, $119, $120, $121, $122, $123, $124, $125, $126, $127, $128, $129, $130,
                 $131, $132, $133, $134, $135, $136, $137, $138, $139, $140, $141, $142, $143,
                 $144, $145, $146, $147, $148, $149, $150, $151, $152, $153, $154, $155, $156,
                 $157, $158, $159, $160, $161, $162, $163, $164, $165, $166, $167, $168, $169,
                 $170, $171, $172, $173, $174, $175, $176, $177, $178, $179, $180, $181, $182,
                 $183, $184, $185, $186, $187, $188, $189, $190, $191, $192, $193, $194, $195,
                 $196, $197, $198, $199, $200, $201, $202, $203, $204, $205, $206, $207, $208,
                 $209)
             order by o.order_id desc"
        ),
        &params,
    )?;
    numbers(&rows)
}

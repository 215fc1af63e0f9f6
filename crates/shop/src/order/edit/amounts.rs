//! Lines and amounts as typed, made into the order's sums.

use super::added::{read_pieces, read_price};
use super::fields::{Fields, price, quantity};
use super::{LINES_MAX, Wrong};
use crate::money::Yen;
use crate::order::show::{Line, OrderDetail};
use crate::order::totals::{Charges, TOTAL_MAX, Totals, TotalsError, totals};

/// The order's lines after the edit, without those that are added.
pub(super) fn lines(before: &[Line], fields: &Fields, wrongs: &mut Vec<Wrong>) -> Vec<Line> {
    let mut kept = Vec::new();
    for line in before {
        let (price, quantity) = (price(line.line_no), quantity(line.line_no));
        let (Some(unit), Some(pieces)) = (fields.get(&price), fields.get(&quantity)) else {
            continue;
        };
        let mut line = line.clone();
        // What is not touched stays, whatever it is.
        if *unit != line.unit_price.0.to_string() {
            line.unit_price = read_price(unit, &price, "単価", wrongs).unwrap_or(line.unit_price);
        }
        if *pieces != line.quantity.to_string() {
            line.quantity = if pieces.trim().is_empty() {
                wrongs.push(Wrong::new(
                    &quantity,
                    "数量を入力してください。なくすときは「削除」を押してください。",
                ));
                line.quantity
            } else {
                read_pieces(pieces, &quantity, wrongs).unwrap_or(line.quantity)
            };
        }
        kept.push(line);
    }
    kept
}

/// Refuses an order of no lines, or of too many.
pub(super) fn count(lines: &[Line], last: Option<&Line>, wrongs: &mut Vec<Wrong>) {
    if let (true, Some(last)) = (lines.is_empty(), last) {
        let message = "商品を1行は残してください。";
        let more = "入れ替えるときは、先に新しい商品を加えます。".to_owned();
        wrongs.push(Wrong { more, ..Wrong::new(quantity(last.line_no), message) });
    }
    if lines.len() > LINES_MAX {
        wrongs.push(Wrong::new("add_code", format!("商品は{LINES_MAX}行までです。")));
    }
}

/// Shipping, fee, discount and 金額調整 as typed.
pub(super) fn charges(before: &OrderDetail, fields: &Fields, wrongs: &mut Vec<Wrong>) -> Charges {
    let text = |name: &str| fields.get(name).map_or("", |text| text.trim());
    let mut read = |name: &str, label: &str, kept: Yen| match text(name) {
        typed if typed == kept.0.to_string() => kept,
        typed => read_price(typed, name, label, wrongs).unwrap_or(kept),
    };
    let fee = read("fee", "手数料", before.fee);
    let discount = read("discount", "値引き", before.discount);
    let shipping = match (text("shipping"), before.shipping) {
        ("", None) => None,
        (_, kept) => Some(read("shipping", "送料", kept.unwrap_or_default())),
    };
    let adjustment = match text("adjustment") {
        "0" => Yen::ZERO,
        typed if typed == before.adjustment.0.to_string() => before.adjustment,
        _ => {
            let message = "金額調整は、取り消すことだけができます。";
            wrongs.push(Wrong::new("adjustment", message));
            before.adjustment
        }
    };
    Charges { shipping, fee, discount, adjustment }
}

/// The sums, or a sentence beside the field that makes them impossible.
pub(super) fn sums(lines: &[Line], charges: &Charges) -> Result<Totals, Wrong> {
    let amounts: Vec<_> = lines.iter().map(|line| (line.rate, line.amount())).collect();
    totals(&amounts, charges).map_err(|error| match error {
        TotalsError::TooMuch => {
            Wrong::new("total", format!("合計を{TOTAL_MAX}までにしてください。"))
        }
        TotalsError::Negative if charges.discount > Yen::ZERO => {
            let without = Charges { discount: Yen::ZERO, ..*charges };
            let most = totals(&amounts, &without).map_or(Yen::ZERO, |sums| sums.total);
            Wrong::new("discount", format!("値引きを{most}までにしてください。"))
        }
        TotalsError::Negative => {
            let message = "合計が0円を下回ります。先に金額調整を取り消してください。";
            Wrong::new("adjustment", message)
        }
    })
}

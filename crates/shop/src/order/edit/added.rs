//! Lines that are added: of a product by its 商品コード, of one that was found, or free.

use store::Tx;

use super::find::{Found, by_code, by_id};
use super::form::{Act, EditForm};
use super::{AMOUNT_MAX, PIECES_MAX, Wrong};
use crate::checkout::normalise;
use crate::id::ShopId;
use crate::money::Yen;
use crate::order::show::Line;
use crate::settings::form::read_yen;
use crate::tax::TaxRate;

/// The fields of a line of a product.
pub const ADDED: [&str; 3] = ["add_code", "add_quantity", "add_price"];
/// The fields of a free line.
pub const FREE: [&str; 4] = ["free_name", "free_quantity", "free_price", "free_rate"];

/// Longest name of a free line.
const NAME_MAX: usize = 100;

/// The lines that a form adds, each with the field that its quantity is complained about at. Their
/// numbers are not given yet.
pub(super) fn added(
    tx: &mut dyn Tx,
    shop: ShopId,
    form: &EditForm,
    wrongs: &mut Vec<Wrong>,
) -> Result<Vec<(Line, &'static str)>, store::Error> {
    let mut lines = Vec::new();
    let code = normalise::line(form.typed("add_code"));
    if !code.is_empty() {
        let found = by_code(tx, shop, &code)?;
        if found.is_none() {
            let more = "コードがわからないときは、「商品を探す」で探せます。".to_owned();
            let message = "この商品コードの商品はありません。".to_owned();
            wrongs.push(Wrong { field: "add_code".into(), message, more });
        }
        let price = match form.typed("add_price") {
            "" => found.as_ref().map(|product| product.price),
            typed => read_price(typed, "add_price", "単価", wrongs),
        };
        let pieces = read_pieces(form.typed("add_quantity"), "add_quantity", wrongs);
        if let (Some(product), Some(price), Some(quantity)) = (found, price, pieces) {
            lines.push((line(product, price, quantity), "add_quantity"));
        }
    } else if !matches!(form.act(), Act::Take(_))
        && (!form.typed("add_price").is_empty() || is_several(form.typed("add_quantity")))
    {
        wrongs.push(Wrong::new("add_code", "加える商品の商品コードを入力してください。"));
    }
    if let Act::Take(id) = form.act() {
        match by_id(tx, shop, id)? {
            Some(product) => lines.push((line(product.clone(), product.price, 1), "find")),
            None => wrongs.push(Wrong::new("find", "この商品は、もうありません。")),
        }
    }
    lines.extend(free(form, wrongs).map(|line| (line, "free_quantity")));
    Ok(lines)
}

/// Another quantity than the one that the form opens with.
fn is_several(typed: &str) -> bool {
    !typed.is_empty() && read_yen(typed) != Some(Yen(1))
}

fn free(form: &EditForm, wrongs: &mut Vec<Wrong>) -> Option<Line> {
    let name = normalise::line(form.typed("free_name"));
    let price = form.typed("free_price");
    let is_left_alone = price.is_empty() && !is_several(form.typed("free_quantity"));
    if name.is_empty() && is_left_alone {
        return None;
    }
    if name.is_empty() {
        wrongs.push(Wrong::new("free_name", "商品名を入力してください。"));
    } else if name.chars().count() > NAME_MAX {
        let message = format!("商品名を{NAME_MAX}文字以内にしてください。");
        wrongs.push(Wrong::new("free_name", message));
    }
    let price = read_price(price, "free_price", "単価", wrongs);
    let quantity = read_pieces(form.typed("free_quantity"), "free_quantity", wrongs);
    let rate = form.typed("free_rate").parse().ok();
    let rate = rate.and_then(|percent: i64| TaxRate::try_from(percent).ok());
    if rate.is_none() {
        wrongs.push(Wrong::new("free_rate", "税率を選んでください。"));
    }
    let (unit_price, quantity, rate) = (price?, quantity?, rate?);
    Some(Line { line_no: 0, product: None, code: String::new(), name, unit_price, quantity, rate })
}

fn line(product: Found, unit_price: Yen, quantity: i64) -> Line {
    Line {
        line_no: 0,
        product: Some(product.id),
        code: product.code,
        name: product.name,
        unit_price,
        quantity,
        rate: product.rate,
    }
}

/// An amount within the bounds of a form.
pub(super) fn read_price(
    typed: &str,
    field: &str,
    label: &str,
    wrongs: &mut Vec<Wrong>,
) -> Option<Yen> {
    let amount = read_yen(typed).filter(|amount| (0..=AMOUNT_MAX).contains(&amount.0));
    if amount.is_none() {
        let message = format!("{label}を0〜{}の数字で入力してください。", Yen(AMOUNT_MAX));
        wrongs.push(Wrong::new(field, message));
    }
    amount
}

/// Pieces within the bounds of a line; nothing typed is one.
pub(super) fn read_pieces(typed: &str, field: &str, wrongs: &mut Vec<Wrong>) -> Option<i64> {
    let typed = if typed.is_empty() { "1" } else { typed };
    let pieces = read_yen(typed).map(|number| number.0);
    let pieces = pieces.filter(|pieces| (1..=PIECES_MAX).contains(pieces));
    if pieces.is_none() {
        let message = format!("数量を1〜{PIECES_MAX}の数字で入力してください。");
        wrongs.push(Wrong::new(field, message));
    }
    pieces
}

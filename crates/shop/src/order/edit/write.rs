//! The order as it will be is written, with a line of 変更履歴 for each unit that changed and one for
//! the total.

use std::collections::BTreeSet;

use store::{Tx, sql};

use super::fields::{fields_of, say_line};
use super::ground::Ground;
use super::unit::{What, units};
use crate::checkout::Method;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::order::history::{self, About, Change, Side};
use crate::order::list::term;
use crate::order::show::{Line, OrderDetail};

/// The line of 変更履歴 that tells the total before and after.
pub const TOTAL_CHANGED: &str = "合計が変わりました。";

/// Writes what differs between `before` (with what can be chosen) and `after`.
pub(super) fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    before: &Ground,
    after: &OrderDetail,
    by: (Timestamp, &str),
) -> Result<(), store::Error> {
    lines(tx, shop, &before.detail, after)?;
    row(tx, shop, after)?;
    term::rewrite(tx, shop, after.order_id)?;
    log(tx, shop, before, after, by)
}

fn lines(
    tx: &mut dyn Tx,
    shop: ShopId,
    before: &OrderDetail,
    after: &OrderDetail,
) -> Result<(), store::Error> {
    let order = after.order_id;
    let numbers: BTreeSet<i64> = after.lines.iter().map(|line| line.line_no).collect();
    for line in before.lines.iter().filter(|line| !numbers.contains(&line.line_no)) {
        tx.exec(
            sql!("delete from order_line where shop_id = $1 and order_id = $2 and line_no = $3"),
            &[shop.into(), order.into(), line.line_no.into()],
        )?;
    }
    for line in &after.lines {
        match before.lines.iter().find(|one| one.line_no == line.line_no) {
            Some(same) if same == line => {}
            Some(_) => {
                let (no, price) = (line.line_no.into(), line.unit_price.into());
                tx.exec(
                    sql!(
                        "update order_line set unit_price = $4, quantity = $5
                         where shop_id = $1 and order_id = $2 and line_no = $3"
                    ),
                    &[shop.into(), order.into(), no, price, line.quantity.into()],
                )?;
            }
            None => insert(tx, shop, order, line)?,
        }
    }
    Ok(())
}

fn insert(tx: &mut dyn Tx, shop: ShopId, order: OrderId, line: &Line) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into order_line (shop_id, order_id, line_no, product_id, code, name,
               unit_price, quantity, tax_rate)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            shop.into(),
            order.into(),
            line.line_no.into(),
            line.product.map_or(0, |product| product.0).into(),
            line.code.as_str().into(),
            line.name.as_str().into(),
            line.unit_price.into(),
            line.quantity.into(),
            line.rate.into(),
        ],
    )?;
    Ok(())
}

fn row(tx: &mut dyn Tx, shop: ShopId, after: &OrderDetail) -> Result<(), store::Error> {
    let buyer = &after.checkout.buyer;
    let checkout = serde_json::to_string(&after.checkout);
    let checkout = checkout.map_err(|error| store::Error::Engine(error.to_string()))?;
    tx.exec(
        sql!(
            "update orders set buyer_name = $3, buyer_kana = $4, email = $5, phone = $6,
               checkout = $7, method = $8, method_name = $9, goods = $10, shipping = $11,
               fee = $12, discount = $13, adjustment = $14, total = $15, carrier_id = $16,
               carrier_name = $17
             where shop_id = $1 and order_id = $2"
        ),
        &[
            shop.into(),
            after.order_id.into(),
            buyer.name().trim().into(),
            buyer.kana().trim().into(),
            buyer.email.as_str().into(),
            buyer.phone_digits().into(),
            checkout.into(),
            Method::column(after.method).into(),
            after.method_name.as_str().into(),
            after.goods.into(),
            after.shipping.into(),
            after.fee.into(),
            after.discount.into(),
            after.adjustment.into(),
            after.total.into(),
            after.checkout.carrier_id.into(),
            after.carrier_name.as_str().into(),
        ],
    )?;
    Ok(())
}

fn log(
    tx: &mut dyn Tx,
    shop: ShopId,
    ground: &Ground,
    after: &OrderDetail,
    by: (Timestamp, &str),
) -> Result<(), store::Error> {
    let (before, order) = (&ground.detail, after.order_id);
    let mut say = |what: &str, change: Change, about| {
        history::write_change(tx, shop, order, by, (what, &change, about))
    };
    let missing = |from: &OrderDetail, line: &&Line| {
        !from.lines.iter().any(|one| one.line_no == line.line_no)
    };
    for line in before.lines.iter().filter(|line| missing(after, line)) {
        let change = Change { before: say_line(line), after: String::new() };
        say("商品を削除しました。", change, About::Order)?;
    }
    for line in after.lines.iter().filter(|line| missing(before, line)) {
        let change = Change { before: String::new(), after: say_line(line) };
        say("商品を加えました。", change, About::Order)?;
    }
    let (was, is) = (fields_of(before), fields_of(after));
    let later = Ground { detail: after.clone(), ..ground.clone() };
    for unit in units([&was, &is]).into_iter().filter(|unit| unit.differs(&was, &is)) {
        let is_line = !matches!(unit.what, What::Named(_));
        if is_line && (unit.value(&was).is_none() || unit.value(&is).is_none()) {
            continue;
        }
        let change = Change { before: ground.say(&unit, &was), after: later.say(&unit, &is) };
        say(&format!("{}を変更しました。", ground.label(&unit)), change, unit.about())?;
    }
    if before.total != after.total {
        let (before, after) = (before.total.to_string(), after.total.to_string());
        say(TOTAL_CHANGED, Change { before, after }, About::Amount(Side::Order))?;
    }
    Ok(())
}

//! From the merged form to the order as it will be, or to a sentence beside each field that needs
//! one. Never half of both.

use super::amounts;
use super::fields::Fields;
use super::ground::Ground;
use super::people::people;
use super::unit::{Unit, units};
use super::{EditForm, Wrong};
use crate::checkout::{Checkout, Method, Pay};
use crate::money::Yen;
use crate::order::show::{Line, OrderDetail};

/// The order after the edit; `added` lines stand last.
pub(super) fn check(
    ground: &Ground,
    form: &EditForm,
    fields: &Fields,
    (added, of_added): (Vec<Line>, Vec<Wrong>),
) -> Result<OrderDetail, Vec<Wrong>> {
    let before = &ground.detail;
    let now = ground.fields();
    let changed: Vec<Unit> =
        units([fields]).into_iter().filter(|unit| unit.differs(fields, &now)).collect();
    // What is wrong stands in the order of the page.
    let (mut after, mut wrongs) = (before.clone(), Vec::new());
    after.lines = amounts::lines(&before.lines, fields, &mut wrongs);
    after.lines.extend(added);
    amounts::count(&after.lines, before.lines.last(), &mut wrongs);
    let charges = amounts::charges(before, fields, &mut wrongs);
    match amounts::sums(&after.lines, &charges) {
        Ok(sums) => {
            (after.goods, after.total, after.tax) = (sums.goods, sums.total, sums.tax);
        }
        Err(wrong) => wrongs.push(wrong),
    }
    (after.shipping, after.fee) = (charges.shipping, charges.fee);
    (after.discount, after.adjustment) = (charges.discount, charges.adjustment);
    if ground.asks_for_ack(after.total) && form.ack.is_empty() {
        let message = "金額を変えると何が失われるかを読んで、チェックを入れてください。";
        wrongs.insert(0, Wrong::new("ack", message));
    }
    wrongs.extend(of_added);
    after.checkout = people(ground, fields, &changed, &mut wrongs);
    if after.checkout.carrier_id != before.checkout.carrier_id {
        let id = after.checkout.carrier_id.to_string();
        after.carrier_name = ground.carrier_name(&id).unwrap_or_default();
    }
    if changed.iter().any(|unit| unit.key == "pay") {
        pay(ground, fields, &mut after, &mut wrongs);
    } else if after.method.is_none() && after.total > Yen::ZERO && ground.methods().len() > 1 {
        wrongs
            .push(Wrong::new("pay", "お支払いがある受注になりました。支払方法を選んでください。"));
    }
    if wrongs.is_empty() { Ok(after) } else { Err(wrongs) }
}

/// 支払方法 of an order without a gateway.
fn pay(ground: &Ground, fields: &Fields, after: &mut OrderDetail, wrongs: &mut Vec<Wrong>) {
    let typed = Method::find(fields.get("pay").map_or("", |text| text.trim()));
    let method = ground.methods().into_iter().find(|(method, _)| *method == typed);
    let paid = typed.and_then(|method| match method {
        Method::Bank => Some(Pay::Bank),
        Method::Cod => Some(Pay::Cod),
        Method::InStore => Some(Pay::InStore),
        Method::Card => None,
    });
    match (method, paid) {
        (Some((method, name)), Some(pay)) => {
            (after.method, after.method_name) = (method, name);
            after.checkout = Checkout { pay, ..after.checkout.clone() };
        }
        _ => wrongs.push(Wrong::new("pay", "支払方法を選び直してください。")),
    }
}

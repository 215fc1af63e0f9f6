//! 受注一括処理: orders are chosen in a list, what is to be done is chosen, every order is confirmed with
//! what has to be acknowledged of it, and the server does them one by one.

mod choose;
mod confirm;
mod run;
mod words;
mod work;

pub(super) use choose::RunLine;
pub(crate) use choose::show;
pub(crate) use confirm::{ask, begin};
pub(crate) use run::show as show_run;

use std::collections::HashSet;

use shop::id::OrderId;
use shop::order::moves::bulk::{All, MOST};
use shop::order::moves::{Along, Move, Proposal};
use shop::staff::{Permission, Role};

use super::move_words;
use super::moves::Fields;

/// Where all of it stands.
pub(super) const PATH: &str = "/orders/bulk";

/// The box that chooses an order in a list.
#[derive(Clone, Debug)]
pub(crate) struct Tick {
    /// 内部番号.
    pub order: i64,
    /// 注文番号.
    pub number: String,
    /// 購入額 in yen, for the sum of those that are chosen.
    pub total: i64,
}

/// One order of a run, as every page of it begins its row.
#[derive(Clone, Debug)]
pub(super) struct RowHead {
    pub order: i64,
    pub href: String,
    pub number: String,
    pub buyer: String,
    pub total: String,
    /// Where it stands.
    pub stands: String,
}

impl RowHead {
    pub(super) fn of(one: &Proposal) -> RowHead {
        RowHead {
            order: one.order.0,
            href: format!("/orders/{}", one.order),
            number: one.number.clone(),
            buyer: one.buyer_name.clone(),
            total: one.total.to_string(),
            stands: move_words::shown(one.shown),
        }
    }
}

/// The bar under a list: what can be done to those that are chosen.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// All orders of the page, as one button sends them.
    pub all: String,
    /// How many.
    pub count: usize,
}

impl Bar {
    /// None for who may not, and where there is nothing to choose.
    pub(crate) fn of(role: Role, orders: impl Iterator<Item = OrderId>) -> Option<Bar> {
        let all: Vec<String> = orders.map(|order| order.to_string()).collect();
        let shown = role.may(Permission::Work) && !all.is_empty();
        shown.then(|| Bar { count: all.len(), all: all.join("-") })
    }
}

/// The orders that were chosen, each once, in their order; how many were sent.
fn chosen(fields: &Fields) -> (Vec<OrderId>, usize) {
    chosen_up_to(fields, MOST)
}

/// The same, so many at most.
pub(super) fn chosen_up_to(fields: &Fields, most: usize) -> (Vec<OrderId>, usize) {
    let mut orders: Vec<OrderId> = Vec::new();
    let mut seen = HashSet::new();
    for (name, value) in fields {
        let numbers = match name.as_str() {
            "order" | "all" => value.split('-'),
            _ => continue,
        };
        for order in numbers.filter_map(|number| number.parse().ok().map(OrderId)) {
            if seen.insert(order) {
                orders.push(order);
            }
        }
    }
    let sent = orders.len();
    orders.truncate(most);
    (orders, sent)
}

/// What is to be done, as it was chosen.
fn wanted(fields: &Fields) -> Option<All> {
    let value = |wanted: &str| {
        let mut all = fields.iter().filter(|(name, _)| name == wanted);
        all.next_back().map(|(_, value)| value.as_str())
    };
    let act = value("act").and_then(Move::from_word)?;
    let along = match act {
        Move::Complete => Some(Along::Capture),
        Move::Cancel => Some(Along::CancelPayment),
        Move::Reopen => None,
    };
    let is_along = value(&format!("along_{}", act.word())) == Some("on");
    // Undoing takes the stock again; to leave it where it is is chosen order by order.
    let with_stock = act == Move::Reopen || value("stock") == Some("on");
    Some(All { act, along: along.filter(|_| is_along), with_stock })
}

#[cfg(test)]
mod tests {
    use shop::id::OrderId;
    use shop::order::moves::bulk::{All, MOST};
    use shop::order::moves::{Along, Move};

    use super::{chosen, wanted};

    fn fields(query: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    #[test]
    fn each_order_is_chosen_once_and_fifty_at_most() {
        let all: Vec<String> = (1..=60).map(|number| number.to_string()).collect();
        let many = format!("all={}", all.join("-"));
        for (query, orders, sent) in [
            ("order=3&order=1&order=3", vec![3, 1], 2),
            ("order=x&other=1", vec![], 0),
            ("all=5-4&order=4", vec![5, 4], 2),
            (&many, (1..=50).collect(), 60),
        ] {
            let found = chosen(&fields(query));
            assert_eq!(found, (orders.into_iter().map(OrderId).collect(), sent), "{query}");
            assert!(found.0.len() <= MOST);
        }
    }

    #[test]
    fn what_is_wanted_is_one_act_with_what_goes_with_it() {
        let capture = Some(Along::Capture);
        for (query, all) in [
            ("act=complete&along_complete=on", Some((Move::Complete, capture, false))),
            ("act=complete&along_cancel=on&stock=on", Some((Move::Complete, None, true))),
            ("act=cancel&stock=on", Some((Move::Cancel, None, true))),
            ("act=cancel&along_cancel=on", Some((Move::Cancel, Some(Along::CancelPayment), false))),
            ("act=reopen&along_reopen=on", Some((Move::Reopen, None, true))),
            ("act=nothing", None),
            ("", None),
        ] {
            let all = all.map(|(act, along, with_stock)| All { act, along, with_stock });
            assert_eq!(wanted(&fields(query)), all, "{query}");
        }
    }
}

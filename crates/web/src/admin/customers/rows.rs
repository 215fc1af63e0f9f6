//! Lines that several of these pages show: orders, and what staff did.

use shop::customer::{LogRow, OrderRow, OrdersPage, Person};

use super::page_of;

/// One order of the person.
#[derive(Clone, Debug)]
pub(super) struct Ordered {
    pub href: String,
    pub number: String,
    pub placed_at: String,
    pub list: &'static str,
    pub method: String,
    pub total: String,
    pub name: String,
}

/// A page of a person's orders.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    pub rows: Vec<Ordered>,
    /// Address of the page that follows.
    pub next: Option<String>,
}

impl Orders {
    pub(super) fn of(person: &Person, page: &OrdersPage) -> Orders {
        let path = page_of(person);
        let sign = if path.contains('?') { '&' } else { '?' };
        Orders {
            rows: page.rows.iter().map(Ordered::of).collect(),
            next: page.next.map(|key| format!("{path}{sign}after={key}#h-orders")),
        }
    }
}

impl Ordered {
    fn of(row: &OrderRow) -> Ordered {
        Ordered {
            href: format!("/orders/{}", row.order_id),
            number: row.number.clone(),
            placed_at: row.placed_at.to_minutes_text(),
            list: row.list.state(),
            method: row.method_name.clone(),
            total: row.total.to_string(),
            name: row.buyer_name.clone(),
        }
    }
}

/// Something that staff did.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub at: String,
    pub by: String,
    pub what: String,
    /// Whose data it was.
    pub whose: String,
    /// The page of a member who is still one.
    pub href: Option<String>,
}

impl Deed {
    pub(super) fn of(row: &LogRow) -> Deed {
        let (whose, href) = match &row.member {
            None => ("会員でない方".to_owned(), None),
            Some(owner) if owner.login.is_empty() => {
                (format!("退会済み（会員番号 {}）", owner.id), None)
            }
            Some(owner) => (owner.login.clone(), Some(page_of(&Person::Member(owner.id)))),
        };
        let (at, by, what) = (row.at.to_seconds_text(), row.by.clone(), row.what.clone());
        Deed { at, by, what, whose, href }
    }
}

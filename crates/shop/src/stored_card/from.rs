//! Who asked for a card to be registered: an order, or a page.

use crate::id::OrderId;

/// Who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// An order that was paid with it.
    Order(OrderId),
    /// A registration of ご登録カード管理.
    Page(String),
}

impl From {
    /// As the row keeps it.
    pub(super) fn text(&self) -> String {
        match self {
            From::Order(order) => format!("order:{order}"),
            From::Page(id) => format!("page:{id}"),
        }
    }

    /// From the row's text.
    pub(super) fn parse(text: &str) -> Option<From> {
        match text.split_once(':')? {
            ("order", order) => order.parse().ok().map(OrderId).map(From::Order),
            ("page", id) => Some(From::Page(id.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::From;
    use crate::id::OrderId;

    #[test]
    fn it_reads_back() {
        for from in [From::Order(OrderId(2068)), From::Page("6b05".into())] {
            assert_eq!(From::parse(&from.text()), Some(from));
        }
        for odd in ["", "order", "order:x", "staff:1"] {
            assert_eq!(From::parse(odd), None, "{odd}");
        }
    }
}

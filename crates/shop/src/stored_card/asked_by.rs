//! Who asked for a card to be registered: an order, or a page.

use crate::id::OrderId;

/// Who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AskedBy {
    /// An order that was paid with it.
    Order(OrderId),
    /// A registration of ご登録カード管理.
    Page(String),
}

impl AskedBy {
    /// As the row keeps it.
    pub(super) fn text(&self) -> String {
        match self {
            AskedBy::Order(order) => format!("order:{order}"),
            AskedBy::Page(id) => format!("page:{id}"),
        }
    }

    /// From the row's text.
    pub(super) fn parse(text: &str) -> Option<AskedBy> {
        match text.split_once(':')? {
            ("order", order) => order.parse().ok().map(OrderId).map(AskedBy::Order),
            ("page", id) => Some(AskedBy::Page(id.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AskedBy;
    use crate::id::OrderId;

    #[test]
    fn it_reads_back() {
        for by in [AskedBy::Order(OrderId(2068)), AskedBy::Page("6b05".into())] {
            assert_eq!(AskedBy::parse(&by.text()), Some(by));
        }
        for odd in ["", "order", "order:x", "staff:1"] {
            assert_eq!(AskedBy::parse(odd), None, "{odd}");
        }
    }
}

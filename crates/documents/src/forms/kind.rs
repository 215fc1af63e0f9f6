//! Which papers there are.

use serde::{Deserialize, Serialize};

/// A kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// 受注伝票: for the shop's own people.
    Order,
    /// 納品書.
    Delivery,
    /// 納品書（贈答用）: no price stands on it, and none in the file.
    Gift,
    /// 請求書.
    Invoice,
    /// 領収書.
    Receipt,
}

/// What is told of a kind.
struct Row {
    kind: FormKind,
    word: &'static str,
    name: &'static str,
    title: &'static str,
    template: &'static str,
}

const TABLE: [Row; 5] = [
    row(FormKind::Order, "order", "受注伝票", "受注伝票", "/order.typ"),
    row(FormKind::Delivery, "delivery", "納品書", "納品書", "/delivery.typ"),
    row(FormKind::Gift, "gift", "納品書（贈答用）", "納品書", "/delivery.typ"),
    row(FormKind::Invoice, "invoice", "請求書", "請求書", "/invoice.typ"),
    row(FormKind::Receipt, "receipt", "領収書", "領収書", "/receipt.typ"),
];

const fn row(
    kind: FormKind,
    word: &'static str,
    name: &'static str,
    title: &'static str,
    template: &'static str,
) -> Row {
    Row { kind, word, name, title, template }
}

impl FormKind {
    /// All of them, as menus list them.
    pub const ALL: [FormKind; 5] =
        [FormKind::Order, FormKind::Delivery, FormKind::Gift, FormKind::Invoice, FormKind::Receipt];

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.kind == self).expect("the table has a row for every kind")
    }

    /// Its word in addresses, file names and tables.
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<FormKind> {
        TABLE.iter().find(|row| row.word == word).map(|row| row.kind)
    }

    /// What the shop's people call it: 納品書（贈答用）.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What stands at its head, unless the paper has a title of its own.
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// Its template's path in the world that templates see.
    pub(super) fn template(self) -> &'static str {
        self.row().template
    }
}

#[cfg(test)]
mod tests {
    use super::{FormKind, TABLE};

    #[test]
    fn every_kind_has_its_row() {
        assert_eq!(FormKind::ALL, TABLE.map(|row| row.kind));
        for kind in FormKind::ALL {
            assert_eq!(FormKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(FormKind::from_word(""), None);
    }
}

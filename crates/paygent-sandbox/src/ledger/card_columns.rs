//! The five columns that say which card it was, the same in four tables.

use store::{Row, Val};

use crate::card::{Brand, Kept};

pub(super) fn write(card: &Kept) -> [Val; 5] {
    [
        Val::from(card.key.as_str()),
        Val::from(card.brand.name()),
        Val::from(card.masked.as_str()),
        Val::from(card.fingerprint.as_str()),
        Val::from(card.valid_term.as_str()),
    ]
}

/// Reads them, beginning at this column.
pub(super) fn read(row: &Row, first: usize) -> Result<Kept, store::Error> {
    Ok(Kept {
        key: row.text(first)?,
        brand: brand(&row.text(first + 1)?),
        masked: row.text(first + 2)?,
        fingerprint: row.text(first + 3)?,
        valid_term: row.text(first + 4)?,
    })
}

fn brand(name: &str) -> Brand {
    use Brand::{Amex, Diners, Discover, Jcb, Master, Visa};
    let all = [Visa, Master, Jcb, Amex, Diners, Discover];
    all.into_iter().find(|brand| brand.name() == name).unwrap_or(Visa)
}

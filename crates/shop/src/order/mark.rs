//! What staff note and mark on an order. It decides nothing about payment or goods, so that the
//! order's version stays as it is and a telegram is not kept from leaving.

use store::{Tx, sql};

use super::List;
use super::may::Function;
use crate::checkout::FieldError;
use crate::id::{OrderId, ShopId};
use crate::payment::row::odd;

/// Why nothing was marked.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// The shop has no such order.
    #[error("no such order")]
    Gone,
    /// Not in this list (M4).
    #[error("not while it is in {0:?}")]
    Closed(List),
    /// Somebody else changed the same thing since the page was opened.
    #[error("the page is out of date")]
    Stale,
    /// What was typed cannot be kept.
    #[error("it cannot be kept: {0:?}")]
    Wrong(FieldError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Holds the order's row until the commit, so that its marks and its history change one after the
/// other, and tells whether this may be done in its list.
pub(crate) fn hold(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    function: Function,
) -> Result<(), MarkError> {
    tx.exec(
        sql!("update orders set version = version where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let row = tx.row(
        sql!("select list from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let word = row.ok_or(MarkError::Gone)?.text(0)?;
    let list = List::from_word(&word).ok_or_else(|| odd("orders", "list", &word))?;
    if function.is_open(list) { Ok(()) } else { Err(MarkError::Closed(list)) }
}

/// The refusal of a field.
pub(super) fn wrong(field: &'static str, message: String) -> MarkError {
    MarkError::Wrong(FieldError { field, message, more: String::new() })
}

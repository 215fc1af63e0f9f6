//! Mails to the person and about the orders, and what the shop was told to look at.

use std::collections::BTreeSet;

use store::{Tx, sql};

use super::attempts::Try;
use crate::id::OrderId;
use crate::member;
use crate::profile::Shop;
use crate::{mail, task};

/// Deletes them. Mails about the account are the account's, those about a try the try's.
pub(super) fn erase(
    tx: &mut dyn Tx,
    shop: &Shop,
    email: &str,
    (orders, tries): (&[OrderId], &[Try]),
) -> Result<(), store::Error> {
    let mut addresses: BTreeSet<String> = tries.iter().map(|one| one.email.clone()).collect();
    addresses.insert(email.to_owned());
    for order in orders {
        let row = tx.row(
            sql!("select email from orders where shop_id = $1 and order_id = $2"),
            &[shop.id.into(), (*order).into()],
        )?;
        addresses
            .extend(row.map(|row| row.text(0)).transpose()?.map(|one| member::email_key(&one)));
        let letters = tx.rows(
            sql!("select message_id from outbox where shop_id = $1 and order_id = $2"),
            &[shop.id.into(), (*order).into()],
        )?;
        for row in &letters {
            mail::delete(tx, shop.id, &row.text(0)?)?;
        }
    }
    for address in addresses.iter().filter(|address| !address.is_empty()) {
        task::forget_address(tx, shop.id, address)?;
    }
    Ok(())
}

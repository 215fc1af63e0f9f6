//! What a visit writes of its customer: each is one statement inside the visit's commit, which has
//! looked at the fence.

use store::{Tx, sql};

use super::row::{Customer, Kept};
use crate::clock::Timestamp;

/// 025 is about to leave for what is wanted now.
pub(super) fn mark_sent(
    tx: &mut dyn Tx,
    customer: &Customer,
    now: Timestamp,
) -> Result<(), store::Error> {
    let [shop, member, merchant] = customer.whose.key();
    tx.exec(
        sql!(
            "update stored_card set sent_at = $4, sent_version = version
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[shop, member, merchant, now.into()],
    )?;
    Ok(())
}

pub(super) fn unmark_sent(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set sent_at = null, sent_version = null
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// Paygent may have more than is registered.
pub(super) fn tidy(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set tidy = 1
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// Token and name of the card that waits are no longer needed.
pub(super) fn wipe(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set new_token = null, new_until = null, new_holder = null,
               new_key = null, new_from = null
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// The card that waited is registered; 027 tells its brand, and what is to go.
pub(super) fn keep(tx: &mut dyn Tx, customer: &Customer, kept: &Kept) -> Result<(), store::Error> {
    let [shop, member, merchant] = customer.whose.key();
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, card_id = $4, brand = $5, last4 = $6,
               holder = new_holder, holder_key = new_key, stored_at = $7, new_token = null,
               new_until = null, new_holder = null, new_key = null, new_from = null,
               sent_at = null, sent_version = null, tidy = 1, tries = 0
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[
            shop,
            member,
            merchant,
            kept.id.as_str().into(),
            kept.brand.as_str().into(),
            kept.last4.as_str().into(),
            kept.stored_at.into(),
        ],
    )?;
    Ok(())
}

/// Paygent has the card no longer: deleted on its own screens.
pub(super) fn lose(tx: &mut dyn Tx, customer: &Customer) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, card_id = null, brand = '', last4 = '',
               holder = null, holder_key = null, stored_at = null, tidy = 0
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &customer.whose.key(),
    )?;
    Ok(())
}

/// Paygent has what is registered and nothing else.
pub(super) fn agree(
    tx: &mut dyn Tx,
    customer: &Customer,
    card: Option<&Kept>,
) -> Result<(), store::Error> {
    let [shop, member, merchant] = customer.whose.key();
    tx.exec(
        sql!(
            "update stored_card set tidy = 0, tries = 0, brand = $4, last4 = $5
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[
            shop,
            member,
            merchant,
            card.map_or("", |card| card.brand.as_str()).into(),
            card.map_or("", |card| card.last4.as_str()).into(),
        ],
    )?;
    Ok(())
}

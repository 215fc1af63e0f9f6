//! What is wanted, written in the commit that decides it. Paygent follows ([`super::settle`]).

use store::{Tx, sql};

use super::row::{Customer, Whose, find};
use super::told;
use crate::clock::{Random, Timestamp, random_hex};
use crate::id::{MemberId, ShopId};

/// A card that is to be registered: its secrets as they are sealed.
pub(super) struct Wanted<'a> {
    pub(super) token: &'a [u8],
    pub(super) until: Timestamp,
    pub(super) holder: &'a [u8],
    /// What they are sealed for ([`super::row::key_of`]).
    pub(super) key: &'a str,
    /// Who asked ([`super::asked_by::AskedBy`]).
    pub(super) from: &'a str,
}

/// A `customer_id` that nobody can guess and no two members share: never the 会員ID (DESIGN section
/// 10).
pub(crate) fn fresh_customer(random: &dyn Random) -> String {
    random_hex(random, 12)
}

/// The customer, made if this is the member's first card at the account. `fresh_id` is used only
/// then.
pub(super) fn find_or_make(
    tx: &mut dyn Tx,
    whose: &Whose,
    fresh_id: &str,
) -> Result<Customer, store::Error> {
    let [shop, member, merchant] = whose.key();
    tx.exec(
        sql!(
            "insert into stored_card (shop_id, member_id, merchant_id, customer_id, version)
             values ($1, $2, $3, $4, 0)
             on conflict (shop_id, member_id, merchant_id) do nothing"
        ),
        &[shop, member, merchant, fresh_id.into()],
    )?;
    let missing = || store::Error::Engine("a customer was not made".into());
    find(tx, whose)?.ok_or_else(missing)
}

/// This card is to be registered, in the place of whatever is registered or waits.
pub(super) fn want(
    tx: &mut dyn Tx,
    whose: &Whose,
    wanted: &Wanted<'_>,
    now: Timestamp,
) -> Result<(), store::Error> {
    told::superseded(tx, whose, now)?;
    let [shop, member, merchant] = whose.key();
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, new_token = $4, new_until = $5,
               new_holder = $6, new_key = $7, new_from = $8, tries = 0,
               due_at = case when owner is null then $9 else due_at end
             where shop_id = $1 and member_id = $2 and merchant_id = $3 and gone = 0"
        ),
        &[
            shop,
            member,
            merchant,
            wanted.token.into(),
            wanted.until.into(),
            wanted.holder.into(),
            wanted.key.into(),
            wanted.from.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// No card is wanted: what is registered or waits is so no longer, and Paygent is to forget it.
pub(super) fn drop_card(
    tx: &mut dyn Tx,
    whose: &Whose,
    now: Timestamp,
) -> Result<(), store::Error> {
    told::superseded(tx, whose, now)?;
    let [shop, member, merchant] = whose.key();
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, card_id = null, brand = '', last4 = '',
               holder = null, holder_key = null, stored_at = null, new_token = null,
               new_until = null, new_holder = null, new_key = null, new_from = null, tidy = 1,
               tries = 0, due_at = case when owner is null then $4 else due_at end
             where shop_id = $1 and member_id = $2 and merchant_id = $3"
        ),
        &[shop, member, merchant, now.into()],
    )?;
    Ok(())
}

/// 退会: no card of this member is wanted at any account; the rows go when Paygent has nothing more.
pub fn forget_member(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update stored_card set version = version + 1, card_id = null, brand = '', last4 = '',
               holder = null, holder_key = null, stored_at = null, new_token = null,
               new_until = null, new_holder = null, new_key = null, new_from = null, tidy = 1,
               gone = 1, tries = 0, due_at = case when owner is null then $3 else due_at end
             where shop_id = $1 and member_id = $2"
        ),
        &[shop.into(), member.into(), now.into()],
    )?;
    tx.exec(
        sql!("delete from card_registration where shop_id = $1 and member_id = $2"),
        &[shop.into(), member.into()],
    )?;
    Ok(())
}

//! A member's row with what opens it, found by what somebody shows.

use store::{Row, Tx, sql};

use super::{Member, session};
use crate::id::{MemberId, ShopId};
use crate::profile::Shop;
use crate::world::World;

/// A member and the hash of the password.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub member: Member,
    pub password: String,
}

/// A member by number, for the shop's staff.
pub async fn find(
    world: &World,
    shop: &Shop,
    member: MemberId,
) -> Result<Option<Member>, store::Error> {
    let shop = shop.id;
    let found = world.store.read(move |tx: &mut dyn Tx| by_id(tx, shop, member));
    Ok(found.await?.map(|account| account.member))
}

/// By 会員ID, as it is compared.
pub(super) fn by_login(
    tx: &mut dyn Tx,
    shop: ShopId,
    key: &str,
) -> Result<Option<Account>, store::Error> {
    let row = tx.row(
        sql!(
            "select member_id, login, family, given, family_kana, given_kana, email, phone, postal,
               prefecture, city, street, building, registered_at, version, password
             from member where shop_id = $1 and login_key = $2
             and email_confirmed_at is not null and withdrawn_at is null"
        ),
        &[shop.into(), key.into()],
    )?;
    row.as_ref().map(account).transpose()
}

/// By e-mail address, as it is compared.
pub(super) fn by_email(
    tx: &mut dyn Tx,
    shop: ShopId,
    key: &str,
) -> Result<Option<Account>, store::Error> {
    let row = tx.row(
        sql!(
            "select member_id, login, family, given, family_kana, given_kana, email, phone, postal,
               prefecture, city, street, building, registered_at, version, password
             from member where shop_id = $1 and email_key = $2
             and email_confirmed_at is not null and withdrawn_at is null"
        ),
        &[shop.into(), key.into()],
    )?;
    row.as_ref().map(account).transpose()
}

/// By number.
pub(super) fn by_id(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Option<Account>, store::Error> {
    let row = tx.row(
        sql!(
            "select member_id, login, family, given, family_kana, given_kana, email, phone, postal,
               prefecture, city, street, building, registered_at, version, password
             from member where shop_id = $1 and member_id = $2
             and email_confirmed_at is not null and withdrawn_at is null"
        ),
        &[shop.into(), member.into()],
    )?;
    row.as_ref().map(account).transpose()
}

/// A registration that is not confirmed yet, by number.
pub(super) fn unconfirmed(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Option<Account>, store::Error> {
    let row = tx.row(
        sql!(
            "select member_id, login, family, given, family_kana, given_kana, email, phone, postal,
               prefecture, city, street, building, registered_at, version, password
             from member where shop_id = $1 and member_id = $2 and email_confirmed_at is null"
        ),
        &[shop.into(), member.into()],
    )?;
    row.as_ref().map(account).transpose()
}

fn account(row: &Row) -> Result<Account, store::Error> {
    Ok(Account { member: session::member(row)?, password: row.text(15)? })
}

/// Keeps the account from being erased until the commit. `false`: it is gone.
pub(crate) fn hold(tx: &mut dyn Tx, shop: ShopId, member: MemberId) -> Result<bool, store::Error> {
    let held = tx.exec(
        sql!(
            "update member set version = version
             where shop_id = $1 and member_id = $2 and withdrawn_at is null"
        ),
        &[shop.into(), member.into()],
    )?;
    Ok(held == 1)
}

/// What addresses are compared by. Mailboxes that differ in case only do not exist in practice.
pub(crate) fn email_key(email: &str) -> String {
    email.to_ascii_lowercase()
}

//! 退会: all that is personal goes, orders stand with what the law wants kept.

use store::{Tx, sql};

use super::change::ChangeError;
use super::door;
use super::moment::Moment;
use super::{Browser, Member, account, link, login, phrase, session, term, tries};
use crate::clock::Timestamp;
use crate::id::{MemberId, ShopId};
use crate::mail::Notice;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;
use crate::{attempt, cart, stored_card};

/// Why nobody has left.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// An order is just being placed: whose it is must be known until it is decided.
    #[error("an order is under way")]
    OrderUnderWay,
    /// The registered card may be needed by a subscription.
    #[error("a subscription may need the registered card")]
    CardIsNeeded,
    /// Another reason.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Erases the account, where the password was typed right. What is left is a number with its
/// times, which the orders refer to.
pub async fn withdraw(
    world: &World,
    shop: &Shop,
    member: &Member,
    password: &Secret,
    browser: &Browser,
) -> Result<(), WithdrawError> {
    let moment = Moment::new(world, shop, browser);
    let proved = door::prove(world, &moment, member.id, password).await;
    if !proved.map_err(ChangeError::from)? {
        return Err(ChangeError::of(phrase::wrong("old_password")).into());
    }
    let member = member.clone();
    // In the shop's lane: an order, or a card, that is being decided comes before or after.
    let left = world.store.write_on(shop.id.0, move |tx: &mut dyn Tx| {
        let whose = (moment.shop_id(), member.id);
        if is_ordering(tx, whose)? {
            return Err(WithdrawError::OrderUnderWay);
        }
        if stored_card::is_needed(tx, whose.0, member.id)? {
            return Err(WithdrawError::CardIsNeeded);
        }
        erase_account(tx, whose.0, &member, moment.now)?;
        let to = (member.buyer.email.as_str(), member.buyer.name());
        moment.tell(tx, (to.0, &to.1), &Notice::Withdrawn)?;
        Ok(())
    });
    left.await?;
    world.bell.notify_one();
    Ok(())
}

/// Whether an order of the member is being decided.
pub(crate) fn is_ordering(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!(
            "select 1 from attempt where shop_id = $1 and member_id = $2
             and state in ('created', 'challenge', 'sending', 'unknown') limit 1"
        ),
        &[shop.into(), member.into()],
    )?;
    Ok(row.is_some())
}

/// Erases the account, in the shop's lane: what signs in, what is found, the list of addresses, the
/// log, the registered card (Paygent is told to forget it), and the mails about the account. The
/// orders are the caller's.
pub(crate) fn erase_account(
    tx: &mut dyn Tx,
    shop: ShopId,
    of: &Member,
    now: Timestamp,
) -> Result<(), store::Error> {
    let member = of.id;
    // First: whoever changes the account at this moment waits here, and then finds it gone.
    tx.exec(
        sql!(
            "update member set login = '', login_key = '', email = '', email_key = '',
               password = '', family = '', given = '', family_kana = '', given_kana = '',
               phone = '', postal = '', prefecture = null, city = '', street = '', building = '',
               note = '', failures = 0, locked_until = null, withdrawn_at = $3,
               version = version + 1
             where shop_id = $1 and member_id = $2"
        ),
        &[shop.into(), member.into(), now.into()],
    )?;
    session::end_all(tx, (shop, member), None)?;
    link::forget(tx, shop, member)?;
    for sql in [
        sql!("delete from member_device where shop_id = $1 and member_id = $2"),
        sql!("delete from member_address where shop_id = $1 and member_id = $2"),
        sql!("delete from member_log where shop_id = $1 and member_id = $2"),
    ] {
        tx.exec(sql, &[shop.into(), member.into()])?;
    }
    for key in [login::key(&of.login), account::email_key(&of.buyer.email)] {
        tx.exec(
            sql!("delete from sign_in_try where shop_id = $1 and subject = $2"),
            &[shop.into(), tries::subject(&key).into()],
        )?;
    }
    term::refresh(tx, shop, member)?;
    cart::forget_drafts_of(tx, shop, member)?;
    attempt::empty_tries_of(tx, shop, member)?;
    stored_card::forget_member(tx, shop, member, now)?;
    forget_mails(tx, shop, &of.buyer.email)
}

/// How many 仮登録 there are with this address (as it is compared).
pub(crate) fn count_registrations(
    tx: &mut dyn Tx,
    shop: ShopId,
    email: &str,
) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!(
            "select count(*) from member
             where shop_id = $1 and email_key = $2 and email_confirmed_at is null"
        ),
        &[shop.into(), email.into()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Deletes 仮登録 with this address (as it is compared), which nobody has confirmed.
pub(crate) fn forget_registrations(
    tx: &mut dyn Tx,
    shop: ShopId,
    email: &str,
) -> Result<(), store::Error> {
    let rows = tx.rows(
        sql!(
            "select member_id from member
             where shop_id = $1 and email_key = $2 and email_confirmed_at is null"
        ),
        &[shop.into(), email.into()],
    )?;
    for row in &rows {
        let member = MemberId(row.int(0)?);
        link::forget(tx, shop, member)?;
        tx.exec(
            sql!(
                "delete from member where shop_id = $1 and member_id = $2
                 and email_confirmed_at is null"
            ),
            &[shop.into(), member.into()],
        )?;
    }
    // A member's own mails are the member's.
    if account::by_email(tx, shop, email)?.is_some() {
        return Ok(());
    }
    forget_mails(tx, shop, email)
}

/// What the outbox has sent about the account.
fn forget_mails(tx: &mut dyn Tx, shop: ShopId, email: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "delete from outbox
             where shop_id = $1 and lower(recipient) = $2
               and kind in ('member', 'member_asked', 'card')"
        ),
        &[shop.into(), account::email_key(email).into()],
    )?;
    Ok(())
}

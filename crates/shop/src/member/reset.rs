//! パスワード再設定: by a link to the member's address. Asking is answered alike whoever asks.

use store::{Tx, sql};

use super::account;
use super::link::{self, LinkKind};
use super::log::Deed;
use super::moment::Moment;
use super::register::RegisterError;
use super::tries::{TRIES_A_MINUTE, Try};
use super::{Browser, Token, device, phrase, session};
use crate::checkout::normalise;
use crate::id::ShopId;
use crate::mail::Notice;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// Sends a link to the address, if a member has it. `false`: too many asked from there within a
/// minute.
pub async fn ask_for_reset(
    world: &World,
    shop: &Shop,
    email: &str,
    browser: &Browser,
) -> Result<bool, store::Error> {
    let moment = Moment::new(world, shop, browser);
    let key = account::email_key(&normalise::email(email));
    let tried = Try::new(shop.id, &key, &browser.counted);
    let token = Token::new(world.random.as_ref());
    let asked = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (moment.shop_id(), moment.now);
        if !tried.admit(tx, false, now)? {
            return Ok::<_, store::Error>(false);
        }
        if let Some(account) = account::by_email(tx, shop, &key)?
            && account::hold(tx, shop, account.member.id)?
        {
            let member = account.member;
            link::make(tx, (shop, member.id), LinkKind::Reset, (&token, None), now)?;
            let path = LinkKind::Reset.path(&token);
            let notice = Notice::Reset { login: member.login.clone(), path };
            moment.tell_asked(tx, &member.buyer.email, &notice)?;
        }
        Ok(true)
    });
    let asked = asked.await?;
    world.bell.notify_one();
    Ok(asked)
}

/// Whether the link would open; nothing changes by looking.
pub async fn is_resettable(
    world: &World,
    shop: &Shop,
    token: &Token,
) -> Result<bool, store::Error> {
    let (shop, token, now) = (shop.id, token.clone(), world.now());
    let found = world.store.read(move |tx: &mut dyn Tx| {
        Ok::<_, store::Error>(link::look(tx, shop, LinkKind::Reset, &token, now)?.is_some())
    });
    found.await
}

/// Gives the member a new password, lifts the lock, ends every session and knows no other browser
/// any more: a thief may have signed in with one. This one is known from now on by the cookie that
/// comes back, so that whoever keeps the lock on with wrong passwords does not keep the member out.
/// `None`: the link opens nothing.
pub async fn reset(
    world: &World,
    shop: &Shop,
    token: &Token,
    (new, again): (&Secret, &Secret),
    browser: &Browser,
) -> Result<Option<Token>, RegisterError> {
    let moment = Moment::new(world, shop, browser);
    let Some((login, email)) = whose(world, shop.id, token, moment.now).await? else {
        return Ok(None);
    };
    let wrong = [
        phrase::check("password", new, &login, &email).err(),
        phrase::same("password_again", new, again).err(),
    ];
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(RegisterError::Fields(wrong));
    }
    let (tried, now) = (Try::new(shop.id, &format!("reset {}", token.hash()), ""), moment.now);
    let count = move |tx: &mut dyn Tx| tried.count(tx, TRIES_A_MINUTE, now);
    if !world.store.write(count).await? {
        return Err(RegisterError::Busy);
    }
    let hash = phrase::kept(world, "password", new).await;
    let hash = hash.map_err(|error| RegisterError::Fields(vec![error]))?;
    let hash = hash.ok_or(RegisterError::Busy)?;
    let (token, cookie) = (token.clone(), device::cookie(world, browser));
    let known = cookie.clone();
    let done = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (moment.shop_id(), moment.now);
        let Some(asked) = link::open(tx, shop, LinkKind::Reset, &token, now)? else {
            return Ok::<_, store::Error>(false);
        };
        let Some(account) = account::by_id(tx, shop, asked.member)? else { return Ok(false) };
        let (member, whose) = (account.member, (shop, asked.member));
        save(tx, whose, &hash)?;
        session::end_all(tx, whose, None)?;
        device::forget_others(tx, whose, Some(&known))?;
        link::forget(tx, shop, member.id)?;
        device::know(tx, whose, &known, &moment.browser.client, now)?;
        moment.note(tx, member.id, Deed::PasswordReset)?;
        let to = (member.buyer.email.as_str(), member.buyer.name());
        moment.tell(tx, (to.0, &to.1), &Notice::PasswordChanged)?;
        Ok(true)
    });
    let done = done.await?;
    world.bell.notify_one();
    Ok(done.then_some(cookie))
}

/// A new password, and no lock of strangers any more.
pub(super) fn save(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, crate::id::MemberId),
    hash: &str,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update member set password = $3, failures = 0, locked_until = null,
               version = version + 1
             where shop_id = $1 and member_id = $2"
        ),
        &[shop.into(), member.into(), hash.into()],
    )?;
    Ok(())
}

async fn whose(
    world: &World,
    shop: ShopId,
    token: &Token,
    now: crate::clock::Timestamp,
) -> Result<Option<(String, String)>, store::Error> {
    let token = token.clone();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let Some(asked) = link::look(tx, shop, LinkKind::Reset, &token, now)? else {
            return Ok::<_, store::Error>(None);
        };
        let account = account::by_id(tx, shop, asked.member)?;
        Ok(account.map(|account| (account.member.login, account.member.buyer.email)))
    });
    found.await
}

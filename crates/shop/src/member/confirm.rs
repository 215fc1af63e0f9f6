//! 本登録: the link of the mail makes a registration a member. It signs nobody in.

use store::{Tx, sql};

use super::account::{self, Account};
use super::link::{self, LinkKind};
use super::log::Deed;
use super::moment::Moment;
use super::{Browser, Token, device, login, term};
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::mail::Notice;
use crate::profile::Shop;
use crate::world::World;

/// A registration that waits for its confirmation, as the link's page shows it: whoever did not
/// type this leaves it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// 会員ID.
    pub login: String,
    /// Family and given name.
    pub name: String,
    /// Another member has the 会員ID meanwhile: another is asked for.
    pub is_taken: bool,
}

/// Why it was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The link opens nothing (any more), or the address is a member's meanwhile.
    #[error("the link opens nothing")]
    Gone,
    /// The 会員ID must be another one.
    #[error("another login is needed")]
    Login(FieldError),
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What the link would confirm; nothing changes by looking, as programs that read mails do.
pub async fn pending(
    world: &World,
    shop: &Shop,
    token: &Token,
) -> Result<Option<Pending>, store::Error> {
    let (shop, token, now) = (shop.id, token.clone(), world.now());
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let Some(asked) = link::look(tx, shop, LinkKind::Confirm, &token, now)? else {
            return Ok::<_, store::Error>(None);
        };
        let Some(account) = account::unconfirmed(tx, shop, asked.member)? else { return Ok(None) };
        let member = account.member;
        let is_taken = is_taken(tx, shop, &member.login)?;
        Ok(Some(Pending { name: member.buyer.name(), login: member.login, is_taken }))
    });
    found.await
}

/// Confirms. `login` is another 会員ID, where the first is taken. The answer is the cookie by which
/// the browser is known from now on.
pub async fn confirm(
    world: &World,
    shop: &Shop,
    token: &Token,
    login: Option<&str>,
    browser: &Browser,
) -> Result<Token, ConfirmError> {
    let moment = Moment::new(world, shop, browser);
    let another = login.map(login::read).transpose().map_err(ConfirmError::Login)?;
    let (token, cookie) = (token.clone(), device::cookie(world, browser));
    let known = cookie.clone();
    let confirmed = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (moment.shop_id(), moment.now);
        let Some(asked) = link::look(tx, shop, LinkKind::Confirm, &token, now)? else {
            return Err(ConfirmError::Gone);
        };
        let account = account::unconfirmed(tx, shop, asked.member)?;
        let Account { member, .. } = account.ok_or(ConfirmError::Gone)?;
        let login = another.as_ref().unwrap_or(&member.login);
        if is_taken(tx, shop, login)? {
            return Err(ConfirmError::Login(login::taken()));
        }
        let key = account::email_key(&member.buyer.email);
        if account::by_email(tx, shop, &key)?.is_some() {
            return Err(ConfirmError::Gone);
        }
        link::open(tx, shop, LinkKind::Confirm, &token, now)?.ok_or(ConfirmError::Gone)?;
        tx.exec(
            sql!(
                "update member set email_confirmed_at = $3, login = $4, login_key = $5
                 where shop_id = $1 and member_id = $2 and email_confirmed_at is null"
            ),
            &[
                shop.into(),
                member.id.into(),
                now.into(),
                login.as_str().into(),
                login::key(login).into(),
            ],
        )?;
        term::refresh(tx, shop, member.id)?;
        device::know(tx, (shop, member.id), &known, &moment.browser.client, now)?;
        moment.note(tx, member.id, Deed::Registered)?;
        let to = (member.buyer.email.as_str(), member.buyer.name());
        moment.tell(tx, (to.0, &to.1), &Notice::Registered { login: login.clone() })?;
        Ok(())
    });
    match confirmed.await {
        // Two links for one address or 会員ID at the same moment: one came first.
        Err(ConfirmError::Store(store::Error::Unique(_))) => Err(ConfirmError::Gone),
        other => other.map(|()| cookie),
    }
}

fn is_taken(tx: &mut dyn Tx, shop: ShopId, login: &str) -> Result<bool, store::Error> {
    Ok(account::by_login(tx, shop, &login::key(login))?.is_some())
}

//! 会員情報変更, 会員ID変更, パスワード変更: by the member, and told to the member.

use store::{Tx, sql};

use super::door::{self, ProveError};
use super::log::Deed;
use super::moment::Moment;
use super::{Browser, Member, device, link, login, phrase, reset, session, term};
use crate::checkout::{self, Buyer, CheckoutForm, FieldError};
use crate::id::ShopId;
use crate::mail::Notice;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// What is wrong with which field.
    #[error("fields are wrong")]
    Fields(Vec<FieldError>),
    /// Something else was changed since the form was opened.
    #[error("the form is out of date")]
    Stale,
    /// Too many at this moment.
    #[error("too many at one time")]
    Busy,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<ProveError> for ChangeError {
    fn from(error: ProveError) -> ChangeError {
        match error {
            ProveError::Busy => ChangeError::Busy,
            ProveError::Store(error) => ChangeError::Store(error),
        }
    }
}

impl ChangeError {
    pub(super) fn of(error: FieldError) -> ChangeError {
        ChangeError::Fields(vec![error])
    }
}

/// Saves name, kana, phone and address; the e-mail address stays. `version` is the one that the
/// form was opened with. What is as it was tells nobody.
pub async fn change_profile(
    world: &World,
    shop: &Shop,
    member: &Member,
    (form, version): (&CheckoutForm, i64),
    browser: &Browser,
) -> Result<(), ChangeError> {
    let moment = Moment::new(world, shop, browser);
    let form = CheckoutForm { email: member.buyer.email.clone(), ..form.clone() };
    let buyer = checkout::parse_buyer(&form).map_err(ChangeError::Fields)?;
    if buyer == member.buyer {
        return Ok(());
    }
    let member = member.clone();
    let saved = world.store.write(move |tx: &mut dyn Tx| {
        if !save(tx, moment.shop_id(), (&member, version), &buyer)? {
            return Err(ChangeError::Stale);
        }
        term::refresh(tx, moment.shop_id(), member.id)?;
        moment.note(tx, member.id, Deed::Profile)?;
        moment.tell(tx, (&buyer.email, &buyer.name()), &Notice::ProfileChanged)?;
        Ok(())
    });
    saved.await?;
    world.bell.notify_one();
    Ok(())
}

fn save(
    tx: &mut dyn Tx,
    shop: ShopId,
    (member, version): (&Member, i64),
    buyer: &Buyer,
) -> Result<bool, store::Error> {
    let address = &buyer.address;
    let rows = tx.exec(
        sql!(
            "update member set family = $4, given = $5, family_kana = $6, given_kana = $7,
               phone = $8, postal = $9, prefecture = $10, city = $11, street = $12, building = $13,
               version = version + 1
             where shop_id = $1 and member_id = $2 and version = $3 and withdrawn_at is null"
        ),
        &[
            shop.into(),
            member.id.into(),
            version.into(),
            buyer.family.as_str().into(),
            buyer.given.as_str().into(),
            buyer.family_kana.as_str().into(),
            buyer.given_kana.as_str().into(),
            buyer.phone.as_str().into(),
            address.postal.as_str().into(),
            address.prefecture.into(),
            address.city.as_str().into(),
            address.street.as_str().into(),
            address.building.as_str().into(),
        ],
    )?;
    Ok(rows == 1)
}

/// Saves another 会員ID.
pub async fn change_login(
    world: &World,
    shop: &Shop,
    member: &Member,
    typed: &str,
    browser: &Browser,
) -> Result<(), ChangeError> {
    let moment = Moment::new(world, shop, browser);
    let login = login::read(typed).map_err(ChangeError::of)?;
    if login == member.login {
        return Ok(());
    }
    let member = member.clone();
    let saved = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update member set login = $3, login_key = $4, version = version + 1
                 where shop_id = $1 and member_id = $2 and withdrawn_at is null"
            ),
            &[
                moment.shop_id().into(),
                member.id.into(),
                login.as_str().into(),
                login::key(&login).into(),
            ],
        )?;
        term::refresh(tx, moment.shop_id(), member.id)?;
        moment.note(tx, member.id, Deed::Login)?;
        let notice = Notice::LoginChanged { login: login.clone() };
        moment.tell(tx, (&member.buyer.email, &member.buyer.name()), &notice)
    });
    saved.await.map_err(|error| match error {
        store::Error::Unique(_) => ChangeError::of(login::taken()),
        other => ChangeError::Store(other),
    })?;
    world.bell.notify_one();
    Ok(())
}

/// Saves another password, where the old one was typed right; all other sessions end, no other
/// browser is known, and no link that was mailed before opens anything.
pub async fn change_password(
    world: &World,
    shop: &Shop,
    member: &Member,
    (old, new, again): (&Secret, &Secret, &Secret),
    browser: &Browser,
) -> Result<(), ChangeError> {
    let moment = Moment::new(world, shop, browser);
    let wrong = [
        phrase::check("password", new, &member.login, &member.buyer.email).err(),
        phrase::same("password_again", new, again).err(),
    ];
    let wrong: Vec<FieldError> = wrong.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(ChangeError::Fields(wrong));
    }
    if !door::prove(world, &moment, member.id, old).await? {
        return Err(ChangeError::of(phrase::wrong("old_password")));
    }
    let hash = phrase::kept(world, "password", new).await.map_err(ChangeError::of)?;
    let hash = hash.ok_or(ChangeError::Busy)?;
    let member = member.clone();
    let saved = world.store.write(move |tx: &mut dyn Tx| {
        let whose = (moment.shop_id(), member.id);
        reset::save(tx, whose, &hash)?;
        session::end_all(tx, whose, moment.browser.session.as_ref())?;
        device::forget_others(tx, whose, moment.browser.device.as_ref())?;
        link::forget(tx, whose.0, whose.1)?;
        moment.note(tx, member.id, Deed::Password)?;
        let to = (member.buyer.email.as_str(), member.buyer.name());
        moment.tell(tx, (to.0, &to.1), &Notice::PasswordChanged)
    });
    saved.await?;
    world.bell.notify_one();
    Ok(())
}

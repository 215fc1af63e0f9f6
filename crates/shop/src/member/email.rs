//! Another e-mail address: it counts once the link that was sent there is opened.

use store::{Tx, sql};

use super::change::ChangeError;
use super::link::{self, Asked, LinkKind};
use super::log::Deed;
use super::moment::Moment;
use super::tries::Try;
use super::{Browser, Member, Token, account, door, phrase, term};
use crate::checkout::{self, CheckoutForm, FieldError};
use crate::mail::Notice;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// Sends a link to the new address, or, where it is another member's, tells that member. The
/// answer is the same.
pub async fn ask_for_email(
    world: &World,
    shop: &Shop,
    member: &Member,
    (email, password): (&str, &Secret),
    browser: &Browser,
) -> Result<(), ChangeError> {
    let moment = Moment::new(world, shop, browser);
    let email = read(email)?;
    if !door::prove(world, &moment, member.id, password).await? {
        return Err(ChangeError::of(phrase::wrong("old_password")));
    }
    let key = account::email_key(&email);
    let tried = Try::new(shop.id, &key, &browser.counted);
    let (token, member) = (Token::new(world.random.as_ref()), member.clone());
    let asked = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (moment.shop_id(), moment.now);
        if !tried.admit(tx, false, now)? {
            return Err(ChangeError::Busy);
        }
        let owner = account::by_email(tx, shop, &key)?.map(|account| account.member);
        let notice = match owner {
            Some(owner) if owner.id != member.id => Notice::Already { login: owner.login },
            _ => {
                let made = (&token, Some(email.as_str()));
                link::make(tx, (shop, member.id), LinkKind::Address, made, now)?;
                Notice::NewEmail { path: LinkKind::Address.path(&token) }
            }
        };
        moment.note(tx, member.id, Deed::EmailAsked)?;
        moment.tell_asked(tx, &email, &notice)?;
        Ok(())
    });
    asked.await?;
    world.bell.notify_one();
    Ok(())
}

/// The address as the checkout reads one.
fn read(typed: &str) -> Result<String, ChangeError> {
    let form = CheckoutForm { email: typed.to_owned(), ..CheckoutForm::default() };
    let errors = checkout::parse_buyer(&form).err().unwrap_or_default();
    let errors: Vec<FieldError> = errors.into_iter().filter(|e| e.field == "email").collect();
    if errors.is_empty() {
        return Ok(crate::checkout::normalise::email(typed));
    }
    Err(ChangeError::Fields(errors))
}

/// The address that the link would bring in; nothing changes by looking.
pub async fn wanted_email(
    world: &World,
    shop: &Shop,
    token: &Token,
) -> Result<Option<String>, store::Error> {
    let (shop, token, now) = (shop.id, token.clone(), world.now());
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let asked = link::look(tx, shop, LinkKind::Address, &token, now)?;
        Ok::<_, store::Error>(asked.and_then(|asked| asked.email))
    });
    found.await
}

/// From now on the new address counts; the old one is told. `false`: the link opens nothing, or
/// the address is another member's meanwhile.
pub async fn change_email(
    world: &World,
    shop: &Shop,
    token: &Token,
    browser: &Browser,
) -> Result<bool, store::Error> {
    let (moment, token) = (Moment::new(world, shop, browser), token.clone());
    let changed = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (moment.shop_id(), moment.now);
        let asked = link::open(tx, shop, LinkKind::Address, &token, now)?;
        let Some(Asked { member, email: Some(email) }) = asked else { return Ok(false) };
        let Some(account) = account::by_id(tx, shop, member)? else { return Ok(false) };
        tx.exec(
            sql!(
                "update member set email = $3, email_key = $4, version = version + 1
                 where shop_id = $1 and member_id = $2"
            ),
            &[shop.into(), member.into(), email.as_str().into(), account::email_key(&email).into()],
        )?;
        term::refresh(tx, shop, member)?;
        // What was mailed to the old address opens nothing any more.
        link::forget(tx, shop, member)?;
        moment.note(tx, member, Deed::Email)?;
        let old = account.member.buyer;
        moment.tell(tx, (&old.email, &old.name()), &Notice::EmailChanged)?;
        Ok::<_, store::Error>(true)
    });
    let changed = match changed.await {
        Err(store::Error::Unique(_)) => false,
        other => other?,
    };
    world.bell.notify_one();
    Ok(changed)
}

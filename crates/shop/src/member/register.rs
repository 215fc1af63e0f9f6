//! 会員登録: 仮登録, until the address is confirmed. Whether a member has the address is told to its
//! owner only.

use store::{Tx, sql};

use super::link::{self, LinkKind};
use super::moment::Moment;
use super::tries::Try;
use super::{Browser, Token, account, login, phrase};
use crate::checkout::{self, Buyer, CheckoutForm, FieldError};
use crate::counter;
use crate::id::{MemberId, ShopId};
use crate::mail::Notice;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// What somebody typed to become a member.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Name, kana, e-mail, phone and address.
    pub person: CheckoutForm,
    /// 会員ID.
    pub login: String,
    /// The password, twice the same.
    pub password: Secret,
    /// Once more.
    pub again: Secret,
    /// 会員規約 was agreed to, or the shop has none.
    pub agreed: bool,
}

/// Why nobody was registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// What is wrong with which field.
    #[error("fields are wrong")]
    Fields(Vec<FieldError>),
    /// Too many from this address, or for this one, at this moment.
    #[error("too many at one time")]
    Busy,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Registers for now, and sends the mail that leads on: to confirm the address, or, where a member
/// has it already, to sign in.
pub async fn register(
    world: &World,
    shop: &Shop,
    registration: &Registration,
    browser: &Browser,
) -> Result<(), RegisterError> {
    let moment = Moment::new(world, shop, browser);
    let (buyer, chosen) = read(registration).map_err(RegisterError::Fields)?;
    let key = account::email_key(&buyer.email);
    let tried = Try::new(shop.id, &key, &browser.counted);
    let (wanted, now) = (login::key(&chosen), moment.now);
    let first = world.store.write(move |tx: &mut dyn Tx| {
        let admitted = tried.admit(tx, false, now)?;
        Ok::<_, store::Error>((admitted, account::by_login(tx, tried.shop, &wanted)?.is_some()))
    });
    match first.await? {
        (false, _) => return Err(RegisterError::Busy),
        (true, true) => return Err(RegisterError::Fields(vec![login::taken()])),
        (true, false) => {}
    }
    let hash = phrase::kept(world, "password", &registration.password).await;
    let hash = hash.map_err(|error| RegisterError::Fields(vec![error]))?;
    let hash = hash.ok_or(RegisterError::Busy)?;
    let token = Token::new(world.random.as_ref());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let shop = moment.shop_id();
        // Written for an address that a member has too: the work must not tell.
        let id = insert(tx, shop, (&chosen, &hash), &buyer, moment.now)?;
        let notice = match account::by_email(tx, shop, &key)? {
            Some(owner) => Notice::Already { login: owner.member.login },
            None => {
                link::make(tx, (shop, id), LinkKind::Confirm, (&token, None), moment.now)?;
                let path = LinkKind::Confirm.path(&token);
                Notice::Confirm { login: chosen.clone(), path }
            }
        };
        moment.tell_asked(tx, &buyer.email, &notice)
    });
    written.await?;
    world.bell.notify_one();
    Ok(())
}

fn read(form: &Registration) -> Result<(Buyer, String), Vec<FieldError>> {
    let person = checkout::parse_buyer(&form.person);
    let login = login::read(&form.login);
    let email = &form.person.email;
    let password = phrase::check("password", &form.password, &form.login, email);
    let again = phrase::same("password_again", &form.password, &form.again);
    let agreed = form.agreed.then_some(()).ok_or_else(|| FieldError {
        field: "agreed",
        message: "会員規約をお読みになり、同意してください。".to_owned(),
        more: String::new(),
    });
    match (person, login, password, again, agreed) {
        (Ok(person), Ok(login), Ok(()), Ok(()), Ok(())) => Ok((person, login)),
        (person, login, password, again, agreed) => {
            let others = [login.err(), password.err(), again.err(), agreed.err()];
            let errors = person.err().into_iter().flatten().chain(others.into_iter().flatten());
            Err(errors.collect())
        }
    }
}

fn insert(
    tx: &mut dyn Tx,
    shop: ShopId,
    (login, password): (&str, &str),
    buyer: &Buyer,
    now: crate::clock::Timestamp,
) -> Result<MemberId, store::Error> {
    let id = MemberId(counter::next(tx, shop, "member")?);
    let address = &buyer.address;
    tx.exec(
        sql!(
            "insert into member (shop_id, member_id, login, login_key, email, email_key, password,
               family, given, family_kana, given_kana, phone, postal, prefecture, city, street,
               building, registered_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
               $18)"
        ),
        &[
            shop.into(),
            id.into(),
            login.into(),
            login::key(login).into(),
            buyer.email.as_str().into(),
            account::email_key(&buyer.email).into(),
            password.into(),
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
            now.into(),
        ],
    )?;
    Ok(id)
}

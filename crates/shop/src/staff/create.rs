//! A new person, or a new password for one.

use store::{Tx, sql};

use super::form::{Checked, StaffForm, is_password};
use super::list::STAFF_MAX;
use super::{Role, log};
use crate::checkout::FieldError;
use crate::clock::Random;
use crate::id::{ShopId, StaffId};
use crate::password;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// A password has at least so many letters.
pub const PASSWORD_LETTERS_MIN: usize = 8;
/// Longer texts are no passwords but load for the hash, in bytes.
pub(super) const PASSWORD_BYTES_MAX: usize = 512;

/// Why nobody was created or changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CreateError {
    /// The login is empty or belongs to somebody.
    #[error("the login is taken or empty")]
    Login,
    /// Shorter than [`PASSWORD_LETTERS_MIN`], or longer than any password.
    #[error("a password has {PASSWORD_LETTERS_MIN} letters or more")]
    Password,
    /// It is in the installation's list of leaked passwords.
    #[error("this password has leaked somewhere; choose another one")]
    Leaked,
    /// These fields must be changed first.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldError>),
    /// Too many sign-ins at this moment.
    #[error("too many sign-ins at one time")]
    Busy,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl CreateError {
    /// What stands beside the fields; empty for other errors.
    pub fn fields(&self) -> &[FieldError] {
        if let CreateError::Fields(fields) = self { fields } else { &[] }
    }
}

/// Makes an owner who signs in by `login` and `password` and is called `name` in the history.
pub async fn create(
    world: &World,
    shop: &Shop,
    login: &str,
    name: &str,
    password: &Secret,
) -> Result<StaffId, CreateError> {
    if login.trim().is_empty() {
        return Err(CreateError::Login);
    }
    let kept = kept(world, password).await?;
    let (shop, name) = (shop.id, name.to_owned());
    let person =
        Checked { login: login.trim().to_owned(), name, role: Role::Owner, email: String::new() };
    let made = world.store.write(move |tx: &mut dyn Tx| insert(tx, shop, &person, &kept));
    made.await.map_err(taken)
}

/// スタッフを追加: a person as the form says, with a password that was typed or is made now. The
/// password comes back, to be told once.
pub async fn add(
    world: &World,
    shop: ShopId,
    by: &str,
    form: &StaffForm,
) -> Result<(StaffId, Secret), CreateError> {
    let person = form.check_new().map_err(CreateError::Fields)?;
    let password = if form.is_typed() {
        Secret::new(form.password.0.clone())
    } else {
        new_password(&*world.random)
    };
    let kept = kept(world, &password).await?;
    let (by, now) = (by.to_owned(), world.now());
    let made = world.store.write(move |tx: &mut dyn Tx| {
        let place = log::place(tx, shop)?;
        if full(tx, shop)? {
            return Ok(None);
        }
        let id = insert(tx, shop, &person, &kept)?;
        let Checked { login, name, role, .. } = &person;
        let line = format!("「{name}」（{login}、{}）を追加しました。", role.name());
        log::write(tx, shop, &place, (&by, now), &[line])?;
        Ok(Some(id))
    });
    match made.await.map_err(taken)? {
        Some(id) => Ok((id, password)),
        None => Err(refused("login", format!("スタッフは{STAFF_MAX}人までです。"))),
    }
}

/// Gives the person a new password, lifts a lock and ends every session the person has. `false`:
/// nobody has that login.
pub async fn change_password(
    world: &World,
    shop: &Shop,
    login: &str,
    password: &Secret,
) -> Result<bool, CreateError> {
    let kept = kept(world, password).await?;
    let (shop, login) = (shop.id, login.trim().to_owned());
    let changed = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "delete from staff_session where shop_id = $1 and staff_id in
                 (select staff_id from staff where shop_id = $1 and login = $2)"
            ),
            &[shop.into(), login.clone().into()],
        )?;
        let rows = tx.exec(
            sql!(
                "update staff set password = $3, failures = 0, locked_until = null,
                   code_failures = 0, code_locked_until = null
                 where shop_id = $1 and login = $2"
            ),
            &[shop.into(), login.clone().into(), kept.clone().into()],
        )?;
        Ok::<_, store::Error>(rows == 1)
    });
    Ok(changed.await?)
}

/// A password nobody guesses, short enough to type.
pub fn new_password(random: &dyn Random) -> Secret {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    const COUNT: usize = 14;
    let mut bytes = [0; COUNT];
    random.fill(&mut bytes);
    let letters = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    Secret::new(letters.collect::<String>())
}

/// The hash to keep of a password that may be one.
pub(super) async fn kept(world: &World, password: &Secret) -> Result<String, CreateError> {
    if !is_password(password.expose()) {
        return Err(CreateError::Password);
    }
    if world.breached.holds(password).await {
        return Err(CreateError::Leaked);
    }
    password::STAFF.hash(world.random.as_ref(), password).await.map_err(|_| CreateError::Busy)
}

/// One field that must be changed first.
pub(super) fn refused(field: &'static str, message: String) -> CreateError {
    CreateError::Fields(vec![FieldError { field, message, more: String::new() }])
}

fn taken(error: store::Error) -> CreateError {
    match error {
        store::Error::Unique(_) => CreateError::Login,
        other => CreateError::Store(other),
    }
}

fn full(tx: &mut dyn Tx, shop: ShopId) -> Result<bool, store::Error> {
    let row = tx.row(sql!("select count(*) from staff where shop_id = $1"), &[shop.into()])?;
    Ok(row.map_or(Ok(0), |row| row.int(0))? >= STAFF_MAX)
}

fn insert(
    tx: &mut dyn Tx,
    shop: ShopId,
    person: &Checked,
    kept: &str,
) -> Result<StaffId, store::Error> {
    let row = tx.row(
        sql!("select coalesce(max(staff_id), 0) + 1 from staff where shop_id = $1"),
        &[shop.into()],
    )?;
    let id = StaffId(row.map_or(Ok(1), |row| row.int(0))?);
    tx.exec(
        sql!(
            "insert into staff
               (shop_id, staff_id, login, name, password, failures, locked_until, role, email)
             values ($1, $2, $3, $4, $5, 0, null, $6, $7)"
        ),
        &[
            shop.into(),
            id.into(),
            person.login.as_str().into(),
            person.name.as_str().into(),
            kept.into(),
            person.role.word().into(),
            person.email.as_str().into(),
        ],
    )?;
    Ok(id)
}

//! A new person, or a new password for one.

use store::{Tx, sql};

use crate::id::StaffId;
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
    /// Too many sign-ins at this moment.
    #[error("too many sign-ins at one time")]
    Busy,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Makes a person who signs in by `login` and `password` and is called `name` in the history.
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
    let (shop, login, name) = (shop.id, login.trim().to_owned(), name.to_owned());
    let made = world.store.write(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select coalesce(max(staff_id), 0) + 1 from staff where shop_id = $1"),
            &[shop.into()],
        )?;
        let id = StaffId(row.map_or(Ok(1), |row| row.int(0))?);
        tx.exec(
            sql!(
                "insert into staff
                   (shop_id, staff_id, login, name, password, failures, locked_until)
                 values ($1, $2, $3, $4, $5, 0, null)"
            ),
            &[
                shop.into(),
                id.into(),
                login.clone().into(),
                name.clone().into(),
                kept.clone().into(),
            ],
        )?;
        Ok::<_, store::Error>(id)
    });
    made.await.map_err(|error| match error {
        store::Error::Unique(_) => CreateError::Login,
        other => CreateError::Store(other),
    })
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
                "update staff set password = $3, failures = 0, locked_until = null
                 where shop_id = $1 and login = $2"
            ),
            &[shop.into(), login.clone().into(), kept.clone().into()],
        )?;
        Ok::<_, store::Error>(rows == 1)
    });
    Ok(changed.await?)
}

async fn kept(world: &World, password: &Secret) -> Result<String, CreateError> {
    let text = password.expose();
    if text.chars().count() < PASSWORD_LETTERS_MIN || text.len() > PASSWORD_BYTES_MAX {
        return Err(CreateError::Password);
    }
    password::STAFF.hash(world.random.as_ref(), password).await.map_err(|_| CreateError::Busy)
}

//! 自分のアカウント: one's own password and mail address.

use store::{Tx, sql};

use super::create::kept;
use super::form::{check_email, check_password};
use super::prove::password_fits;
use super::session::Session;
use super::sessions::end_but;
use super::sign_in::{SignInError, count_failure, unlock};
use super::{CreateError, log};
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::secret::Secret;
use crate::settings::form::Checks;
use crate::world::World;

const OLD_WRONG: &str = "いまのパスワードが違うか、続けて間違えたため止まっています。";

const LEAKED: &str =
    "どこかから流出したことのあるパスワードなので使えません。別のパスワードにしてください。";

/// Changes the password of who asks, if `old` is the one in force; every other session of the
/// person ends.
pub async fn change_own_password(
    world: &World,
    shop: ShopId,
    session: &Session,
    old: &Secret,
    new: &Secret,
) -> Result<(), CreateError> {
    let mut checks = Checks::default();
    check_password(&mut checks, "new", new.expose());
    checks.end(()).map_err(CreateError::Fields)?;
    let staff = session.staff.id;
    let before = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select password from staff where shop_id = $1 and staff_id = $2"),
            &[shop.into(), staff.into()],
        )?;
        row.ok_or(store::Error::Closed)?.text(0)
    });
    let before = before.await?;
    let fits = password_fits(&before, old).await.map_err(|error| match error {
        SignInError::Store(error) => CreateError::Store(error),
        _ => CreateError::Busy,
    })?;
    let after = kept(world, new).await.map_err(|error| match error {
        CreateError::Leaked => super::create::refused("new", LEAKED.to_owned()),
        other => other,
    })?;
    let key = session.key.clone();
    let (name, now) = (session.staff.name.clone(), world.now());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let line = log::place(tx, shop)?;
        if !(fits && unlock(tx, shop, staff, &before, now)?) {
            count_failure(tx, shop, staff, now)?;
            return Ok(false);
        }
        tx.exec(
            sql!("update staff set password = $3 where shop_id = $1 and staff_id = $2"),
            &[shop.into(), staff.into(), after.as_str().into()],
        )?;
        end_but(tx, shop, staff, Some(&key))?;
        let said = format!("「{name}」が自分のパスワードを変えました。");
        log::write(tx, shop, &line, (&name, now), &[said])?;
        Ok::<_, store::Error>(true)
    });
    if written.await? { Ok(()) } else { Err(super::create::refused("old", OLD_WRONG.to_owned())) }
}

/// Sets one's own mail address; empty: none.
pub async fn set_own_email(
    world: &World,
    shop: ShopId,
    session: &Session,
    typed: &str,
) -> Result<Result<(), Vec<FieldError>>, store::Error> {
    let mut checks = Checks::default();
    let email = check_email(&mut checks, typed);
    let email = match checks.end(email) {
        Ok(email) => email,
        Err(errors) => return Ok(Err(errors)),
    };
    let (staff, name, now) = (session.staff.id, session.staff.name.clone(), world.now());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let line = log::place(tx, shop)?;
        let changed = tx.exec(
            sql!(
                "update staff set email = $3
                 where shop_id = $1 and staff_id = $2 and email <> $3"
            ),
            &[shop.into(), staff.into(), email.as_str().into()],
        )?;
        let said = format!("「{name}」のメールアドレスを変えました。");
        let lines: Vec<String> = (changed == 1).then_some(said).into_iter().collect();
        log::write(tx, shop, &line, (&name, now), &lines)
    });
    written.await.map(Ok)
}

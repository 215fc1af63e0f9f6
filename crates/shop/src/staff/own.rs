//! 自分のアカウント: one's own password and mail address.

use store::{Tx, sql};

use super::create::{kept, refused};
use super::form::{check_email, check_password};
use super::prove::password_fits;
use super::session::Session;
use super::sessions::end_but;
use super::{CreateError, log, proof_lock};
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::secret::Secret;
use crate::settings::form::Checks;
use crate::world::World;

const OLD_WRONG: &str = "いまのパスワードが違います。";
const OLD_SHUT: &str = "続けて10回間違えたため、この画面での確認を30分のあいだ止めています。\
     急ぐときは、サインアウトして、もう一度サインインしてください。";

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
    // Counted as a proof is: what strangers try at the sign-in does not keep anybody from this.
    let turn = proof_lock::turn(world, shop, session).await?;
    let turn = turn.ok_or_else(|| refused("old", OLD_SHUT.to_owned()))?;
    let Ok(fits) = password_fits(&before, old).await else {
        world.store.write(move |tx: &mut dyn Tx| turn.give_back(tx)).await?;
        return Err(CreateError::Busy);
    };
    if !fits {
        let said = if turn.is_last { OLD_SHUT } else { OLD_WRONG };
        return Err(refused("old", said.to_owned()));
    }
    // A password alone makes nothing of wrong codes undone.
    world.store.write(move |tx: &mut dyn Tx| turn.give_back(tx)).await?;
    let after = kept(world, new).await.map_err(|error| match error {
        CreateError::Leaked => refused("new", LEAKED.to_owned()),
        other => other,
    })?;
    let key = session.key.clone();
    let (name, now) = (session.staff.name.clone(), world.now());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let line = log::place(tx, shop)?;
        let changed = tx.exec(
            sql!(
                "update staff set password = $3
                 where shop_id = $1 and staff_id = $2 and password = $4 and stopped_at is null"
            ),
            &[shop.into(), staff.into(), after.as_str().into(), before.as_str().into()],
        )?;
        if changed == 0 {
            return Ok(false);
        }
        end_but(tx, shop, staff, Some(&key))?;
        let said = format!("「{name}」が自分のパスワードを変えました。");
        log::write(tx, shop, &line, (&name, now), &[said])?;
        Ok::<_, store::Error>(true)
    });
    if written.await? { Ok(()) } else { Err(refused("old", OLD_WRONG.to_owned())) }
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

//! What an owner does to an account: name, role and address, a new password, stop and start. The
//! last owner who can sign in stays one.

use store::{Tx, sql};

use super::create::{kept, refused};
use super::form::{Checked, StaffForm};
use super::list::{Account, account_in};
use super::second;
use super::sessions::end_but;
use super::{CreateError, Role, log, new_password};
use crate::clock::Timestamp;
use crate::id::{ShopId, StaffId};
use crate::secret::Secret;
use crate::settings::form::Checks;
use crate::world::World;

const LAST_OWNER: &str = "オーナーが1人もいなくなります。先に、ほかの人をオーナーにしてください。";

/// Changes name, role and mail address. `false`: there is no such account.
pub async fn change(
    world: &World,
    shop: ShopId,
    by: &str,
    staff: StaffId,
    form: &StaffForm,
) -> Result<bool, CreateError> {
    let after = form.check_change().map_err(CreateError::Fields)?;
    let (by, now) = (by.to_owned(), world.now());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let place = log::place(tx, shop)?;
        let Some(before) = account_in(tx, shop, staff)? else { return Ok(Act::Missing) };
        if after.role != Role::Owner && is_last_owner(tx, shop, &before)? {
            return Ok(Act::LastOwner);
        }
        tx.exec(
            sql!(
                "update staff set name = $3, role = $4, email = $5
                 where shop_id = $1 and staff_id = $2"
            ),
            &[
                shop.into(),
                staff.into(),
                after.name.as_str().into(),
                after.role.word().into(),
                after.email.as_str().into(),
            ],
        )?;
        log::write(tx, shop, &place, (&by, now), &differences(&before, &after))?;
        Ok::<_, store::Error>(Act::Done)
    });
    written.await?.said("role")
}

/// Gives an account a new password, typed or made, lifts its locks and ends its sessions; with
/// `totp` it also takes the second factor away. The password comes back, to be told once.
pub async fn reset_password(
    world: &World,
    shop: ShopId,
    by: &str,
    staff: StaffId,
    typed: Option<&Secret>,
    totp: bool,
) -> Result<Option<Secret>, CreateError> {
    if let Some(typed) = typed {
        let mut checks = Checks::default();
        super::form::check_password(&mut checks, "password", typed.expose());
        checks.end(()).map_err(CreateError::Fields)?;
    }
    let password = typed.cloned().unwrap_or_else(|| new_password(&*world.random));
    let (kept, by, now) = (kept(world, &password).await?, by.to_owned(), world.now());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let place = log::place(tx, shop)?;
        let Some(account) = account_in(tx, shop, staff)? else { return Ok(false) };
        tx.exec(
            sql!(
                "update staff set password = $3, failures = 0, locked_until = null,
                   code_failures = 0, code_locked_until = null
                 where shop_id = $1 and staff_id = $2"
            ),
            &[shop.into(), staff.into(), kept.as_str().into()],
        )?;
        end_but(tx, shop, staff, None)?;
        let mut lines = vec![format!("「{}」のパスワードを新しくしました。", account.name)];
        if totp && account.has_totp {
            second::remove_in(tx, shop, staff)?;
            lines.push(format!("「{}」の二段階認証を外しました。", account.name));
        }
        log::write(tx, shop, &place, (&by, now), &lines)?;
        Ok::<_, store::Error>(true)
    });
    Ok(written.await?.then_some(password))
}

/// Stops an account, whose sessions end at once, or lets it in again. `false`: there is none.
pub async fn set_active(
    world: &World,
    shop: ShopId,
    by: &str,
    staff: StaffId,
    active: bool,
) -> Result<bool, CreateError> {
    let (by, now) = (by.to_owned(), world.now());
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let place = log::place(tx, shop)?;
        let Some(account) = account_in(tx, shop, staff)? else { return Ok(Act::Missing) };
        if !active && is_last_owner(tx, shop, &account)? {
            return Ok(Act::LastOwner);
        }
        if active == account.stopped_at.is_none() {
            return Ok(Act::Done);
        }
        let stopped_at: Option<Timestamp> = (!active).then_some(now);
        tx.exec(
            sql!("update staff set stopped_at = $3 where shop_id = $1 and staff_id = $2"),
            &[shop.into(), staff.into(), stopped_at.into()],
        )?;
        end_but(tx, shop, staff, None)?;
        let act = if active {
            "ふたたび使えるようにしました"
        } else {
            "停止しました"
        };
        let said = format!("「{}」を{act}。", account.name);
        log::write(tx, shop, &place, (&by, now), &[said])?;
        Ok::<_, store::Error>(Act::Done)
    });
    written.await?.said("active")
}

/// What a transaction came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Done,
    Missing,
    LastOwner,
}

impl Act {
    fn said(self, field: &'static str) -> Result<bool, CreateError> {
        match self {
            Act::Done => Ok(true),
            Act::Missing => Ok(false),
            Act::LastOwner => Err(refused(field, LAST_OWNER.to_owned())),
        }
    }
}

/// Whether this owner is the only one who can sign in.
fn is_last_owner(tx: &mut dyn Tx, shop: ShopId, account: &Account) -> Result<bool, store::Error> {
    if account.role != Role::Owner || account.stopped_at.is_some() {
        return Ok(false);
    }
    let other = tx.row(
        sql!(
            "select 1 from staff where shop_id = $1 and role = 'owner' and stopped_at is null
             and staff_id <> $2 limit 1"
        ),
        &[shop.into(), account.id.into()],
    )?;
    Ok(other.is_none())
}

fn differences(before: &Account, after: &Checked) -> Vec<String> {
    let mut lines = Vec::new();
    if before.name != after.name {
        lines.push(format!("「{}」の名前を「{}」に変えました。", before.name, after.name));
    }
    if before.role != after.role {
        let (old, new) = (before.role.name(), after.role.name());
        lines.push(format!("「{}」の役割を、{old}から{new}に変えました。", after.name));
    }
    if before.email != after.email {
        lines.push(format!("「{}」のメールアドレスを変えました。", after.name));
    }
    lines
}

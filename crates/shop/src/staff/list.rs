//! スタッフ一覧: every account of the shop, those that are stopped too.

use store::{Row, Tx, sql};

use super::{Role, session};
use crate::clock::Timestamp;
use crate::id::{ShopId, StaffId};
use crate::world::World;

/// A shop has so many accounts at most, stopped ones included: the list is one page.
pub const STAFF_MAX: i64 = 200;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The person's number.
    pub id: StaffId,
    /// ログインID.
    pub login: String,
    /// 名前.
    pub name: String,
    /// 役割.
    pub role: Role,
    /// メールアドレス; may be empty.
    pub email: String,
    /// Since when nobody can sign in with it.
    pub stopped_at: Option<Timestamp>,
    /// Until when it is locked after failures, if that is known.
    pub locked_until: Option<Timestamp>,
    /// Whether it has a second factor.
    pub has_totp: bool,
}

/// Every account, in the order they were made.
pub async fn accounts(world: &World, shop: ShopId) -> Result<Vec<Account>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select staff_id, login, name, role, email, stopped_at, locked_until,
                   case when totp is null then 0 else 1 end
                 from staff where shop_id = $1 order by staff_id limit $2"
            ),
            &[shop.into(), STAFF_MAX.into()],
        )?;
        rows.iter().map(read).collect::<Result<Vec<_>, _>>()
    };
    world.store.read(read).await
}

/// One account.
pub async fn account(
    world: &World,
    shop: ShopId,
    staff: StaffId,
) -> Result<Option<Account>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| account_in(tx, shop, staff)).await
}

/// The same inside a transaction.
pub(super) fn account_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
) -> Result<Option<Account>, store::Error> {
    let row = tx.row(
        sql!(
            "select staff_id, login, name, role, email, stopped_at, locked_until,
               case when totp is null then 0 else 1 end
             from staff where shop_id = $1 and staff_id = $2"
        ),
        &[shop.into(), staff.into()],
    )?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Account, store::Error> {
    Ok(Account {
        id: StaffId(row.int(0)?),
        login: row.text(1)?,
        name: row.text(2)?,
        role: session::role(&row.text(3)?)?,
        email: row.text(4)?,
        stopped_at: row.opt_int(5)?.map(Timestamp),
        locked_until: row.opt_int(6)?.map(Timestamp),
        has_totp: row.int(7)? == 1,
    })
}

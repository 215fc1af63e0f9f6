//! A session: an opaque token of 256 random bits; the database knows its SHA-256 only.

use store::{Tx, sql};

use super::{Role, Staff};
use crate::clock::{HOUR, MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::profile::Shop;
pub use crate::token::Token as SessionToken;
use crate::world::World;

/// A session unused for so long has ended, in milliseconds.
pub const IDLE_MAX: i64 = 12 * HOUR;
/// Being used is written down this often at most: pages stay reads.
const SEEN_EVERY: i64 = 5 * MINUTE;
/// A session's name in a list; opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionKey(pub String);

/// Who is signed in, and how surely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The person.
    pub staff: Staff,
    /// Which of the person's sessions.
    pub key: SessionKey,
    /// Whether the person has set a second factor up.
    pub has_totp: bool,
    /// When the person last proved to be there: by signing in, or by being asked again.
    pub proved_at: Timestamp,
}

/// Who shows this token, if its session lives and has passed every step of the sign-in. Notes at
/// most every five minutes that it is in use.
pub async fn find_session(
    world: &World,
    shop: &Shop,
    token: &SessionToken,
) -> Result<Option<Session>, store::Error> {
    let (shop, hash, now) = (shop.id, token.hash(), world.now());
    let key = hash.clone();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select s.staff_id, s.login, s.name, s.role,
                   case when s.totp is null then 0 else 1 end, e.proved_at, e.seen_at
                 from staff_session e
                 join staff s on s.shop_id = e.shop_id and s.staff_id = e.staff_id
                 where e.shop_id = $1 and e.token_hash = $2 and e.seen_at > $3
                   and e.stage = 'open' and s.stopped_at is null"
            ),
            &[shop.into(), key.clone().into(), now.after(-IDLE_MAX).into()],
        )?;
        row.map(|row| {
            let (id, login) = (StaffId(row.int(0)?), row.text(1)?);
            let staff = Staff { id, login, name: row.text(2)?, role: role(&row.text(3)?)? };
            let (has_totp, proved_at) = (row.int(4)? == 1, Timestamp(row.int(5)?));
            let session = Session { staff, key: SessionKey(key.clone()), has_totp, proved_at };
            Ok::<_, store::Error>((session, Timestamp(row.int(6)?)))
        })
        .transpose()
    });
    let Some((session, seen_at)) = found.await? else { return Ok(None) };
    if seen_at.after(SEEN_EVERY) <= now {
        seen(world, shop, hash, now).await?;
    }
    Ok(Some(session))
}

/// The role of a row's word.
pub(super) fn role(word: &str) -> Result<Role, store::Error> {
    Role::find(word).ok_or_else(|| store::Error::Engine(format!("staff.role: {word:?}")))
}

/// Ends the session; a token that opens nothing is no error.
pub async fn sign_out(
    world: &World,
    shop: &Shop,
    token: &SessionToken,
) -> Result<(), store::Error> {
    let (shop, hash) = (shop.id, token.hash());
    let ended = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("delete from staff_session where shop_id = $1 and token_hash = $2"),
            &[shop.into(), hash.clone().into()],
        )
    });
    ended.await.map(|_| ())
}

/// Starts a session and sweeps the ended ones of the same person away.
pub(super) fn start(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    begun: &Begun,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from staff_session where shop_id = $1 and staff_id = $2 and seen_at <= $3"),
        &[shop.into(), staff.into(), now.after(-IDLE_MAX).into()],
    )?;
    tx.exec(
        sql!(
            "insert into staff_session (shop_id, token_hash, staff_id, started_at, seen_at, stage,
               proved_at, address, agent)
             values ($1, $2, $3, $4, $4, $5, $4, $6, $7)"
        ),
        &[
            shop.into(),
            begun.token_hash.as_str().into(),
            staff.into(),
            now.into(),
            begun.stage.into(),
            begun.address.as_str().into(),
            begun.agent.as_str().into(),
        ],
    )?;
    Ok(())
}

/// A session to be.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    pub token_hash: String,
    /// `code` until the second step, then `open`.
    pub stage: &'static str,
    pub address: String,
    pub agent: String,
}

async fn seen(
    world: &World,
    shop: ShopId,
    token_hash: String,
    now: Timestamp,
) -> Result<(), store::Error> {
    let noted = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("update staff_session set seen_at = $3 where shop_id = $1 and token_hash = $2"),
            &[shop.into(), token_hash.clone().into(), now.into()],
        )
    });
    noted.await.map(|_| ())
}

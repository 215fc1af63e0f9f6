//! A member's session: which browser is signed in, and until when.

use store::{Row, Tx, sql};

use super::{Member, Token};
use crate::checkout::{Address, Buyer};
use crate::clock::{DAY, HOUR, Timestamp};
use crate::delivery::Prefecture;
use crate::id::{MemberId, ShopId};
use crate::profile::Shop;
use crate::world::World;

/// A session unused for so long has ended, in milliseconds.
pub const IDLE_MAX: i64 = 30 * DAY;
/// Being used is written down this often at most: pages stay reads.
const SEEN_EVERY: i64 = HOUR;

/// Who shows this token, if its session lives. Notes at most every hour that it is in use.
pub async fn find_session(
    world: &World,
    shop: &Shop,
    token: &Token,
) -> Result<Option<Member>, store::Error> {
    let (shop, hash, now) = (shop.id, token.hash(), world.now());
    let key = hash.clone();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select m.member_id, m.login, m.family, m.given, m.family_kana, m.given_kana,
                   m.email, m.phone, m.postal, m.prefecture, m.city, m.street, m.building,
                   m.registered_at, m.version, e.seen_at
                 from member_session e
                 join member m on m.shop_id = e.shop_id and m.member_id = e.member_id
                 where e.shop_id = $1 and e.token_hash = $2 and e.seen_at > $3
                 and m.email_confirmed_at is not null and m.withdrawn_at is null"
            ),
            &[shop.into(), key.clone().into(), now.after(-IDLE_MAX).into()],
        )?;
        row.map(|row| Ok::<_, store::Error>((member(&row)?, Timestamp(row.int(15)?)))).transpose()
    });
    let Some((member, seen_at)) = found.await? else { return Ok(None) };
    if seen_at.after(SEEN_EVERY) <= now {
        seen(world, shop, hash, now).await?;
    }
    Ok(Some(member))
}

/// Ends the session; a token that opens nothing is no error.
pub async fn sign_out(world: &World, shop: &Shop, token: &Token) -> Result<(), store::Error> {
    let (shop, hash) = (shop.id, token.hash());
    let ended = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("delete from member_session where shop_id = $1 and token_hash = $2"),
            &[shop.into(), hash.clone().into()],
        )
    });
    ended.await.map(drop)
}

/// The columns of [`find_session`], in its order.
pub(super) fn member(row: &Row) -> Result<Member, store::Error> {
    let prefecture = Prefecture::try_from(row.int(9)?);
    let address = Address {
        postal: row.text(8)?,
        prefecture: prefecture.map_err(|error| store::Error::Engine(error.to_string()))?,
        city: row.text(10)?,
        street: row.text(11)?,
        building: row.text(12)?,
    };
    Ok(Member {
        id: MemberId(row.int(0)?),
        login: row.text(1)?,
        buyer: Buyer {
            family: row.text(2)?,
            given: row.text(3)?,
            family_kana: row.text(4)?,
            given_kana: row.text(5)?,
            email: row.text(6)?,
            phone: row.text(7)?,
            address,
        },
        registered_at: Timestamp(row.int(13)?),
        version: row.int(14)?,
    })
}

/// Starts a session, and ends the one that the browser had.
pub(super) fn start(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    (token, before): (&Token, Option<&Token>),
    now: Timestamp,
) -> Result<(), store::Error> {
    if let Some(before) = before {
        tx.exec(
            sql!("delete from member_session where shop_id = $1 and token_hash = $2"),
            &[shop.into(), before.hash().into()],
        )?;
    }
    tx.exec(
        sql!(
            "insert into member_session (shop_id, token_hash, member_id, started_at, seen_at)
             values ($1, $2, $3, $4, $4)"
        ),
        &[shop.into(), token.hash().into(), member.into(), now.into()],
    )?;
    Ok(())
}

/// Ends every session of the member but one.
pub(super) fn end_all(
    tx: &mut dyn Tx,
    (shop, member): (ShopId, MemberId),
    but: Option<&Token>,
) -> Result<(), store::Error> {
    let but = but.map(Token::hash).unwrap_or_default();
    tx.exec(
        sql!(
            "delete from member_session
             where shop_id = $1 and member_id = $2 and token_hash <> $3"
        ),
        &[shop.into(), member.into(), but.into()],
    )?;
    Ok(())
}

async fn seen(
    world: &World,
    shop: ShopId,
    token_hash: String,
    now: Timestamp,
) -> Result<(), store::Error> {
    let noted = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("update member_session set seen_at = $3 where shop_id = $1 and token_hash = $2"),
            &[shop.into(), token_hash.clone().into(), now.into()],
        )
    });
    noted.await.map(drop)
}

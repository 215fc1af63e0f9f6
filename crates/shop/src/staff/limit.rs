//! How many may try at once (X9), looked at before a password is hashed. Counted by rows, so that a
//! second process changes nothing.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use crate::clock::{MINUTE, Timestamp};
use crate::id::ShopId;
use crate::world::World;

/// One login is tried from so many addresses within a minute at most.
pub const ADDRESSES_OF_A_LOGIN: i64 = 15;
/// One address tries so many logins within a minute at most.
pub const LOGINS_OF_AN_ADDRESS: i64 = 30;
/// One address tries one login so often within a minute at most: nobody who knows the password
/// does, and whoever sends many at one moment keeps nobody waiting for a hash.
pub const TRIES_OF_A_PAIR: i64 = 20;
/// The time that all are counted over.
pub(super) const WITHIN: i64 = MINUTE;

/// A try that may be looked at.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    shop: ShopId,
    login: String,
    address: String,
    /// It is the first of its address for a while.
    pub is_first: bool,
}

/// Counts a try. `None`: it is one too many; those that are not looked at do not keep others out.
pub(super) async fn admit(
    world: &World,
    shop: ShopId,
    login: &str,
    address: &str,
) -> Result<Option<Tried>, store::Error> {
    let login = hex::encode(Sha256::digest(login.as_bytes()));
    let (address, now) = (address.to_owned(), world.now());
    // On one lane, so that tries at one moment see each other.
    let counted = world.store.write_on(shop.0, move |tx: &mut dyn Tx| {
        let (addresses, logins) = others(tx, shop, (&login, &address), now)?;
        let is_first = is_new(tx, shop, &address, now)?;
        let is_welcome = addresses < ADDRESSES_OF_A_LOGIN
            && logins < LOGINS_OF_AN_ADDRESS
            && count(tx, shop, (&login, &address), now)?;
        let tried = || Tried { shop, login: login.clone(), address: address.clone(), is_first };
        Ok::<_, store::Error>(is_welcome.then(tried))
    });
    counted.await
}

/// Counts a try of this login from this address, unless there were too many.
fn count(
    tx: &mut dyn Tx,
    shop: ShopId,
    (login, address): (&str, &str),
    now: Timestamp,
) -> Result<bool, store::Error> {
    let counted = tx.exec(
        sql!(
            "insert into staff_try (shop_id, login_hash, address, at, since, tries)
             values ($1, $2, $3, $4, $4, 1)
             on conflict (shop_id, login_hash, address) do update set
               tries = case when staff_try.since > $5 then staff_try.tries + 1 else 1 end,
               since = case when staff_try.since > $5 then staff_try.since
                       else excluded.since end,
               at = excluded.at
             where staff_try.since <= $5 or staff_try.tries < $6"
        ),
        &[
            shop.into(),
            login.into(),
            address.into(),
            now.into(),
            now.after(-WITHIN).into(),
            TRIES_OF_A_PAIR.into(),
        ],
    )?;
    Ok(counted == 1)
}

/// Other addresses of this login, other logins of this address; none counted beyond its limit.
fn others(
    tx: &mut dyn Tx,
    shop: ShopId,
    (login, address): (&str, &str),
    now: Timestamp,
) -> Result<(i64, i64), store::Error> {
    let row = tx.row(
        sql!(
            "select
               (select count(*) from (select 1 as one from staff_try
                  where shop_id = $1 and login_hash = $2 and address <> $3 and at > $4
                  limit $5) as a),
               (select count(*) from (select 1 as one from staff_try
                  where shop_id = $1 and address = $3 and login_hash <> $2 and at > $4
                  limit $6) as b)"
        ),
        &[
            shop.into(),
            login.into(),
            address.into(),
            now.after(-WITHIN).into(),
            ADDRESSES_OF_A_LOGIN.into(),
            LOGINS_OF_AN_ADDRESS.into(),
        ],
    )?;
    let row = row.ok_or(store::Error::Closed)?;
    Ok((row.int(0)?, row.int(1)?))
}

fn is_new(
    tx: &mut dyn Tx,
    shop: ShopId,
    address: &str,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!("select 1 from staff_try where shop_id = $1 and address = $2 and at > $3 limit 1"),
        &[shop.into(), address.into(), now.after(-WITHIN).into()],
    )?;
    Ok(row.is_none())
}

impl Tried {
    /// It met a locked door, or none. Whether it is the first of its login and address within a
    /// minute to do so, and the history is told: else whoever tries on fills it. It writes whatever
    /// it comes to: a commit takes time, which must not tell who exists.
    pub(super) fn is_shut(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<bool, store::Error> {
        let row = tx.row(
            sql!(
                "update staff_try set
                   shut = case when shut_since > $5 then shut + 1 else 1 end,
                   shut_since = case when shut_since > $5 then shut_since else $4 end
                 where shop_id = $1 and login_hash = $2 and address = $3
                 returning shut"
            ),
            &[
                self.shop.into(),
                self.login.as_str().into(),
                self.address.as_str().into(),
                now.into(),
                now.after(-WITHIN).into(),
            ],
        )?;
        // Without the row a minute has gone by since.
        row.map_or(Ok(true), |row| Ok(row.int(0)? == 1))
    }
}

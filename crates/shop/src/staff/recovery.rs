//! Recovery codes: ten, each good once, for whoever has lost the phone. 80 random bits each, so
//! that a plain hash keeps them.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use super::{Session, log};
use crate::clock::{Random, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::secret::Secret;
use crate::world::World;

/// So many are given at once.
pub const RECOVERY_CODES: usize = 10;
/// Letters of a code; each is worth five bits.
const LETTERS: usize = 16;
/// None looks like another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Gives new codes in the place of those that are left. Without a second factor there are none.
pub async fn new_codes(
    world: &World,
    shop: ShopId,
    session: &Session,
) -> Result<Vec<Secret>, store::Error> {
    if !session.has_totp {
        return Ok(Vec::new());
    }
    let (staff, name, now) = (session.staff.id, session.staff.name.clone(), world.now());
    let codes = made(&*world.random);
    let hashes: Vec<String> = codes.iter().map(|code| hash_of(code.expose())).collect();
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let line = log::place(tx, shop)?;
        replace(tx, shop, staff, &hashes)?;
        let said = format!("「{name}」の回復コードを作り直しました。");
        log::write(tx, shop, &line, (&name, now), &[said])
    });
    written.await?;
    Ok(codes)
}

/// How many are left.
pub async fn codes_left(world: &World, shop: ShopId, staff: StaffId) -> Result<i64, store::Error> {
    let count = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select count(*) from staff_recovery where shop_id = $1 and staff_id = $2"),
            &[shop.into(), staff.into()],
        )?;
        row.map_or(Ok(0), |row| row.int(0))
    });
    count.await
}

/// New codes, in groups of four letters.
pub(super) fn made(random: &dyn Random) -> Vec<Secret> {
    let code = |_| {
        let mut bytes = [0; LETTERS];
        random.fill(&mut bytes);
        let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
        let groups = bytes.chunks(4).map(|group| group.iter().map(letter).collect::<String>());
        Secret::new(groups.collect::<Vec<_>>().join("-"))
    };
    (0..RECOVERY_CODES).map(code).collect()
}

/// The hash of a code however it is typed.
pub(super) fn hash_of(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    hex::encode(Sha256::digest(letters.as_bytes()))
}

/// Puts these in the place of what is left.
pub(super) fn replace(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    hashes: &[String],
) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from staff_recovery where shop_id = $1 and staff_id = $2"),
        &[shop.into(), staff.into()],
    )?;
    for hash in hashes {
        tx.exec(
            sql!("insert into staff_recovery (shop_id, staff_id, code_hash) values ($1, $2, $3)"),
            &[shop.into(), staff.into(), hash.as_str().into()],
        )?;
    }
    Ok(())
}

/// Uses a code up, for somebody who is signed in.
pub(super) fn used_up(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    hash: &str,
) -> Result<bool, store::Error> {
    let gone = tx.exec(
        sql!(
            "delete from staff_recovery where shop_id = $1 and staff_id = $2 and code_hash = $3
             and exists (select 1 from staff where shop_id = $1 and staff_id = $2
               and totp is not null and stopped_at is null)"
        ),
        &[shop.into(), staff.into(), hash.into()],
    )?;
    Ok(gone == 1)
}

/// Uses a code up, unless the second step is locked.
pub(super) fn used(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    hash: &str,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let gone = tx.exec(
        sql!(
            "delete from staff_recovery where shop_id = $1 and staff_id = $2 and code_hash = $3
             and exists (select 1 from staff where shop_id = $1 and staff_id = $2
               and totp is not null and (code_locked_until is null or code_locked_until <= $4))"
        ),
        &[shop.into(), staff.into(), hash.into(), now.into()],
    )?;
    if gone == 1 {
        tx.exec(
            sql!(
                "update staff set code_failures = 0, code_locked_until = null
                 where shop_id = $1 and staff_id = $2"
            ),
            &[shop.into(), staff.into()],
        )?;
    }
    Ok(gone == 1)
}

//! Leases and due times are compared across machines: one whose clock is wrong must not claim work
//! (DESIGN section 6).

use store::{Dialect, Tx, sql};

use crate::clock::{SECOND, Timestamp};
use crate::world::World;

/// As far a clock may be off the database's.
const OFF_MAX: i64 = 5 * SECOND;

/// Why this process claims nothing.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The clocks are too far apart.
    #[error("this machine's clock is {} s off the database's: nothing is claimed", .0 / SECOND)]
    Off(i64),
    /// The database could not be asked.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Compares our clock with the database's. SQLite has ours.
pub async fn agree(world: &World) -> Result<(), ClockError> {
    if world.store.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let asked = world.now();
    let told = world.store.read(database_time).await?;
    match off(asked, told, world.now()) {
        off if off.abs() > OFF_MAX => Err(ClockError::Off(off)),
        _ => Ok(()),
    }
}

fn database_time(tx: &mut dyn Tx) -> Result<Timestamp, store::Error> {
    let sql = sql!(postgres: "select (extract(epoch from clock_timestamp()) * 1000)::bigint");
    tx.row(sql, &[])?.map_or(Err(store::Error::Closed), |row| row.int(0).map(Timestamp))
}

/// How far we are ahead (behind: negative) of what was told between two looks at our clock.
fn off(asked: Timestamp, told: Timestamp, answered: Timestamp) -> i64 {
    if told < asked { asked.0 - told.0 } else { (answered.0 - told.0).min(0) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::Dialect;
    use store::scratch::each_engine_async;

    use super::{ClockError, agree, off};
    use crate::clock::{Clock, HandClock, SECOND, SystemClock, Timestamp};
    use crate::payment::Wire;
    use crate::secret::Cipher;
    use crate::world::{Pace, World};

    #[test]
    fn a_slow_answer_is_no_wrong_clock() {
        for (asked, told, answered, expected) in
            [(10, 12, 15, 0), (10, 10, 10, 0), (10, 4, 15, 6), (10, 22, 15, -7)]
        {
            let off = off(Timestamp(asked), Timestamp(told), Timestamp(answered));
            assert_eq!(off, expected);
        }
    }

    #[tokio::test]
    async fn a_clock_that_is_off_claims_nothing_beside_other_machines() {
        each_engine_async(crate::migrations::ALL, async |store| {
            let alone = store.dialect() == Dialect::Sqlite;
            let (cipher, gateway) = (Cipher::new(&[7; 32]), Arc::new(Wire::new()));
            let mut world = World::new(store, gateway, cipher, Pace::PRODUCTION);
            for (seconds, right) in [(0, true), (-3600, false), (-60, false), (60, false)] {
                let at = SystemClock.now().after(seconds * SECOND);
                world.clock = Arc::new(HandClock::at(at));
                let agreed = agree(&world).await;
                assert_eq!(agreed.is_ok(), right || alone, "{seconds}: {agreed:?}");
                assert!(matches!(agreed, Ok(()) | Err(ClockError::Off(_))));
            }
        })
        .await;
    }
}

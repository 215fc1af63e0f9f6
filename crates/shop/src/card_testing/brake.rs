//! The brake on all cards of a shop: when it is on, and what it remembers. Its rules do no input or
//! output.

use store::{Tx, sql};

use super::limits::{FIRST, FURTHER, MEMORY, PAUSES, Trip, WINDOW};
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::world::World;

/// The brake of one shop. A time of 0 is none. The default: nothing ever happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brake {
    /// Until then open attempts count beside failures.
    pub(super) watched_until: Timestamp,
    /// Failures up to then do not count.
    pub(super) counted_from: Timestamp,
    /// How often it went on within [`MEMORY`].
    pub(super) strikes: i64,
    pub(super) struck_at: Timestamp,
    pub(super) ends_at: Timestamp,
    resumed: Option<Resumed>,
}

/// Who let the card in before the brake's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// When.
    pub at: Timestamp,
    /// Name of the staff member.
    pub by: String,
}

impl Brake {
    /// Whether no card is taken now.
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.until(now).is_some()
    }

    /// Until when no card is taken, if none is now.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        (now < self.ends_at).then_some(self.ends_at)
    }

    /// Who ended the last one, if that was less than a day ago.
    pub fn resumed(&self, now: Timestamp) -> Option<&Resumed> {
        self.resumed.as_ref().filter(|resumed| now < resumed.at.after(MEMORY))
    }

    fn is_remembered(&self, now: Timestamp) -> bool {
        self.struck_at > Timestamp(0) && now < self.struck_at.after(MEMORY)
    }

    /// What it takes to go on.
    pub(super) fn trip(&self, now: Timestamp) -> Trip {
        if self.is_remembered(now) { FURTHER } else { FIRST }
    }

    /// Failures count that are later than this: those of the last brake never bring the next one.
    pub(super) fn since(&self, now: Timestamp) -> Timestamp {
        now.after(-WINDOW).max(self.counted_from)
    }

    /// The brake as it goes on now.
    pub(super) fn struck(&self, now: Timestamp) -> Brake {
        let strikes = if self.is_remembered(now) { self.strikes + 1 } else { 1 };
        let place = usize::try_from(strikes - 1).unwrap_or(0).min(PAUSES.len() - 1);
        let ends_at = now.after(PAUSES[place]);
        Brake { strikes, struck_at: now, ends_at, counted_from: ends_at, ..self.clone() }
    }

    /// Writes a strike. False: another process struck meanwhile.
    pub(super) fn save_strike(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        before: &Brake,
    ) -> Result<bool, store::Error> {
        let written = tx.exec(
            sql!(
                "insert into card_brake (shop_id, watched_until, counted_from, strikes, struck_at,
                   ends_at) values ($1, 0, $2, $3, $4, $5)
                 on conflict (shop_id) do update
                 set counted_from = $2, strikes = $3, struck_at = $4, ends_at = $5
                 where card_brake.struck_at = $6"
            ),
            &[
                shop.into(),
                self.counted_from.into(),
                self.strikes.into(),
                self.struck_at.into(),
                self.ends_at.into(),
                before.struck_at.into(),
            ],
        )?;
        Ok(written == 1)
    }
}

/// From now on for [`WINDOW`] the shop is watched. Touches nothing else: another process may have
/// struck.
pub(super) fn watch(tx: &mut dyn Tx, shop: ShopId, now: Timestamp) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into card_brake (shop_id, watched_until, counted_from, strikes, struck_at,
               ends_at) values ($1, $2, 0, 0, 0, 0)
             on conflict (shop_id) do update set watched_until = $2"
        ),
        &[shop.into(), now.after(WINDOW).into()],
    )?;
    Ok(())
}

/// The brake of a shop.
pub async fn brake(world: &World, shop: ShopId) -> Result<Brake, store::Error> {
    world.store.read(move |tx| brake_in(tx, shop)).await
}

/// The same inside a transaction.
pub fn brake_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Brake, store::Error> {
    let row = tx.row(
        sql!(
            "select watched_until, counted_from, strikes, struck_at, ends_at, resumed_at, resumed_by
             from card_brake where shop_id = $1"
        ),
        &[shop.into()],
    )?;
    let Some(row) = row else { return Ok(Brake::default()) };
    let resumed = row.opt_int(5)?.zip(row.opt_text(6)?);
    Ok(Brake {
        watched_until: Timestamp(row.int(0)?),
        counted_from: Timestamp(row.int(1)?),
        strikes: row.int(2)?,
        struck_at: Timestamp(row.int(3)?),
        ends_at: Timestamp(row.int(4)?),
        resumed: resumed.map(|(at, by)| Resumed { at: Timestamp(at), by }),
    })
}

#[cfg(test)]
mod tests {
    use super::{Brake, FIRST, FURTHER, MEMORY, PAUSES, WINDOW};
    use crate::clock::{DAY, MINUTE, Timestamp};

    const NOW: Timestamp = Timestamp(1_795_496_731_000);

    #[test]
    fn each_strike_of_a_day_doubles_the_pause_up_to_eight_hours() {
        let mut brake = Brake::default();
        let mut now = NOW;
        for minutes in [30, 60, 120, 240, 480, 480] {
            brake = brake.struck(now);
            let end = now.after(minutes * MINUTE);
            assert_eq!(brake.until(now), Some(end));
            assert!(brake.is_on(end.after(-1)) && !brake.is_on(end));
            now = end;
        }
        // A day after the last one it is forgotten.
        now = brake.struck_at.after(MEMORY);
        assert_eq!(brake.struck(now).until(now), Some(now.after(PAUSES[0])));
    }

    #[test]
    fn failures_up_to_the_end_of_a_brake_do_not_count_and_few_further_ones_do() {
        let brake = Brake::default();
        assert_eq!(brake.since(NOW), NOW.after(-WINDOW));
        assert_eq!(brake.trip(NOW).failures, FIRST.failures);
        let brake = brake.struck(NOW);
        let end = brake.ends_at;
        assert_eq!(brake.since(end.after(MINUTE)), end);
        assert_eq!(brake.since(end.after(WINDOW + MINUTE)), end.after(MINUTE));
        assert_eq!(brake.trip(end).failures, FURTHER.failures);
        assert_eq!(brake.trip(NOW.after(DAY)).failures, FIRST.failures);
    }
}

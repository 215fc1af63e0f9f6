//! Whether a card's attempt may begin. Looked at in its first commit, before anything of it is
//! written.

use store::{Tx, sql};

use super::brake::{Brake, brake_in};
use super::limits::{ADDRESS, ADDRESS_LEFT, LOOK, SESSION, SESSION_LEFT};
use super::tally::{Tally, source};
use crate::attempt::Attempt;
use crate::clock::Timestamp;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It may begin.
    Welcome,
    /// Not by this browser, or not from its address, or not now. Says no more.
    Limited,
    /// By nobody: the brake is on.
    Paused,
}

/// Other attempts of the same cart that have not ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Others {
    /// Not sent: this one takes their place, and they count as left from then on.
    pub recalled: i64,
    /// Sent and not settled.
    pub beyond_recall: i64,
}

/// Looks at the brake and at what the browser and its address did.
pub(crate) fn admit(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    others: &Others,
    now: Timestamp,
) -> Result<Admission, store::Error> {
    let brake = brake_in(tx, attempt.shop)?;
    if brake.is_on(now) {
        return Ok(Admission::Paused);
    }
    let seen = Seen::of(tx, attempt, now)?;
    let Others { recalled, beyond_recall } = *others;
    let by_session =
        seen.failures + beyond_recall >= SESSION.most || seen.left + recalled >= SESSION_LEFT.most;
    // An address that is not known is nobody's.
    let is_known = !attempt.client.address.is_empty();
    let by_address = is_known
        && (seen.failures_there + seen.open_there >= ADDRESS.most
            || seen.left_there + recalled >= ADDRESS_LEFT.most);
    let limited = by_session || by_address || is_full(tx, attempt, &brake, now)?;
    Ok(if limited { Admission::Limited } else { Admission::Welcome })
}

/// What a browser and its address did, none of it counted further than its limit.
struct Seen {
    failures: i64,
    failures_there: i64,
    open_there: i64,
    left: i64,
    left_there: i64,
}

impl Seen {
    /// One statement: five probes of an index.
    fn of(tx: &mut dyn Tx, attempt: &Attempt, now: Timestamp) -> Result<Seen, store::Error> {
        let row = tx.row(
            sql!(
                "select
                   (select count(*) from (select 1 as one from card_failure
                      where shop_id = $1 and cart_id = $2 and at > $4 limit $6) as a),
                   (select count(*) from (select 1 as one from card_failure
                      where shop_id = $1 and address = $3 and at > $5 limit $7) as b),
                   (select count(*) from (select 1 as one from attempt
                      where shop_id = $1 and address = $3 and method = 'card'
                        and state in ('created', 'challenge', 'sending', 'unknown')
                        and not (cart_id = $2 and state in ('created', 'challenge'))
                      limit $7) as c),
                   (select count(*) from (select 1 as one from issuer_left
                      where shop_id = $1 and cart_id = $2 and at > $8 limit $10) as d),
                   (select count(*) from (select 1 as one from issuer_left
                      where shop_id = $1 and address = $3 and at > $9 limit $11) as e)"
            ),
            &[
                attempt.shop.into(),
                (&attempt.cart).into(),
                attempt.client.address.as_str().into(),
                now.after(-SESSION.within).into(),
                now.after(-ADDRESS.within).into(),
                SESSION.most.into(),
                ADDRESS.most.into(),
                now.after(-SESSION_LEFT.within).into(),
                now.after(-ADDRESS_LEFT.within).into(),
                SESSION_LEFT.most.into(),
                ADDRESS_LEFT.most.into(),
            ],
        )?;
        let row = row.ok_or(store::Error::Closed)?;
        Ok(Seen {
            failures: row.int(0)?,
            failures_there: row.int(1)?,
            open_there: row.int(2)?,
            left: row.int(3)?,
            left_there: row.int(4)?,
        })
    }
}

/// While a shop is watched, attempts that are under way count as if they failed: else as many as
/// run at once would still pass before the brake goes on. Orders that are placed lift it.
fn is_full(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    brake: &Brake,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let shop = attempt.shop;
    if now >= brake.watched_until {
        return Ok(false);
    }
    let (trip, mut tally) = (brake.trip(now), Tally::take(tx, shop, brake.since(now))?);
    if tally.weight(trip.of_one) < trip.watch || !tally.is_suspicious() {
        return Ok(false);
    }
    let open = tx.rows(
        sql!(
            "select address, cart_id from attempt
             where shop_id = $1 and method = 'card'
               and state in ('created', 'challenge', 'sending', 'unknown')
               and not (cart_id = $2 and state in ('created', 'challenge'))
             limit $3"
        ),
        &[shop.into(), (&attempt.cart).into(), LOOK.into()],
    )?;
    for row in &open {
        let source = source(row.opt_text(0)?.unwrap_or_default(), &row.text(1)?);
        *tally.sources.entry(source).or_insert(0) += 1;
    }
    Ok(tally.weight(trip.of_one) >= trip.room)
}

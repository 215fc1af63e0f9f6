//! What the control port can change and a restart keeps.

use store::{Tx, Val, sql};

use super::machine::Settlement;
use crate::card::Salt;
use crate::clock::AHEAD_MAX;
use crate::options::Profile;

/// Whether a second 020 under the same `trading_id` is accepted. Paygent's documents say that it
/// does not check; be ready for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// A second payment appears.
    Accept,
    /// Refused with 2005.
    Refuse,
}

/// How the gateway behaves now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    /// How much is asked of a caller.
    pub profile: Profile,
    /// Whether a `trading_id` may come again.
    pub duplicates: Duplicates,
    /// When captures and cancellations are through.
    pub settlement: Settlement,
    /// How far the clock is ahead of the machine's, in milliseconds.
    pub clock_ahead_ms: i64,
}

impl Settings {
    pub(crate) fn new(profile: Profile) -> Self {
        Self {
            profile,
            duplicates: Duplicates::Accept,
            settlement: Settlement::AtOnce,
            clock_ahead_ms: 0,
        }
    }
}

/// The settings kept; none in a new ledger.
pub(crate) fn load(tx: &mut dyn Tx) -> Result<Option<Settings>, store::Error> {
    let settings = value(tx, "settings")?.and_then(|text| serde_json::from_str(&text).ok());
    Ok(settings.map(|kept: Settings| Settings {
        clock_ahead_ms: kept.clock_ahead_ms.clamp(0, AHEAD_MAX),
        ..kept
    }))
}

pub(crate) fn save(tx: &mut dyn Tx, settings: Settings) -> Result<(), store::Error> {
    let text = serde_json::to_string(&settings)
        .map_err(|error| store::Error::Engine(error.to_string()))?;
    keep(tx, "settings", &text)
}

/// The ledger's salt; a new ledger takes the one offered.
pub(crate) fn salt(tx: &mut dyn Tx, fresh: &Salt) -> Result<Salt, store::Error> {
    if let Some(kept) = value(tx, "salt")? {
        return Ok(Salt(kept));
    }
    keep(tx, "salt", &fresh.0)?;
    Ok(fresh.clone())
}

/// Counts on, and tells how far it has come: for numbers that do not come again, even when what had
/// them is gone.
pub(crate) fn count(tx: &mut dyn Tx, name: &str) -> Result<i64, store::Error> {
    let last = value(tx, name)?.and_then(|text| text.parse::<i64>().ok());
    let next = last.unwrap_or(0) + 1;
    keep(tx, name, &next.to_string())?;
    Ok(next)
}

fn value(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, store::Error> {
    let row = tx.row(sql!("select value from setting where name = $1"), &[Val::from(name)])?;
    row.map(|row| row.text(0)).transpose()
}

pub(super) fn keep(tx: &mut dyn Tx, name: &str, text: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into setting (name, value) values ($1, $2) \
             on conflict (name) do update set value = excluded.value"
        ),
        &[Val::from(name), Val::from(text)],
    )?;
    Ok(())
}

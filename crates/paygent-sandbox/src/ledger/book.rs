//! The ledger as a whole: opening it, looking into it, emptying it.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;

use paygent::Status;
use store::{Migration, Store, Tx, sql};

use super::dump::{self, Dump, DumpError};
use super::settings::{self, Settings};
use super::telegram::{self, LoggedTelegram};
use super::{machine, merchant, post, trade};
use crate::card::Salt;
use crate::clock::{self, Clock};
use crate::merchant::Merchant;
use crate::options::Ledger;

/// The tables of a ledger, in the order in which they came.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_ledger", text: include_str!("../../migrations/0001_ledger.sql") },
    Migration { name: "0002_merchants", text: include_str!("../../migrations/0002_merchants.sql") },
    Migration { name: "0003_vault", text: include_str!("../../migrations/0003_vault.sql") },
    Migration { name: "0004_notices", text: include_str!("../../migrations/0004_notices.sql") },
    Migration { name: "0005_contracts", text: include_str!("../../migrations/0005_contracts.sql") },
];

/// The most payments one question returns.
const TRADES_MAX: i64 = 100_000;
/// Payments moved in one commit by time or by the nightly batch.
const AT_ONCE: i64 = 1_000;

/// The ledger, open.
#[derive(Clone)]
pub struct Book {
    pub(crate) store: Store,
    clock: Arc<Clock>,
}

/// One payment, for tests and tools.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Trade {
    /// Whose.
    pub merchant_id: String,
    /// The merchant's id.
    pub trading_id: String,
    /// Paygent's id.
    pub payment_id: String,
    /// `payment_status` as of now.
    #[serde(serialize_with = "number")]
    pub status: Status,
    /// Yen.
    pub amount: i64,
    /// [`crate::TestCard::key`] of the card used.
    pub card: String,
    /// `masked_card_number`
    pub masked_card_number: String,
    /// `payment_class`
    pub payment_class: String,
    /// `split_count`, or empty.
    pub split_count: String,
    /// `3ds_auth_id`, or empty where 3-D Secure was skipped.
    pub three_ds_auth_id: String,
    /// `attempt_kbn`
    pub attempt_kbn: String,
    /// When 020 came, `2026-11-24 14:05:31` in Japan.
    pub began_at: String,
}

impl Trade {
    /// Held or captured: the buyer is or will be charged.
    pub fn is_live(&self) -> bool {
        matches!(self.status.0, 20 | 21 | 30 | 35 | 40 | 41 | 43 | 44)
    }
}

/// What a ledger holds when it is opened.
pub(crate) struct Opened {
    pub(crate) settings: Option<Settings>,
    pub(crate) salt: Salt,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) last_payment_id: i64,
}

impl Book {
    pub(crate) async fn open(
        ledger: &Ledger,
        clock: Arc<Clock>,
        fresh: Salt,
        first: Merchant,
    ) -> Result<(Self, Opened), store::Error> {
        let options = match ledger {
            Ledger::Memory => store::Options::sqlite_memory(),
            Ledger::File(path) => {
                make_private(path);
                store::Options::sqlite(path)
            }
        };
        let store = Store::open(options)?;
        store.migrate(MIGRATIONS)?;
        let now = clock.now();
        let opened = store
            .write(move |tx| {
                let known = merchant::all(tx)?;
                if known.iter().all(|one| one.merchant_id != first.merchant_id) {
                    merchant::save(tx, &first, now)?;
                }
                opened(tx, &fresh)
            })
            .await?;
        Ok((Self { store, clock }, opened))
    }

    /// All payments, oldest first.
    pub async fn trades(&self) -> Result<Vec<Trade>, store::Error> {
        let mut trades = self.newest_trades(TRADES_MAX).await?;
        trades.reverse();
        Ok(trades)
    }

    /// The payments under one `trading_id`, whosever, oldest first.
    pub async fn trades_of(&self, trading_id: &str) -> Result<Vec<Trade>, store::Error> {
        let trading_id = trading_id.to_owned();
        let find = move |tx: &mut dyn Tx| {
            let mut entries = Vec::new();
            for merchant in merchant::all(tx)? {
                entries.extend(trade::by_trading_id(tx, &merchant.merchant_id, &trading_id)?);
            }
            Ok::<_, store::Error>(entries)
        };
        let now = self.clock.now();
        let entries = self.store.read(find).await?;
        Ok(entries.into_iter().map(|entry| Trade::from(entry.grown_by(now))).collect())
    }

    /// The newest telegrams, newest first.
    pub async fn telegrams(&self, limit: i64) -> Result<Vec<LoggedTelegram>, store::Error> {
        self.store.read(move |tx| telegram::newest(tx, limit)).await
    }

    /// The telegrams after this one, oldest first.
    pub async fn telegrams_after(
        &self,
        number: i64,
        limit: i64,
    ) -> Result<Vec<LoggedTelegram>, store::Error> {
        self.store.read(move |tx| telegram::after(tx, number, limit)).await
    }

    async fn newest_trades(&self, limit: i64) -> Result<Vec<Trade>, store::Error> {
        let now = self.clock.now();
        let entries = self.store.read(move |tx| trade::newest(tx, limit)).await?;
        Ok(entries.into_iter().map(|entry| Trade::from(entry.grown_by(now))).collect())
    }

    /// Runs the nightly batch once, whatever the time; tells how many payments it moved.
    pub(crate) async fn settle(&self) -> Result<u64, store::Error> {
        let now = self.clock.now();
        let (mut moved, mut after) = (0, Some(0));
        while let Some(from) = after {
            let some = move |tx: &mut dyn Tx| {
                let (mut moved, mut last) = (0, None);
                for entry in trade::unsettled(tx, from, AT_ONCE)? {
                    last = Some(entry.payment_id);
                    // The batches of the nights before come first.
                    let mut entry = trade::age(tx, entry, now)?;
                    let settled = machine::settled(entry.status);
                    if settled != entry.status {
                        entry.status = settled;
                        trade::change(tx, &entry, now, now)?;
                        moved += 1;
                    }
                }
                Ok::<_, store::Error>((moved, last))
            };
            let (some, last) = self.store.write(some).await?;
            moved += some;
            after = last;
        }
        Ok(moved)
    }

    /// Lets time do its work on every payment and notice that it has overtaken.
    pub(crate) async fn age(&self) -> Result<(), store::Error> {
        let now = self.clock.now();
        let some = move |tx: &mut dyn Tx| {
            let aged = trade::aged(tx, now, AT_ONCE)?;
            let more = !aged.is_empty();
            for entry in aged {
                trade::age(tx, entry, now)?;
            }
            Ok::<_, store::Error>(more)
        };
        while self.store.write(some).await? {}
        self.store.write(move |tx| post::give_up_gone(tx, now)).await
    }

    /// Keeps a merchant: a new one, or what changed of one.
    pub(crate) async fn save_merchant(&self, merchant: Merchant) -> Result<(), store::Error> {
        let now = self.clock.now();
        self.store.write(move |tx| merchant::save(tx, &merchant, now)).await
    }

    /// Forgets everything but merchants, settings and salt. Numbers of telegrams go on.
    pub(crate) async fn clear(&self) -> Result<(), store::Error> {
        self.store
            .write(|tx| {
                let last = telegram::last_number(tx)?;
                tx.exec(sql!("delete from trade"), &[])?;
                tx.exec(sql!("delete from token"), &[])?;
                tx.exec(sql!("delete from stored_card"), &[])?;
                tx.exec(sql!("delete from three_ds"), &[])?;
                tx.exec(sql!("delete from notice"), &[])?;
                tx.exec(sql!("delete from telegram"), &[])?;
                telegram::number_above(tx, last)?;
                post::forget(tx)
            })
            .await
    }

    /// Everything there is.
    pub(crate) async fn dump(&self) -> Result<Dump, store::Error> {
        self.store.read(dump::take).await
    }

    /// Puts a dump in the place of everything.
    pub(crate) async fn restore(
        &self,
        dump: Dump,
        fresh: Salt,
        first_merchant: String,
    ) -> Result<Opened, DumpError> {
        self.store
            .write(move |tx| {
                dump::put_back(tx, &dump, &first_merchant)?;
                opened(tx, &fresh).map_err(|_| DumpError::Unreadable)
            })
            .await
    }

    pub(crate) async fn save(&self, settings: Settings) -> Result<(), store::Error> {
        self.store.write(move |tx| settings::save(tx, settings)).await
    }
}

/// Makes the file, if it is not there, for nobody else to read: it has merchants' passwords and
/// keys. What fails here fails again as the ledger opens, and is told there.
fn make_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

fn opened(tx: &mut dyn Tx, fresh: &Salt) -> Result<Opened, store::Error> {
    Ok(Opened {
        settings: settings::load(tx)?,
        salt: settings::salt(tx, fresh)?,
        merchants: merchant::all(tx)?,
        last_payment_id: trade::last_payment_id(tx)?,
    })
}

impl From<trade::Entry> for Trade {
    fn from(entry: trade::Entry) -> Self {
        Self {
            merchant_id: entry.merchant_id,
            trading_id: entry.trading_id,
            payment_id: entry.payment_id.to_string(),
            status: entry.status,
            amount: entry.amount,
            card: entry.card.key,
            masked_card_number: entry.card.masked,
            payment_class: entry.payment_class,
            split_count: entry.split_count,
            three_ds_auth_id: entry.three_ds,
            attempt_kbn: entry.attempt_kbn,
            began_at: clock::shown(entry.times.began),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn number<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(status.0)
}

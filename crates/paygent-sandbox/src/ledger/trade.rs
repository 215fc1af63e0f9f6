//! Payments. Every change of a status leaves a notice.

use paygent::Status;
use store::{Row, Tx, Val, sql};

use super::machine::{self, Act, Settlement, Times, Verdict};
use super::{card_columns, notice};
use crate::card::Kept;
use crate::clock::Millis;

/// One payment as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) payment_id: i64,
    pub(crate) merchant_id: String,
    pub(crate) trading_id: String,
    /// As the last act or batch left it; [`Entry::grown_by`] tells what time has made of it.
    pub(crate) status: Status,
    /// Yen.
    pub(crate) amount: i64,
    pub(crate) payment_class: String,
    pub(crate) split_count: String,
    pub(crate) card: Kept,
    /// `customer_id` and `customer_card_id` of a stored card, or empty.
    pub(crate) stored: (String, String),
    /// `3ds_auth_id`, or empty.
    pub(crate) three_ds: String,
    pub(crate) attempt_kbn: String,
    /// How many times 020 was refused with 2003 for this `payment_id`.
    pub(crate) tries: i64,
    pub(crate) times: Times,
}

impl Entry {
    /// The payment as old as it is `now`, for those who only look.
    pub(crate) fn grown_by(mut self, now: Millis) -> Self {
        while self.grow(now) {}
        self
    }

    /// The next thing that time does to it, if that was due by `now`.
    fn grow(&mut self, now: Millis) -> bool {
        match machine::ages(self.status, self.times) {
            Some((at, status)) if at <= now => {
                (self.status, self.times.changed) = (status, at);
                true
            }
            _ => false,
        }
    }

    /// The payment as an act leaves it: captured, or given back.
    pub(crate) fn moved_to(self, status: Status, now: Millis) -> Self {
        let mut times = self.times;
        match status {
            Status::CAPTURED | Status::CAPTURE_RUNNING => times.captured = Some(now),
            _ => times.cancelled = Some(now),
        }
        Self { status, times, ..self }
    }

    /// The payment after an act of a person, or the code that a telegram would be refused with. A
    /// repeat is one: a person looks first.
    pub(crate) fn after(
        self,
        act: Act,
        settlement: Settlement,
        now: Millis,
    ) -> Result<Self, &'static str> {
        match machine::verdict(act, self.status, settlement) {
            Verdict::Move(status) => Ok(self.moved_to(status, now)),
            Verdict::Repeat => Err("2004"),
            Verdict::Refuse(code) => Err(code),
        }
    }

    /// `joho_code`: the card company's own result, `000` once it has said yes.
    pub(crate) fn card_company_code(&self) -> &'static str {
        if self.times.authorised.is_some() { "000" } else { "" }
    }

    fn ages_at(&self) -> Option<Millis> {
        machine::ages(self.status, self.times).map(|(at, _)| at)
    }
}

/// Writes a new payment, and that it has its status.
pub(crate) fn begin(tx: &mut dyn Tx, entry: &Entry, now: Millis) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&entry.card);
    tx.exec(
        sql!(
            "insert into trade (payment_id, merchant_id, trading_id, status, amount, \
             payment_class, split_count, card_key, brand, masked, fingerprint, valid_term, \
             customer_id, customer_card_id, three_ds, attempt_kbn, tries, began_at, authorised_at, \
             captured_at, cancelled_at, changed_at, ages_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
             $18, $19, $20, $21, $22, $23)"
        ),
        &[
            Val::from(entry.payment_id),
            Val::from(entry.merchant_id.as_str()),
            Val::from(entry.trading_id.as_str()),
            Val::from(i64::from(entry.status.0)),
            Val::from(entry.amount),
            Val::from(entry.payment_class.as_str()),
            Val::from(entry.split_count.as_str()),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
            Val::from(entry.stored.0.as_str()),
            Val::from(entry.stored.1.as_str()),
            Val::from(entry.three_ds.as_str()),
            Val::from(entry.attempt_kbn.as_str()),
            Val::from(entry.tries),
            Val::from(entry.times.began),
            Val::from(entry.times.authorised),
            Val::from(entry.times.captured),
            Val::from(entry.times.cancelled),
            Val::from(entry.times.changed),
            Val::from(entry.ages_at()),
        ],
    )?;
    notice::add(tx, entry, now)
}

/// Writes a payment's new status, and that it has it since `changed_at`.
pub(crate) fn change(
    tx: &mut dyn Tx,
    entry: &Entry,
    changed_at: Millis,
    now: Millis,
) -> Result<(), store::Error> {
    let times = Times { changed: changed_at, ..entry.times };
    let entry = Entry { times, ..entry.clone() };
    update(tx, &entry)?;
    notice::add(tx, &entry, now)
}

/// Writes what has become of a payment whose status stays: all but its ids and its beginning (020
/// may come again with another card after 2003).
pub(crate) fn update(tx: &mut dyn Tx, entry: &Entry) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&entry.card);
    tx.exec(
        sql!(
            "update trade set status = $2, tries = $3, authorised_at = $4, captured_at = $5, \
             cancelled_at = $6, three_ds = $7, attempt_kbn = $8, amount = $9, payment_class = $10, \
             split_count = $11, card_key = $12, brand = $13, masked = $14, fingerprint = $15, \
             valid_term = $16, customer_id = $17, customer_card_id = $18, ages_at = $19, \
             changed_at = $20 where payment_id = $1"
        ),
        &[
            Val::from(entry.payment_id),
            Val::from(i64::from(entry.status.0)),
            Val::from(entry.tries),
            Val::from(entry.times.authorised),
            Val::from(entry.times.captured),
            Val::from(entry.times.cancelled),
            Val::from(entry.three_ds.as_str()),
            Val::from(entry.attempt_kbn.as_str()),
            Val::from(entry.amount),
            Val::from(entry.payment_class.as_str()),
            Val::from(entry.split_count.as_str()),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
            Val::from(entry.stored.0.as_str()),
            Val::from(entry.stored.1.as_str()),
            Val::from(entry.ages_at()),
            Val::from(entry.times.changed),
        ],
    )?;
    Ok(())
}

/// Lets time do its work on a payment: 10 → 11, 20 → 33, 40 → 41, and what the batches of the
/// nights did, each when it was due, not when somebody looks.
pub(crate) fn age(tx: &mut dyn Tx, mut entry: Entry, now: Millis) -> Result<Entry, store::Error> {
    while entry.grow(now) {
        change(tx, &entry, entry.times.changed, now)?;
    }
    Ok(entry)
}

/// A merchant's payment with this `payment_id`.
pub(crate) fn by_payment_id(
    tx: &mut dyn Tx,
    merchant_id: &str,
    payment_id: i64,
) -> Result<Option<Entry>, store::Error> {
    let row = tx.row(
        sql!("select * from payment where payment_id = $1 and merchant_id = $2"),
        &[Val::from(payment_id), Val::from(merchant_id)],
    )?;
    row.as_ref().map(read).transpose()
}

/// A merchant's payments under this `trading_id`, oldest first.
pub(crate) fn by_trading_id(
    tx: &mut dyn Tx,
    merchant_id: &str,
    trading_id: &str,
) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select * from payment where merchant_id = $1 and trading_id = $2 order by payment_id"
        ),
        &[Val::from(merchant_id), Val::from(trading_id)],
    )?;
    rows.iter().map(read).collect()
}

/// The newest payments of everybody, newest first.
pub(crate) fn newest(tx: &mut dyn Tx, limit: i64) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!("select * from payment order by payment_id desc limit $1"),
        &[Val::from(limit)],
    )?;
    rows.iter().map(read).collect()
}

/// Payments that the nightly batch moves, after this one.
pub(crate) fn unsettled(
    tx: &mut dyn Tx,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select * from payment where status in (30, 31, 42, 50) and payment_id > $1 \
             order by payment_id limit $2"
        ),
        &[Val::from(after), Val::from(limit)],
    )?;
    rows.iter().map(read).collect()
}

/// Payments that time has overtaken, longest ago first.
pub(crate) fn aged(tx: &mut dyn Tx, now: Millis, limit: i64) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!("select * from payment where ages_at <= $1 order by ages_at, payment_id limit $2"),
        &[Val::from(now), Val::from(limit)],
    )?;
    rows.iter().map(read).collect()
}

/// The largest `payment_id` so far.
pub(crate) fn last_payment_id(tx: &mut dyn Tx) -> Result<i64, store::Error> {
    let row = tx.row(sql!("select coalesce(max(payment_id), 0) from trade"), &[])?;
    row.map_or(Ok(0), |row| row.int(0))
}

pub(super) fn read(row: &Row) -> Result<Entry, store::Error> {
    Ok(Entry {
        payment_id: row.int(0)?,
        merchant_id: row.text(1)?,
        trading_id: row.text(2)?,
        status: Status(u8::try_from(row.int(3)?).unwrap_or(u8::MAX)),
        amount: row.int(4)?,
        payment_class: row.text(5)?,
        split_count: row.text(6)?,
        card: card_columns::read(row, 7)?,
        stored: (row.text(12)?, row.text(13)?),
        three_ds: row.text(14)?,
        attempt_kbn: row.text(15)?,
        tries: row.int(16)?,
        times: Times {
            began: row.int(17)?,
            authorised: row.opt_int(18)?,
            captured: row.opt_int(19)?,
            cancelled: row.opt_int(20)?,
            changed: row.int(21)?,
        },
    })
}

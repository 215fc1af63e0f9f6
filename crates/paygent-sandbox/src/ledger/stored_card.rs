//! Stored cards (カード情報お預かり): whose they are, and what the merchant keeps beside them.

use store::{Row, Tx, Val, sql};

use super::{card_columns, settings};
use crate::card::Kept;
use crate::clock::Millis;

/// No card has a number up to this one, so that nobody takes a number for a count.
const NUMBERS_AFTER: i64 = 10_000_000;

/// A card that a customer has stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredCard {
    pub(crate) customer_card_id: i64,
    pub(crate) merchant_id: String,
    pub(crate) customer_id: String,
    pub(crate) card: Kept,
    /// `card_brand` as the merchant said it, or empty.
    pub(crate) card_brand: String,
    pub(crate) cardholder_name: String,
    /// `add_info1` to `add_info4`.
    pub(crate) add_info: [String; 4],
    pub(crate) site_id: String,
    /// When it was tried with 0 yen; a card that failed is not stored.
    pub(crate) checked_at: Option<Millis>,
    pub(crate) made_at: Millis,
    pub(crate) last_used_at: Option<Millis>,
}

/// A `customer_card_id` that no card of this ledger has had.
pub(crate) fn next_number(tx: &mut dyn Tx) -> Result<i64, store::Error> {
    Ok(NUMBERS_AFTER + settings::count(tx, "stored_cards")?)
}

/// Keeps a card: a new one, or what changed of one.
pub(crate) fn save(tx: &mut dyn Tx, stored: &StoredCard) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&stored.card);
    let [info1, info2, info3, info4] = &stored.add_info;
    tx.exec(
        sql!(
            "insert into stored_card (customer_card_id, merchant_id, customer_id, card_key, brand, \
             masked, fingerprint, valid_term, card_brand, cardholder_name, add_info1, add_info2, \
             add_info3, add_info4, site_id, checked_at, made_at, last_used_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
             $18) \
             on conflict (customer_card_id) do update set card_key = excluded.card_key, \
             brand = excluded.brand, masked = excluded.masked, \
             fingerprint = excluded.fingerprint, valid_term = excluded.valid_term, \
             card_brand = excluded.card_brand, cardholder_name = excluded.cardholder_name, \
             add_info1 = excluded.add_info1, add_info2 = excluded.add_info2, \
             add_info3 = excluded.add_info3, add_info4 = excluded.add_info4, \
             site_id = excluded.site_id, checked_at = excluded.checked_at"
        ),
        &[
            Val::from(stored.customer_card_id),
            Val::from(stored.merchant_id.as_str()),
            Val::from(stored.customer_id.as_str()),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
            Val::from(stored.card_brand.as_str()),
            Val::from(stored.cardholder_name.as_str()),
            Val::from(info1),
            Val::from(info2),
            Val::from(info3),
            Val::from(info4),
            Val::from(stored.site_id.as_str()),
            Val::from(stored.checked_at),
            Val::from(stored.made_at),
            Val::from(stored.last_used_at),
        ],
    )?;
    Ok(())
}

/// A customer's cards: last used first, then those never used, the newest first.
pub(crate) fn of_customer(
    tx: &mut dyn Tx,
    merchant_id: &str,
    customer_id: &str,
) -> Result<Vec<StoredCard>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select customer_card_id, merchant_id, customer_id, card_key, brand, masked, \
             fingerprint, valid_term, card_brand, cardholder_name, add_info1, add_info2, \
             add_info3, add_info4, site_id, checked_at, made_at, last_used_at \
             from stored_card where merchant_id = $1 and customer_id = $2 \
             order by coalesce(last_used_at, 0) desc, customer_card_id desc"
        ),
        &[Val::from(merchant_id), Val::from(customer_id)],
    )?;
    rows.iter().map(read).collect()
}

/// One card of a customer.
pub(crate) fn find(
    tx: &mut dyn Tx,
    merchant_id: &str,
    customer_id: &str,
    customer_card_id: &str,
) -> Result<Option<StoredCard>, store::Error> {
    let Ok(number) = customer_card_id.parse::<i64>() else { return Ok(None) };
    let cards = of_customer(tx, merchant_id, customer_id)?;
    Ok(cards.into_iter().find(|stored| stored.customer_card_id == number))
}

/// Whether a card of this merchant was tried when it was stored.
pub(crate) fn any_checked(tx: &mut dyn Tx, merchant_id: &str) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!(
            "select customer_card_id from stored_card \
             where merchant_id = $1 and checked_at is not null limit 1"
        ),
        &[Val::from(merchant_id)],
    )?;
    Ok(row.is_some())
}

/// A payment succeeded with it.
pub(crate) fn used(
    tx: &mut dyn Tx,
    customer_card_id: i64,
    now: Millis,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("update stored_card set last_used_at = $2 where customer_card_id = $1"),
        &[Val::from(customer_card_id), Val::from(now)],
    )?;
    Ok(())
}

/// Forgets a card.
pub(crate) fn delete(tx: &mut dyn Tx, customer_card_id: i64) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from stored_card where customer_card_id = $1"),
        &[Val::from(customer_card_id)],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<StoredCard, store::Error> {
    Ok(StoredCard {
        customer_card_id: row.int(0)?,
        merchant_id: row.text(1)?,
        customer_id: row.text(2)?,
        card: card_columns::read(row, 3)?,
        card_brand: row.text(8)?,
        cardholder_name: row.text(9)?,
        add_info: [row.text(10)?, row.text(11)?, row.text(12)?, row.text(13)?],
        site_id: row.text(14)?,
        checked_at: row.opt_int(15)?,
        made_at: row.int(16)?,
        last_used_at: row.opt_int(17)?,
    })
}

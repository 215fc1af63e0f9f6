//! Merchants, as they are kept.

use paygent::Secret;
use store::{Row, Tx, Val, sql};

use crate::clock::Millis;
use crate::merchant::Merchant;

/// Keeps a merchant: a new one, or what changed of one.
pub(crate) fn save(tx: &mut dyn Tx, merchant: &Merchant, now: Millis) -> Result<(), store::Error> {
    let key = |key: &Option<Secret>| Val::from(key.as_ref().map(|key| key.expose().to_owned()));
    let splits: Vec<String> = merchant.splits.iter().map(u8::to_string).collect();
    tx.exec(
        sql!(
            "insert into merchant (merchant_id, connect_id, connect_password, token_key, \
             token_hash_key, three_ds_key, notice_key, notice_url, amount_max, splits, vault, \
             three_ds, card_check, amount_change, made_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             on conflict (merchant_id) do update set connect_id = excluded.connect_id, \
             connect_password = excluded.connect_password, token_key = excluded.token_key, \
             token_hash_key = excluded.token_hash_key, three_ds_key = excluded.three_ds_key, \
             notice_key = excluded.notice_key, notice_url = excluded.notice_url, \
             amount_max = excluded.amount_max, splits = excluded.splits, vault = excluded.vault, \
             three_ds = excluded.three_ds, card_check = excluded.card_check, \
             amount_change = excluded.amount_change"
        ),
        &[
            Val::from(merchant.merchant_id.as_str()),
            Val::from(merchant.connect_id.as_str()),
            Val::from(merchant.connect_password.expose()),
            Val::from(merchant.token_key.as_str()),
            key(&merchant.token_hash_key),
            key(&merchant.three_ds_key),
            key(&merchant.notice_key),
            Val::from(merchant.notice_url.clone()),
            Val::from(merchant.amount_max),
            Val::from(splits.join(",")),
            Val::from(merchant.vault),
            Val::from(merchant.three_ds),
            Val::from(merchant.card_check),
            Val::from(merchant.amount_change),
            Val::from(now),
        ],
    )?;
    Ok(())
}

/// All merchants.
pub(crate) fn all(tx: &mut dyn Tx) -> Result<Vec<Merchant>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select merchant_id, connect_id, connect_password, token_key, token_hash_key, \
             three_ds_key, notice_key, notice_url, amount_max, splits, vault, three_ds, \
             card_check, amount_change \
             from merchant order by merchant_id"
        ),
        &[],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Merchant, store::Error> {
    let key = |column| Ok::<_, store::Error>(row.opt_text(column)?.map(Secret::new));
    Ok(Merchant {
        merchant_id: row.text(0)?,
        connect_id: row.text(1)?,
        connect_password: Secret::new(row.text(2)?),
        token_key: row.text(3)?,
        token_hash_key: key(4)?,
        three_ds_key: key(5)?,
        notice_key: key(6)?,
        notice_url: row.opt_text(7)?,
        amount_max: row.int(8)?,
        splits: row.text(9)?.split(',').filter_map(|count| count.parse().ok()).collect(),
        vault: row.int(10)? == 1,
        three_ds: row.int(11)? == 1,
        card_check: row.int(12)? == 1,
        amount_change: row.int(13)? == 1,
    })
}

//! The whole ledger as JSON, to be put back later or elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Sql, Tx, Val, sql};

use super::{MIGRATIONS, telegram};

/// Everything that a ledger holds. It fits ledgers of the same shape only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dump {
    /// The migrations that made its tables.
    shape: Vec<String>,
    tables: Vec<Rows>,
}

/// The rows of one table; each is a list of numbers, texts and nulls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rows {
    table: String,
    rows: Vec<Vec<Value>>,
}

/// Why a dump is not taken.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// It is of a ledger of another version.
    #[error("the dump is of another version of the sandbox: {0}")]
    Shape(String),
    /// It is no dump.
    #[error("the dump has something else than numbers, texts and nulls in {0}")]
    Value(String),
    /// A table is not there, is there twice, or is none of the ledger's.
    #[error("the dump does not have the table {0} exactly once, or not such a table at all")]
    Table(String),
    /// The merchant that the sandbox was started with is not there.
    #[error("the dump is without merchant {0}, with which this sandbox was started")]
    Merchant(String),
    /// A row is not one of its table.
    #[error("row {row} of {table} is not one of that table: {why}")]
    Row {
        /// Its table.
        table: String,
        /// Which one, from 1.
        row: usize,
        /// What is wrong with it.
        why: String,
    },
    /// The rows do not make a ledger.
    #[error("what the dump says of merchants and settings cannot be read")]
    Unreadable,
    /// The ledger does not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

struct Table {
    name: &'static str,
    all: Sql,
    none: Sql,
    one: Sql,
}

const TABLES: &[Table] = &[
    Table {
        name: "setting",
        all: sql!("select name, value from setting"),
        none: sql!("delete from setting"),
        one: sql!("insert into setting (name, value) values ($1, $2)"),
    },
    Table {
        name: "merchant",
        all: sql!(
            "select merchant_id, connect_id, connect_password, token_key, token_hash_key, \
             three_ds_key, notice_key, notice_url, amount_max, splits, vault, three_ds, \
             made_at, notice_failures, notice_paused_until, card_check, amount_change \
             from merchant"
        ),
        none: sql!("delete from merchant"),
        one: sql!(
            "insert into merchant (merchant_id, connect_id, connect_password, token_key, \
             token_hash_key, three_ds_key, notice_key, notice_url, amount_max, splits, \
             vault, three_ds, made_at, notice_failures, notice_paused_until, card_check, \
             amount_change) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
             $14, $15, $16, $17)"
        ),
    },
    Table {
        name: "token",
        all: sql!(
            "select token, cvc_only, card_key, brand, masked, fingerprint, valid_term, \
             valid_until, used_by, merchant_id, security_code from token"
        ),
        none: sql!("delete from token"),
        one: sql!(
            "insert into token (token, cvc_only, card_key, brand, masked, fingerprint, \
             valid_term, valid_until, used_by, merchant_id, security_code) values ($1, $2, \
             $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
    },
    Table {
        name: "three_ds",
        all: sql!(
            "select auth_id, trading_id, card_key, brand, masked, fingerprint, valid_term, \
             amount, merchant_name, term_url, outcome, began_at, ended_at, call_at, calls, \
             used_by, merchant_id from three_ds"
        ),
        none: sql!("delete from three_ds"),
        one: sql!(
            "insert into three_ds (auth_id, trading_id, card_key, brand, masked, \
             fingerprint, valid_term, amount, merchant_name, term_url, outcome, began_at, \
             ended_at, call_at, calls, used_by, merchant_id) values ($1, $2, $3, $4, $5, \
             $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        ),
    },
    Table {
        name: "trade",
        all: sql!(
            "select payment_id, trading_id, status, amount, payment_class, split_count, \
             card_key, brand, masked, fingerprint, valid_term, three_ds, attempt_kbn, \
             tries, began_at, authorised_at, captured_at, cancelled_at, merchant_id, \
             customer_id, customer_card_id, ages_at, changed_at from trade"
        ),
        none: sql!("delete from trade"),
        one: sql!(
            "insert into trade (payment_id, trading_id, status, amount, payment_class, \
             split_count, card_key, brand, masked, fingerprint, valid_term, three_ds, \
             attempt_kbn, tries, began_at, authorised_at, captured_at, cancelled_at, \
             merchant_id, customer_id, customer_card_id, ages_at, changed_at) values ($1, $2, \
             $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
             $21, $22, $23)"
        ),
    },
    Table {
        name: "stored_card",
        all: sql!(
            "select customer_card_id, merchant_id, customer_id, card_key, brand, masked, \
             fingerprint, valid_term, card_brand, cardholder_name, add_info1, add_info2, \
             add_info3, add_info4, site_id, checked_at, made_at, last_used_at from \
             stored_card"
        ),
        none: sql!("delete from stored_card"),
        one: sql!(
            "insert into stored_card (customer_card_id, merchant_id, customer_id, card_key, \
             brand, masked, fingerprint, valid_term, card_brand, cardholder_name, \
             add_info1, add_info2, add_info3, add_info4, site_id, checked_at, made_at, \
             last_used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
             $14, $15, $16, $17, $18)"
        ),
    },
    Table {
        name: "notice",
        all: sql!(
            "select merchant_id, number, changed_at, payment_id, status, delivered, due_at, \
             tries, made_at, amount, payment_class, split_count, brand, masked, fingerprint, \
             valid_term, customer_id, customer_card_id, three_ds, attempt_kbn, authorised_at \
             from notice"
        ),
        none: sql!("delete from notice"),
        one: sql!(
            "insert into notice (merchant_id, number, changed_at, payment_id, status, \
             delivered, due_at, tries, made_at, amount, payment_class, split_count, brand, \
             masked, fingerprint, valid_term, customer_id, customer_card_id, three_ds, \
             attempt_kbn, authorised_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
             $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
        ),
    },
    Table {
        name: "telegram",
        all: sql!(
            "select number, at, kind, trading_id, payment_id, amount, result, code, \
             merchant_id, asked, answered from telegram"
        ),
        none: sql!("delete from telegram"),
        one: sql!(
            "insert into telegram (number, at, kind, trading_id, payment_id, amount, \
             result, code, merchant_id, asked, answered) values ($1, $2, $3, $4, $5, $6, \
             $7, $8, $9, $10, $11)"
        ),
    },
];

/// Reads everything.
pub(super) fn take(tx: &mut dyn Tx) -> Result<Dump, store::Error> {
    let mut tables = Vec::new();
    for table in TABLES {
        let rows = tx.rows(table.all, &[])?;
        let rows = rows.iter().map(|row| row.values().iter().map(json).collect()).collect();
        tables.push(Rows { table: table.name.into(), rows });
    }
    Ok(Dump { shape: shape(), tables })
}

/// Puts it in the place of everything. An error leaves everything as it was.
pub(super) fn put_back(
    tx: &mut dyn Tx,
    dump: &Dump,
    first_merchant: &str,
) -> Result<(), DumpError> {
    check(dump, first_merchant)?;
    let floor = telegram::last_number(tx)?;
    for table in TABLES {
        tx.exec(table.none, &[])?;
        let kept = dump.tables.iter().find(|kept| kept.table == table.name);
        for (at, row) in kept.map_or(&[][..], |kept| &kept.rows).iter().enumerate() {
            put_row(tx, table, at + 1, row)?;
        }
    }
    Ok(telegram::number_above(tx, floor)?)
}

fn put_row(tx: &mut dyn Tx, table: &Table, at: usize, row: &[Value]) -> Result<(), DumpError> {
    let values: Option<Vec<Val>> = row.iter().map(value).collect();
    let values = values.ok_or_else(|| DumpError::Value(table.name.into()))?;
    let odd = |why: &str| DumpError::Row { table: table.name.into(), row: at, why: why.into() };
    let columns = table.one.text().matches('$').count();
    if values.len() != columns {
        return Err(odd(&format!("it has {} columns instead of {columns}", values.len())));
    }
    match tx.exec(table.one, &values) {
        Ok(_) => Ok(()),
        Err(store::Error::Unique(_)) => Err(odd("it is there twice")),
        Err(store::Error::Missing(column)) => Err(odd(&format!("{column} is empty"))),
        Err(store::Error::Check(_) | store::Error::Foreign(_) | store::Error::Engine(_)) => {
            Err(odd("a column has a value that it cannot have"))
        }
        Err(error) => Err(error.into()),
    }
}

/// What can be seen before anything is touched.
fn check(dump: &Dump, first_merchant: &str) -> Result<(), DumpError> {
    if dump.shape != shape() {
        return Err(DumpError::Shape(dump.shape.join(", ")));
    }
    for table in TABLES {
        if dump.tables.iter().filter(|kept| kept.table == table.name).count() != 1 {
            return Err(DumpError::Table(table.name.into()));
        }
    }
    let is_ours = |kept: &&Rows| TABLES.iter().any(|table| table.name == kept.table);
    if let Some(foreign) = dump.tables.iter().find(|kept| !is_ours(kept)) {
        return Err(DumpError::Table(foreign.table.chars().take(40).collect()));
    }
    let merchants = dump.tables.iter().filter(|kept| kept.table == "merchant");
    let mut ids = merchants.flat_map(|kept| &kept.rows).filter_map(|row| row.first());
    if !ids.any(|id| id == first_merchant) {
        return Err(DumpError::Merchant(first_merchant.into()));
    }
    Ok(())
}

fn shape() -> Vec<String> {
    MIGRATIONS.iter().map(|migration| migration.name.to_owned()).collect()
}

fn json(value: &Val) -> Value {
    match value {
        Val::Int(number) => (*number).into(),
        Val::Text(text) => text.as_str().into(),
        // No table of the ledger holds bytes.
        Val::Null | Val::Bytes(_) => Value::Null,
    }
}

fn value(json: &Value) -> Option<Val> {
    match json {
        Value::Null => Some(Val::Null),
        Value::String(text) => Some(Val::Text(text.clone())),
        Value::Number(number) => number.as_i64().map(Val::Int),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

//! Values on PostgreSQL's wire. The columns are bigint, text and bytea; expressions also give
//! integer (`1`), boolean (`a = b`) and numeric (`sum(a)`), which are numbers here as on SQLite.

use std::error::Error as StdError;

use postgres::Statement;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::numeric;
use crate::{Error, Row, Val};

type Fault = Box<dyn StdError + Sync + Send>;

/// Whether these values fit the statement: the client would give the same up only half-way.
pub(crate) fn check(statement: &Statement, params: &[Val]) -> Result<(), Error> {
    let wanted = statement.params();
    if wanted.len() != params.len() {
        return Err(Error::Engine(format!(
            "{} values for {} parameters",
            params.len(),
            wanted.len()
        )));
    }
    for (at, (wanted, given)) in wanted.iter().zip(params).enumerate() {
        let fits = match given {
            Val::Null => true,
            Val::Int(value) if *wanted == Type::INT4 => i32::try_from(*value).is_ok(),
            Val::Int(value) if *wanted == Type::BOOL => (0..=1).contains(value),
            Val::Int(_) => *wanted == Type::INT8 || *wanted == Type::NUMERIC,
            Val::Text(_) => is_text(wanted),
            Val::Bytes(_) => *wanted == Type::BYTEA,
        };
        if !fits {
            return Err(Error::Engine(format!("parameter ${} does not fit {wanted}", at + 1)));
        }
    }
    Ok(())
}

/// Whether the statement speaks in types that a [`Val`] can hold.
pub(crate) fn check_types(statement: &Statement) -> Result<(), Error> {
    let columns = statement.columns().iter().map(postgres::Column::type_);
    match statement.params().iter().chain(columns).find(|wanted| !is_known(wanted)) {
        None => Ok(()),
        Some(other) => Err(Error::Engine(format!("the type {other} is not portable"))),
    }
}

/// Reads a row.
pub(crate) fn row(row: &postgres::Row) -> Result<Row, Error> {
    let read = |at: usize| {
        let value: Result<Option<Val>, _> = row.try_get(at);
        value
            .map(|it| it.unwrap_or(Val::Null))
            .map_err(|error| Error::Engine(format!("column {at}: {}", super::error::chain(&error))))
    };
    (0..row.len()).map(read).collect::<Result<_, _>>().map(Row::new)
}

fn is_text(wanted: &Type) -> bool {
    [Type::TEXT, Type::VARCHAR, Type::BPCHAR, Type::NAME, Type::UNKNOWN].contains(wanted)
}

fn is_known(wanted: &Type) -> bool {
    is_text(wanted)
        || [Type::INT8, Type::INT4, Type::BOOL, Type::NUMERIC, Type::BYTEA].contains(wanted)
}

impl ToSql for Val {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match self {
            Val::Null => Ok(IsNull::Yes),
            Val::Text(text) => text.to_sql(wanted, out),
            Val::Bytes(bytes) => bytes.to_sql(wanted, out),
            Val::Int(value) => match *wanted {
                Type::INT4 => i32::try_from(*value)?.to_sql(wanted, out),
                Type::BOOL => (*value != 0).to_sql(wanted, out),
                Type::NUMERIC => {
                    out.extend_from_slice(&numeric::encode(*value));
                    Ok(IsNull::No)
                }
                _ => value.to_sql(wanted, out),
            },
        }
    }

    fn accepts(wanted: &Type) -> bool {
        is_known(wanted)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Val {
    fn from_sql(given: &Type, raw: &'a [u8]) -> Result<Val, Fault> {
        Ok(match *given {
            Type::INT8 => Val::Int(i64::from_sql(given, raw)?),
            Type::INT4 => Val::Int(i64::from(i32::from_sql(given, raw)?)),
            Type::BOOL => Val::Int(i64::from(bool::from_sql(given, raw)?)),
            Type::NUMERIC => Val::Int(numeric::decode(raw).ok_or("not a whole number")?),
            Type::BYTEA => Val::Bytes(raw.to_vec()),
            _ => Val::Text(String::from_sql(given, raw)?),
        })
    }

    fn accepts(given: &Type) -> bool {
        is_known(given)
    }
}

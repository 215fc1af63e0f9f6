//! What goes into a statement and what comes out of it.

use crate::Error;

/// One value: money, ids and times are `Int`; truth is 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Val {
    /// No value.
    Null,
    /// bigint.
    Int(i64),
    /// text.
    Text(String),
    /// bytea (blob on SQLite).
    Bytes(Vec<u8>),
}

impl From<i64> for Val {
    fn from(value: i64) -> Val {
        Val::Int(value)
    }
}

impl From<&str> for Val {
    fn from(value: &str) -> Val {
        Val::Text(value.to_owned())
    }
}

impl From<String> for Val {
    fn from(value: String) -> Val {
        Val::Text(value)
    }
}

impl From<&String> for Val {
    fn from(value: &String) -> Val {
        Val::Text(value.clone())
    }
}

impl From<Vec<u8>> for Val {
    fn from(value: Vec<u8>) -> Val {
        Val::Bytes(value)
    }
}

impl From<&[u8]> for Val {
    fn from(value: &[u8]) -> Val {
        Val::Bytes(value.to_vec())
    }
}

impl From<bool> for Val {
    fn from(value: bool) -> Val {
        Val::Int(i64::from(value))
    }
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(value: Option<T>) -> Val {
        value.map_or(Val::Null, Into::into)
    }
}

/// One row of an answer, read by position (the first column is 0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    values: Vec<Val>,
}

impl Row {
    pub(crate) fn new(values: Vec<Val>) -> Row {
        Row { values }
    }

    /// The values in the order of the statement's columns.
    pub fn values(&self) -> &[Val] {
        &self.values
    }

    /// A number that must be there.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or_else(|| shape(column, "a number", "null"))
    }

    /// A number or null.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.at(column)? {
            Val::Int(value) => Ok(Some(*value)),
            Val::Null => Ok(None),
            other => Err(shape(column, "a number", kind(other))),
        }
    }

    /// A text that must be there.
    pub fn text(&self, column: usize) -> Result<String, Error> {
        self.opt_text(column)?.ok_or_else(|| shape(column, "a text", "null"))
    }

    /// A text or null.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, Error> {
        match self.at(column)? {
            Val::Text(value) => Ok(Some(value.clone())),
            Val::Null => Ok(None),
            other => Err(shape(column, "a text", kind(other))),
        }
    }

    /// Bytes that must be there.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, Error> {
        self.opt_bytes(column)?.ok_or_else(|| shape(column, "bytes", "null"))
    }

    /// Bytes or null.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, Error> {
        match self.at(column)? {
            Val::Bytes(value) => Ok(Some(value.clone())),
            Val::Null => Ok(None),
            other => Err(shape(column, "bytes", kind(other))),
        }
    }

    fn at(&self, column: usize) -> Result<&Val, Error> {
        self.values.get(column).ok_or_else(|| shape(column, "a value", "no such column"))
    }
}

fn kind(value: &Val) -> &'static str {
    match value {
        Val::Null => "null",
        Val::Int(_) => "a number",
        Val::Text(_) => "a text",
        Val::Bytes(_) => "bytes",
    }
}

fn shape(column: usize, expected: &'static str, found: &'static str) -> Error {
    Error::Shape { column, expected, found }
}

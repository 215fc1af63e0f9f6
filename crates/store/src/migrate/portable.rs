//! The portable dialect, put into an engine's own words.

use crate::Dialect;

/// The statements of a migration for one engine.
pub(crate) fn for_engine(text: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(text.len() + 256);
    let mut portable = String::new();
    let mut block = None;
    for line in text.lines() {
        let next = match line.trim() {
            "-- @sqlite" => Some(Some(Dialect::Sqlite)),
            "-- @postgres" => Some(Some(Dialect::Postgres)),
            "-- @both" => Some(None),
            _ => None,
        };
        if let Some(next) = next {
            out.push_str(&spoken(&portable, dialect));
            portable.clear();
            block = next;
        } else if block.is_none() {
            portable.push_str(line);
            portable.push('\n');
        } else if block == Some(dialect) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push_str(&spoken(&portable, dialect));
    out
}

fn spoken(portable: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => portable.to_owned(),
        Dialect::Sqlite => sqlite(portable),
    }
}

/// Maps the type words and makes every table STRICT; leaves quoted text and comments alone.
fn sqlite(portable: &str) -> String {
    let mut out = String::with_capacity(portable.len() + 64);
    let mut head: Vec<String> = Vec::new();
    for piece in pieces(portable) {
        match piece {
            Piece::Word(word) => {
                let lower = word.to_ascii_lowercase();
                out.push_str(match lower.as_str() {
                    "bigint" => "INTEGER",
                    "bytea" => "BLOB",
                    _ => word,
                });
                if head.len() < 2 {
                    head.push(lower);
                }
            }
            Piece::End => {
                if head == ["create", "table"] {
                    out.push_str(" strict");
                }
                head.clear();
                out.push(';');
            }
            Piece::Other(text) => out.push_str(text),
        }
    }
    out
}

enum Piece<'a> {
    Word(&'a str),
    /// The `;` that ends a statement.
    End,
    /// Space, signs, numbers, quoted text and comments.
    Other(&'a str),
}

fn pieces(mut text: &str) -> impl Iterator<Item = Piece<'_>> {
    std::iter::from_fn(move || {
        let first = text.chars().next()?;
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = match first {
            '\'' | '"' => text[1..].find(first).map_or(text.len(), |at| at + 2),
            '-' if text.starts_with("--") => text.find('\n').unwrap_or(text.len()),
            c if is_word(c) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
            c => c.len_utf8(),
        };
        let (piece, rest) = text.split_at(length);
        text = rest;
        Some(match first {
            ';' => Piece::End,
            c if is_word(c) => Piece::Word(piece),
            _ => Piece::Other(piece),
        })
    })
}

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

/// Puts the type words into the engine's own; leaves quoted text and comments alone.
fn spoken(portable: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(portable.len() + 256);
    let mut head: Vec<String> = Vec::new();
    let mut after_word = false;
    for piece in pieces(portable) {
        match piece {
            Piece::Word(word) => {
                let lower = word.to_ascii_lowercase();
                let in_tables =
                    matches!(head.first().map(String::as_str), Some("create" | "alter"))
                        && head.get(1).is_some_and(|what| what == "table");
                match (dialect, lower.as_str()) {
                    (Dialect::Sqlite, "bigint") => out.push_str("INTEGER"),
                    (Dialect::Sqlite, "bytea") => out.push_str("BLOB"),
                    // SQLite compares and sorts texts by their bytes; let PostgreSQL do so too,
                    // whatever language its database speaks. `name text`, not `(text bigint`.
                    (Dialect::Postgres, "text") if in_tables && after_word => {
                        out.push_str("text collate \"C\"");
                    }
                    _ => out.push_str(word),
                }
                after_word = lower != "as";
                if head.len() < 2 {
                    head.push(lower);
                }
            }
            Piece::End => {
                out.push_str(ending(&head, dialect));
                head.clear();
                after_word = false;
                out.push(';');
            }
            Piece::Other(text) => {
                after_word &= text.trim().is_empty();
                out.push_str(text);
            }
        }
    }
    // The last statement may have no semicolon.
    out.push_str(ending(&head, dialect));
    out
}

fn ending(head: &[String], dialect: Dialect) -> &'static str {
    if dialect == Dialect::Sqlite && head == ["create", "table"] { " strict" } else { "" }
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

#[cfg(test)]
mod tests {
    use super::for_engine;
    use crate::Dialect::{Postgres, Sqlite};

    #[test]
    fn each_engine_gets_its_own_words() {
        let cases = [
            (
                "create table t (a bigint, b text not null, c bytea);",
                "create table t (a INTEGER, b text not null, c BLOB) strict;",
                "create table t (a bigint, b text collate \"C\" not null, c bytea);",
            ),
            (
                "create table t (text text default 'a text; a bigint') -- text;\n",
                "create table t (text text default 'a text; a bigint') -- text;\n strict",
                "create table t (text text collate \"C\" default 'a text; a bigint') -- text;\n",
            ),
            (
                "alter table t add column d text;\ncreate index i on t (d);",
                "alter table t add column d text;\ncreate index i on t (d);",
                "alter table t add column d text collate \"C\";\ncreate index i on t (d);",
            ),
            (
                "create index i on t (a);\n-- @sqlite\none bigint;\n-- @postgres\ntwo;\n\
                 -- @both\nupdate t set b = cast(a as text);",
                "create index i on t (a);\none bigint;\nupdate t set b = cast(a as text);",
                "create index i on t (a);\ntwo;\nupdate t set b = cast(a as text);",
            ),
        ];
        for (text, sqlite, postgres) in cases {
            assert_eq!(for_engine(text, Sqlite).trim_end(), sqlite, "{text}");
            assert_eq!(for_engine(text, Postgres).trim_end(), postgres.trim_end(), "{text}");
        }
    }
}

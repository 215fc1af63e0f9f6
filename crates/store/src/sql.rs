//! Statements, as literals only: no value ever enters a statement's text.

use std::fmt;

/// One SQL statement, made by [`sql!`](crate::sql) from a literal. Parameters are `$1`, `$2`, ….
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sql(&'static str);

impl Sql {
    /// The text as written.
    pub fn text(self) -> &'static str {
        self.0
    }

    /// For [`sql!`](crate::sql), which admits literals only.
    #[doc(hidden)]
    pub const fn from_literal(text: &'static str) -> Sql {
        assert!(!is_control(text.as_bytes()), "the store begins and ends transactions itself");
        Sql(text)
    }
}

/// Words that would end the transaction under the other closures of a batch.
const CONTROL: [&[u8]; 8] =
    [b"begin", b"start", b"commit", b"end", b"rollback", b"abort", b"savepoint", b"release"];

/// Evaluated by the compiler, for literals.
const fn is_control(text: &[u8]) -> bool {
    let mut from = 0;
    while from < text.len() && text[from].is_ascii_whitespace() {
        from += 1;
    }
    let mut at = 0;
    while at < CONTROL.len() {
        if is_word_at(text, from, CONTROL[at]) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_word_at(text: &[u8], from: usize, word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() {
        if from + at >= text.len() || text[from + at].to_ascii_lowercase() != word[at] {
            return false;
        }
        at += 1;
    }
    from + at == text.len() || !text[from + at].is_ascii_alphanumeric()
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A statement from a string literal; nothing else is accepted, so that a test can collect every
/// statement of the product from its source.
///
/// ```
/// let find = store::sql!("select name from product where shop_id = $1 and code = $2");
/// assert!(find.text().starts_with("select"));
/// ```
///
/// A statement that only one engine takes says so (`sql!(postgres: "… for update skip locked")`);
/// the others are prepared on both by that test.
///
/// ```compile_fail
/// let table = String::from("product");
/// let find = store::sql!(format!("select name from {table}"));
/// ```
///
/// ```compile_fail
/// let early = store::sql!("commit");
/// ```
#[macro_export]
macro_rules! sql {
    (sqlite: $text:literal) => {
        $crate::sql!($text)
    };
    (postgres: $text:literal) => {
        $crate::sql!($text)
    };
    ($text:literal) => {{
        const STATEMENT: $crate::Sql = $crate::Sql::from_literal($text);
        STATEMENT
    }};
}

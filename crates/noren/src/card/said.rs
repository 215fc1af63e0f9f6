//! Words of a file: a key that takes one of a few says in its error which.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A value that a file says by a word.
pub trait Word: Copy + 'static {
    /// Every word, spelt as in the file (`true` or `"later"`), and what it means.
    const WORDS: &[(&str, Self)];
}

/// A value that was said.
#[derive(Debug)]
pub struct Said<W>(W);

/// What was said, or what is usual.
pub fn said<W>(told: Option<Said<W>>, usual: W) -> W {
    told.map_or(usual, |Said(value)| value)
}

impl<'de, W: Word> Deserialize<'de> for Said<W> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<W>(PhantomData<W>);

impl<W: Word> Reader<W> {
    fn look_up<E: Error>(&self, spelt: &str, came: Unexpected<'_>) -> Result<Said<W>, E> {
        let found = W::WORDS.iter().find(|(word, _)| *word == spelt);
        found.map(|(_, value)| Said(*value)).ok_or_else(|| E::invalid_value(came, self))
    }
}

impl<W: Word> Visitor<'_> for Reader<W> {
    type Value = Said<W>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        f.write_str(&words.join(" or "))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Said<W>, E> {
        self.look_up(&format!("\"{text}\""), Unexpected::Str(text))
    }

    fn visit_bool<E: Error>(self, is_on: bool) -> Result<Said<W>, E> {
        self.look_up(&is_on.to_string(), Unexpected::Bool(is_on))
    }
}

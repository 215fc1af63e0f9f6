//! The sandbox's own truth: payments, tokens, stored cards, authentications, the log of
//! telegrams.
//!
//! Rules are pure ([`machine`]); the rest of the folder is one file per table.

pub(crate) mod amount;
mod book;
mod card_columns;
mod dump;
mod find;
pub(crate) mod machine;
pub(crate) mod merchant;
pub(crate) mod notice;
pub(crate) mod post;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod stored_card;
pub(crate) mod telegram;
pub(crate) mod three_ds;
pub(crate) mod token;
pub(crate) mod trade;

pub(crate) use book::Opened;
pub use book::{Book, MIGRATIONS, Trade};
pub use dump::{Dump, DumpError};
pub(crate) use find::{Found, find};
pub use machine::Settlement;
pub use settings::{Duplicates, Settings};
pub use telegram::LoggedTelegram;

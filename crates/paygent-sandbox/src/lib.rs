//! A Paygent-compatible gateway for rehearsal and tests: stateful, deliberately unkind, and
//! impossible to mistake for production. It keeps its own truth in a ledger that is on disk before
//! an answer leaves.
//!
//! Telegrams are read and written by the same code as the client's (crate `paygent`); what they do
//! is in `telegrams`. Cards and their outcomes are one table, [`TEST_CARDS`].

mod acs;
mod card;
mod clock;
mod control;
mod home;
mod ledger;
mod merchant;
mod notices;
mod online;
mod options;
mod outgoing;
mod random;
mod sandbox;
mod shared;
mod telegrams;
mod tls;
mod token;
mod wire;

pub use card::{
    ANY_CARD, AtChange, AtThreeDs, AtToken, Brand, Group, Reaction, Step, TEST_CARDS, TestCard,
    Tone,
};
pub use control::{Control, Fault, Remote, RemoteError, Trick};
pub use ledger::{
    Book, Dump, DumpError, Duplicates, LoggedTelegram, MIGRATIONS, Settings, Settlement, Trade,
};
pub use merchant::Merchant;
pub use options::{ClientCa, Ledger, Neighbour, Options, Profile};
pub use paygent::Status;
pub use sandbox::{Sandbox, StartError};
pub use tls::AuthorityError;

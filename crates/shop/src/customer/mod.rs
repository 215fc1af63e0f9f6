//! 顧客: buyers as the shop's staff see them. Found, looked at, noted, handed out as a file, erased.
//!
//! A customer is a [`Person`]: a member, or the mail address of somebody who ordered without an
//! account. What a person asks for by law (開示, 消去) is one act each, [`export`] and [`erase`]
//! (reliability-security X15); [`log`] keeps who did it, and outlives what was erased.

mod erase;
mod export;
mod held;
mod list;
mod log;
mod note;
mod orders;
mod person;
mod show;

pub use erase::{Also, EraseError, erase};
pub use export::{Dossier, export};
pub use held::{Held, held};
pub use list::{Customer, CustomerPage, ListQuery, PAGE_ROWS, Search, guest_orders, list};
pub use log::{LogPage, LogRow, log};
pub use note::{NOTE_MAX, NoteError, save_note};
pub use orders::{OrderRow, OrdersPage, orders};
pub use person::Person;
pub use show::{Detail, Note, Sums, show, sums};

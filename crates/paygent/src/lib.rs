//! Paygent's wire: telegrams, codec, hashes, client. Knows no shop, no database and no clock.
//!
//! Every telegram is a pair of plain types, [`telegram::Telegram`] and [`telegram::Answer`], that
//! both sides use. The client ([`Client::send`]) writes requests and reads answers. A gateway (the
//! sandbox) does the opposite:
//!
//! 1. [`Incoming::parse`]`(query, body)` merges query and body and decodes them in the charset of
//!    their `telegram_kind`; `header()` has the credentials, `fields()` everything as text.
//! 2. `incoming.telegram::<telegram::authorise::Request>()` gives the typed request, or a
//!    [`FieldError`] whose `code()` is the gateway's own (P005, P006, P008, …).
//! 3. [`reply::accepted`]`(&answer)` or [`reply::refused`]`::<T>(&refusal)` gives the body to
//!    send with `charset.answer_content_type()`.
//!
//! The order of request fields is fixed (header, then as each telegram lists them), but no reader
//! depends on it.

pub mod client;
pub mod codec;
mod credentials;
pub mod error_code;
mod field_error;
mod fields;
mod incoming;
pub mod kana;
pub mod notice;
mod outcome;
pub mod reply;
mod secret;
pub mod signature;
pub mod status;
pub mod telegram;
mod three_ds_return;

pub use client::{CertificateFacts, Client, Endpoint, Identity};
pub use codec::Charset;
pub use credentials::Credentials;
pub use field_error::{FieldError, Problem};
pub use fields::Fields;
pub use incoming::{Header, Incoming};
pub use outcome::{Outcome, Refusal, Unknown};
pub use secret::Secret;
pub use status::Status;
pub use telegram::{Answer, Telegram};
pub use three_ds_return::ThreeDsReturn;

//! The telegrams: one file each, requests and answers, written and read.
//!
//! Every request also carries `merchant_id` (9 digits), `connect_id` and `connect_password` (at
//! most 32 letters and digits), `telegram_kind` (3) and `telegram_version` (`1.0`); without or with
//! other ones it is refused with P001 to P003, at a path that does not fit its kind with P004.
//! Every answer begins with `result`, `response_code` (at most 5) and `response_detail` (at most
//! 256). Lengths are the most allowed, in characters, amounts in yen, times in JST (no source names
//! the zone) unless a file says otherwise.
//!
//! What any telegram may be refused with, no file repeats: P005 and P006 (a field is missing, is
//! empty), P008 to P010 (its characters, its length, its value), P007 (the kind is not in the
//! contract), P015 and P016 (where it comes from), P017 and P018 (out of service); E001, E002 and
//! 9005, which do not say whether it was done.
//!
//! Each file says where its facts come from: \[C] source code of public clients, \[T] measured or
//! recomputed, \[W] a public page, \[S] a description at second hand. "Unconfirmed" is what nobody
//! here has seen the real gateway do.

#[macro_use]
mod payment_record;

pub mod authorise;
pub mod cancel;
pub mod capture;
mod card_answer;
mod card_source;
pub mod change_amount;
pub mod change_hold;
pub mod change_sale;
pub mod difference;
pub mod inquire;
mod notice_record;
mod payment_ref;
pub mod refund;
pub(crate) mod shape;
pub mod stored_card;
pub mod three_ds;

pub use card_answer::CardAnswer;
pub use notice_record::NoticeRecord;
pub use payment_ref::PaymentRef;

use crate::{Charset, FieldError, Fields};

/// A request. What it may contain is checked in one place, [`Telegram::read`]; the client passes
/// its own requests through it too, so nothing leaves that the other side could not read.
pub trait Telegram: Sized {
    /// `telegram_kind`.
    const KIND: &'static str;
    /// The path that fits the kind.
    const PATH: &'static str;
    /// The charset of request and answer.
    const CHARSET: Charset = Charset::Windows31j;
    /// The fields that the answer repeats: where they differ it is an answer to something else.
    const ECHOED: &'static [&'static str] = &["trading_id", "payment_id", "payment_amount"];
    /// Whether the answer is a table, CSV (027), instead of `key=value` lines.
    const TABLE: bool = false;
    /// What `result=0` carries.
    type Answer: Answer;

    /// The fields to send, without the header block's credentials, kind and version.
    fn fields(&self) -> Fields;

    /// Reads and checks a request; unknown fields are ignored.
    fn read(fields: &Fields) -> Result<Self, FieldError>;
}

/// The answer to an accepted request.
pub trait Answer: Sized {
    /// The fields to send after `result`, `response_code` and `response_detail`.
    fn fields(&self) -> Fields;

    /// Reads and checks an answer; unknown fields are ignored.
    fn read(fields: &Fields) -> Result<Self, FieldError>;

    /// The rows of a table, all with the same names.
    fn rows(&self) -> Vec<Fields> {
        Vec::new()
    }

    /// Reads and checks the rows of a table.
    fn with_rows(self, _rows: &[Fields]) -> Result<Self, FieldError> {
        Ok(self)
    }
}

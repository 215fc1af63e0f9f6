//! The telegrams: one file each, requests and answers, written and read.

pub mod authorise;
pub mod cancel;
pub mod capture;
mod card_answer;
mod card_source;
pub mod inquire;
mod payment_ref;
pub mod refund;
pub(crate) mod shape;
pub mod three_ds;

pub use card_answer::CardAnswer;
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
}

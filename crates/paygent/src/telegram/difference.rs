//! Telegram 091: the feed of status changes (決済情報差分照会), one notice a call.
//!
//! | asks | length | |
//! |---|---|---|
//! | `payment_notice_id` | 18 digits | which notice; empty: the next that was not yet delivered |
//! | `site_id` | 4 | optional |
//!
//! Answers `success_code` (`0`: a notice follows, `1`: there is none, `2`: it is gone, 7 days have
//! passed), `success_detail`, then a [`NoticeRecord`]. Refused with 9004 when another empty
//! question is being answered. Key=value, not CSV \[C] \[S]; fields and codes \[S]. Unconfirmed:
//! the length of `payment_notice_id`, and that it counts per merchant; whether an explicit one
//! counts as delivered; how 2 differs for a number not yet given out.

use super::shape::{Shape, optional, required};
use super::{NoticeRecord, Telegram};
use crate::{FieldError, Fields};

/// Asks for one notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `payment_notice_id`; none: the next that was not yet delivered. Two at a time without it
    /// disturb each other (9004), so a shop of ours always says which.
    pub payment_notice_id: Option<u64>,
    /// `site_id`.
    pub site_id: Option<String>,
}

impl Telegram for Request {
    const KIND: &'static str = "091";
    const PATH: &'static str = "/n/ref/paynotice";
    type Answer = Answer;

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        let id = self.payment_notice_id.map(|id| id.to_string());
        fields.push("payment_notice_id", id.unwrap_or_default());
        fields.push_opt("site_id", self.site_id.as_deref());
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let id = optional(fields, "payment_notice_id", Shape::Digits(1, 18))?;
        Ok(Self {
            // Eighteen digits always fit.
            payment_notice_id: id.and_then(|id| id.parse().ok()),
            site_id: optional(fields, "site_id", Shape::Visible(4))?,
        })
    }
}

/// What the feed has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `success_code=0`.
    Notice(Box<NoticeRecord>),
    /// `success_code=1`: nothing there (yet).
    Nothing,
    /// `success_code=2`: it was there and is gone; payments must be compared one by one.
    Gone,
}

impl super::Answer for Answer {
    fn fields(&self) -> Fields {
        let (code, detail) = match self {
            Self::Notice(_) => ("0", ""),
            Self::Nothing => ("1", "該当する決済情報がありません。"),
            Self::Gone => ("2", "保持期間を過ぎた決済情報です。"),
        };
        let mut fields = Fields::new();
        fields.push("success_code", code);
        fields.push("success_detail", detail);
        if let Self::Notice(record) = self {
            for (name, value) in record.fields().iter() {
                fields.push(name, value);
            }
        }
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let code = required(fields, "success_code", Shape::OneOf(&["0", "1", "2"]))?;
        Ok(match code.as_str() {
            "0" => Self::Notice(Box::new(NoticeRecord::read(fields)?)),
            "1" => Self::Nothing,
            _ => Self::Gone,
        })
    }
}

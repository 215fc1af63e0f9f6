//! The payment notice (決済情報差分通知): Paygent's server posts every change of status to the
//! merchant's notice URL (reference section 6).
//!
//! | posted | length | |
//! |---|---|---|
//! | the fields of [`NoticeRecord`] | | as 091 answers them |
//! | `hc` | 64 | only if the merchant has a key: [`crate::signature::Notice`] |
//!
//! A form in Windows-31J. The merchant answers HTTP 200 and `result=0`; anything else, or nothing,
//! and the notice comes again. After five failures in a row Paygent pauses for 15 minutes. What was
//! missed stands in 091 for 7 days. Fields, hash and answer: \[C] (two clients agree) \[S]; the
//! resend rules: \[S]; the charset is unconfirmed (all fields but names are ASCII).

use zeroize::Zeroizing;

use crate::FieldError;
use crate::codec::{Charset, CodecError, decode_pairs, encode_form, merge_pairs};
use crate::signature::Notice as Signed;
use crate::telegram::NoticeRecord;

/// The body that says: taken, do not send it again.
pub const TAKEN: &[u8] = b"result=0";

/// Why something posted is no notice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// It is no form.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// A field is missing or wrong.
    #[error("{error}")]
    Field {
        /// Which, and how.
        error: FieldError,
        /// What the rest names: still a reason to ask.
        named: Named,
    },
}

/// The two numbers of something posted; either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// 取引ID.
    pub trading_id: String,
    /// 決済ID.
    pub payment_id: String,
}

/// A notice as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub record: NoticeRecord,
    /// Its hash, as it came.
    pub hc: Option<String>,
    /// The amount's text, which the hash covers.
    amount: String,
}

impl Notice {
    /// Reads what was posted; unknown fields are ignored.
    pub fn parse(query: Option<&str>, body: &[u8]) -> Result<Self, NoticeError> {
        let fields = decode_pairs(&merge_pairs(query, body)?, |bytes| {
            Charset::Windows31j.decode(bytes).or_else(|| Charset::Utf8.decode(bytes))
        })?;
        let text = |name| fields.get(name).unwrap_or_default().to_owned();
        let named = || Named { trading_id: text("trading_id"), payment_id: text("payment_id") };
        let record = NoticeRecord::read(&fields)
            .map_err(|error| NoticeError::Field { error, named: named() })?;
        Ok(Self {
            record,
            hc: fields.filled("hc").map(str::to_owned),
            amount: text("payment_amount"),
        })
    }

    /// Whether its hash is right under this key. Without a hash or a key it is not.
    pub fn is_signed_with(&self, key: &str) -> bool {
        self.hc.as_deref().is_some_and(|hc| signed(&self.record, &self.amount).verify(key, hc))
    }
}

/// What the gateway posts, with a hash where there is a key.
pub fn encode(record: &NoticeRecord, key: Option<&str>) -> Result<Zeroizing<Vec<u8>>, FieldError> {
    let mut fields = record.fields();
    if let Some(key) = key {
        fields.push("hc", signed(record, &record.amount.to_string()).sign(key));
    }
    encode_form(&fields, Charset::Windows31j)
}

/// Whether a merchant's answer says that the notice was taken; blanks do not matter (one public
/// client answers `result = 0`).
pub fn is_taken(answer: &[u8]) -> bool {
    answer.iter().filter(|byte| !byte.is_ascii_whitespace()).eq(TAKEN)
}

fn signed<'a>(record: &'a NoticeRecord, amount: &'a str) -> Signed<'a> {
    Signed {
        payment_notice_id: &record.payment_notice_id,
        payment_id: &record.payment_id,
        trading_id: &record.trading_id,
        payment_type: &record.payment_type,
        payment_amount: amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Status;

    fn record() -> NoticeRecord {
        let mut record =
            NoticeRecord::new("100000000000001", "TRADE12345", Status::CAPTURED, 1_000);
        record.payment_notice_id = "12".into();
        record.payment_type = "02".into();
        record.acquirer_name = "ニコス".into();
        record
    }

    #[test]
    fn a_notice_is_read_as_it_was_written() {
        let body = encode(&record(), Some("key")).expect("encodes");
        let notice = Notice::parse(None, &body).expect("a notice");
        assert_eq!(notice.record, record());
        assert!(notice.is_signed_with("key"));
        assert!(!notice.is_signed_with("other"), "another key");
        assert!(!notice.is_signed_with(""), "no key");
        let plain = encode(&record(), None).expect("encodes");
        assert!(!Notice::parse(None, &plain).expect("a notice").is_signed_with("key"), "no hash");
    }

    #[test]
    fn the_hash_covers_what_it_covers() {
        let body = encode(&record(), Some("key")).expect("encodes");
        let text = std::str::from_utf8(&body).expect("ASCII").to_owned();
        for (from, to, good) in [
            ("payment_amount=1000", "payment_amount=1001", false),
            ("trading_id=TRADE12345", "trading_id=TRADE12346", false),
            ("payment_notice_id=12", "payment_notice_id=13", false),
            ("payment_id=100000000000001", "payment_id=100000000000002", false),
            ("payment_type=02", "payment_type=03", false),
            // The status is not covered: a notice is no evidence.
            ("payment_status=40", "payment_status=60", true),
        ] {
            assert!(text.contains(from), "{from}");
            let notice = Notice::parse(None, text.replace(from, to).as_bytes()).expect("a notice");
            assert_eq!(notice.is_signed_with("key"), good, "{to}");
        }
    }

    #[test]
    fn what_is_no_notice_is_an_error() {
        for (body, code) in [
            ("payment_id=1&payment_status=20&payment_amount=1", "payment_notice_id: Absent"),
            ("payment_notice_id=1&payment_id=1&payment_amount=1", "payment_status: Absent"),
            ("payment_notice_id=1&payment_status=20&payment_amount=1", "payment_id: Absent"),
            ("payment_notice_id=x&payment_id=1&payment_status=20", "payment_notice_id: Type"),
            ("payment_notice_id=%zz", "payment_notice_id"),
        ] {
            let error = Notice::parse(None, body.as_bytes()).expect_err(body).to_string();
            assert!(error.contains(code), "{body}: {error}");
        }
    }

    #[test]
    fn answers_are_taken_with_blanks_only() {
        for (answer, taken) in [
            (&b"result=0"[..], true),
            (b"result = 0\r\n", true),
            (b"\r\nresult=0\r\n", true),
            (b"result=1", false),
            (b"result=00", false),
            (b"", false),
            (b"<html>result=0</html>", false),
        ] {
            assert_eq!(is_taken(answer), taken, "{}", answer.escape_ascii());
        }
    }
}

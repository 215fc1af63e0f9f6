use paygent::notice::{Notice, encode};
use paygent::{Incoming, Problem};

use super::claim;
use super::posted::Posted;
use super::text;

/// The merchant's key; notices of the corpus are signed under it.
pub const KEY: &str = "abcdefg1234567";

/// A payment notice as a merchant reads it: signed exactly if its hash says so.
pub fn notice(input: &[u8]) {
    let posted = Posted::of(input);
    let Ok(notice) = Notice::parse(posted.query, &posted.body) else { return };
    let fields = notice.record.fields();
    text::assert_sound(fields.iter().map(|(_, value)| value), posted.len());
    if let Some(amount) = amount(&posted) {
        assert_hash(&notice, &amount, &posted);
    }
    assert_written_again(&notice);
}

/// The amount as it came, leading zeros too: the hash covers the text.
fn amount(posted: &Posted<'_>) -> Option<String> {
    let incoming = Incoming::parse(posted.query, &posted.body).ok()?;
    Some(incoming.fields().get("payment_amount").unwrap_or_default().to_owned())
}

fn assert_hash(notice: &Notice, amount: &str, posted: &Posted<'_>) {
    let record = &notice.record;
    let parts = [
        record.payment_notice_id.as_str(),
        &record.payment_id,
        &record.trading_id,
        &record.payment_type,
        amount,
    ];
    for key in [KEY, "another", ""] {
        claim::assert_right(notice.is_signed_with(key), &parts, key, notice.hc.as_deref());
    }
    let right = claim::hash(&parts, KEY);
    let wrong = right.replacen(|digit| digit != '0', "0", 1);
    let with = |hc: &str| {
        let body = [&posted.body, b"&hc=".as_slice(), hc.as_bytes()].concat();
        Notice::parse(posted.query, &body).ok()
    };
    // The last of a name counts. One that is just small enough has no room for it.
    assert!(with(&right).is_none_or(|notice| notice.is_signed_with(KEY)), "signed");
    assert!(with(&wrong).is_none_or(|notice| !notice.is_signed_with(KEY)), "forged");
    let keyless = claim::hash(&parts, "");
    assert!(with(&keyless).is_none_or(|notice| !notice.is_signed_with("")), "no key");
}

/// A gateway that says the same is understood the same.
fn assert_written_again(notice: &Notice) {
    match encode(&notice.record, Some(KEY)) {
        Ok(body) => {
            let again = Notice::parse(None, &body).expect("our own notice");
            assert_eq!(again.record, notice.record);
            assert!(again.is_signed_with(KEY) && !again.is_signed_with("another"));
        }
        // A notice may come in UTF-8, but is written in Windows-31J.
        Err(error) => assert_eq!(error.problem, Problem::Type, "{error}"),
    }
}

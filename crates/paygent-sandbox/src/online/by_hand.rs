//! What is said of something done by hand: to the person, and in the log.

use crate::ledger::telegram::{BY_HAND, Line};
use crate::ledger::trade::Entry;
use crate::telegrams::detail::refusal;

/// What is said where a payment has moved since it was looked at.
pub(super) fn moved() -> String {
    "いまの状況を確かめてください。この画面を開いたあとで、決済の状況が変わりました。".to_owned()
}

/// A refusal, as a telegram would say it.
pub(super) fn sentence(code: &str) -> String {
    format!("{}（{code}）", refusal(code).detail)
}

/// What the log says of something done by hand to this payment.
pub(super) fn line(entry: &Entry, asked: String, done: &Result<String, &str>) -> Line {
    let (result, code) = match done {
        Ok(_) => ("0", ""),
        Err(code) => ("1", *code),
    };
    let answered = match done {
        Ok(fields) => format!("result=0\n{fields}"),
        Err(code) => format!("result=1\nresponse_code={code}\n"),
    };
    Line {
        merchant_id: entry.merchant_id.clone(),
        kind: BY_HAND.to_owned(),
        trading_id: entry.trading_id.clone(),
        payment_id: entry.payment_id.to_string(),
        amount: Some(entry.amount),
        result,
        code: code.to_owned(),
        asked,
        answered,
    }
}

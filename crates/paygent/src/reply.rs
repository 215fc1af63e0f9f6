//! Answers, both directions: what the gateway writes and how the client reads it.

use crate::codec::{Charset, decode_lines, encode_lines};
use crate::telegram::Answer;
use crate::{FieldError, Fields, Outcome, Refusal, Telegram, Unknown, error_code};

/// Fields that name the payment: where the gateway repeats one, it must be the one we sent.
const ECHOED: [&str; 3] = ["trading_id", "payment_id", "payment_amount"];

/// The body of `result=0` for telegram `T`.
pub fn accepted<T: Telegram>(answer: &T::Answer) -> Result<Vec<u8>, FieldError> {
    let mut fields = Fields::new();
    fields.push("result", "0");
    fields.push("response_code", "");
    fields.push("response_detail", "");
    for (name, value) in answer.fields().iter() {
        fields.push(name, value);
    }
    encode_lines(&fields, T::CHARSET)
}

/// The body of `result=1`.
pub fn refused(charset: Charset, refusal: &Refusal) -> Result<Vec<u8>, FieldError> {
    let mut fields = Fields::new();
    fields.push("result", "1");
    fields.push("response_code", &refusal.code);
    fields.push("response_detail", &refusal.detail);
    fields.push_opt("payment_id", refusal.payment_id.as_deref());
    fields.push_opt("trading_id", refusal.trading_id.as_deref());
    encode_lines(&fields, charset)
}

/// What an answer's bytes say about the request whose fields these were.
pub fn read<T: Telegram>(request: &Fields, charset: Charset, body: Vec<u8>) -> Outcome<T::Answer> {
    match understand::<T>(request, charset, &body) {
        Ok(Ok(answer)) => Outcome::Accepted(answer),
        Ok(Err(refusal)) => Outcome::Refused(refusal),
        Err(why) => Outcome::Unknown(Unknown { why, raw: body }),
    }
}

fn understand<T: Telegram>(
    request: &Fields,
    charset: Charset,
    body: &[u8],
) -> Result<Result<T::Answer, Refusal>, String> {
    let fields = decode_lines(body, charset).map_err(|error| error.to_string())?;
    for name in ECHOED {
        if let (Some(ours), Some(theirs)) = (request.filled(name), fields.filled(name))
            && ours != theirs
        {
            return Err(format!("the answer is for another {name}: {theirs} instead of {ours}"));
        }
    }
    match fields.get("result") {
        Some("0") => T::Answer::read(&fields).map(Ok).map_err(|error| error.to_string()),
        Some("1") => {
            let code = fields.filled("response_code").ok_or("refused without a code")?;
            let detail = fields.get("response_detail").unwrap_or_default();
            if !error_code::is_final(code) {
                return Err(format!("code {code} does not say whether it was done: {detail}"));
            }
            Ok(Err(Refusal {
                code: code.to_owned(),
                detail: detail.to_owned(),
                payment_id: fields.filled("payment_id").map(str::to_owned),
                trading_id: fields.filled("trading_id").map(str::to_owned),
            }))
        }
        Some(other) => Err(format!("result is {other:?}, neither 0 nor 1")),
        None => Err("the answer has no result".into()),
    }
}

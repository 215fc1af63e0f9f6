//! Answers, both directions: what the gateway writes and how the client reads it.

use crate::codec::{Charset, decode_lines, decode_table, encode_lines, encode_table};
use crate::telegram::Answer;
use crate::{FieldError, Fields, Outcome, Refusal, Telegram, Unknown, error_code};

/// The body of `result=0` for telegram `T`.
pub fn accepted<T: Telegram>(answer: &T::Answer) -> Result<Vec<u8>, FieldError> {
    let mut fields = Fields::new();
    fields.push("result", "0");
    fields.push("response_code", "");
    fields.push("response_detail", "");
    if T::TABLE {
        return encode_table(&fields, &answer.rows(), T::CHARSET);
    }
    for (name, value) in answer.fields().iter() {
        fields.push(name, value);
    }
    encode_lines(&fields, T::CHARSET)
}

/// The body of `result=1` for telegram `T`.
pub fn refused<T: Telegram>(refusal: &Refusal) -> Result<Vec<u8>, FieldError> {
    if T::TABLE {
        return encode_table(&refusal_fields(refusal), &[], T::CHARSET);
    }
    refused_in(T::CHARSET, refusal)
}

/// The body of `result=1` for a telegram of a kind that we do not serve.
pub fn refused_in(charset: Charset, refusal: &Refusal) -> Result<Vec<u8>, FieldError> {
    encode_lines(&refusal_fields(refusal), charset)
}

fn refusal_fields(refusal: &Refusal) -> Fields {
    let mut fields = Fields::new();
    fields.push("result", "1");
    fields.push("response_code", &refusal.code);
    fields.push("response_detail", &refusal.detail);
    fields.push_opt("payment_id", refusal.payment_id.as_deref());
    fields.push_opt("trading_id", refusal.trading_id.as_deref());
    fields
}

/// What an answer's bytes say about the request whose fields these were.
pub fn read<T: Telegram>(request: &Fields, charset: Charset, body: Vec<u8>) -> Outcome<T::Answer> {
    match understand::<T>(request, charset, &body) {
        Ok(Ok(answer)) => Outcome::Accepted(answer),
        Ok(Err(refusal)) => Outcome::Refused(refusal),
        Err(why) => Outcome::Unknown(Unknown { why, raw: body }),
    }
}

/// At most five letters and digits. What only looks like a code is none that we know to be final.
fn is_code(code: &str) -> bool {
    code.len() <= 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn understand<T: Telegram>(
    request: &Fields,
    charset: Charset,
    body: &[u8],
) -> Result<Result<T::Answer, Refusal>, String> {
    // Whether a refusal of 027 is a table too is not known: both are read.
    let (fields, rows) = if T::TABLE && body.trim_ascii_start().starts_with(b"\"") {
        decode_table(body, charset).map_err(|error| error.to_string())?
    } else {
        (decode_lines(body, charset).map_err(|error| error.to_string())?, Vec::new())
    };
    for name in T::ECHOED {
        if let (Some(ours), Some(theirs)) = (request.filled(name), fields.filled(name))
            && ours != theirs
        {
            return Err(format!("the answer is for another {name}: {theirs} instead of {ours}"));
        }
    }
    match fields.get("result") {
        Some("0") => T::Answer::read(&fields)
            .and_then(|answer| answer.with_rows(&rows))
            .map(Ok)
            .map_err(|error| error.to_string()),
        Some("1") => {
            let code = fields.filled("response_code").ok_or("refused without a code")?;
            let detail = fields.get("response_detail").unwrap_or_default();
            if !is_code(code) || !error_code::is_final(code) {
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

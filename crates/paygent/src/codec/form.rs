use zeroize::Zeroizing;

use super::{Charset, CodecError, KEY_BYTES_MAX, TELEGRAM_BYTES_MAX};
use crate::kana::{HALF_WIDTH_FIELDS, half_width};
use crate::{FieldError, Fields, Problem};

/// A request body: `name=value&…`, values in the charset, %-encoded; kana fields half-width. Fails on a character that the
/// charset does not have, naming it, and on a telegram that is too large.
pub fn encode_form(fields: &Fields, charset: Charset) -> Result<Zeroizing<Vec<u8>>, FieldError> {
    let mut body = Zeroizing::new(Vec::with_capacity(1024));
    for (name, value) in fields.iter() {
        let half = HALF_WIDTH_FIELDS.contains(&name).then(|| half_width(value));
        let bytes = charset.encode(half.as_deref().unwrap_or(value)).map_err(|character| {
            FieldError::new(name, Problem::Type)
                .noted(format!("「{character}」(U+{:04X})", u32::from(character)))
        })?;
        if !body.is_empty() {
            body.push(b'&');
        }
        escape_into(&mut body, name.as_bytes());
        body.push(b'=');
        escape_into(&mut body, &bytes);
        if body.len() > TELEGRAM_BYTES_MAX {
            return Err(FieldError::new(name, Problem::Length).noted("telegram too large"));
        }
    }
    Ok(body)
}

fn escape_into(body: &mut Vec<u8>, bytes: &[u8]) {
    for part in form_urlencoded::byte_serialize(bytes) {
        body.extend_from_slice(part.as_bytes());
    }
}

/// One field of a form before its charset is known: both halves %-decoded, nothing more.
pub type RawPair = (Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>);

/// The pairs of a query string and of a body together, the body's last: where a name is in both,
/// the body wins. (One public client sends everything in the query and an empty body.)
pub fn merge_pairs(query: Option<&str>, body: &[u8]) -> Result<Vec<RawPair>, CodecError> {
    let query = query.unwrap_or_default().as_bytes();
    if query.len() + body.len() > TELEGRAM_BYTES_MAX {
        return Err(CodecError::TooLarge(format!("{} bytes", query.len() + body.len())));
    }
    let mut pairs = Vec::new();
    for part in query.split(|&byte| byte == b'&').chain(body.split(|&byte| byte == b'&')) {
        let part = part.trim_ascii();
        if part.is_empty() {
            continue;
        }
        let (name, value) = match part.iter().position(|&byte| byte == b'=') {
            Some(at) => (&part[..at], &part[at + 1..]),
            None => (part, &[][..]),
        };
        let shown = || String::from_utf8_lossy(&name[..name.len().min(64)]).into_owned();
        let name = unescape(name).ok_or_else(|| CodecError::Escape(shown()))?;
        if name.len() > KEY_BYTES_MAX {
            return Err(CodecError::TooLarge("a field name".into()));
        }
        let value = unescape(value).ok_or_else(|| CodecError::Escape(shown()))?;
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// `+` and `%xx` undone; `None` where `%` is not followed by two hexadecimal digits.
fn unescape(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => hex(*rest.next()?)? << 4 | hex(*rest.next()?)?,
            other => other,
        });
    }
    Some(plain)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

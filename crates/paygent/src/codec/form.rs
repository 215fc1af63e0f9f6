use zeroize::Zeroizing;

use super::{Charset, CodecError, FIELDS_MAX, KEY_BYTES_MAX, TELEGRAM_BYTES_MAX};
use crate::kana::{HALF_WIDTH_FIELDS, half_width};
use crate::{FieldError, Fields, Problem};

/// A request body: `name=value&…`, values in the charset, %-encoded; kana fields half-width. Fails
/// on a character that the charset does not have, naming it, and on a telegram that is too large.
pub fn encode_form(fields: &Fields, charset: Charset) -> Result<Zeroizing<Vec<u8>>, FieldError> {
    // Enough for the worst case: a buffer that grows leaves copies behind that nobody wipes.
    let worst = fields.iter().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    let mut body = Zeroizing::new(Vec::with_capacity(worst));
    for (name, value) in fields.iter() {
        let half = HALF_WIDTH_FIELDS.contains(&name).then(|| half_width(value));
        let unmappable = |character| {
            FieldError::new(name, Problem::Type)
                .noted(format!("「{character}」 (U+{:04X})", u32::from(character)))
        };
        if !body.is_empty() {
            body.push(b'&');
        }
        escape_into(&mut body, &charset.encode(name).map_err(unmappable)?);
        body.push(b'=');
        let value = half.as_deref().unwrap_or(value);
        escape_into(&mut body, &charset.encode(value).map_err(unmappable)?);
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
pub(crate) type RawPair = (Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>);

/// The pairs of a query string and of a body together, the body's last: where a name is in both,
/// the body wins. (One public client sends everything in the query and an empty body.)
pub(crate) fn merge_pairs(query: Option<&str>, body: &[u8]) -> Result<Vec<RawPair>, CodecError> {
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
        let bad = || CodecError::Escape(shown(name));
        let name = unescape(name).ok_or_else(bad)?;
        if name.len() > KEY_BYTES_MAX {
            return Err(CodecError::TooLarge("a field name".into()));
        }
        let value = unescape(value).ok_or_else(bad)?;
        pairs.push((name, value));
        if pairs.len() > FIELDS_MAX {
            return Err(CodecError::TooLarge(format!("more than {FIELDS_MAX} fields")));
        }
    }
    Ok(pairs)
}

/// The pairs as text, by what decodes a name or a value.
pub(crate) fn decode_pairs(
    pairs: &[RawPair],
    decode: impl Fn(&[u8]) -> Option<String>,
) -> Result<Fields, CodecError> {
    let mut fields = Fields::new();
    for (name, value) in pairs {
        let bad = || CodecError::Charset(shown(name));
        fields.push(&decode(name).ok_or_else(bad)?, decode(value).ok_or_else(bad)?);
    }
    Ok(fields)
}

/// A name in an error's text: its beginning, and in ASCII, since the text goes into an answer, of
/// whatever charset, and an answer's detail is short.
fn shown(name: &[u8]) -> String {
    name[..name.len().min(NAME_SHOWN_MAX)].escape_ascii().to_string()
}

/// Bytes of a name that are shown, four characters each at worst.
const NAME_SHOWN_MAX: usize = 48;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_percent_encoded_in_its_charset() {
        let fields: Fields =
            [("name", "山田髙﨑①㈱ﾔﾏﾀﾞ～−"), ("claim_kana", "ヤマダ"), ("a&b", "1 +=%")]
                .into_iter()
                .collect();
        let body = encode_form(&fields, Charset::Windows31j).expect("encodes");
        let want = "name=%8ER%93c%FB%FC%FA%B1%87%40%87%8A%D4%CF%C0%DE%81%60%81%7C\
            &claim_kana=%D4%CF%C0%DE&a%26b=1+%2B%3D%25";
        assert_eq!(std::str::from_utf8(&body), Ok(want));
    }

    #[test]
    fn an_unmappable_character_is_named() {
        let fields: Fields = [("k", "山田"), ("name", "𠮷田")].into_iter().collect();
        let error = encode_form(&fields, Charset::Windows31j).expect_err("no such character");
        assert_eq!(error.to_string(), "name: Type 「𠮷」 (U+20BB7)");
        assert_eq!(error.code(), "P008");
    }

    #[test]
    fn names_are_in_the_charset_too() {
        let fields: Fields = [("山", "1")].into_iter().collect();
        let body = encode_form(&fields, Charset::Windows31j).expect("encodes");
        assert_eq!(std::str::from_utf8(&body), Ok("%8ER=1"));
        let fields: Fields = [("😀", "1")].into_iter().collect();
        assert!(encode_form(&fields, Charset::Windows31j).is_err());
    }

    #[track_caller]
    fn check(query: Option<&str>, body: &[u8], want: &[(&str, &str)]) {
        let pairs = merge_pairs(query, body).expect("a form");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("ascii");
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (text(name), text(value))).collect();
        let want: Vec<_> = want.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect();
        assert_eq!(pairs, want);
    }

    #[test]
    fn query_and_body_are_one_form() {
        check(None, b"", &[]);
        check(Some("a=1&b=2"), b"", &[("a", "1"), ("b", "2")]);
        check(Some("a=1"), b"a=2&c=%33\r\n", &[("a", "1"), ("a", "2"), ("c", "3")]);
        check(Some(""), b"&&a&=x&b=c=d+e", &[("a", ""), ("", "x"), ("b", "c=d e")]);
    }

    #[test]
    fn limits_and_bad_escapes_are_errors() {
        let long = vec![b'a'; TELEGRAM_BYTES_MAX + 1];
        assert!(matches!(merge_pairs(None, &long), Err(CodecError::TooLarge(_))));
        let key = vec![b'a'; KEY_BYTES_MAX + 1];
        assert!(matches!(merge_pairs(None, &key), Err(CodecError::TooLarge(_))));
        let many = b"a=&".repeat(FIELDS_MAX + 1);
        assert!(matches!(merge_pairs(None, &many), Err(CodecError::TooLarge(_))));
        for body in ["a=%", "a=%4", "a=%zz", "%=1"] {
            assert!(matches!(merge_pairs(None, body.as_bytes()), Err(CodecError::Escape(_))));
        }
        let fields: Fields = [("a", "x".repeat(TELEGRAM_BYTES_MAX))].into_iter().collect();
        let error = encode_form(&fields, Charset::Utf8).expect_err("too large");
        assert_eq!(error.code(), "P009");
    }
}

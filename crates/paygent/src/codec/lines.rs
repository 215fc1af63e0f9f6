use std::fmt::Write as _;

use super::{Charset, CodecError, FIELDS_MAX};
use crate::{FieldError, Fields, Problem};

/// Keys whose value is HTML end so. Such a key is the answer's last.
const HTML_SUFFIX: &str = "_html";

/// An answer's body: `key=value` lines that begin and end with CRLF. A key ending in `_html` moves
/// to the end, also when it is empty: some clients read no keys behind it. Its HTML follows on the
/// next line, as it is; what does not begin with `<` is no HTML, and no reader would look for it
/// there. Line ends inside other values become blanks, since they would begin a new key.
pub fn encode_lines(fields: &Fields, charset: Charset) -> Result<Vec<u8>, FieldError> {
    let mut text = String::from("\r\n");
    let mut html = None;
    for (name, value) in fields.iter() {
        if name.ends_with(HTML_SUFFIX) {
            html = Some((name, value));
            continue;
        }
        line(&mut text, name, value);
    }
    if let Some((name, value)) = html.filter(|(_, value)| is_html(value)) {
        let _ = write!(text, "{name}=\r\n{value}");
        if !value.ends_with("\r\n") {
            text.push_str("\r\n");
        }
    } else if let Some((name, value)) = html {
        line(&mut text, name, value);
    }
    let bytes = charset.encode(&text).map_err(|character| {
        FieldError::new("answer", Problem::Type)
            .noted(format!("「{character}」 (U+{:04X})", u32::from(character)))
    })?;
    Ok(bytes.to_vec())
}

fn line(text: &mut String, name: &str, value: &str) {
    let value = value.replace(['\r', '\n'], " ");
    let _ = write!(text, "{name}={value}\r\n");
}

fn is_html(value: &str) -> bool {
    value.trim_start().starts_with('<')
}

/// The fields of an answer. Blank lines are skipped wherever they are; the HTML of a last `_html`
/// key is everything after its line, byte for byte. An empty `_html` key may stand anywhere.
pub fn decode_lines(body: &[u8], charset: Charset) -> Result<Fields, CodecError> {
    let text = charset.decode(body).ok_or_else(|| CodecError::Charset("the answer".into()))?;
    let mut fields = Fields::new();
    let mut rest = text.as_str();
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.strip_suffix('\r').unwrap_or(line);
        rest = after;
        if line.trim().is_empty() {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(CodecError::Line(number))?;
        if name.ends_with(HTML_SUFFIX) && value.is_empty() && is_html(rest) {
            add(&mut fields, name, rest)?;
            break;
        }
        add(&mut fields, name, value)?;
    }
    Ok(fields)
}

fn add(fields: &mut Fields, name: &str, value: &str) -> Result<(), CodecError> {
    match fields.get(name) {
        Some(earlier) if earlier != value => Err(CodecError::Twice(name.to_owned())),
        Some(_) => Ok(()),
        None if fields.len() == FIELDS_MAX => {
            Err(CodecError::TooLarge(format!("more than {FIELDS_MAX} fields")))
        }
        None => {
            fields.push(name, value);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &[u8], want: &[(&str, &str)]) {
        let fields = decode_lines(body, Charset::Windows31j).expect("decodes");
        assert_eq!(fields.iter().collect::<Vec<_>>(), want);
    }

    #[test]
    fn lines_are_read_with_and_without_their_manners() {
        check(b"", &[]);
        check(b"\r\nresult=0\r\nacq_id=\r\n", &[("result", "0"), ("acq_id", "")]);
        check(b"result=0\nacq_name=\x83j\x83R\x83X", &[("result", "0"), ("acq_name", "ニコス")]);
        check(b"a=b=c\r\n\r\n a=d\r\n", &[("a", "b=c"), (" a", "d")]);
        check(b"a=1\r\na=1\r\n", &[("a", "1")]);
    }

    #[test]
    fn html_is_all_that_follows_unless_it_is_empty() {
        let html = "<!DOCTYPE html>\r\n<p>a=b</p>\n\n</HTML>\r\n";
        let body = format!("\r\nresult=0\r\nout_acs_html=\r\n{html}");
        check(body.as_bytes(), &[("result", "0"), ("out_acs_html", html)]);
        check(b"out_acs_html=\r\nresult=1\r\n", &[("out_acs_html", ""), ("result", "1")]);
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        let many: Vec<_> = (0..=FIELDS_MAX).map(|n| format!("k{n}=\r\n")).collect();
        let many = many.concat();
        for (body, want) in [
            (&b"result"[..], CodecError::Line(1)),
            (b"\r\nresult=0\r\n<html>\r\n", CodecError::Line(3)),
            (b"result=0\r\nresult=1\r\n", CodecError::Twice("result".into())),
            (b"result=\x83", CodecError::Charset("the answer".into())),
            (many.as_bytes(), CodecError::TooLarge("more than 1000 fields".into())),
        ] {
            assert_eq!(decode_lines(body, Charset::Windows31j), Err(want));
        }
    }

    #[test]
    fn an_empty_html_key_is_the_last_too() {
        let fields: Fields = [("out_acs_html", ""), ("last", "x")].into_iter().collect();
        let body = encode_lines(&fields, Charset::Utf8).expect("encodes");
        assert_eq!(body, b"\r\nlast=x\r\nout_acs_html=\r\n");
    }

    #[test]
    fn what_is_no_html_stays_on_its_line() {
        let fields: Fields = [("out_acs_html", "none\n"), ("last", "x")].into_iter().collect();
        let body = encode_lines(&fields, Charset::Utf8).expect("encodes");
        assert_eq!(body, b"\r\nlast=x\r\nout_acs_html=none \r\n");
        check(&body, &[("last", "x"), ("out_acs_html", "none ")]);
    }

    #[test]
    fn a_line_end_in_a_value_begins_no_key() {
        let fields: Fields =
            [("response_detail", "one\r\nresult=0"), ("out_acs_html", "<p>"), ("last", "x")]
                .into_iter()
                .collect();
        let body = encode_lines(&fields, Charset::Utf8).expect("encodes");
        let want = "\r\nresponse_detail=one  result=0\r\nlast=x\r\nout_acs_html=\r\n<p>\r\n";
        assert_eq!(body, want.as_bytes());
    }
}

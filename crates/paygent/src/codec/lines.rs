use std::fmt::Write as _;

use super::{Charset, CodecError};
use crate::{FieldError, Fields, Problem};

/// Keys whose value is HTML end so. Such a key is the answer's last.
const HTML_SUFFIX: &str = "_html";

/// An answer's body: `key=value` lines that begin and end with CRLF. A key ending in `_html` moves
/// to the end; its HTML follows on the next line, as it is. Line ends inside other values become
/// blanks, since they would begin a new key.
pub fn encode_lines(fields: &Fields, charset: Charset) -> Result<Vec<u8>, FieldError> {
    let mut text = String::from("\r\n");
    let mut html = None;
    for (name, value) in fields.iter() {
        if name.ends_with(HTML_SUFFIX) && !value.is_empty() {
            html = Some((name, value));
            continue;
        }
        let value = value.replace(['\r', '\n'], " ");
        let _ = write!(text, "{name}={value}\r\n");
    }
    if let Some((name, value)) = html {
        let _ = write!(text, "{name}=\r\n{value}");
        if !value.ends_with("\r\n") {
            text.push_str("\r\n");
        }
    }
    let bytes = charset.encode(&text).map_err(|character| {
        FieldError::new("answer", Problem::Type)
            .noted(format!("「{character}」(U+{:04X})", u32::from(character)))
    })?;
    Ok(bytes.to_vec())
}

/// The fields of an answer. Blank lines are skipped wherever they are; the HTML of a last `_html`
/// key is everything after its line, byte for byte.
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
        if name.ends_with(HTML_SUFFIX) && value.is_empty() && !rest.trim().is_empty() {
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
        None => {
            fields.push(name, value);
            Ok(())
        }
    }
}

//! How public clients read an answer, after section 1.2 of the reference.

/// What a client has understood: keys, values, and the HTML to show.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    lines: Vec<(Vec<u8>, Vec<u8>)>,
    pub html: Vec<u8>,
}

impl Read {
    /// A value that is plain ASCII; `-` if the client has lost it.
    pub fn line(&self, key: &str) -> String {
        let found = self.lines.iter().find(|(name, _)| name == key.as_bytes());
        found.map_or("-".into(), |(_, value)| value.escape_ascii().to_string())
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn pair(line: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let at = line.iter().position(|&byte| byte == b'=')?;
    Some((line[..at].to_vec(), line[at + 1..].to_vec()))
}

/// PHP: line by line; all that follows the line of a key ending in `_html` is that key's.
pub fn php(body: &[u8]) -> Read {
    let (mut lines, mut rest) = (Vec::new(), body);
    while let Some(at) = find(rest, b"\r\n") {
        let (name, value) = pair(&rest[..at]).unwrap_or_default();
        rest = &rest[at + 2..];
        if name.ends_with(b"_html") {
            return Read { lines, html: rest.to_vec() };
        }
        if !name.is_empty() {
            lines.push((name, value));
        }
    }
    Read { lines, html: Vec::new() }
}

/// Ruby: one regular expression per key, `/\nKEY=(.*?)\r\n/`, and `/<!DOCTYPE.*<\/HTML>/m`.
pub fn ruby(body: &[u8], keys: &[&str]) -> Read {
    let value = |key: &str| {
        let start = format!("\n{key}=");
        let from = find(body, start.as_bytes())? + start.len();
        let to = find(&body[from..], b"\r\n")?;
        Some((key.as_bytes().to_vec(), body[from..from + to].to_vec()))
    };
    let lines = keys.iter().filter_map(|key| value(key)).collect();
    let from = find(body, b"<!DOCTYPE");
    let end = b"</HTML>";
    let to = body.windows(end.len()).rposition(|window| window == end);
    let html = from.zip(to).map_or(&[][..], |(from, to)| &body[from..to + end.len()]);
    Read { lines, html: html.to_vec() }
}

/// Go: splits on `out_acs_html=`, which must be there once, then on CRLF and on the first `=`.
pub fn go(body: &[u8]) -> Read {
    let key = b"out_acs_html=";
    let (head, html) = match find(body, key) {
        Some(at) => (&body[..at], &body[at + key.len()..]),
        None => (body, &[][..]),
    };
    assert!(find(html, key).is_none(), "out_acs_html= is there twice");
    let (mut lines, mut rest) = (Vec::new(), head);
    while let Some(at) = find(rest, b"\r\n") {
        lines.extend(pair(&rest[..at]));
        rest = &rest[at + 2..];
    }
    Read { lines, html: html.to_vec() }
}

/// The shop plugin WC puts something of its own into the page, at these two places, and submits
/// the form itself.
pub const WOOCOMMERCE: [&str; 6] = [
    "<html>",
    "<body onload=\"OnLoadEvent();\">",
    "function OnLoadEvent()",
    "document.submitForm.submit()",
    "name=\"submitForm\"",
    "id=\"submitForm\"",
];

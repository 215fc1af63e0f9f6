//! Telegrams as the log shows them: field by field, without what must not be written down. Pure.

use paygent::{Charset, Fields};

/// The longest value shown.
const VALUE_MAX: usize = 256;
/// The most fields shown.
const FIELDS_MAX: usize = 200;

/// What of a field is shown.
enum Shown {
    /// Asterisks and the last four: a card number.
    LastFour,
    /// Its first eight: a token is known by them, and cannot be used by them.
    FirstEight,
    /// That it was there.
    Nothing,
}

/// Fields that are not shown as they are; all others are.
const HIDDEN: &[(&str, Shown)] = &[
    ("connect_password", Shown::Nothing),
    ("card_number", Shown::LastFour),
    ("card_conf_number", Shown::Nothing),
    ("card_token", Shown::FirstEight),
];

/// The fields of a request.
pub(super) fn request(fields: &Fields) -> String {
    let mut text = String::new();
    for (name, value) in fields.iter().take(FIELDS_MAX) {
        push(&mut text, name, value);
    }
    text
}

/// The body of an answer: lines up to the page of 450, of which only the size is shown.
pub(super) fn answer(body: &[u8], charset: Charset) -> String {
    let decoded = charset.decode(body).unwrap_or_default();
    let mut text = String::new();
    for line in decoded.split("\r\n").filter(|line| !line.is_empty()).take(FIELDS_MAX) {
        match line.split_once('=') {
            Some((name, _)) if name.ends_with("_html") => {
                text.push_str(name);
                text.push_str("=…\n");
                break;
            }
            Some((name, value)) => push(&mut text, name, value),
            None => {
                text.extend(line.chars().take(VALUE_MAX));
                text.push('\n');
            }
        }
    }
    text
}

fn push(text: &mut String, name: &str, value: &str) {
    let hidden = HIDDEN.iter().find(|(hidden, _)| *hidden == name);
    text.extend(name.chars().take(VALUE_MAX));
    text.push('=');
    match hidden.map(|(_, shown)| shown) {
        _ if value.is_empty() => {}
        None => text.extend(value.chars().take(VALUE_MAX).filter(|c| !c.is_control())),
        Some(Shown::Nothing) => text.push_str("***"),
        Some(Shown::FirstEight) => {
            text.extend(value.chars().take(8));
            text.push('…');
        }
        Some(Shown::LastFour) => {
            let hidden = value.chars().count().saturating_sub(4);
            text.push_str(&"*".repeat(hidden.min(VALUE_MAX)));
            // A short text is no number, and may be most of a code.
            text.extend(value.chars().skip(hidden.max(4)));
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_written_down_is_not_shown() {
        for (name, value, shown) in [
            ("card_number", "4900000000000003", "************0003"),
            ("card_number", "49000", "*0"),
            ("card_number", "123", ""),
            ("card_number", "", ""),
            ("card_conf_number", "123", "***"),
            ("card_conf_number", "", ""),
            ("connect_password", "secret", "***"),
            ("card_token", "tok_abcdefghijklmnopqrstuvwxyz", "tok_abcd…"),
            ("payment_amount", "9680", "9680"),
            ("masked_card_number", "************0003", "************0003"),
            ("merchant_name", "のれん\r\nx=y", "のれんx=y"),
        ] {
            let fields: Fields = [(name, value)].into_iter().collect();
            assert_eq!(request(&fields), format!("{name}={shown}\n"), "{value}");
        }
        let long: Fields = [("a", "x".repeat(1_000))].into_iter().collect();
        assert_eq!(request(&long).len(), "a=\n".len() + VALUE_MAX);
    }

    #[test]
    fn an_answer_is_shown_up_to_its_page() {
        let body = b"\r\nresult=0\r\nout_acs_html=\r\n<html>card_number=49</html>\r\n";
        assert_eq!(answer(body, Charset::Utf8), "result=0\nout_acs_html=…\n");
        let table = b"\"1\",\"0\",\"\",\"\"\r\n\"4\",\"0\"\r\n";
        assert_eq!(answer(table, Charset::Windows31j), "\"1\",\"0\",\"\",\"\"\n\"4\",\"0\"\n");
    }
}

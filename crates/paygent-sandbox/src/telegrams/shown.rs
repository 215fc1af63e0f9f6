//! Telegrams as the log shows them: field by field, without what must not be written down. Pure.

mod pan;

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

/// What a name must hold for its value not to be shown: the first row that fits counts. Letters and
/// digits only, in small letters: a field may be misspelt, its value is a card's all the same.
const HIDDEN: &[(&[&str], Shown)] = &[
    (&["password"], Shown::Nothing),
    (&["cardtoken"], Shown::FirstEight),
    (&["cardno", "cardnum", "カード番号"], Shown::LastFour),
    (&["cvc", "cvv", "cvn", "securitycode", "confnumber", "cardconf", "確認番号"], Shown::Nothing),
    (&["セキュリティコード"], Shown::Nothing),
];

fn hidden(name: &str, value: &str) -> Option<&'static Shown> {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    // A switch such as security_code_token, not a code.
    if name.starts_with("securitycode") && value.len() == 1 {
        return None;
    }
    HIDDEN.iter().find(|(words, _)| words.iter().any(|w| name.contains(w))).map(|(_, how)| how)
}

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
                text.push_str(&plain(line));
                text.push('\n');
            }
        }
    }
    text
}

fn push(text: &mut String, name: &str, value: &str) {
    text.push_str(&plain(name));
    text.push('=');
    match hidden(name, value) {
        _ if value.is_empty() => {}
        None => text.push_str(&plain(value)),
        Some(Shown::Nothing) => text.push_str("***"),
        Some(Shown::FirstEight) => {
            text.extend(plain(value).chars().take(8));
            text.push('…');
        }
        Some(Shown::LastFour) => {
            let hidden = value.chars().count().saturating_sub(4);
            text.push_str(&"*".repeat(hidden.min(VALUE_MAX)));
            // A short text is no number, and may be most of a code.
            let last = value.chars().skip(hidden.max(4));
            text.extend(last.filter(|c| !c.is_control()));
        }
    }
    text.push('\n');
}

/// A text on one line, without what passes for a card number.
pub(super) fn plain(text: &str) -> String {
    let text = pan::masked(text);
    text.chars().filter(|c| !c.is_control()).take(VALUE_MAX).collect()
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
            ("card_cvc", "987", "***"),
            ("CARD_CVV", "987", "***"),
            ("security_code", "654", "***"),
            ("security_code_token", "1", "1"),
            ("security_code_token", "654", "***"),
            ("cardNumber", "4222222222222222", "************2222"),
            ("CARD_NUMBER", "4222222222222222", "************2222"),
            ("ref_trading_id", "4222222222222222", "************2222"),
            ("card_valid_term", "1240", "1240"),
            ("customer_card_id", "700000001", "700000001"),
            ("card_token", "tok_abcdefghijklmnopqrstuvwxyz", "tok_abcd…"),
            ("payment_amount", "9680", "9680"),
            ("masked_card_number", "************0003", "************0003"),
            ("merchant_name", "のれん\r\nx=y", "のれんx=y"),
        ] {
            let fields: Fields = [(name, value)].into_iter().collect();
            assert_eq!(request(&fields), format!("{name}={shown}\n"), "{value}");
        }
        for (name, shown) in
            [("a\u{1b}[2J\r\nb", "a[2Jb"), ("4222222222222222", "************2222")]
        {
            let fields: Fields = [(name, "x")].into_iter().collect();
            assert_eq!(request(&fields), format!("{shown}=x\n"));
        }
        let long: Fields = [("a", "x".repeat(1_000))].into_iter().collect();
        assert_eq!(request(&long).len(), "a=\n".len() + VALUE_MAX);
    }

    #[test]
    fn an_answer_is_shown_up_to_its_page() {
        let body = b"\r\nresult=0\r\nout_acs_html=\r\n<html>card_number=49</html>\r\n";
        assert_eq!(answer(body, Charset::Utf8), "result=0\nout_acs_html=…\n");
        let odd = b"4222222222222222\x1b[2J\r\n";
        assert_eq!(answer(odd, Charset::Utf8), "************2222[2J\n");
        let table = b"\"1\",\"0\",\"\",\"\"\r\n\"4\",\"0\"\r\n";
        assert_eq!(answer(table, Charset::Windows31j), "\"1\",\"0\",\"\",\"\"\n\"4\",\"0\"\n");
    }
}

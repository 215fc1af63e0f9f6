//! Sends telegrams to the sandbox and tells what came, without the client of crate `paygent`.

use paygent_sandbox::Merchant;

use super::cards::{GARBLED, LOST};
use crate::stage::encode;

/// A telegram's own fields.
pub type Form = Vec<(&'static str, String)>;

/// What came back.
#[derive(Debug)]
pub struct Heard {
    /// `0`, the code, [`LOST`] or [`GARBLED`].
    pub said: String,
    text: String,
}

impl Heard {
    /// A line of the answer.
    pub fn line(&self, name: &str) -> &str {
        let mut lines = self.text.split("\r\n").filter_map(|line| line.split_once('='));
        lines.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// `customer_card_id` of each card in the CSV of 027.
    pub fn cards(&self) -> Vec<&str> {
        let rows = self.text.split("\r\n").filter(|line| line.starts_with("\"3\","));
        rows.filter_map(|row| row.split(',').nth(2)).map(|id| id.trim_matches('"')).collect()
    }

    fn of(text: String) -> Self {
        let mut heard = Self { said: GARBLED.into(), text };
        let table: Vec<_> =
            heard.text.split("\r\n").next().unwrap_or_default().split(',').collect();
        let (result, code) = match table[..] {
            ["\"1\"", result, code, ..] => (result.trim_matches('"'), code.trim_matches('"')),
            _ => (heard.line("result"), heard.line("response_code")),
        };
        heard.said = match (result, code) {
            ("0", "") => "0".into(),
            ("1", code) if !code.is_empty() => code.into(),
            _ => return heard,
        };
        heard
    }
}

pub async fn telegram(
    (browser, base_url): (&reqwest::Client, &str),
    merchant: &Merchant,
    kind: &'static str,
    form: &Form,
) -> Heard {
    let path = match kind {
        "091" => "/n/ref/paynotice",
        "094" => "/n/ref/paymentref",
        "450" => "/n/threeds/request",
        _ => "/n/card/request",
    };
    let mut whole = vec![
        ("merchant_id", merchant.merchant_id.as_str()),
        ("connect_id", &merchant.connect_id),
        ("connect_password", merchant.connect_password.expose()),
        ("telegram_kind", kind),
        ("telegram_version", "1.0"),
    ];
    whole.extend(form.iter().map(|(name, value)| (*name, value.as_str())));
    let request = browser.post(format!("{base_url}{path}")).body(encode(&whole));
    let Ok(answer) = request.send().await else {
        return Heard { said: LOST.into(), text: String::new() };
    };
    match answer.bytes().await {
        // Names, codes and numbers are ASCII in both charsets.
        Ok(body) => Heard::of(String::from_utf8_lossy(&body).into_owned()),
        Err(_) => Heard { said: LOST.into(), text: String::new() },
    }
}

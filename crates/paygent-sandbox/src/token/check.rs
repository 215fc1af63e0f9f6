//! What the browser sent for a token, checked in the order of the codes (reference 4.3). Pure.

use std::collections::HashMap;
use std::sync::Arc;

use crate::card::{ANY_CARD, AtToken, TestCard, digits};
use crate::clock::{self, Millis};
use crate::merchant::{Merchant, Merchants};
use crate::options::Profile;

/// Years ahead at which an expiry is no longer believed.
const YEARS_AHEAD: i64 = 20;
/// The longest cardholder name, in half-width characters.
const NAME_MAX: usize = 64;

/// The form, by name.
pub(super) type Form = HashMap<String, String>;

/// What a token is wanted for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Card { card: &'static TestCard, number: String, valid_term: String, security_code: bool },
    SecurityCode,
}

/// A code of reference 4.3, and a sentence where the code alone would puzzle.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) message: Option<&'static str>,
}

impl From<&'static str> for Refused {
    fn from(code: &'static str) -> Self {
        Self { code, message: None }
    }
}

/// Whose page asks.
pub(super) fn merchant(form: &Form, merchants: &Merchants) -> Result<Arc<Merchant>, Refused> {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("merchant_id").is_empty() {
        return Err("1100".into());
    }
    if field("token_generate_key").is_empty() {
        return Err("1200".into());
    }
    let known = merchants.find(field("merchant_id"));
    let known = known.filter(|merchant| field("token_generate_key") == merchant.token_key);
    known.ok_or_else(|| "1201".into())
}

/// What it asks for.
pub(super) fn check(form: &Form, profile: Profile, now: Millis) -> Result<Wanted, Refused> {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("cvc_only_flg") == "1" {
        return match field("card_cvc") {
            "" => Err("1601".into()),
            cvc => security_code(cvc).map(|()| Wanted::SecurityCode),
        };
    }
    let number = field("card_number");
    if number.is_empty() {
        return Err("1300".into());
    }
    if !digits(number) {
        return Err("1301".into());
    }
    let valid_term = expiry(field("card_expire_year"), field("card_expire_month"), now)?;
    security_code(field("card_cvc"))?;
    name(field("card_name"))?;
    let card = card(number, profile)?;
    let security_code = !field("card_cvc").is_empty();
    Ok(Wanted::Card { card, number: number.to_owned(), valid_term, security_code })
}

fn card(number: &str, profile: Profile) -> Result<&'static TestCard, Refused> {
    let card = match (TestCard::by_number(number), profile) {
        (Some(card), _) => card,
        (None, Profile::Lenient) => &ANY_CARD,
        (None, Profile::Strict) => {
            let message = Some("テストカードを使ってください");
            return Err(Refused { code: "1301", message });
        }
    };
    match card.token {
        AtToken::Issued => Ok(card),
        AtToken::Refused(code) => Err(code.into()),
    }
}

/// MMYY, if the month is not over and not too far ahead.
fn expiry(year: &str, month: &str, now: Millis) -> Result<String, Refused> {
    let number = |text: &str, missing, bad| {
        if text.is_empty() {
            return Err(Refused::from(missing));
        }
        let plain = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten().ok_or(Refused::from(bad))
    };
    let year = number(year, "1400", "1401")?;
    let month = number(month, "1500", "1501")?;
    if !(1..=12).contains(&month) {
        return Err("1501".into());
    }
    let (this_year, this_month) = clock::year_and_month(now);
    let full = 2000 + year;
    if (full, month) < (this_year, this_month) || full >= this_year + YEARS_AHEAD {
        return Err("1502".into());
    }
    Ok(format!("{month:02}{year:02}"))
}

fn security_code(cvc: &str) -> Result<(), Refused> {
    let plain = cvc.is_empty()
        || ((3..=4).contains(&cvc.len()) && cvc.bytes().all(|byte| byte.is_ascii_digit()));
    if plain { Ok(()) } else { Err("1600".into()) }
}

/// Half-width letters, digits, symbols, kana and blanks; a full-width blank is refused.
fn name(name: &str) -> Result<(), Refused> {
    let half = |c: char| matches!(c, ' '..='~' | '\u{ff61}'..='\u{ff9f}');
    if name.chars().count() <= NAME_MAX && name.chars().all(half) {
        Ok(())
    } else {
        Err("1700".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-24 in Japan.
    const NOW: Millis = 1_795_500_000_000;

    fn run(changes: &[(&str, &str)], profile: Profile) -> Result<Wanted, Refused> {
        let merchant = Merchant::demo();
        let mut form: Form = [
            ("merchant_id", merchant.merchant_id.as_str()),
            ("token_generate_key", merchant.token_key.as_str()),
            ("card_number", "4900000000000003"),
            ("card_expire_year", "30"),
            ("card_expire_month", "1"),
            ("card_cvc", "123"),
            ("card_name", "TEST TARO"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for (name, value) in changes {
            form.insert((*name).to_owned(), (*value).to_owned());
        }
        super::merchant(&form, &Merchants::of(vec![merchant]))
            .and_then(|_| check(&form, profile, NOW))
    }

    #[test]
    fn each_field_has_its_code() {
        for (changes, expected) in [
            (&[("merchant_id", "")][..], "1100"),
            (&[("token_generate_key", "")], "1200"),
            (&[("token_generate_key", "test_wrong")], "1201"),
            (&[("merchant_id", "1")], "1201"),
            (&[("card_number", "")], "1300"),
            (&[("card_number", "4900000000000003 ")], "1301"),
            (&[("card_number", "4900-0000-0000-0003")], "1301"),
            (&[("card_number", "1234567890123")], "1301"),
            (&[("card_expire_year", "")], "1400"),
            (&[("card_expire_year", "2030")], "1401"),
            (&[("card_expire_month", "")], "1500"),
            (&[("card_expire_month", "13")], "1501"),
            (&[("card_expire_month", "0")], "1501"),
            (&[("card_expire_month", "a")], "1501"),
            (&[("card_expire_year", "26"), ("card_expire_month", "10")], "1502"),
            (&[("card_expire_year", "46")], "1502"),
            (&[("card_cvc", "12")], "1600"),
            (&[("card_cvc", "12345")], "1600"),
            (&[("card_cvc", "１２３")], "1600"),
            (&[("cvc_only_flg", "1"), ("card_cvc", "")], "1601"),
            (&[("cvc_only_flg", "1"), ("card_cvc", "x")], "1600"),
            (&[("card_name", "TEST　TARO")], "1700"),
            (&[("card_name", "試験太郎")], "1700"),
            (&[("card_number", "4900000015020004")], "1502"),
        ] {
            assert_eq!(run(changes, Profile::Lenient), Err(expected.into()), "{changes:?}");
        }
    }

    #[test]
    fn what_is_well_formed_passes() {
        for changes in [
            &[][..],
            &[("card_expire_year", "26"), ("card_expire_month", "11")],
            &[("card_expire_year", "45"), ("card_expire_month", "12")],
            &[("card_cvc", "")],
            &[("card_cvc", "1234")],
            &[("card_name", "")],
            &[("card_name", "ｼｹﾝ ﾀﾛｳ")],
            &[("card_name", "O'NEIL-SMITH J.")],
        ] {
            assert!(run(changes, Profile::Strict).is_ok(), "{changes:?}");
        }
        let Ok(Wanted::Card { valid_term, .. }) = run(&[], Profile::Strict) else { panic!() };
        assert_eq!(valid_term, "0130");
        let code = run(&[("cvc_only_flg", "1"), ("card_number", "")], Profile::Strict);
        assert_eq!(code, Ok(Wanted::SecurityCode));
    }

    #[test]
    fn strict_takes_test_cards_only() {
        let other = &[("card_number", "4111111111111112")];
        let Err(refused) = run(other, Profile::Strict) else { panic!() };
        assert_eq!(refused.code, "1301");
        assert_eq!(refused.message, Some("テストカードを使ってください"));
        let Ok(Wanted::Card { card, .. }) = run(other, Profile::Lenient) else { panic!() };
        assert_eq!(card.key, "any");
    }
}

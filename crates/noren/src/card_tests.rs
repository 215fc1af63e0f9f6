use shop::id::MerchantId;
use shop::money::Yen;
use shop::payment::{AttemptLevel, CaptureTiming};
use shop::secret::Secret;
use shop::settings::CardSettings;
use shop::settings::card::Instalments;

use super::CardTable;

fn merchant() -> MerchantId {
    MerchantId("900000001".into())
}

fn new_shop() -> CardSettings {
    CardSettings::new(merchant(), "NOREN")
}

/// What the lines of a `[card]` come to, for an account with ⑩ `key`.
fn settings(lines: &str, key: Option<&str>) -> Result<CardSettings, String> {
    let told: CardTable = toml::from_str(lines).map_err(|error| error.to_string())?;
    let name = told.merchant_name().unwrap_or("NOREN").to_owned();
    let key = key.map(Secret::new);
    told.settings(merchant(), key.as_ref(), &name).map_err(|error| format!("{error:#}"))
}

type Case = (&'static str, fn(&mut CardSettings));

const CASES: &[Case] = &[
    ("capture = 'later'", |_| ()),
    ("capture = 'at-once'", |card| card.timing = CaptureTiming::AtOnce),
    ("instalments = 'offered'", |_| ()),
    ("instalments = 'offered-with-bonus'", |card| {
        card.instalments = Instalments::Offered { bonus: true };
    }),
    ("instalments = 'lump-only'", |card| card.instalments = Instalments::LumpOnly),
    ("instalments_note = '一部のカードは一括のみ'", |card| {
        card.instalments_note = "一部のカードは一括のみ".into();
    }),
    ("instalments_note = ''", |card| card.instalments_note.clear()),
    ("three_ds = true", |_| ()),
    ("three_ds = false", |card| card.three_ds = false),
    ("merchant_name = 'MINAMODO'", |card| card.merchant_name = "MINAMODO".into()),
    ("attempt_level = 'low'", |_| ()),
    ("attempt_level = 'middle'", |card| card.attempt_level = AttemptLevel::Middle),
    ("attempt_level = 'high'", |card| card.attempt_level = AttemptLevel::High),
    ("name = 'カード'", |card| card.terms.name = "カード".into()),
    ("hide_below = 0", |card| card.terms.hide_below = None),
    ("hide_below = 10000", |card| card.terms.hide_below = Some(Yen(10_000))),
    ("hide_from = 300000", |card| card.terms.hide_from = Some(Yen(300_000))),
    ("note = 'ご本人名義のカードに限ります'", |card| {
        card.terms.note = "ご本人名義のカードに限ります".into();
    }),
    ("note_in_choice = true", |card| card.terms.note_in_choice = true),
    ("note_in_mail = true", |card| card.terms.note_in_mail = true),
    ("three_ds_reduction = true", |card| card.three_ds_reduction = true),
    ("limit = 9999999", |card| card.limit = Some(Yen(9_999_999))),
    ("changes_of_member = 3", |card| card.changes.of_member = 3),
    ("changes_of_address = 50", |card| card.changes.of_address = 50),
];

#[test]
fn each_key_changes_its_setting_and_no_other() {
    assert_eq!(settings("", Some("key")), Ok(new_shop()));
    for (line, change) in CASES {
        let mut expected = new_shop();
        change(&mut expected);
        assert_eq!(settings(line, Some("key")), Ok(expected), "{line}");
    }
}

#[test]
fn what_cannot_be_names_its_key_and_what_it_takes() {
    for (lines, expected) in [
        ("captur = 'later'", &["captur", "`capture`", "`limit`"][..]),
        ("capture = 'now'", &["capture = 'now'", r#""later" or "at-once""#]),
        ("capture = true", &["capture = true", r#""later" or "at-once""#]),
        (
            "instalments = 3",
            &["instalments", r#""offered" or "offered-with-bonus" or "lump-only""#],
        ),
        ("three_ds = 'off'", &["three_ds = 'off'", "true or false"]),
        ("three_ds = 'true'", &["three_ds = 'true'", "true or false"]),
        ("attempt_level = 'Low'", &["attempt_level", r#""low" or "middle" or "high""#]),
        ("note_in_choice = 1", &["note_in_choice", "true or false"]),
        ("note_in_mail = 'no'", &["note_in_mail", "true or false"]),
        ("three_ds_reduction = 0", &["three_ds_reduction", "true or false"]),
        ("note = true", &["note = true", "string"]),
        ("name = ' '", &["[card]", "name is one line"]),
        ("name = \"a\\nb\"", &["[card]", "name is one line"]),
        ("merchant_name = '暖簾'", &["[card]", "merchant_name", "40 Latin letters"]),
        ("merchant_name = ''", &["[card]", "merchant_name", "40 Latin letters"]),
        ("hide_below = -1", &["[card]", "hide_below", "yen"]),
        ("hide_from = 0", &["[card]", "hide_from", "yen"]),
        ("hide_from = 1", &["[card]", "hide_below is less than hide_from"]),
        ("limit = 10000000", &["[card]", "limit", "9999999"]),
        ("limit = 'much'", &["limit = 'much'"]),
        ("changes_of_member = 0", &["[card]", "changes_of_member", "1 to 1000"]),
        ("changes_of_address = 1001", &["[card]", "changes_of_address", "1 to 1000"]),
    ] {
        let told = settings(lines, Some("key")).expect_err(lines);
        for part in expected {
            assert!(told.contains(part), "{lines}: {told}");
        }
    }
}

#[test]
fn three_d_secure_needs_its_hash_key() {
    for (line, key, is_right) in [
        ("", Some("key"), true),
        ("", None, false),
        ("three_ds = true", Some(" "), false),
        ("three_ds = false", None, true),
    ] {
        let told = settings(line, key);
        assert_eq!(told.is_ok(), is_right, "{line} {key:?}: {told:?}");
        if let Err(told) = told {
            assert!(told.contains("three_ds_key") && told.contains("three_ds = false"), "{told}");
        }
    }
}

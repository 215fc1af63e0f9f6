//! `[card]`: `noren init` and `noren demo` set cards up as a file says.

use std::path::Path;

use shop::id::ShopId;
use shop::payment::{AttemptLevel, CaptureTiming};
use shop::settings::card::Instalments;
use shop::settings::{self, CardSettings, MethodTerms, Version};
use store::Store;

use crate::process::{Running, end};

const CONTRACT: &str = "merchant_id = '900000001'\nconnect_id = 'noren'\nconnect_password = 'x'\n\
    token_key = 'x'\ntelegrams = 'http://127.0.0.1:9'\ntoken_script = 'http://127.0.0.1:9/x.js'\n\
    sandbox = true\n";

/// The settings in force in the data folder `dir`, which nobody else has open.
async fn in_force(dir: &Path) -> Version<CardSettings> {
    let file = dir.join("noren.db");
    let store = tokio::task::spawn_blocking(move || Store::open(store::Options::sqlite(file)));
    let store = store.await.expect("it ends").expect("nobody else has it open");
    let read = store.read(|tx| settings::current::<CardSettings>(tx, ShopId(1)));
    read.await.expect("it can be read").expect("cards are set up")
}

#[tokio::test]
async fn init_founds_a_shop_that_takes_cards_as_the_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("data"), folder.path().join("paygent.toml"));
    let card = "[card]\ncapture = 'at-once'\ninstalments = 'lump-only'\nthree_ds = false\n\
        attempt_level = 'high'\nmerchant_name = 'MINAMODO'\nnote = 'x'\nnote_in_mail = true\n";
    std::fs::write(&file, format!("{CONTRACT}{card}")).unwrap();
    let words = ["init", "--sample", "--dir", dir.to_str().unwrap()];
    let made = end(&[&words[..], &["--paygent", file.to_str().unwrap()]].concat()).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let Version { number, body } = in_force(&dir).await;
    assert_eq!(number, 1);
    let usual = CardSettings::new(body.merchant.clone(), "MINAMODO");
    let expected = CardSettings {
        timing: CaptureTiming::AtOnce,
        instalments: Instalments::LumpOnly,
        three_ds: false,
        attempt_level: AttemptLevel::High,
        terms: MethodTerms { note: "x".into(), note_in_mail: true, ..usual.terms.clone() },
        ..usual
    };
    assert_eq!(body, expected);
    assert_eq!(body.merchant.0, "900000001");
}

#[tokio::test]
async fn a_file_with_a_mistake_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("data"), folder.path().join("paygent.toml"));
    let key = "three_ds_key = 'x'\n";
    for (command, option, text, expected) in [
        ("init", "--paygent", CONTRACT.to_owned(), "3-D Secure needs three_ds_key"),
        ("init", "--paygent", format!("{CONTRACT}{key}[card]\ncapture = 'now'\n"), "\"at-once\""),
        ("init", "--paygent", format!("{CONTRACT}{key}[cards]\n"), "unknown field `cards`"),
        ("demo", "--card", "[card]\nthree_ds = 'off'\n".to_owned(), "true or false"),
        ("demo", "--card", "[card]\nlimit = 0\n".to_owned(), "limit is an amount"),
        ("demo", "--card", CONTRACT.to_owned(), "has no [card]"),
    ] {
        std::fs::write(&file, &text).unwrap();
        let place = ["--dir", dir.to_str().unwrap(), option, file.to_str().unwrap()];
        let sample: &[&str] = if command == "init" { &["--sample"] } else { &[] };
        let doors = ["--shop-addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"];
        let doors: &[&str] = if command == "demo" { &doors } else { &[] };
        let ended = end(&[&[command], &place[..], sample, doors].concat()).await;
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success(), "{text}");
        assert!(told.contains(expected) && told.contains("paygent.toml"), "{text}: {told}");
        assert!(!dir.exists(), "{text}");
    }
}

#[tokio::test]
async fn the_merchant_name_of_the_command_line_wins() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paygent.toml");
    let card = "three_ds_key = 'x'\n[card]\nmerchant_name = 'OF THE FILE'\n";
    std::fs::write(&file, format!("{CONTRACT}{card}")).unwrap();
    for (name, words) in
        [("of-the-line", &["--merchant-name", "OF THE LINE"][..]), ("of-the-file", &[])]
    {
        let dir = folder.path().join(name);
        let init = ["init", "--sample", "--dir", dir.to_str().unwrap()];
        let paygent = ["--paygent", file.to_str().unwrap()];
        let made = end(&[&init[..], &paygent, words].concat()).await;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let expected = name.replace('-', " ").to_uppercase();
        assert_eq!(in_force(&dir).await.body.merchant_name, expected);
    }
}

#[tokio::test]
async fn the_demo_goes_on_with_other_settings_as_a_new_version() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("demo"), folder.path().join("card.toml"));
    let card = ["--card", file.to_str().unwrap()];
    let usual = CardSettings::new(shop::id::MerchantId("900000001".into()), "MINAMODO");
    let at_once = CardSettings { timing: CaptureTiming::AtOnce, ..usual.clone() };
    for (text, words, number, expected) in [
        ("", &[][..], 1, &usual),
        ("[card]\ncapture = 'at-once'\n", &card, 2, &at_once),
        ("", &[], 2, &at_once),
        ("[card]\ncapture = 'at-once'\n", &card, 2, &at_once),
        ("merchant_id = 'not the demo s'\n[card]\n", &card, 3, &usual),
    ] {
        std::fs::write(&file, text).unwrap();
        Running::demo_with(&dir, words).await.stop().await;
        let version = in_force(&dir).await;
        assert_eq!((version.number, &version.body), (number, expected), "{text} {words:?}");
    }
}

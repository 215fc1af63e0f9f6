//! The settings forms: what was typed, what it comes to, and that it is saved once.

use paygent_sandbox::Merchant;
use shop::id::MerchantId;
use shop::money::Yen;
use shop::payment::account;
use shop::payment::{AttemptLevel, CaptureTiming};
use shop::secret::Secret;
use shop::settings::card::{self, CardForm, CardSecrets, Instalments};
use shop::settings::{self, BankSettings, CardSettings, Plain, SaveError};

use crate::stage::{SHOP, Stage, on_each, plain};

async fn filled(stage: &Stage) -> CardForm {
    card::open(&stage.world, SHOP).await.expect("what is in force").form()
}

/// The fields that are refused.
async fn refused(stage: &Stage, form: &CardForm, secrets: &CardSecrets) -> Vec<&'static str> {
    match card::check(&stage.world, SHOP, form, secrets).await {
        Ok(_) => Vec::new(),
        Err(SaveError::Fields(errors)) => errors.iter().map(|error| error.field).collect(),
        Err(other) => panic!("{other}"),
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text)
}

type Fill = fn(&mut CardForm);
type Case = (Fill, fn(&mut CardSettings));

const EACH_FIELD: &[Case] = &[
    (|_| (), |_| ()),
    (|form| form.timing = "at_once".into(), |card| card.timing = CaptureTiming::AtOnce),
    (|form| form.instalments = "lump".into(), |card| card.instalments = Instalments::LumpOnly),
    (
        |form| form.bonus = "on".into(),
        |card| card.instalments = Instalments::Offered { bonus: true },
    ),
    (|form| form.instalments_note = "注".into(), |card| card.instalments_note = "注".into()),
    (|form| form.limit = "１０，０００".into(), |card| card.limit = Some(Yen(10_000))),
    (|form| form.three_ds = "use".into(), |card| card.three_ds = true),
    (|form| form.merchant_name = " NUNO ".into(), |card| card.merchant_name = "NUNO".into()),
    (|form| form.attempt_level = "high".into(), |card| card.attempt_level = AttemptLevel::High),
    (|form| form.three_ds_reduction = "on".into(), |card| card.three_ds_reduction = true),
    (|form| form.terms.name = "カード".into(), |card| card.terms.name = "カード".into()),
    (|form| form.terms.below.clear(), |card| card.terms.hide_below = None),
    (|form| form.terms.hide_below = "500".into(), |card| card.terms.hide_below = Some(Yen(500))),
    (|form| form.terms.hide_from = "900".into(), |_| ()),
    (
        |form| {
            form.terms.from = "on".into();
            form.terms.hide_from = "900".into();
        },
        |card| card.terms.hide_from = Some(Yen(900)),
    ),
    (|form| form.terms.note = "一\r\n二".into(), |card| card.terms.note = "一\n二".into()),
    (|form| form.terms.note_in_choice = "on".into(), |card| card.terms.note_in_choice = true),
    (|form| form.terms.note_in_mail = "on".into(), |card| card.terms.note_in_mail = true),
    (|form| form.subscriptions = "use".into(), |card| card.subscriptions = true),
];

#[tokio::test]
async fn each_field_changes_its_setting_and_no_other() {
    on_each(plain, async |stage| {
        let usual = card::open(&stage.world, SHOP).await.unwrap().current.unwrap().body;
        for (place, (fill, change)) in EACH_FIELD.iter().enumerate() {
            let (mut form, mut expected) = (filled(stage).await, usual.clone());
            fill(&mut form);
            change(&mut expected);
            let checked = card::check(&stage.world, SHOP, &form, &CardSecrets::default()).await;
            assert_eq!(checked.unwrap().0, expected, "case {place}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_said_beside_its_field() {
    let cases: &[(Fill, &[&str])] = &[
        (|form| form.environment.clear(), &["environment"]),
        (|form| form.telegrams = "paygent.example".into(), &["telegrams"]),
        (|form| form.telegrams = "https://".into(), &["telegrams"]),
        (|form| form.environment = "live".into(), &["telegrams", "token_script"]),
        (|form| form.ca_pem = "no PEM".into(), &["ca_pem"]),
        (|form| form.merchant = "12a".into(), &["merchant"]),
        (|form| form.merchant = "1234567890".into(), &["merchant"]),
        (|form| form.connect_id.clear(), &["connect_id"]),
        (|form| form.connect_id = "接続".into(), &["connect_id"]),
        (|form| form.token_key.clear(), &["token_key"]),
        (|form| form.timing = "soon".into(), &["timing"]),
        (|form| form.instalments.clear(), &["instalments"]),
        (|form| form.limit = "0".into(), &["limit"]),
        (|form| form.limit = "10000000".into(), &["limit"]),
        (|form| form.instalments_note = "長".repeat(201), &["instalments_note"]),
        (|form| form.merchant_name = "みなも".into(), &["merchant_name"]),
        (|form| form.merchant_name = "N".repeat(41), &["merchant_name"]),
        (
            |form| {
                form.three_ds = "use".into();
                form.merchant_name.clear();
            },
            &["merchant_name"],
        ),
        (|form| form.attempt_level.clear(), &["attempt_level"]),
        (|form| form.terms.name = " ".into(), &["name"]),
        (|form| form.terms.hide_below = "many".into(), &["hide_below"]),
        (
            |form| {
                form.terms.from = "on".into();
                form.terms.hide_from = "1".into();
            },
            &["hide_from"],
        ),
        (|form| form.terms.note = "長".repeat(501), &["note"]),
        (|form| form.subscriptions.clear(), &["subscriptions"]),
        // Another merchant is another account: its secrets are not the old one's.
        (|form| form.merchant = "900000002".into(), &["connect_password"]),
        (
            |form| {
                form.merchant = "900000002".into();
                form.three_ds = "use".into();
            },
            &["connect_password", "three_ds_key"],
        ),
    ];
    on_each(plain, async |stage| {
        for (fill, fields) in cases {
            let mut form = filled(stage).await;
            fill(&mut form);
            assert_eq!(refused(stage, &form, &CardSecrets::default()).await, *fields, "{form:?}");
        }
        let form = filled(stage).await;
        let lonely = CardSecrets { client_passphrase: Some(secret("x")), ..CardSecrets::default() };
        assert_eq!(refused(stage, &form, &lonely).await, ["client_pem"]);
        let unreadable =
            CardSecrets { client_pem: Some(secret("no PEM")), ..CardSecrets::default() };
        assert_eq!(refused(stage, &form, &unreadable).await, ["client_pem"]);
        let wide =
            CardSecrets { connect_password: Some(secret("全角")), ..CardSecrets::default() };
        assert_eq!(refused(stage, &form, &wide).await, ["connect_password"]);
    })
    .await;
}

#[tokio::test]
async fn saving_keeps_what_was_not_typed_and_the_old_merchants_account() {
    on_each(plain, async |stage| {
        let before = stage.account().await;
        let mut form = filled(stage).await;
        form.token_key = "new_key".into();
        let typed =
            CardSecrets { three_ds_key: Some(secret("new-hash")), ..CardSecrets::default() };
        // As it travels over the confirmation.
        let sealed = typed.seal(&stage.world, SHOP);
        assert!(!sealed.contains("new-hash"));
        let typed = CardSecrets::open(&stage.world, SHOP, &sealed);
        assert!(CardSecrets::open(&stage.world, SHOP, "00").three_ds_key.is_none());
        let number = card::save(&stage.world, SHOP, "佐藤", 1, &form, &typed).await.unwrap();
        assert_eq!(number, 2);
        let after = stage.account().await;
        assert_eq!(after.token_key, "new_key");
        assert_eq!(after.connect_password, before.connect_password, "it was left empty");
        assert_eq!(after.three_ds_key, Some(secret("new-hash")));

        form.merchant = "900000002".into();
        let theirs =
            CardSecrets { connect_password: Some(secret("theirs")), ..CardSecrets::default() };
        card::save(&stage.world, SHOP, "佐藤", 2, &form, &theirs).await.unwrap();
        let new = MerchantId("900000002".into());
        let new = account::load(&stage.world, SHOP, &new).await.unwrap();
        assert_eq!((new.connect_password, new.three_ds_key), (Secret::new("theirs"), None));
        assert_eq!(
            stage.account().await.three_ds_key,
            Some(secret("new-hash")),
            "payments need it still"
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_that_somebody_else_was_faster_than_saves_nothing() {
    on_each(plain, async |stage| {
        let (world, none) = (&stage.world, CardSecrets::default());
        let mut form = filled(stage).await;
        form.terms.name = "先".into();
        assert_eq!(card::save(world, SHOP, "佐藤", 1, &form, &none).await.unwrap(), 2);
        form.terms.name = "後".into();
        form.connect_id = "other".into();
        for from in [0, 1, 3] {
            let late = card::save(world, SHOP, "鈴木", from, &form, &none).await;
            assert!(matches!(late, Err(SaveError::Changed)), "{from}: {late:?}");
        }
        assert_eq!(filled(stage).await.terms.name, "先");
        assert_ne!(stage.account().await.connect_id, "other", "nor the account");
    })
    .await;
}

#[tokio::test]
async fn the_bank_needs_an_account_to_pay_to() {
    on_each(plain, async |stage| {
        let current =
            settings::open::<BankSettings>(&stage.world, SHOP).await.unwrap().expect("set up");
        let mut form = BankSettings::form(Some(&current.body));
        let Err(errors) = BankSettings::check(&form) else { panic!("no 振込先") };
        assert_eq!(errors[0].field, "account");
        form.account = "みなも銀行\n普通 0000000".into();
        form.timing = "7日以内".into();
        form.terms.note_in_mail = "on".into();
        assert_eq!(
            settings::save_form::<BankSettings>(&stage.world, SHOP, "佐藤", 1, &form)
                .await
                .unwrap(),
            2
        );
        let saved = settings::open::<BankSettings>(&stage.world, SHOP).await.unwrap().unwrap().body;
        assert_eq!((saved.account.lines().count(), saved.timing.as_str()), (2, "7日以内"));
        assert_eq!(BankSettings::form(Some(&saved)), form);
        let late = settings::save_form::<BankSettings>(&stage.world, SHOP, "鈴木", 1, &form).await;
        assert!(matches!(late, Err(SaveError::Changed)));
    })
    .await;
}

#[tokio::test]
async fn cards_are_linked_only_where_the_contract_keeps_them() {
    on_each(plain, async |stage| {
        let no = CardSecrets::default();
        let with = async |linking: &str| {
            let desk = card::open(&stage.world, SHOP).await.unwrap();
            (desk.version(), CardForm { linking: linking.into(), ..desk.form() })
        };
        let contract = async |vault: bool| {
            let merchant = Merchant { vault, ..Merchant::demo() };
            stage.sandbox.control().put_merchant(merchant).await.expect("kept");
        };
        contract(false).await;
        for linking in ["always", "choice"] {
            let (from, form) = with(linking).await;
            assert_eq!(refused(stage, &form, &no).await, ["linking"], "{linking}");
            let saved = card::save(&stage.world, SHOP, "佐藤", from, &form, &no).await;
            assert!(matches!(saved, Err(SaveError::Fields(_))), "{linking}");
        }
        contract(true).await;
        for linking in ["always", "choice", "never", "choice"] {
            let (from, form) = with(linking).await;
            card::save(&stage.world, SHOP, "佐藤", from, &form, &no).await.unwrap();
            let kept = card::open(&stage.world, SHOP).await.unwrap().form();
            assert_eq!(kept.linking, linking);
        }
        // What is in force already is not asked for again: a silent gateway stops no other change.
        stage.sandbox.stop().await;
        let (_, moved) = with("choice").await;
        let moved = CardForm { telegrams: "http://127.0.0.1:9".into(), ..moved };
        assert_eq!(refused(stage, &moved, &no).await, ["linking"], "another gateway is asked");
        let (from, form) = with("always").await;
        card::save(&stage.world, SHOP, "佐藤", from, &form, &no).await.unwrap();
        let (from, form) = with("never").await;
        card::save(&stage.world, SHOP, "佐藤", from, &form, &no).await.unwrap();
        let (_, form) = with("always").await;
        assert_eq!(refused(stage, &form, &no).await, ["linking"], "nobody answers");
    })
    .await;
}

//! From the settings form to settings and account, or to a sentence beside each field that needs
//! one.

use super::form::{CardForm, LEVEL, LINKING, OFFERED, SANDBOX, TIMING, USE};
use super::secrets::CardSecrets;
use super::{CardChanges, CardSettings, Instalments};
use crate::checkout::FieldError;
use crate::id::MerchantId;
use crate::payment::account::{Account, ClientCertificate, Endpoints};
use crate::secret::Secret;
use crate::settings::form::{Checks, TICKED};

/// Longest ① (`merchant_id`, digits).
const MERCHANT_MAX: usize = 9;
/// Longest ② and ③ (`connect_id`, `connect_password`).
const CONNECT_MAX: usize = 32;
/// Longest ④.
const TOKEN_KEY_MAX: usize = 64;
/// Longest ⑨ that Paygent takes (`merchant_name` of telegram 450).
pub const MERCHANT_NAME_MAX: usize = 40;
/// Longest ⑦.
const INSTALMENTS_NOTE_MAX: usize = 200;
/// Longest hash key.
const HASH_KEY_MAX: usize = 64;
/// Longest address.
const URL_MAX: usize = 200;

/// Checks everything at once. `kept` is the account of the form's ①, if there is one already; a new
/// ① begins an account of its own, with secrets of its own (R-017..R-020).
pub fn parse(
    form: &CardForm,
    secrets: &CardSecrets,
    kept: Option<&Account>,
) -> Result<(CardSettings, Account), Vec<FieldError>> {
    let mut checks = Checks::default();
    let endpoints = endpoints(&mut checks, form);
    let certificate = certificate(&mut checks, secrets, kept);
    let typed = secrets.notice_key.as_ref();
    let notice_key = secret(&mut checks, NOTICE_KEY, typed, kept.map(|kept| &kept.notice_key));
    let typed = secrets.token_receipt_key.as_ref();
    let kept_key = kept.map(|kept| &kept.token_receipt_key);
    let token_receipt_key = secret(&mut checks, TOKEN_RECEIPT_KEY, typed, kept_key);
    let account = Account {
        merchant: merchant(&mut checks, &form.merchant),
        connect_id: checks.key("connect_id", "② 接続ID", &form.connect_id, CONNECT_MAX),
        connect_password: password(&mut checks, secrets, kept),
        token_key: checks.key("token_key", "④ トークン生成鍵", &form.token_key, TOKEN_KEY_MAX),
        three_ds_key: None,
        notice_key,
        token_receipt_key,
        certificate,
        endpoints,
    };
    let card = card(&mut checks, form, &account.merchant, |checks| {
        let typed = secrets.three_ds_key.as_ref();
        let key = secret(checks, THREE_DS_KEY, typed, kept.map(|kept| &kept.three_ds_key));
        if key.is_none() && form.three_ds == "use" {
            let (field, label) = THREE_DS_KEY;
            checks.refuse(field, format!("{label}を入力してください。"));
        }
        key
    });
    let (card, three_ds_key) = card;
    let account = Account { three_ds_key, ..account };
    readable(&mut checks, &account);
    checks.end((card, account))
}

/// Certificates can be read only all together; addresses were looked at before.
fn readable(checks: &mut Checks, account: &Account) {
    let mut endpoint = account.endpoint();
    "https://localhost".clone_into(&mut endpoint.base_url);
    let Err(why) = paygent::Client::new(endpoint.clone()) else { return };
    endpoint.ca_pem = None;
    match paygent::Client::new(endpoint) {
        Ok(_) => checks.refuse("ca_pem", format!("認証局の証明書を読めません（{why}）。")),
        Err(_) => checks.refuse("client_pem", format!("証明書か鍵を読めません（{why}）。")),
    }
}

const TOKEN_RECEIPT_KEY: (&str, &str) = ("token_receipt_key", "トークン受取ハッシュ鍵");
const NOTICE_KEY: (&str, &str) = ("notice_key", "決済情報差分通知ハッシュ鍵");
const THREE_DS_KEY: (&str, &str) = ("three_ds_key", "⑩ 3Dセキュア結果受付ハッシュ鍵");
const CHANGES: [(&str, &str); 2] = [
    ("changes_of_member", "カード登録の回数（会員）"),
    ("changes_of_address", "カード登録の回数（接続元）"),
];
const PASSWORD: (&str, &str) = ("connect_password", "③ 接続IDパスワード");

fn merchant(checks: &mut Checks, typed: &str) -> MerchantId {
    let id = checks.key("merchant", "① マーチャントID", typed, MERCHANT_MAX);
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        checks.refuse("merchant", "① マーチャントIDは数字で入力してください。");
    }
    MerchantId(id)
}

/// Whether this can be a ①: other texts are slips, not other merchants.
pub(super) fn can_be_merchant(typed: &str) -> bool {
    (1..=MERCHANT_MAX).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// The secret that was typed, else the one that is kept.
fn secret(
    checks: &mut Checks,
    (field, label): (&'static str, &str),
    typed: Option<&Secret>,
    kept: Option<&Option<Secret>>,
) -> Option<Secret> {
    match typed {
        Some(typed) => Some(Secret::new(checks.key(field, label, typed.expose(), HASH_KEY_MAX))),
        None => kept.cloned().flatten(),
    }
}

fn password(checks: &mut Checks, secrets: &CardSecrets, kept: Option<&Account>) -> Secret {
    let (field, label) = PASSWORD;
    match (&secrets.connect_password, kept) {
        (None, Some(kept)) => kept.connect_password.clone(),
        (typed, _) => {
            let typed = typed.as_ref().map_or("", Secret::expose);
            Secret::new(checks.key(field, label, typed, CONNECT_MAX))
        }
    }
}

/// A new certificate comes with its own passphrase or none.
fn certificate(
    checks: &mut Checks,
    secrets: &CardSecrets,
    kept: Option<&Account>,
) -> Option<ClientCertificate> {
    let passphrase = secrets.client_passphrase.clone();
    if let Some(pem) = secrets.client_pem.clone() {
        return Some(ClientCertificate { pem, passphrase });
    }
    if passphrase.is_some() {
        checks.refuse("client_pem", "パスフレーズは、証明書と一緒に入力してください。");
    }
    kept.and_then(|kept| kept.certificate.clone())
}

fn endpoints(checks: &mut Checks, form: &CardForm) -> Endpoints {
    let sandbox = checks.choice("environment", "接続環境", SANDBOX, &form.environment);
    // Without a choice the addresses are not judged as production's.
    let http_too = form.environment != "live";
    let telegrams = url(checks, ("telegrams", "電文の送り先"), &form.telegrams, http_too);
    let script = ("token_script", "トークンのスクリプト");
    let ca_pem = form.ca_pem.trim();
    Endpoints {
        telegrams: telegrams.trim_end_matches('/').to_owned(),
        token_script: url(checks, script, &form.token_script, http_too),
        sandbox,
        ca_pem: (!ca_pem.is_empty()).then(|| format!("{ca_pem}\n")),
    }
}

/// Plain HTTP is for a sandbox only.
fn url(
    checks: &mut Checks,
    (field, label): (&'static str, &str),
    typed: &str,
    http_too: bool,
) -> String {
    let url = checks.key(field, label, typed, URL_MAX);
    let host = match url.split_once("://") {
        Some(("https", rest)) => rest,
        Some(("http", rest)) if http_too => rest,
        _ => "",
    };
    if host.is_empty() || host.starts_with('/') {
        checks.refuse(field, format!("{label}は https:// から始めてください。"));
    }
    url
}

/// ⑤ to ⑰, with ⑩ in its place between them.
fn card(
    checks: &mut Checks,
    form: &CardForm,
    merchant: &MerchantId,
    three_ds_key: impl FnOnce(&mut Checks) -> Option<Secret>,
) -> (CardSettings, Option<Secret>) {
    let timing = checks.choice("timing", "⑤ 同時売上フラグ", TIMING, &form.timing);
    let offered = checks.choice("instalments", "⑥ 支払回数", OFFERED, &form.instalments);
    let (label, longest) = ("⑦ 支払回数欄の注意書き", INSTALMENTS_NOTE_MAX);
    let instalments_note = checks.text("instalments_note", label, &form.instalments_note, longest);
    let limit = checks.maybe_yen("limit", "1件の上限金額", &form.limit);
    let three_ds = checks.choice("three_ds", "⑧ 3Dセキュア2.0の利用", USE, &form.three_ds);
    let merchant_name = merchant_name(checks, form, three_ds);
    let key = three_ds_key(checks);
    let level = ("attempt_level", "⑪ Attemptオーソリ制御区分");
    let attempt_level = checks.choice(level.0, level.1, LEVEL, &form.attempt_level);
    let linking = ("linking", "⑫ クレジットカード紐づけ設定");
    let linking = checks.choice(linking.0, linking.1, LINKING, &form.linking);
    let (most, labels) = (CardChanges::MOST, CHANGES);
    let changes = CardChanges {
        of_member: checks.count(labels[0].0, labels[0].1, &form.changes_of_member, most),
        of_address: checks.count(labels[1].0, labels[1].1, &form.changes_of_address, most),
    };
    let terms = checks.terms(&form.terms);
    let subscriptions = ("subscriptions", "⑰ 定期購入での利用設定");
    let bonus = form.bonus == TICKED;
    let settings = CardSettings {
        merchant: merchant.clone(),
        timing,
        instalments: if offered { Instalments::Offered { bonus } } else { Instalments::LumpOnly },
        instalments_note,
        three_ds,
        merchant_name,
        attempt_level,
        linking,
        terms,
        three_ds_reduction: form.three_ds_reduction == TICKED,
        limit,
        changes,
        subscriptions: checks.choice(subscriptions.0, subscriptions.1, USE, &form.subscriptions),
    };
    (settings, key)
}

/// ⑨ counts with 3-D Secure only.
fn merchant_name(checks: &mut Checks, form: &CardForm, three_ds: bool) -> String {
    let typed = form.merchant_name.trim();
    if typed.is_empty() && !three_ds {
        return String::new();
    }
    let (field, label) = ("merchant_name", "⑨ 加盟店名(英字)");
    let name = checks.line(field, label, typed, MERCHANT_NAME_MAX);
    if !name.is_ascii() {
        checks.refuse(field, format!("{label}は半角の英字で入力してください。"));
    }
    name
}

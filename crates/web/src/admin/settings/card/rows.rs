//! The rows of the card's settings.

use shop::clock::Timestamp;
use shop::payment::Account;
use shop::payment::account::ClientCertificate;
use shop::profile::Shop;
use shop::settings::card::{CardForm, CardSecrets, Desk};

use super::super::row::{Change, Group, Part, Row, placeholder, secret_said};
use super::super::terms;

/// Which secrets are kept, and which were typed.
pub(super) struct Kept {
    password: (bool, bool),
    three_ds_key: (bool, bool),
    notice_key: (bool, bool),
    certificate: (bool, bool),
    passphrase: (bool, bool),
    receipt_key: (bool, bool),
    /// Subject and end of the certificate in use.
    certificate_said: String,
}

impl Kept {
    /// Of the form's page.
    pub(super) fn of(desk: &Desk, typed: &CardSecrets) -> Kept {
        Kept::with(desk.account.as_ref(), desk.account.as_ref(), typed)
    }

    /// Of what the form would come to.
    pub(super) fn after(desk: &Desk, account: &Account, typed: &CardSecrets) -> Kept {
        Kept::with(desk.account.as_ref(), Some(account), typed)
    }

    /// Of a version in the history: which secrets were new in it.
    pub(super) fn new_in(names: &[String]) -> Kept {
        let is_new = |name: &str| (false, names.iter().any(|one| one == name));
        Kept {
            password: is_new("connect_password"),
            three_ds_key: is_new("three_ds_key"),
            notice_key: is_new("notice_key"),
            certificate: is_new("client_pem"),
            passphrase: is_new("client_passphrase"),
            receipt_key: is_new("token_receipt_key"),
            certificate_said: String::new(),
        }
    }

    fn with(kept: Option<&Account>, used: Option<&Account>, typed: &CardSecrets) -> Kept {
        let certificate = kept.and_then(|kept| kept.certificate.as_ref());
        let used = used.and_then(|used| used.certificate.as_ref());
        Kept {
            password: (kept.is_some(), typed.connect_password.is_some()),
            three_ds_key: (
                kept.is_some_and(|kept| kept.three_ds_key.is_some()),
                typed.three_ds_key.is_some(),
            ),
            notice_key: (
                kept.is_some_and(|kept| kept.notice_key.is_some()),
                typed.notice_key.is_some(),
            ),
            certificate: (certificate.is_some(), typed.client_pem.is_some()),
            receipt_key: (
                kept.is_some_and(|kept| kept.token_receipt_key.is_some()),
                typed.token_receipt_key.is_some(),
            ),
            passphrase: (
                certificate.is_some_and(|one| one.passphrase.is_some()),
                typed.client_passphrase.is_some(),
            ),
            certificate_said: used.and_then(ClientCertificate::facts).map_or_else(
                String::new,
                |facts| {
                    format!("{}（{}まで）", facts.subject, Timestamp(facts.ends_ms).to_date_text())
                },
            ),
        }
    }
}

/// The form's groups in the guide's order, 接続環境 before them.
pub(super) fn groups(form: &CardForm, kept: &Kept) -> Vec<Group> {
    let [name, conditions, note, logo] = terms::rows(&form.terms);
    vec![
        Group { id: "g0", title: "接続環境", note: "", rows: environment(form, kept) },
        Group { id: "g1", title: "加盟店情報", note: "", rows: merchant(form, kept) },
        Group { id: "g2", title: "決済手続設定", note: "", rows: procedure(form, kept) },
        Group {
            id: "g3",
            title: "クレジットカード紐づけ設定",
            note: "ご利用にはペイジェントのカードお預かり機能のオプション契約が必要です",
            rows: std::iter::once(linking(form)).chain(changes(form)).collect(),
        },
        Group {
            id: "g4",
            title: "詳細設定・注意書き",
            note: "",
            rows: vec![name, conditions, note, logo, subscriptions(form)],
        },
    ]
}

/// What Paygent has to know of the shop's server before it goes live.
pub(super) fn for_paygent(shop: &Shop) -> Group {
    let told = |label, text: String, hint| Row::new("", label).part(Part::Told { text }).hint(hint);
    let host = shop.base_url.split("://").nth(1).unwrap_or(&shop.base_url);
    Group {
        id: "told",
        title: "ペイジェントへ知らせるもの",
        note: "契約の申し込みや「システム設定」で聞かれます。ここでは変えられません。",
        rows: vec![
            told(
                "本人認証の戻り先のホスト",
                host.to_owned(),
                "カード会社の画面から、お客様がここへ戻ります。",
            ),
            told(
                "決済情報差分通知のURL",
                format!("{}/paygent/notice", shop.base_url),
                "ペイジェントオンラインに登録します。ハッシュ鍵も作り、「決済情報差分通知ハッシュ鍵」に入れてください。",
            ),
            told(
                "送信元のIPアドレス",
                "このサーバーが外へ出るときの固定アドレス".to_owned(),
                "サーバー会社の管理画面で確かめられます。変わるとつながらなくなります（P015）。",
            ),
        ],
    }
}

/// Beside 接続先の種類: what has to be done before 本番.
pub(super) fn lead_to_second_factor(groups: &mut [Group]) {
    let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
    if let Some(row) = rows.into_iter().find(|row| row.label == ENVIRONMENT) {
        let (href, text) = ("/account/totp", "本番につなぐ前に、二段階認証を設定する");
        row.parts.push(Part::Leads { href, text });
    }
}

const ENVIRONMENT: &str = "接続先の種類";

fn environment(form: &CardForm, kept: &Kept) -> Vec<Row> {
    let environments = [("live", "本番"), ("sandbox", "サンドボックス")];
    vec![
        Row::new("", ENVIRONMENT)
            .required()
            .choice("environment", &form.environment, &environments)
            .hint("サンドボックスでは請求が発生しません。すべての画面にその帯が出ます。"),
        Row::new("", "電文の送り先").required().line("telegrams", &form.telegrams, "m"),
        Row::new("", "トークンのスクリプト").required().line(
            "token_script",
            &form.token_script,
            "m",
        ),
        certificate(kept),
        Row::new("", "証明書のパスフレーズ").secret(
            "client_passphrase",
            kept.passphrase.0,
            kept.passphrase.1,
        ),
        Row::new("", "送り先の認証局")
            .part(Part::Lines {
                name: "ca_pem",
                value: form.ca_pem.clone(),
                placeholder: "",
                pem: true,
            })
            .saying(if form.ca_pem.trim().is_empty() {
                "公開の認証局"
            } else {
                "専用の認証局"
            })
            .hint("公開の認証局ではない送り先のときだけ、認証局の証明書（PEM）を貼り付けます。"),
        Row::new("", "決済情報差分通知ハッシュ鍵").secret(
            "notice_key",
            kept.notice_key.0,
            kept.notice_key.1,
        )
        .hint("ペイジェント側の金額変更を、届いた通知からすぐに取り込むために使います。なくても、10分ごとの照会でわかります。"),
        Row::new("", "トークン受取ハッシュ鍵")
            .secret("token_receipt_key", kept.receipt_key.0, kept.receipt_key.1)
            .hint("契約にあるときだけ入力します。受け取ったカードのトークンが本物かを、この鍵で確かめます。"),
    ]
}

/// The field of the uploaded certificate.
pub(super) const PEM_FILE: &str = "client_pem_file";

fn certificate(kept: &Kept) -> Row {
    let (is_kept, is_typed) = kept.certificate;
    let said = if kept.certificate_said.is_empty() {
        secret_said(is_kept, is_typed)
    } else {
        &kept.certificate_said
    };
    Row::new("", "クライアント証明書")
        .part(Part::Lines {
            name: "client_pem",
            value: String::new(),
            placeholder: placeholder(is_kept, is_typed),
            pem: true,
        })
        .part(Part::PemFile { name: PEM_FILE })
        .saying(said)
        .keeping(&kept.certificate_said)
        .hint("ペイジェントから届いた、証明書と鍵が1つになったPEMを貼り付けるか、ファイルで選びます。保存した値は表示しません。")
}

fn merchant(form: &CardForm, kept: &Kept) -> Vec<Row> {
    vec![
        Row::new("①", "マーチャントID")
            .required()
            .line("merchant", &form.merchant, "s")
            .hint("ペイジェントからの通知書にある番号です。")
            .hint("名義変更で新しい番号になったときは、②〜④と⑩も新しい値を入れてください。"),
        Row::new("②", "接続ID").required().line("connect_id", &form.connect_id, "s"),
        Row::new("③", "接続IDパスワード")
            .required()
            .secret("connect_password", kept.password.0, kept.password.1)
            .hint("保存した値は表示しません。"),
        Row::new("④", "トークン生成鍵").required().line("token_key", &form.token_key, "m"),
    ]
}

fn procedure(form: &CardForm, kept: &Kept) -> Vec<Row> {
    let uses = [("use", "利用する"), ("not", "利用しない")];
    let levels = [
        ("low", "セキュリティ低(全て実施)"),
        ("middle", "セキュリティ中(正常時のみ実施)"),
        ("high", "セキュリティ高(全て実施しない)"),
    ];
    vec![
        Row::new("⑤", "同時売上フラグ")
            .required()
            .choice(
                "timing",
                &form.timing,
                &[("later", "オーソリのみ"), ("at_once", "オーソリ+売上")],
            )
            .hint("※オーソリのみを設定された場合は、売上の確定処理が手動で必要となります。"),
        Row::new("⑥", "支払回数")
            .required()
            .choice(
                "instalments",
                &form.instalments,
                &[("offered", "分割あり"), ("lump", "一括のみ")],
            )
            .tick("bonus", &form.bonus, "ボーナス一括払いを含める")
            .hint("ボーナス一括払いは、分割ありのときに選択肢に加わります。"),
        Row::new("⑦", "支払回数欄の注意書き").lines("instalments_note", &form.instalments_note),
        Row::new("", "1件の上限金額")
            .line("limit", &form.limit, "s")
            .hint("契約の上限が9,999,999円より低いときに、円で入力します。"),
        Row::new("⑧", "3Dセキュア2.0 (本人認証) の利用")
            .required()
            .choice("three_ds", &form.three_ds, &uses)
            .hint("※3Dセキュア未契約の場合は利用しないを選択してください。"),
        Row::new("⑨", "加盟店名(英字)")
            .required()
            .line("merchant_name", &form.merchant_name, "s")
            .hint("ペイジェントに申し込んだ名称と、一字一句そろえてください。"),
        Row::new("⑩", "3Dセキュア結果受付ハッシュ鍵")
            .required()
            .secret("three_ds_key", kept.three_ds_key.0, kept.three_ds_key.1)
            .hint("保存した値は表示しません。"),
        Row::new("⑪", "Attemptオーソリ制御区分")
            .required()
            .choice("attempt_level", &form.attempt_level, &levels)
            .hint("低では、Attempt区分「注意」のチャージバックがショップ負担になります。"),
        Row::new("", "3Dセキュア受注の減額")
            .tick(
                "three_ds_reduction",
                &form.three_ds_reduction,
                "3Dセキュア受注の減額を許可する（認証の効果は失われます）",
            )
            .hint("許可すると、認証した受注でも、確認のチェックを入れて「取引更新」で減額できます。増額はできません。"),
    ]
}

fn linking(form: &CardForm) -> Row {
    let modes = [
        (
            "always",
            "カード情報を会員データに紐づける。(次回購入時に利用可能)　\
             全注文者が自動的にカード番号を次回利用できるようにする",
        ),
        (
            "choice",
            "カード情報を会員データに紐づける。(次回購入時に利用可能)　\
             注文時にカード番号の次回利用を選択できるようにする",
        ),
        ("never", "カード情報を会員データに紐づけない。(次回購入時に利用しない)"),
    ];
    Row::new("⑫", "クレジットカード紐づけ設定")
        .required()
        .choice("linking", &form.linking, &modes)
        .hint("紐づけるを選ぶと、契約があるかを、設定する前にペイジェントへ尋ねます。")
        .hint("カード情報はペイジェントが保持し、このシステムは持ちません。")
}

/// Whoever registers card after card tries which of them are good.
fn changes(form: &CardForm) -> [Row; 2] {
    [
        Row::new("", "カード登録の回数（会員）")
            .line("changes_of_member", &form.changes_of_member, "s")
            .hint("ご登録カード管理で、同じ会員が24時間に登録・変更できる回数です。"),
        Row::new("", "カード登録の回数（接続元）")
            .line("changes_of_address", &form.changes_of_address, "s")
            .hint("同じ接続元から24時間に登録・変更できる回数です。超えると、終わる時刻が出ます。"),
    ]
}

fn subscriptions(form: &CardForm) -> Row {
    let uses = [("use", "利用する"), ("not", "利用しない")];
    Row::new("⑰", "定期購入での利用設定")
        .choice("subscriptions", &form.subscriptions, &uses)
        .hint("定期購入はまだないため、この設定の効き目はありません。")
}

/// How many members lose their registered card by these changes, if any has one.
pub(super) fn members_cards(changes: &[Change], form: &CardForm, linked: i64) -> Option<String> {
    let has = |no: &str| changes.iter().any(|change| change.no == no);
    if linked == 0 {
        return None;
    }
    if has("①") {
        return Some(format!(
            "カードを登録している会員{linked}人は、新しいマーチャントIDではカードの登録がありません。\
             次のご注文でもう一度ご入力いただきます。"
        ));
    }
    if !has("⑫") {
        return None;
    }
    match form.linking.as_str() {
        "never" => Some(format!(
            "カードを登録している会員が{linked}人います。次に一度だけ登録のカードを選べ、\
             そのご注文のあと登録はなくなります。"
        )),
        "choice" => Some(format!(
            "カードを登録している会員が{linked}人います。ご注文のときに\
             「カード情報を保持し次回も利用する」のチェックを外すと、登録はなくなります。"
        )),
        _ => None,
    }
}

/// What follows from these changes, for the shop and its buyers.
pub(super) fn effects(changes: &[Change], form: &CardForm) -> Vec<&'static str> {
    let has = |no: &str| changes.iter().any(|change| change.no == no);
    let mut said = Vec::new();
    if has("①") {
        said.push(
            "これまでの決済は、前のマーチャントIDのまま残ります。売上確定や返金が前のIDで\
             できないときは、前の契約のペイジェントオンラインで行ってください。",
        );
    }
    if has("⑤") {
        said.push("変更は、これからのご注文にだけ効きます。今までの受注は変わりません。");
        if form.timing == "at_once" {
            said.push("オーソリのみで受けた受注は、これからも売上確定が必要です。");
        }
    }
    if has("⑫") && form.linking != "never" {
        said.push("カードはペイジェントが保管します。会員でないお客様のカードは残りません。");
    }
    if has("⑧") && form.three_ds == "not" {
        said.push(
            "本人認証をしない決済では、不正利用のチャージバックはショップの負担になります。\
             EC加盟店には、原則として本人認証の導入が求められています。",
        );
    }
    if has("⑧") && form.three_ds == "use" {
        said.push("導入オプションの契約がないまま「利用する」にすると、お客様の購入手続きがエラーで中断します。");
    }
    if has("⑪") {
        said.push(match form.attempt_level.as_str() {
            "low" => "認証できなかったカードでも決済します。Attempt区分「注意」のチャージバックはショップの負担です。",
            "middle" => "Attempt区分「正常」までの決済を受けます。チャージバックはカード会社の負担です。",
            _ => "本人認証に成功した決済だけを受けます。買えないお客様が増えることがあります。",
        });
    }
    said
}

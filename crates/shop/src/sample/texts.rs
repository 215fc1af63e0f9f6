//! What the sample shop publishes. Placeholders are marked as such: a shop that opens with these
//! texts unchanged is meant to be noticed.

use crate::profile::{LegalPage, ShopTexts};
use crate::settings::{BankSettings, MethodTerms};

/// Stands where a real shop has its own words.
const SAMPLE: &str = "これは見本のお店です。開店の前に、お店の情報に書き換えてください。";

pub(super) fn texts(base_url: &str) -> ShopTexts {
    ShopTexts {
        delivery_time: "ご注文またはご入金の確認から、3営業日以内に発送します。".into(),
        withdrawal: "発送前は無料で取り消せます。未使用品にかぎり、到着から8日以内の返品を\
                     お受けします（返送料はお客様のご負担、不良品は当店負担）。食品の返品は、\
                     不良品のときにかぎります。"
            .into(),
        application_period: "期間の定めはありません。在庫がなくなりしだい終了します。".into(),
        promises: vec![
            "送料は680円から。沖縄県へは、ご注文のあとに送料をご連絡します。".into(),
            "未使用にかぎり、到着から8日以内の返品をお受けします（食品を除く）。".into(),
            "クレジットカードと銀行振込をお使いいただけます。".into(),
        ],
        pages: vec![tokushoho(base_url), privacy(), terms(), shipping()],
    }
}

pub(super) fn bank() -> BankSettings {
    BankSettings {
        terms: MethodTerms {
            note: "ご入金の確認後に発送します。振込手数料はお客様のご負担です。".into(),
            note_in_choice: true,
            note_in_mail: true,
            ..MethodTerms::named("銀行振込")
        },
        account: "見本銀行（9999） さんぷる支店（999）\n普通 0000000\n\
                  ミナモドウ（見本の口座です。振り込まないでください）"
            .into(),
        timing: "ご注文の日から7日以内に、次の口座へお振り込みください。".into(),
    }
}

fn rows(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(label, text)| ((*label).to_owned(), (*text).to_owned())).collect()
}

fn tokushoho(base_url: &str) -> LegalPage {
    let mut rows = rows(&[
        ("販売業者", "みなも堂（見本）"),
        ("運営統括責任者", "見本 花子"),
        ("所在地", "〒000-0000 見本県見本市見本町0-0"),
        ("電話番号", "000-0000-0000（見本）"),
        ("メールアドレス", "minamodo@example.jp"),
        ("販売価格", "各商品のページに、税込で表示しています。"),
        ("商品代金以外の必要料金", "送料（送料案内をご覧ください）、銀行振込の振込手数料。"),
        (
            "お支払方法と時期",
            "クレジットカード：ご注文時にご利用枠を確保し、発送のときにご請求が確定します。\n\
             銀行振込：ご注文の日から7日以内にお振り込みください。",
        ),
        ("商品の引渡時期", "ご注文またはご入金の確認から、3営業日以内に発送します。"),
        (
            "返品・交換",
            "未使用品にかぎり、到着から8日以内にご連絡ください。返送料はお客様のご負担です。\
             不良品と誤送は、送料当店負担でお取り替えします。食品の返品は、不良品のときに\
             かぎります。",
        ),
    ]);
    rows.insert(5, ("URL".to_owned(), base_url.to_owned()));
    LegalPage {
        slug: "tokushoho".into(),
        title: "特定商取引法に基づく表記".into(),
        body: SAMPLE.into(),
        rows,
    }
}

fn privacy() -> LegalPage {
    LegalPage {
        slug: "privacy".into(),
        title: "個人情報の取り扱い".into(),
        body: [
            SAMPLE,
            "当店は、ご注文の受付、商品の発送、お問い合わせへの返答のために、お名前、ご住所、\
             電話番号、メールアドレスをお預かりします。ほかの目的には使いません。",
            "商品の配送のため配送会社へ、お支払いのため決済代行会社へ、必要な範囲でお伝え\
             します。法令による場合を除き、それ以外の第三者へお渡しすることはありません。",
            "カード番号とセキュリティコードは、お使いの画面から決済代行会社へ直接送られます。\
             当店は受け取らず、保存もしません。",
            "ご自身の情報の確認、訂正、削除は、メールでご連絡ください。ご本人を確かめたうえで、\
             すみやかに対応します。",
        ]
        .join("\n\n"),
        rows: Vec::new(),
    }
}

fn terms() -> LegalPage {
    LegalPage {
        slug: "terms".into(),
        title: "会員規約".into(),
        body: [
            SAMPLE,
            "いまは会員登録を受け付けていません。どなたも、登録せずにお買い物いただけます。",
            "会員登録を始めるときは、このページで内容をお知らせします。",
        ]
        .join("\n\n"),
        rows: Vec::new(),
    }
}

fn shipping() -> LegalPage {
    LegalPage {
        slug: "shipping".into(),
        title: "送料案内".into(),
        body: [
            SAMPLE,
            "みなも便（通常便）でお届けします。送料はお届け先の都道府県で決まり、税込です。",
        ]
        .join("\n\n"),
        rows: rows(&[
            ("北海道", "1,480円"),
            ("東北・中国・四国・九州", "980円"),
            ("関東・中部・近畿", "680円"),
            (
                "沖縄県",
                "別途ご連絡します。送料が決まっていないため、クレジットカードはお選びいただけません。",
            ),
        ]),
    }
}

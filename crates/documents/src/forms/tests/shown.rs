//! What each kind shows, and what it does not.

use super::super::sheet::Sheet;
use super::*;

/// What stands on a paper of this kind, bars between, `!` before what does not.
fn check(kind: FormKind, texts: &str) {
    let page = page(paper(kind));
    assert_eq!(page.holes, 0, "{kind:?}");
    for text in texts.split('|').map(str::trim) {
        let (is_there, text) =
            text.strip_prefix('!').map_or((true, text), |without| (false, without));
        assert_eq!(page.has(text), is_there, "{kind:?}: {text} in {}", page.text());
    }
}

/// Every amount of the paper that all priced kinds show.
const AMOUNTS: [&str; 16] = [
    "3,300",
    "6,600",
    "1,080",
    "1,320",
    "小計¥9,000",
    "送料¥680",
    "手数料¥330",
    "値引き-¥500",
    "金額調整-¥10",
    "合計（税込）¥9,500",
    "10%対象¥8,479うち消費税¥770",
    "8%対象¥1,021うち消費税¥75",
    "宇治抹茶 30g※",
    "※は軽減税率（8%）対象",
    "order02099",
    "2026年12月1日",
];

#[test]
fn every_amount_stands_there() {
    for kind in FormKind::ALL.into_iter().filter(|kind| *kind != FormKind::Gift) {
        check(kind, &AMOUNTS.join("|"));
    }
}

#[test]
fn each_kind_shows_its_own() {
    check(
        FormKind::Order,
        "受注伝票|髙﨑　葵様|㈱みなも①|TEL 075-000-0123|aoi@example.jp|山田　太郎様|TEL 011-000-4567| \
         クレジットカード|ヤマト運輸（宅急便）|1234-5678-9012|内のし・御礼・髙﨑|宅配ボックスへ|試供品を同梱|!暖簾銀行|!再発行| \
         !領収いたしました|!T1234567890123",
    );
    check(
        FormKind::Delivery,
        "納品書|髙﨑　葵様|〒604-8136|山田　太郎様|T1234567890123|暖簾商店|宅配ボックスへ|あり（+330円）|!TEL 075|!aoi@| \
         !試供品|!暖簾銀行|!再発行",
    );
    check(
        FormKind::Invoice,
        "請求書|ご請求金額（税込）¥9,500|2026年12月31日|暖簾銀行 本店 普通 1234567|カ）ノレンシヨウテン|T1234567890123| \
         !試供品|!宅配ボックス|!再発行",
    );
    check(
        FormKind::Receipt,
        "領収書|株式会社みなも御中|¥9,500-|但し　お茶道具代として|上記の金額を正に領収いたしました|クレジットカード利用 Visa（**** 1111）| \
         再発行（1回目）|収入印紙の貼付はありません|T1234567890123|!髙﨑|!試供品|!宅配ボックス|!暖簾銀行",
    );
}

#[test]
fn a_gift_has_no_price_anywhere() {
    check(
        FormKind::Gift,
        "納品書|山田　太郎様|〒060-0001|ご依頼主|髙﨑　葵 様|湯のみ 藍|宇治抹茶 30g|!※|!¥|!円|!税|!価|!金額|!合計|!クレジット| \
         !604-8136|!T1234567890123|!ラッピング|!宅配ボックス|!試供品|!贈答用",
    );
    let paper = paper(FormKind::Gift);
    let json = String::from_utf8(Sheet::of(&paper).json()).unwrap();
    for price in ["3,300", "3300", "6,600", "1,080", "1080", "9,000", "9,500", "770", "330", "500"]
    {
        assert!(!json.contains(price), "{price} in {json}");
    }
    let document = super::super::pdf::document(&[paper], &mut |_| ()).unwrap();
    let info = typst::model::Document::info(&document);
    assert_eq!(info.title.as_deref(), Some("納品書 order02099"));
    assert_eq!(info.author, ["暖簾商店"]);
    assert!(info.keywords.is_empty() && info.description.is_none());
}

#[test]
fn what_is_not_given_does_not_stand_there() {
    for kind in FormKind::ALL {
        let mut bare = paper(kind);
        bare.from.registration = None;
        bare.sums = Sums { goods: 700, shipping: None, total: 700, ..Sums::default() };
        bare.lines.iter_mut().for_each(|line| line.is_reduced = false);
        bare.ship_to = None;
        bare.number = String::new();
        (bare.note, bare.staff_memo, bare.transfer) = Default::default();
        (bare.extras, bare.due_on, bare.receipt) = Default::default();
        let page = page(bare);
        for text in [
            "登録番号",
            "手数料",
            "値引き",
            "調整",
            "※",
            "対象",
            "書類番号",
            "備考",
            "メモ",
            "振込先",
            "期限",
            "再発行",
            "カード利用",
            "印紙",
            "山田",
        ] {
            assert!(!page.has(text), "{kind:?}: {text}");
        }
        assert_eq!(page.has("送料別途ご連絡"), kind != FormKind::Gift, "{kind:?}");
        assert_eq!(page.has("但し　お品代として"), kind == FormKind::Receipt);
        assert!(page.has("髙﨑　葵様"), "{kind:?}");
    }
}

#[test]
fn a_reissue_is_marked() {
    for (reissues, mark) in
        [(0, None), (1, Some("再発行（1回目）")), (12, Some("再発行（12回目）"))]
    {
        let mut paper = paper(FormKind::Receipt);
        paper.receipt.as_mut().unwrap().reissues = reissues;
        let page = page(paper);
        assert_eq!(page.has("再発行"), mark.is_some(), "{reissues}");
        assert!(mark.is_none_or(|mark| page.has(mark)), "{reissues}");
    }
}

#[test]
fn a_title_of_the_shops_own() {
    let title = "お買上げ明細書（納品書）".to_owned();
    assert!(page(Paper { title, ..paper(FormKind::Delivery) }).has("お買上げ明細書（納品書）"));
}

#[test]
fn a_company_alone_is_addressed() {
    let mut paper = paper(FormKind::Invoice);
    paper.to.name = String::new();
    paper.to.honorific = "御中".into();
    assert!(page(paper).has("㈱みなも①御中"));
}

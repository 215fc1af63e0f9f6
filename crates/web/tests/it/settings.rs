//! 支払方法設定 without JavaScript: the form, 確認画面, 設定する, and what buyers then see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use http::StatusCode;
use paygent_sandbox::{ClientCa, Options, Sandbox};
use scraper::{ElementRef, Html, Selector};
use store::scratch::on_each;
use web::Surface;

use crate::browser::{Browser, Page};
use crate::desk::Desk;

const LIST: &str = "/settings/payments";
/// The button of a form that asks for other fields when something is chosen.
const AGAIN: &str = "作り直す</button>";
pub const CARD: &str = "/settings/payments/card";

/// What a browser would send of the page's settings form, with these fields changed.
pub fn filled(page: &Page, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = read(page).0;
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend(changes.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    fields
}

/// What can be filled in on a form: each field with the words that it offers a choice of. A file
/// goes without saying.
pub type Offered = BTreeMap<String, BTreeSet<String>>;

/// What a browser would send of the page's settings form as it stands, and what is offered there.
pub fn read(page: &Page) -> (Vec<(String, String)>, Offered) {
    let document = Html::parse_document(page.text());
    let fields = document.select(&CONTROLS).filter_map(sent).collect();
    let mut offered = Offered::new();
    for control in document.select(&CONTROLS).map(|control| control.value()) {
        let (name, of) = (control.attr("name").unwrap_or_default(), control.attr("type"));
        if !name.is_empty() && !matches!(of, Some("hidden" | "file")) {
            let word = control.attr("value").filter(|_| of == Some("radio"));
            offered.entry(name.to_owned()).or_default().extend(word.map(str::to_owned));
        }
    }
    (fields, offered)
}

static CONTROLS: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("main form.stack input, main form.stack textarea").expect("a selector")
});

/// Name and value of a control, if a browser sends it.
fn sent(control: ElementRef) -> Option<(String, String)> {
    let element = control.value();
    let name = element.attr("name").filter(|name| !name.is_empty())?;
    let value = match element.name() {
        "textarea" => control.text().collect(),
        _ => element.attr("value").unwrap_or_default().to_owned(),
    };
    let is_choice = matches!(element.attr("type"), Some("radio" | "checkbox"));
    let is_sent =
        element.attr("disabled").is_none() && (!is_choice || element.attr("checked").is_some());
    is_sent.then(|| (name.to_owned(), value))
}

pub async fn post(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.post(path, &fields).await
}

/// Fills the form in and goes on to the confirmation, over 作り直す where there is such a button: it
/// asks for the prices of what is chosen. A `logo` among the changes is a file that is sent along.
pub async fn ask(browser: &mut Browser, path: &str, changes: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    let mut fields = filled(&page, changes);
    if page.text().contains(AGAIN) {
        let again = post(browser, &format!("{path}/again"), &fields).await;
        fields = filled(&again, changes);
    }
    let confirmation = match changes.iter().find(|(name, _)| *name == "logo") {
        Some(_) => upload(browser, path, &fields, PNG).await,
        None => post(browser, path, &fields).await,
    };
    assert_eq!(confirmation.status, StatusCode::OK, "{}", confirmation.text());
    confirmation
}

/// 設定する on a confirmation, and the page that it leads to.
pub async fn save(browser: &mut Browser, path: &str, confirmation: &Page) -> Page {
    let saved = post(browser, &format!("{path}/save"), &confirmation.hidden()).await;
    assert!(saved.location().ends_with("?answer=saved"), "{}", saved.location());
    browser.follow(saved).await
}

/// Fills the form in, goes over the confirmation, comes to what follows.
pub async fn set(browser: &mut Browser, path: &str, changes: &[(&str, &str)]) -> Page {
    let confirmation = ask(browser, path, changes).await;
    save(browser, path, &confirmation).await
}

/// The checkout as a buyer sees it who comes now.
async fn checkout(desk: &Desk) -> Page {
    let mut buyer = Browser::new(&web::storefront(desk.town.world.clone(), Surface::default()));
    buyer.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    buyer.get("/checkout").await
}

#[tokio::test]
async fn what_is_set_is_what_buyers_see() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let list = set(
            &mut desk.staff,
            CARD,
            &[
                ("name", "カードでのお支払い"),
                ("note", "ご本人名義のカードに限ります"),
                ("note_in_choice", "on"),
                ("instalments_note", "一部のカードは一括のみです"),
                ("bonus", "on"),
                ("limit", "5000"),
            ],
        )
        .await;
        assert!(list.text().contains("設定しました") && list.text().contains("設定済み"));
        let checkout = checkout(&desk).await;
        for words in [
            "カードでのお支払い",
            "ご本人名義のカードに限ります",
            "一部のカードは一括のみです",
            "ボーナス一括払い",
        ] {
            assert!(checkout.text().contains(words), "{words}");
        }
        // Hidden for so little (⑭), and not even in the list.
        set(&mut desk.staff, CARD, &[("below", "on"), ("hide_below", "900000")]).await;
        assert!(!self::checkout(&desk).await.text().contains("カードでのお支払い"));
        for (act, answer, shown) in
            [("remove", "リストから削除しました", false), ("add", "リストに追加しました", true)]
        {
            let fields = [("method", "bank"), ("act", act)];
            let moved = desk.staff.post("/settings/payments/list", &fields).await;
            assert!(desk.staff.follow(moved).await.text().contains(answer));
            let checkout = self::checkout(&desk).await;
            assert_eq!(checkout.text().contains("銀行振込"), shown, "{act}");
        }
    })
    .await;
}

#[tokio::test]
async fn secrets_are_never_shown_and_nothing_typed_is_lost() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get(CARD).await;
        let kept = ["noren_demo_pass", "NorenDemoThreeDsKey"];
        let typed = [("connect_password", "a-new-password"), ("three_ds_key", "a-new-key")];
        let mut changes = vec![("merchant", "12x"), ("merchant_name", "NUNO")];
        changes.extend(typed);
        let refused = post(&mut desk.staff, CARD, &filled(&page, &changes)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("① マーチャントIDは数字で入力してください。"));
        assert!(refused.text().contains("NUNO") && refused.text().contains("12x"));
        // Only ① is put right: the secrets come along from before.
        let fields = filled(&refused, &[("merchant", "900000001")]);
        let confirmation = post(&mut desk.staff, CARD, &fields).await;
        let text = confirmation.text().to_owned();
        assert!(text.contains("③ 接続IDパスワード") && text.contains("新しい値"), "{text}");
        let hidden = confirmation.hidden();
        let again = post(&mut desk.staff, "/settings/payments/card/again", &hidden).await;
        assert!(again.text().contains("入力済み") && again.text().contains("NUNO"));
        for page in [&page, &refused, &confirmation, &again] {
            for secret in kept.iter().chain(typed.iter().map(|(_, value)| value)) {
                assert!(!page.text().contains(secret), "{secret}");
            }
        }
        let saved = post(&mut desk.staff, "/settings/payments/card/save", &hidden).await;
        assert_eq!(saved.location(), "/settings/payments?answer=saved");
        // The old password is gone: the sandbox knows it no longer.
        let order = desk.staff.get("/orders/1").await;
        assert!(order.text().contains("決済状況が取得できませんでした"), "the new one is used");
    })
    .await;
}

#[tokio::test]
async fn two_people_at_one_form_do_not_overwrite_each_other() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get(CARD).await;
        let late = post(&mut desk.staff, CARD, &filled(&page, &[("name", "遅い")])).await;
        set(&mut desk.staff, CARD, &[("name", "早い")]).await;
        let late = post(&mut desk.staff, "/settings/payments/card/save", &late.hidden()).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("ほかの人が設定を変更しました"));
        assert!(late.text().contains("早い"), "what is in force is shown");
        // Who, what, before and after; a secret only as a fact.
        set(&mut desk.staff, CARD, &[("three_ds_key", "a-new-key"), ("connect_id", "other")]).await;
        let history = desk.staff.get("/settings/payments/card/history").await;
        for words in ["第3版", "佐藤", "早い", "新しい値", "other", "はじめての設定です"]
        {
            assert!(history.text().contains(words), "{words}: {}", history.text());
        }
        assert!(!history.text().contains("a-new-key"));
        assert!(!history.text().contains("接続先の種類"), "it is as it was");
    })
    .await;
}

/// The smallest PNG there is.
const PNG: &[u8] = include_bytes!("dot.png");

async fn upload(
    browser: &mut Browser,
    path: &str,
    fields: &[(String, String)],
    file: &[u8],
) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.upload(path, &fields, ("logo_file", file)).await
}

/// The certificate as a file; its passphrase is typed.
async fn upload_certificate(browser: &mut Browser, page: &Page, pem: &[u8]) -> Page {
    let fields = filled(page, &[("client_passphrase", "changeit")]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.upload(CARD, &fields, ("client_pem_file", pem)).await
}

#[tokio::test]
async fn a_logo_stands_beside_the_choice_until_it_is_removed() {
    const BANK: &str = "/settings/payments/bank";
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get(BANK).await;
        assert!(page.text().contains("enctype=\"multipart/form-data\""));
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".as_slice();
        let large = [PNG, &vec![0; 300 * 1024]].concat();
        for (file, words) in [(svg, "PNG・JPEG・GIF・WebPのどれか"), (&large, "200KBまで")]
        {
            let fields = filled(&page, &[("timing", "明日まで")]);
            let refused = upload(&mut desk.staff, BANK, &fields, file).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().contains(words) && refused.text().contains("明日まで"));
        }
        let fields = filled(&page, &[("logo_alt", "みなも銀行")]);
        let asked = upload(&mut desk.staff, BANK, &fields, PNG).await;
        assert!(asked.text().contains("決済サービスロゴ画像"), "{}", asked.text());
        // Back keeps the picture, though browsers forget chosen files.
        let again = post(&mut desk.staff, &format!("{BANK}/again"), &asked.hidden()).await;
        let asked = post(&mut desk.staff, BANK, &filled(&again, &[])).await;
        post(&mut desk.staff, &format!("{BANK}/save"), &asked.hidden()).await;
        let seen = checkout(&desk).await;
        let src = seen.text().split("src=\"/uploads/").nth(1).expect("a logo").split('"').next();
        let path = format!("/uploads/{}", src.unwrap());
        assert!(seen.text().contains(&format!("src=\"{path}\" alt=\"みなも銀行\"")));
        let mut buyer = Browser::new(&web::storefront(desk.town.world.clone(), Surface::default()));
        for picture in [buyer.get(&path).await, desk.staff.get(&path).await] {
            assert_eq!(picture.body, PNG);
            assert_eq!(picture.headers["content-type"], "image/png");
            assert_eq!(picture.headers["x-content-type-options"], "nosniff");
        }
        assert_eq!(buyer.get("/uploads/none").await.status, StatusCode::NOT_FOUND);
        set(&mut desk.staff, BANK, &[("logo_remove", "on")]).await;
        assert!(!checkout(&desk).await.text().contains("/uploads/"));
        assert!(!desk.staff.get(BANK).await.text().contains("みなも銀行\""), "ALT is gone too");
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_at_the_door_is_set_up_like_the_rest() {
    const COD: &str = "/settings/payments/cod";
    const IN_STORE: &str = "/settings/payments/in_store";
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let basic = desk.staff.get("/settings/payments/basic").await;
        for name in ["銀行振込", "代金引換", "店頭払い"] {
            assert!(basic.text().contains(name), "{name}");
        }
        for method in ["cod", "in_store"] {
            let fields = [("method", method), ("act", "add")];
            desk.staff.post("/settings/payments/list", &fields).await;
        }
        let page = desk.staff.get(COD).await;
        let wrong = [("below_1", "10000"), ("fee_1", "三百円"), ("name", "代引き")];
        let refused = post(&mut desk.staff, COD, &filled(&page, &wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["手数料を0〜99,999の数字で入力してください。", "三百円", "代引き"]
        {
            assert!(refused.text().contains(words), "{words}: {}", refused.text());
        }
        let rows =
            [("below_1", "10000"), ("fee_1", "330"), ("below_2", "300000"), ("fee_2", "660")];
        set(&mut desk.staff, COD, &rows).await;
        let again = desk.staff.get(COD).await;
        assert!(again.text().contains("value=\"300000\"") && again.text().contains("設定済み"));
        set(&mut desk.staff, IN_STORE, &[("place", "みなも堂 三条店")]).await;
        let carrier = desk.staff.get("/settings/delivery/1").await;
        let both = [("takes_cod", "on"), ("takes_in_store", "on")];
        let asked = post(&mut desk.staff, "/settings/delivery/1", &filled(&carrier, &both)).await;
        assert!(asked.text().contains("代金引換"), "{}", asked.text());
        post(&mut desk.staff, "/settings/delivery/1/save", &asked.hidden()).await;
        let checkout = checkout(&desk).await;
        assert!(checkout.text().contains("代金引換") && checkout.text().contains("店頭払い"));
    })
    .await;
}

#[tokio::test]
async fn a_method_that_is_not_set_up_is_not_offered() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let shop = desk.town.shop.id;
        let forget = move |tx: &mut dyn store::Tx| {
            tx.exec(
                store::sql!("delete from setting where shop_id = $1 and kind = 'bank'"),
                &[shop.into()],
            )
        };
        desk.town.world.store.write(forget).await.unwrap();
        let list = desk.staff.get(LIST).await;
        assert!(list.text().contains("未設定"));
        assert!(!checkout(&desk).await.text().contains("銀行振込"));
        let form = desk.staff.get("/settings/payments/bank").await;
        assert!(form.text().contains("未設定") && form.text().contains("value=\"銀行振込\""));
        set(&mut desk.staff, "/settings/payments/bank", &[("account", "みなも銀行")]).await;
        assert!(!desk.staff.get(LIST).await.text().contains("未設定"));
    })
    .await;
}

#[tokio::test]
async fn a_client_certificate_is_shown_by_its_subject_and_end_only() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let folder = tempfile::tempdir().unwrap();
        let addr = ([127, 0, 0, 1], 0).into();
        let client_ca = Some(ClientCa { folder: folder.path().to_owned(), addr });
        let _other = Sandbox::start(Options { client_ca, ..Options::default() }).await.unwrap();
        let pem = std::fs::read_to_string(folder.path().join("900000001.pem")).unwrap();
        let page = desk.staff.get(CARD).await;
        let wrong = [("client_pem", &*pem), ("client_passphrase", "wrong")];
        let refused = post(&mut desk.staff, CARD, &filled(&page, &wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("the passphrase does not open it"));
        let right = [("client_pem", &*pem), ("client_passphrase", "changeit")];
        let confirmation = post(&mut desk.staff, CARD, &filled(&page, &right)).await;
        assert!(confirmation.text().contains("900000001（"), "{}", confirmation.text());
        let no_text = upload_certificate(&mut desk.staff, &page, PNG).await;
        assert_eq!(no_text.status, StatusCode::UNPROCESSABLE_ENTITY);
        let by_file = upload_certificate(&mut desk.staff, &page, pem.as_bytes()).await;
        assert!(by_file.text().contains("900000001（"), "{}", by_file.text());
        post(&mut desk.staff, &format!("{CARD}/save"), &by_file.hidden()).await;
        let kept = desk.staff.get(CARD).await;
        assert!(kept.text().contains("いま：<b>900000001（"));
        for page in [&refused, &confirmation, &no_text, &by_file, &kept] {
            assert!(!page.text().contains("PRIVATE KEY"), "nor the certificate itself");
        }
    })
    .await;
}

use http::{StatusCode, header};
use shop::settings;
use store::scratch::on_each;

use crate::browser::{Browser, Page};
use crate::town::Town;

/// A form filled in well, 銀行振込.
pub const FORM: [(&str, &str); 13] = [
    ("family", "小林"),
    ("given", "葵"),
    ("family_kana", "コバヤシ"),
    ("given_kana", "アオイ"),
    ("email", "aoi@example.jp"),
    ("phone", "075-000-0123"),
    ("postal", "604-8136"),
    ("prefecture", "京都府"),
    ("city", "京都市中京区"),
    ("street", "梅忠町20-1"),
    ("carrier", "1"),
    ("pay", "bank"),
    ("note", "門の前に"),
];

/// A browser with something in its cart.
pub async fn ready(town: &Town) -> Browser {
    let mut browser = Browser::new(&town.router);
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    browser
}

/// [`FORM`] with other values, sent by the button `act`.
pub async fn send(browser: &mut Browser, act: &str, other: &[(&str, &str)]) -> Page {
    let kept = FORM.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    let fields: Vec<_> = kept.chain(other).copied().chain([("do", act)]).collect();
    browser.post("/checkout", &fields).await
}

/// 注文する on a confirmation.
pub async fn order(browser: &mut Browser, confirmation: &Page) -> Page {
    let hidden = confirmation.hidden();
    let fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/checkout/orders", &fields).await
}

#[tokio::test]
async fn a_bank_order_survives_double_click_and_reload() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let confirmation = send(&mut browser, "confirm", &[]).await;
        assert_eq!(confirmation.status, StatusCode::OK);
        assert!(confirmation.text().contains("申込みの撤回・解除"));
        let first = order(&mut browser, &confirmation).await;
        let second = order(&mut browser, &confirmation).await;
        assert_eq!(first.location(), second.location(), "two clicks are one order");
        let path = first.location().to_owned();
        let thanks = browser.follow(first).await;
        let again = browser.get(&path).await;
        for page in [&thanks, &again] {
            let text = page.text();
            assert!(text.contains("ご注文ありがとうございます") && text.contains("aoi@example.jp"));
        }
        assert!(browser.get("/cart").await.text().contains("まだ何も入っていません"));
        let stranger = Browser::new(&town.router).get(&path).await;
        assert!(stranger.text().contains("ご注文を承りました"));
        for secret in ["小林", "梅忠町", "aoi@example.jp"] {
            assert!(!stranger.text().contains(secret), "{secret}");
        }
    })
    .await;
}

#[tokio::test]
async fn errors_keep_what_was_typed() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let page = send(&mut browser, "confirm", &[("email", "aoi"), ("street", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("2か所") && page.text().contains("value=\"604-8136\""));
        // A tab opened later has it too.
        assert!(browser.get("/checkout").await.text().contains("value=\"京都市中京区\""));
        browser.headers = vec![("x-noren-fragment", "1".to_owned())];
        let fragment = send(&mut browser, "confirm", &[("email", "aoi")]).await;
        let errors: serde_json::Value = serde_json::from_slice(&fragment.body).unwrap();
        assert_eq!(errors[0]["field"], "email");
    })
    .await;
}

#[tokio::test]
async fn a_postal_code_fills_the_address_in() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let empty = [("prefecture", ""), ("city", ""), ("street", "")];
        let page = send(&mut browser, "postal", &empty).await;
        let text = page.text();
        assert!(text.contains("<option selected>京都府") && text.contains("value=\"梅忠町\""));
        assert!(text.contains("autofocus") && text.contains("送料（"));
        let mut unknown = empty.to_vec();
        unknown.push(("postal", "000-0000"));
        let page = send(&mut browser, "postal", &unknown).await;
        assert!(page.text().contains("この郵便番号の住所が見つかりません"));
    })
    .await;
}

#[tokio::test]
async fn a_changed_cart_brings_the_form_back_with_the_new_total() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let confirmation = send(&mut browser, "confirm", &[]).await;
        browser.post("/cart/lines", &[("product_id", "201"), ("quantity", "1")]).await;
        let refused = order(&mut browser, &confirmation).await;
        let page = browser.follow(refused).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text().contains("金額が変わりました") && page.text().contains("value=\"小林\"")
        );
    })
    .await;
}

#[tokio::test]
async fn an_orders_page_keeps_the_account_that_its_buyer_was_told() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let confirmation = send(&mut browser, "confirm", &[]).await;
        let placed = order(&mut browser, &confirmation).await;
        let path = placed.location().to_owned();
        let told = browser.get(&path).await.text().to_owned();
        let shop = town.shop.id;
        let other = settings::BankSettings {
            terms: settings::MethodTerms::named("銀行振込"),
            account: "かわら銀行 別の口座".to_owned(),
            timing: String::new(),
        };
        let save = move |tx: &mut dyn store::Tx| {
            settings::save(tx, shop, &other, "test", shop::clock::Timestamp(0))
        };
        town.world.store.write(save).await.unwrap();
        browser.go_to(&web::storefront(town.world.clone(), web::Surface::default()));
        let later = browser.get(&path).await;
        assert!(told.contains("お振込先") && !later.text().contains("かわら銀行"), "R-062");
        assert_eq!(later.text(), told);
    })
    .await;
}

#[tokio::test]
async fn free_shipping_that_is_to_be_agreed_on_by_now_places_nothing() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let fee = async |fee: Option<i64>| {
            let change = move |tx: &mut dyn store::Tx| {
                tx.exec(store::sql!("update carrier_fee set fee = $1"), &[fee.into()])
            };
            assert!(town.world.store.write(change).await.unwrap() > 0);
        };
        fee(Some(0)).await;
        let confirmation = send(&mut browser, "confirm", &[]).await;
        fee(None).await;
        let refused = order(&mut browser, &confirmation).await;
        assert_eq!(refused.location(), "/checkout?because=changed", "the total is the same");
        let open = send(&mut browser, "confirm", &[]).await;
        let placed = order(&mut browser, &open).await;
        assert!(placed.location().starts_with("/orders/"), "{}", placed.location());
    })
    .await;
}

#[tokio::test]
async fn a_fee_that_changed_since_the_confirmation_is_seen_by_the_commit_and_shown_at_once() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let confirmation = send(&mut browser, "confirm", &[]).await;
        let dearer = town.world.store.write(|tx: &mut dyn store::Tx| {
            tx.exec(store::sql!("update carrier_fee set fee = 12345"), &[])
        });
        assert!(dearer.await.unwrap() > 0);
        let refused = order(&mut browser, &confirmation).await;
        assert_eq!(refused.location(), "/checkout?because=changed");
        let page = browser.follow(refused).await;
        assert!(page.text().contains("12,345円"), "the page knew the old fee a moment ago");
    })
    .await;
}

#[tokio::test]
async fn an_empty_cart_has_no_checkout() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        assert_eq!(browser.get("/checkout").await.location(), "/cart");
        assert_eq!(send(&mut browser, "confirm", &[]).await.location(), "/cart?did=lost");
        let mut late = Browser::new(&town.router);
        assert_eq!(late.post("/checkout/orders", &FORM).await.location(), "/cart?did=lost");
    })
    .await;
}

#[tokio::test]
async fn the_card_needs_a_fixed_total() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        browser.headers = vec![("x-noren-fragment", "1".to_owned())];
        for (prefecture, offered) in [("京都府", true), ("沖縄県", false)] {
            let page = send(&mut browser, "sums", &[("prefecture", prefecture)]).await;
            let reason = page.text().split("id=\"live-card\">").nth(1).unwrap();
            assert_eq!(reason.starts_with("</span>"), offered, "{prefecture} (R-027)");
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_gateway_a_card_leads_back_to_the_filled_form() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        let card = [
            ("pay", "card"),
            ("holder_name", "AOI KOBAYASHI"),
            ("split", "1"),
            ("card_token", "tok_0123456789"),
            ("card_valid_until", "20991231235959"),
        ];
        let confirmation = send(&mut browser, "confirm", &card).await;
        assert_eq!(confirmation.status, StatusCode::OK, "{}", confirmation.text());
        let ordered = order(&mut browser, &confirmation).await;
        let page = browser.follow(ordered).await;
        let text = page.text();
        assert!(text.contains("ご注文手続き") && text.contains("つながりませんでした"), "{text}");
        assert!(text.contains("請求も発生していません") && text.contains("value=\"小林\""));
        assert!(!text.contains("tok_0123456789") && !text.contains("AOI KOBAYASHI"));
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    })
    .await;
}

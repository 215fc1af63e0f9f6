//! 個人情報の書き出し.

use http::{StatusCode, header};
use serde_json::Value;
use store::scratch::on_each;
use store::sql;

use super::{Counter, bought, has, lacks};
use crate::browser::Page;
use crate::member::Club;

const JSON: [(&str, &str); 1] = [("format", "json")];
const CSV: [(&str, &str); 1] = [("format", "csv")];

fn disposition(page: &Page) -> &str {
    page.headers[header::CONTENT_DISPOSITION].to_str().unwrap()
}

#[tokio::test]
async fn all_that_the_shop_holds_of_a_member_and_nothing_of_others() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        let mut aoi = counter.member("aoi-k").await;
        let mut mori = counter.member("mori").await;
        aoi.post("/member/addresses/new", &Club::form("", "")).await;
        let gift = [("note", "=1+1"), ("street", "梅忠町20-1"), ("email", "aoi-k@example.jp")];
        bought(&mut aoi, &gift).await;
        bought(&mut mori, &[("note", "森の備考"), ("email", "mori@example.jp")]).await;
        counter.owner.post("/customers/1/note", &[("note", "常連"), ("version", "0")]).await;

        let told = counter.owner.post("/customers/1/export", &JSON).await;
        assert_eq!(told.headers[header::CONTENT_TYPE], "application/json");
        assert!(disposition(&told).starts_with("attachment; filename=\"member-1-"));
        let all: Value = serde_json::from_str(told.text()).unwrap();
        for (path, value) in [
            ("/member/0/login", "aoi-k"),
            ("/member/0/email", "aoi-k@example.jp"),
            ("/member/0/address", "京都府京都市中京区梅忠町20-1"),
            ("/member/0/note", "常連"),
            ("/addresses/0/name", "小林 葵"),
            ("/orders/0/order", "order00001"),
            ("/orders/0/note", "=1+1"),
            ("/buyers/0/phone", "075-000-0123"),
            ("/lines/0/order", "order00001"),
            ("/mails/0/order", "order00001"),
            ("/log/0/what", "会員登録を完了しました"),
        ] {
            assert_eq!(all.pointer(path).and_then(Value::as_str), Some(value), "{path}");
        }
        assert_eq!(all["orders"].as_array().unwrap().len(), 1);
        assert!(all["orders"][0]["total"].as_i64().unwrap() > 0);
        assert_eq!(all["devices"].as_array().unwrap().len(), 1);
        let csv = counter.owner.post("/customers/1/export", &CSV).await;
        assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        has(&csv, &["\u{feff}区分,番号,項目,内容\r\n", "ご注文,1,備考,'=1+1\r\n", "常連"]);
        for file in [told.text(), csv.text()] {
            assert!(!file.contains("森の備考") && !file.contains("mori"), "{file}");
            assert!(!file.contains("argon2"), "no password");
        }
        let log = counter.get("/customers/history").await;
        assert_eq!(log.text().matches("個人情報を書き出しました。").count(), 2);
        let missing = counter.owner.post("/customers/99/export", &JSON).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_guests_orders_are_found_and_handed_out_by_the_whole_address() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        let mut guest = crate::checkout::ready(&counter.street.town).await;
        bought(&mut guest, &[("email", "Guest@example.jp"), ("note", "門の前に")]).await;
        let mut aoi = counter.member("aoi-k").await;
        bought(&mut aoi, &[("email", "guest@example.jp"), ("note", "会員の備考")]).await;

        let found = counter.get("/customers?q=GUEST%40example.jp").await;
        has(&found, &["会員でない方のご注文が1件", "/customers/guest?email=guest%40example.jp"]);
        let page = counter.get("/customers/guest?email=guest%40example.jp").await;
        has(&page, &["order00001", "1件、合計 "]);
        has(&counter.get("/orders/1").await, &["ゲスト", "/customers/guest?email="]);
        let file = counter.owner.post("/customers/guest/export?email=guest%40example.jp", &JSON);
        let file = file.await;
        has(&file, &["門の前に", "Guest@example.jp"]);
        assert!(!file.text().contains("会員の備考"));
        for nobody in ["", "x"] {
            let path = format!("/customers/guest?email={nobody}");
            assert_eq!(counter.get(&path).await.status, StatusCode::NOT_FOUND, "{nobody}");
        }
        let none = counter.get("/customers/guest?email=none%40example.jp").await;
        has(&none, &["成立しなかったお手続きの記録もありません。"]);
        lacks(&none, &["書き出す"]);
        let none = counter.owner.post("/customers/guest/export?email=none%40example.jp", &JSON);
        assert_eq!(none.await.status, StatusCode::NOT_FOUND);
        has(&counter.get("/settings/staff/views").await, &["顧客一覧", "会員でない方のご注文"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_given_to_nobody_who_has_not_just_proved_who_they_are() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        counter.member("aoi-k").await;
        let late = sql!("update staff_session set proved_at = 0");
        let world = &counter.street.town.world;
        world.store.write(move |tx| tx.exec(late, &[])).await.unwrap();
        for path in ["/customers/1/export", "/customers/1/erasure"] {
            let asked = counter.owner.post(path, &JSON).await;
            assert_eq!(asked.status, StatusCode::FORBIDDEN, "{path}");
            has(&asked, &["もう一度、ご本人の確認"]);
            assert!(!asked.text().contains("aoi-k@example.jp"));
        }
        let page = counter.owner.post("/customers/1/export", &JSON).await;
        let mut fields = page.hidden();
        fields.push(("proof".to_owned(), crate::member::PASSWORD.to_owned()));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let file = counter.owner.post("/customers/1/export", &fields).await;
        has(&file, &["aoi-k@example.jp"]);
    })
    .await;
}

//! 顧客一覧 and 顧客明細.

use http::StatusCode;
use paygent::telegram::stored_card::delete;
use shop::id::{MemberId, MerchantId};
use shop::payment::account;
use shop::settings::card::Linking;
use shop::settings::cart::Flow;
use shop::stored_card;
use store::scratch::on_each;
use store::{Tx, sql};

use super::{Counter, bought, has, lacks};
use crate::browser::Browser;
use crate::linking::{buy, record, set, vault};
use crate::member::PASSWORD;
use crate::members;

#[tokio::test]
async fn members_are_found_by_what_their_name_address_or_number_begins_with() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        has(&counter.get("/customers").await, &["会員はまだいません"]);
        let mut aoi = counter.member("aoi-k").await;
        counter.member("mori").await;
        let other = [
            ("family", "毛利"),
            ("family_kana", "モウリ"),
            ("phone", "090-0000-1111"),
            ("version", "1"),
        ];
        let profile: Vec<(&str, &str)> = crate::member::Club::form("", "")
            .into_iter()
            .filter(|(name, _)| other.iter().all(|(one, _)| one != name))
            .chain(other)
            .collect();
        let both = counter.get("/customers").await;
        has(&both, &["aoi-k", "mori@example.jp", "コバヤシ アオイ", "075-000-0123"]);
        aoi.post("/member/profile", &profile).await;
        has(&counter.get("/customers?q=%E6%AF%9B%E5%88%A9").await, &["aoi-k"]);
        aoi.post("/member/login", &[("login", "Aoi_M")]).await;
        for typed in [
            "毛利",
            "毛利　葵",
            "もうり",
            "モウリ アオイ",
            "ﾓｳﾘ",
            "０９０-００００",
            "aoi_m",
            "AOI-K@EX",
        ] {
            let query: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            let page = counter.get(&format!("/customers?q={query}")).await;
            has(&page, &["Aoi_M", "毛利 葵"]);
            lacks(&page, &["mori@example.jp"]);
        }
        // A given name finds both; what is no beginning finds nobody, nor does what once was.
        has(&counter.get("/customers?q=%E8%91%B5").await, &["Aoi_M", "mori@example.jp"]);
        for typed in ["oi_m", "aoi-k%40z", "0751", "%25", "_"] {
            let page = counter.get(&format!("/customers?q={typed}")).await;
            has(&page, &["当てはまる会員はいません"]);
        }
        aoi.post("/member/withdrawal", &[("old_password", PASSWORD)]).await;
        lacks(&counter.get("/customers").await, &["Aoi_M"]);
        has(&counter.get("/customers?q=aoi").await, &["当てはまる会員はいません"]);
        assert_eq!(counter.get("/customers/1").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn fifty_a_page_and_nobody_twice() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        let mut browser = Browser::new(&counter.street.town.router);
        for number in 0..53 {
            let login = format!("member-{number:02}");
            members::member(&counter.street.town, &mut browser, &login).await;
        }
        let first = counter.get("/customers").await;
        let next = first.text().split("href=\"").find(|part| part.starts_with("/customers?after="));
        let next = next.unwrap().split('"').next().unwrap().to_owned();
        let second = counter.get(&next).await;
        for number in 0..53 {
            let login = format!("<b>member-{number:02}</b>");
            let is_first = number >= 3;
            assert_eq!(first.text().contains(&login), is_first, "{login}");
            assert_eq!(second.text().contains(&login), !is_first, "{login}");
        }
        has(&second, &["ここまでです", "いちばん新しい会員へ"]);
    })
    .await;
}

#[tokio::test]
async fn a_member_is_shown_with_orders_deeds_and_a_note_that_nobody_overwrites() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        let mut aoi = counter.member("aoi-k").await;
        bought(&mut aoi, &[]).await;
        let list = counter.get("/orders").await;
        has(&list, &["aoi-k"]);
        has(&counter.get("/orders/1").await, &["会員ID：aoi-k", "href=\"/customers/1\""]);
        let page = counter.get("/customers/1").await;
        has(&page, &["顧客明細(会員ID:aoi-k)", "order00001", "小林 葵", "604-8136", "会員登録を"]);
        has(&page, &["クレジットカード情報 (ペイジェント)", "登録されていません", "1件、合計 "]);
        has(&counter.get("/settings/staff/views").await, &["顧客明細(会員番号:1)"]);

        let mut other = counter.at_the_desk("sato").await;
        let note = |text, version| [("note", text), ("version", version)];
        let saved = counter.owner.post("/customers/1/note", &note("電話は夕方\n<b>に", "0")).await;
        let page = counter.owner.follow(saved).await;
        has(&page, &["メモを保存しました。", "電話は夕方\n&#60;b&#62;に", "メモを変更しました。"]);
        let stale = other.post("/customers/1/note", &note("犬がいる", "0")).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&stale, &["ほかの人が先に", "電話は夕方", "犬がいる", "name=\"version\" value=\"1\""]);
        let again = other.post("/customers/1/note", &note("犬がいる。電話は夕方", "1")).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let long = "長".repeat(2_001);
        let refused = other.post("/customers/1/note", &note(&long, "2")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["2000字まで", &long]);
        has(&counter.get("/customers/1").await, &["犬がいる。電話は夕方"]);
        let mine = aoi.get("/member").await;
        lacks(&mine, &["犬がいる"]);
    })
    .await;
}

#[tokio::test]
async fn the_card_row_is_what_paygent_says() {
    on_each(async |kind| {
        let mut counter = Counter::new(kind).await;
        set(&mut counter.street.town, Linking::Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&counter.street.town.router);
        let street = &counter.street;
        let member = members::member(&street.town, &mut browser, "aoi-k").await;
        buy(street, &mut browser, Flow::ZeroStep, Some("jcb"), true).await;
        stored_card::sweep(&street.town.world).await.unwrap();
        assert_eq!(vault(street, member).await.len(), 1);
        let page = counter.get(&format!("/customers/{member}")).await;
        has(&page, &["登録されています"]);
        lacks(&page, &["登録されていません"]);
        // Deleted on Paygent's own screens: the shop learns of it here.
        delete_all(&counter, member).await;
        let page = counter.get(&format!("/customers/{member}")).await;
        has(&page, &["登録されていません"]);
        let world = &counter.street.town.world;
        for _ in 0..3 {
            stored_card::sweep(world).await.unwrap();
        }
        assert_eq!(record(&counter.street.town, member).await, None);

        // Nobody answers: the page says so, and what the shop knows.
        buy(&counter.street, &mut browser, Flow::ZeroStep, Some("jcb"), true).await;
        for _ in 0..3 {
            stored_card::sweep(world).await.unwrap();
        }
        assert!(record(&counter.street.town, member).await.is_some());
        let merchant = MerchantId("900000001".to_owned());
        let shop = counter.street.town.shop.id;
        let mut gone = account::load(world, shop, &merchant).await.unwrap();
        gone.endpoints.telegrams = "http://127.0.0.1:9".to_owned();
        account::save(world, shop, &gone).await.unwrap();
        let page = counter.get(&format!("/customers/{member}")).await;
        has(&page, &["確認できません", "お店の記録では、登録されています。"]);
    })
    .await;
}

/// What somebody does on Paygent's screens.
async fn delete_all(counter: &Counter, member: MemberId) {
    let (town, shop) = (&counter.street.town, counter.street.town.shop.id);
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select customer_id from stored_card where shop_id = $1 and member_id = $2"),
            &[shop.into(), member.into()],
        )?;
        row.expect("a customer").text(0)
    };
    let customer = town.world.store.read(read).await.unwrap();
    let merchant = MerchantId("900000001".to_owned());
    let account = account::load(&town.world, shop, &merchant).await.unwrap();
    town.world.gateway.delete_card(&account, delete::Request::all(customer)).await;
    assert_eq!(vault(&counter.street, member).await.len(), 0);
}

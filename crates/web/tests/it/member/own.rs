//! What is a member's own is nobody else's, in this shop and in others.

use http::StatusCode;
use shop::id::ShopId;
use shop::profile::Shop;
use shop::sample;
use store::scratch::on_each;
use store::sql;

use super::{Club, PASSWORD, is_signed_in, sign_in};
use crate::browser::Browser;
use crate::checkout::{order, send};

/// Orders by bank, as the member of this number.
async fn buy(club: &Club, browser: &mut Browser, member: i64) {
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "2")]).await;
    let confirmation = send(browser, "confirm", &[]).await;
    assert_eq!(order(browser, &confirmation).await.status, StatusCode::SEE_OTHER);
    let own = move |tx: &mut dyn store::Tx| {
        tx.exec(sql!("update orders set member_id = $1 where member_id is null"), &[member.into()])
    };
    club.town.world.store.write(own).await.unwrap();
}

#[tokio::test]
async fn others_orders_addresses_and_sessions_are_as_if_they_were_not() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        let mut mori = club.member("mori", "mori@example.jp").await;
        buy(&club, &mut aoi, 1).await;
        aoi.post("/member/addresses/new", &Club::form("", "")).await;
        let list = aoi.get("/member/orders").await;
        assert!(list.text().contains("order00001") && list.text().contains("ご入金待ち"));
        let own = aoi.get("/member/orders/1").await;
        for part in ["order00001", "銀行振込", "みなも便", "梅忠町20-1", "× 2"] {
            assert!(own.text().contains(part), "{part}");
        }
        assert!(aoi.get("/member").await.text().contains("いちばん新しいご注文"));
        assert!(mori.get("/member/orders").await.text().contains("ご注文はまだありません"));
        for path in ["/member/orders/1", "/member/orders/2", "/member/addresses/1"] {
            assert_eq!(mori.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/member/addresses/1", "/member/addresses/1/removal"] {
            let page = mori.post(path, &Club::form("", "")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(aoi.get("/member/addresses/1").await.status, StatusCode::OK);
        // A session that mori ends is mori's only.
        mori.post("/member/sign-out", &[]).await;
        assert!(is_signed_in(&mut aoi).await && !is_signed_in(&mut mori).await);
    })
    .await;
}

/// Ten more orders like the first.
async fn copies(club: &Club) {
    let copy = |tx: &mut dyn store::Tx| {
        for number in 2..=11 {
            tx.exec(
                sql!(
                    "insert into orders (shop_id, order_id, number, attempt_id, list, version,
                       placed_at, buyer_name, buyer_kana, email, phone, checkout, method,
                       method_name, goods, shipping, fee, total, client, member_id)
                     select shop_id, $1, $2, $2, list, version, placed_at, buyer_name, buyer_kana,
                       email, phone, checkout, method, method_name, goods, shipping, fee, total,
                       client, member_id
                     from orders where order_id = 1"
                ),
                &[number.into(), format!("order{number:05}").into()],
            )?;
        }
        Ok::<_, store::Error>(())
    };
    club.town.world.store.write(copy).await.unwrap();
}

#[tokio::test]
async fn lists_go_on_page_by_page_and_addresses_end_at_fifty() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        buy(&club, &mut aoi, 1).await;
        copies(&club).await;
        let first = aoi.get("/member/orders").await;
        let next = first.text().split("/member/orders?below=").nth(1).unwrap();
        let next = format!("/member/orders?below={}", next.split('"').next().unwrap());
        assert!(!first.text().contains("order00001<"));
        let second = aoi.get(&next).await;
        assert!(second.text().contains("order00001<") && !second.text().contains("order00002<"));
        club.exec(sql!("update orders set list = 'cancelled' where order_id = 11")).await;
        assert!(aoi.get("/member/orders").await.text().contains("キャンセル"));
        for address in 0..51 {
            let saved = aoi.post("/member/addresses/new", &Club::form("", "")).await;
            let expected = if address < 50 { 303 } else { 422 };
            assert_eq!(saved.status, expected, "{address}");
        }
        let list = aoi.get("/member/addresses").await;
        assert!(list.text().contains("お届け先は50件までです"));
        let log = aoi.get("/member/log").await;
        let next = log.text().split("/member/log?below=").nth(1).unwrap();
        let next = format!("/member/log?below={}", next.split('"').next().unwrap());
        let older = aoi.get(&next).await;
        assert_eq!(older.text().matches("class=\"record\"").count(), 20);
    })
    .await;
}

#[tokio::test]
async fn a_member_of_one_shop_is_nobody_in_another() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        let other = Shop {
            id: ShopId(2),
            ..Shop::new(ShopId(2), "別の店", "http://other.example", "http://desk.example")
        };
        let now = club.town.world.now();
        let seeded = other.clone();
        let write = move |tx: &mut dyn store::Tx| sample::seed(tx, &seeded, now);
        club.town.world.store.write(write).await.unwrap();
        let router = web::storefront(club.town.world.clone(), web::Surface::default());
        let mut there = Browser::new(&router);
        there.headers = vec![("host", "other.example".to_owned())];
        let page = sign_in(&mut there, "aoi-k", PASSWORD).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        there.set_cookie("noren_member", &aoi.cookie("noren_member"));
        there.set_cookie("noren_device", &aoi.cookie("noren_device"));
        assert!(!is_signed_in(&mut there).await, "a session opens its own shop only");
        aoi.post("/member/reset", &[("email", "aoi@example.jp")]).await;
        let link = club.link("aoi@example.jp", "reset").await;
        assert_eq!(there.get(&link).await.status, StatusCode::NOT_FOUND);
        // The same 会員ID and address are free there.
        there.post("/member/register", &Club::form("aoi-k", "aoi@example.jp")).await;
        let mails = club.mails("aoi@example.jp").await.join("");
        assert!(mails.contains("http://other.example/member/confirm/"), "{mails}");
    })
    .await;
}

#[tokio::test]
async fn a_visitor_without_the_cookie_costs_no_query_about_members() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        // Without its table a question about sessions is a fault.
        club.exec(sql!("alter table member_session rename to nowhere")).await;
        let mut guest = club.browser();
        for path in ["/", "/cart", "/products/yunomi-shinogi", "/member/sign-in"] {
            assert_eq!(guest.get(path).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(aoi.get("/").await.status, StatusCode::INTERNAL_SERVER_ERROR);
    })
    .await;
}

use http::header;
use store::scratch::on_each;

use crate::browser::Browser;
use crate::town::Town;

#[tokio::test]
async fn put_change_remove() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        let put = browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "2")]).await;
        let cookie = put.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        assert!(cookie.starts_with("noren_cart=") && cookie.contains("HttpOnly; SameSite=Lax"));
        let cart = browser.follow(put).await;
        assert!(cart.text().contains("をカゴに入れました。") && cart.text().contains("小計（2点"));
        for (fields, answer) in [
            (vec![("quantity", "1")], "の数量を1に変更しました。"),
            (vec![("quantity", "1"), ("remove", "1")], "カゴにはまだ何も入っていません"),
            (vec![("quantity", "3")], "取り扱いを終了しました"),
        ] {
            let changed = browser.post("/cart/lines/101", &fields).await;
            let page = browser.follow(changed).await;
            assert!(page.text().contains(answer), "{fields:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_button_on_another_site_keeps_the_buyers_cart() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        // SameSite=Lax: the browser posts without our cookie, then follows the redirect with it.
        let mut elsewhere = Browser::new(&town.router);
        elsewhere.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        let put = elsewhere.post("/cart/lines", &[("product_id", "201"), ("quantity", "1")]).await;
        assert!(!put.headers.contains_key(header::SET_COOKIE));
        let cart = browser.follow(put).await;
        assert!(cart.text().contains("小計（2点"), "{}", cart.text());
    })
    .await;
}

#[tokio::test]
async fn other_sites_may_put_but_not_change_nor_order() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        browser.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        for (path, allowed) in [
            ("/cart/lines", true),
            ("/cart/lines/101", false),
            ("/checkout", false),
            ("/checkout/orders", false),
        ] {
            let page = browser.post(path, &[("product_id", "101"), ("quantity", "1")]).await;
            assert_eq!(page.status != 403, allowed, "{path}");
        }
    })
    .await;
}

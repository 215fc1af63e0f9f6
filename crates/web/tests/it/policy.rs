//! What holds beside the routes: faults, files, weight, one exact host.

use http::header;
use store::scratch::on_each;

use crate::browser::Browser;
use crate::calm::{STRICT, is_calm};
use crate::checkout::ready;
use crate::town::Town;

/// What is not there, not asked for well, or not allowed is a calm page too.
#[tokio::test]
async fn a_fault_is_as_calm_as_a_page() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        for (path, status) in [
            ("/nowhere", 404),
            ("/products/none", 404),
            ("/pictures/none.svg", 404),
            ("/orders/none", 404),
            ("/3ds/none", 404),
            ("/legal/none", 404),
            ("/assets/0000000000000000/shop.css", 404),
            ("/products/%00", 404),
            ("/orders/%00/hand-off", 404),
            ("/cart?did=%00", 404),
            ("/cart?did=nonsense", 400),
            ("/cart/lines/101", 405),
        ] {
            let page = browser.get(path).await;
            assert_eq!(page.status, status, "{path}");
            is_calm(&page, STRICT, path);
        }
        for (path, fields, status) in [
            ("/cart/lines/abc", [("quantity", "1")], 404),
            ("/checkout/orders", [("submit_key", "\0")], 400),
        ] {
            let page = browser.post(path, &fields).await;
            assert_eq!(page.status, status, "{path}");
            is_calm(&page, STRICT, path);
        }
        browser.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        let forbidden = browser.post("/checkout", &[]).await;
        assert_eq!(forbidden.status, 403);
        is_calm(&forbidden, STRICT, "another site's form");
    })
    .await;
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_packed() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        browser.headers = vec![("accept-encoding", "gzip".to_owned())];
        let home = Browser::new(&town.router).get("/").await;
        for rest in home.text().split("\"/assets/").skip(1) {
            let path = format!("/assets/{}", rest.split('"').next().unwrap());
            let asset = browser.get(&path).await;
            assert_eq!(asset.status, 200, "{path}");
            assert!(asset.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
            assert_eq!(asset.headers[header::CONTENT_ENCODING], "gzip", "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_checkout_is_light() {
    on_each(async |kind| {
        // DESIGN section 11: HTML, modules and styles of the checkout in 40 KB as they travel.
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        browser.headers = vec![("accept-encoding", "gzip".to_owned())];
        let packed = browser.get("/checkout").await;
        assert_eq!(packed.headers[header::CONTENT_ENCODING], "gzip");
        browser.headers.clear();
        let page = browser.get("/checkout").await;
        let mut bytes = packed.body.len();
        browser.headers = vec![("accept-encoding", "gzip".to_owned())];
        for rest in page.text().split("=\"/assets/").skip(1) {
            let path = format!("/assets/{}", rest.split('"').next().unwrap());
            bytes += browser.get(&path).await.body.len();
        }
        assert!(bytes <= 20 * 1024, "{bytes} bytes");
    })
    .await;
}

#[tokio::test]
async fn a_second_shop_makes_hosts_exact() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut stranger = Browser::new(&town.router);
        stranger.headers = vec![("host", "elsewhere.example".to_owned())];
        assert_eq!(stranger.get("/").await.status, 200, "the only shop answers to any host");
        let second = shop::profile::Shop {
            id: shop::id::ShopId(2),
            host: "second.example".to_owned(),
            admin_host: "admin.second.example".to_owned(),
            ..town.shop.clone()
        };
        let now = town.world.now();
        town.world.store.write(move |tx| shop::profile::create_in(tx, &second, now)).await.unwrap();
        stranger.headers = vec![("host", "third.example".to_owned())];
        assert_eq!(stranger.get("/").await.status, 421);
        stranger.headers = vec![("host", "SECOND.example".to_owned())];
        assert_eq!(stranger.get("/").await.status, 200);
    })
    .await;
}

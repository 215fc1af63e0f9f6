//! What holds on every route: nothing inline, the same protecting headers, one exact host.

use http::header;
use store::scratch::on_each;

use crate::browser::{Browser, Page};
use crate::checkout::{FORM, ready};
use crate::town::Town;

fn is_calm(page: &Page, path: &str) {
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
    assert!(page.headers.contains_key(header::CACHE_CONTROL), "{path}");
    let Ok(text) = std::str::from_utf8(&page.body) else { return };
    if !text.contains("<html") {
        return;
    }
    for script in text.split("<script").skip(1) {
        let (attributes, rest) = script.split_once('>').unwrap();
        assert!(attributes.contains(" src=\"/assets/"), "{path}: {attributes}");
        assert!(rest.starts_with("</script>"), "{path}");
    }
    for inline in [" style=", "<style", " onclick=", " onload=", " onsubmit=", "javascript:"] {
        assert!(!text.contains(inline), "{path}: {inline}");
    }
}

/// Every path of the map, with something in its places.
fn paths() -> Vec<String> {
    let filled = web::routes::storefront_paths().into_iter().map(|path| {
        path.replace("{code}", "none")
            .replace("{file}", "none.svg")
            .replace("{product_id}", "101")
            .replace("{attempt_id}", "0")
            .replace("{return_id}", "0")
            .replace("{page}", "tokushoho")
    });
    let filled: Vec<String> = filled.collect();
    assert!(filled.iter().all(|path| !path.contains('{')), "{filled:?}");
    filled
}

#[tokio::test]
async fn no_route_has_inline_script_or_style() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        for path in paths() {
            is_calm(&browser.get(&path).await, &path);
            is_calm(&browser.post(&path, &FORM).await, &path);
        }
        let confirm: Vec<_> = FORM.into_iter().chain([("do", "confirm")]).collect();
        is_calm(&browser.post("/checkout", &confirm).await, "confirmation");
    })
    .await;
}

#[tokio::test]
async fn only_the_checkout_meets_the_token_host() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = ready(&town).await;
        for path in paths() {
            let page = browser.get(&path).await;
            let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            assert_eq!(policy.contains("http://localhost:8090"), path == "/checkout", "{path}");
        }
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

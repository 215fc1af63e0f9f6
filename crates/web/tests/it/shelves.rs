use http::header;
use store::scratch::on_each;

use crate::browser::Browser;
use crate::town::Town;

#[tokio::test]
async fn shelves_lead_to_products_and_their_pictures() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        let list = browser.get("/").await;
        assert_eq!(list.status, 200);
        let links: Vec<String> = list
            .text()
            .split("href=\"/products/")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert!(links.len() >= 12, "the sample shop has 12 products or more");
        for code in links {
            let product = browser.get(&format!("/products/{code}")).await;
            assert!(product.text().contains("カゴに入れる"), "{code}");
            assert!(!product.headers.contains_key(header::SET_COOKIE), "looking starts no session");
            let picture = product.text().split("src=\"/pictures/").nth(1).unwrap();
            let picture = format!("/pictures/{}", picture.split('"').next().unwrap());
            let picture = browser.get(&picture).await;
            assert_eq!(picture.headers[header::CONTENT_TYPE], "image/svg+xml", "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_a_page_too() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        for (path, status) in [
            ("/?category=nuno", 200),
            ("/?category=none", 404),
            ("/?after=x", 200),
            ("/products/none", 404),
            ("/pictures/none.svg", 404),
            ("/legal/none", 404),
            ("/assets/0000000000000000/shop.css", 404),
            ("/nowhere", 404),
            ("/orders/none", 404),
            ("/postal/6048136", 200),
            ("/postal/x", 200),
            ("/cart?did=nonsense", 400),
            ("/cart/lines?product_id=x", 400),
            ("/cart/lines?product_id=1", 303),
        ] {
            let page = browser.get(path).await;
            assert_eq!(page.status, status, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_footer_leads_to_the_pages_of_the_law() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        let list = browser.get("/").await;
        let mut seen = 0;
        for rest in list.text().split("href=\"/legal/").skip(1) {
            let slug = rest.split('"').next().unwrap();
            let page = browser.get(&format!("/legal/{slug}")).await;
            assert_eq!(page.status, 200, "{slug}");
            seen += 1;
        }
        assert!(seen >= 2);
        assert!(list.text().contains("特定商取引法"));
    })
    .await;
}

#[tokio::test]
async fn a_postal_code_names_its_place() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let found = Browser::new(&town.router).get("/postal/6048136").await;
        let places: serde_json::Value = serde_json::from_slice(&found.body).unwrap();
        assert_eq!(places[0]["prefecture"], "京都府");
        assert_eq!(places[0]["city"], "京都市中京区");
    })
    .await;
}

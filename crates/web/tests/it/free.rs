//! Nothing to pay: no method is asked for, whatever the shop takes (DESIGN section 10).

use shop::checkout::Method;
use shop::clock::Timestamp;
use shop::money::Yen;
use shop::secret::Secret;
use shop::settings::cod::FeeStep;
use shop::settings::{self, CodSettings, MethodTerms, Methods};
use shop::staff;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::Browser;
use crate::checkout::{order, ready, send};
use crate::steps;
use crate::town::Town;

/// A shop that takes 代金引換 alone, with a fee, and brings its gifts for nothing.
async fn gifts(town: &mut Town) {
    let shop = town.shop.id;
    let cod = CodSettings {
        terms: MethodTerms::named("代金引換"),
        steps: vec![FeeStep { below: Yen(3_000), fee: Yen(330) }],
    };
    let save = move |tx: &mut dyn Tx| {
        let mut methods = Methods::default();
        methods.add(Method::Cod);
        methods.remove(Method::Card);
        methods.remove(Method::Bank);
        settings::save(tx, shop, &methods, "test", Timestamp(0))?;
        settings::save(tx, shop, &cod, "test", Timestamp(0))?;
        tx.exec(sql!("update carrier set methods = 'cod'"), &[])?;
        tx.exec(sql!("update carrier_fee set fee = 0"), &[])
    };
    town.world.store.write(save).await.expect("settings are saved");
    price(town, 0).await;
    town.router = web::storefront(town.world.clone(), web::Surface::default());
}

async fn price(town: &Town, yen: i64) {
    let change =
        move |tx: &mut dyn Tx| tx.exec(sql!("update product set price = $1"), &[yen.into()]);
    assert!(town.world.store.write(change).await.expect("a price") > 0);
}

/// 佐藤 at the desk.
async fn staff(town: &Town) -> Browser {
    let password = Secret::new("noren-no-uchi");
    staff::create(&town.world, &town.shop, "sato", "佐藤", &password).await.expect("one of staff");
    let mut browser = Browser::new(&web::admin(town.world.clone(), web::Surface::default()));
    let fields = [("login", "sato"), ("password", "noren-no-uchi"), ("next", "")];
    assert_eq!(browser.post("/sign-in", &fields).await.location(), "/orders");
    browser
}

/// Method, fee and total of every order.
async fn orders(town: &Town) -> Vec<(String, i64, i64)> {
    let read = |tx: &mut dyn Tx| {
        let rows = tx.rows(sql!("select method, fee, total from orders"), &[])?;
        let read = |row: &store::Row| Ok((row.text(0)?, row.int(1)?, row.int(2)?));
        rows.iter().map(read).collect::<Result<Vec<_>, store::Error>>()
    };
    town.world.store.read(read).await.expect("orders")
}

#[tokio::test]
async fn an_order_that_costs_nothing_asks_for_no_method() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        gifts(&mut town).await;
        let mut browser = ready(&town).await;
        let form = send(&mut browser, "sums", &[("pay", "")]).await;
        assert!(form.text().contains("お支払方法を選ばずに"), "{}", form.text());
        assert!(!form.text().contains("live-cod"));
        send(&mut browser, "sums", &[("pay", "cod")]).await;
        let kept = browser.get("/checkout").await.hidden();
        assert!(kept.contains(&("pay".into(), "cod".into())), "for when it costs something again");
        // A choice from before is no choice now, and costs nothing.
        for chosen in ["", "cod", "card"] {
            let confirmation = send(&mut browser, "confirm", &[("pay", chosen)]).await;
            let text = confirmation.text();
            assert!(text.contains("お支払いなし") && !text.contains("手数料"), "{text}");
        }
        let confirmation = send(&mut browser, "confirm", &[("pay", "")]).await;
        price(&town, 100).await;
        let refused = order(&mut browser, &confirmation).await;
        assert_eq!(refused.location(), "/checkout?because=changed", "it costs something now");
        let page = browser.follow(refused).await;
        assert!(page.text().contains("live-cod"), "and is paid: {}", page.text());
        let paid = send(&mut browser, "confirm", &[("pay", "cod")]).await;
        price(&town, 0).await;
        let refused = order(&mut browser, &paid).await;
        assert_eq!(refused.location(), "/checkout?because=changed");
        assert_eq!(orders(&town).await, []);

        let placed = order(&mut browser, &confirmation).await;
        let thanks = browser.follow(placed).await;
        assert!(thanks.text().contains("お支払いなし"), "{}", thanks.text());
        assert!(!thanks.text().contains("お支払いの手続き"), "there was none");
        assert_eq!(orders(&town).await, [("free".to_owned(), 0, 0)]);
        let mut staff = staff(&town).await;
        let list = staff.get("/orders").await;
        let rows = list.text().split("<tbody>").nth(1).unwrap();
        assert!(rows.contains("お支払いなし") && !rows.contains("入金"), "no work");
        let order = staff.get("/orders/1").await;
        assert!(order.text().contains("お支払いいただく金額はありません。"), "{}", order.text());
        assert!(!order.text().contains("入金"), "{}", order.text());
    })
    .await;
}

#[tokio::test]
async fn nor_does_the_3_step_cart() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        gifts(&mut town).await;
        steps::three_steps(&mut town).await;
        let mut browser = ready(&town).await;
        steps::next(&mut browser, steps::BUYER, &[]).await;
        let step = browser.get(steps::DELIVERY).await;
        assert!(step.text().contains("お支払方法を選ばずに"), "{}", step.text());
        let next = steps::next(&mut browser, steps::DELIVERY, &[("pay", "")]).await;
        assert_eq!(next.location(), steps::REVIEW);
        let review = browser.get(steps::REVIEW).await;
        assert!(review.text().contains("お支払いなし"), "{}", review.text());
        assert!(steps::order(&mut browser, &review, &[]).await.location().starts_with("/orders/"));
        assert_eq!(orders(&town).await, [("free".to_owned(), 0, 0)]);
    })
    .await;
}

#[tokio::test]
async fn whoever_claims_that_it_costs_nothing_is_shown_the_price() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut browser = Browser::new(&town.router);
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        let confirmation = send(&mut browser, "confirm", &[]).await;
        let hidden = confirmation.hidden();
        let forged = hidden.iter().map(|(name, value)| match name.as_str() {
            "shown_total" => ("shown_total", "0"),
            name => (name, value.as_str()),
        });
        let refused = browser.post("/checkout/orders", &forged.collect::<Vec<_>>()).await;
        assert_eq!(refused.location(), "/checkout?because=changed");
        assert_eq!(orders(&town).await, []);
    })
    .await;
}

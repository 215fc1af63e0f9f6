//! Which shop answers.

use shop::clock::SECOND;
use shop::id::ShopId;
use shop::profile::{self, Directory, Door, Shop};
use shop::sample;

use crate::shelf::{NOW, on_each};

#[tokio::test]
async fn a_shop_is_found_by_exact_host_only() {
    on_each(async |shelf| {
        let host = async |host: &str| {
            let found = profile::find_by_host(&shelf.world, host).await.unwrap();
            found.map(|shop| shop.id.0)
        };
        for (name, shop) in [
            ("shop.example", Some(1)),
            ("SHOP.example", Some(1)),
            ("shop.example:80", None),
            ("x.shop.example", None),
            ("admin.example", None),
            ("", None),
        ] {
            assert_eq!(host(name).await, shop, "{name}");
        }
        let admin = profile::find_by_admin_host(&shelf.world, "admin.example").await.unwrap();
        assert_eq!(admin, Some(shelf.shop.clone()));
        assert_eq!(profile::load(&shelf.world, ShopId(1)).await.unwrap(), admin);
        assert_eq!(profile::load(&shelf.world, ShopId(2)).await.unwrap(), None);
        profile::relocate(&shelf.world, ShopId(1), "http://127.0.0.1:8080/", "https://a.example")
            .await
            .unwrap();
        assert_eq!(host("127.0.0.1:8080").await, Some(1));
        assert_eq!(host("shop.example").await, None);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_host_is_the_only_shops_or_nobodys() {
    on_each(async |shelf| {
        let directory = Directory::default();
        let find = async |host: &str| {
            let found = directory.find(&shelf.world, Door::Storefront, host).await.unwrap();
            found.map(|shop| shop.id.0)
        };
        assert_eq!(find("localhost:8080").await, Some(1));
        let second = Shop {
            id: ShopId(2),
            ..Shop::new(ShopId(2), "二号店", "http://two.example", "http://b.example")
        };
        shelf.write(move |tx| profile::create_in(tx, &second, NOW)).await;
        assert_eq!(find("localhost:8080").await, Some(1), "known for five seconds");
        shelf.clock.advance(5 * SECOND);
        assert_eq!(find("localhost:8080").await, None);
        assert_eq!(find("two.example").await, Some(2));
        assert_eq!(find("Shop.Example").await, Some(1));
        assert_eq!(profile::only(&shelf.world).await.unwrap(), None);
        let door = directory.find(&shelf.world, Door::Admin, "b.example").await.unwrap();
        assert_eq!(door.map(|shop| shop.id.0), Some(2));
        profile::relocate(&shelf.world, ShopId(2), "http://three.example", "http://b.example")
            .await
            .unwrap();
        directory.forget();
        assert_eq!(find("two.example").await, None, "forgotten at once");
    })
    .await;
}

#[tokio::test]
async fn a_shop_is_seeded_once() {
    on_each(async |shelf| {
        let shop = shelf.shop.clone();
        let again = shelf.world.store.write(move |tx| sample::seed(tx, &shop, NOW)).await;
        assert!(again.unwrap_err().is_unique());
        let admin_host = "two.example".to_owned();
        let twin = Shop { id: ShopId(2), admin_host, ..shelf.shop.clone() };
        let twin = shelf.world.store.write(move |tx| profile::create_in(tx, &twin, NOW)).await;
        assert!(twin.unwrap_err().is_unique_on("shop_host"), "a host belongs to one shop");
        let texts = profile::texts(&shelf.world, &shelf.shop).await.unwrap();
        for page in ["tokushoho", "privacy", "terms", "shipping"] {
            let page = texts.page(page).unwrap();
            assert!(page.body.contains("見本"), "{} says that it is a sample", page.title);
        }
        let shop = shelf.shop.id;
        let read = move |tx: &mut dyn store::Tx| shop::settings::choices_in(tx, shop);
        let choices = shelf.world.store.read(read).await.unwrap();
        assert!(choices.bank.account.contains("見本"));
        assert_eq!(texts.page("nothing"), None);
    })
    .await;
}

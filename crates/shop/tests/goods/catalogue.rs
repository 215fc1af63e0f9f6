//! The shelves.

use shop::catalogue::{self, PAGE};
use shop::id::ShopId;
use shop::profile::Shop;
use shop::sample;

use crate::shelf::{NOW, Shelf, on_each};

/// All codes of a category, page after page.
async fn codes(shelf: &Shelf, category: Option<&str>) -> Vec<String> {
    let (mut codes, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = catalogue::list(&shelf.world, &shelf.shop, category, after.as_deref());
        let page = page.await.expect("the database").expect("the category is there");
        assert!(page.products.len() <= PAGE);
        assert_eq!(page.category.map(|one| one.slug).as_deref(), category);
        codes.extend(page.products.into_iter().map(|product| product.code));
        after = page.next;
        if after.is_none() {
            return codes;
        }
    }
}

#[tokio::test]
async fn every_product_stands_on_one_page() {
    on_each(async |shelf| {
        let shelves = [("nuno", 5), ("utsuwa", 6), ("cha", 5)];
        for (slug, count) in shelves {
            assert_eq!(codes(&shelf, Some(slug)).await.len(), count, "{slug}");
        }
        let shop = shelf.shop.id;
        shelf.write(move |tx| sample::fill_shelves(tx, shop, 200)).await;
        let all = codes(&shelf, None).await;
        assert_eq!(all.len(), 216);
        let mut unique = all.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), all.len());
        let by_shelf = [codes(&shelf, Some("nuno")).await, codes(&shelf, Some("utsuwa")).await];
        let tea = codes(&shelf, Some("cha")).await;
        assert_eq!(by_shelf.iter().map(Vec::len).sum::<usize>() + tea.len(), 216);
        assert!(tea.len() > PAGE, "more than one page");
    })
    .await;
}

#[tokio::test]
async fn pages_that_are_not_there() {
    on_each(async |shelf| {
        let none = catalogue::list(&shelf.world, &shelf.shop, Some("shoes"), None).await.unwrap();
        assert_eq!(none, None);
        for after in ["", "x", "1", "1.x", "999999.999999", "'; drop table product"] {
            let page = catalogue::list(&shelf.world, &shelf.shop, None, Some(after)).await.unwrap();
            let count = page.unwrap().products.len();
            assert_eq!(count, if after.starts_with('9') { 0 } else { 16 }, "after {after}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_product_is_found_by_its_code_while_it_is_sold() {
    on_each(async |shelf| {
        let find = async |shop: &Shop, code: &str| {
            catalogue::find(&shelf.world, shop, code).await.unwrap().map(|found| {
                let shelf = found.category.expect("it stands on a shelf");
                assert_eq!(shelf.id, found.product.category);
                found.product
            })
        };
        let pot = find(&shelf.shop, "donabe-ame").await.unwrap();
        assert_eq!((pot.name.as_str(), pot.available), ("土鍋 飴釉 三合炊き", 0));
        let tea = find(&shelf.shop, "sencha-minamo").await.unwrap();
        assert_eq!((tea.price.0, tea.tax_rate.percent(), tea.available), (1_296, 8, 45));
        assert_eq!(tea.spec[0], ("名称".to_owned(), "煎茶".to_owned()));
        assert!(catalogue::picture::find(&tea.picture).is_some());
        assert_eq!(find(&shelf.shop, "nothing").await, None);
        let second = Shop {
            id: ShopId(2),
            ..sample::shop("http://two.example", "http://admin.two.example")
        };
        assert_eq!(find(&second, "sencha-minamo").await, None, "another shop's");
        let other = second.clone();
        shelf.write(move |tx| sample::seed(tx, &other, NOW)).await;
        assert!(find(&second, "sencha-minamo").await.is_some(), "shops share a database");
        shelf.withdraw("sencha-minamo").await;
        assert_eq!(find(&shelf.shop, "sencha-minamo").await, None);
        assert!(find(&second, "sencha-minamo").await.is_some());
    })
    .await;
}

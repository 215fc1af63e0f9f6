//! The cart: limits, versions, submit keys, what stands in the way of ordering.

use std::collections::BTreeSet;

use shop::cart::{self, CartError, Limit, Obstacle};
use shop::checkout::CheckoutForm;
use shop::clock::SECOND;
use shop::id::{ProductId, SubmitKey};
use shop::money::Yen;
use shop::sample;
use store::{Tx, sql};

use crate::shelf::{NOW, cart_id, on_each};

#[tokio::test]
async fn every_change_makes_a_new_version_with_a_new_key() {
    on_each(async |shelf| {
        let id = cart_id("one");
        let empty = shelf.cart(&id).await;
        assert_eq!((empty.version, empty.is_empty(), empty.is_ready()), (0, true, false));
        let mut keys = BTreeSet::new();
        let acts: [(&str, i64, bool); 6] = [
            ("yunomi-shinogi", 2, true),
            ("houjicha-kuki", 1, true),
            ("yunomi-shinogi", 1, true),
            ("houjicha-kuki", 4, false),
            ("yunomi-shinogi", 0, false),
            ("houjicha-kuki", 2, false),
        ];
        for (version, (code, pieces, adds)) in (1..).zip(acts) {
            let done = if adds {
                shelf.add(&id, code, pieces).await.unwrap()
            } else {
                shelf.change(&id, code, pieces).await.unwrap()
            };
            assert_eq!(done.limit, None);
            let cart = shelf.cart(&id).await;
            assert_eq!(cart.version, version);
            assert_eq!(cart.submit_key.as_str().len(), 40, "a second and 128 bits in hex");
            assert!(keys.insert(cart.submit_key.clone()), "a key belongs to one version");
            let line = cart.lines.iter().find(|line| line.product.code == code);
            assert_eq!(line.map_or(0, |line| line.quantity), done.quantity);
        }
        let cart = shelf.cart(&id).await;
        assert_eq!((cart.pieces(), cart.goods(), cart.is_ready()), (2, Yen(1_944), true));
        assert!(shelf.cart(&cart_id("other")).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn lines_stay_in_the_order_they_were_added() {
    on_each(async |shelf| {
        let id = cart_id("one");
        for code in ["senbei-shoyu", "noren-asagi", "konpeito", "kyusu-kuro"] {
            shelf.add(&id, code, 1).await.unwrap();
            shelf.clock.advance(SECOND);
        }
        shelf.add(&id, "noren-asagi", 1).await.unwrap();
        let cart = shelf.cart(&id).await;
        let codes: Vec<_> = cart.lines.iter().map(|line| line.product.code.as_str()).collect();
        assert_eq!(codes, ["senbei-shoyu", "noren-asagi", "konpeito", "kyusu-kuro"]);
    })
    .await;
}

#[tokio::test]
async fn a_second_click_on_the_same_button_keeps_the_version() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "konpeito", 3).await.unwrap();
        let before = shelf.cart(&id).await;
        let done = shelf.change(&id, "konpeito", 3).await.unwrap();
        assert_eq!((done.name.as_str(), done.quantity), ("こんぺいとう 瓶入り", 3));
        assert_eq!(shelf.cart(&id).await, before);
        shelf.change(&id, "konpeito", 0).await.unwrap();
        let removed = shelf.cart(&id).await;
        shelf.change(&id, "konpeito", 0).await.unwrap();
        assert_eq!(shelf.cart(&id).await, removed);
        assert_eq!(removed.version, before.version + 1);
    })
    .await;
}

#[tokio::test]
async fn a_cart_holds_no_more_than_there_is_or_fits() {
    on_each(async |shelf| {
        let id = cart_id("one");
        let cases = [
            ("meshiwan-kohiki", 5, 3, Some(Limit::Stock)),
            ("meshiwan-kohiki", 1, 3, Some(Limit::Stock)),
            ("tenugui-asanoha", 40, 40, None),
            ("kakuzara-ruri", i64::MAX, 1, Some(Limit::Stock)),
        ];
        for (code, pieces, quantity, limit) in cases {
            let done = shelf.add(&id, code, pieces).await.unwrap();
            assert_eq!((done.quantity, done.limit), (quantity, limit), "{pieces} of {code}");
        }
        shelf.set_stock("tenugui-asanoha", 500).await;
        for (pieces, limit) in [(59, None), (1, Some(Limit::PerLine))] {
            let done = shelf.add(&id, "tenugui-asanoha", pieces).await.unwrap();
            assert_eq!((done.quantity, done.limit), (99, limit));
        }
        let done = shelf.change(&id, "tenugui-asanoha", 1_000).await.unwrap();
        assert_eq!((done.quantity, done.limit), (99, Some(Limit::PerLine)));
        let done = shelf.add(&id, "konpeito", -5).await.unwrap();
        assert_eq!(done.quantity, 1, "at least one is added");
    })
    .await;
}

#[tokio::test]
async fn a_change_that_fails_leaves_the_cart_as_it_was() {
    on_each(async |shelf| {
        let id = cart_id("one");
        let shop = shelf.shop.clone();
        shelf.write(move |tx| sample::fill_shelves(tx, shop.id, 60)).await;
        for number in 1..=50 {
            let product = ProductId(10_000 + number);
            cart::add(&shelf.world, &shelf.shop, &id, product, 1).await.unwrap();
        }
        let before = shelf.cart(&id).await;
        assert_eq!(before.lines.len(), 50);
        let more = cart::add(&shelf.world, &shelf.shop, &id, ProductId(10_051), 1).await;
        assert!(matches!(more, Err(CartError::Full)), "{more:?}");
        let sold_out = shelf.add(&id, "donabe-ame", 1).await;
        assert!(matches!(&sold_out, Err(CartError::SoldOut { name }) if name.contains("土鍋")));
        for product in [ProductId(0), ProductId(99_999)] {
            let added = cart::add(&shelf.world, &shelf.shop, &id, product, 1).await;
            assert!(matches!(added, Err(CartError::NoSuchProduct)), "{added:?}");
        }
        let changed = shelf.change(&id, "konpeito", 2).await;
        assert!(matches!(changed, Err(CartError::NoSuchProduct)), "not in the cart: {changed:?}");
        assert_eq!(shelf.cart(&id).await, before);
        assert_eq!(
            cart::add(&shelf.world, &shelf.shop, &id, ProductId(10_001), 2).await.unwrap().quantity,
            3
        );
    })
    .await;
}

#[tokio::test]
async fn clicks_at_the_same_moment_all_count() {
    on_each(async |shelf| {
        let id = cart_id("one");
        let product = shelf.product("houjicha-kuki").await;
        let clicks = (0..20).map(|_| {
            let (world, shop, id) = (shelf.world.clone(), shelf.shop.clone(), id.clone());
            tokio::spawn(async move { cart::add(&world, &shop, &id, product, 1).await })
        });
        for click in clicks.collect::<Vec<_>>() {
            click.await.unwrap().unwrap();
        }
        let cart = shelf.cart(&id).await;
        assert_eq!((cart.version, cart.pieces()), (20, 20));
    })
    .await;
}

#[tokio::test]
async fn what_was_sold_meanwhile_stands_in_the_way() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "kyusu-kuro", 4).await.unwrap();
        let cases = [
            (5, None),
            (4, None),
            (3, Some(Obstacle::Short { available: 3 })),
            (0, Some(Obstacle::SoldOut)),
        ];
        for (stock, obstacle) in cases {
            shelf.set_stock("kyusu-kuro", stock).await;
            let cart = shelf.cart(&id).await;
            assert_eq!(cart.lines[0].obstacle(), obstacle, "{stock} left");
            assert_eq!(cart.is_ready(), obstacle.is_none());
        }
        shelf.set_stock("kyusu-kuro", 5).await;
        let product = shelf.product("kyusu-kuro").await;
        shelf.withdraw("kyusu-kuro").await;
        let cart = shelf.cart(&id).await;
        assert_eq!(cart.lines[0].obstacle(), Some(Obstacle::Withdrawn));
        assert_eq!(cart.lines[0].available, 0);
        let added = cart::add(&shelf.world, &shelf.shop, &id, product, 1).await;
        assert!(matches!(added, Err(CartError::NoSuchProduct)), "{added:?}");
        let removed = cart::change(&shelf.world, &shelf.shop, &id, product, 0).await.unwrap();
        assert_eq!((removed.name.as_str(), removed.quantity), ("急須 黒 横手", 0));
        assert!(shelf.cart(&id).await.is_empty(), "a withdrawn product can be removed");
    })
    .await;
}

/// A buyer who comes back from the card issuer's page must not find the last piece, which is held
/// for them, sold out; everybody else must.
#[tokio::test]
async fn the_last_piece_is_held_for_its_own_cart() {
    on_each(async |shelf| {
        let (mine, other) = (cart_id("mine"), cart_id("other"));
        shelf.add(&mine, "kakuzara-ruri", 1).await.unwrap();
        shelf.add(&other, "kakuzara-ruri", 1).await.unwrap();
        let (shop, product) = (shelf.shop.id, shelf.product("kakuzara-ruri").await);
        shelf.write(move |tx| hold(tx, shop.0, "mine", product.0)).await;
        let cart = shelf.cart(&mine).await;
        assert_eq!((cart.lines[0].available, cart.lines[0].obstacle()), (1, None));
        let cart = shelf.cart(&other).await;
        assert_eq!(cart.lines[0].obstacle(), Some(Obstacle::SoldOut));
        assert_eq!(shelf.change(&mine, "kakuzara-ruri", 0).await.unwrap().quantity, 0);
        assert_eq!(shelf.add(&mine, "kakuzara-ruri", 2).await.unwrap().limit, Some(Limit::Stock));
        assert!(shelf.add(&cart_id("third"), "kakuzara-ruri", 1).await.is_err());
    })
    .await;
}

/// An attempt of this cart that waits at the card issuer, holding one piece.
fn hold(tx: &mut dyn Tx, shop: i64, cart: &str, product: i64) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into attempt (shop_id, attempt_id, submit_key, cart_id, cart_version, method,
               state, amount, quote, checkout, client, settings_version, owner, fence, created_at,
               looks)
             values ($1, 'a', 'k', $2, 1, 'card', 'challenge', 5500, '{}', '{}', '{}', 1, 'o', 0,
               0, 0)"
        ),
        &[shop.into(), cart.into()],
    )?;
    tx.exec(
        sql!(
            "insert into reservation (shop_id, attempt_id, product_id, quantity)
             values ($1, 'a', $2, 1)"
        ),
        &[shop.into(), product.into()],
    )?;
    tx.exec(
        sql!("update stock set reserved = 1 where shop_id = $1 and product_id = $2"),
        &[shop.into(), product.into()],
    )?;
    Ok(())
}

#[tokio::test]
async fn the_form_is_kept_without_its_card() {
    on_each(async |shelf| {
        let id = cart_id("one");
        let form = CheckoutForm {
            family: "小林".into(),
            split: "3".into(),
            holder_name: "AOI KOBAYASHI".into(),
            card_token: shop::checkout::Hidden("tok_secret".into()),
            card_valid_until: "20261124150000".into(),
            ..CheckoutForm::default()
        };
        cart::save_draft(&shelf.world, &shelf.shop, &id, &form, None).await.unwrap();
        let unused = shelf.cart(&id).await;
        assert!(unused.draft.is_some() && !unused.is_ready(), "a lost form waits for goods");
        shelf.add(&id, "konpeito", 1).await.unwrap();
        let before = shelf.cart(&id).await;
        cart::save_draft(&shelf.world, &shelf.shop, &id, &form, None).await.unwrap();
        let cart = shelf.cart(&id).await;
        assert_eq!((cart.version, &cart.submit_key), (before.version, &before.submit_key));
        let kept = cart.draft.unwrap().form;
        for secret in ["AOI", "tok_secret", "20261124150000"] {
            assert!(!kept.contains(secret), "{kept}");
        }
        let back = CheckoutForm::from_draft(Some(&kept));
        assert_eq!((back.family.as_str(), back.split.as_str()), ("小林", "3"));
        for draft in [None, Some(""), Some("{}"), Some("[]"), Some("{\"family\":1}")] {
            assert_eq!(CheckoutForm::from_draft(draft), CheckoutForm::default(), "{draft:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_version_that_was_ordered_is_emptied() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "konpeito", 1).await.unwrap();
        let ordered = shelf.cart(&id).await;
        shelf.add(&id, "senbei-shoyu", 1).await.unwrap();
        let clear = async |version: i64| {
            let (shop, id) = (shelf.shop.id, id.clone());
            let key = SubmitKey("f".repeat(32));
            shelf.write(move |tx| cart::clear_in(tx, shop, &id, version, &key, NOW)).await
        };
        assert!(!clear(ordered.version).await, "what was added meanwhile stays");
        let cart = shelf.cart(&id).await;
        assert_eq!(cart.lines.len(), 2);
        assert!(clear(cart.version).await);
        let cleared = shelf.cart(&id).await;
        assert!(cleared.is_empty() && cleared.version == cart.version + 1);
        assert_eq!(cleared.submit_key.as_str(), "f".repeat(32));
    })
    .await;
}

#[tokio::test]
async fn a_draft_has_its_longest() {
    let note = "長".repeat(4_000);
    let long =
        CheckoutForm { note: note.clone(), family: "小林".into(), ..CheckoutForm::default() };
    let back = CheckoutForm::from_draft(Some(&long.to_draft()));
    assert_eq!(back, long, "more than is taken, and kept");
    let longer = CheckoutForm { note: note.repeat(4), city: note, ..long };
    let draft = longer.to_draft();
    assert!(draft.len() < 4_000, "{}", draft.len());
    let back = CheckoutForm::from_draft(Some(&draft));
    assert_eq!((back.family.as_str(), back.note.chars().count()), ("小林", 500));
}

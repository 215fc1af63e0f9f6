//! Carts that no browser opens any more.

use shop::cart;
use shop::checkout::CheckoutForm;
use shop::clock::{Clock, DAY, SECOND};
use shop::id::CartId;
use store::{Tx, sql};

use crate::shelf::{Shelf, on_each};

/// Carts, and carts with goods, as the database has them after the deletion.
async fn left(shelf: &Shelf) -> (Vec<String>, Vec<String>) {
    cart::forget_old(&shelf.world).await.expect("it deletes");
    let read = |tx: &mut dyn Tx| {
        let names = |rows: Vec<store::Row>| rows.iter().map(|row| row.text(0)).collect();
        let carts: Result<_, store::Error> =
            names(tx.rows(sql!("select cart_id from cart order by cart_id"), &[])?);
        let lines: Result<_, store::Error> =
            names(tx.rows(sql!("select cart_id from cart_line order by cart_id"), &[])?);
        Ok((carts?, lines?))
    };
    shelf.write(read).await
}

#[tokio::test]
async fn those_that_no_browser_opens_any_more_are_deleted() {
    on_each(async |shelf| {
        let second = shelf.clock.now().0 / SECOND;
        let [bought, busy, unused] =
            ["bought", "busy", "unused"].map(|name| CartId(format!("{second:08x}{name}")));
        let forged = CartId("ffffffff0".into());
        for cart in [&bought, &busy, &forged] {
            shelf.add(cart, "konpeito", 1).await.unwrap();
        }
        let form = CheckoutForm { family: "小林".into(), ..CheckoutForm::default() };
        for cart in [&unused, &busy] {
            cart::save_draft(&shelf.world, &shelf.shop, cart, &form, None).await.unwrap();
        }
        shelf.clock.advance(DAY);
        assert_eq!(left(&shelf).await.0.len(), 4, "the form may still find its goods");
        shelf.clock.advance(1);
        let mut with_goods: Vec<_> = [&bought, &busy, &forged].map(|cart| cart.0.clone()).into();
        with_goods.sort();
        assert_eq!(left(&shelf).await, (with_goods.clone(), with_goods));
        shelf.clock.advance(33 * DAY);
        shelf.add(&busy, "konpeito", 1).await.unwrap();
        shelf.clock.advance(DAY - 1);
        assert_eq!(left(&shelf).await.0.len(), 3);
        shelf.clock.advance(SECOND);
        assert_eq!(left(&shelf).await, (vec![busy.0.clone()], vec![busy.0.clone()]), "in use");
    })
    .await;
}

#[tokio::test]
async fn however_many_there_are() {
    on_each(async |shelf| {
        let fill = |tx: &mut dyn Tx| {
            for n in 0..1_201_i64 {
                let insert = sql!(
                    "insert into cart (shop_id, cart_id, version, submit_key, updated_at)
                     values ($1, $2, $3, '', 0)"
                );
                tx.exec(insert, &[1.into(), format!("00000001{n:04}").into(), (n % 2).into()])?;
            }
            Ok(())
        };
        shelf.write(fill).await;
        assert_eq!(left(&shelf).await.0, Vec::<String>::new());
    })
    .await;
}

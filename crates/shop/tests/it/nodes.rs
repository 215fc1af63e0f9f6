//! Two processes on one PostgreSQL. On SQLite exactly one process writes.

use shop::attempt;
use shop::checkout::Pay;
use store::sql;

use crate::stage::{Count, Stage, on_each, plain};

const ROUNDS: i64 = 12;

#[tokio::test(flavor = "multi_thread")]
async fn both_clicks_on_the_last_piece_lead_to_the_order() {
    on_each(plain, async |stage| {
        let Some(other) = stage.another_node() else { return };
        for round in 1..=ROUNDS {
            one_piece_is_left(stage).await;
            let cart = stage.fill_cart(&format!("cart{round}")).await;
            let submission = stage.submission(&cart, Pay::Bank).await;
            let [here, there] = [&stage.world, &other].map(|world| {
                let (world, shop, submission) =
                    (world.clone(), stage.shop.clone(), submission.clone());
                tokio::spawn(async move { attempt::submit(&world, &shop, submission).await })
            });
            let (here, there) = (here.await.unwrap().unwrap(), there.await.unwrap().unwrap());
            assert_eq!(here, there, "round {round}");
            assert_eq!(stage.count(Count::Orders).await, round);
            let late = attempt::submit(&other, &stage.shop, submission).await.unwrap();
            assert_eq!(late, here, "a third click, when the cart is empty already");
        }
    })
    .await;
}

async fn one_piece_is_left(stage: &Stage) {
    let left = stage.world.store.write(|tx| tx.exec(sql!("update stock set on_hand = 1"), &[]));
    left.await.expect("the stock is set");
}

//! Whatever is edited, one after the other: the sums are those of the lines, the rates add up, and
//! no piece of stock is lost or made.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::scratch::Kind;

use super::super::{EditError, Saved};
use super::{Bench, HELD, by_hand};
use crate::order::totals::totals;

/// One edit.
#[derive(Clone, Debug)]
enum Step {
    Quantity(usize, i64),
    Price(usize, i64),
    Remove(usize),
    Add(&'static str, i64),
    Free(i64, i64),
    Charge(&'static str, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let codes = ["yunomi-shinogi", "houjicha-kuki", "meshiwan-kohiki", "konpeito", "donabe-ame"];
    prop_oneof![
        3 => (0..6_usize, 0..15_i64).prop_map(|(at, pieces)| Step::Quantity(at, pieces)),
        2 => (0..6_usize, 0..9_000_i64).prop_map(|(at, price)| Step::Price(at, price)),
        1 => (0..6_usize).prop_map(Step::Remove),
        2 => (prop::sample::select(codes.to_vec()), 1..5_i64)
            .prop_map(|(code, pieces)| Step::Add(code, pieces)),
        1 => (0..3_000_i64, 1..4_i64).prop_map(|(price, pieces)| Step::Free(price, pieces)),
        2 => (prop::sample::select(&["shipping", "fee", "discount"]), 0..6_000_i64)
            .prop_map(|(name, yen)| Step::Charge(name, yen)),
    ]
}

async fn take(bench: &Bench, step: &Step) {
    let order = bench.order().await;
    let form = bench.form().await;
    let line = |at: usize| order.lines[at % order.lines.len()].line_no;
    let form = match step {
        Step::Quantity(at, pieces) => {
            form.with(&format!("quantity_{}", line(*at)), &pieces.to_string())
        }
        Step::Price(at, price) => form.with(&format!("price_{}", line(*at)), &price.to_string()),
        Step::Remove(at) => form.by(&format!("remove_{}", line(*at))),
        Step::Add(code, pieces) => {
            form.with("add_code", code).with("add_quantity", &pieces.to_string())
        }
        Step::Free(price, pieces) => form
            .with("free_name", "箱")
            .with("free_price", &price.to_string())
            .with("free_quantity", &pieces.to_string())
            .with("free_rate", if pieces % 2 == 0 { "8" } else { "10" }),
        Step::Charge(name, yen) => form.with(name, &yen.to_string()),
    };
    match bench.save(&form).await {
        Ok(Saved::Written { .. } | Saved::Nothing) | Err(EditError::Again(_)) => {}
        Err(other) => panic!("{step:?}: {other}"),
    }
}

async fn holds(bench: &Bench, pieces: i64) {
    let order = bench.order().await;
    let amounts: Vec<_> = order.lines.iter().map(|line| (line.rate, line.amount())).collect();
    let sums = totals(&amounts, &order.charges()).expect("an order has a total");
    assert_eq!((order.goods, order.total, &order.tax), (sums.goods, sums.total, &sums.tax));
    assert!(order.total.0 >= 0 && order.tax.iter().all(|row| row.amount.0 >= 0));
    assert_eq!(order.tax.iter().map(|row| row.amount.0).sum::<i64>(), order.total.0);
    assert_eq!(by_hand(&order), order.total.to_string());
    let differs = i64::from(order.total != super::TOTAL);
    assert_eq!(bench.row().await, [order.goods.0, order.total.0, differs]);
    assert_eq!(all_pieces(bench).await, pieces, "stock is neither lost nor made");
    assert!(bench.stock().await.values().all(|on_hand| *on_hand >= 0));
}

async fn all_pieces(bench: &Bench) -> i64 {
    let order = bench.order().await;
    let sold = order.lines.iter().filter(|line| line.product.is_some());
    bench.stock().await.values().sum::<i64>() + sold.map(|line| line.quantity).sum::<i64>()
}

#[test]
fn any_edits_keep_the_books() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = [(Kind::SqliteMemory, 48), (Kind::Postgres, 8)];
    for (kind, cases) in cases {
        let mut runner = TestRunner::new(Config { cases, ..Config::default() });
        let steps = prop::collection::vec(step(), 1..12);
        let test = |steps: Vec<Step>| {
            runtime.block_on(async {
                let bench = Bench::new(kind, HELD).await;
                let pieces = all_pieces(&bench).await;
                for step in &steps {
                    take(&bench, step).await;
                    holds(&bench, pieces).await;
                }
            });
            Ok(())
        };
        runner.run(&steps, test).unwrap();
    }
}

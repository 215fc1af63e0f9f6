//! Two people at one order.

use super::{Bench, HELD, on_each, told};
use crate::money::Yen;

#[tokio::test]
async fn changes_of_different_things_are_put_together() {
    on_each(HELD, async |bench| {
        let (one, other) = (bench.form().await, bench.form().await);
        bench.saved(&one.with("quantity_1", "2").with("street", "梅忠町21")).await;
        let order =
            bench.saved(&other.with("quantity_2", "1").with("phone", "090-0000-0123")).await;
        let pieces: Vec<i64> = order.lines.iter().map(|line| line.quantity).collect();
        assert_eq!((pieces, order.total), (vec![2, 1], Yen(7_812)));
        let buyer = &order.checkout.buyer;
        assert_eq!(
            (buyer.address.street.as_str(), buyer.phone.as_str()),
            ("梅忠町21", "090-0000-0123")
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_of_the_same_asks_which_one_is_to_stand() {
    on_each(HELD, async |bench| {
        let (one, other) = (bench.form().await, bench.form().await);
        bench.saved(&one.with("quantity_1", "2")).await;
        let typed = other.with("quantity_1", "5").with("fee", "100");
        let again = bench.again(&typed).await;
        let [conflict] = again.conflicts.as_slice() else { panic!("{again:?}") };
        assert_eq!(conflict.unit.key, "quantity_1");
        let say = |fields| again.ground.say(&conflict.unit, fields);
        assert_eq!((say(&conflict.mine), say(&conflict.theirs)), ("5".into(), "2".into()));
        assert_eq!(
            (again.fields["quantity_1"].as_str(), again.fields["fee"].as_str()),
            ("5", "100")
        );
        assert_eq!(bench.order().await.lines[0].quantity, 2, "nothing was overwritten");

        let asked = answer(bench, "quantity_1", "5").await.with("fee", "100");
        let undecided = bench.again(&asked).await;
        assert_eq!(undecided.conflicts.len(), 1, "it asks until it is told");
        for (pick, pieces) in [("theirs", 2), ("mine", 5)] {
            let form = answer(bench, "quantity_1", "5").await;
            let chosen = form.with("fee", &pieces.to_string()).with("pick_quantity_1", pick);
            assert_eq!(bench.saved(&chosen).await.lines[0].quantity, pieces, "{pick}");
        }
    })
    .await;
}

/// The form that asks about one unit, as it came back.
async fn answer(bench: &Bench, unit: &str, typed: &str) -> super::EditForm {
    let form = bench.form().await.with(unit, typed);
    super::EditForm { asked: unit.to_owned(), ..form }
}

#[tokio::test]
async fn the_same_change_by_both_is_no_question() {
    on_each(HELD, async |bench| {
        let (one, other) = (bench.form().await, bench.form().await);
        bench.saved(&one.with("quantity_1", "2")).await;
        let order = bench.saved(&other.with("quantity_1", "２").with("fee", "1")).await;
        assert_eq!(order.lines[0].quantity, 2);
        let takes = told(&order).iter().filter(|line| line.0.contains("数量")).count();
        assert_eq!((takes, bench.stock().await[&super::CUP]), (1, 11), "and stock is taken once");
    })
    .await;
}

#[tokio::test]
async fn a_removed_line_is_told_to_whoever_changed_it() {
    on_each(HELD, async |bench| {
        let (one, other) = (bench.form().await, bench.form().await);
        bench.saved(&one.by("remove_2")).await;
        let again = bench.again(&other.clone().with("quantity_2", "7").with("fee", "1")).await;
        assert_eq!(again.gone, [("972".to_owned(), "7".to_owned())]);
        assert_eq!(again.fields["fee"], "1");
        // Whoever changed something else goes on without it.
        let order = bench.saved(&other.with("fee", "1")).await;
        assert_eq!((order.lines.len(), order.fee), (1, Yen(1)));
    })
    .await;
}

#[tokio::test]
async fn a_changed_line_is_not_removed_unseen() {
    on_each(HELD, async |bench| {
        let (one, other) = (bench.form().await, bench.form().await);
        bench.saved(&one.with("quantity_2", "7")).await;
        let again = bench.again(&other.by("remove_2")).await;
        assert_eq!((again.kept.as_slice(), again.fields["quantity_2"].as_str()), (&[2][..], "7"));
        let order = bench.saved(&bench.form().await.by("remove_2")).await;
        assert_eq!(order.lines.len(), 1, "now that it was seen");
    })
    .await;
}

#[tokio::test]
async fn a_stale_form_without_its_base_overwrites_nothing() {
    on_each(HELD, async |bench| {
        let form = bench.form().await;
        bench.saved(&form.clone().with("quantity_1", "2")).await;
        for base in ["", "{", "[]", "{\"quantity_1\":2}"] {
            let broken = super::EditForm { base: base.into(), ..form.clone() };
            let again = bench.again(&broken.with("fee", "1")).await;
            let keys: Vec<_> = again.conflicts.iter().map(|one| one.unit.key.as_str()).collect();
            assert_eq!(keys, ["quantity_1", "fee"], "{base}");
        }
    })
    .await;
}

#[tokio::test]
async fn fifty_at_once_take_what_there_is_and_no_more() {
    on_each(HELD, async |bench| {
        let form = bench.form().await;
        let takes = (0..50).map(|_| {
            let (world, shop) = (bench.world.clone(), bench.shop.clone());
            let form = form.clone().with("add_code", "yunomi-shinogi");
            async move { super::save(&world, &shop, super::ORDER, &form, "佐藤").await.is_ok() }
        });
        let tasks: Vec<_> = takes.map(tokio::spawn).collect();
        let mut done = 0;
        for task in tasks {
            done += i64::from(task.await.unwrap());
        }
        let order = bench.order().await;
        assert_eq!((done, bench.stock().await[&super::CUP]), (12, 0));
        assert_eq!(order.lines.len(), 14);
        assert_eq!(order.total, Yen(5_704 + 12 * 3_080));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_comes_twice_adds_its_line_once() {
    on_each(HELD, async |bench| {
        let had = bench.stock().await[&super::CUP];
        let form = bench.form().await.with("add_code", "yunomi-shinogi");
        let form = super::EditForm { key: "a".into(), ..form };
        let added = bench.saved(&form).await;
        for _ in 0..2 {
            // The browser that sent it first never saw an answer.
            let again = bench.saved(&form).await;
            assert_eq!((again.lines.len(), again.total), (added.lines.len(), added.total));
        }
        assert_eq!(bench.stock().await[&super::CUP], had - 1);
        // A page that a browser brings back, and that asks for something else, is another one.
        let other = super::EditForm { key: "a".into(), ..bench.form().await }
            .with("add_code", "yunomi-shinogi")
            .with("add_quantity", "2");
        let other = bench.saved(&other).await;
        assert_eq!(other.lines.len(), added.lines.len() + 1);
        assert_eq!(bench.stock().await[&super::CUP], had - 3);
        let (added, had) = (other, had - 2);
        // Whoever opens the page anew means one more.
        let form = bench.form().await.with("add_code", "yunomi-shinogi");
        let more = bench.saved(&super::EditForm { key: "b".into(), ..form }).await;
        assert_eq!(more.lines.len(), added.lines.len() + 1);
        assert_eq!(bench.stock().await[&super::CUP], had - 2);
    })
    .await;
}

//! Notices that are not Paygent's: they may make us ask, and nothing else.

use shop::id::ShopId;
use shop::payment::notice::{self, Taken};
use shop::payment::{Cause, Settled, StatusFrame};
use shop::profile;

use super::tools::{
    KEY, There, act, frame, history, look, placed, post, posted, record, told, waiting, work,
};
use crate::stage::{on_each, plain};

#[tokio::test]
async fn no_status_is_believed_whoever_says_it() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        let trade = stage.trades().await.remove(0);
        let before = history(stage).await;
        for status in [10, 11, 30, 32, 33, 40, 60, 99] {
            for key in [None, Some("another key"), Some(KEY)] {
                let lie = record(77, &trade.trading_id, &trade.payment_id, status, 1);
                post(stage, &lie, key).await;
                stage.clock.advance(stage.world.pace.unsigned_rest);
                work(stage).await;
            }
        }
        let look = look(stage, order).await;
        assert_eq!(look.decision.frame, StatusFrame::Held);
        assert_eq!(look.payment.amount().0, trade.amount);
        assert_eq!(history(stage).await, before, "nothing happened");
    })
    .await;
}

#[tokio::test]
async fn who_has_no_good_hash_names_no_payment() {
    for key in [None, Some("another shop's key"), Some("")] {
        on_each(plain, async |stage| {
            let order = placed(stage, "frictionless").await;
            let trade = stage.trades().await.remove(0).trading_id;
            // A live payment with our 取引ID, and its true number: yet not for anybody to say.
            let new = act(stage, There::Hold(1_000)).await;
            let number = i64::try_from(told(stage, 1).await.len()).unwrap();
            let said = record(number, &trade, &new, 20, 1_000);
            assert_eq!(post(stage, &said, key).await, Taken::Ours);
            work(stage).await;
            assert_eq!(waiting(stage).await.1, 0, "no name is kept");
            let expected = (StatusFrame::Unavailable, Some(Cause::ChangedThere));
            assert_eq!(frame(stage, order).await, expected);
            // The true one with the same number is not too late.
            post(stage, &said, Some(KEY)).await;
            work(stage).await;
            let look = look(stage, order).await;
            assert_eq!(look.decision.frame, StatusFrame::HeldDiffers);
            assert_eq!(look.payment.payment.as_str(), new);
        })
        .await;
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_signed() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        let mut account = stage.account().await;
        account.notice_key = None;
        shop::payment::account::save(&stage.world, crate::stage::SHOP, &account).await.unwrap();
        act(stage, There::Hold(1_000)).await;
        for notice in told(stage, 1).await {
            post(stage, &notice, Some("")).await;
            post(stage, &notice, Some(KEY)).await;
        }
        work(stage).await;
        assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere));
    })
    .await;
}

#[tokio::test]
async fn a_payment_of_another_trade_takes_nobodys_place() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        let ours = stage.trades().await.remove(0);
        let cart = stage.fill_cart("other").await;
        stage.buy(&cart, "frictionless").await;
        let theirs = stage.trades().await.pop().expect("the other one");
        act_on_ours(stage, &ours.payment_id).await;
        // Even with a good hash: 094 is asked by both numbers.
        let said = record(9, &ours.trading_id, &theirs.payment_id, 20, theirs.amount);
        post(stage, &said, Some(KEY)).await;
        work(stage).await;
        let look = look(stage, order).await;
        assert_eq!(look.payment.payment.as_str(), ours.payment_id);
        assert_eq!(look.decision.cause, Some(Cause::CancelledThere));
        assert_eq!(waiting(stage).await, (0, 0), "it is forgotten");
    })
    .await;
}

/// Cancels one payment there.
async fn act_on_ours(stage: &crate::stage::Stage, payment: &str) {
    let payment = paygent::telegram::PaymentRef::by_payment_id(payment);
    let telegram = paygent::telegram::cancel::Request::new(payment);
    super::tools::sent(&stage.account().await, telegram).await;
}

#[tokio::test]
async fn a_shop_hears_of_its_own_payments_only() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        let mut other = stage.shop.clone();
        other.id = ShopId(2);
        (other.host, other.admin_host) = ("other.example".into(), "admin.other.example".into());
        let (made, now) = (other.clone(), stage.world.now());
        stage.world.store.write(move |tx| profile::create_in(tx, &made, now)).await.unwrap();
        act(stage, There::Capture).await;
        for said in told(stage, 1).await {
            let taken = notice::take(&stage.world, other.id, &posted(&said, Some(KEY))).await;
            assert_eq!(taken.unwrap(), Taken::NotOurs);
        }
        assert_eq!((work(stage).await, waiting(stage).await), (0, (0, 0)));
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Captured, "094 tells");
    })
    .await;
}

#[tokio::test]
async fn strangers_leave_nothing_behind_and_ask_little() {
    Box::pin(on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        let trade = stage.trades().await.remove(0).trading_id;
        for number in 1..=500 {
            let unknown = record(number, &format!("0179549673100{number:07}"), "1", 40, 1);
            assert_eq!(post(stage, &unknown, None).await, Taken::NotOurs);
            let no_trade = record(number, "", &format!("77{number:010}"), 40, 1);
            assert_eq!(post(stage, &no_trade, Some(KEY)).await, Taken::NotOurs);
            // Somebody who knows one 取引ID, and makes up payments.
            let made_up = record(number, &trade, &format!("9{number}"), 20, number);
            assert_eq!(post(stage, &made_up, None).await, Taken::Ours);
            if number % 100 == 0 {
                work(stage).await;
            }
        }
        let (looks, named) = waiting(stage).await;
        assert!(looks <= 1 && named == 0, "{looks} {named}");
        assert!(stage.came("094").await <= 2, "one question in ten seconds");
    }))
    .await;
}

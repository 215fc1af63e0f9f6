//! What no table of ours knows, from a server that answers 094 with it.

use paygent_sandbox::Trick;
use shop::attempt::AttemptView;
use shop::clock::MINUTE;
use shop::id::{MerchantId, OrderId};
use shop::payment::{self, Cause, StatusFrame, account};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stage::{Count, SHOP, Stage, on_each, plain};

/// Answers every telegram as 094 with this status, and closes. Gives its address.
async fn answering(status: u8) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let body = format!(
        "\r\nresult=0\r\nresponse_code=\r\nresponse_detail=\r\npayment_id=1\r\ntrading_id=\r\n\
         payment_status={status}\r\npayment_amount=1640\r\npayment_type=02\r\n\
         payment_init_date=20261124121500\r\n"
    );
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 8_192];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    url
}

/// An order, and from then on a gateway that tells this status of everything.
async fn told(stage: &Stage, status: u8) -> OrderId {
    let cart = stage.fill_cart("cart").await;
    stage.buy(&cart, "frictionless").await;
    answer_with(stage, status).await;
    stage.only_order().await
}

/// From now on a gateway answers that tells this status of everything.
async fn answer_with(stage: &Stage, status: u8) {
    let merchant = MerchantId(paygent_sandbox::Merchant::demo().merchant_id);
    let kept = account::load(&stage.world, SHOP, &merchant).await;
    let mut kept = kept.expect("the account loads");
    kept.endpoints.telegrams = answering(status).await;
    account::save(&stage.world, SHOP, &kept).await.expect("the account saves");
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_red_one_and_a_task_told_once() {
    on_each(plain, async |stage| {
        let order = told(stage, 77).await;
        for _ in 0..2 {
            stage.clock.advance(2_000);
            let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
            assert_eq!(look.decision.frame, StatusFrame::Unavailable);
            assert_eq!(look.decision.cause, Some(Cause::UnknownNumber(77)));
        }
        assert_eq!(stage.count(Count::Tasks).await, 1);
        assert_eq!(stage.count(Count::TaskMails).await, 1);
    })
    .await;
}

/// What an attempt whose answer was lost becomes, by the status that 094 then tells. The sandbox's
/// payment is from another time than the server tells, so that none of them is our order.
#[tokio::test]
async fn a_lost_attempt_becomes_what_its_status_says() {
    let becomes = [
        (10, "確認中", "not placed", 0),
        (11, "failed", "failed", 0),
        (17, "failed", "failed", 0),
        (20, "mismatched", "mismatched", 1),
        (33, "mismatched", "mismatched", 1),
        (40, "mismatched", "mismatched", 1),
        (60, "mismatched", "mismatched", 1),
        (77, "確認中", "確認中", 1),
    ];
    for (status, at_once, after, tasks) in becomes {
        on_each(plain, async |stage| {
            let cart = stage.fill_cart("cart").await;
            stage.fault("020", Trick::DropAfterCommit);
            let id = stage.buy(&cart, "frictionless").await;
            answer_with(stage, status).await;
            stage.sweep_after(0).await;
            assert_eq!(shown(&stage.view(&id, &cart).await), at_once, "{status} at once");
            stage.sweep_after(3 * MINUTE).await;
            assert_eq!(shown(&stage.view(&id, &cart).await), after, "{status} after W");
            assert_eq!(stage.count(Count::Tasks).await, tasks, "{status}");
            assert_eq!(stage.count(Count::Orders).await, 0, "{status}");
        })
        .await;
    }
}

fn shown(view: &AttemptView) -> &'static str {
    match view {
        AttemptView::Checking { .. } => "確認中",
        AttemptView::NotPlaced => "not placed",
        AttemptView::Failed(_) => "failed",
        AttemptView::Mismatched => "mismatched",
        _ => "something else",
    }
}

#[tokio::test]
async fn what_stays_unknown_for_an_hour_is_told_to_the_shop_once() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        stage.fault("020", Trick::DropAfterCommit);
        let lost = stage.buy(&cart, "frictionless").await;
        stage.sandbox.stop().await;
        for (minutes, tasks) in [(50, 0), (15, 1), (60, 1)] {
            stage.sweep_after(minutes * MINUTE).await;
            assert_eq!(stage.count(Count::Tasks).await, tasks, "after {minutes} more minutes");
            assert_eq!(stage.count(Count::TaskMails).await, tasks);
        }
        assert_eq!(shown(&stage.view(&lost, &cart).await), "確認中");
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_is_still_open_there_is_red_one_with_its_number() {
    on_each(plain, async |stage| {
        let order = told(stage, 10).await;
        let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
        assert_eq!(look.decision.frame, StatusFrame::Unavailable);
        assert_eq!(look.decision.cause, Some(Cause::Pending(10)));
        assert_eq!(stage.count(Count::Tasks).await, 0);
    })
    .await;
}

//! 領収書 by the buyer: when it is offered, 宛名 once, and what is counted.

use shop::order::history;
use shop::order_file::Content;
use shop::payment::Settled;
use shop::receipt::{self, IssueError, Offer};
use shop::settings::{self, IssuerSettings};

use crate::moves::{detail, placed, settle};
use crate::stage::{SHOP, Stage, on_each, plain};
use shop::id::OrderId;

async fn offer(stage: &Stage, order: OrderId) -> Offer {
    receipt::offer(&stage.world, SHOP, order).await.expect("it reads")
}

async fn issue(
    stage: &Stage,
    order: OrderId,
    key: &str,
    name: &str,
) -> Result<Content, IssueError> {
    receipt::issue(&stage.world, &stage.shop, order, (key, name)).await
}

#[tokio::test]
async fn a_buyer_names_it_once_and_a_page_that_comes_twice_issues_one() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        assert_eq!(offer(stage, order).await, Offer::Later);
        let early = issue(stage, order, "a", "株式会社みなも").await;
        assert!(matches!(early, Err(IssueError::Closed)), "{early:?}");
        settle(stage, order, Settled::Captured).await;
        let buyer = detail(stage, order).await.checkout.buyer.name();
        let open = Offer::Open { addressee: buyer, is_set: false, issued: 0 };
        assert_eq!(offer(stage, order).await, open);
        for name in [" ", &"あ".repeat(41)] {
            let refused = issue(stage, order, "a", name).await;
            assert!(matches!(refused, Err(IssueError::Field(_))), "{refused:?}");
        }
        let first = issue(stage, order, "a", " 株式会社みなも ").await.expect("it is issued");
        assert!(first.bytes.starts_with(b"%PDF-"));
        let again = issue(stage, order, "a", "だれか").await.expect("it is there");
        assert!(first.bytes == again.bytes, "the same page has the same file");
        let set = |issued| Offer::Open {
            addressee: "株式会社みなも".into(), is_set: true, issued
        };
        assert_eq!(offer(stage, order).await, set(1));
        let second = issue(stage, order, "b", "だれか").await.expect("it is issued");
        assert!(first.bytes != second.bytes, "it says 再発行");
        assert_eq!(offer(stage, order).await, set(2));
        let kept = detail(stage, order).await;
        assert_eq!(kept.checkout.extras.receipt_name, "株式会社みなも");
        assert_eq!(kept.work.printed_at, None, "the shop has not printed anything");
        let said = (kept.history[0].by.as_str(), kept.history[0].what.as_str());
        assert_eq!(said, (history::BUYER, "領収書を発行しました。"));
        assert!(shop::order_file::recent(&stage.world, SHOP).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_shop_that_issues_them_itself_offers_none() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        settle(stage, order, Settled::Captured).await;
        let issuer = IssuerSettings { buyers: false, ..IssuerSettings::default() };
        let now = stage.world.now();
        let write = move |tx: &mut dyn store::Tx| settings::save(tx, SHOP, &issuer, "店主", now);
        stage.world.store.write(write).await.unwrap();
        assert_eq!(offer(stage, order).await, Offer::Nothing);
        let refused = issue(stage, order, "a", "みなも").await;
        assert!(matches!(refused, Err(IssueError::Closed)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_refunded_is_receipted_no_more() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        settle(stage, order, Settled::Captured).await;
        settle(stage, order, Settled::Cancelled).await;
        assert_eq!(offer(stage, order).await, Offer::Nothing);
    })
    .await;
}

//! 帳票出力: what papers say of an order, and what is noted of their printing.

use shop::checkout::Pay;
use shop::id::OrderId;
use shop::paper::{self, FormKind, PrintError};
use shop::settings::{self, IssuerSettings};

use crate::moves::{detail, placed};
use crate::stage::{SHOP, Stage, on_each, plain};

async fn print(stage: &Stage, order: OrderId, kinds: &[FormKind]) -> Result<Vec<u8>, PrintError> {
    paper::print(&stage.world, &stage.shop, (&[order], kinds), "佐藤").await
}

#[tokio::test]
async fn a_second_receipt_says_that_it_is_one() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let reissues = async || {
            let paper = paper::draft(&stage.world, &stage.shop, order, FormKind::Receipt).await;
            paper.expect("a paper").receipt.expect("a receipt").reissues
        };
        assert_eq!(reissues().await, 0);
        print(stage, order, &[FormKind::Delivery]).await.unwrap();
        assert_eq!(reissues().await, 0, "another paper is none");
        let both = [FormKind::Receipt, FormKind::Delivery];
        assert!(print(stage, order, &both).await.unwrap().starts_with(b"%PDF-"));
        assert_eq!(reissues().await, 1);
        let kept = detail(stage, order).await;
        assert!(kept.work.printed_at.is_some());
        assert_eq!(kept.history[0].what, "帳票を出力しました：納品書、領収書");
        assert!(matches!(print(stage, order, &[]).await, Err(PrintError::Nothing)));
        let nobodys = print(stage, OrderId(9), &both).await;
        assert!(matches!(nobodys, Err(PrintError::Gone)), "{nobodys:?}");
    })
    .await;
}

#[tokio::test]
async fn papers_say_the_same_yen_as_the_order_and_one_kind_carries_the_number() {
    on_each(plain, async |stage| {
        let issuer = IssuerSettings {
            name: "みなも堂株式会社".into(),
            registration: "T1234567890123".into(),
            carries: FormKind::Invoice,
            ..IssuerSettings::default()
        };
        let now = stage.world.now();
        let write = move |tx: &mut dyn store::Tx| settings::save(tx, SHOP, &issuer, "店主", now);
        stage.world.store.write(write).await.unwrap();
        let cart = stage.fill_cart("cart").await;
        stage.submit(&cart, Pay::Bank).await.expect("it is placed");
        let order = stage.only_order().await;
        let kept = detail(stage, order).await;
        for kind in FormKind::ALL {
            let paper = paper::draft(&stage.world, &stage.shop, order, kind).await.unwrap();
            assert_eq!(paper.sums.total, kept.total.0, "{kind:?}");
            assert_eq!(paper.sums.shipping, kept.shipping.map(|yen| yen.0));
            let tax: Vec<_> = paper.sums.tax.iter().map(|row| (row.rate, row.tax)).collect();
            let shown: Vec<_> =
                kept.tax.iter().map(|row| (row.rate.percent(), row.tax.0)).collect();
            assert_eq!(tax, shown);
            let lines: i64 = paper.lines.iter().map(|line| line.amount).sum();
            assert_eq!(lines, kept.goods.0);
            let carries = paper.from.registration.is_some();
            assert_eq!(carries, kind == FormKind::Invoice, "{kind:?}");
            assert_eq!(paper.from.name, "みなも堂株式会社");
            let card_line = paper.receipt.map(|receipt| receipt.card_line).unwrap_or_default();
            assert_eq!(card_line, "", "it is paid by 銀行振込");
        }
    })
    .await;
}

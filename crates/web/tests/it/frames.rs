//! What the red frames offer, done without JavaScript: 取引更新 and ペイジェント側の金額に合わせる.

use http::StatusCode;
use paygent_sandbox::{Fault, Trick};
use store::scratch::on_each;
use store::{Val, sql};

use crate::desk::{Desk, has};

const UPDATE: &str = "/orders/1/update";

/// The order's total becomes another one, as 編集モード makes it.
async fn total(desk: &Desk, total: i64) {
    desk.town
        .world
        .store
        .write(move |tx| {
            let sql = sql!("update orders set total = $1, version = version + 1");
            tx.exec(sql, &[Val::Int(total)])
        })
        .await
        .unwrap();
}

async fn holds(desk: &Desk) -> Vec<i64> {
    let trades = desk.sandbox.ledger().trades().await.unwrap();
    trades.iter().filter(|trade| trade.is_live()).map(|trade| trade.amount).collect()
}

#[tokio::test]
async fn the_total_is_sent_and_then_captured() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let [before] = holds(&desk).await[..] else { panic!("one hold") };
        total(&desk, 1_500).await;
        let order = desk.order().await;
        has(
            &order,
            &[
                "赤枠 2",
                "「編集モード」から金額変更された場合には取引更新ボタンを",
                "受注の合計 1,500円 を送ります",
                "href=\"/manual/order#赤枠\"",
                "ご注文時のまま",
            ],
        );
        has(&order, &["受注のほうを元に戻す場合", "data-dialog=\"alignment\""]);
        let asked = desk.staff.get(UPDATE).await;
        has(&asked, &["1,500円 のオーソリを取り直します", "name=\"amount\" value=\"1500\""]);

        // Another total than the one that was read is not sent.
        let late = desk.staff.post(UPDATE, &[("amount", &before.to_string())]).await;
        assert_eq!(late.location(), "/orders/1?act=update&answer=other-amount");
        has(&desk.staff.follow(late).await, &["この画面を開いたあとに、金額が変わりました"]);
        assert_eq!(holds(&desk).await, [before]);

        let done = desk.staff.post(UPDATE, &[("amount", "1500")]).await;
        let done = desk.staff.follow(done).await;
        has(
            &done,
            &["黄枠 1", "このあと「売上確定」が必要です", "変更前のオーソリを取り消しました"],
        );
        assert_eq!(holds(&desk).await, [1_500]);
        has(&desk.act("capture").await, &["黄枠 2", "1,500円"]);
        assert_eq!(desk.staff.get(UPDATE).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_total_of_nothing_gives_a_hold_back_and_refunds_nothing() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        total(&desk, 0).await;
        has(&desk.order().await, &["赤枠 2", "合計が0円になったため、決済を取り消します"]);
        let done = desk.staff.post(UPDATE, &[("amount", "0")]).await;
        let done = desk.staff.follow(done).await;
        has(&done, &["黄枠 3", "決済をキャンセルしました。"]);
        assert!(!done.text().contains("このあと「売上確定」が必要です"));

        // Captured: money goes back by キャンセル only, which asks who it is.
        let mut desk = Desk::with_order(kind).await;
        desk.act("capture").await;
        total(&desk, 0).await;
        let order = desk.order().await;
        has(&order, &["赤枠 4", "「キャンセル」を押してください。受注の合計が0円になったため"]);
        desk.clock.advance(shop::staff::PROVED_FOR);
        let denied = desk.staff.post(UPDATE, &[("amount", "0")]).await;
        assert_eq!(denied.location(), "/orders/1?act=update-to-zero&answer=denied");
        assert_eq!(desk.trade().await.status.0, 40, "nothing went back");
    })
    .await;
}

#[tokio::test]
async fn the_order_takes_the_amount_at_paygent() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let [before] = holds(&desk).await[..] else { panic!("one hold") };
        total(&desk, 1_500).await;
        desk.order().await;
        let path = "/orders/1/alignment";
        let asked = desk.staff.get(path).await;
        has(&asked, &["調整行を加えて", &format!("name=\"amount\" value=\"{before}\"")]);
        let other = desk.staff.post(path, &[("amount", "1")]).await;
        assert_eq!(other.location(), "/orders/1?act=alignment&answer=other-amount");
        let done = desk.staff.post(path, &[("amount", &before.to_string())]).await;
        let done = desk.staff.follow(done).await;
        has(&done, &["黄枠 1", "金額調整", "合計をペイジェント側の金額に合わせました"]);
        assert_eq!(holds(&desk).await, [before]);
        let again = desk.staff.post(path, &[("amount", &before.to_string())]).await;
        assert_eq!(again.location(), "/orders/1?act=alignment&answer=denied");
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_waited_for_and_an_old_hold_that_stays_too() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        total(&desk, 1_500).await;
        for (telegram, told) in
            [("020", "「取引更新」の結果を"), ("021", "「旧オーソリの取り消し」の結果を")]
        {
            desk.order().await;
            desk.sandbox.control().fault(Fault::next(telegram, Trick::DropBeforeCommit));
            desk.staff.post(UPDATE, &[("amount", "1500")]).await;
            has(&desk.order().await, &["赤枠 1", told, "data-settling"]);
            desk.settle().await;
        }
        has(&desk.order().await, &["黄枠 1"]);
        assert_eq!(holds(&desk).await, [1_500]);
    })
    .await;
}

//! 売上, 取消 and 金額変更 by hand.

use std::time::Duration;

use paygent::telegram::PaymentRef;
use paygent_sandbox::{Merchant, Settlement, Trade};

use super::desk::Desk;
use crate::receiver::{Receiver, Reply};
use crate::stage::Stage;

/// Status and amount of the payments under one id, oldest first.
async fn left(stage: &Stage, trading_id: &str) -> Vec<(u8, i64)> {
    let left = |trade: &Trade| (trade.status.0, trade.amount);
    stage.trades(trading_id).await.iter().map(left).collect()
}

#[tokio::test]
async fn a_payment_is_captured_and_given_back_as_by_telegrams() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let payment_id = stage.hold("frictionless", "A").await;
    assert_eq!(receiver.told().await, (1, 20));
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let asked = desk.get(&format!("/online/payments/{payment_id}/capture")).await.text();
    for part in ["9,680円を請求します", "20 オーソリOK", "40 消込済", "売上にする"]
    {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert_eq!(stage.statuses("A").await, [20], "asking does nothing");

    let text = desk.act(&payment_id, "capture", &[("from", "20")]).await.text();
    assert!(text.contains("売上を行いました。いまの状況は「消込済」です。"), "{text}");
    assert_eq!((receiver.told().await, stage.statuses("A").await), ((2, 40), vec![40]));

    let asked = desk.get(&format!("/online/payments/{payment_id}/cancel")).await.text();
    assert!(asked.contains("売上取消") && asked.contains("返金します"), "{asked}");
    let text = desk.act(&payment_id, "cancel", &[("from", "40")]).await.text();
    assert!(text.contains("いまの状況は「売上取消済」です。"), "{text}");
    assert!(text.contains("いまの状況でできる操作はありません"), "{text}");
    assert_eq!((receiver.told().await, stage.statuses("A").await), ((3, 60), vec![60]));
    assert_eq!(stage.act("023", PaymentRef::by_payment_id(&payment_id)).await, "ok", "a repeat");

    let log = stage.sandbox.ledger().telegrams(3).await.expect("a log");
    let by_hand: Vec<_> = log.iter().filter(|line| line.kind == "web").collect();
    let [cancel, capture] = by_hand.as_slice() else { panic!("{log:?}") };
    assert_eq!(
        (cancel.asked.as_str(), capture.payment_id.as_str()),
        (format!("act=023\npayment_id={payment_id}\n").as_str(), payment_id.as_str())
    );
    assert_eq!(capture.answered, "result=0\npayment_status=40\n");
    let text = desk.get(&format!("/online/payments/{payment_id}")).await.text();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(place("管理画面 売上取消") < place("管理画面 売上<"), "and who looks at it");
    assert!(place("管理画面 売上<") < place("020 オーソリ<"));
    assert!(stage.get("/").await.text().contains("管理画面"), "the home page tells it too");
}

#[tokio::test]
async fn a_hold_is_cancelled_and_in_the_batch_it_takes_its_time() {
    let stage = Stage::new().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let payment_id = stage.hold("frictionless", "A").await;
    let asked = desk.get(&format!("/online/payments/{payment_id}/cancel")).await.text();
    assert!(asked.contains("オーソリ取消") && asked.contains("請求はありません"), "{asked}");
    desk.act(&payment_id, "cancel", &[("from", "20")]).await;
    assert_eq!(stage.statuses("A").await, [32]);

    let control = stage.sandbox.control();
    control.change(|now| now.settlement = Settlement::InBatch).await.expect("kept");
    let payment_id = stage.hold("frictionless", "B").await;
    let text = desk.act(&payment_id, "capture", &[("from", "20")]).await.text();
    assert!(text.contains("いまの状況は「売上要求中」です。"), "{text}");
    control.settle().await.expect("the batch runs");
    assert_eq!(stage.statuses("B").await, [40]);
}

#[tokio::test]
async fn what_is_not_possible_says_why_and_changes_nothing() {
    let stage = Stage::new().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let payment_id = stage.hold("frictionless", "A").await;
    let by = PaymentRef::by_payment_id(&payment_id);
    let refused = async |deed: &str, from: &str, says: &str| {
        let path = format!("/online/payments/{payment_id}/{deed}");
        let form = [("from", from), ("total", "1"), ("kind", "028")];
        for page in [desk.get(&path).await, desk.post(&path, &form).await] {
            assert_eq!(page.status, 409, "{deed} from {from}");
            let text = page.text();
            assert!(text.contains(says), "{deed} from {from}: {text}");
            assert!(!text.contains("method=\"post\" action=\"/online/payments"), "{deed}");
        }
    };
    stage.act("022", by.clone()).await;
    refused("capture", "40", "決済の状態がこの処理を許しません。（2004）").await;
    stage.advance(Duration::from_hours(24 * 60)).await;
    for deed in ["cancel", "amount"] {
        refused(deed, "41", "処理できる期限を過ぎました。（2007）").await;
    }
    assert_eq!(stage.statuses("A").await, [41]);
    let log = stage.sandbox.ledger().telegrams(1).await.expect("a log");
    assert_eq!((log[0].kind.as_str(), log[0].code.as_str()), ("web", "2007"), "it is logged");
    for nonsense in ["explode", "Capture"] {
        let page = desk.get(&format!("/online/payments/{payment_id}/{nonsense}")).await;
        assert_eq!(page.status, 404, "{nonsense}");
    }
}

#[tokio::test]
async fn what_has_moved_since_it_was_confirmed_is_asked_about_again() {
    let stage = Stage::new().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let payment_id = stage.hold("frictionless", "A").await;
    // The shop captures while somebody is about to cancel the hold: that would be a refund.
    stage.act("022", PaymentRef::by_payment_id(&payment_id)).await;
    for (deed, form) in [
        ("cancel", [("from", "20"), ("total", ""), ("kind", "")]),
        ("amount", [("from", "20"), ("total", "9000"), ("kind", "029")]),
    ] {
        let page = desk.act(&payment_id, deed, &form).await;
        assert_eq!(page.status, 409, "{deed}");
        let text = page.text();
        assert!(text.contains("決済の状況が変わりました"), "{text}");
        assert!(text.contains("name=\"from\" value=\"40\""), "it can be confirmed anew: {text}");
    }
    assert_eq!(left(&stage, "A").await, [(40, 9_680)]);
    assert_eq!(desk.act(&payment_id, "cancel", &[("from", "40")]).await.status, 200);
    let page = desk.act(&payment_id, "cancel", &[("from", "40")]).await;
    assert_eq!(page.status, 409, "pressed twice");
}

#[tokio::test]
async fn an_amount_is_changed_by_a_new_payment_in_the_place_of_the_old() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let first = stage.hold("frictionless", "A").await;
    assert_eq!(receiver.told().await, (1, 20));
    let form = desk.get(&format!("/online/payments/{first}/amount")).await.text();
    assert!(form.contains("1円から9,680円まで") && form.contains("（028）"), "{form}");
    let path = format!("/online/payments/{first}/amount?total=９，０００&kind=028");
    let asked = desk.get(&path).await.text();
    for part in ["9,000円になります", "32 オーソリ取消済", "name=\"total\" value=\"9000\""]
    {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert_eq!(left(&stage, "A").await, [(20, 9_680)], "asking does nothing");

    let hold = [("from", "20"), ("total", "9000"), ("kind", "028")];
    let text = desk.act(&first, "amount", &hold).await.text();
    assert!(text.contains("金額を変更しました") && text.contains("9,000円"), "{text}");
    assert_eq!(left(&stage, "A").await, [(32, 9_680), (20, 9_000)]);
    assert_eq!((receiver.told().await, receiver.told().await), ((2, 20), (3, 32)));
    assert!(text.contains(&format!("決済ID {first}<")), "the old one is named: {text}");

    let second = stage.trades("A").await[1].payment_id.clone();
    desk.act(&second, "amount", &[("from", "20"), ("total", "8000"), ("kind", "029")]).await;
    let third = stage.trades("A").await[2].payment_id.clone();
    desk.act(&third, "amount", &[("from", "40"), ("total", "7000"), ("kind", "029")]).await;
    let all = [(32, 9_680), (32, 9_000), (60, 8_000), (40, 7_000)];
    assert_eq!(left(&stage, "A").await, all);

    // Both sides of a change have it in their log.
    for payment_id in [&first, &second] {
        let text = desk.get(&format!("/online/payments/{payment_id}")).await.text();
        assert!(text.contains(&format!("base_payment_id={first}\n")), "{payment_id}: {text}");
    }
    let text = desk.get(&format!("/online/payments/{third}")).await.text();
    assert!(!text.contains(&format!("base_payment_id={first}\n")), "{text}");
}

#[tokio::test]
async fn an_amount_that_cannot_be_is_said_beside_its_field_and_stays_there() {
    let stage = Stage::new().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let payment_id = stage.hold("frictionless", "A").await;
    for (total, says) in [
        ("9681", "元の金額以下です。（2013）"),
        ("0", "（2013）"),
        ("", "数字で入力してください"),
        ("-5", "数字で入力してください"),
        ("たくさん", "数字で入力してください"),
    ] {
        let path = format!("/online/payments/{payment_id}/amount");
        let form = [("from", "20"), ("total", total), ("kind", "029")];
        let asked = desk.get(&format!("{path}?kind=029&total={total}")).await;
        for page in [asked, desk.post(&path, &form).await] {
            assert_eq!(page.status, 422, "{total}");
            let text = page.text();
            assert!(text.contains("id=\"total-e\"") && text.contains(says), "{total}: {text}");
            assert!(text.contains(&format!("value=\"{total}\"")), "{total} stays: {text}");
            assert!(text.contains("value=\"029\" checked"), "the way stays: {text}");
        }
    }
    for kind in ["", "022", "x"] {
        let form = [("from", "20"), ("total", "9000"), ("kind", kind)];
        let page = desk.act(&payment_id, "amount", &form).await;
        assert!(page.text().contains("金額変更の確認"), "no capture by omission: {kind}");
    }
    assert_eq!(left(&stage, "A").await, [(20, 9_680)]);
}

#[tokio::test]
async fn the_detail_tells_what_became_of_each_notice() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let payment_id = stage.hold("frictionless", "A").await;
    assert_eq!(receiver.told().await, (1, 20));
    receiver.replies(&[Reply::Hangs]);
    desk.act(&payment_id, "capture", &[("from", "20")]).await;
    assert_eq!(receiver.told().await, (2, 40));
    let text = desk.get(&format!("/online/payments/{payment_id}")).await.text();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(place("1回送りましたが、受け取られていません") < place("受け取られました"));
    assert!(place("通知ID 2") < place("通知ID 1"), "newest first");

    stage.sandbox.control().put_merchant(Merchant::demo()).await.expect("kept");
    let payment_id = stage.hold("frictionless", "B").await;
    let text = desk.get(&format!("/online/payments/{payment_id}")).await.text();
    assert!(text.contains("通知先がありません"), "{text}");
}

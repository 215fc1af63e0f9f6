//! What the tests of notices act with.

use paygent::notice::{Notice, encode};
use paygent::telegram::change_amount::{Amount, Change};
use paygent::telegram::{
    NoticeRecord, PaymentRef, cancel, capture, change_hold, change_sale, difference, refund,
};
use paygent::{Client, Outcome, Status, Telegram};
use shop::clock::SECOND;
use shop::id::OrderId;
use shop::payment::notice::{self, Taken};
use shop::payment::{self, Account, Cause, Look, StatusFrame, account};
use store::{Tx, sql};

use crate::stage::{SHOP, Stage};

/// 決済情報差分通知ハッシュ鍵 of the sandbox's merchant.
pub const KEY: &str = "NorenDemoNoticeKey";

/// One order, held, and an account that knows its hash key.
pub async fn placed(stage: &Stage, card: &str) -> OrderId {
    let mut kept = stage.account().await;
    kept.notice_key = Some(KEY.into());
    account::save(&stage.world, SHOP, &kept).await.expect("the account saves");
    let cart = stage.fill_cart("cart").await;
    let attempt = stage.buy(&cart, card).await;
    stage.authenticate(&attempt, &cart).await;
    stage.only_order().await
}

/// A notice as it is posted.
pub fn posted(record: &NoticeRecord, key: Option<&str>) -> Notice {
    let body = encode(record, key).expect("it encodes");
    Notice::parse(None, &body).expect("a notice")
}

/// A notice that says this and no more.
pub fn record(number: i64, trade: &str, payment: &str, status: u8, amount: i64) -> NoticeRecord {
    let mut record = NoticeRecord::new(payment, trade, Status(status), amount);
    record.payment_notice_id = number.to_string();
    record.payment_type = "02".into();
    record
}

/// Posts one to the shop.
pub async fn post(stage: &Stage, record: &NoticeRecord, key: Option<&str>) -> Taken {
    let taken = notice::take(&stage.world, SHOP, &posted(record, key)).await;
    taken.expect("it is stored")
}

/// What Paygent has said since, as its notices would.
pub async fn told(stage: &Stage, from: u64) -> Vec<NoticeRecord> {
    let account = stage.account().await;
    let mut all = Vec::new();
    for number in from.. {
        match stage.world.gateway.difference(&account, number).await {
            Outcome::Accepted(difference::Answer::Notice(record)) => all.push(*record),
            Outcome::Accepted(difference::Answer::Nothing) => break,
            other => panic!("{other:?}"),
        }
    }
    all
}

/// The background work, until nothing of it is due. Tells how often 094 was asked.
pub async fn work(stage: &Stage) -> usize {
    let before = stage.came("094").await;
    for _ in 0..4 {
        notice::sweep(&stage.world).await.expect("the sweep works");
    }
    stage.came("094").await - before
}

/// Reads 091 as the background work does.
pub async fn read(stage: &Stage) {
    notice::open_feeds(&stage.world).await.expect("feeds open");
    notice::read_feeds(&stage.world).await.expect("feeds are read");
}

/// The order's page.
pub async fn look(stage: &Stage, order: OrderId) -> Look {
    stage.clock.advance(2 * SECOND);
    let look = payment::look(&stage.world, SHOP, order).await;
    look.expect("it looks").expect("a payment")
}

/// Frame and cause of the order's page.
pub async fn frame(stage: &Stage, order: OrderId) -> (StatusFrame, Option<Cause>) {
    let look = look(stage, order).await;
    (look.decision.frame, look.decision.cause)
}

/// What somebody does at Paygent's console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum There {
    Capture,
    Cancel,
    Refund,
    /// 028: オーソリのまま金額を変える.
    Hold(i64),
    /// 029: 変更後の金額で売上にする.
    Sale(i64),
}

/// Does it with the payment that is alive, and tells the number of the one that is afterwards.
pub async fn act(stage: &Stage, there: There) -> String {
    let live = stage.trades().await.into_iter().rfind(paygent_sandbox::Trade::is_live);
    let live = live.expect("something is alive").payment_id;
    let (account, payment) = (stage.account().await, PaymentRef::by_payment_id(&live));
    let change =
        |total| Change { payment: payment.clone(), amount: Amount::Total(total), old_first: false };
    match there {
        There::Capture => sent(&account, capture::Request::new(payment)).await.payment_id,
        There::Cancel => sent(&account, cancel::Request::new(payment)).await.payment_id,
        There::Refund => sent(&account, refund::Request::new(payment)).await.payment_id,
        There::Hold(total) => {
            sent(&account, change_hold::Request(change(total))).await.card.payment_id
        }
        There::Sale(total) => {
            sent(&account, change_sale::Request(change(total))).await.card.payment_id
        }
    }
}

/// What became of one telegram of the console's.
pub async fn sent<T: Telegram>(account: &Account, telegram: T) -> T::Answer {
    let client = Client::new(account.endpoint()).expect("a client");
    match client.send(&account.credentials(), &telegram).await {
        Outcome::Accepted(answer) => answer,
        Outcome::Refused(refusal) => panic!("{} {}", refusal.code, refusal.detail),
        Outcome::NotSent(why) => panic!("{why}"),
        Outcome::Unknown(unknown) => panic!("{}", unknown.why),
    }
}

/// The order's total becomes another one, as by 編集モード.
pub async fn total_becomes(stage: &Stage, total: i64) {
    let write = stage.world.store.write(move |tx| {
        tx.exec(sql!("update orders set total = $1, version = version + 1"), &[total.into()])
    });
    write.await.expect("it is written");
}

/// The first columns of the history, newest first.
pub async fn history(stage: &Stage) -> Vec<(String, String)> {
    let read = stage.world.store.read(|tx| {
        let rows = tx.rows(sql!("select by_whom, what from history order by seq desc"), &[])?;
        let line = |row: store::Row| Ok((row.text(0)?, row.text(1)?));
        rows.into_iter().map(line).collect::<Result<Vec<_>, store::Error>>()
    });
    read.await.expect("it reads")
}

/// Rows that wait: wishes to ask, and names that are not decided.
pub async fn waiting(stage: &Stage) -> (i64, i64) {
    let read = stage.world.store.read(|tx: &mut dyn Tx| {
        let looks = tx.row(sql!("select count(*) from payment_look"), &[])?;
        let named = tx.row(sql!("select count(*) from named_payment"), &[])?;
        Ok::<_, store::Error>((
            looks.map_or(Ok(0), |row| row.int(0))?,
            named.map_or(Ok(0), |row| row.int(0))?,
        ))
    });
    read.await.expect("it reads")
}

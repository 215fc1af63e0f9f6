//! 問合せ番号の取込: what a file leads to, once, whatever dies and whoever is faster.

mod deaths;
mod files;
mod runs;

use shop::bulk::{self, RunRow};
use shop::clock::MINUTE;
use shop::id::{NumberFileId, OrderId, RunId};
use shop::numbers::{Options, begin, keep};
use shop::payment;
use store::sql;

use crate::moves::{placed, stock};
use crate::stage::{SHOP, Stage};

pub const BY: &str = "佐藤";

/// As many held orders, each of a buyer's card.
pub async fn orders(stage: &Stage, count: i64) -> Vec<OrderId> {
    stock(stage, 1_000).await;
    let mut orders = Vec::new();
    for number in 1..=count {
        orders.push(placed(stage, number).await);
    }
    orders
}

/// Keeps a file.
pub async fn kept(stage: &Stage, text: &str) -> NumberFileId {
    let bytes = text.as_bytes().to_vec();
    keep(&stage.world, SHOP, ("a.csv", bytes), BY).await.expect("it is kept")
}

/// Keeps a file with these rows of 注文番号, 追跡番号.
pub async fn listed(stage: &Stage, rows: &[(&str, &str)]) -> NumberFileId {
    let rows: Vec<String> = rows.iter().map(|(key, number)| format!("{key},{number}")).collect();
    kept(stage, &format!("注文番号,追跡番号\r\n{}", rows.join("\r\n"))).await
}

/// Takes a file in.
pub async fn start(stage: &Stage, file: NumberFileId, options: Options) -> RunId {
    begin(&stage.world, SHOP, (file, options), BY).await.expect("it begins")
}

/// 配送通知メール too, as the template came.
pub fn with_mail() -> Options {
    Options { mail: Some(0), ..Options::default() }
}

/// How many items wait, are done, failed, were left out.
pub async fn counts(stage: &Stage, run: RunId) -> [i64; 4] {
    page(stage, run).await.0
}

async fn page(stage: &Stage, run: RunId) -> ([i64; 4], Vec<RunRow>) {
    let page = bulk::run(&stage.world, SHOP, run, 0).await.expect("it reads");
    let page = page.expect("the run is there");
    (page.run.counts, page.rows)
}

/// Lets the sweepers work until the run is over; what became of each order.
pub async fn finish(stage: &Stage, run: RunId) -> Vec<(bulk::State, String, String)> {
    for _ in 0..100 {
        bulk::sweep(&stage.world).await.expect("the sweep works");
        if counts(stage, run).await[0] == 0 {
            let rows = page(stage, run).await.1;
            return rows.into_iter().map(|row| (row.state, row.answer, row.detail)).collect();
        }
        stage.clock.advance(MINUTE);
        payment::sweep(&stage.world).await.expect("the sweep works");
    }
    panic!("the run does not end: {:?}", counts(stage, run).await);
}

/// 配送通知メール in the outbox.
pub async fn mails(stage: &Stage) -> i64 {
    count(stage, sql!("select count(*) from outbox where kind = 'shipped'")).await
}

/// A number from the database.
pub async fn count(stage: &Stage, of: store::Sql) -> i64 {
    let read = move |tx: &mut dyn store::Tx| tx.row(of, &[])?.expect("a row").int(0);
    stage.world.store.read(read).await.expect("it reads")
}

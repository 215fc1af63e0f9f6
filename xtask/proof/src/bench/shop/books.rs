//! After everything: what the buyers saw, our books, and the gateway's ledger, side by side.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use store::{Error, sql};

use super::fill::MODELS;
use super::race::Wrongs;
use super::rounds::Told;
use super::site::{Ground, Site};
use super::visitor::Visitor;

/// Compares our books with what buyers saw.
pub async fn compare(site: &Site, told: &Told, wrongs: &mut Wrongs) -> Result<()> {
    let answered = MODELS + told.placed.get();
    wrongs.sold_out += told.refused.get();
    let (from, to) = site.copied.clone().into_inner();
    let store = site.reader()?;
    let counted = store.read(move |tx| {
        tx.row(
            sql!(
                "select
                   (select count(*) from orders where order_id < $1 or order_id > $2),
                   (select count(*) from outbox where order_id < $1 or order_id > $2),
                   (select coalesce(sum(quantity), 0) from order_line
                    where order_id < $1 or order_id > $2),
                   (select sum(case when on_hand > 1000 then 1000000000 else 20 end - on_hand)
                    from stock where product_id > 10000),
                   (select sum(reserved) from stock),
                   (select count(*) from attempt where due_at is not null)"
            ),
            &[from.into(), to.into()],
        )
    });
    let counted = counted.await?.context("nothing counted")?;
    let [orders, mails, pieces, gone, reserved, open] =
        [0, 1, 2, 3, 4, 5].map(|column| counted.int(column));
    let orders = orders?;
    wrongs.doubles += (orders - answered).abs() + (mails? - 2 * orders).abs() + open?;
    wrongs.oversold += (pieces? - gone?).abs() + reserved?;
    Ok(())
}

/// Every live payment of the ledger is one order's, and the other way round.
pub async fn compare_ledger(ground: &Ground, sites: &[&Site], wrongs: &mut Wrongs) -> Result<()> {
    let answer = Visitor::arrive(&ground.control()?).await?.get("/trades").await?;
    let trades: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let trades = trades.as_array().context("no list of trades")?;
    let live = trades.iter().filter(|trade| trade["status"].as_i64() == Some(AUTHORISED));
    let paid = live.filter_map(|trade| trade["trading_id"].as_str()).map(str::to_owned);
    let paid: BTreeSet<String> = paid.collect();
    let mut ours = BTreeSet::new();
    for site in sites {
        let (from, to) = site.copied.clone().into_inner();
        let store = site.reader()?;
        let payments = store.read(move |tx| {
            let all = sql!("select trading_id from payment where order_id < $1 or order_id > $2");
            let rows = tx.rows(all, &[from.into(), to.into()])?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, Error>>()
        });
        ours.extend(payments.await?);
    }
    wrongs.doubles += i64::try_from(paid.symmetric_difference(&ours).count())?;
    Ok(())
}

/// 決済ステータス of a held payment.
const AUTHORISED: i64 = 20;

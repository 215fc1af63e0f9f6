//! Fifty buyers, twenty pieces, every 注文する sent twice: exactly twenty orders, and stock, orders and
//! the gateway's ledger agree.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use store::{Row, Store, sql};

use super::buy::{Fate, Goods, Pay, place, prepare};
use super::rounds::Told;
use super::site::{Ground, Site};
use super::visitor::Visitor;

/// Races: half of them by 銀行振込, half by card.
pub const RACES: usize = 6;
/// Pieces of each scarce product.
pub const PIECES: i64 = 20;
const BUYERS: usize = 50;

/// What went wrong; all must be 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wrongs {
    /// Buyers who were told that there is none left where there was.
    pub sold_out: i64,
    /// Orders for more than there was, or stock that does not fit the orders.
    pub oversold: i64,
    /// Orders or payments that nobody asked for, or that are missing.
    pub doubles: i64,
}

/// Runs all races, one after the other.
pub async fn races(ground: &Ground, site: &Site, told: &Told, wrongs: &mut Wrongs) -> Result<()> {
    for (number, goods) in site.scarce.iter().enumerate() {
        let pay = if number % 2 == 0 { Pay::Bank } else { Pay::Card(ground.sandbox()?) };
        let placed = race(site, goods, &pay, wrongs).await?;
        told.placed.set(told.placed.get() + placed);
    }
    Ok(())
}

/// One race; gives how many orders were placed.
async fn race(site: &Site, goods: &Goods, pay: &Pay, wrongs: &mut Wrongs) -> Result<i64> {
    let buyers = (0..BUYERS).map(async |_| {
        let mut buyer = Visitor::arrive(&site.shop).await?;
        let form = prepare(&mut buyer, goods, pay).await?;
        let twin = buyer.twin().await?;
        Ok::<_, anyhow::Error>((buyer, twin, form))
    });
    let ready = try_join_all(buyers).await?;
    let clicks = ready.into_iter().map(async |(mut buyer, mut twin, form)| {
        tokio::try_join!(place(&mut buyer, form.clone()), place(&mut twin, form))
    });
    let fates = try_join_all(clicks).await?;
    let placed: BTreeSet<_> = fates.iter().flat_map(|(one, two)| [one, two]).collect();
    let placed = placed.into_iter().filter(|fate| matches!(fate, Fate::Placed(_))).count();
    let placed = i64::try_from(placed)?;
    let unlike = fates.iter().filter(|(one, two)| {
        let told = |fate: &Fate| matches!(fate, Fate::Placed(_));
        told(one) != told(two) || (told(one) && one != two)
    });
    wrongs.doubles += i64::try_from(unlike.count())?;
    wrongs.sold_out += (PIECES - placed).max(0);
    let left = row(&site.reader()?, goods.id).await?;
    let (orders, on_hand, reserved) = (left.int(0)?, left.int(1)?, left.int(2)?);
    wrongs.doubles += (orders - placed).abs();
    wrongs.oversold += (placed - PIECES).max(0) + (PIECES - placed - on_hand).abs() + reserved;
    Ok(placed)
}

async fn row(store: &Store, product: i64) -> Result<Row> {
    let all = sql!(
        "select (select count(*) from order_line l where l.product_id = s.product_id),
           s.on_hand, s.reserved
         from stock s where s.shop_id = 1 and s.product_id = $1"
    );
    let row = store.read(move |tx| tx.row(all, &[product.into()])).await?;
    row.context("no stock")
}

//! 帳票 of many orders as one PDF.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use documents::forms::{FormKind, pdf};
use store::Tx;
use tokio::sync::Semaphore;

use super::Told;
use super::make::{How, MakeError, Note, Output, news, read};
use super::sweep::{Claim, progress};
use crate::clock::Timestamp;
use crate::order::record::Record;
use crate::paper::Ground;
use crate::profile::Shop;
use crate::world::World;

/// How often it is told how far a file has come.
const TOLD_EVERY: Duration = Duration::from_millis(500);

/// Files that are set at once in a process.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

pub(super) async fn make(
    world: &World,
    claim: &Claim,
    shop: &Shop,
    (kinds, orders, how): (Vec<FormKind>, Vec<i64>, How),
    now: Timestamp,
) -> Result<Output, MakeError> {
    let kinds: Vec<FormKind> =
        FormKind::ALL.into_iter().filter(|kind| kinds.contains(kind)).collect();
    let of = shop.clone();
    let wanted = orders.clone();
    let draw = move |tx: &mut dyn Tx| {
        let ground = Ground::read(tx, &of)?;
        Ok::<_, store::Error>((ground, read(tx, of.id, &wanted)?))
    };
    let (ground, records) = world.store.read(draw).await?;
    let (mut told, records) = news(records, how.only_new, |record| record.printed_at);
    let (mut papers, mut written) = (Vec::new(), Vec::new());
    for record in &records {
        match record.people() {
            Some(checkout) => {
                let same = kinds.iter().map(|kind| ground.paper(record, checkout, *kind, now));
                papers.extend(same);
                written.push((record.order_id, record.receipts));
            }
            None => told.push(erased(record)),
        }
    }
    for receipt in papers.iter_mut().filter_map(|paper| paper.receipt.as_mut()) {
        receipt.is_electronic = how.is_electronic;
    }
    let bytes = if papers.is_empty() {
        Vec::new()
    } else {
        let per_order = kinds.len().max(1);
        let done = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&done);
        // Setting takes a core; buyers at their receipts leave one to the shop.
        let _turn = AT_ONCE.acquire().await;
        let setting = tokio::task::spawn_blocking(move || {
            pdf(&papers, &mut |set| counted.store(set / per_order, Ordering::Relaxed))
        });
        let watching = tell(world, claim, &done);
        tokio::select! {
            set = setting => set.map_err(|error| store::Error::Engine(error.to_string()))??,
            error = watching => return Err(error.into()),
        }
    };
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let minute = now.in_japan().strftime("%Y%m%d-%H%M").to_string();
    let name = match orders.as_slice() {
        [one] => format!("order-{one}.pdf"),
        _ => format!("papers-{minute}.pdf"),
    };
    let has_receipt = kinds.contains(&FormKind::Receipt);
    let note = Note::Printed { names: names.join("、"), has_receipt, only_new: how.only_new };
    Ok(Output { is_failed: false, name, bytes, told, written, note })
}

fn erased(record: &Record) -> Told {
    Told::left_out(record, "お客様の情報が消去されています。".to_owned())
}

/// Tells how far it is until it is stopped; an error of the database ends it.
async fn tell(world: &World, claim: &Claim, done: &AtomicUsize) -> store::Error {
    let mut last = 0;
    loop {
        tokio::time::sleep(TOLD_EVERY).await;
        let now = done.load(Ordering::Relaxed);
        if now != last {
            last = now;
            let count = i64::try_from(now).unwrap_or(i64::MAX);
            if let Err(error) = progress(world, claim, count).await {
                return error;
            }
        }
    }
}

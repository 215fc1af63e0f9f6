//! What is in a file, and what is noted on its orders with it.

use store::{Tx, sql};

use super::sweep::Claim;
use super::{Asked, Told, papers};
use crate::clock::Timestamp;
use crate::id::{FileId, LayoutId, OrderId, ShopId};
use crate::order::history;
use crate::order::mark::{MarkError, hold};
use crate::order::may::Function;
use crate::order::record::{Record, STRETCH, records};
use crate::profile::{self, Shop};
use crate::receipt::{self, Offer};
use crate::slip;
use crate::world::World;
use documents::forms::{FormError, FormKind};

/// So often a file is begun; whatever ends the process each time is not tried for ever.
const TRIES: i64 = 5;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(super) enum MakeError {
    /// Another worker has it, or it is over.
    #[error("another worker has it")]
    Overtaken,
    /// Somebody issued one of its 領収書 meanwhile: what it says of 再発行 is not so.
    #[error("somebody printed the same")]
    Raced(Claim),
    /// The 領収書 is not offered any more.
    #[error("it is not offered any more")]
    Closed,
    /// It ended the process again and again.
    #[error("tried too often")]
    TooOften,
    /// What was asked cannot be read.
    #[error("the request cannot be read: {0}")]
    Unread(String),
    /// The papers cannot be set: a mistake of ours.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A file, made and not yet committed.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    pub is_failed: bool,
    /// What it is called when it is downloaded.
    pub name: String,
    pub bytes: Vec<u8>,
    pub told: Vec<Told>,
    /// The orders in it, and how many 領収書 each had before.
    pub written: Vec<(OrderId, i64)>,
    /// What is noted on them.
    pub note: Note,
}

/// What is noted on the orders of a file.
#[derive(Clone, Debug, Default)]
pub(super) enum Note {
    #[default]
    Nothing,
    /// 帳票; whether 領収書 is among them.
    Printed { names: String, has_receipt: bool, only_new: bool },
    /// 領収書 by the buyer, which is no work of the shop's.
    Issued,
    /// 送り状データ of this name.
    Written { name: String, only_new: bool },
}

/// Makes a file; nothing is noted yet.
pub(super) async fn make(world: &World, claim: &Claim) -> Result<Output, MakeError> {
    if claim.fence > TRIES {
        return Err(MakeError::TooOften);
    }
    let (shop, file) = (claim.shop, claim.file);
    let read = move |tx: &mut dyn Tx| asked(tx, shop, file);
    let (shop, asked, orders) = world.store.read(read).await?;
    let now = world.now();
    match asked {
        Asked::Papers { kinds, only_new } => {
            let how = How { is_electronic: false, only_new };
            papers::make(world, claim, &shop, (kinds, orders, how), now).await
        }
        Asked::Receipt => {
            let how = How { is_electronic: true, only_new: false };
            let wanted = (vec![FormKind::Receipt], orders, how);
            let made = papers::make(world, claim, &shop, wanted, now).await?;
            Ok(Output { note: Note::Issued, ..made })
        }
        Asked::Slips { layout, only_new } => {
            slips(world, &shop, (layout, orders, only_new), now).await
        }
    }
}

fn asked(
    tx: &mut dyn Tx,
    shop: ShopId,
    file: FileId,
) -> Result<(Shop, Asked, Vec<i64>), MakeError> {
    let row = tx.row(
        sql!("select asked, orders from order_file where shop_id = $1 and file_id = $2"),
        &[shop.into(), file.into()],
    )?;
    let row = row.ok_or(MakeError::Overtaken)?;
    let unread = |error: serde_json::Error| MakeError::Unread(error.to_string());
    let asked = serde_json::from_str(&row.text(0)?).map_err(unread)?;
    let orders = serde_json::from_str(&row.text(1)?).map_err(unread)?;
    let shop = profile::load_in(tx, shop)?.ok_or(MakeError::Overtaken)?;
    Ok((shop, asked, orders))
}

/// The orders, in the order of the file.
pub(super) fn read(
    tx: &mut dyn Tx,
    shop: ShopId,
    orders: &[i64],
) -> Result<Vec<Record>, store::Error> {
    let mut all = Vec::with_capacity(orders.len());
    for stretch in orders.chunks(STRETCH) {
        let mut found = records(tx, shop, stretch)?;
        let place = |record: &Record| stretch.iter().position(|one| *one == record.order_id.0);
        found.sort_by_key(place);
        all.extend(found);
    }
    Ok(all)
}

/// How papers are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    /// They are handed over as a file.
    pub is_electronic: bool,
    /// Only of orders that nothing was printed of.
    pub only_new: bool,
}

/// What is to be told of those that are not new, and the rest. Somebody else was faster since the
/// page was opened.
pub(super) fn news(
    orders: Vec<Record>,
    only_new: bool,
    since: impl Fn(&Record) -> Option<Timestamp>,
) -> (Vec<Told>, Vec<Record>) {
    let (old, new): (Vec<Record>, Vec<Record>) =
        orders.into_iter().partition(|order| only_new && since(order).is_some());
    let told = |order: &Record| {
        let at = since(order).map(Timestamp::to_minutes_text).unwrap_or_default();
        Told::left_out(order, format!("{at} に、もう出力しています。"))
    };
    (old.iter().map(told).collect(), new)
}

async fn slips(
    world: &World,
    shop: &Shop,
    (layout, orders, only_new): (LayoutId, Vec<i64>, bool),
    now: Timestamp,
) -> Result<Output, MakeError> {
    let of = shop.clone();
    let run = move |tx: &mut dyn Tx| {
        let ground = slip::Ground::read(tx, &of)?;
        let orders = read(tx, of.id, &orders)?;
        let (told, orders) = news(orders, only_new, |order| order.slip_at);
        let mut made = ground.made(layout, &orders, now);
        made.told.splice(0..0, told);
        let name = ground.layout(layout).map(|kept| kept.name.clone()).unwrap_or_default();
        Ok::<_, store::Error>((made, name))
    };
    let (made, name) = world.store.read(run).await?;
    let minute = now.in_japan().strftime("%Y%m%d-%H%M").to_string();
    Ok(Output {
        is_failed: false,
        name: format!("{}-{minute}.csv", made.word),
        bytes: made.bytes,
        told: made.told,
        written: made.written.into_iter().map(|order| (order, 0)).collect(),
        note: Note::Written { name, only_new },
    })
}

/// Notes on the orders what was made of them.
pub(super) fn mark(
    tx: &mut dyn Tx,
    claim: &Claim,
    output: &Output,
    now: Timestamp,
) -> Result<(), MakeError> {
    let shop = claim.shop;
    let by = asked_by(tx, claim)?;
    for (order, receipts) in &output.written {
        match hold(tx, shop, *order, Function::Print) {
            Ok(()) => {}
            Err(MarkError::Store(error)) => return Err(error.into()),
            // It was in the file, and is no more: there is nothing to note it on.
            Err(_) => continue,
        }
        let what = match &output.note {
            Note::Nothing => continue,
            Note::Printed { names, has_receipt, only_new } => {
                if !printed(tx, shop, (*order, *receipts, *has_receipt), (now, *only_new))? {
                    return Err(MakeError::Raced(claim.clone()));
                }
                format!("帳票を出力しました：{names}")
            }
            Note::Issued => {
                // What it says may have ceased to be so since it was asked for.
                if !matches!(receipt::offer_in(tx, shop, *order)?, Offer::Open { .. }) {
                    return Err(MakeError::Closed);
                }
                if !issued(tx, shop, (*order, *receipts))? {
                    return Err(MakeError::Raced(claim.clone()));
                }
                "領収書を発行しました。".to_owned()
            }
            Note::Written { name, only_new } => {
                let written = tx.exec(
                    sql!(
                        "update orders set slip_at = $3 where shop_id = $1 and order_id = $2
                           and (slip_at is null or $4 = 0)"
                    ),
                    &[shop.into(), (*order).into(), now.into(), i64::from(*only_new).into()],
                )?;
                // The same parcel in two files is two labels.
                if written == 0 {
                    return Err(MakeError::Raced(claim.clone()));
                }
                format!("送り状データを出力しました：{name}")
            }
        };
        history::write(tx, shop, *order, now, &by, &what)?;
    }
    Ok(())
}

/// False: another 領収書 came since it was drawn, or somebody printed what was to be new.
fn printed(
    tx: &mut dyn Tx,
    shop: ShopId,
    (order, receipts, has_receipt): (OrderId, i64, bool),
    (now, only_new): (Timestamp, bool),
) -> Result<bool, store::Error> {
    let marked = tx.exec(
        sql!(
            "update orders set printed_at = $3, receipts = receipts + $4
             where shop_id = $1 and order_id = $2 and (receipts = $5 or $4 = 0)
               and (printed_at is null or $6 = 0)"
        ),
        &[
            shop.into(),
            order.into(),
            now.into(),
            i64::from(has_receipt).into(),
            receipts.into(),
            i64::from(only_new).into(),
        ],
    )?;
    Ok(marked == 1)
}

/// Likewise, of one that is not printed.
fn issued(
    tx: &mut dyn Tx,
    shop: ShopId,
    (order, receipts): (OrderId, i64),
) -> Result<bool, store::Error> {
    let marked = tx.exec(
        sql!(
            "update orders set receipts = receipts + 1
             where shop_id = $1 and order_id = $2 and receipts = $3"
        ),
        &[shop.into(), order.into(), receipts.into()],
    )?;
    Ok(marked == 1)
}

fn asked_by(tx: &mut dyn Tx, claim: &Claim) -> Result<String, store::Error> {
    let row = tx.row(
        sql!("select asked_by from order_file where shop_id = $1 and file_id = $2"),
        &[claim.shop.into(), claim.file.into()],
    )?;
    row.map_or_else(|| Ok(String::new()), |row| row.text(0))
}

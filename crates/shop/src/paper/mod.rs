//! 帳票出力: the papers of one order or of many as one PDF. They are set first; that they were
//! printed is committed before they leave, and only if no other 領収書 came in between: no two say
//! that they are the first.

mod build;

pub use documents::forms::{FormKind, Paper};

use std::collections::HashSet;

use documents::forms::{FormError, pdf};
use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::order::history;
use crate::order::mark::{MarkError, hold};
use crate::order::may::Function;
use crate::profile::Shop;
use crate::world::World;
use build::Ground;

/// So often papers are drawn anew, where somebody prints the same at the same moment.
const TRIES: usize = 5;
/// Orders of one file at most.
pub const MOST: usize = 50;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No kind was chosen, or no order.
    #[error("nothing was chosen")]
    Nothing,
    /// The shop has no such order.
    #[error("no such order")]
    Gone,
    /// Others print the same again and again.
    #[error("others print the same")]
    Raced,
    /// The papers cannot be set: a mistake of ours.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Prints these kinds of these orders, at most [`MOST`]: order by order, each with its papers in
/// the order of the menu.
pub async fn print(
    world: &World,
    shop: &Shop,
    (orders, kinds): (&[OrderId], &[FormKind]),
    by: &str,
) -> Result<Vec<u8>, PrintError> {
    let kinds: Vec<FormKind> =
        FormKind::ALL.into_iter().filter(|kind| kinds.contains(kind)).collect();
    if kinds.is_empty() || orders.is_empty() {
        return Err(PrintError::Nothing);
    }
    let mut seen = HashSet::new();
    let once = orders.iter().copied().filter(|order| seen.insert(*order));
    let orders: Vec<OrderId> = once.take(MOST).collect();
    let (by, now) = (by.to_owned(), world.now());
    for _ in 0..TRIES {
        let (papers, issued) = draw(world, shop, (&orders, &kinds), now).await?;
        let set = tokio::task::spawn_blocking(move || pdf(&papers, &mut |_| {}));
        let bytes = set.await.map_err(|error| store::Error::Engine(error.to_string()))??;
        let (id, orders, kinds, by) = (shop.id, orders.clone(), kinds.clone(), by.clone());
        let write = move |tx: &mut dyn Tx| {
            orders
                .iter()
                .zip(&issued)
                .try_for_each(|(order, issued)| mark(tx, id, (*order, *issued, &kinds), (now, &by)))
        };
        match world.store.write(write).await {
            Ok(()) => return Ok(bytes),
            // Somebody printed the same 領収書 at this moment: this one is not what it says.
            Err(PrintError::Raced) => {}
            Err(error) => return Err(error),
        }
    }
    Err(PrintError::Raced)
}

/// The papers, and how many 領収書 there were of each order.
async fn draw(
    world: &World,
    shop: &Shop,
    (orders, kinds): (&[OrderId], &[FormKind]),
    now: Timestamp,
) -> Result<(Vec<Paper>, Vec<i64>), PrintError> {
    let (of, orders, kinds) = (shop.clone(), orders.to_vec(), kinds.to_vec());
    let read = move |tx: &mut dyn Tx| {
        let ground = Ground::read(tx, &of)?;
        let (mut papers, mut counts) = (Vec::new(), Vec::new());
        for order in &orders {
            let issued = receipts(tx, of.id, *order)?;
            papers.extend(ground.papers(tx, (*order, &kinds), (issued, now))?);
            counts.push(issued);
        }
        Ok::<_, PrintError>((papers, counts))
    };
    world.store.read(read).await
}

/// How many 領収書 of the order there were.
fn receipts(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<i64, PrintError> {
    let row = tx.row(
        sql!("select receipts from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    Ok(row.ok_or(PrintError::Gone)?.int(0)?)
}

/// What one paper of an order would say now; nothing is printed, and nothing noted.
pub async fn draft(
    world: &World,
    shop: &Shop,
    order: OrderId,
    kind: FormKind,
) -> Result<Paper, PrintError> {
    let (of, now) = (shop.clone(), world.now());
    let read = move |tx: &mut dyn Tx| {
        let issued = receipts(tx, of.id, order)?;
        Ground::read(tx, &of)?.papers(tx, (order, &[kind]), (issued, now))
    };
    world.store.read(read).await?.pop().ok_or(PrintError::Nothing)
}

/// Notes on the order that they are printed, unless another 領収書 came since it was drawn.
fn mark(
    tx: &mut dyn Tx,
    shop: ShopId,
    (order, issued, kinds): (OrderId, i64, &[FormKind]),
    (now, by): (Timestamp, &str),
) -> Result<(), PrintError> {
    hold(tx, shop, order, Function::Print).map_err(|error| match error {
        MarkError::Store(error) => PrintError::Store(error),
        _ => PrintError::Gone,
    })?;
    let has_receipt = kinds.contains(&FormKind::Receipt);
    if has_receipt && receipts(tx, shop, order)? != issued {
        return Err(PrintError::Raced);
    }
    tx.exec(
        sql!(
            "update orders set printed_at = $3, receipts = receipts + $4
             where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into(), now.into(), i64::from(has_receipt).into()],
    )?;
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let what = format!("帳票を出力しました：{}", names.join("、"));
    Ok(history::write(tx, shop, order, now, by, &what)?)
}

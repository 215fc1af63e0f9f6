//! 帳票出力: the papers of one order or of many as one PDF. That they were printed is
//! committed first, with its line of the history, so that no 領収書 leaves twice as the first.

mod build;

pub use documents::forms::{FormKind, Paper};

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
    let orders: Vec<OrderId> = orders.iter().copied().take(MOST).collect();
    let (of, by, now) = (shop.clone(), by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let ground = Ground::read(tx, &of)?;
        let mut papers = Vec::with_capacity(orders.len() * kinds.len());
        for order in &orders {
            let issued = mark(tx, of.id, (*order, &kinds), (now, &by))?;
            papers.extend(ground.papers(tx, (*order, &kinds), (issued, now))?);
        }
        Ok::<_, PrintError>(papers)
    };
    let papers = world.store.write(write).await?;
    let set = tokio::task::spawn_blocking(move || pdf(&papers, &mut |_| {}));
    let bytes = set.await.map_err(|error| store::Error::Engine(error.to_string()))?;
    Ok(bytes?)
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
        let row = tx.row(
            sql!("select receipts from orders where shop_id = $1 and order_id = $2"),
            &[of.id.into(), order.into()],
        )?;
        let issued = row.ok_or(PrintError::Gone)?.int(0)?;
        Ground::read(tx, &of)?.papers(tx, (order, &[kind]), (issued, now))
    };
    world.store.read(read).await?.pop().ok_or(PrintError::Nothing)
}

/// Notes on the order that they are printed; tells how many 領収書 were issued before.
fn mark(
    tx: &mut dyn Tx,
    shop: ShopId,
    (order, kinds): (OrderId, &[FormKind]),
    (now, by): (Timestamp, &str),
) -> Result<i64, PrintError> {
    hold(tx, shop, order, Function::Print).map_err(|error| match error {
        MarkError::Store(error) => PrintError::Store(error),
        _ => PrintError::Gone,
    })?;
    let receipts = i64::from(kinds.contains(&FormKind::Receipt));
    let row = tx.row(
        sql!(
            "update orders set printed_at = $3, receipts = receipts + $4
             where shop_id = $1 and order_id = $2 returning receipts - $4"
        ),
        &[shop.into(), order.into(), now.into(), receipts.into()],
    )?;
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let what = format!("帳票を出力しました：{}", names.join("、"));
    history::write(tx, shop, order, now, by, &what)?;
    Ok(row.ok_or(PrintError::Gone)?.int(0)?)
}

//! One order into another list, in one commit: list, history and stock.

use store::{Tx, sql};

use super::{Caution, Move, Shown, Standing, verdict};
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::order::history::{self, About, Change};
use crate::order::{List, show, stock, version};
use crate::payment::AccountError;
use crate::payment::row::{head, odd};
use crate::world::World;

/// What a person wants, and what they saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Where to.
    pub act: Move,
    /// 受注キャンセル gives the stock back; 受注一覧へ戻す takes it again.
    pub with_stock: bool,
    /// How the order stood on the page.
    pub shown: Shown,
    /// What was acknowledged.
    pub acknowledged: Vec<Caution>,
    /// Paygent was asked and did not say how the payment stands.
    pub unseen: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it came from.
    pub from: List,
    /// Where it is.
    pub to: List,
    /// Whether stock was given back, or taken.
    pub stock: bool,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The shop has no such order.
    #[error("no such order")]
    Gone,
    /// A telegram about it waits for its answer (DESIGN section 5).
    #[error("a telegram is in flight")]
    InFlight,
    /// It stands otherwise than the person saw: so it stands now.
    #[error("it is {0} by now")]
    Changed(Shown),
    /// No way leads there from here.
    #[error("there is no such way from {0}")]
    NoWay(Shown),
    /// Not acknowledged.
    #[error("not acknowledged: {0:?}")]
    Cautions(Vec<Caution>),
    /// There is too little of these to take them again.
    #[error("not enough stock: {0:?}")]
    Short(Vec<String>),
    /// The payment's credentials.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Moves an order for `by`.
pub async fn relocate(
    world: &World,
    shop: ShopId,
    order: OrderId,
    wish: &Wish,
    by: &str,
) -> Result<Moved, MoveError> {
    let (wish, by, now) = (wish.clone(), by.to_owned(), world.now());
    world.store.write(move |tx| relocate_in(tx, shop, order, &wish, (&by, now))).await
}

/// The same inside a transaction; an error leaves nothing of it.
pub(super) fn relocate_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    wish: &Wish,
    (by, now): (&str, Timestamp),
) -> Result<Moved, MoveError> {
    // From here to the commit nobody else decides anything about this order.
    version::touch(tx, shop, order)?;
    let Kept { shown, is_back } = kept(tx, shop, order)?.ok_or(MoveError::Gone)?;
    check(wish, shown)?;
    let stock = move_stock(tx, shop, order, (wish, is_back))?;
    let is_back = match (wish.act, stock) {
        (Move::Cancel, true) => true,
        (Move::Reopen, true) => false,
        _ => is_back,
    };
    let (from, to) = (shown.list, wish.act.to());
    tx.exec(
        sql!(
            "update orders set list = $3, moved_at = $4, stock_back = $5
             where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into(), to.word().into(), now.into(), i64::from(is_back).into()],
    )?;
    let change = Change { before: from.name().to_owned(), after: to.name().to_owned() };
    let what = sentence(wish, stock);
    history::write_change(tx, shop, order, (now, by), (&what, &change, About::Order))?;
    Ok(Moved { from, to, stock })
}

/// An order as it is kept.
pub(super) struct Kept {
    pub(super) shown: Shown,
    /// Its goods are in stock again.
    pub(super) is_back: bool,
}

/// Reads where an order stands; none where there is no such order.
pub(super) fn kept(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Kept>, store::Error> {
    let row = tx.row(
        sql!("select list, total, stock_back from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let word = row.text(0)?;
    let list = List::from_word(&word).ok_or_else(|| odd("orders", "list", &word))?;
    let standing = Standing::of(head(tx, shop, order)?.as_ref(), Yen(row.int(1)?));
    Ok(Some(Kept { shown: Shown { list, standing }, is_back: row.int(2)? == 1 }))
}

/// Whether it may be done as it stands now.
pub(super) fn check(wish: &Wish, shown: Shown) -> Result<(), MoveError> {
    if shown.standing == Standing::InFlight {
        return Err(MoveError::InFlight);
    }
    if shown != wish.shown {
        return Err(MoveError::Changed(shown));
    }
    if !wish.act.is_open(shown) {
        return Err(MoveError::NoWay(shown));
    }
    let mut open = verdict(wish.act, shown.standing, wish.unseen).cautions;
    open.retain(|caution| !wish.acknowledged.contains(caution));
    if open.is_empty() { Ok(()) } else { Err(MoveError::Cautions(open)) }
}

/// Whether stock was moved. What is back already is not given back twice, and what was never given
/// back is not taken twice.
fn move_stock(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    (wish, is_back): (&Wish, bool),
) -> Result<bool, MoveError> {
    let gives = wish.act == Move::Cancel && !is_back;
    let takes = wish.act == Move::Reopen && is_back;
    if !wish.with_stock || !(gives || takes) {
        return Ok(false);
    }
    let goods = stock::of_lines(&show::lines(tx, shop, order)?);
    if gives {
        stock::give_back(tx, shop, &goods)?;
    } else if let Err(short) = stock::take(tx, shop, &goods)? {
        return Err(MoveError::Short(short));
    }
    Ok(true)
}

fn sentence(wish: &Wish, stock: bool) -> String {
    let moved = match wish.act {
        Move::Complete => "受注完了一覧へ移動しました。",
        Move::Cancel if stock => "受注キャンセル一覧へ移動し、在庫を戻しました。",
        Move::Cancel => "受注キャンセル一覧へ移動しました。在庫は戻していません。",
        Move::Reopen if stock => "受注一覧へ戻し、在庫を引きました。",
        Move::Reopen => "受注一覧へ戻しました。",
    };
    let known: Vec<&str> = verdict(wish.act, wish.shown.standing, wish.unseen)
        .cautions
        .into_iter()
        .map(Caution::said)
        .collect();
    if known.is_empty() {
        return moved.to_owned();
    }
    format!("{moved}（確認のうえ：{}）", known.join("、"))
}

//! メモ: what staff keep in mind about an order. The buyer does not see it on a page, but
//! gets it when asking for all that the shop holds.

use store::{Tx, sql};

use super::history::{self, About, Change};
use super::mark::{MarkError, hold, wrong};
use super::may::Function;
use crate::checkout::normalise;
use crate::id::{OrderId, ShopId};
use crate::world::World;

/// Longest, in letters.
pub const MEMO_MAX: usize = 2_000;
/// Letters of it that the history keeps.
const HISTORY_MAX: usize = 100;

/// Saves what `by` typed; `version` is the one that the page was opened with. What is saved already
/// is no change.
pub async fn save(
    world: &World,
    shop: ShopId,
    order: OrderId,
    (typed, version): (&str, i64),
    by: &str,
) -> Result<(), MarkError> {
    let text = normalise::paragraphs(typed);
    if text.chars().count() > MEMO_MAX {
        return Err(wrong("memo", format!("メモを{MEMO_MAX}字までにしてください。")));
    }
    let (now, by) = (world.now(), by.to_owned());
    let write = move |tx: &mut dyn Tx| {
        hold(tx, shop, order, Function::Memo)?;
        let row = tx.row(
            sql!("select memo, memo_version from orders where shop_id = $1 and order_id = $2"),
            &[shop.into(), order.into()],
        )?;
        let row = row.ok_or(MarkError::Gone)?;
        let before = row.text(0)?;
        if before == text {
            return Ok(());
        }
        if row.int(1)? != version {
            return Err(MarkError::Stale);
        }
        tx.exec(
            sql!(
                "update orders set memo = $3, memo_version = memo_version + 1
                 where shop_id = $1 and order_id = $2"
            ),
            &[shop.into(), order.into(), text.as_str().into()],
        )?;
        // What is noted may name somebody.
        let change = Change { before: beginning(&before), after: beginning(&text) };
        let what = ("メモを変更しました。", &change, About::Person);
        Ok(history::write_change(tx, shop, order, (now, &by), what)?)
    };
    world.store.write(write).await
}

/// One line of the beginning.
fn beginning(text: &str) -> String {
    let line = text.replace('\n', "　");
    match line.char_indices().nth(HISTORY_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

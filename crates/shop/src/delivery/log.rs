//! 変更履歴 of what has no form of its own: carriers that came and went, 送料グループ, 商品の送料区分.

use store::Tx;

use crate::clock::Timestamp;
use crate::counter;
use crate::id::ShopId;
use crate::settings::{Past, keep_in, past_in};
use crate::world::World;

/// Under which word the lines are kept.
const KIND: &str = "delivery";

/// Who changes something, and when.
#[derive(Clone, Debug)]
pub(super) struct By {
    pub name: String,
    pub at: Timestamp,
}

impl By {
    pub fn now(world: &World, name: &str) -> By {
        By { name: name.to_owned(), at: world.now() }
    }
}

/// Keeps what one save did, a sentence each; nothing, if it did nothing.
pub(super) fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    by: &By,
    lines: &[String],
) -> Result<(), store::Error> {
    if lines.is_empty() {
        return Ok(());
    }
    // Counted, so that two at once do not take the same number.
    let number = counter::next(tx, shop, KIND)?;
    keep_in(tx, shop, KIND, number, &lines, (&by.name, by.at))
}

/// The newest saves with their sentences, at most `limit`.
pub async fn log(
    world: &World,
    shop: ShopId,
    limit: i64,
) -> Result<Vec<Past<Vec<String>>>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| past_in(tx, shop, KIND, limit)).await
}

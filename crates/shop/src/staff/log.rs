//! 変更履歴 of スタッフ: who changed which account, a sentence each.

use store::Tx;

use crate::clock::Timestamp;
use crate::counter;
use crate::id::ShopId;
use crate::settings::{Past, keep_in, past_in};
use crate::world::World;

/// Under which word the lines are kept.
const KIND: &str = "staff";

/// The place of a line to come. Taken before anything is looked at: whoever changes accounts at the
/// same moment waits here, and then sees what this one has done.
pub(super) struct Place(i64);

/// Takes the next place.
pub(super) fn place(tx: &mut dyn Tx, shop: ShopId) -> Result<Place, store::Error> {
    counter::next(tx, shop, KIND).map(Place)
}

/// Keeps what `by` did.
pub(super) fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    place: &Place,
    by: (&str, Timestamp),
    lines: &[String],
) -> Result<(), store::Error> {
    if lines.is_empty() { Ok(()) } else { keep_in(tx, shop, KIND, place.0, &lines, by) }
}

/// The newest changes with their sentences, at most `limit`.
pub async fn log(
    world: &World,
    shop: ShopId,
    limit: i64,
) -> Result<Vec<Past<Vec<String>>>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| past_in(tx, shop, KIND, limit)).await
}

//! メモ: what staff keep in mind about a member. The member does not see it on a page, but gets it
//! when asking for all that the shop holds.

use store::{Tx, sql};

use super::log;
use crate::checkout::normalise;
use crate::id::MemberId;
use crate::profile::Shop;
use crate::world::World;

/// Longest, in letters.
pub const NOTE_MAX: usize = 2_000;

/// Why it was not saved.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`NOTE_MAX`].
    #[error("the note is too long")]
    TooLong,
    /// Somebody else saved one since the form was opened.
    #[error("the form is out of date")]
    Stale,
    /// There is no such member.
    #[error("no such member")]
    Gone,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Saves what `by` typed; `version` is the one that the form was opened with.
pub async fn save_note(
    world: &World,
    shop: &Shop,
    member: MemberId,
    (typed, version): (&str, i64),
    by: &str,
) -> Result<(), NoteError> {
    let text = normalise::paragraphs(typed);
    if text.chars().count() > NOTE_MAX {
        return Err(NoteError::TooLong);
    }
    let (shop, now, by) = (shop.id, world.now(), by.to_owned());
    let saved = world.store.write(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select note, note_version from member
                 where shop_id = $1 and member_id = $2 and withdrawn_at is null"
            ),
            &[shop.into(), member.into()],
        )?;
        let Some(row) = row else { return Err(NoteError::Gone) };
        if row.text(0)? == text {
            return Ok(());
        }
        let changed = tx.exec(
            sql!(
                "update member set note = $3, note_version = note_version + 1
                 where shop_id = $1 and member_id = $2 and note_version = $4
                   and withdrawn_at is null"
            ),
            &[shop.into(), member.into(), text.as_str().into(), version.into()],
        )?;
        if changed == 0 {
            return Err(NoteError::Stale);
        }
        log::write(tx, shop, Some(member), (&by, now), "メモを変更しました。")?;
        Ok(())
    });
    saved.await
}

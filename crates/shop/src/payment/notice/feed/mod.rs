//! The feed of changes (091): every change of a status has a number, from 1 without a gap, and is
//! kept for seven days. It is read by number, so that nobody else's reading is disturbed, and by
//! one worker per merchant account (decision 042).

mod compare;
mod place;
mod read;
mod row;

pub use read::{open_feeds, read_feeds};
pub(super) use row::{heard, hurry, is_whole};

//! What is asked of a run that takes a file in, and what becomes of its orders.

use serde::{Deserialize, Serialize};

use crate::bulk;
use crate::clock::Day;
use crate::id::NumberFileId;

/// What is asked of all orders of a file. They are shipped in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct All {
    /// The file.
    pub file: NumberFileId,
    /// 配送通知メール, from the text of this version.
    pub mail: Option<i64>,
    /// 売上確定, of payments that are held for the order's total.
    pub capture: bool,
    /// 受注完了一覧へ移動.
    pub complete: bool,
}

/// What is asked of one of them. It names what leads to a person: it goes when that one is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct One {
    /// 問合せ番号.
    pub tracking: String,
    /// When it left; none: when it is noted.
    pub day: Option<Day>,
    /// Whether it had left, as it was looked at.
    pub was_shipped: bool,
    /// The number that stood there then.
    pub was: String,
}

/// What became of an item, as it is kept. Those of the first commit, where nothing was done, are
/// also words of [`crate::order::many::answer`].
pub mod answer {
    pub use crate::order::many::answer::{CHANGED, CLOSED, DONE, GONE, NO_ADDRESS, OVER};
    pub use crate::order::moves::bulk::answer::MOVED;

    /// Somebody noted another number meanwhile: nothing is done.
    pub const OTHER_NUMBER: &str = "other_number";
    /// The number is noted and the payment captured.
    pub const CAPTURED: &str = "captured";
    /// The number is noted, and Paygent refused 売上確定; the detail is its code.
    pub const CAPTURE_REFUSED: &str = "capture_refused";
    /// The number is noted, and Paygent could not be reached.
    pub const CAPTURE_NOT_SENT: &str = "capture_not_sent";
    /// The number is noted, and 売上確定 is not allowed as the payment stands.
    pub const CAPTURE_DENIED: &str = "capture_denied";
    /// The number is noted, and nobody could tell for too long what became of 売上確定.
    pub const CAPTURE_UNDECIDED: &str = "capture_undecided";
    /// The number is noted, the payment captured, and the order not moved.
    pub const CAPTURED_UNMOVED: &str = "captured_unmoved";
    /// The number is noted, and the order not moved; the detail is why, in a word of the moves.
    pub const UNMOVED: &str = "unmoved";
}

/// Reads what was asked of a run.
pub fn all_of(run: &bulk::Run) -> Option<All> {
    serde_json::from_str(&run.asked).ok()
}

//! An order goes from list to list: 受注完了, 受注キャンセル, and back (R-154, R-155; DESIGN section
//! 10).

mod caution;
mod propose;
mod relocate;
mod standing;
mod together;

pub mod bulk;

pub use caution::{Along, Caution, Verdict, verdict};
pub use propose::{Proposal, propose, propose_one};
pub use relocate::{MoveError, Moved, Wish, relocate};
pub use standing::{Shown, Standing};
pub use together::{Together, together};

use super::List;
use super::may::Function;

/// Where an order is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// 受注完了一覧へ移動.
    Complete,
    /// 受注キャンセル一覧へ移動.
    Cancel,
    /// 受注一覧へ戻す.
    Reopen,
}

impl Move {
    /// All three.
    pub const ALL: [Move; 3] = [Move::Complete, Move::Cancel, Move::Reopen];

    /// The list it leads to.
    pub fn to(self) -> List {
        match self {
            Move::Complete => List::Completed,
            Move::Cancel => List::Cancelled,
            Move::Reopen => List::Open,
        }
    }

    /// Its word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Move::Complete => "complete",
            Move::Cancel => "cancel",
            Move::Reopen => "reopen",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Move> {
        Move::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether an order may go there from where it stands: what its list allows (M4), and from
    /// 受注完了一覧 into 受注キャンセル一覧 only where the payment is cancelled.
    pub fn is_open(self, shown: Shown) -> bool {
        let function = match self {
            Move::Complete => Function::Complete,
            Move::Cancel => Function::CancelOrder,
            Move::Reopen => Function::Reopen,
        };
        let is_cancel = self == Move::Cancel && shown.list == List::Completed;
        function.is_open(shown.list) && (!is_cancel || shown.standing == Standing::Cancelled)
    }
}

//! Files that are made of orders: 帳票出力 as one PDF, 送り状データ of one layout.
//! What was asked for is committed with its page's key, made by a background job or at once by
//! whoever asked, and kept for some days: a page that comes twice, a download that broke off and a
//! process that died all lead to the one file. That orders were printed or written is committed
//! with the file.

mod begin;
mod make;
mod papers;
mod show;
mod sweep;
mod waiting;

use documents::forms::FormKind;
use serde::{Deserialize, Serialize};

pub use begin::{Begun, begin, begin_here};
pub use show::{Content, File, content, file, recent};
pub use sweep::{LEASE, adopt, drive, sweep};
pub use waiting::{SlipsOf, Waiting, layout_of, waiting};

use crate::id::{LayoutId, OrderId};
use crate::order::record::Record;

/// Orders of one file at most.
pub const MOST: usize = 500;

/// What a file is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// 帳票: these kinds of each order, in the order of the menu.
    Papers {
        /// Which.
        kinds: Vec<FormKind>,
        /// Only of orders that nothing was printed of yet.
        #[serde(default)]
        only_new: bool,
    },
    /// 領収書 that the buyer issues.
    Receipt,
    /// 送り状データ of those orders that are written in this layout.
    Slips {
        /// Which.
        layout: LayoutId,
        /// Only those that are in no such file yet.
        #[serde(default)]
        only_new: bool,
    },
}

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Still to be made.
    Waiting,
    /// It is there, unless there was nothing to be in it.
    Ready,
    /// It could not be made, and will not be.
    Failed,
}

impl State {
    const ALL: [State; 3] = [State::Waiting, State::Ready, State::Failed];

    /// The word of the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Ready => "ready",
            State::Failed => "failed",
        }
    }

    fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What is to be told of a file, in words for the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Of which order; none: of the file as a whole.
    pub order: Option<OrderId>,
    /// Its 注文番号.
    pub number: String,
    /// One sentence.
    pub text: String,
    /// The order is not in the file; otherwise it only has to be looked at.
    pub is_left_out: bool,
}

impl Told {
    pub(crate) fn left_out(order: &Record, text: String) -> Told {
        Told { is_left_out: true, ..Told::looked_at(order, text) }
    }

    pub(crate) fn looked_at(order: &Record, text: String) -> Told {
        let number = order.number.clone();
        Told { order: Some(order.order_id), number, text, is_left_out: false }
    }

    pub(crate) fn of_file(text: String) -> Told {
        Told { order: None, number: String::new(), text, is_left_out: true }
    }
}

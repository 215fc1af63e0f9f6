//! Work on many orders at once, on the server: what was asked for is committed as a run with its
//! items, and a background job does them one by one, whoever closes which page and whatever dies.
//! An item is ended in the commit that does it, so that it is done once.
//!
//! A kind of work is a line of [`Kind`] with its own function over one [`Item`].

mod begin;
mod forget;
mod show;
mod sweep;
mod ticket;

pub(crate) use begin::begin_in;
pub use begin::{Asked, Start, begin};
pub(crate) use forget::forget;
pub use show::{Run, RunPage, RunRow, run, runs};
pub use sweep::{adopt, sweep};
pub use ticket::{End, Item, Ticket};

/// What is done to each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 受注一括処理: into another list.
    OrderMove,
    /// 受注一括処理: a mail, 入金チェック or 受注ステータス.
    OrderWork,
    /// 問合せ番号の取込: number and shipment, and what follows from them.
    OrderShip,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::OrderMove, Kind::OrderWork, Kind::OrderShip];

    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            Kind::OrderMove => "order_move",
            Kind::OrderWork => "order_work",
            Kind::OrderShip => "order_ship",
        }
    }

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Still to be done.
    Waiting,
    /// Done.
    Done,
    /// Not done, and it will not be.
    Failed,
    /// Not asked for; the answer says why.
    LeftOut,
}

impl State {
    /// All four.
    pub const ALL: [State; 4] = [State::Waiting, State::Done, State::Failed, State::LeftOut];

    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Failed => "failed",
            State::LeftOut => "left_out",
        }
    }

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

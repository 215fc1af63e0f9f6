//! Orders (受注): placed once, then worked on.

pub mod check;
pub mod edit;
pub mod export;
pub mod history;
pub mod list;
pub mod many;
pub mod mark;
pub mod may;
pub mod memo;
pub mod moves;
pub mod number;
pub mod place;
pub(crate) mod record;
pub mod ship;
pub mod show;
pub mod status;
pub mod stock;
pub mod totals;
pub mod version;

use serde::{Deserialize, Serialize};

/// The list that holds an order (受注一覧, 受注完了一覧, 受注キャンセル一覧).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// 受注一覧.
    Open,
    /// 受注完了一覧.
    Completed,
    /// 受注キャンセル一覧.
    Cancelled,
}

impl List {
    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            List::Open => "open",
            List::Completed => "completed",
            List::Cancelled => "cancelled",
        }
    }

    /// All three.
    pub const ALL: [List; 3] = [List::Open, List::Completed, List::Cancelled];

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<List> {
        List::ALL.into_iter().find(|list| list.word() == word)
    }

    /// What people call it, in the history and on pages.
    pub fn name(self) -> &'static str {
        match self {
            List::Open => "受注一覧",
            List::Completed => "受注完了一覧",
            List::Cancelled => "受注キャンセル一覧",
        }
    }

    /// 受注状況 of the orders in it.
    pub fn state(self) -> &'static str {
        match self {
            List::Open => "受注処理中",
            List::Completed => "受注処理完了",
            List::Cancelled => "受注キャンセル",
        }
    }
}

#[cfg(test)]
mod tests;

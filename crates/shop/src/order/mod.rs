//! Orders (受注): placed once, then worked on.

pub mod edit;
pub mod export;
pub mod history;
pub mod list;
pub mod number;
pub mod place;
pub mod show;
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

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<List> {
        [List::Open, List::Completed, List::Cancelled].into_iter().find(|list| list.word() == word)
    }
}

#[cfg(test)]
mod tests;

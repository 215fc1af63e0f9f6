//! お届け希望日 and お届け時間帯.

use serde::{Deserialize, Serialize};

use crate::clock::Day;

/// When the buyer wants the goods; both are 指定なし where they are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// お届け希望日.
    pub on: Option<Day>,
    /// お届け時間帯, as it was called when it was chosen.
    pub slot: Option<String>,
}

impl Arrival {
    /// `2026/11/28(土) 14時～16時`, for pages and mails; none where nothing is wished for.
    pub fn text(&self) -> Option<String> {
        let parts = [self.on.map(Day::to_text), self.slot.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Nothing is wished for: left out of the JSON.
    pub fn is_none(&self) -> bool {
        self.on.is_none() && self.slot.is_none()
    }
}

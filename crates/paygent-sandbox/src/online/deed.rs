//! 売上 and 取消: which act of the ledger each is, and how people call it. Pure.

use paygent::Status;

use crate::acs::grouped;
use crate::ledger::machine::Act;

/// What a person wants; which act that is depends on the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Capture,
    Cancel,
}

impl Deed {
    /// As the address names it.
    pub(super) fn named(text: &str) -> Option<Self> {
        match text {
            "capture" => Some(Self::Capture),
            "cancel" => Some(Self::Cancel),
            _ => None,
        }
    }

    /// Its part of an address.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Cancel => "cancel",
        }
    }

    /// 021 while it is held, 023 once it is captured.
    pub(super) fn act(self, status: Status) -> Act {
        match (self, status.0) {
            (Self::Capture, _) => Act::Capture,
            (Self::Cancel, 40..=60) => Act::Refund,
            (Self::Cancel, _) => Act::Cancel,
        }
    }
}

/// What it is called, and what its button says.
pub(super) fn names(act: Act) -> (&'static str, &'static str) {
    match act {
        Act::Capture => ("売上", "売上にする"),
        Act::Cancel => ("オーソリ取消", "オーソリを取り消す"),
        Act::Refund => ("売上取消", "売上を取り消す"),
    }
}

/// What it means in money.
pub(super) fn money(act: Act, yen: i64) -> String {
    let yen = grouped(yen);
    match act {
        Act::Capture => format!("お客様に{yen}円を請求します。"),
        Act::Cancel => format!("確保した{yen}円を戻します。お客様への請求はありません。"),
        Act::Refund => format!("お客様に{yen}円を返金します。"),
    }
}

//! What a payment has caused, as its page tells it: notices and telegrams.

use super::view::named;
use crate::clock::{self, Millis};
use crate::home;
use crate::ledger::notice::Told;
use crate::ledger::telegram::{self, LoggedTelegram};

/// A notice, and what became of it.
pub(super) struct Post {
    pub(super) number: i64,
    pub(super) at: String,
    pub(super) status: String,
    pub(super) tone: &'static str,
    pub(super) glyph: Option<&'static str>,
    pub(super) fate: String,
}

/// A line of the log.
pub(super) struct Logged {
    pub(super) at: String,
    pub(super) kind: String,
    pub(super) name: &'static str,
    pub(super) outcome: String,
    pub(super) asked: String,
    pub(super) answered: String,
}

impl Post {
    pub(super) fn of(told: &Told, now: Millis) -> Self {
        let (tone, glyph, fate) = match told {
            Told { delivered: true, tries: 0, .. } => {
                ("ok", Some("check"), "差分照会で渡しました".to_owned())
            }
            Told { delivered: true, .. } => ("ok", Some("check"), "受け取られました".to_owned()),
            Told { notice, .. } if notice.is_gone(now) => {
                ("plain", None, "7日を過ぎました".to_owned())
            }
            Told { waits: true, tries: 0, .. } => ("plain", Some("clock"), "送信待ち".to_owned()),
            Told { waits: true, tries, .. } => {
                ("warn", Some("clock"), format!("{tries}回送りましたが、受け取られていません"))
            }
            Told { .. } => ("plain", None, "通知先がありません".to_owned()),
        };
        Self {
            number: told.notice.number,
            at: clock::shown(told.notice.changed_at),
            status: named(told.notice.status),
            tone,
            glyph,
            fate,
        }
    }
}

impl Logged {
    pub(super) fn of(telegram: LoggedTelegram) -> Self {
        let act = telegram.asked.strip_prefix("act=").and_then(|asked| asked.lines().next());
        let by_hand = act.filter(|_| telegram.kind == telegram::BY_HAND);
        Self {
            // What was done by hand is told by the telegram it stands for.
            name: home::kind_name(by_hand.unwrap_or(&telegram.kind)),
            kind: by_hand
                .map_or(telegram.kind.as_str(), |_| home::kind_name(telegram::BY_HAND))
                .into(),
            outcome: home::outcome(&telegram),
            at: telegram.at,
            asked: telegram.asked,
            answered: telegram.answered,
        }
    }
}

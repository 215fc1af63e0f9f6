//! メール on an order's page: what can be sent, and what became of what was.

use shop::clock::Timestamp;
use shop::order_mail::{Before, Kept, Use};

/// The data of `templates/admin/orders/mails.html`.
#[derive(Clone, Debug, Default)]
pub(crate) struct MailCard {
    /// The templates, for those who may send; 配送通知メール stands beside 出荷.
    pub ways: Vec<Way>,
    /// What was sent, newest first.
    pub sent: Vec<SentRow>,
}

/// A mail that can be sent.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub template: i64,
    pub name: String,
    /// When one was sent last.
    pub since: Option<String>,
}

/// A mail that was sent.
#[derive(Clone, Debug)]
pub(crate) struct SentRow {
    pub name: &'static str,
    pub subject: String,
    pub at: String,
    pub tone: &'static str,
    pub state: &'static str,
    /// Why it will not arrive.
    pub error: Option<String>,
}

impl MailCard {
    pub(crate) fn of(all: &[Kept], before: &[Before], may: bool) -> MailCard {
        let way = |kept: &Kept| {
            let same = before.iter().find(|one| one.template == Some(kept.id));
            Way {
                template: kept.id.0,
                name: kept.name.clone(),
                since: same.map(|one| one.at.to_minutes_text()),
            }
        };
        let ways = if may { all.iter().map(way).collect() } else { Vec::new() };
        MailCard { ways, sent: before.iter().map(SentRow::of).collect() }
    }

    /// The template of 配送通知メール, for those who may send it.
    pub(crate) fn shipped(&self) -> Option<&Way> {
        let id = Use::Shipped.id().map(|id| id.0);
        self.ways.iter().find(|way| Some(way.template) == id)
    }
}

impl SentRow {
    fn of(before: &Before) -> SentRow {
        let (tone, state) = match (&before.dead, before.sent_at) {
            (Some(_), _) => ("bad", "届きませんでした"),
            (None, Some(_)) => ("ok", "送信済"),
            (None, None) => ("", "送信待ち"),
        };
        SentRow {
            name: match before.kind.as_str() {
                "thanks" => "サンクスメール",
                "confirmation" => "注文確認メール",
                "shipped" => "配送通知メール",
                "free" => "フリーメール",
                _ => "お店のテンプレート",
            },
            subject: before.subject.clone(),
            at: Timestamp::to_minutes_text(before.at),
            tone,
            state,
            error: before.dead.clone(),
        }
    }
}

//! One order in the table: what stands in its cells.

use shop::clock::{DAY, Timestamp};
use shop::order::list::{HOLD_DAYS, OrderRow, Owner, RowPayment};
use shop::payment::{EndedThere, Liability, Settled, ThreeDs};

use super::super::super::{Tid, text};
use super::super::bulk::Tick;
use super::super::todo::{Facts, Todo, todo};
use super::words;

/// Letters of a メモ that a list shows.
const MEMO_LETTERS: usize = 16;

/// One order in the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub href: String,
    pub number: String,
    pub inner: String,
    pub placed_at: String,
    pub total: String,
    pub buyer: String,
    /// 会員ID, 退会済み or ゲスト.
    pub whose: String,
    pub method: String,
    pub trade: Option<Tid>,
    pub badges: Vec<Badge>,
    pub todo: Vec<Todo>,
    /// The list that holds it, where the page shows several.
    pub list: Option<&'static str>,
    /// The beginning of its メモ.
    pub memo: Option<String>,
    /// 受注ステータス.
    pub status: Option<String>,
    /// Chooses it for 受注一括処理.
    pub tick: Tick,
}

/// State in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Badge {
    pub tone: &'static str,
    pub icon: Option<&'static str>,
    pub text: String,
}

impl Row {
    pub(crate) fn of(row: &OrderRow, now: Timestamp) -> Row {
        Row {
            href: format!("/orders/{}", row.order_id),
            tick: Tick { order: row.order_id.0, number: row.number.clone(), total: row.total.0 },
            number: row.number.clone(),
            inner: row.order_id.to_string(),
            placed_at: row.placed_at.to_minutes_text(),
            total: row.total.to_string(),
            buyer: row.buyer_name.clone(),
            whose: whose(row.member.as_ref()),
            method: row.method_name.clone(),
            trade: row.payment.as_ref().map(|payment| Tid::of(&payment.trade)),
            badges: badges(row, now),
            todo: todo(Facts {
                list: row.list,
                payment: row.payment.as_ref().map(|payment| payment.state),
                is_free: row.is_free,
                is_checked: row.is_checked,
                is_shipped: row.is_shipped,
            }),
            list: None,
            memo: memo(&row.memo),
            status: row.status.clone(),
        }
    }

    /// The same where orders of other lists stand beside it.
    pub(super) fn among_lists(row: &OrderRow, now: Timestamp) -> Row {
        Row { list: Some(words::list(row.list)), ..Row::of(row, now) }
    }
}

/// The beginning of its first line.
fn memo(memo: &str) -> Option<String> {
    let line = memo.lines().next().filter(|line| !line.is_empty())?;
    let mut shown: String = line.chars().take(MEMO_LETTERS).collect();
    if shown.len() < memo.trim_end().len() {
        shown.push('…');
    }
    Some(shown)
}

/// 会員ID of whoever ordered.
pub(crate) fn whose(member: Option<&Owner>) -> String {
    match member {
        None => "ゲスト".to_owned(),
        Some(owner) if owner.login.is_empty() => "退会済み".to_owned(),
        Some(owner) => owner.login.clone(),
    }
}

/// What a glance must catch, beside the payment's state.
fn badges(row: &OrderRow, now: Timestamp) -> Vec<Badge> {
    let payment = row.payment.iter().flat_map(|payment| of_payment(payment, now));
    let bad = |text: &str| Badge { tone: "bad", icon: Some("bad"), text: text.to_owned() };
    let differs = row.differs.then(|| bad("金額差異"));
    let mail = row.is_mail_dead.then(|| bad("サンクスメール不達"));
    payment.chain(differs).chain(mail).collect()
}

fn of_payment(payment: &RowPayment, now: Timestamp) -> Vec<Badge> {
    let state = |tone, icon| Badge { tone, icon, text: text::state(payment.state).to_owned() };
    let mut badges = vec![match payment.state {
        Settled::Held => state("info", None),
        Settled::Captured => state("ok", Some("check")),
        Settled::Cancelled => state("", Some("cross")),
    }];
    if payment.in_flight {
        badges.push(Badge { tone: "warn", icon: Some("clock"), text: "確認中".to_owned() });
    }
    if payment.three_ds.liability() == Liability::Issuer {
        badges.push(Badge { tone: "ok", icon: Some("shield"), text: "3DS".to_owned() });
    }
    // There was an authentication, and it moves nothing.
    if matches!(payment.three_ds, ThreeDs::Lost | ThreeDs::AttemptMerchant) {
        let bears = payment.three_ds.liability().name();
        badges.push(Badge { tone: "plain", icon: None, text: format!("負担：{bears}") });
    }
    if let Some(ended) = payment.ended {
        let text = match ended {
            EndedThere::Cancelled => "ペイジェント側で取消",
            EndedThere::Changed => "ペイジェント側で金額変更",
            EndedThere::Expired => "オーソリ期限切れ",
        };
        badges.push(Badge { tone: "bad", icon: Some("bad"), text: text.to_owned() });
    } else if payment.state == Settled::Held {
        badges.push(deadline(payment.authorized_at, now).badge());
    }
    badges
}

/// Until when a hold can be captured. Shown only: Paygent itself decides what is too late (DESIGN
/// section 5).
pub(crate) fn deadline(authorized_at: Timestamp, now: Timestamp) -> Deadline {
    let until = authorized_at.after(HOLD_DAYS * DAY);
    let days = until.in_japan().date().since(now.in_japan().date());
    let days = days.map_or(0, |span| i64::from(span.get_days()));
    let text = until.to_minutes_text();
    let day = text.split(' ').next().unwrap_or_default().to_owned();
    Deadline { day, days }
}

/// A day, and how far off it is.
pub(crate) struct Deadline {
    day: String,
    days: i64,
}

impl Deadline {
    /// `売上確定の期限は 2027/01/23(土)、あと60日です。`
    pub(crate) fn sentence(&self) -> String {
        match self.days {
            ..0 => format!("売上確定の期限 {} を過ぎています。", self.day),
            0 => format!("売上確定の期限は今日、{} です。", self.day),
            days => format!("売上確定の期限は {}、あと{days}日です。", self.day),
        }
    }

    /// Plain above 14 days, yellow to 4, red below.
    fn badge(&self) -> Badge {
        let (tone, icon) = match self.days {
            ..=3 => ("bad", Some("clock")),
            4..=14 => ("warn", Some("clock")),
            _ => ("plain", None),
        };
        let text = match self.days {
            ..0 => "期限切れ".to_owned(),
            days => format!("残り{days}日"),
        };
        Badge { tone, icon, text }
    }
}

#[cfg(test)]
mod tests {
    use shop::clock::{DAY, HOUR, Timestamp};

    use super::deadline;

    #[test]
    fn days_left_are_counted_by_the_calendar_of_japan() {
        // 2026-11-24 14:05:31 in Japan.
        let made = Timestamp(1_795_496_731_000);
        for (later, tone, badge, sentence) in [
            (0, "plain", "残り60日", "売上確定の期限は 2027/01/23(土)、あと60日です。"),
            (9 * HOUR, "plain", "残り60日", "売上確定の期限は 2027/01/23(土)、あと60日です。"),
            (10 * HOUR, "plain", "残り59日", "売上確定の期限は 2027/01/23(土)、あと59日です。"),
            (46 * DAY, "warn", "残り14日", "売上確定の期限は 2027/01/23(土)、あと14日です。"),
            (57 * DAY, "bad", "残り3日", "売上確定の期限は 2027/01/23(土)、あと3日です。"),
            (60 * DAY, "bad", "残り0日", "売上確定の期限は今日、2027/01/23(土) です。"),
            (61 * DAY, "bad", "期限切れ", "売上確定の期限 2027/01/23(土) を過ぎています。"),
        ] {
            let found = deadline(made, made.after(later));
            let shown = found.badge();
            assert_eq!((shown.tone, shown.text.as_str()), (tone, badge));
            assert_eq!(found.sentence(), sentence);
        }
    }
}

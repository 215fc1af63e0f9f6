//! What of a list is wanted: every condition of 詳細検索フォーム, as values.

use super::term::Prefix;
use crate::checkout::Method;
use crate::clock::Timestamp;
use crate::id::{CarrierId, StatusId, TradeId};
use crate::money::Yen;
use crate::payment::Settled;

/// Conditions that an order must all meet; the default: none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// 外部決済注文番号: the 取引ID of the payment that counts, or of an earlier one.
    pub trade: Option<TradeId>,
    /// 注文番号 or 内部番号, whole.
    pub number: Option<Number>,
    /// The beginning of a name or kana of whoever buys or gets it.
    pub name: Option<Prefix>,
    /// The beginning of the buyer's mail address.
    pub mail: Option<Prefix>,
    /// The beginning of a phone number of whoever buys or gets it.
    pub phone: Option<Prefix>,
    /// What stands in the name or code of one of its products as the catalogue has them, or is the
    /// code it was sold under.
    pub product: Option<String>,
    /// 支払い方法.
    pub method: Option<Way>,
    /// 決済状況.
    pub pay: Option<Settled>,
    /// 金額差異: the payment's amount is another than the total.
    pub differs: bool,
    /// Held, since before this.
    pub held_before: Option<Timestamp>,
    /// Placed at or after this.
    pub from: Option<Timestamp>,
    /// Placed before this.
    pub until: Option<Timestamp>,
    /// 購入額, at least.
    pub least: Option<Yen>,
    /// 購入額, at most.
    pub most: Option<Yen>,
    /// 宅配便.
    pub carrier: Option<CarrierId>,
    /// 発送済み, or still to be shipped: what is paid no more is not.
    pub shipped: Option<bool>,
    /// Left the shop at or after this.
    pub shipped_from: Option<Timestamp>,
    /// Left the shop before this.
    pub shipped_until: Option<Timestamp>,
    /// 配送通知メール was sent, or not.
    pub notified: Option<bool>,
    /// 送り状データ was written, or not.
    pub slip: Option<bool>,
    /// 帳票 were printed, or not.
    pub printed: Option<bool>,
    /// 入金チェック 済 or not.
    pub checked: Option<bool>,
    /// What became of サンクスメール.
    pub mailed: Option<Mailed>,
    /// There is a メモ.
    pub noted: bool,
    /// The メモ holds these letters.
    pub memo: Option<String>,
    /// Of a member, or of a guest.
    pub member: Option<bool>,
    /// 受注ステータス.
    pub status: Option<Stands>,
}

/// An order's number, however it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// 注文番号.
    pub(super) text: String,
    /// 内部番号; -1: it is none.
    pub(super) id: i64,
}

impl Number {
    /// Reads what was typed: full width, spaces and hyphens are no matter. Nothing typed is none.
    pub fn parse(typed: &str) -> Option<Number> {
        let text = super::plain(typed);
        // `030` begins a phone number.
        let id = text.parse().ok().filter(|id: &i64| id.to_string() == text).unwrap_or(-1);
        (!text.is_empty()).then_some(Number { text, id })
    }

    /// 注文番号.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// 内部番号; -1: it is none.
    pub(crate) fn id(&self) -> i64 {
        self.id
    }
}

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With a method.
    By(Method),
    /// お支払いなし.
    Free,
}

impl Way {
    /// The form's value, also the word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Way::By(method) => method.value(),
            Way::Free => Method::column(None),
        }
    }

    /// From the form's value.
    pub fn find(word: &str) -> Option<Way> {
        if word == Way::Free.word() { Some(Way::Free) } else { Method::find(word).map(Way::By) }
    }
}

/// 受注ステータス that an order has, or that it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// This one.
    At(StatusId),
    /// なし.
    Nowhere,
}

impl Stands {
    /// The form's word for none.
    pub const NONE: &str = "none";

    /// From the form's value.
    pub fn find(word: &str) -> Option<Stands> {
        if word == Stands::NONE {
            return Some(Stands::Nowhere);
        }
        word.parse().ok().filter(|id| *id > 0).map(|id| Stands::At(StatusId(id)))
    }

    /// As a number; no status has 0.
    pub(super) fn number(self) -> i64 {
        match self {
            Stands::At(id) => id.0,
            Stands::Nowhere => 0,
        }
    }
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailed {
    /// It is still to leave.
    Waiting,
    /// It has left.
    Sent,
    /// It cannot leave.
    Dead,
}

impl Mailed {
    /// All of them.
    pub const ALL: [Mailed; 3] = [Mailed::Waiting, Mailed::Sent, Mailed::Dead];

    /// The form's value, also the word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Mailed::Waiting => "waiting",
            Mailed::Sent => "sent",
            Mailed::Dead => "dead",
        }
    }

    /// From the form's value.
    pub fn find(word: &str) -> Option<Mailed> {
        Mailed::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl Filter {
    /// How many conditions there are; the two ends of a range are one.
    pub(super) fn count(&self) -> usize {
        let ranges = [
            self.from.is_some() || self.until.is_some(),
            self.least.is_some() || self.most.is_some(),
            self.shipped_from.is_some() || self.shipped_until.is_some(),
        ];
        let others = [
            self.trade.is_some(),
            self.number.is_some(),
            self.name.is_some(),
            self.mail.is_some(),
            self.phone.is_some(),
            self.product.is_some(),
            self.method.is_some(),
            self.pay.is_some(),
            self.differs,
            self.held_before.is_some(),
            self.carrier.is_some(),
            self.shipped.is_some(),
            self.notified.is_some(),
            self.slip.is_some(),
            self.printed.is_some(),
            self.checked.is_some(),
            self.mailed.is_some(),
            self.noted,
            self.memo.is_some(),
            self.member.is_some(),
            self.status.is_some(),
        ];
        ranges.iter().chain(&others).filter(|is_set| **is_set).count()
    }
}

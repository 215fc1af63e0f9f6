//! What a carrier takes and when it comes: 宅配便基本設定 beyond name and payments.

pub use documents::slip::Cool as SlipCool;
use serde::{Deserialize, Serialize};

use super::{Charge, Measure, Parcel};
use crate::clock::Day;
use crate::id::LayoutId;
use crate::money::Yen;

/// What kind of delivery it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 宅配便.
    #[default]
    Parcel,
    /// メール便: takes only goods that are marked for it.
    Mail,
    /// 店頭渡し: the buyer comes for the goods, which costs nothing.
    Pickup,
}

impl Kind {
    /// All of them, in the order of their pages.
    pub const ALL: [Kind; 3] = [Kind::Parcel, Kind::Mail, Kind::Pickup];

    /// The word of the database and of forms.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Parcel => "parcel",
            Kind::Mail => "mail",
            Kind::Pickup => "pickup",
        }
    }

    /// From the word.
    pub fn find(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// `宅配便`
    pub fn name(self) -> &'static str {
        match self {
            Kind::Parcel => "宅配便",
            Kind::Mail => "メール便",
            Kind::Pickup => "店頭渡し",
        }
    }
}

/// Everything that a carrier's page sets beyond name and payments. The default: a fee an order,
/// by prefecture, and nothing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// What the fee is reckoned by.
    pub measure: Measure,
    /// 全国一律: one row of prices; without it every prefecture has its own.
    pub nationwide: Option<Vec<Charge>>,
    /// 商品合計がN円以上なら送料M円.
    pub threshold: Option<Threshold>,
    /// クール料金.
    pub cool: Option<Cool>,
    /// お届け時間帯.
    pub slots: Vec<Slot>,
    /// お届け日の指定を受ける.
    pub days: Option<Days>,
    /// Shown where the carrier is chosen; may be empty, may hold several lines.
    pub note: String,
    /// メール便 alone is offered where it can take the whole cart.
    pub mail_alone: bool,
    /// 追跡URL: the page that tells where a parcel is, [`NO`] where its 問合せ番号 comes; may be empty.
    pub tracking: String,
    /// 送り状データ: the layout that its parcels are written in; none: they are written nowhere.
    pub slip: Option<LayoutId>,
    /// What its slips say of クール便.
    pub slip_cool: SlipCool,
}

/// What slips of a 宅配便 can say of クール便: the form's word, what it says, and how it is kept.
pub const SLIP_COOLS: [(&str, &str, SlipCool); 3] = [
    ("ordinary", "通常", SlipCool::Ordinary),
    ("chilled", "冷蔵", SlipCool::Chilled),
    ("frozen", "冷凍", SlipCool::Frozen),
];

/// The form's word.
pub(super) fn slip_cool_word(cool: SlipCool) -> &'static str {
    SLIP_COOLS.iter().find(|(.., one)| *one == cool).map_or("", |(word, ..)| word)
}

/// From the word; 通常 where it is none.
pub(super) fn slip_cool(word: &str) -> SlipCool {
    let found = SLIP_COOLS.iter().find(|(one, ..)| *one == word);
    found.map_or_else(SlipCool::default, |(.., cool)| *cool)
}

/// Where a 問合せ番号 comes in a 追跡URL.
pub const NO: &str = "{no}";

impl Terms {
    /// The page of one parcel; empty without a number or a pattern. Carriers take numbers without
    /// their hyphens.
    pub fn tracking_url(&self, number: &str) -> String {
        let plain: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
        if plain.is_empty() { String::new() } else { self.tracking.replace(NO, &plain) }
    }
}

/// 商品合計がN円以上なら送料M円.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// N: it counts from this total of the goods on.
    pub from: Yen,
    /// M; 0 is 送料無料. What is cheaper without it stays so.
    pub fee: Yen,
}

/// クール料金: added to each order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cool {
    /// So much.
    pub fee: Yen,
    /// Also where the shipping itself is free.
    pub even_if_free: bool,
}

/// One お届け時間帯.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// `14時～16時`, as buyers, orders and mails read it.
    pub label: String,
    /// The first day that it exists.
    #[serde(default)]
    pub from: Option<Day>,
    /// The last.
    #[serde(default)]
    pub until: Option<Day>,
}

impl Slot {
    /// Whether it exists on this day.
    pub fn is_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The days that a buyer can choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The first comes so many days after today.
    pub earliest: u16,
    /// The last.
    pub latest: u16,
}

impl Days {
    /// The days of a buyer who looks `today`.
    pub fn from(self, today: Day) -> impl Iterator<Item = Day> {
        (self.earliest..=self.latest).map(move |days| today.after(days))
    }
}

impl Terms {
    /// What `parcel` costs by this row of prices: never less than nothing.
    pub fn charge(&self, row: &[Charge], parcel: &Parcel) -> Charge {
        let row = self.nationwide.as_deref().unwrap_or(row);
        let charge = self.measure.charge(row, parcel);
        let reduced = match self.threshold {
            Some(threshold) if parcel.goods >= threshold.from => {
                charge.map(|fee| fee.min(threshold.fee))
            }
            _ => charge,
        };
        match self.cool {
            Some(cool) => reduced.map(|fee| match fee {
                Yen::ZERO if !cool.even_if_free => fee,
                fee => Yen(fee.0.saturating_add(cool.fee.0)),
            }),
            None => reduced,
        }
    }

    /// あと○○円で送料無料: how much more has to be bought; none where that does not help, or nothing is
    /// to pay already.
    pub fn until_free(&self, row: &[Charge], parcel: &Parcel) -> Option<Yen> {
        self.charge(row, parcel).fee().filter(|fee| *fee > Yen::ZERO)?;
        let bounds = match &self.measure {
            Measure::Goods(bounds) => bounds.as_slice(),
            _ => &[],
        };
        let bounds = bounds.iter().copied().chain(self.threshold.map(|threshold| threshold.from));
        let more = bounds.filter(|bound| *bound > parcel.goods);
        let free = more.filter(|at| self.charge(row, &parcel.at(*at)) == Charge::Fee(Yen::ZERO));
        free.min().map(|at| Yen(at.0 - parcel.goods.0))
    }
}

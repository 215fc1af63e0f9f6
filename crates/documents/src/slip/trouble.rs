//! What a carrier's program would not take.

use std::fmt;

use super::column::Width;

/// What is wrong with a column of a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Which of the parcels, from 0; `None`: a setting of the layout's, so no row could be written.
    pub parcel: Option<usize>,
    /// The column's title.
    pub column: String,
    /// What is wrong.
    pub why: Why,
    /// Whether the parcel is left out of the file; otherwise it only has to be looked at.
    pub is_left_out: bool,
}

/// One sentence for the shop.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "「{}」{}", self.column, self.why)
    }
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is none, and the carrier asks for it.
    Missing,
    /// Characters that do not exist in Windows-31J: substitutes would help.
    Characters(Vec<char>),
    /// It does not fit.
    TooWide {
        /// The text.
        text: String,
        /// The column's width; of the widest line, where it spreads over several.
        width: Width,
        /// Over how many columns it may spread.
        lines: usize,
    },
    /// It is not all half-width.
    NotHalf(String),
    /// The layout's table has no code for it.
    NoCode(String),
    /// A number outside of what the carrier takes.
    Number {
        /// The number.
        number: String,
        /// The lowest.
        min: i64,
        /// The highest.
        max: i64,
    },
    /// No postal code of seven digits.
    Postal(String),
    /// No phone number of Japan.
    Phone(String),
    /// The carrier does not take this together with 代金引換.
    NotWithCash(String),
    /// A part of an address is wider than the carrier's own field for it.
    PartTooWide {
        /// 都道府県, 市区町村 or 町・番地.
        part: &'static str,
        /// Its text.
        text: String,
        /// Full-width characters.
        full: usize,
    },
    /// The parcel asks for something that no column of the layout says.
    NoColumn,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Missing => write!(f, "が空です。"),
            Why::Characters(characters) => {
                let shown: Vec<String> = characters.iter().map(char::to_string).collect();
                write!(f, "に、送り状で使えない文字があります（{}）。", shown.join("、"))
            }
            Why::TooWide { text, width, lines: 1 } => {
                write!(f, "が長すぎます（{width}まで）：{text}")
            }
            Why::TooWide { text, width, lines } => {
                write!(f, "からの{lines}列に収まりません（1列{width}まで）：{text}")
            }
            Why::NotHalf(text) => write!(f, "は半角文字だけです：{text}"),
            Why::NoCode(word) => {
                write!(f, "のコードが送り状レイアウトの対応表にありません：{word}")
            }
            Why::Number { number, min, max } if *max == i64::MAX => {
                write!(f, "は{min}以上の数字です：{number}")
            }
            Why::Number { number, min, max } => write!(f, "は{min}～{max}の数字です：{number}"),
            Why::Postal(text) => write!(f, "は7けたの数字です：{text}"),
            Why::Phone(text) => write!(f, "は10けたか11けたの電話番号です：{text}"),
            Why::NotWithCash(text) => write!(f, "は代金引換では指定できません：{text}"),
            Why::PartTooWide { part, text, full } => {
                write!(
                    f,
                    "の{part}が全角{full}文字を超えています。取り込み後に確かめてください：{text}"
                )
            }
            Why::NoColumn => write!(f, "を書く列が送り状レイアウトにありません。"),
        }
    }
}

//! What a column can show of a parcel: one table of words.

use std::borrow::Cow;

use serde::Deserialize;

use super::parcel::{Cool, Parcel, Party};

/// Something of a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Field {
    /// `code`: お客様管理番号.
    Code,
    /// `order-number`: 注文番号.
    OrderNumber,
    /// `ship-on`: 出荷予定日.
    ShipOn,
    /// `wished-on`: お届け希望日.
    WishedOn,
    /// `slot`: お届け希望時間帯, by a table.
    Slot,
    /// `wish`: by a table, 時間帯 where there is a slot, else 日付 where there is a day.
    Wish,
    /// `cool`: 通常, 冷蔵 or 冷凍, by a table.
    Cool,
    /// `payment`: 元払い or 代金引換, by a table.
    Payment,
    /// `pieces`: 個数.
    Pieces,
    /// `copies`: 個数 where there are several, else nothing.
    Copies,
    /// `several`: 1個 or 複数, by a table.
    Several,
    /// `goods`: 品名.
    Goods,
    /// `note`: 記事.
    Note,
    /// `cash-amount`: 代金引換額.
    CashAmount,
    /// `cash-tax`: the tax within.
    CashTax,
    /// `to.…` or `from.…`: お届け先 or ご依頼主.
    Of(Side, Part),
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `to`: お届け先.
    To,
    /// `from`: ご依頼主.
    From,
}

/// Something of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `name`: 氏名; in lines, 会社・部門 stands before it.
    Name,
    /// `kana`: フリガナ.
    Kana,
    /// `company`: 会社・部門.
    Company,
    /// `postal`: 郵便番号, `604-8136`.
    Postal,
    /// `prefecture`: 都道府県.
    Prefecture,
    /// `city`: 市区町村.
    City,
    /// `street`: 町・番地.
    Street,
    /// `address`: 都道府県, 市区町村 and 町・番地; in lines, 建物 stands behind them.
    Address,
    /// `building`: 建物名・部屋番号.
    Building,
    /// `phone`: 電話番号.
    Phone,
    /// `email`: メールアドレス.
    Email,
}

const WORDS: [(&str, Field); 15] = [
    ("code", Field::Code),
    ("order-number", Field::OrderNumber),
    ("ship-on", Field::ShipOn),
    ("wished-on", Field::WishedOn),
    ("slot", Field::Slot),
    ("wish", Field::Wish),
    ("cool", Field::Cool),
    ("payment", Field::Payment),
    ("pieces", Field::Pieces),
    ("copies", Field::Copies),
    ("several", Field::Several),
    ("goods", Field::Goods),
    ("note", Field::Note),
    ("cash-amount", Field::CashAmount),
    ("cash-tax", Field::CashTax),
];

const PARTS: [(&str, Part); 11] = [
    ("name", Part::Name),
    ("kana", Part::Kana),
    ("company", Part::Company),
    ("postal", Part::Postal),
    ("prefecture", Part::Prefecture),
    ("city", Part::City),
    ("street", Part::Street),
    ("address", Part::Address),
    ("building", Part::Building),
    ("phone", Part::Phone),
    ("email", Part::Email),
];

impl TryFrom<String> for Field {
    type Error = String;

    fn try_from(word: String) -> Result<Field, String> {
        let of = |side, part: &str| {
            let known = PARTS.iter().find(|(word, _)| *word == part);
            known.map(|(_, part)| Field::Of(side, *part))
        };
        let field = if let Some(part) = word.strip_prefix("to.") {
            of(Side::To, part)
        } else if let Some(part) = word.strip_prefix("from.") {
            of(Side::From, part)
        } else {
            WORDS.iter().find(|(known, _)| *known == word).map(|(_, field)| *field)
        };
        field.ok_or_else(|| format!("送り状に載せられる項目に「{word}」はありません"))
    }
}

impl Field {
    /// The words that a table may have codes for; empty: the shop's own. `None`: there is no table.
    pub(super) fn coded(self) -> Option<&'static [&'static str]> {
        match self {
            Field::Slot => Some(&[]),
            Field::Wish => Some(&["日付", "時間帯"]),
            Field::Cool => Some(&["通常", "冷蔵", "冷凍"]),
            Field::Payment => Some(&["元払い", "代金引換"]),
            Field::Several => Some(&["1個", "複数"]),
            _ => None,
        }
    }

    /// What a parcel says here, as it came.
    pub(super) fn text(self, parcel: &Parcel) -> Cow<'_, str> {
        let day = |day: Option<super::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let yen = |yen: Option<i64>| yen.map(|yen| yen.to_string()).unwrap_or_default();
        match self {
            Field::Code => (&parcel.code).into(),
            Field::OrderNumber => (&parcel.order_number).into(),
            Field::ShipOn => day(parcel.ship_on).into(),
            Field::WishedOn => day(parcel.wished_on).into(),
            Field::Slot => parcel.slot.as_ref().map_or("", |slot| &slot.label).into(),
            Field::Wish if parcel.slot.is_some() => "時間帯".into(),
            Field::Wish => parcel.wished_on.map_or("", |_| "日付").into(),
            Field::Cool => cool(parcel.cool).into(),
            Field::Payment if parcel.cash.is_some() => "代金引換".into(),
            Field::Payment => "元払い".into(),
            Field::Copies if parcel.pieces == 1 => "".into(),
            Field::Pieces | Field::Copies => parcel.pieces.to_string().into(),
            Field::Several if parcel.pieces > 1 => "複数".into(),
            Field::Several => "1個".into(),
            Field::Goods => (&parcel.goods).into(),
            Field::Note => (&parcel.note).into(),
            Field::CashAmount => yen(parcel.cash.map(|cash| cash.amount)).into(),
            Field::CashTax => yen(parcel.cash.map(|cash| cash.tax)).into(),
            Field::Of(side, part) => part.text(side.party(parcel)),
        }
    }
}

fn cool(cool: Cool) -> &'static str {
    match cool {
        Cool::Ordinary => "通常",
        Cool::Chilled => "冷蔵",
        Cool::Frozen => "冷凍",
    }
}

impl Side {
    pub(super) fn party(self, parcel: &Parcel) -> &Party {
        match self {
            Side::To => &parcel.to,
            Side::From => &parcel.from,
        }
    }
}

impl Part {
    fn text(self, party: &Party) -> Cow<'_, str> {
        match self {
            Part::Name => (&party.name).into(),
            Part::Kana => (&party.kana).into(),
            Part::Company => (&party.company).into(),
            Part::Postal => postal(&party.postal),
            Part::Prefecture => (&party.prefecture).into(),
            Part::City => (&party.city).into(),
            Part::Street => (&party.street).into(),
            Part::Address => format!("{}{}{}", party.prefecture, party.city, party.street).into(),
            Part::Building => (&party.building).into(),
            Part::Phone => phone(&party.phone),
            Part::Email => (&party.email).into(),
        }
    }
}

/// Seven digits with the hyphen; anything else as it came, for the check to refuse.
fn postal(text: &str) -> Cow<'_, str> {
    let is_bare = text.len() == 7 && text.bytes().all(|digit| digit.is_ascii_digit());
    if is_bare { format!("{}-{}", &text[..3], &text[3..]).into() } else { text.into() }
}

/// Carriers know numbers within Japan only: `+81 75-…` is `075-…`.
fn phone(text: &str) -> Cow<'_, str> {
    let Some(rest) = text.strip_prefix("+81") else { return text.into() };
    let rest = rest.trim_start_matches([' ', '-']);
    format!("0{}", rest.strip_prefix('0').unwrap_or(rest)).into()
}

#[cfg(test)]
mod tests {
    use super::{Field, PARTS, Part, Side, WORDS, phone, postal};

    #[test]
    fn each_word_stands_for_one_field() {
        let read = |word: &str| Field::try_from(word.to_owned());
        for (at, (word, field)) in WORDS.iter().enumerate() {
            assert_eq!(read(word), Ok(*field));
            assert!(!WORDS[..at].iter().any(|(_, other)| other == field), "{word}");
        }
        for (word, part) in PARTS {
            assert_eq!(read(&format!("to.{word}")), Ok(Field::Of(Side::To, part)));
            assert_eq!(read(&format!("from.{word}")), Ok(Field::Of(Side::From, part)));
        }
        assert_eq!(
            read("to.Name").err().as_deref(),
            Some("送り状に載せられる項目に「to.Name」はありません")
        );
        assert!(read("to").is_err());
        assert_eq!(read("from.city"), Ok(Field::Of(Side::From, Part::City)));
    }

    #[test]
    fn numbers_are_written_as_in_japan() {
        for (text, shown) in [
            ("+81 75-000-0123", "075-000-0123"),
            ("+810750000123", "0750000123"),
            ("075-000-0123", "075-000-0123"),
        ] {
            assert_eq!(phone(text), shown);
        }
        for (text, shown) in [("6048136", "604-8136"), ("604-8136", "604-8136"), ("604", "604")] {
            assert_eq!(postal(text), shown);
        }
    }
}

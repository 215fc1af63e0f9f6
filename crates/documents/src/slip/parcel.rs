//! What a slip needs to know of a parcel, as plain data.

/// One parcel, which becomes one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// お客様管理番号: what finds the parcel again in the carrier's file of tracking numbers. At most
    /// 15 half-width characters fit every carrier.
    pub code: String,
    /// 注文番号, as people read it.
    pub order_number: String,
    /// 出荷予定日.
    pub ship_on: Option<Day>,
    /// お届け希望日.
    pub wished_on: Option<Day>,
    /// お届け希望時間帯.
    pub slot: Option<Slot>,
    /// お届け先.
    pub to: Party,
    /// ご依頼主.
    pub from: Party,
    /// 品名.
    pub goods: String,
    /// 個数, at least 1.
    pub pieces: u32,
    /// クール便.
    pub cool: Cool,
    /// 代金引換, if the carrier collects money.
    pub cash: Option<Cash>,
    /// 記事.
    pub note: String,
}

/// Who a parcel goes to, or comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// 氏名, without 敬称.
    pub name: String,
    /// フリガナ; may be empty.
    pub kana: String,
    /// 会社・部門; may be empty. B2クラウド has no column for the sender's.
    pub company: String,
    /// 7 digits, with or without hyphen.
    pub postal: String,
    /// 都道府県.
    pub prefecture: String,
    /// 市区町村.
    pub city: String,
    /// 町・番地.
    pub street: String,
    /// 建物名・部屋番号; may be empty.
    pub building: String,
    /// Digits, with or without hyphens; also `+81 …`.
    pub phone: String,
    /// メールアドレス; may be empty.
    pub email: String,
}

/// お届け希望時間帯.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// As the buyer chose it: `14時～16時`. The layout's table has the carrier's code for it.
    pub label: String,
    /// The carrier's own code, where the shop keeps one: it is written as it is. Empty: by label.
    pub code: String,
}

/// クール便.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cool {
    /// 通常.
    #[default]
    Ordinary,
    /// 冷蔵.
    Chilled,
    /// 冷凍.
    Frozen,
}

/// 代金引換.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cash {
    /// What the carrier collects: the order's total with 代引手数料, in yen.
    pub amount: i64,
    /// The tax within, in yen.
    pub tax: i64,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u16, u8, u8);

impl Day {
    /// A day that exists, in the years 1000 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Day> {
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let exists = (1000..=9999).contains(&year) && (1..=last).contains(&day);
        exists.then_some(Day(year, month, day))
    }
}

/// `2026/12/01`, as carriers read it.
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Day(year, month, day) = self;
        write!(f, "{year}/{month:02}/{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn only_days_that_exist() {
        for (year, month, day, text) in [
            (2026, 12, 1, Some("2026/12/01")),
            (2028, 2, 29, Some("2028/02/29")),
            (2000, 2, 29, Some("2000/02/29")),
            (2100, 2, 29, None),
            (2026, 2, 29, None),
            (2026, 4, 31, None),
            (2026, 13, 1, None),
            (2026, 0, 1, None),
            (2026, 1, 0, None),
            (26, 1, 1, None),
        ] {
            let told = Day::new(year, month, day).map(|day| day.to_string());
            assert_eq!(told.as_deref(), text, "{year}-{month}-{day}");
        }
    }
}

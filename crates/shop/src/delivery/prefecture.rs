//! The 47 prefectures in the order of JIS X 0401, which is also the order of every list in Japan.

use std::fmt;

use serde::{Deserialize, Serialize};

const NAMES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// One of the 47, by its JIS number 1 (北海道) to 47 (沖縄県); that number is what databases and JSON
/// hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub struct Prefecture(u8);

/// A number outside 1 to 47.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} is no prefecture: 1 to 47")]
pub struct NoSuchPrefecture(pub i64);

impl Prefecture {
    /// 北海道, the first.
    pub const HOKKAIDO: Prefecture = Prefecture(1);
    /// 東京都.
    pub const TOKYO: Prefecture = Prefecture(13);
    /// 京都府.
    pub const KYOTO: Prefecture = Prefecture(26);
    /// 沖縄県, the last.
    pub const OKINAWA: Prefecture = Prefecture(47);

    /// All, from north to south.
    pub fn all() -> impl Iterator<Item = Prefecture> {
        (1..=47).map(Prefecture)
    }

    /// JIS number, 1 to 47.
    pub fn number(self) -> u8 {
        self.0
    }

    /// `京都府`
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0) - 1]
    }

    /// From its name (`京都府`, `京都`), from its number as text (`26`), or `None`.
    pub fn find(text: &str) -> Option<Prefecture> {
        if let Ok(number) = text.parse::<i64>() {
            return Prefecture::try_from(number).ok();
        }
        Prefecture::all().find(|one| one.name() == text || one.short_name() == text)
    }

    /// The name without 都, 府 or 県; 北海道 has no shorter one.
    fn short_name(self) -> &'static str {
        self.name().strip_suffix(['都', '府', '県']).unwrap_or(self.name())
    }
}

impl TryFrom<i64> for Prefecture {
    type Error = NoSuchPrefecture;
    fn try_from(number: i64) -> Result<Prefecture, NoSuchPrefecture> {
        match u8::try_from(number) {
            Ok(small @ 1..=47) => Ok(Prefecture(small)),
            _ => Err(NoSuchPrefecture(number)),
        }
    }
}

impl From<Prefecture> for i64 {
    fn from(prefecture: Prefecture) -> i64 {
        prefecture.0.into()
    }
}

impl From<Prefecture> for store::Val {
    fn from(prefecture: Prefecture) -> store::Val {
        store::Val::Int(prefecture.0.into())
    }
}

impl fmt::Display for Prefecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Prefecture;

    #[test]
    fn names_and_numbers_belong_together() {
        for (number, name) in
            [(1, "北海道"), (13, "東京都"), (26, "京都府"), (27, "大阪府"), (47, "沖縄県")]
        {
            assert_eq!(Prefecture::try_from(number).unwrap().name(), name);
        }
        for prefecture in Prefecture::all() {
            assert_eq!(Prefecture::find(prefecture.name()), Some(prefecture));
            assert_eq!(Prefecture::find(&prefecture.number().to_string()), Some(prefecture));
        }
        assert_eq!(Prefecture::find("京都"), Some(Prefecture::KYOTO));
        for text in ["", "0", "48", "-1", "都", "選択してください"] {
            assert_eq!(Prefecture::find(text), None, "{text}");
        }
    }
}

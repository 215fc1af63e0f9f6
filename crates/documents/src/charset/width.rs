//! Widths, as carriers count them: a half-width character is one unit, any other two. In
//! Windows-31J these are its bytes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

const HALF_KANA: std::ops::RangeInclusive<char> = '\u{ff61}'..='\u{ff9f}';

/// Half-width: ASCII and half-width katakana.
pub fn is_half(c: char) -> bool {
    c.is_ascii() || HALF_KANA.contains(&c)
}

/// The width of a text in half-width units.
pub fn width(text: &str) -> usize {
    text.chars().map(units).sum()
}

fn units(c: char) -> usize {
    if is_half(c) { 1 } else { 2 }
}

/// What of a text fits into so many units, and the rest.
pub fn cut(text: &str, units_max: usize) -> (&str, &str) {
    let mut taken = 0;
    let over = text.char_indices().find(|(_, c)| {
        taken += units(*c);
        taken > units_max
    });
    text.split_at(over.map_or(text.len(), |(at, _)| at))
}

/// A text in pieces of at most so many units; at least 2, or a full-width character fits nowhere.
pub fn split(text: &str, units_max: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = cut(rest, units_max.max(2));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// Half-width letters, digits, signs, spaces and kana made full-width, as 佐川 counts names and
/// addresses.
pub fn full_width(text: &str) -> String {
    let mut full = String::with_capacity(text.len() * 3);
    for c in text.chars() {
        match c {
            ' ' => full.push('\u{3000}'),
            '!'..='~' => full.extend(char::from_u32(u32::from(c) + 0xfee0)),
            'ﾞ' | 'ﾟ' => voice(&mut full, c),
            _ if HALF_KANA.contains(&c) => full.extend(std::iter::once(c).nfkc()),
            other => full.push(other),
        }
    }
    full
}

/// A mark that stands alone in half width belongs to the kana before it: `ｶﾞ` is `ガ`.
fn voice(full: &mut String, mark: char) {
    let combining = if mark == 'ﾞ' { '\u{3099}' } else { '\u{309a}' };
    let before = full.pop();
    match before.and_then(|before| compose(before, combining)) {
        Some(whole) => full.push(whole),
        None => {
            full.extend(before);
            full.push(if mark == 'ﾞ' { '゛' } else { '゜' });
        }
    }
}

/// Hiragana and katakana made half-width katakana, full-width letters and spaces half-width, for
/// columns of readings. Other characters stay: [`is_half`] tells.
pub fn half_kana(text: &str) -> String {
    let mut half = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{3000}' => half.push(' '),
            '\u{ff01}'..='\u{ff5e}' => half.extend(char::from_u32(u32::from(c) - 0xfee0)),
            _ => match HALF_OF.get(&katakana(c)) {
                Some(kana) => half.push_str(kana),
                None => half.push(c),
            },
        }
    }
    half
}

fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        other => other,
    }
}

/// The half-width characters of a full-width kana or mark. Unicode knows what each half-width one
/// stands for; what follows from that needs no table of ours, nor another crate.
static HALF_OF: LazyLock<BTreeMap<char, String>> = LazyLock::new(|| {
    // These have no half-width form of their own.
    let near = [('ヮ', 'ﾜ'), ('ヰ', 'ｲ'), ('ヱ', 'ｴ'), ('ヵ', 'ｶ'), ('ヶ', 'ｹ')];
    let marks = [('゛', 'ﾞ'), ('゜', 'ﾟ')];
    let mut simple: BTreeMap<char, char> = near.into_iter().chain(marks).collect();
    for half in HALF_KANA {
        simple.extend(std::iter::once(half).nfkc().map(|full| (full, half)));
    }
    // A voiced kana becomes two: ガ → カ + mark → ｶﾞ.
    let halves = |full: char| {
        let parts = std::iter::once(full).nfd();
        parts.map(|part| simple.get(&part).copied()).collect::<Option<String>>()
    };
    let marks = simple.keys().copied();
    let all = marks.chain('ァ'..='ヺ').collect::<Vec<_>>();
    all.into_iter().filter_map(|full| Some((full, halves(full)?))).collect()
});

#[cfg(test)]
mod tests {
    use super::{cut, full_width, half_kana, is_half, split, width};

    #[test]
    fn a_width_is_the_bytes_of_windows_31j() {
        for (text, units) in
            [("", 0), ("A-1", 3), ("ｶﾞ", 2), ("髙﨑①㈱〜", 10), ("京都市20-1　", 12)]
        {
            assert_eq!(width(text), units, "{text}");
            assert_eq!(crate::charset::encode(text).map(|bytes| bytes.len()), Ok(units), "{text}");
        }
    }

    #[test]
    fn a_cut_parts_no_character() {
        for (text, units, parts) in [
            ("京都市", 4, ("京都", "市")),
            ("京都市", 5, ("京都", "市")),
            ("A京", 2, ("A", "京")),
            ("AB", 9, ("AB", "")),
            ("京", 1, ("", "京")),
            ("", 3, ("", "")),
        ] {
            assert_eq!(cut(text, units), parts, "{text} {units}");
        }
        assert_eq!(split("京都府京都市1", 6), ["京都府", "京都市", "1"]);
        assert_eq!(split("京都", 1), ["京", "都"]);
    }

    #[test]
    fn full_width_has_no_half() {
        for (text, full) in [
            ("20-1 A棟", "２０－１　Ａ棟"),
            ("ﾔﾏﾀﾞ･ﾊﾟｰｸ｡", "ヤマダ・パーク。"),
            ("ﾞあﾞ", "゛あ゛"),
            ("～①㈱", "～①㈱"),
        ] {
            assert_eq!(full_width(text), full, "{text}");
        }
        let ascii: String = (' '..='~').collect();
        assert!(!full_width(&ascii).chars().any(is_half));
        assert!(crate::charset::missing(&full_width(&ascii)).is_empty());
    }

    #[test]
    fn readings_become_half_width() {
        for (text, half) in [
            ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
            ("ぱーてぃー", "ﾊﾟｰﾃｨｰ"),
            ("ヴァイオリン", "ｳﾞｧｲｵﾘﾝ"),
            ("「ガ・ギ」、。゛", "｢ｶﾞ･ｷﾞ｣､｡ﾞ"),
            ("ヱビス ヵヶヮヰ", "ｴﾋﾞｽ ｶｹﾜｲ"),
            ("ＡＢＣ（1）", "ABC(1)"),
            ("山田", "山田"),
        ] {
            assert_eq!(half_kana(text), half, "{text}");
        }
        let kana: String = ('ァ'..='ー').chain('ぁ'..='ゖ').collect();
        let left: String = half_kana(&kana).chars().filter(|c| !is_half(*c)).collect();
        assert_eq!(left, "");
    }
}

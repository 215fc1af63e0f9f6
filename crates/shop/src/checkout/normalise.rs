//! Japanese input as people type it, made into what the shop keeps: full or half width, hiragana or
//! katakana, any hyphen, any space. Every function is total, and applied twice gives what it gave
//! once.
//!
//! NFKC and NFC are not used on whole texts: both would replace kanji of people's names by other
//! kanji (`神` for U+FA19), and NFKC takes ㈱ and ① apart.

use unicode_normalization::UnicodeNormalization;

/// One line of free text, such as a name: half-width kana made full, marks composed, characters
/// that Windows-31J lacks replaced by the twins it has (〜 and others), spaces of all kinds made
/// one, none at the ends.
pub fn line(text: &str) -> String {
    let full: String =
        text.chars().filter(|c| !is_unseen(*c)).flat_map(widen_kana).map(twin).collect();
    single_spaces(&compose(&full))
}

/// Several lines of free text: each as [`line`], empty lines at the ends dropped, at most one
/// between two lines.
pub fn paragraphs(text: &str) -> String {
    let unix = text.replace("\r\n", "\n");
    let lines: Vec<String> = unix.split(['\n', '\r']).map(line).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    for line in &lines {
        let doubled = line.is_empty() && kept.last().is_none_or(|last| last.is_empty());
        if !doubled {
            kept.push(line);
        }
    }
    kept.join("\n").trim_end_matches('\n').to_owned()
}

/// A part of an address: as [`line`], with half-width letters and digits, and `-` between them
/// whatever dash or long vowel mark was typed there (`２０ー１` becomes `20-1`).
pub fn address(text: &str) -> String {
    let narrow: Vec<char> = line(text).chars().map(narrow).collect();
    let mut kept = String::with_capacity(narrow.len());
    let mut before = None;
    for (index, &typed) in narrow.iter().enumerate() {
        let beside_digits = before.is_some_and(|c: char| c.is_ascii_alphanumeric())
            && narrow.get(index + 1).is_some_and(char::is_ascii_alphanumeric);
        let shown = if is_dash(typed) && beside_digits { '-' } else { typed };
        kept.push(shown);
        before = Some(shown);
    }
    kept
}

/// フリガナ: as [`line`], hiragana made katakana, dashes after kana made ー. Other characters stay and
/// are for the caller to refuse ([`is_kana`]).
pub fn kana(text: &str) -> String {
    // Composed before dashes are looked at: `わ` and a voicing mark are one kana only as `ヷ`.
    let katakana = compose(&line(text).chars().map(katakana).collect::<String>());
    let mut kept = String::with_capacity(katakana.len());
    let mut after_kana = false;
    for typed in katakana.chars() {
        let shown = if is_dash(typed) && after_kana { 'ー' } else { typed };
        after_kana = is_kana(shown) && shown != ' ' && shown != '・';
        kept.push(shown);
    }
    kept
}

/// The katakana of a hiragana; other characters stay.
pub(crate) fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => {
            char::from_u32(u32::from(c) + 0x60).expect("hiragana has its katakana 96 on")
        }
        other => other,
    }
}

/// What フリガナ may hold: full-width katakana, ー, ・ and the space.
pub fn is_kana(c: char) -> bool {
    matches!(c, 'ァ'..='ヿ' | ' ')
}

/// A postal code or another number: half width, without spaces, hyphens and brackets. What is left
/// may still be anything.
pub fn digits(text: &str) -> String {
    let narrow = text.chars().filter(|c| !is_unseen(*c)).map(narrow);
    narrow.filter(|c| !parts_numbers(*c)).collect()
}

fn parts_numbers(c: char) -> bool {
    is_dash(c) || c.is_whitespace() || "()[].〒".contains(c)
}

/// A phone number within Japan, in the groups that were typed, a hyphen between two of them:
/// `+81 75 000 0123` becomes `075-000-0123`. Where area codes end only the buyer knows.
pub fn phone(text: &str) -> String {
    let narrow = text.chars().filter(|c| !is_unseen(*c)).map(narrow);
    let marked = narrow.map(|c| if parts_numbers(c) { '-' } else { c }).collect::<String>();
    let groups: Vec<&str> = marked.split('-').filter(|group| !group.is_empty()).collect();
    let grouped = groups.join("-");
    match grouped.strip_prefix("+81") {
        Some(rest) => {
            let rest = rest.trim_start_matches('-');
            format!("0{}", rest.strip_prefix('0').unwrap_or(rest).trim_start_matches('-'))
        }
        None => grouped,
    }
}

/// An e-mail address: half width, without spaces, its domain in lower case.
pub fn email(text: &str) -> String {
    let narrow = text.chars().filter(|c| !is_unseen(*c)).map(narrow);
    let typed: String = narrow.filter(|c| !c.is_whitespace()).collect();
    match typed.rsplit_once('@') {
        Some((mailbox, domain)) => format!("{mailbox}@{}", domain.to_ascii_lowercase()),
        None => typed,
    }
}

/// カード名義人: half-width capitals, marks such as `-` and `.` made a space, spaces
/// single. The browser does the same before it asks for a token.
pub fn holder_name(text: &str) -> String {
    let narrow = text.chars().filter(|c| !is_unseen(*c)).map(narrow);
    let parted = narrow.map(|c| if is_dash(c) || ".,'’/・".contains(c) { ' ' } else { c });
    single_spaces(&parted.map(|c| c.to_ascii_uppercase()).collect::<String>())
}

/// Characters that nobody typed on purpose: controls other than white space, and direction and
/// zero-width marks. Variation selectors stay: they tell 葛 from 葛 in a name.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// Half-width kana and their marks made full; a voicing mark becomes the combining one, for
/// [`compose`].
fn widen_kana(c: char) -> impl Iterator<Item = char> {
    let half = matches!(c, '\u{ff61}'..='\u{ff9f}');
    let (kana, other) = if half { (Some(c), None) } else { (None, Some(c)) };
    kana.into_iter().nfkc().chain(other)
}

/// The character of Windows-31J that looks the same. Macs and phones type the left ones.
fn twin(c: char) -> char {
    match c {
        '\u{301c}' => '\u{ff5e}', // 〜
        '\u{2212}' => '\u{ff0d}', // −
        '\u{2014}' => '\u{2015}', // —
        '\u{2016}' => '\u{2225}', // ‖
        '\u{a5}' => '\u{ffe5}',   // ¥
        other => other,
    }
}

/// A full-width letter, digit or sign in half width; 〜 stays, it is a word of its own in addresses.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5d}' => {
            char::from_u32(u32::from(c) - 0xfee0).expect("full width stands 0xfee0 above ASCII")
        }
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Everything that is typed where a hyphen is meant.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}')
        || matches!(c, 'ー' | '\u{ff70}' | '\u{ff0d}' | '\u{fe63}' | '\u{ad}')
}

/// NFC, sparing compatibility ideographs.
fn compose(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, spared)) = rest.char_indices().find(|(_, c)| is_compatibility_kanji(*c)) {
        composed.extend(rest[..at].nfc());
        composed.push(spared);
        rest = &rest[at + spared.len_utf8()..];
    }
    composed.extend(rest.nfc());
    composed
}

fn is_compatibility_kanji(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

fn single_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{address, digits, email, holder_name, kana, line, paragraphs, phone};

    #[test]
    fn what_people_type_becomes_what_the_shop_keeps() {
        type Case = (fn(&str) -> String, &'static str, &'static str);
        let cases: &[Case] = &[
            (line, "　小林 \t葵　", "小林 葵"),
            (line, "ﾔﾏﾀﾞ工務店", "ヤマダ工務店"),
            (line, "か\u{3099}く", "がく"),
            (line, "カﾞ", "ガ"),
            (line, "1〜2階", "1～2階"),
            (line, "\u{fa19}谷\u{200b}", "\u{fa19}谷"),
            (line, "葛\u{e0100}城", "葛\u{e0100}城"),
            (line, "㈱みなも①", "㈱みなも①"),
            (address, "梅忠町２０ー１", "梅忠町20-1"),
            (address, "２－１－１　メゾン・ド・ルー３０２", "2-1-1 メゾン・ド・ルー302"),
            (address, "タワーＡ―１００１号", "タワーA-1001号"),
            (address, "1−2‐3", "1-2-3"),
            (address, "1〜2F", "1～2F"),
            (kana, "こばやし", "コバヤシ"),
            (kana, "ｺﾊﾞﾔｼ", "コバヤシ"),
            (kana, "まーく", "マーク"),
            (kana, "マ-ク", "マーク"),
            (kana, "わ\u{3099}", "ヷ"),
            (kana, "わ\u{ff9e}－", "ヷー"),
            (digits, "〒６０４－８１３６", "6048136"),
            (digits, "604 8136", "6048136"),
            (digits, "604ー8136", "6048136"),
            (phone, "（０７５）０００−０１２３", "075-000-0123"),
            (phone, "+81 75-000-0123", "075-000-0123"),
            (phone, "＋８１（０）７５−０００−０１２３", "075-000-0123"),
            (phone, "+81750000123", "0750000123"),
            (phone, "090.0000.0123", "090-0000-0123"),
            (phone, "０７５００００１２３", "0750000123"),
            (email, " ａｏｉ＠Example．JP ", "aoi@example.jp"),
            (email, "Aoi.K@EXAMPLE.jp", "Aoi.K@example.jp"),
            (holder_name, "　Ａｏｉ　ｋｏｂａｙａｓｈｉ ", "AOI KOBAYASHI"),
            (holder_name, "ANNE-MARIE O'BRIEN JR.", "ANNE MARIE O BRIEN JR"),
            (paragraphs, "\r\n 一行目 \r\n\r\n\r\n二行目\r\n", "一行目\n\n二行目"),
            (paragraphs, "a\rb\nc", "a\nb\nc"),
        ];
        for (normalise, typed, kept) in cases {
            assert_eq!(normalise(typed), *kept, "{typed:?}");
        }
    }

    fn is_settled(normalise: fn(&str) -> String, typed: &str) -> Result<(), TestCaseError> {
        let once = normalise(typed);
        prop_assert_eq!(normalise(&once), once);
        Ok(())
    }

    const ALL: [fn(&str) -> String; 8] =
        [line, paragraphs, address, kana, digits, phone, email, holder_name];

    /// Characters that act on each other, which random text hardly ever brings together.
    const TOUCHY: &str = "[-ー―−－〜～¥ 　\n\rかがハﾊﾞわワヷ\u{3099}\u{309a}\
                          ｶﾞﾟ1１AａＡé@＠+.・\u{fa19}\u{200b}\u{a8}\u{212b}]{0,12}";

    proptest! {
        #[test]
        fn twice_is_once_for_any_text(typed: String) {
            for normalise in ALL {
                is_settled(normalise, &typed)?;
            }
        }

        #[test]
        fn twice_is_once_for_japanese_text(
            typed in TOUCHY,
        ) {
            for normalise in ALL {
                is_settled(normalise, &typed)?;
            }
        }
    }
}

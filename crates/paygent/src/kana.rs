//! Full-width katakana to half-width, as some fields of Paygent's want it.

use unicode_normalization::UnicodeNormalization;

/// Fields whose kana are sent half-width (protocol reference 1.1).
pub const HALF_WIDTH_FIELDS: [&str; 5] = [
    "customer_family_name_kana",
    "customer_name_kana",
    "payment_detail_kana",
    "claim_kana",
    "receipt_name_kana",
];

/// Full-width katakana and their marks as half-width; anything else as it is. A voiced kana
/// becomes two characters (ガ → ｶﾞ).
pub fn half_width(text: &str) -> String {
    let mut half = String::with_capacity(text.len());
    for character in text.chars() {
        if !is_kana_or_mark(character) {
            half.push(character);
            continue;
        }
        // Decomposing splits the mark off: ガ = カ + U+3099.
        let parts = std::iter::once(character).nfd();
        half.extend(parts.map(|part| half_of(part).unwrap_or(part)));
    }
    half
}

fn is_kana_or_mark(character: char) -> bool {
    matches!(character, '\u{3001}'..='\u{3002}' | '「' | '」' | '\u{3099}'..='\u{309c}' | 'ァ'..='ー')
}

fn half_of(character: char) -> Option<char> {
    let at = FULL.chars().position(|full| full == character)?;
    HALF.chars().nth(at)
}

// Small ヮ and ヵ, and the old ヰ and ヱ, have no half-width form of their own.
const FULL: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ\
    ハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309a}゛゜ヮヰヱヵヶ";
const HALF: &str = "｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ\
    ﾞﾟﾞﾟﾜｲｴｶｹ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn katakana_become_half_width() {
        for (full, half) in [
            ("ヤマダ　タロウ", "ﾔﾏﾀﾞ　ﾀﾛｳ"),
            ("パーティー", "ﾊﾟｰﾃｨｰ"),
            ("ヴァイオリン", "ｳﾞｧｲｵﾘﾝ"),
            ("「ガ・ギ」、。", "｢ｶﾞ･ｷﾞ｣､｡"),
            ("ヱビス ヵヶヮヰ ヷ", "ｴﾋﾞｽ ｶｹﾜｲ ﾜﾞ"),
            ("山田 やまだ Yamada ﾔﾏﾀﾞ １", "山田 やまだ Yamada ﾔﾏﾀﾞ １"),
            ("", ""),
        ] {
            assert_eq!(half_width(full), half, "{full}");
        }
    }

    #[test]
    fn every_full_width_has_its_half() {
        assert_eq!(FULL.chars().count(), HALF.chars().count());
        for character in 'ァ'..='ヺ' {
            let half = half_width(&character.to_string());
            assert!(half.chars().all(|c| ('\u{ff61}'..='\u{ff9f}').contains(&c)), "{character}");
        }
    }
}

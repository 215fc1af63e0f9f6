//! Text as carriers' programs read and write it: Windows-31J (Microsoft's `Shift_JIS`, CP932).
//!
//! No character is ever replaced on its own: one that the charset does not have is reported, and
//! the caller may say what to write instead ([`Substitutes`]). An encoder for web pages would
//! write `&#12316;` into an address.

mod decode;
mod width;

use std::collections::BTreeMap;

use encoding_rs::SHIFT_JIS;
use unicode_normalization::char::compose;

pub use decode::decode;
pub use width::{cut, full_width, half_kana, is_half, split, width};

/// What to write instead of a character: `𠮷` → `吉`.
pub type Substitutes = BTreeMap<char, String>;

/// One line of text, ready to be measured and encoded: substitutes put in, look-alikes folded
/// ([`fold`]), line ends and tabs made spaces, none at the ends, marks that nobody sees left out.
///
/// Selectors of a kanji's variant are such marks: without one the kanji stands in its usual form.
pub fn prepared(text: &str, substitutes: &Substitutes) -> String {
    let mut line = String::with_capacity(text.len());
    for typed in text.replace("\r\n", "\n").chars() {
        match substitutes.get(&typed) {
            Some(instead) => instead.chars().for_each(|c| push(&mut line, c)),
            None => push(&mut line, typed),
        }
    }
    line.trim().to_owned()
}

fn push(line: &mut String, typed: char) {
    match typed {
        '\u{3000}' => line.push(typed),
        _ if typed.is_whitespace() => line.push(' '),
        _ if is_unseen(typed) => {}
        // Macs part a voiced kana in two.
        '\u{3099}' | '\u{309a}' => {
            let before = line.pop();
            match before.and_then(|before| compose(before, typed)) {
                Some(whole) => line.push(whole),
                None => line.extend(before.into_iter().chain([typed])),
            }
        }
        _ => line.push(fold(typed)),
    }
}

/// A mark that nobody sees.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A character that keyboards type and Windows-31J does not have, as its twin that it has. Macs and
/// phones type `〜` where Windows has `～`: without this, every `1〜2F` were an error.
///
/// `paygent` folds alike for its wire, which also writes user-defined characters that no carrier
/// has; neither crate may know the other.
pub fn fold(character: char) -> char {
    match character {
        '\u{301c}' => '\u{ff5e}', // 〜
        '\u{2014}' => '\u{2015}', // —
        '\u{2016}' => '\u{2225}', // ‖
        '\u{2212}' => '\u{ff0d}', // −
        '\u{a5}' => '\u{ffe5}',   // ¥
        '\u{a0}' => ' ',
        '\u{a2}' => '\u{ffe0}',   // ¢
        '\u{a3}' => '\u{ffe1}',   // £
        '\u{ac}' => '\u{ffe2}',   // ¬
        '\u{203e}' => '\u{ffe3}', // ‾
        other => other,
    }
}

/// The bytes of a text after [`fold`], or which characters do not exist there, each once.
pub fn encode(text: &str) -> Result<Vec<u8>, Vec<char>> {
    let folded: String = text.chars().map(fold).collect();
    let missing = missing(&folded);
    if missing.is_empty() { Ok(SHIFT_JIS.encode(&folded).0.into_owned()) } else { Err(missing) }
}

/// The characters of a text that do not exist in Windows-31J, each once.
pub fn missing(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for character in text.chars().filter(|c| !exists(fold(*c))) {
        if !missing.contains(&character) {
            missing.push(character);
        }
    }
    missing
}

fn exists(character: char) -> bool {
    // The encoder writes U+0080 as a byte that no program of a carrier's reads.
    let mut utf8 = [0; 4];
    character != '\u{80}' && !SHIFT_JIS.encode(character.encode_utf8(&mut utf8)).2
}

#[cfg(test)]
mod tests {
    use super::{Substitutes, encode, missing, prepared};

    #[test]
    fn what_exists_has_the_bytes_of_windows() {
        for (text, bytes) in [
            ("髙", b"\xfb\xfc".as_slice()),
            ("﨑", b"\xfa\xb1"),
            ("①", b"\x87\x40"),
            ("㈱", b"\x87\x8a"),
            ("Ⅲ", b"\x87\x56"),
            ("ｶﾞ", b"\xb6\xde"),
            ("〜", b"\x81\x60"),
            ("～", b"\x81\x60"),
            ("—", b"\x81\x5c"),
            ("‖", b"\x81\x61"),
            ("−", b"\x81\x7c"),
            ("－", b"\x81\x7c"),
            ("¥", b"\x81\x8f"),
            ("1\u{a0}2", b"1 2"),
            ("¢£¬‾", b"\x81\x91\x81\x92\x81\xca\x81\x50"),
            ("A-1\\~", b"A-1\\~"),
        ] {
            assert_eq!(encode(text).as_deref(), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn what_does_not_exist_is_reported_and_never_written() {
        for (text, expected) in [
            ("𠮷野家♥𠮷", vec!['𠮷', '♥']),
            ("© 한", vec!['©', '한']),
            ("é😀", vec!['é', '😀']),
            ("\u{e000}\u{80}", vec!['\u{e000}', '\u{80}']),
        ] {
            assert_eq!(encode(text), Err(expected.clone()), "{text}");
            assert_eq!(missing(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_becomes_one_line() {
        let substitutes =
            Substitutes::from([('𠮷', "吉".to_owned()), ('♥', String::new()), ('©', "(c)".into())]);
        for (text, line) in [
            ("𠮷野♥ ©", "吉野 (c)"),
            ("葛\u{e0100}城", "葛城"),
            ("か\u{3099}く ハ\u{309a}", "がく パ"),
            ("字\u{3099}", "字\u{3099}"),
            (" 一行目\r\n二行目\t三 ", "一行目 二行目 三"),
            ("山田　太郎", "山田　太郎"),
            ("1〜2\u{a0}F\u{200b}\u{7}", "1～2 F"),
        ] {
            assert_eq!(prepared(text, &substitutes), line, "{text:?}");
        }
    }
}

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use zeroize::Zeroizing;

/// The charset of a telegram's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Microsoft's `Shift_JIS`: all telegrams but a few.
    Windows31j,
    /// 098, 380, 410–418 and 450, their answers too.
    Utf8,
}

impl Charset {
    /// The charset of a telegram kind (protocol reference 1.1).
    pub fn of_kind(kind: &str) -> Self {
        let utf8 = matches!(kind, "098" | "380" | "450")
            || (kind.len() == 3 && ("410"..="418").contains(&kind));
        if utf8 { Self::Utf8 } else { Self::Windows31j }
    }

    /// The `Content-Type` of an answer. Clients compare it literally.
    pub fn answer_content_type(self) -> &'static str {
        match self {
            Self::Windows31j => "text/plain; charset=Windows-31J",
            Self::Utf8 => "text/plain; charset=UTF-8",
        }
    }

    /// Text to bytes, after folding what only looks different (see [`fold`]). An `Err` is the
    /// first character that the charset does not have: never a replacement.
    pub fn encode(self, text: &str) -> Result<Zeroizing<Vec<u8>>, char> {
        if self == Self::Utf8 {
            return Ok(Zeroizing::new(text.as_bytes().to_vec()));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let mut utf8 = [0; 4];
        for character in text.chars().map(fold) {
            if character.is_ascii() {
                bytes.push(character as u8);
                continue;
            }
            if let Some(pair) = user_defined(character) {
                bytes.extend_from_slice(&pair);
                continue;
            }
            let (encoded, _, unmappable) = SHIFT_JIS.encode(character.encode_utf8(&mut utf8));
            if unmappable {
                return Err(character);
            }
            bytes.extend_from_slice(&encoded);
        }
        Ok(bytes)
    }

    /// Bytes to text, or `None` where they are not of this charset. A zero byte counts as one that
    /// is not: no text that is to be stored may hold one.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        if bytes.contains(&0) {
            return None;
        }
        self.encoding()
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Windows31j => SHIFT_JIS,
            Self::Utf8 => UTF_8,
        }
    }
}

/// The bytes of a user-defined character (外字): Windows-31J has 1,880 of them, row by row from
/// U+E000 and F040. `encoding_rs` reads them but does not write them.
fn user_defined(character: char) -> Option<[u8; 2]> {
    const ROW: u16 = 188;
    let at = u16::try_from(u32::from(character)).ok()?.checked_sub(0xe000)?;
    let lead = u8::try_from(at / ROW).ok().filter(|lead| *lead < 10)?;
    let trail = u8::try_from(at % ROW).ok()?;
    // 7F is no trail byte.
    Some([0xf0 + lead, trail + if trail < 0x3f { 0x40 } else { 0x41 }])
}

/// Characters that keyboards type and Windows-31J does not have, as their twins that it has.
pub fn fold(character: char) -> char {
    match character {
        '\u{301c}' => '\u{ff5e}',
        '\u{2014}' => '\u{2015}',
        '\u{2016}' => '\u{2225}',
        '\u{2212}' => '\u{ff0d}',
        '\u{00a2}' => '\u{ffe0}',
        '\u{00a3}' => '\u{ffe1}',
        '\u{00a5}' => '\u{ffe5}',
        '\u{00ac}' => '\u{ffe2}',
        '\u{203e}' => '\u{ffe3}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_31j_has_what_shift_jis_has_not() {
        let bytes = Charset::Windows31j.encode("髙﨑①㈱ﾔﾏﾀﾞ～−\\~").expect("all mappable");
        let want = b"\xfb\xfc\xfa\xb1\x87\x40\x87\x8a\xd4\xcf\xc0\xde\x81\x60\x81\x7c\\~";
        assert_eq!(bytes.as_slice(), want);
    }

    #[test]
    fn whatever_is_read_can_be_written() {
        for lead in 0x80..=0xff {
            for trail in 0..=0xff {
                let pair = [lead, trail];
                for bytes in [&pair[..1], &pair] {
                    let Some(text) = Charset::Windows31j.decode(bytes) else { continue };
                    let written = Charset::Windows31j.encode(&text).expect("it was read");
                    let again = Charset::Windows31j.decode(&written);
                    assert_eq!(again, Some(text), "{}", bytes.escape_ascii());
                }
            }
        }
        let ends = Charset::Windows31j.encode("\u{e000}\u{e03f}\u{e757}").expect("user-defined");
        assert_eq!(ends.as_slice(), b"\xf0\x40\xf0\x80\xf9\xfc");
        assert_eq!(Charset::Windows31j.encode("\u{e758}").err(), Some('\u{e758}'));
    }

    #[test]
    fn what_keyboards_type_is_folded() {
        for (typed, bytes) in [
            ('〜', [0x81, 0x60]),
            ('—', [0x81, 0x5c]),
            ('‖', [0x81, 0x61]),
            ('−', [0x81, 0x7c]),
            ('¢', [0x81, 0x91]),
            ('£', [0x81, 0x92]),
            ('¬', [0x81, 0xca]),
            ('¥', [0x81, 0x8f]),
            ('‾', [0x81, 0x50]),
        ] {
            let encoded = Charset::Windows31j.encode(&typed.to_string());
            assert_eq!(encoded.expect("folded").as_slice(), bytes, "{typed}");
        }
    }

    #[test]
    fn what_is_left_is_named_and_never_replaced() {
        for unmappable in ['𠮷', '😀', 'é', '한'] {
            let text = format!("山田{unmappable}");
            assert_eq!(Charset::Windows31j.encode(&text).err(), Some(unmappable));
            assert!(Charset::Utf8.encode(&text).is_ok());
        }
    }

    #[test]
    fn bytes_of_the_wrong_charset_are_refused() {
        assert_eq!(Charset::Utf8.decode(b"\x8eR\x93c"), None);
        assert_eq!(Charset::Windows31j.decode(b"\x8eR\x93c").as_deref(), Some("山田"));
        assert_eq!(Charset::Windows31j.decode(b"\xff\xff"), None);
        assert_eq!(Charset::Windows31j.decode(b"\x8e"), None);
        assert_eq!(Charset::Windows31j.decode(b"a\0"), None);
        assert_eq!(Charset::Utf8.decode(b"a\0"), None);
    }

    #[test]
    fn kinds_know_their_charset() {
        for kind in ["098", "380", "410", "418", "450"] {
            assert_eq!(Charset::of_kind(kind), Charset::Utf8, "{kind}");
        }
        for kind in ["020", "094", "409", "419", "41", "4100", "", "あ"] {
            assert_eq!(Charset::of_kind(kind), Charset::Windows31j, "{kind}");
        }
    }
}

//! Text of a file that somebody else's program wrote: its bytes say in which charset.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};

/// The text of these bytes: by the mark they begin with (UTF-8, UTF-16), else UTF-8 if they are,
/// else Windows-31J. None: they are no text but a program's own format.
///
/// A byte that the charset does not have becomes U+FFFD: one odd character in an address must not
/// keep a whole file from being read.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let charset = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => SHIFT_JIS,
    };
    // Takes the mark away.
    let (text, _) = charset.decode_with_bom_removal(bytes);
    (!text.contains('\0')).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_bytes_say_which_charset_it_is() {
        for (bytes, text) in [
            ("伝票番号".as_bytes(), Some("伝票番号")),
            ("\u{feff}伝票番号".as_bytes(), Some("伝票番号")),
            (b"\x93\x60\x95\x5b\x94\xd4\x8d\x86", Some("伝票番号")),
            (b"\xff\xfe\x1d\x4f\x68\x79", Some("伝票")),
            (b"\xfe\xff\x4f\x1d\x79\x68", Some("伝票")),
            (b"\x87\x40\xfb\xfc", Some("①髙")),
            (b"", Some("")),
            // A character of the printer's own, and half of one.
            (b"\x93\x60\xf0\x40\x95", Some("伝\u{e000}\u{fffd}")),
            // A workbook is no text.
            (b"PK\x03\x04\x14\x00\x06\x00", None),
        ] {
            assert_eq!(decode(bytes).as_deref(), text, "{bytes:?}");
        }
    }
}

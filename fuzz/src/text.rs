//! What holds for all text that was read.

use paygent::Fields;

/// One byte of Windows-31J becomes three of UTF-8 at most.
const GROWTH: usize = 3;

/// Bytes of all names and values.
pub fn size(fields: &Fields) -> usize {
    fields.iter().map(|(name, value)| name.len() + value.len()).sum()
}

/// Text does not outgrow the bytes that it came in; and the store has no zero byte.
pub fn assert_sound<'a>(texts: impl IntoIterator<Item = &'a str>, bytes: usize) {
    let mut sum = 0;
    for text in texts {
        assert!(!text.contains('\0'), "a zero byte in {text:?}");
        sum += text.len();
    }
    assert!(sum <= GROWTH * bytes, "{sum} bytes of text out of {bytes}");
}

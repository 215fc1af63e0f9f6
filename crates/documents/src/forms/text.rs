//! Texts as they can be printed.

use unicode_normalization::char::{compose, is_combining_mark};

use super::press::Press;
use crate::charset::is_unseen;

/// 下駄: what printers set where they have no letter.
pub(super) const GETA: char = '〓';

/// So many letters without a place to break stay whole.
const RUN_MAX: usize = 24;

/// One line of text: spaces for line ends and tabs, marks that nobody sees left out (those that
/// turn the direction of what follows among them), `〓` for what the font does not have.
pub(super) fn printable(press: &Press, text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for typed in text.chars() {
        match typed {
            _ if typed.is_whitespace() && typed != '\u{3000}' => line.push(' '),
            _ if is_unseen(typed) => {}
            _ if is_combining_mark(typed) => {
                let before = line.pop();
                match before.and_then(|before| compose(before, typed)) {
                    Some(whole) => line.push(whole),
                    None => line.extend(before.into_iter().chain([typed])),
                }
            }
            _ => line.push(typed),
        }
    }
    line.chars().map(|c| if press.has(c) { c } else { GETA }).collect()
}

/// The same with places to break where a run of letters has none: a name without spaces would
/// leave its column.
pub(super) fn breakable(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        run = if letter == ' ' || letter >= '\u{2e80}' { 0 } else { run + 1 };
        if run > RUN_MAX {
            broken.push('\u{200b}');
        }
        broken.push(letter);
    }
    broken
}

/// `1,234`; with its sign where it is less than nothing.
pub(super) fn number(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = if amount < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `¥1,234` or `-¥1,234`.
pub(super) fn yen(amount: i64) -> String {
    let number = number(amount);
    match number.strip_prefix('-') {
        Some(number) => format!("-¥{number}"),
        None => format!("¥{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{breakable, number, printable, yen};
    use crate::forms::press::Press;

    #[test]
    fn amounts_have_commas() {
        for (amount, digits, with_mark) in [
            (0, "0", "¥0"),
            (999, "999", "¥999"),
            (1_000, "1,000", "¥1,000"),
            (1_234_567, "1,234,567", "¥1,234,567"),
            (-500, "-500", "-¥500"),
            (-1_500, "-1,500", "-¥1,500"),
            (i64::MIN, "-9,223,372,036,854,775,808", "-¥9,223,372,036,854,775,808"),
        ] {
            assert_eq!(number(amount), digits);
            assert_eq!(yen(amount), with_mark);
        }
    }

    #[test]
    fn a_text_becomes_letters_that_the_font_has() {
        for (text, line) in [
            ("髙﨑①㈱〜～−Ⅲ", "髙﨑①㈱〜～−Ⅲ"),
            ("ﾔﾏﾀﾞ　太郎", "ﾔﾏﾀﾞ　太郎"),
            ("か\u{3099}く ハ\u{309a} e\u{301}", "がく パ é"),
            ("葛\u{e0100}城", "葛城"),
            ("一\r\n二\t三\u{0}\u{7}\u{1b}", "一  二 三"),
            ("\u{202e}abc\u{202c}\u{200f}", "abc"),
            ("祝😀\u{fe0f}שלום", "祝〓〓〓〓〓"),
            ("#set $x$ \\ [a] *b* _c_ `d` <e> @f", "#set $x$ \\ [a] *b* _c_ `d` <e> @f"),
        ] {
            assert_eq!(printable(Press::get(), text), line, "{text:?}");
        }
    }

    #[test]
    fn a_long_run_may_break() {
        let run = "x".repeat(26);
        assert_eq!(breakable(&run), format!("{}\u{200b}x\u{200b}x", "x".repeat(24)));
        assert_eq!(breakable("暖簾 x 商店"), "暖簾 x 商店");
    }
}

//! Card numbers in texts that are not for them. Pure.

use std::ops::RangeInclusive;

/// Digits of a card number.
const DIGITS: RangeInclusive<usize> = 13..=16;

/// One group of digits: where it is, and how many there are.
struct Group {
    from: usize,
    to: usize,
}

/// The text with asterisks in the place of what passes for a card number, but for its last four
/// digits. Its groups may stand apart by a blank or a hyphen, and be as wide as Japanese letters.
pub(super) fn masked(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let groups = groups(&chars);
    let mut at = 0;
    while at < groups.len() {
        match number_from(&chars, &groups[at..]) {
            None => at += 1,
            Some(count) => {
                mask(&mut chars[groups[at].from..groups[at + count - 1].to]);
                at += count;
            }
        }
    }
    chars.into_iter().collect()
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, _) in chars.iter().enumerate().filter(|(_, c)| digit(**c).is_some()) {
        match groups.last_mut() {
            Some(last) if last.to == at => last.to += 1,
            _ => groups.push(Group { from: at, to: at + 1 }),
        }
    }
    groups
}

/// How many groups, from the first on, are a card number together; the most that are.
fn number_from(chars: &[char], groups: &[Group]) -> Option<usize> {
    let (mut digits, mut found) = (String::new(), None);
    for (at, group) in groups.iter().enumerate() {
        let apart = at.checked_sub(1).map(|before| &chars[groups[before].to..group.from]);
        if apart.is_some_and(|apart| !matches!(apart, [one] if is_separator(*one))) {
            break;
        }
        digits.extend(chars[group.from..group.to].iter().copied().filter_map(digit));
        if digits.len() > *DIGITS.end() {
            break;
        }
        if passes(&digits) {
            found = Some(at + 1);
        }
    }
    found
}

/// Whether some brand has numbers that begin so and are so long. No check digit: test numbers often
/// have none. Times of 14 digits pass for nothing.
fn passes(digits: &str) -> bool {
    let begins = |with: &[&str]| with.iter().any(|begin| digits.starts_with(begin));
    match digits.len() {
        13 => begins(&["4"]),
        14 => begins(&["30", "36", "38", "39"]),
        15 => begins(&["34", "37", "1800", "2131"]),
        16 => begins(&["22", "23", "24", "25", "26", "27", "3", "4", "5", "6"]),
        _ => false,
    }
}

fn mask(chars: &mut [char]) {
    let digits = chars.iter_mut().rev().filter(|c| digit(**c).is_some());
    digits.skip(4).for_each(|c| *c = '*');
}

/// The digit that this is, narrow or wide.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{3000}' | '\u{ff0d}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_for_a_card_number_is_masked_and_nothing_else() {
        for (text, shown) in [
            ("4222222222222222", "************2222"),
            ("x4222-2222-2222-2222y", "x****-****-****-2222y"),
            ("4222 2222 2222 2222 12/40", "**** **** **** 2222 12/40"),
            ("１ ４２２２２２２２２２２２２２２２", "１ ************２２２２"),
            ("3700-000000-00002", "****-******-*0002"),
            ("36000000000002", "**********0002"),
            ("4222222222222", "*********2222"),
            ("20261124150000", "20261124150000"),
            ("00000000001234567890", "00000000001234567890"),
            ("42222222222222222", "42222222222222222"),
            ("4222--2222--2222--2222", "4222--2222--2222--2222"),
            ("03-1234-5678", "03-1234-5678"),
            ("", ""),
        ] {
            assert_eq!(masked(text), shown);
        }
    }
}

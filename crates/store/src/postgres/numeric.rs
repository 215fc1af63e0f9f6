//! Whole numbers in PostgreSQL's `numeric` (digits to base 10,000, highest first): `sum(bigint)`
//! is one. Layout: count, weight of the first digit, sign, digits behind the point, digits.

const BASE: i128 = 10_000;
const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0;

/// A whole number that fits i64, or nothing.
pub(crate) fn decode(raw: &[u8]) -> Option<i64> {
    let mut words = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let count = usize::from(words.next()?);
    let weight = i32::from(words.next()?.cast_signed());
    let sign = words.next()?;
    let _scale = words.next()?;
    let digits: Vec<u16> = words.collect();
    if digits.len() != count || (sign != POSITIVE && sign != NEGATIVE) {
        return None;
    }
    let mut total: i128 = 0;
    for place in 0..=weight.max(-1) {
        let digit = usize::try_from(place).ok().and_then(|at| digits.get(at)).copied();
        total = total.checked_mul(BASE)?.checked_add(i128::from(digit.unwrap_or(0)))?;
    }
    let whole = usize::try_from(weight + 1).unwrap_or(0);
    if digits.iter().skip(whole).any(|digit| *digit != 0) {
        return None;
    }
    i64::try_from(if sign == NEGATIVE { -total } else { total }).ok()
}

/// The bytes of a whole number.
pub(crate) fn encode(value: i64) -> Vec<u8> {
    let mut rest = i128::from(value).abs();
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push(u16::try_from(rest % BASE).unwrap_or(0));
        rest /= BASE;
    }
    digits.reverse();
    let count = u16::try_from(digits.len()).unwrap_or(0);
    let sign = if value < 0 { NEGATIVE } else { POSITIVE };
    let head = [count, count.saturating_sub(1), sign, 0];
    head.into_iter().chain(digits).flat_map(u16::to_be_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn reads_what_the_server_writes() {
        // As pg_send of 0, 1, -12345, 100000000 and 1.5 (PostgreSQL 15).
        let cases: &[(&[u16], Option<i64>)] = &[
            (&[0, 0, 0, 0], Some(0)),
            (&[1, 0, 0, 0, 1], Some(1)),
            (&[2, 1, 0x4000, 0, 1, 2345], Some(-12_345)),
            (&[1, 2, 0, 0, 1], Some(100_000_000)),
            (&[2, 0, 0, 1, 1, 5000], None),
            (&[0, 0, 0xC000, 0], None),
        ];
        for (words, expected) in cases {
            let raw: Vec<u8> = words.iter().copied().flat_map(u16::to_be_bytes).collect();
            assert_eq!(decode(&raw), *expected, "{words:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn comes_back(value: i64) {
            proptest::prop_assert_eq!(decode(&encode(value)), Some(value));
        }

        #[test]
        fn never_panics(raw: Vec<u8>) {
            let _ = decode(&raw);
        }
    }
}

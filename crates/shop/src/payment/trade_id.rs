//! 取引ID: 20 decimal digits, 13 of the time and 7 of chance (DESIGN section 1). Never a counter,
//! never reused.

use crate::clock::{Random, Timestamp};
use crate::id::TradeId;

/// Seven random digits follow the time.
const CHANCE: u64 = 10_000_000;

impl TradeId {
    /// A new one for one attempt.
    pub fn new(now: Timestamp, random: &dyn Random) -> TradeId {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        // 2^64 is some 10^12 times larger than CHANCE: the remainder favours no number noticeably.
        let chance = u64::from_le_bytes(bytes) % CHANCE;
        TradeId(format!("{:013}{chance:07}", now.0.max(0)))
    }

    /// Reads what a person typed or a gateway echoed: 20 digits, kept as text.
    pub fn parse(text: &str) -> Option<TradeId> {
        let whole = text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_digit());
        whole.then(|| TradeId(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::TradeId;
    use crate::clock::{SystemRandom, Timestamp};

    #[test]
    fn has_twenty_digits_and_begins_with_the_time() {
        let made = TradeId::new(Timestamp(1_795_496_731_000), &SystemRandom);
        assert!(made.0.starts_with("1795496731000"));
        assert_eq!(TradeId::parse(&made.0), Some(made));
        let early = TradeId::new(Timestamp(5), &SystemRandom);
        assert!(early.0.starts_with("0000000000005"), "text keeps leading zeros");
    }

    #[test]
    fn other_texts_are_none() {
        for text in
            ["", "1", "0123456789012345678", "012345678901234567890", "0123456789012345678x"]
        {
            assert_eq!(TradeId::parse(text), None, "{text}");
        }
    }
}

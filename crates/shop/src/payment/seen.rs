//! What Paygent says of a payment when asked (094): its many numbers as the few things that matter.

use paygent::Outcome;
use paygent::telegram::inquire;

use crate::clock::{MINUTE, Timestamp};
use crate::money::Yen;

/// The answer to "what is this payment now?", with Paygent's number where it gave one (DESIGN
/// section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// オーソリOK.
    Held(Fact),
    /// 消込済, or on its way there.
    Captured(Fact),
    /// キャンセル済, or on its way there.
    Cancelled(Fact),
    /// The authorisation failed.
    Refused(Fact),
    /// 申込済: nothing happened yet.
    Pending(Fact),
    /// オーソリ期限切: no longer capturable.
    Expired(Fact),
    /// 13001: Paygent knows no such payment.
    None,
    /// 13002: several payments have this 取引ID.
    Several,
    /// Cancelled, and another payment with the same 取引ID took its place: a change of amount on
    /// Paygent's side. 094 alone never says so; see `inquire::surely`.
    Changed,
    /// No answer, or one that says nothing we understand.
    Unavailable(Unavailable),
}

/// What 094 told about one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Paygent's status number.
    pub number: u8,
    /// Paygent's number of the payment.
    pub payment: String,
    /// The amount there.
    pub amount: Yen,
    /// When the payment was begun there (`payment_init_date`).
    pub begun_at: Option<Timestamp>,
    /// When it was authorised (`authorized_date`).
    pub authorized_at: Option<Timestamp>,
    /// `masked_card_number`, empty where not told.
    pub card: String,
}

/// 094's `payment_init_date` may lie that much before our own beginning: two clocks are never
/// equal.
const CLOCKS_DIFFER: i64 = 10 * MINUTE;

impl Fact {
    /// Whether it was begun there after we began it at `at`, both clocks considered. Without a date
    /// it was not.
    pub(crate) fn is_since(&self, at: Timestamp) -> bool {
        self.begun_at.is_some_and(|begun| begun.after(CLOCKS_DIFFER) >= at)
    }
}

/// Why nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// Paygent refused the question: code and detail as they came.
    Refused {
        /// `response_code`.
        code: String,
        /// `response_detail`.
        detail: String,
    },
    /// No readable answer.
    Silent(String),
    /// A status number that is not in the table.
    Number(u8),
    /// The account's secrets do not open: nobody was asked.
    NoAccount,
}

/// The status numbers of card payments (protocol reference 3.4) as things that matter; total.
pub fn seen(fact: Fact) -> Seen {
    match fact.number {
        10 => Seen::Pending(fact),
        11..=17 => Seen::Refused(fact),
        20 | 21 => Seen::Held(fact),
        30 | 35 | 40 | 41 | 43 | 44 => Seen::Captured(fact),
        31 | 32 | 42 | 50 | 60..=62 => Seen::Cancelled(fact),
        33 => Seen::Expired(fact),
        number => Seen::Unavailable(Unavailable::Number(number)),
    }
}

/// Reads what became of 094.
pub fn from_outcome(outcome: Outcome<inquire::Answer>) -> Seen {
    match outcome {
        Outcome::Accepted(answer) => seen(Fact {
            number: answer.status.0,
            payment: answer.payment_id,
            amount: Yen(answer.amount),
            begun_at: Timestamp::from_gateway_text(&answer.initiated_at),
            authorized_at: Timestamp::from_gateway_text(&answer.authorised_at),
            card: answer.masked_card_number,
        }),
        Outcome::Refused(refusal) => match refusal.code.as_str() {
            "13001" => Seen::None,
            "13002" => Seen::Several,
            _ => Seen::Unavailable(Unavailable::Refused {
                code: refusal.code,
                detail: refusal.detail,
            }),
        },
        Outcome::NotSent(why) => Seen::Unavailable(Unavailable::Silent(why)),
        Outcome::Unknown(unknown) => Seen::Unavailable(Unavailable::Silent(unknown.why)),
    }
}

/// 消込済(売上取消期限切): captured, and no longer refundable.
pub const REFUND_EXPIRED: u8 = 41;

impl Seen {
    /// What 094 told, where it told of one payment.
    pub fn fact(&self) -> Option<&Fact> {
        match self {
            Seen::Held(fact)
            | Seen::Captured(fact)
            | Seen::Cancelled(fact)
            | Seen::Refused(fact)
            | Seen::Pending(fact)
            | Seen::Expired(fact) => Some(fact),
            Seen::None | Seen::Several | Seen::Changed | Seen::Unavailable(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fact, Seen, seen};
    use crate::money::Yen;

    #[test]
    fn every_number_has_its_meaning() {
        let meaning = |number| {
            let fact = Fact {
                number,
                payment: "1".into(),
                amount: Yen(1),
                begun_at: None,
                authorized_at: None,
                card: String::new(),
            };
            match seen(fact) {
                Seen::Held(_) => "held",
                Seen::Captured(_) => "captured",
                Seen::Cancelled(_) => "cancelled",
                Seen::Refused(_) => "refused",
                Seen::Pending(_) => "pending",
                Seen::Expired(_) => "expired",
                _ => "unknown",
            }
        };
        for (numbers, expected) in [
            (&[10][..], "pending"),
            (&[11, 12, 13, 14, 15, 16, 17], "refused"),
            (&[20, 21], "held"),
            (&[30, 35, 40, 41, 43, 44], "captured"),
            (&[31, 32, 42, 50, 60, 61, 62], "cancelled"),
            (&[33], "expired"),
            (&[0, 18, 19, 22, 34, 36, 37, 55, 99], "unknown"),
        ] {
            for &number in numbers {
                assert_eq!(meaning(number), expected, "{number}");
            }
        }
    }
}

//! What may happen, one step at a time, and how it is drawn by lot.
//!
//! A step names payments, tokens and stored cards by numbers that always lead to something (see
//! `play::pick`), so that a sequence still means something after steps were taken out of it.

use proptest::collection::vec as some;
use proptest::prelude::*;

use super::cards::CARDS;

/// The longest sequence.
const STEPS_MAX: usize = 30;

#[derive(Clone, Debug)]
pub enum Step {
    Token {
        who: usize,
        card: usize,
        kind: TokenKind,
    },
    Pay(Pay),
    /// 021, 022, 023 or 094.
    Act {
        kind: &'static str,
        who: usize,
        payment: Which,
    },
    /// 028 or 029.
    Change {
        kind: &'static str,
        who: usize,
        payment: Which,
        amount: Amount,
        old_first: bool,
    },
    /// 025, so many times.
    Store {
        who: usize,
        customer: u8,
        card: Given,
        checked: bool,
        times: u8,
    },
    /// 116
    Update {
        who: usize,
        customer: u8,
        stored: u8,
        card: Option<Given>,
    },
    /// 026
    Delete {
        who: usize,
        customer: u8,
        stored: Option<u8>,
    },
    /// 027
    List {
        who: usize,
        customer: u8,
    },
    /// The clock moves on; a token lasts for one hour and a half.
    Hours(i64),
    InBatch(bool),
    /// A `trading_id` may not come twice.
    RefuseDuplicates(bool),
    /// The server may send card numbers.
    Lenient(bool),
    /// 091: the next notice, or one by its number.
    Feed {
        who: usize,
        number: Option<u8>,
    },
    Settle,
}

/// 020
#[derive(Clone, Debug)]
pub struct Pay {
    pub who: usize,
    pub trade: Option<u8>,
    /// By `payment_id`.
    pub again: Option<u8>,
    pub from: From,
    pub sale: bool,
    pub amount: i64,
    pub class: Class,
    pub proof: Proof,
    /// `security_code_use`
    pub code_required: bool,
    /// How often it is sent once more, under the `payment_id` of the first time.
    pub insists: u8,
}

/// `payment_class` and `split_count`, which counts with `61` only.
pub type Class = (&'static str, u8);

/// What 020 says of 3-D Secure.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// `3dsecure_ryaku`
    Skipped,
    /// 450 and the issuer's page come before it, where the card is a token or stored.
    Fresh,
    /// An authentication that was made before.
    Old(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    WithCode,
    WithoutCode,
    /// `createCvcToken`
    CodeOnly,
}

/// A card that comes by token.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    /// A token made for this.
    Fresh(usize),
    /// One of those that were made before.
    Old(u8),
}

/// Which card 020 charges.
#[derive(Clone, Debug)]
pub enum From {
    Token(Given),
    /// `ref_trading_id`
    Earlier(u8),
    Stored {
        customer: u8,
        stored: u8,
        code: Option<u8>,
    },
    /// The number itself.
    Number,
}

/// Which payment a telegram names.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    Id(u8),
    Trade(u8),
    Both(u8, u8),
}

#[derive(Clone, Copy, Debug)]
pub enum Amount {
    Total(i64),
    Less(i64),
}

/// Some payments first, for the rest to be about; half of the sequences begin in batches, since
/// what happens there takes several steps.
pub fn sequences() -> impl Strategy<Value = Vec<Step>> {
    let payments = some(pay().prop_map(Step::Pay), 0..6);
    let begin =
        any::<bool>().prop_map(|batch| if batch { vec![Step::InBatch(true)] } else { vec![] });
    let rest = some(step(), 1..=STEPS_MAX);
    (begin, payments, rest).prop_map(|(begin, payments, rest)| [begin, payments, rest].concat())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (who(), card(), token_kind())
            .prop_map(|(who, card, kind)| Step::Token { who, card, kind }),
        12 => pay().prop_map(Step::Pay),
        12 => (prop::sample::select(&["021", "022", "022", "023", "094"]), who(), which())
            .prop_map(|(kind, who, payment)| Step::Act { kind, who, payment }),
        4 => change(),
        3 => (who(), customer(), given(), any::<bool>(), prop_oneof![4 => Just(1), 1 => Just(10u8)])
            .prop_map(|(who, customer, card, checked, times)| {
                Step::Store { who, customer, card, checked, times }
            }),
        1 => (who(), customer(), any::<u8>(), prop::option::of(given()))
            .prop_map(|(who, customer, stored, card)| Step::Update { who, customer, stored, card }),
        1 => (who(), customer(), prop::option::of(any::<u8>()))
            .prop_map(|(who, customer, stored)| Step::Delete { who, customer, stored }),
        1 => (who(), customer()).prop_map(|(who, customer)| Step::List { who, customer }),
        2 => hours().prop_map(Step::Hours),
        1 => any::<bool>().prop_map(Step::InBatch),
        1 => prop_oneof![1 => Just(true), 3 => Just(false)].prop_map(Step::RefuseDuplicates),
        1 => any::<bool>().prop_map(Step::Lenient),
        6 => (who(), prop::option::of(any::<u8>()))
            .prop_map(|(who, number)| Step::Feed { who, number }),
        3 => Just(Step::Settle),
    ]
}

fn pay() -> impl Strategy<Value = Pay> {
    let from = prop_oneof![
        10 => given().prop_map(From::Token),
        2 => trade().prop_map(From::Earlier),
        3 => (customer(), any::<u8>(), prop::option::of(any::<u8>()))
            .prop_map(|(customer, stored, code)| From::Stored { customer, stored, code }),
        1 => Just(From::Number),
    ];
    let again = prop_oneof![6 => Just(None), 1 => any::<u8>().prop_map(Some)];
    let code_required = prop_oneof![4 => Just(false), 1 => Just(true)];
    let trade = prop::option::weighted(0.8, trade());
    let insists = prop_oneof![8 => Just(0), 1 => 1..=5u8];
    let which = (who(), trade, again, from, any::<bool>(), amount());
    let how = (class(), proof(), code_required, insists);
    (which, how).prop_map(|((who, trade, again, from, sale, amount), how)| {
        let (class, proof, code_required, insists) = how;
        Pay { who, trade, again, from, sale, amount, class, proof, code_required, insists }
    })
}

fn class() -> impl Strategy<Value = Class> {
    let others = prop::sample::select(&[("23", 0), ("61", 3), ("61", 24), ("61", 7), ("80", 0)]);
    prop_oneof![4 => Just(("10", 0)), 1 => others]
}

fn proof() -> impl Strategy<Value = Proof> {
    let old = any::<u8>().prop_map(Proof::Old);
    prop_oneof![6 => Just(Proof::Skipped), 2 => Just(Proof::Fresh), 1 => old]
}

fn change() -> impl Strategy<Value = Step> {
    let amount = prop_oneof![amount().prop_map(Amount::Total), amount().prop_map(Amount::Less)];
    (prop::sample::select(&["028", "029"]), who(), which(), amount, any::<bool>()).prop_map(
        |(kind, who, payment, amount, old_first)| Step::Change {
            kind,
            who,
            payment,
            amount,
            old_first,
        },
    )
}

fn hours() -> impl Strategy<Value = i64> {
    prop::sample::select(&[1, 24, 7 * 24 - 1, 30 * 24 - 1, 30 * 24, 60 * 24])
}

fn who() -> impl Strategy<Value = usize> {
    prop_oneof![8 => Just(0usize), 1 => Just(1usize)]
}

fn card() -> impl Strategy<Value = usize> {
    // What goes well can go on, and what is answered with 2003 can be tried again.
    prop_oneof![3 => Just(0), 1 => Just(3), 3 => 0..CARDS.len()]
}

fn token_kind() -> impl Strategy<Value = TokenKind> {
    use TokenKind::{CodeOnly, WithCode, WithoutCode};
    prop_oneof![Just(WithCode), Just(WithoutCode), Just(CodeOnly)]
}

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![3 => card().prop_map(Given::Fresh), 1 => any::<u8>().prop_map(Given::Old)]
}

fn customer() -> impl Strategy<Value = u8> {
    0..2u8
}

fn trade() -> impl Strategy<Value = u8> {
    0..4u8
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![
        8 => any::<u8>().prop_map(Which::Id),
        2 => trade().prop_map(Which::Trade),
        1 => (any::<u8>(), trade()).prop_map(|(id, trade)| Which::Both(id, trade)),
    ]
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(0), 20 => 1..=1_000i64, 4 => 1_001..=9_999_999i64]
}

//! What is to be done next for one customer. No I/O.

use paygent::telegram::stored_card::list::StoredCard;

use super::row::{Customer, Kept};
use crate::clock::Timestamp;

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask 027 what Paygent has.
    Ask,
    /// Send 025.
    Register,
    /// The token's term is over: no 025 leaves any more.
    GiveUp,
    /// Record and vault agree.
    Rest,
}

/// What 027 means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// The 025 whose answer was lost has stored this card.
    Stored(Kept),
    /// It has not, and what it was sent for may be sent again.
    NotStored,
    /// It may still arrive: ask again then.
    TooEarly(Timestamp),
    /// Beside what is registered there are these.
    Strays(Vec<String>),
    /// Paygent no longer has the card that is registered.
    Lost,
    /// Record and vault agree; this is the card, if there is one.
    Agree(Option<Kept>),
}

impl Customer {
    /// The next thing to do.
    pub(super) fn next(&self, now: Timestamp) -> Step {
        match &self.waiting {
            _ if self.sent.is_some() => Step::Ask,
            Some(waiting) if now >= waiting.until => Step::GiveUp,
            // Nothing may be at Paygent that could be taken for the card which 025 stores next.
            _ if self.tidy => Step::Ask,
            Some(_) => Step::Register,
            None => Step::Rest,
        }
    }

    /// What it means that Paygent has these cards; `quiet` is how long after sending a 025 its
    /// absence is not believed, in milliseconds.
    pub(super) fn finding(&self, cards: &[StoredCard], now: Timestamp, quiet: i64) -> Finding {
        let ours = |card: &&StoredCard| {
            self.kept.as_ref().is_some_and(|kept| kept.id == card.customer_card_id)
        };
        let strays = || cards.iter().filter(|card| !ours(card));
        if let Some(sent) = self.sent {
            return match strays().max_by_key(|card| number(&card.customer_card_id)) {
                Some(newest) if sent.version == self.version => {
                    Finding::Stored(kept(newest, Some(now)))
                }
                // Not yet there, or not wanted by now: then it goes when it has come.
                _ if now < sent.at.after(quiet) => Finding::TooEarly(sent.at.after(quiet)),
                _ => Finding::NotStored,
            };
        }
        let strays: Vec<String> = strays().map(|card| card.customer_card_id.clone()).collect();
        if !strays.is_empty() {
            return Finding::Strays(strays);
        }
        match (cards.iter().find(ours), &self.kept) {
            (None, Some(_)) => Finding::Lost,
            (card, kept_before) => {
                Finding::Agree(card.map(|card| {
                    kept(card, kept_before.as_ref().and_then(|before| before.stored_at))
                }))
            }
        }
    }
}

fn kept(card: &StoredCard, stored_at: Option<Timestamp>) -> Kept {
    Kept {
        id: card.customer_card_id.clone(),
        brand: card.brand.clone(),
        last4: last4(&card.masked_card_number),
        stored_at,
    }
}

/// Numbers of Paygent grow; two of the same length compare as texts do.
fn number(id: &str) -> (usize, &str) {
    let digits = id.trim_start_matches('0');
    (digits.len(), digits)
}

/// The digits of `************1111` that are shown.
pub(super) fn last4(masked: &str) -> String {
    let tail = masked.len().saturating_sub(4);
    masked
        .get(tail..)
        .filter(|tail| tail.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use paygent::telegram::stored_card::list::StoredCard;

    use super::{Finding, Step, last4};
    use crate::clock::Timestamp;
    use crate::id::{MemberId, MerchantId, ShopId};
    use crate::stored_card::row::{Customer, Kept, Sent, Waiting, Whose};

    const QUIET: i64 = 100;

    fn customer() -> Customer {
        let (shop, member) = (ShopId(1), MemberId(1));
        Customer {
            whose: Whose { shop, member, merchant: MerchantId("900000001".into()) },
            id: "c".into(),
            version: 7,
            kept: None,
            waiting: None,
            sent: None,
            tidy: false,
            gone: false,
            fence: 0,
            tries: 0,
        }
    }

    fn keeps(id: &str) -> Kept {
        Kept { id: id.into(), brand: String::new(), last4: String::new(), stored_at: None }
    }

    fn at_paygent(ids: &[&str]) -> Vec<StoredCard> {
        let card = |id: &&str| StoredCard {
            customer_card_id: (*id).to_owned(),
            masked_card_number: "************1111".into(),
            brand: "JCB".into(),
            ..StoredCard::default()
        };
        ids.iter().map(card).collect()
    }

    #[test]
    fn the_next_step_follows_from_what_is_wanted_and_known() {
        let waiting = |until| Some(Waiting { until: Timestamp(until), from: "order:1".into() });
        let sent = Some(Sent { at: Timestamp(0), version: 7 });
        for (waiting, sent, tidy, step) in [
            (None, None, false, Step::Rest),
            (None, None, true, Step::Ask),
            (waiting(51), None, false, Step::Register),
            (waiting(51), None, true, Step::Ask),
            (waiting(50), None, false, Step::GiveUp),
            (waiting(50), None, true, Step::GiveUp),
            (waiting(51), sent, false, Step::Ask),
            (None, sent, false, Step::Ask),
        ] {
            let customer = Customer { waiting, sent, tidy, ..customer() };
            assert_eq!(customer.next(Timestamp(50)), step, "{customer:?}");
        }
    }

    #[test]
    fn a_lost_answer_is_settled_by_what_paygent_has() {
        let sent = |version| Some(Sent { at: Timestamp(0), version });
        let early = Finding::TooEarly(Timestamp(QUIET));
        for (kept, version, cards, now, finding) in [
            (None, 7, &[][..], 50, early.clone()),
            (None, 7, &[], 100, Finding::NotStored),
            (Some(keeps("5")), 7, &["5"], 50, early.clone()),
            (Some(keeps("5")), 7, &["5"], 100, Finding::NotStored),
            // Something else is wanted by now: it may arrive all the same, and then goes.
            (None, 6, &[], 50, early.clone()),
            (None, 6, &["9"], 50, early),
            (None, 6, &["9"], 100, Finding::NotStored),
        ] {
            let customer = Customer { kept, sent: sent(version), ..customer() };
            let found = customer.finding(&at_paygent(cards), Timestamp(now), QUIET);
            assert_eq!(found, finding, "{customer:?} {cards:?} {now}");
        }
        let customer = Customer { kept: Some(keeps("5")), sent: sent(7), ..customer() };
        let found = customer.finding(&at_paygent(&["5", "9", "10"]), Timestamp(50), QUIET);
        let Finding::Stored(card) = found else { panic!("{found:?}") };
        assert_eq!(
            (card.id.as_str(), card.brand.as_str(), card.last4.as_str()),
            ("10", "JCB", "1111")
        );
    }

    #[test]
    fn what_is_not_registered_goes() {
        for (kept, cards, strays) in [
            (Some(keeps("5")), &["5", "6"][..], &["6"][..]),
            (None, &["5", "6"], &["5", "6"]),
            (Some(keeps("5")), &["6"], &["6"]),
        ] {
            let customer = Customer { kept, tidy: true, ..customer() };
            let found = customer.finding(&at_paygent(cards), Timestamp(0), QUIET);
            let strays = strays.iter().map(|id| (*id).to_owned()).collect();
            assert_eq!(found, Finding::Strays(strays), "{customer:?} {cards:?}");
        }
        let found = |kept, cards| {
            Customer { kept, tidy: true, ..customer() }.finding(cards, Timestamp(0), QUIET)
        };
        assert_eq!(found(Some(keeps("5")), &[]), Finding::Lost);
        assert_eq!(found(None, &[]), Finding::Agree(None));
        let Finding::Agree(Some(card)) = found(Some(keeps("5")), &at_paygent(&["5"])) else {
            panic!("they agree")
        };
        assert_eq!(card.brand, "JCB");
    }

    #[test]
    fn only_digits_are_a_cards_end() {
        for (masked, end) in [("************1111", "1111"), ("****", ""), ("", ""), ("12", "12")] {
            assert_eq!(last4(masked), end, "{masked}");
        }
    }
}

//! All situations: the contract between the admin's buttons and what may be sent.

use super::*;
use crate::checkout::CARD_MAX;
use crate::clock::Timestamp;
use crate::id::{MerchantId, OrderId, PaymentId, TradeId};
use crate::payment::seen::{Fact, seen};
use crate::payment::state::{CancelPermit, CaptureTiming, Correction, Parts};

/// Order totals around the amounts of payment and limits, and around the most a card can pay.
const TOTALS: [i64; 7] = [0, 500, 700, 1_000, 1_200, 9_999_999, 10_000_000];
const NOW: Timestamp = Timestamp(1_795_496_731_000);

fn payment(state: State, amount: Yen, three_ds: ThreeDs) -> Payment {
    Payment::new(
        TradeId("01795496731000000001".into()),
        PaymentId("7".into()),
        OrderId(1),
        MerchantId("900000001".into()),
        CaptureTiming::Later,
        NOW,
        Parts { amount, three_ds, state },
    )
}

fn states() -> Vec<State> {
    let settled = [Settled::Held, Settled::Captured, Settled::Cancelled];
    let requests = [
        Request::Capture,
        Request::CancelHeld,
        Request::Refund,
        Request::Change { to: Yen(700) },
        Request::Release,
    ];
    let in_flight = requests.into_iter().flat_map(|sent| {
        settled.into_iter().map(move |before| State::InFlight { sent, before, since: NOW })
    });
    settled.into_iter().map(State::Settled).chain(in_flight).collect()
}

/// Every status number, with the amounts that can matter, and every answer without a status.
fn sights() -> Vec<Seen> {
    let told = (0..=99).flat_map(|number| {
        [500, 1_000].map(|amount| {
            seen(Fact {
                number,
                payment: "7".into(),
                amount: Yen(amount),
                begun_at: None,
                authorized_at: None,
                card: String::new(),
            })
        })
    });
    let untold = [
        Seen::None,
        Seen::Several,
        Seen::Changed,
        Seen::Unavailable(Unavailable::Refused { code: "P002".into(), detail: String::new() }),
        Seen::Unavailable(Unavailable::Silent("40 s".into())),
    ];
    told.chain(untold).collect()
}

fn limits() -> Vec<Limits> {
    [CARD_MAX, Yen(800)]
        .into_iter()
        .flat_map(|card| {
            [false, true].map(|three_ds_reduction| Limits { three_ds_reduction, card })
        })
        .collect()
}

fn each_situation(mut check: impl FnMut(&Payment, Yen, &Seen, Limits)) {
    for state in states() {
        for three_ds in ThreeDs::ALL {
            for seen in sights() {
                for total in TOTALS.map(Yen) {
                    for limits in limits() {
                        let mut payment = payment(state.clone(), Yen(1_000), three_ds);
                        payment.observe(&seen);
                        check(&payment, total, &seen, limits);
                    }
                }
            }
        }
    }
}

#[test]
fn a_button_is_enabled_exactly_when_the_request_would_be_permitted() {
    let mut enabled = [0; 4];
    let under = TradeId("01795496731000000002".into());
    each_situation(|payment, total, seen, limits| {
        let Decision { buttons, takeover, .. } = status_frame(payment, total, seen, limits);
        let Buttons { cancel, update, capture } = buttons;
        let permitted = [
            payment.clone().begin_cancel(seen, NOW).is_ok(),
            payment.clone().begin_update((total, true), seen, limits, (&under, NOW)).is_ok(),
            payment.clone().begin_capture(total, seen, NOW).is_ok(),
            payment.clone().take_over(seen).is_ok(),
        ];
        // A refund never leaves where only a hold may be given back, nor by 取引更新.
        let refunds =
            matches!(payment.clone().begin_cancel(seen, NOW), Ok(CancelPermit::Capture(_)));
        assert!(!refunds || payment.clone().begin_cancel_hold(seen, NOW).is_err());
        assert!(!refunds || !permitted[1], "{payment:?} total {total} {seen:?}");
        let aligned = status_frame(payment, total, seen, limits).frame.differs();
        assert_eq!(aligned, payment.amount_there(total, seen).is_ok(), "{payment:?} {seen:?}");
        let [cancel, update, capture] =
            [cancel, update, capture].map(|button| button == Button::Enabled);
        let shown = [cancel, update, capture, takeover];
        assert_eq!(shown, permitted, "{payment:?} total {total} {seen:?} {limits:?}");
        for (count, shown) in enabled.iter_mut().zip(shown) {
            *count += usize::from(shown);
        }
    });
    assert!(
        enabled.iter().all(|&count| count > 0),
        "each button is enabled somewhere: {enabled:?}"
    );
}

#[test]
fn every_frame_is_reached_and_only_red_one_has_a_cause() {
    let mut reached = Vec::new();
    each_situation(|payment, total, seen, limits| {
        let decision = status_frame(payment, total, seen, limits);
        assert_eq!(decision.cause.is_some(), decision.frame == StatusFrame::Unavailable);
        if !reached.contains(&decision.frame) {
            reached.push(decision.frame);
        }
    });
    assert!(StatusFrame::ALL.iter().all(|frame| reached.contains(frame)), "{reached:?}");
}

#[test]
fn a_telegram_in_flight_hides_every_button() {
    each_situation(|payment, total, seen, limits| {
        if matches!(payment.state(), State::InFlight { .. }) {
            let decision = status_frame(payment, total, seen, limits);
            assert_eq!(decision.frame, StatusFrame::Unavailable);
            assert!(matches!(decision.cause, Some(Cause::InFlight(_))));
            assert_eq!(decision.buttons.capture, Button::Hidden);
            assert!(!decision.takeover);
        }
    });
}

#[test]
fn a_cancellation_is_taken_over_from_red_one_only_and_a_change_never() {
    each_situation(|payment, total, seen, limits| {
        let Decision { frame, cause, takeover, .. } = status_frame(payment, total, seen, limits);
        assert_eq!(takeover, cause == Some(Cause::CancelledThere), "{payment:?} {seen:?}");
        assert!(!takeover || frame == StatusFrame::Unavailable);
        let at_rest = matches!(payment.state(), State::Settled(_));
        let is_changed = cause == Some(Cause::ChangedThere);
        assert_eq!(is_changed, at_rest && *seen == Seen::Changed);
    });
}

#[test]
fn a_successor_counts_only_alive_and_brings_its_own_amount() {
    let fact = |number, amount| Fact {
        number,
        payment: "8".into(),
        amount: Yen(amount),
        begun_at: None,
        authorized_at: Some(Timestamp(5)),
        card: String::new(),
    };
    for state in states() {
        for number in 0..=99 {
            let theirs = seen(fact(number, 700));
            let mut ours = payment(state.clone(), Yen(1_000), ThreeDs::Authenticated);
            let before = ours.clone();
            let replaced = ours.replace(&theirs, NOW);
            let expected = match (&state, &theirs) {
                (State::InFlight { .. }, _) => None,
                (_, Seen::Held(_)) => Some(Settled::Held),
                (_, Seen::Captured(_)) => Some(Settled::Captured),
                _ => None,
            };
            let Some(settled) = expected else {
                assert_eq!((replaced, ours), (None, before), "{number}");
                continue;
            };
            let old = replaced.map(|old| (old.payment.0, old.amount));
            assert_eq!(old, Some(("7".into(), Yen(1_000))));
            assert_eq!(
                (ours.payment.as_str(), ours.amount(), ours.settled()),
                ("8", Yen(700), settled)
            );
            assert_eq!((ours.three_ds(), ours.authorized_at), (ThreeDs::Lost, Timestamp(5)));
            assert_eq!(ours.trade, before.trade);
        }
    }
}

#[test]
fn the_guides_cells() {
    use StatusFrame as F;
    let held = |amount| Fact {
        number: 20,
        payment: "7".into(),
        amount: Yen(amount),
        begun_at: None,
        authorized_at: None,
        card: String::new(),
    };
    let numbered = |number, amount| seen(Fact { number, ..held(amount) });
    let (used, not) = (ThreeDs::Authenticated, ThreeDs::NotUsed);
    let table = [
        ("7-3 ①", Settled::Held, not, 1_000, numbered(20, 1_000), F::Held),
        ("7-3 ②", Settled::Captured, not, 1_000, numbered(40, 1_000), F::Captured),
        ("captured there", Settled::Held, not, 1_000, numbered(40, 1_000), F::Captured),
        ("7-3 ③ 32", Settled::Cancelled, not, 1_000, numbered(32, 1_000), F::Cancelled),
        ("7-3 ③ 60", Settled::Cancelled, not, 1_000, numbered(60, 1_000), F::Cancelled),
        ("7-4 ①-3", Settled::Held, not, 1_000, numbered(32, 1_000), F::Unavailable),
        ("expired", Settled::Held, not, 1_000, numbered(33, 1_000), F::Unavailable),
        ("7-4 ②-1", Settled::Held, not, 1_200, numbered(20, 1_000), F::HeldDiffers),
        ("7-4 ②-2", Settled::Held, not, 1_000, numbered(20, 500), F::HeldDiffers),
        ("7-4 ③-1", Settled::Held, used, 1_200, numbered(20, 1_000), F::HeldDiffers3ds),
        ("7-4 ③ there", Settled::Held, used, 1_000, numbered(20, 500), F::HeldDiffers3ds),
        ("7-4 ④-1", Settled::Captured, not, 1_000, numbered(40, 500), F::CapturedDiffers),
        ("7-4 ④-2", Settled::Captured, used, 1_200, numbered(40, 1_000), F::CapturedDiffers),
        ("uncaptured there", Settled::Captured, not, 1_000, numbered(20, 1_000), F::Unavailable),
    ];
    for (cell, settled, three_ds, total, seen, expected) in table {
        let mut payment = payment(State::Settled(settled), Yen(1_000), three_ds);
        payment.observe(&seen);
        let decision = status_frame(&payment, Yen(total), &seen, Limits::default());
        assert_eq!(decision.frame, expected, "{cell}");
    }
}

#[test]
fn advice_has_nine_cells_and_none_for_red() {
    let lists = [List::Open, List::Completed, List::Cancelled];
    let cells: Vec<Advice> = StatusFrame::ALL
        .iter()
        .flat_map(|&frame| lists.iter().filter_map(move |&list| advice(frame, list)))
        .collect();
    assert_eq!(cells.len(), 9);
    for (index, cell) in cells.iter().enumerate() {
        assert!(!cells[..index].contains(cell), "{cell:?} stands once");
    }
}

#[test]
fn an_amount_changed_there_ends_the_authentication() {
    let mut payment = payment(State::Settled(Settled::Held), Yen(1_000), ThreeDs::AttemptIssuer);
    let seen = seen(Fact {
        number: 20,
        payment: "7".into(),
        amount: Yen(500),
        begun_at: None,
        authorized_at: None,
        card: String::new(),
    });
    payment.observe(&seen);
    assert_eq!((payment.amount(), payment.three_ds()), (Yen(500), ThreeDs::Lost));
    assert!(payment.observe(&seen).is_empty(), "seen twice, told once");
}

#[test]
fn the_date_of_a_hold_is_paygents() {
    let mut payment = payment(State::Settled(Settled::Held), Yen(1_000), ThreeDs::NotUsed);
    let told = |at: i64| {
        seen(Fact {
            number: 20,
            payment: "7".into(),
            amount: Yen(1_000),
            begun_at: None,
            authorized_at: Some(Timestamp(at)),
            card: String::new(),
        })
    };
    // Seconds between two clocks are no other date.
    assert!(payment.observe(&told(NOW.0 - 20_000)).is_empty());
    assert_eq!(payment.authorized_at, NOW);
    let theirs = NOW.0 - 7_200_000;
    assert_eq!(payment.observe(&told(theirs)), [Correction::Date]);
    assert_eq!(payment.authorized_at, Timestamp(theirs));
    assert!(payment.observe(&told(theirs)).is_empty());
}

use super::Caution as C;
use super::{Along, verdict};
use crate::order::List;
use crate::order::moves::{Move, Shown, Standing};

/// M2, said before the act: every move where every payment stands.
#[test]
fn every_cell_says_what_it_says_in_the_guide() {
    use {Move as M, Standing as S};
    for (act, standing, cautions, along, instead) in [
        (M::Complete, S::NoPayment, &[][..], None, None),
        (M::Complete, S::InFlight, &[], None, None),
        (M::Complete, S::Held, &[C::NotCaptured], Some(Along::Capture), None),
        (M::Complete, S::HeldDiffers, &[C::NotCaptured, C::AmountDiffers], None, None),
        (M::Complete, S::Captured, &[], None, None),
        (M::Complete, S::CapturedDiffers, &[C::AmountDiffers], None, None),
        (M::Complete, S::Cancelled, &[C::PaymentCancelled], None, Some(M::Cancel)),
        (M::Cancel, S::NoPayment, &[], None, None),
        (M::Cancel, S::InFlight, &[], None, None),
        (M::Cancel, S::Held, &[C::HoldStays], Some(Along::CancelPayment), None),
        (M::Cancel, S::HeldDiffers, &[C::HoldStays], Some(Along::CancelPayment), None),
        (M::Cancel, S::Captured, &[C::BuyerBilled], Some(Along::CancelPayment), None),
        (M::Cancel, S::CapturedDiffers, &[C::BuyerBilled], Some(Along::CancelPayment), None),
        (M::Cancel, S::Cancelled, &[], None, None),
    ] {
        let said = verdict(act, standing, false);
        assert_eq!(said.cautions, cautions, "{act:?} {standing:?}");
        assert_eq!((said.along, said.instead), (along, instead), "{act:?} {standing:?}");
        // What nobody can see is said too, and no telegram is offered.
        let unseen = verdict(act, standing, true);
        let has_payment = standing != S::NoPayment;
        assert_eq!(unseen.cautions.contains(&C::NotSeen), has_payment, "{act:?} {standing:?}");
        assert_eq!(unseen.along, None, "{act:?} {standing:?}");
    }
    for standing in Standing::ALL {
        assert_eq!(verdict(M::Reopen, standing, true), super::Verdict::default());
    }
}

#[test]
fn what_goes_along_leaves_nothing_to_acknowledge() {
    for act in Move::ALL {
        for standing in Standing::ALL {
            if let Some(along) = verdict(act, standing, false).along {
                let after = verdict(act, along.leads_to(), false);
                assert_eq!(after.cautions, [], "{act:?} {standing:?}");
            }
        }
    }
}

/// The lists that an order may go to.
#[test]
fn the_ways_between_the_lists() {
    for standing in Standing::ALL {
        let is_cancelled = standing == Standing::Cancelled;
        for (list, open) in [
            (List::Open, [true, true, false]),
            (List::Completed, [false, is_cancelled, true]),
            (List::Cancelled, [false, false, true]),
        ] {
            let shown = Shown { list, standing };
            assert_eq!(Move::ALL.map(|act| act.is_open(shown)), open, "{shown}");
            assert_eq!(shown.to_string().parse(), Ok(shown));
        }
    }
    for text in ["", "open", "open.", "open.kept", "shut.held"] {
        assert_eq!(text.parse::<Shown>(), Err(()), "{text}");
    }
}

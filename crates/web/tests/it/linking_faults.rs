//! A card on its way to Paygent's vault: whatever is lost or dies, vault and record agree in the
//! end, and nobody's customer is another's.

use std::sync::Arc;
use std::time::Duration;

use paygent_sandbox::{Fault, Trick};
use shop::clock::{Clock, HandClock, SECOND, SystemClock};
use shop::settings::card::Linking::Always;
use shop::settings::cart::Flow;
use shop::stored_card;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::Browser;
use crate::card::Street;
use crate::linking::{OLD, TYPED, buy, record, set, settled, vault};
use crate::members::member;
use crate::town::Town;

/// What strikes a telegram of a change of card.
struct Blow {
    kind: &'static str,
    trick: Trick,
    times: u32,
    /// What Paygent keeps in the end.
    end: &'static [&'static str],
}

fn blow(kind: &'static str, trick: Trick, end: &'static [&'static str]) -> Blow {
    Blow { kind, trick, times: 1, end }
}

/// A member with one card buys with another one, and something is lost on the way: the order
/// stands, and Paygent and the shop agree in the end.
#[tokio::test]
async fn whatever_is_lost_the_vault_and_the_record_agree() {
    on_each(async |kind| {
        let blows = [
            blow("025", Trick::DropAfterCommit, &["0007"]),
            blow("025", Trick::DropBeforeCommit, &["0007"]),
            blow("025", Trick::Garble, &["0007"]),
            blow("026", Trick::DropAfterCommit, &["0007"]),
            blow("026", Trick::DropBeforeCommit, &["0007"]),
            Blow { times: 4, ..blow("026", Trick::DropBeforeCommit, &["0007"]) },
            blow("027", Trick::DropBeforeCommit, &["0007"]),
            blow("027", Trick::Garble, &["0007"]),
            // The card cannot be registered: the one from before stays.
            blow("025", Trick::Refuse { code: "2003".to_owned() }, &["0002"]),
        ];
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let mut street = Street::timed(kind, false, clock.clone()).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        for (number, blow) in blows.into_iter().enumerate() {
            let what = format!("{kind:?} {} {:?}", blow.kind, blow.trick);
            let mut browser = Browser::new(&street.town.router);
            let id = member(&street.town, &mut browser, &format!("aoi{number}")).await;
            let flow = Flow::ZeroStep;
            Box::pin(buy(&street, &mut browser, flow, Some(OLD.0), false)).await;
            settled(&street.town).await;
            let fault = Fault::next(blow.kind, blow.trick).times(blow.times);
            street.sandbox.control().fault(fault);
            let thanks = Box::pin(buy(&street, &mut browser, flow, Some(TYPED), false)).await;
            assert!(thanks.text().contains("ご注文ありがとうございます"), "{what}");
            for _ in 0..12 {
                stored_card::sweep(&street.town.world).await.unwrap();
                clock.advance(15 * SECOND);
            }
            assert_eq!(vault(&street, id).await, blow.end, "{what}");
            assert_eq!(record(&street.town, id).await.as_deref(), blow.end.first().copied());
            assert_eq!(left_over(&street.town).await, (0, 0), "no token and nothing due: {what}");
        }
    })
    .await;
}

/// Tokens that wait, and customers that are worked on.
async fn left_over(town: &Town) -> (i64, i64) {
    let read = |tx: &mut dyn Tx| {
        let sql = sql!("select count(new_token), count(due_at) from stored_card");
        let row = tx.row(sql, &[])?.expect("a count");
        Ok::<_, store::Error>((row.int(0)?, row.int(1)?))
    };
    town.world.store.read(read).await.unwrap()
}

/// The process dies between the order and the linking, and while 025 or 026 is in the air: the next
/// one ends what it began.
#[tokio::test]
async fn a_process_that_died_left_nothing_half_done() {
    on_each(async |kind| {
        for dies_in in [None, Some("025"), Some("026"), Some("027")] {
            let mut street = Street::new(kind, false).await;
            set(&mut street.town, Always, Flow::ZeroStep).await;
            let mut browser = Browser::new(&street.town.router);
            let id = member(&street.town, &mut browser, "aoi").await;
            let flow = Flow::ZeroStep;
            Box::pin(buy(&street, &mut browser, flow, Some(OLD.0), false)).await;
            settled(&street.town).await;
            Box::pin(buy(&street, &mut browser, flow, Some(TYPED), false)).await;
            if let Some(telegram) = dies_in {
                let late = Trick::Delay { ms: 3_000 };
                street.sandbox.control().fault(Fault::next(telegram, late));
                let work = stored_card::sweep(&street.town.world);
                let cut = tokio::time::timeout(Duration::from_millis(700), work).await;
                assert!(cut.is_err(), "it is in the air: {telegram}");
            }
            let mut next = street.town.world.clone();
            next.process = "the next process".into();
            // On PostgreSQL the lease of the dead one ends by itself: 2 x 9 s here.
            let wait = if next.store.dialect() == store::Dialect::Sqlite { 0 } else { 19 };
            let clock = Arc::new(HandClock::at(SystemClock.now()));
            clock.advance(wait * SECOND);
            next.clock = clock.clone();
            stored_card::adopt(&next).await.unwrap();
            for _ in 0..6 {
                stored_card::sweep(&next).await.unwrap();
                clock.advance(5 * SECOND);
            }
            assert_eq!(vault(&street, id).await, ["0007"], "{kind:?} {dies_in:?}");
            assert_eq!(record(&street.town, id).await.as_deref(), Some("0007"));
            assert_eq!(left_over(&street.town).await, (0, 0), "{dies_in:?}");
        }
    })
    .await;
}

/// 026 of the first change is lost, then 025 of the second one: a card that goes is never taken for
/// the one that comes.
#[tokio::test]
async fn a_card_that_goes_is_not_taken_for_the_one_that_comes() {
    on_each(async |kind| {
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let mut street = Street::timed(kind, false, clock.clone()).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&street.town.router);
        let id = member(&street.town, &mut browser, "aoi").await;
        let faults = [
            None,
            Some(Fault::next("026", Trick::DropBeforeCommit).times(2)),
            Some(Fault::next("025", Trick::DropBeforeCommit)),
        ];
        for (card, fault) in [OLD.0, TYPED, "diners"].into_iter().zip(faults) {
            if let Some(fault) = fault {
                street.sandbox.control().fault(fault);
            }
            Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some(card), false)).await;
            stored_card::sweep(&street.town.world).await.unwrap();
        }
        for _ in 0..20 {
            clock.advance(15 * SECOND);
            stored_card::sweep(&street.town.world).await.unwrap();
        }
        assert_eq!(vault(&street, id).await, ["0008"]);
        assert_eq!(record(&street.town, id).await.as_deref(), Some("0008"));
        assert_eq!(left_over(&street.town).await, (0, 0));
    })
    .await;
}

/// Two members, and one member at two accounts: nobody shares a customer, and none is guessable.
#[tokio::test]
async fn customers_never_meet() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        for name in ["aoi", "ken"] {
            let mut browser = Browser::new(&street.town.router);
            member(&street.town, &mut browser, name).await;
            Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some(TYPED), false)).await;
        }
        settled(&street.town).await;
        let read = |tx: &mut dyn Tx| {
            let rows = tx.rows(sql!("select customer_id from stored_card"), &[])?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
        };
        let ids = street.town.world.store.read(read).await.unwrap();
        assert_eq!(ids.len(), 2);
        assert_ne!(ids[0], ids[1]);
        for id in &ids {
            assert!(id.len() == 24 && !id.contains("aoi") && !id.contains("ken"), "{id}");
        }
        let same = ids[0].clone();
        let copy = street.town.world.store.write(move |tx: &mut dyn Tx| {
            tx.exec(
                sql!(
                    "insert into stored_card (shop_id, member_id, merchant_id, customer_id, version)
                     values (2, 1, '900000002', $1, 0)"
                ),
                &[same.as_str().into()],
            )
        });
        assert!(copy.await.is_err(), "the database has one of each, whatever the shop");
    })
    .await;
}

//! What becomes of a card that is to be registered is told: by the order's 変更履歴, the
//! registration of ご登録カード管理, and a mail.

use std::sync::Arc;

use paygent_sandbox::{Fault, Trick};
use shop::clock::{Clock, HandClock, SECOND, SystemClock, Timestamp};
use shop::id::MemberId;
use shop::settings::card::Linking::Always;
use shop::settings::cart::Flow;
use shop::stored_card;
use store::scratch::{Kind, on_each};
use store::{Tx, sql};

use crate::browser::Browser;
use crate::card::Street;
use crate::linking::{TYPED, buy, record, set, settled, vault};
use crate::members::member;
use crate::registered_card::register;

const NOT_KEPT: &str = "次回のご注文のためのカードの登録はできませんでした。";
const SUPERSEDED: &str = "次回のご注文のためのカードの登録は、あとの操作のため行いませんでした。";

/// A shop that keeps cards, and a member who has none yet.
async fn scene(kind: Kind) -> (Street, Browser, MemberId, Arc<HandClock>) {
    let clock = Arc::new(HandClock::at(SystemClock.now()));
    let mut street = Street::timed(kind, false, clock.clone()).await;
    set(&mut street.town, Always, Flow::ZeroStep).await;
    let mut browser = Browser::new(&street.town.router);
    let id = member(&street.town, &mut browser, "aoi").await;
    (street, browser, id, clock)
}

/// An order whose card is to be registered.
async fn order_with(street: &Street, browser: &mut Browser, card: &str) {
    let thanks = Box::pin(buy(street, browser, Flow::ZeroStep, Some(card), false)).await;
    assert!(thanks.text().contains("ご注文ありがとうございます"), "{}", thanks.text());
}

/// What the 変更履歴 of each order says of a card's registration, in the order of the orders.
async fn histories(street: &Street) -> Vec<Vec<String>> {
    let read = |tx: &mut dyn Tx| {
        let ids = tx.rows(sql!("select order_id from orders order by order_id"), &[])?;
        let mut all = Vec::new();
        for id in ids {
            let sql = sql!("select what from history where order_id = $1 order by seq");
            let lines = tx.rows(sql, &[id.int(0)?.into()])?;
            let mut said = Vec::new();
            for line in lines {
                said.extend(Some(line.text(0)?).filter(|what| what.contains("次回のご注文のため")));
            }
            all.push(said);
        }
        Ok::<_, store::Error>(all)
    };
    street.town.world.store.read(read).await.unwrap()
}

/// How many mails say that a card was not registered.
async fn mails_of_failure(street: &Street) -> i64 {
    let read = |tx: &mut dyn Tx| {
        let sql = sql!(
            "select count(*) from outbox where kind = 'card' and recipient = 'aoi@example.jp'
               and subject like '%クレジットカードを登録できませんでした'"
        );
        tx.row(sql, &[])?.expect("a count").int(0)
    };
    street.town.world.store.read(read).await.unwrap()
}

/// Whether a token waits, and until when it may be sent.
async fn waiting(street: &Street) -> (bool, Option<Timestamp>) {
    let read = |tx: &mut dyn Tx| {
        let sql = sql!("select new_token, new_until from stored_card");
        let row = tx.row(sql, &[])?.expect("a customer");
        Ok::<_, store::Error>((row.opt_bytes(0)?.is_some(), row.opt_int(1)?.map(Timestamp)))
    };
    street.town.world.store.read(read).await.unwrap()
}

/// 025 was lost and 027 is not answered: the token goes at its term all the same. What became of
/// the card is told when 027 says it.
#[tokio::test]
async fn no_token_outlives_its_term_though_paygent_is_silent() {
    on_each(async |kind| {
        for (lost, kept) in
            [(Trick::DropBeforeCommit, None), (Trick::DropAfterCommit, Some("0007"))]
        {
            let (street, mut browser, id, clock) = scene(kind).await;
            order_with(&street, &mut browser, TYPED).await;
            let control = street.sandbox.control();
            control.fault(Fault::next("025", lost.clone()));
            control.fault(Fault::next("027", Trick::DropBeforeCommit).times(1_000));
            for _ in 0..4 {
                stored_card::sweep(&street.town.world).await.unwrap();
                clock.advance(15 * SECOND);
            }
            let (is_there, until) = waiting(&street).await;
            let until = until.expect("a term");
            clock.advance(until.0 - clock.now().0 - 1);
            let due = stored_card::sweep(&street.town.world).await.unwrap();
            assert_eq!(due, Some(until), "{kind:?} the sweep is called again at its term");
            assert!(is_there && waiting(&street).await.0, "until then it may be sent again");
            clock.advance(1);
            stored_card::sweep(&street.town.world).await.unwrap();
            assert!(!waiting(&street).await.0, "{kind:?} {lost:?}");
            assert_eq!(histories(&street).await, [[""; 0]], "nothing is known yet");

            control.clear_faults();
            for _ in 0..4 {
                clock.advance(15 * SECOND);
                stored_card::sweep(&street.town.world).await.unwrap();
            }
            assert_eq!(vault(&street, id).await, Vec::from_iter(kept), "{kind:?} {lost:?}");
            assert_eq!(record(&street.town, id).await.as_deref(), kept);
            let said = kept.map_or(NOT_KEPT.to_owned(), registered);
            assert_eq!(histories(&street).await, [[said]], "{kind:?} {lost:?}");
            assert_eq!(mails_of_failure(&street).await, i64::from(kept.is_none()));
        }
    })
    .await;
}

/// The line of a card that was registered.
fn registered(last4: &str) -> String {
    format!("次回のご注文のために、カード（下4桁 {last4}）を登録しました。")
}

/// Two orders before Paygent was asked, or an order and 削除: the first order is told that its card
/// is no longer wanted.
#[tokio::test]
async fn an_order_is_told_that_another_wish_took_the_place_of_its_card() {
    on_each(async |kind| {
        let (street, mut browser, id, clock) = scene(kind).await;
        order_with(&street, &mut browser, TYPED).await;
        assert_eq!(histories(&street).await, [[""; 0]]);
        order_with(&street, &mut browser, "diners").await;
        assert_eq!(histories(&street).await, [vec![SUPERSEDED], vec![]], "{kind:?}");
        clock.advance(SECOND);
        settled(&street.town).await;
        let told = [vec![SUPERSEDED.to_owned()], vec![registered("0008")]];
        assert_eq!(histories(&street).await, told, "{kind:?}");
        assert_eq!(vault(&street, id).await, ["0008"]);

        order_with(&street, &mut browser, TYPED).await;
        let town = &street.town;
        assert!(stored_card::remove(&town.world, &town.shop, id).await.unwrap());
        settled(town).await;
        assert_eq!(histories(&street).await[2], [SUPERSEDED], "{kind:?}");
        assert!(vault(&street, id).await.is_empty());
        assert_eq!(mails_of_failure(&street).await, 0, "the member knows: it was the member");
    })
    .await;
}

/// 登録 whose 025 was lost, and then an order with another card: the page that waits for the
/// registration ends.
#[tokio::test]
async fn a_registration_ends_when_another_wish_takes_its_place() {
    on_each(async |kind| {
        let (street, mut browser, id, clock) = scene(kind).await;
        street.sandbox.control().fault(Fault::next("025", Trick::DropBeforeCommit));
        let progress = register(&street, &mut browser, TYPED).await.location().to_owned();
        assert!(browser.get(&progress).await.text().contains("カードの登録を確認中です"));
        order_with(&street, &mut browser, "diners").await;
        let ended = browser.get(&progress).await;
        let entry = browser.follow(ended).await;
        let said = "カードを登録できませんでした。時間をおいて、もう一度お試しください。";
        assert!(entry.text().contains(said), "{kind:?} {}", entry.text());
        for _ in 0..4 {
            stored_card::sweep(&street.town.world).await.unwrap();
            clock.advance(15 * SECOND);
        }
        assert_eq!(vault(&street, id).await, ["0008"], "{kind:?}");
        assert_eq!(histories(&street).await, [[registered("0008")]], "{kind:?}");
    })
    .await;
}

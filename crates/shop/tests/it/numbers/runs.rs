//! What a run does to an order: number, shipment, mail, 売上確定 and 受注完了.

use paygent_sandbox::Trick;
use shop::bulk::{self, State};
use shop::checkout::Pay;
use shop::clock::{DAY, SECOND, Timestamp};
use shop::customer::{Also, Person, erase};
use shop::id::OrderId;
use shop::numbers::{Content, Options, Replace, Why, answer, begin, find};
use shop::order::List;
use shop::order::moves::{Caution, Move, Standing, relocate};
use shop::order::ship::{Seen, Shipment, ship};
use shop::order_mail::{self, TemplateForm, Use};
use shop::payment::Settled;
use store::sql;

use super::{BY, count, finish, kept, listed, mails, orders, start, with_mail};
use crate::moves::{detail, proposal, settle, wish};
use crate::stage::{SHOP, Stage, on_each, plain};

fn done(answer: &str) -> (State, String, String) {
    (State::Done, answer.to_owned(), String::new())
}

fn failed(answer: &str, detail: &str) -> (State, String, String) {
    (State::Failed, answer.to_owned(), detail.to_owned())
}

/// The number of an order, and the day on which it left.
async fn stands(stage: &Stage, order: OrderId) -> (String, Option<String>) {
    let work = detail(stage, order).await.work;
    (work.tracking, work.shipped_at.map(Timestamp::to_date_text))
}

#[tokio::test]
async fn numbers_are_noted_with_shipment_and_mail_once() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 2).await;
        let today = stage.world.now().to_date_text();
        let file = listed(stage, &[("order00001", "1234-5678"), ("2", "77")]).await;
        let run = start(stage, file, with_mail()).await;
        assert_eq!(start(stage, file, with_mail()).await, run, "a page sent twice");
        assert_eq!(finish(stage, run).await, [done(answer::DONE), done(answer::DONE)]);
        assert_eq!(stands(stage, orders[0]).await, ("1234-5678".into(), Some(today.clone())));
        assert_eq!(stands(stage, orders[1]).await, ("77".into(), Some(today)));
        assert_eq!((mails(stage).await, stage.came("022").await), (2, 0));
        let lines = detail(stage, orders[0]).await.history;
        let said: Vec<&str> = lines.iter().map(|line| line.what.as_str()).take(2).collect();
        assert_eq!(said, ["配送通知メールを送信しました。", "出荷済みにしました。"]);
        let body =
            sql!("select count(*) from outbox where kind = 'shipped' and body like '%1234-5678%'");
        assert_eq!(count(stage, body).await, 1);
        // The same file, and one that says the same: nothing is done twice.
        let again = listed(stage, &[("order00001", "1234-5678"), ("2", "77")]).await;
        assert_eq!(start(stage, again, with_mail()).await, run);
        bulk::sweep(&stage.world).await.unwrap();
        let other = listed(stage, &[("1", "12345678"), ("2", "77")]).await;
        let nothing = begin(&stage.world, SHOP, (other, with_mail()), BY).await;
        assert!(nothing.is_err(), "{nothing:?}");
        assert_eq!(mails(stage).await, 2);
    })
    .await;
}

#[tokio::test]
async fn numbers_of_two_files_that_overlap_are_told_once() {
    on_each(plain, async |stage| {
        orders(stage, 2).await;
        let first = listed(stage, &[("1", "1234")]).await;
        let more = listed(stage, &[("1", "1234"), ("2", "77")]).await;
        // The second is taken in before the first has come to its order.
        let runs = [start(stage, first, with_mail()).await, start(stage, more, with_mail()).await];
        for run in runs {
            let ended = finish(stage, run).await;
            assert!(ended.iter().all(|one| *one == done(answer::DONE)), "{ended:?}");
        }
        assert_eq!(mails(stage).await, 2, "one for each order");
    })
    .await;
}

#[tokio::test]
async fn numbers_the_day_of_the_file_is_the_day_it_left_if_so_wanted() {
    on_each(plain, async |stage| {
        orders(stage, 2).await;
        let ordered = stage.world.now().to_date_text();
        stage.clock.advance(2 * DAY);
        let today = stage.world.now().to_date_text();
        let text = |number: i64| format!("注文番号,追跡番号,出荷日\n{number},1,{ordered}\n");
        for (number, use_days, day) in [(1, true, &ordered), (2, false, &today)] {
            let file = kept(stage, &text(number)).await;
            let run = start(stage, file, Options { use_days, ..Options::default() }).await;
            finish(stage, run).await;
            let stands = stands(stage, OrderId(number)).await;
            assert_eq!(stands, ("1".into(), Some(day.clone())), "{number}");
        }
        let line = detail(stage, OrderId(1)).await.history.remove(0).what;
        assert_eq!(line, format!("出荷済みにしました（出荷日 {ordered}）。"));
    })
    .await;
}

#[tokio::test]
async fn numbers_two_who_press_at_once_begin_one_run() {
    on_each(plain, async |stage| {
        orders(stage, 1).await;
        let file = listed(stage, &[("1", "1234")]).await;
        let presses = (0..8).map(|_| {
            let world = stage.world.clone();
            tokio::spawn(async move { begin(&world, SHOP, (file, with_mail()), BY).await })
        });
        let mut runs = Vec::new();
        for press in presses.collect::<Vec<_>>() {
            runs.push(press.await.unwrap().unwrap());
        }
        assert!(runs.iter().all(|run| *run == runs[0]), "{runs:?}");
        finish(stage, runs[0]).await;
        let items = count(stage, sql!("select count(*) from bulk_item")).await;
        assert_eq!((items, mails(stage).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn numbers_what_is_held_is_captured_and_completed() {
    for complete in [false, true] {
        on_each(plain, async |stage| {
            let mut orders = orders(stage, 2).await;
            settle(stage, orders[1], Settled::Captured).await;
            let cart = stage.fill_cart("bank").await;
            stage.submit(&cart, Pay::Bank).await.unwrap();
            orders.push(OrderId(3));
            let file = listed(stage, &[("1", "1"), ("2", "2"), ("3", "3")]).await;
            let before = stage.came("022").await;
            let options = Options { capture: true, complete, ..with_mail() };
            let run = start(stage, file, options).await;
            stage.clock.advance(3 * SECOND);
            let became = finish(stage, run).await;
            let (first, rest) = if complete {
                (answer::MOVED, answer::MOVED)
            } else {
                (answer::CAPTURED, answer::DONE)
            };
            assert_eq!(became, [done(first), done(rest), done(rest)]);
            assert_eq!((stage.came("022").await - before, mails(stage).await), (1, 3));
            for (order, standing) in
                orders.iter().zip([Standing::Captured, Standing::Captured, Standing::NoPayment])
            {
                let shown = proposal(stage, *order).await.shown;
                let list = if complete { List::Completed } else { List::Open };
                assert_eq!((shown.list, shown.standing), (list, standing), "{order}");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn numbers_stay_where_the_capture_is_refused_or_lost() {
    for complete in [false, true] {
        on_each(plain, async |stage| {
            let orders = orders(stage, 1).await;
            let file = listed(stage, &[("1", "1234")]).await;
            let options = Options { capture: true, complete, ..with_mail() };
            let run = start(stage, file, options).await;
            stage.fault("022", Trick::Refuse { code: "2007".into() });
            let became = finish(stage, run).await;
            assert_eq!(became, [failed(answer::CAPTURE_REFUSED, "2007")]);
            assert_eq!(stands(stage, orders[0]).await.0, "1234");
            assert_eq!((mails(stage).await, stage.came("022").await), (1, 1));
            assert_eq!(proposal(stage, orders[0]).await.shown.list, List::Open);
        })
        .await;
        for (trick, came) in [(Trick::DropAfterCommit, 1), (Trick::DropBeforeCommit, 2)] {
            on_each(plain, async |stage| {
                orders(stage, 1).await;
                let file = listed(stage, &[("1", "1234")]).await;
                let options = Options { capture: true, complete, ..with_mail() };
                let run = start(stage, file, options).await;
                stage.fault("022", trick.clone());
                bulk::sweep(&stage.world).await.unwrap();
                assert_eq!(super::counts(stage, run).await, [1, 0, 0, 0], "it is waited for");
                stage.clock.advance(3 * SECOND);
                let became = finish(stage, run).await;
                let last = if complete { answer::MOVED } else { answer::CAPTURED };
                assert_eq!(became, [done(last)]);
                assert_eq!((mails(stage).await, stage.came("022").await), (1, came), "{trick:?}");
            })
            .await;
        }
    }
}

#[tokio::test]
async fn numbers_what_was_not_captured_is_not_completed() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let file = listed(stage, &[("1", "1234")]).await;
        let run = start(stage, file, Options { complete: true, ..Options::default() }).await;
        assert_eq!(finish(stage, run).await, [failed(answer::UNMOVED, "caution")]);
        assert_eq!(stands(stage, orders[0]).await.0, "1234");
        assert_eq!(proposal(stage, orders[0]).await.shown.list, List::Open);
    })
    .await;
}

#[tokio::test]
async fn numbers_that_somebody_noted_are_not_written_over() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 3).await;
        let world = &stage.world;
        let noted = async |order: OrderId, number: &str, seen: &Seen| {
            ship(world, SHOP, order, (Shipment::Sent, number, seen), "森").await.unwrap();
        };
        noted(orders[1], "old", &Seen::default()).await;
        noted(orders[2], "old", &Seen::default()).await;
        let file = listed(stage, &[("1", "new"), ("2", "new"), ("3", "new")]).await;
        // The page showed another number than stands there now; the third was not ticked.
        let ticked = Replace { order: orders[1], was: "older".into() };
        let options = Options { replace: vec![ticked], ..with_mail() };
        let run = start(stage, file, options).await;
        // Somebody is faster than the run.
        noted(orders[0], "theirs", &Seen::default()).await;
        assert_eq!(finish(stage, run).await, [failed(answer::OTHER_NUMBER, "")]);
        for (order, number) in orders.iter().zip(["theirs", "old", "old"]) {
            assert_eq!(stands(stage, *order).await.0, number, "{order}");
        }
        assert_eq!(mails(stage).await, 0);
        let (_, content) = find(world, SHOP, file).await.unwrap().unwrap();
        let Content::Taken(_, left_out) = content else { panic!("{content:?}") };
        let whys: Vec<Why> = left_out.iter().map(|one| one.why).collect();
        assert_eq!(whys, [Why::Changed, Why::NotTicked]);
        // Ticked as it stands, it is replaced; the day it left stays.
        let file = listed(stage, &[("3", "new")]).await;
        let ticked = Replace { order: orders[2], was: "old".into() };
        let run = start(stage, file, Options { replace: vec![ticked], ..with_mail() }).await;
        assert_eq!(finish(stage, run).await, [done(answer::DONE)]);
        assert_eq!((stands(stage, orders[2]).await.0.as_str(), mails(stage).await), ("new", 1));
    })
    .await;
}

#[tokio::test]
async fn numbers_nothing_is_done_where_the_order_has_gone_on() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 2).await;
        let file = listed(stage, &[("1", "1"), ("2", "2")]).await;
        let run = start(stage, file, with_mail()).await;
        let gone = wish(stage, orders[0], Move::Cancel, &Caution::ALL).await;
        relocate(&stage.world, SHOP, orders[0], &gone, "森").await.unwrap();
        settle(stage, orders[1], Settled::Cancelled).await;
        let became = finish(stage, run).await;
        let expected = [answer::CLOSED, answer::OVER].map(|word| failed(word, ""));
        assert_eq!(became, expected);
        for order in orders {
            assert_eq!(stands(stage, order).await, (String::new(), None), "{order}");
        }
        assert_eq!(mails(stage).await, 0);
    })
    .await;
}

#[tokio::test]
async fn numbers_a_text_that_was_changed_meanwhile_is_not_sent() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let file = listed(stage, &[("1", "1")]).await;
        let run = start(stage, file, with_mail()).await;
        let id = Use::Shipped.id().unwrap();
        let kept = order_mail::open(&stage.world, SHOP, id).await.unwrap().unwrap();
        let form = TemplateForm { body: "別の文面".into(), ..TemplateForm::of(&kept) };
        order_mail::save(&stage.world, SHOP, (Some(id), &form), "森").await.unwrap();
        assert_eq!(finish(stage, run).await, [failed(answer::CHANGED, "")]);
        assert_eq!(stands(stage, orders[0]).await, (String::new(), None), "all or nothing");
    })
    .await;
}

/// A number leads to whoever gets the parcel.
#[tokio::test]
async fn numbers_go_with_the_person_that_is_erased() {
    for is_done in [false, true] {
        on_each(plain, async |stage| {
            let orders = orders(stage, 1).await;
            let file = listed(stage, &[("1", "1234")]).await;
            let run = start(stage, file, Options::default()).await;
            if is_done {
                finish(stage, run).await;
            }
            let person = Person::Guest("aoi@example.jp".into());
            let also = Also { open: true, guest: false };
            erase(&stage.world, &stage.shop, &person, also, BY).await.unwrap();
            let expected = if is_done { done(answer::DONE) } else { failed(answer::GONE, "") };
            assert_eq!(finish(stage, run).await, [expected]);
            assert_eq!(stands(stage, orders[0]).await.0, "");
            let kept = sql!("select count(*) from bulk_item where asked like '%1234%'");
            assert_eq!(count(stage, kept).await, 0);
        })
        .await;
    }
}

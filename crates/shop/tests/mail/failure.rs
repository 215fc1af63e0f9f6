//! A mail server that loses answers, refuses, or is away: nothing is lost, and doubled only where
//! an answer was.

use mailbox::{Fault, Mailbox, Options, Plan};
use shop::clock::{DAY, HOUR, MINUTE};
use shop::mail::{self, revive};

use crate::stage::{letter, on_each, sent, smtp_to, waiting};

#[tokio::test]
async fn an_answer_lost_after_the_dot_doubles_that_mail_once_byte_for_byte() {
    on_each(async |stage| {
        stage.mailbox.plan(Plan::next(Fault::DropAfter));
        let id = stage.enqueue(letter(1)).await;
        assert_eq!(stage.deliver().await, Some(MINUTE));
        assert_eq!(stage.state(&id).await, waiting(1, MINUTE, stage));
        stage.clock.advance(MINUTE);
        assert_eq!(stage.deliver().await, None);
        stage.clock.advance(DAY);
        assert_eq!(stage.deliver().await, None);
        assert_eq!(stage.arrived(), [id.clone(), id.clone()]);
        let mails = stage.mailbox.messages();
        assert_eq!(mails[0].raw, mails[1].raw);
        assert_eq!(stage.state(&id).await, sent(2));
    })
    .await;
}

#[tokio::test]
async fn a_connection_lost_before_the_mail_was_kept_does_not_double_it() {
    on_each(async |stage| {
        stage.mailbox.plan(Plan::next(Fault::DropBefore));
        let id = stage.enqueue(letter(1)).await;
        assert_eq!(stage.deliver().await, Some(MINUTE));
        stage.clock.advance(MINUTE);
        stage.deliver().await;
        assert_eq!(stage.arrived(), [id]);
    })
    .await;
}

#[tokio::test]
async fn not_now_is_tried_again_at_growing_distances_and_then_given_up() {
    on_each(async |stage| {
        stage.mailbox.plan(Plan { on: 1, times: 100, fault: Fault::Answer { code: 451 } });
        let id = stage.enqueue(letter(1)).await;
        let mut waited = 0;
        let mut tries = 0;
        while let Some(wait) = stage.deliver().await {
            tries += 1;
            assert_eq!(stage.state(&id).await, waiting(tries, wait, stage));
            assert!((MINUTE..=DAY).contains(&wait));
            stage.clock.advance(wait - 1);
            assert_eq!(stage.deliver().await, Some(1), "not before its time");
            stage.clock.advance(1);
            waited += wait;
        }
        assert_eq!(tries, 12);
        assert!(waited > 3 * DAY, "{waited}");
        assert_eq!(stage.mailbox.faults().seen, 13);
        assert_eq!(stage.state(&id).await.word, "dead");
        let kinds: Vec<String> = stage.tasks().await.into_iter().map(|task| task.0).collect();
        assert_eq!(kinds, ["mail_dead", "mail_late"]);
    })
    .await;
}

#[tokio::test]
async fn never_is_told_at_once_and_a_person_may_try_again() {
    on_each(async |stage| {
        stage.mailbox.plan(Plan::next(Fault::Answer { code: 550 }));
        let id = stage.enqueue(letter(1)).await;
        assert_eq!(stage.deliver().await, None);
        assert_eq!(stage.state(&id).await.word, "dead");
        let tasks = stage.tasks().await;
        assert_eq!((tasks.len(), tasks[0].0.as_str()), (1, "mail_dead"));
        assert!(tasks[0].1.contains("aoi@example.jp") && tasks[0].1.contains("order1"));

        let (shop, again) = (stage.shop.id, id.clone());
        let now = stage.world.now();
        let revived = stage.world.store.write(move |tx| {
            Ok::<_, store::Error>((revive(tx, shop, &again, now)?, revive(tx, shop, "<no>", now)?))
        });
        assert_eq!(revived.await.unwrap(), (true, false));
        stage.deliver().await;
        assert_eq!(stage.arrived(), [id]);
    })
    .await;
}

#[tokio::test]
async fn while_the_server_is_away_all_mails_wait_and_then_all_leave_at_once() {
    on_each(async |stage| {
        let addr = stage.mailbox.smtp_addr();
        let nowhere = Mailbox::start(Options { http_addr: None, ..Options::default() });
        let gone = nowhere.await.unwrap().smtp_addr().port();
        let away = smtp_to(gone);
        let mut ids = Vec::new();
        for number in 0..30 {
            ids.push(stage.enqueue(letter(number)).await);
        }
        // A day and more, asked every minute for the first hour and then now and then.
        for round in 0..70 {
            let next = mail::deliver_due(&stage.world, &away).await.unwrap();
            assert_eq!(next, Some(stage.world.now().after(MINUTE)), "round {round}");
            stage.clock.advance(if round < 65 { MINUTE } else { 8 * HOUR });
        }
        for id in &ids {
            let state = stage.state(id).await;
            assert_eq!((state.word.as_str(), state.tries), ("waiting", 0));
        }
        let kinds: Vec<String> = stage.tasks().await.into_iter().map(|task| task.0).collect();
        assert_eq!(kinds, ["mail_late"], "one task for all");
        assert_eq!(stage.deliver().await, None, "{addr} is there");
        let mut arrived = stage.arrived();
        arrived.sort_unstable();
        ids.sort_unstable();
        assert_eq!(arrived, ids);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_wants_tls_or_a_login_we_do_not_have_kills_no_mail() {
    on_each(async |stage| {
        stage.mailbox.plan(Plan::next(Fault::Answer { code: 535 }));
        let id = stage.enqueue(letter(1)).await;
        assert_eq!(stage.deliver().await, Some(MINUTE));
        assert_eq!(stage.state(&id).await, waiting(0, MINUTE, stage));
        let wants_tls = mail::Smtp::new(&mail::SmtpOptions {
            host: "127.0.0.1".into(),
            port: stage.mailbox.smtp_addr().port(),
            security: mail::Security::StartTls,
            login: None,
        })
        .unwrap();
        stage.clock.advance(MINUTE);
        assert!(mail::deliver_due(&stage.world, &wants_tls).await.unwrap().is_some());
        let state = stage.state(&id).await.word;
        assert_eq!((state.as_str(), stage.arrived().len()), ("waiting", 0));
        wants_tls.check().await.expect_err("the mailbox has no TLS");
        stage.smtp.check().await.expect("the mailbox answers");
    })
    .await;
}

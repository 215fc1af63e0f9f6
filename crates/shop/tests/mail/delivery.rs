//! What leaves: once, with the right headers, and only what a commit decided.

use shop::mail::{self, Letter, Mail};
use store::{Val, sql};

use crate::stage::{NOON, letter, on_each, sent};

#[tokio::test]
async fn a_mail_leaves_once_with_its_headers_and_its_text() {
    on_each(async |stage| {
        let id = stage.enqueue(letter(2068)).await;
        stage.enqueue(letter(2068)).await;
        assert_eq!(stage.deliver().await, None);
        assert_eq!(stage.deliver().await, None);
        let mails = stage.mailbox.messages();
        assert_eq!(mails.len(), 1, "the same mail enqueued twice is one");
        assert_eq!(mails[0].from, "shop@minamodo.example");
        assert_eq!(mails[0].to, ["aoi@example.jp"]);
        assert_eq!(mails[0].sender, "布と器 みなも堂 <shop@minamodo.example>");
        assert_eq!(mails[0].subject, "ご注文ありがとうございます（order2068）");
        assert_eq!(mails[0].text.trim_end(), "小林 葵 様");
        assert_eq!(format!("<{}>", mails[0].message_id), id);
        let raw = String::from_utf8(mails[0].raw.clone()).unwrap();
        for header in [
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Date: Tue, 24 Nov 2026 05:05:31 +0000\r\n",
            "MIME-Version: 1.0\r\n",
        ] {
            assert!(raw.contains(header), "{header} is missing in {raw}");
        }
        assert_eq!(stage.state(&id).await, sent(1));
    })
    .await;
}

#[tokio::test]
async fn long_subjects_fold_and_nothing_becomes_a_header() {
    let attack = "注文\r\nBcc: evil@example.com\r\nX-Evil: 1\n\n<script>";
    on_each(async |stage| {
        let long = "ご注文ありがとうございます、髙﨑①㈱ヤマダ様".repeat(6);
        for (number, subject) in [(1, long.as_str()), (2, attack), (3, "plain ascii")] {
            let mail = Mail::new(subject, attack);
            stage.enqueue(Letter { mail, ..letter(number) }).await;
        }
        let mut stage_shop = stage.shop.clone();
        stage_shop.name = format!("{}{attack}", stage.shop.name);
        let (named, now) = (letter(4), stage.world.now());
        let write = stage.world.store.write(move |tx| mail::enqueue(tx, &stage_shop, &named, now));
        write.await.unwrap();
        stage.deliver().await;
        let mails = stage.mailbox.wait_for(4).await;
        assert!(mails.iter().any(|mail| mail.subject == long), "comes back whole");
        for mail in mails {
            let raw = String::from_utf8(mail.raw.clone()).unwrap();
            let head = raw.split("\r\n\r\n").next().unwrap();
            let names: Vec<&str> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split(':').next().unwrap())
                .collect();
            let mut expected = vec![
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Auto-Submitted",
                "Content-Type",
                "MIME-Version",
                "Content-Transfer-Encoding",
            ];
            expected.sort_unstable();
            let mut found = names.clone();
            found.sort_unstable();
            assert_eq!(found, expected, "{head}");
            assert!(raw.is_ascii(), "every relay takes it");
            assert!(head.split("\r\n").all(|line| line.len() <= 78), "{head}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_commit_that_fails_sends_nothing_and_no_address_means_no_mail() {
    on_each(async |stage| {
        let shop = stage.shop.clone();
        let failed = stage.world.store.write(move |tx| {
            mail::enqueue(tx, &shop, &letter(1), NOON)?;
            Err::<(), _>(store::Error::Busy)
        });
        assert_eq!(failed.await, Err(store::Error::Busy));
        stage.enqueue(Letter { to: "  ".into(), ..letter(2) }).await;
        assert_eq!(stage.deliver().await, None);
        assert!(stage.arrived().is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_none_becomes_a_task_and_no_connection() {
    on_each(async |stage| {
        for (number, to) in [(1, "nobody"), (2, "a@b.jp\r\nRCPT TO:<c@d.jp>"), (3, "a b@c.jp")] {
            let id = stage.enqueue(Letter { to: to.into(), ..letter(number) }).await;
            assert_eq!(stage.deliver().await, None);
            assert_eq!(stage.state(&id).await.word, "dead", "{to}");
        }
        assert_eq!(stage.mailbox.faults().seen, 0);
        let tasks = stage.tasks().await;
        assert_eq!(tasks.len(), 3);
        assert!(tasks.iter().all(|(kind, _)| kind == "mail_dead"));
    })
    .await;
}

#[tokio::test]
async fn what_leaves_is_the_row_not_what_the_shop_has_become_since() {
    on_each(async |stage| {
        stage.mailbox.plan(mailbox::Plan::next(mailbox::Fault::DropAfter));
        let id = stage.enqueue(letter(1)).await;
        stage.deliver().await;
        // The shop moves; the retry must still be the same mail.
        let key = Val::from(id);
        let moved = stage.world.store.write(move |tx| {
            tx.exec(sql!("delete from shop"), &[])?;
            tx.rows(sql!("select 1 from outbox where message_id = $1"), std::slice::from_ref(&key))
        });
        assert_eq!(moved.await.unwrap().len(), 1);
        stage.clock.advance(shop::clock::MINUTE);
        stage.deliver().await;
        let mails = stage.mailbox.messages();
        assert_eq!(mails[0].raw, mails[1].raw);
    })
    .await;
}

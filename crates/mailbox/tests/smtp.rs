//! SMTP as a socket sees it.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use mailbox::{Fault, JOURNAL, Mailbox, Options, Plan};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn start() -> Mailbox {
    Mailbox::start(Options { http_addr: None, ..Options::default() }).await.unwrap()
}

/// Sends all of `input` at once (pipelining, or a client that does not wait) and reads until the
/// server hangs up.
async fn talk(mailbox: &Mailbox, input: &[u8]) -> Vec<String> {
    let mut socket = TcpStream::connect(mailbox.smtp_addr()).await.unwrap();
    socket.write_all(input).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut answer));
    read.await.expect("the server hangs up").unwrap_or_default();
    let answer = String::from_utf8(answer).unwrap();
    answer.lines().map(|line| line[..4.min(line.len())].trim().to_owned()).collect()
}

const BEGIN: &str =
    "EHLO me\r\nMAIL FROM:<a@b.jp>\r\nRCPT TO:<c@d.jp>\r\nRCPT TO:<e@f.jp>\r\nDATA\r\n";

#[tokio::test]
async fn conversations_get_the_replies_of_rfc_5321() {
    let ehlo = ["250-", "250-", "250-", "250-", "250-", "250"];
    let with = |after: &[&'static str]| [&["220"], &ehlo[..], after].concat();
    let long = format!("{}\r\nQUIT\r\n", "N".repeat(5_000));
    let many = format!("EHLO me\r\nMAIL FROM:<>\r\n{}QUIT\r\n", "RCPT TO:<a@b.jp>\r\n".repeat(101));
    let wrong = "WHAT\r\n".repeat(21);
    let many_replies = with(&[&["250"], &["250"; 100][..], &["452", "221"]].concat());
    for (input, replies) in [
        ("HELO me\r\nNOOP\r\nQUIT\r\n", vec!["220", "250", "250", "221"]),
        ("MAIL FROM:<a@b.jp>\r\nQUIT\r\n", vec!["220", "503", "221"]),
        ("EHLO me\r\nRCPT TO:<a@b.jp>\r\nDATA\r\nQUIT\r\n", with(&["503", "503", "221"])),
        (
            "EHLO me\r\nMAIL FROM:<a@b.jp>\r\nDATA\r\nRSET\r\nRCPT TO:<a@b.jp>\r\nQUIT\r\n",
            with(&["250", "503", "250", "503", "221"]),
        ),
        (
            "EHLO me\r\nMAIL FROM:<a@b.jp>\r\nMAIL FROM:<a@b.jp>\r\nQUIT\r\n",
            with(&["250", "503", "221"]),
        ),
        ("EHLO me\r\nMAIL FROM:<a@b.jp> SIZE=10485761\r\nQUIT\r\n", with(&["552", "221"])),
        (
            "EHLO me\r\nMAIL FROM:<a@b.jp>\r\nRCPT TO:<葵@b.jp>\r\nQUIT\r\n",
            with(&["250", "553", "221"]),
        ),
        (
            "STARTTLS\r\nVRFY a\r\nHELP\r\n\r\nQUIT\r\n",
            vec!["220", "502", "252", "214", "500", "221"],
        ),
        (long.as_str(), vec!["220", "500", "221"]),
        (many.as_str(), many_replies.clone()),
        (wrong.as_str(), [&["220"], &["500"; 20][..], &["421"]].concat()),
    ] {
        let mailbox = start().await;
        assert_eq!(
            talk(&mailbox, input.as_bytes()).await,
            replies,
            "{}",
            &input[..input.len().min(80)]
        );
        assert!(mailbox.messages().is_empty());
    }
}

#[tokio::test]
async fn two_pipelined_mails_are_two_mails_without_their_stuffing() {
    let mailbox = start().await;
    let input = format!(
        "{BEGIN}Subject: one\r\nMessage-ID: <1@x>\r\n\r\n..dot\r\n.\r\n\
         MAIL FROM:<>\r\nRCPT TO:<g@h.jp>\r\nDATA\r\nSubject: two\r\n\r\nb\n.\nc\r\n.\r\nQUIT\r\n"
    );
    let replies = talk(&mailbox, input.as_bytes()).await;
    assert_eq!(
        replies[7..],
        ["250", "250", "250", "354", "250", "250", "250", "354", "250", "221"]
    );
    let mails = mailbox.messages();
    assert_eq!(mails.len(), 2);
    assert_eq!((mails[0].from.as_str(), mails[0].to.len()), ("a@b.jp", 2));
    assert_eq!((mails[0].subject.as_str(), mails[0].message_id.as_str()), ("one", "1@x"));
    assert_eq!(mails[0].text.trim_end(), ".dot");
    assert_eq!(mails[1].raw, b"Subject: two\r\n\r\nb\n.\nc\r\n");
}

#[tokio::test]
async fn faults_cut_and_refuse_where_they_are_told_to() {
    let whole = format!("{BEGIN}Subject: x\r\n\r\nx\r\n.\r\nQUIT\r\n");
    for (fault, last, kept) in [
        (None, "221", 1),
        (Some(Fault::DropBefore), "354", 0),
        (Some(Fault::DropAfter), "354", 1),
        (Some(Fault::Answer { code: 451 }), "221", 0),
        (Some(Fault::Answer { code: 550 }), "221", 0),
        (Some(Fault::Delay { ms: 1 }), "221", 1),
        (Some(Fault::DelayData { ms: 1 }), "221", 1),
    ] {
        let mailbox = start().await;
        if let Some(fault) = fault {
            mailbox.plan(Plan::next(fault));
        }
        let replies = talk(&mailbox, whole.as_bytes()).await;
        assert_eq!(replies.last().map(String::as_str), Some(last), "{fault:?}");
        assert_eq!(mailbox.messages().len(), kept, "{fault:?}");
        if let Some(Fault::Answer { code }) = fault {
            assert_eq!(replies[replies.len() - 2], code.to_string());
        }
        let again = talk(&mailbox, whole.as_bytes()).await;
        assert_eq!(again.last().map(String::as_str), Some("221"), "only the next: {fault:?}");
        assert_eq!(mailbox.messages().len(), kept + 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_mail_that_was_answered_is_in_the_journal_and_back_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { dir: Some(folder.path().into()), ..Options::default() };
    let mailbox = Mailbox::start(options.clone()).await.unwrap();
    let whole = format!("{BEGIN}Subject: x\r\n\r\nbody 1\r\n.\r\nQUIT\r\n");
    assert_eq!(talk(&mailbox, whole.as_bytes()).await.last().unwrap(), "221");
    let journal = std::fs::read(folder.path().join(JOURNAL)).unwrap();
    assert!(journal.windows(6).any(|bytes| bytes == b"body 1"));
    let addr = mailbox.smtp_addr();
    drop(mailbox);

    let same_port = Options { smtp_addr: addr, ..options.clone() };
    let mailbox = loop {
        // The old listener is gone as soon as its task has noticed.
        match Mailbox::start(same_port.clone()).await {
            Ok(mailbox) => break mailbox,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(mailbox.messages()[0].text.trim_end(), "body 1");
    talk(&mailbox, whole.as_bytes()).await;
    let ids: Vec<u64> = mailbox.wait_for(2).await.iter().map(|mail| mail.id).collect();
    assert_eq!(ids, [1, 2]);
    mailbox.clear().await.unwrap();
    assert!(Mailbox::start(options).await.unwrap().messages().is_empty());
}

#[tokio::test]
async fn memory_is_bounded_and_the_newest_mails_stay() {
    let options = Options { http_addr: None, keep_bytes: 5_000, ..Options::default() };
    let mailbox = Mailbox::start(options).await.unwrap();
    let body = format!("{}\r\n", "x".repeat(900)).repeat(2);
    for _ in 0..5 {
        talk(&mailbox, format!("{BEGIN}Subject: x\r\n\r\n{body}.\r\nQUIT\r\n").as_bytes()).await;
    }
    let ids: Vec<u64> = mailbox.messages().iter().map(|mail| mail.id).collect();
    assert_eq!(ids, [4, 5]);
}

#[tokio::test]
async fn a_library_client_is_understood_and_dropping_the_mailbox_cuts_it_off() {
    use lettre::message::header::ContentType;
    use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

    let mailbox = start().await;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(mailbox.smtp_addr().port())
        .build();
    let subject = "ご注文ありがとうございます（order02131）".repeat(5);
    let mail = Message::builder()
        .from("布と器 みなも堂 <shop@minamodo.example>".parse().unwrap())
        .to("aoi@example.jp".parse().unwrap())
        .subject(&subject)
        .header(ContentType::TEXT_PLAIN)
        .body("小林 葵 様\n\n.\n..点で始まる行".to_owned())
        .unwrap();
    transport.send(mail.clone()).await.unwrap();
    let kept = mailbox.wait_for(1).await;
    assert_eq!(kept[0].subject, subject);
    assert_eq!(kept[0].sender, "布と器 みなも堂 <shop@minamodo.example>");
    assert_eq!(kept[0].text.trim_end(), "小林 葵 様\n\n.\n..点で始まる行");
    drop(mailbox);
    transport.send(mail).await.expect_err("nobody is there any more");
}

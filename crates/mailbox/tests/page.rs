//! The page, the JSON and the control, over HTTP.

#![allow(clippy::unwrap_used)]

use mailbox::{Fault, FaultReport, Link, Mailbox, Options, Plan};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn start() -> Mailbox {
    let links = vec![Link { label: "管理画面".into(), url: "http://127.0.0.1:1/".into() }];
    Mailbox::start(Options { links, ..Options::default() }).await.unwrap()
}

async fn send(mailbox: &Mailbox, mail: &str) {
    let mut socket = TcpStream::connect(mailbox.smtp_addr()).await.unwrap();
    let mail = format!(
        "EHLO me\r\nMAIL FROM:<shop@x.jp>\r\nRCPT TO:<aoi@example.jp>\r\nDATA\r\n{mail}\r\n.\r\n\
         QUIT\r\n"
    );
    socket.write_all(mail.as_bytes()).await.unwrap();
    socket.read_to_end(&mut Vec::new()).await.unwrap();
}

async fn get(mailbox: &Mailbox, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{}{path}", mailbox.url())).await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
    (answer.status().as_u16(), answer.text().await.unwrap())
}

const EVIL: &str = "Subject: <script>alert(1)</script>\r\n\
    From: \"<img src=x onerror=alert(2)>\" <shop@x.jp>\r\nContent-Type: text/html\r\n\r\n\
    <p onclick=\"alert(3)\">HTML</p><script>alert(4)</script> http://127.0.0.1/\"onmouseover=\"x";

#[tokio::test]
async fn no_mail_can_put_markup_into_any_page() {
    let mailbox = start().await;
    send(&mailbox, EVIL).await;
    let parts = ["text", "html", "headers", "source"];
    let pages = parts.iter().map(|part| format!("/messages/1?part={part}"));
    for path in pages.chain(["/".into(), "/?q=%3Cscript%3E%22".into(), "/messages/9".into()]) {
        let (_, page) = get(&mailbox, &path).await;
        assert!(page.starts_with("<!doctype html>"), "{path}");
        for forbidden in ["<script>", "<img src=x", "<p onclick", "\"onmouseover", " style="] {
            assert!(!page.contains(forbidden), "{path} has {forbidden}");
        }
    }
    let (_, page) = get(&mailbox, "/messages/1?part=html").await;
    assert!(page.contains("&#60;p onclick") || page.contains("&lt;p onclick"), "shown as text");
}

#[tokio::test]
async fn mails_are_listed_opened_searched_and_cleared() {
    let mailbox = start().await;
    let (_, page) = get(&mailbox, "/").await;
    assert!(page.contains("メールはまだありません") && page.contains("管理画面"));
    send(&mailbox, "Subject: one\r\n\r\nsee http://127.0.0.1:8080/orders/7").await;
    send(&mailbox, "Subject: two\r\n\r\nother").await;

    let (_, page) = get(&mailbox, "/").await;
    let (two, one) = (page.find("<span>two").unwrap(), page.find("<span>one").unwrap());
    assert!(two < one && page.contains("2通"), "newest first");
    let current = "href=\"/messages/2\" aria-current=\"true\"";
    assert!(page.contains("<h2 id=\"subject\">two") && page.contains(current), "and open");
    assert!(!page.contains("reading"), "a narrow screen shows the list");
    let (status, page) = get(&mailbox, "/messages/1").await;
    assert_eq!(status, 200);
    assert!(
        page.contains("<a href=\"http://127.0.0.1:8080/orders/7\" rel=\"noopener noreferrer\">")
    );
    assert!(page.contains("href=\"/messages/1\" aria-current=\"true\""));
    assert!(page.contains("<div class=\"mails reading\">"));
    assert_eq!(get(&mailbox, "/messages/3").await.0, 404);
    let (_, page) = get(&mailbox, "/?q=ORDERS").await;
    assert!(page.contains("<span>one") && !page.contains("<span>two"));
    assert_eq!(
        get(&mailbox, "/messages/1/source").await.1,
        "Subject: one\r\n\r\nsee http://127.0.0.1:8080/orders/7\r\n"
    );

    let client = reqwest::Client::new();
    let clearing = format!("{}/clearing", mailbox.url());
    let foreign = client.post(&clearing).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!(mailbox.messages().len(), 2);
    let own = client.post(&clearing).header("sec-fetch-site", "same-origin");
    assert!(own.send().await.unwrap().status().is_success());
    assert!(mailbox.messages().is_empty());
}

#[tokio::test]
async fn a_long_list_goes_on_page_by_page() {
    let mailbox = start().await;
    for number in 1..=101 {
        send(&mailbox, &format!("Subject: number {number}.\r\n\r\nx")).await;
    }
    let (_, first) = get(&mailbox, "/").await;
    assert!(
        first.contains("number 101.")
            && first.contains("number 2.")
            && !first.contains("number 1.")
    );
    assert!(first.contains("href=\"/?before=2\""), "a way to older mails");
    let (_, second) = get(&mailbox, "/?before=2").await;
    assert!(
        second.contains("number 1.")
            && !second.contains("number 2.")
            && !second.contains("href=\"/?before")
    );
}

#[tokio::test]
async fn the_json_says_what_came_and_takes_filters() {
    let mailbox = start().await;
    send(&mailbox, "Subject: one\r\nMessage-ID: <1.thanks.1@x.jp>\r\n\r\nfirst").await;
    send(&mailbox, "Subject: two\r\n\r\nsecond").await;
    for (path, subjects) in [
        ("/api/messages", vec!["one", "two"]),
        ("/api/messages?after=1", vec!["two"]),
        ("/api/messages?q=first", vec!["one"]),
    ] {
        let (_, text) = get(&mailbox, path).await;
        let list: serde_json::Value = serde_json::from_str(&text).unwrap();
        let found: Vec<_> = list["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["subject"].as_str().unwrap())
            .collect();
        assert_eq!(found, subjects, "{path}");
        assert_eq!(list["count"], subjects.len());
    }
    let (_, text) = get(&mailbox, "/api/messages/1").await;
    let mail: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(mail["message_id"], "1.thanks.1@x.jp");
    assert_eq!(mail["to"][0], "aoi@example.jp");
    assert_eq!(get(&mailbox, "/api/messages/7").await.0, 404);
    let delete = reqwest::Client::new().delete(format!("{}/api/messages", mailbox.url()));
    assert_eq!(delete.send().await.unwrap().status(), 204);
    assert!(mailbox.messages().is_empty());
}

#[tokio::test]
async fn faults_are_driven_over_http() {
    let mailbox = start().await;
    let control = format!("{}/control/fault", mailbox.url());
    let client = reqwest::Client::new();
    let post = |body: &'static str| {
        client.post(&control).header("content-type", "application/json").body(body).send()
    };
    assert_eq!(post(r#"{"do":"answer","code":200}"#).await.unwrap().status(), 422);
    assert_eq!(post(r#"{"do":"drop_after","on":2}"#).await.unwrap().status(), 200);
    send(&mailbox, "Subject: one\r\n\r\nx").await;
    assert_eq!(mailbox.faults().armed, 1);
    mailbox.plan(Plan { on: 2, times: 1, fault: Fault::DropBefore });
    let report: FaultReport =
        serde_json::from_str(&get(&mailbox, "/control/fault").await.1).unwrap();
    assert_eq!((report.seen, report.armed, report.holding), (1, 2, 0));
    send(&mailbox, "Subject: two\r\n\r\nx").await;
    assert_eq!(mailbox.faults().fired["drop_after"], 1);
    assert_eq!(client.delete(&control).send().await.unwrap().status(), 204);
    assert_eq!(mailbox.faults().armed, 0);
}

//! Many processes on one PostgreSQL.

use std::time::Duration;

use store::scratch::{Kind, Scratch, server};

use crate::process::{Running, end};
use crate::visitor::Visitor;

/// Long enough for a lease and a mail on a machine under load.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn two_shops_and_the_work_apart_share_a_database() {
    let scratch = Scratch::new(Kind::Postgres, &[]);
    let (url, schema) = (server(), scratch.schema().expect("a schema"));
    let mark = if url.contains('?') { '&' } else { '?' };
    let database = format!("{url}{mark}options=-c%20search_path%3D{schema}");
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let place = ["--dir", dir, "--database", &database];
    let command = |words: &[&'static str]| [words, &place].concat();

    let made = end(&command(&["init", "--sample"])).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let serve = ["serve", "--json", "--no-work", "--shop-addr=127.0.0.1:0"];
    let serve = command(&[&serve[..], &["--admin-addr=127.0.0.1:0"]].concat());
    let (one, two) = (Running::start(&serve).await, Running::start(&serve).await);
    let mail = ["mailbox", "--json", "--mailbox-addr=127.0.0.1:0", "--smtp-addr=127.0.0.1:0"];
    let mailbox = Running::start(&mail).await;

    let mut buyer = Visitor::new(one.place("shop"));
    let order = buyer.order("konpeito").await;
    buyer.move_to(two.place("shop"));
    let page = buyer.get(&order).await;
    assert!(page.contains("注文番号"), "the other process knows the order: {page}");
    assert_eq!(mails(&mailbox).await, 0, "nobody does the work");

    let (_, port) = mailbox.place("smtp").rsplit_once(':').expect("a port");
    let port = port.to_owned();
    let mut work = command(&["work", "--smtp-host=127.0.0.1"]);
    work.extend(["--smtp-port", &port]);
    let _work = crate::process::noren(&work).spawn().expect("it starts");
    let begun = std::time::Instant::now();
    while mails(&mailbox).await < 2 {
        assert!(begun.elapsed() < PATIENCE, "the mails never came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    one.stop().await;
    two.stop().await;
}

async fn mails(mailbox: &Running) -> usize {
    let url = format!("{}/api/messages", mailbox.place("mailbox").trim_end_matches('/'));
    let text = reqwest::get(url).await.expect("an answer").text().await.expect("a page");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    json["messages"].as_array().expect("a list").len()
}

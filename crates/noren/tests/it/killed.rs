//! `noren sandbox --ledger FILE` is killed at any moment and loses nothing that it answered.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::process::Running;

const ROUNDS: usize = 20;
/// Merchant's servers that send at the same time.
const SENDERS: usize = 4;
/// A round ends with one of its first so many answers.
const ANSWERS_MAX: usize = 60;

const HELD: u64 = 20;
const CANCELLED: u64 = 32;
const CAPTURED: u64 = 40;

/// What the answers of all rounds have promised.
#[derive(Default)]
struct Promises {
    /// The status of each payment, and the one that an unanswered telegram may have made of it.
    statuses: Mutex<BTreeMap<String, (u64, Option<u64>)>>,
    answers: AtomicUsize,
    more: Notify,
}

impl Promises {
    fn keep(&self, payment_id: &str, status: u64, perhaps: Option<u64>) {
        let mut statuses = self.statuses.lock().expect("nobody panicked");
        statuses.insert(payment_id.to_owned(), (status, perhaps));
    }

    fn answered(&self) {
        self.answers.fetch_add(1, Ordering::SeqCst);
        self.more.notify_one();
    }

    /// Waits for so many answers more.
    async fn wait(&self, answers: usize) {
        let until = self.answers.load(Ordering::SeqCst) + answers;
        while self.answers.load(Ordering::SeqCst) < until {
            self.more.notified().await;
        }
    }
}

/// A merchant's server: one connection pool, one place to send to.
#[derive(Clone)]
struct Sender {
    client: reqwest::Client,
    url: String,
}

impl Sender {
    fn to(url: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { client, url: url.to_owned() }
    }

    /// The lines of a whole answer, which is `result=0`; none where the gateway has gone.
    async fn send(&self, kind: &str, more: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
        let mut form = vec![
            ("merchant_id", "900000001"),
            ("connect_id", "noren_demo"),
            ("connect_password", "noren_demo_pass"),
            ("telegram_kind", kind),
            ("telegram_version", "1.0"),
        ];
        form.extend_from_slice(more);
        let path = if kind == "091" { "/n/ref/paynotice" } else { "/n/card/request" };
        let request = self.client.post(format!("{}{path}", self.url)).form(&form);
        let body = request.send().await.ok()?.bytes().await.ok()?;
        let text = String::from_utf8_lossy(&body);
        let pairs = text.split("\r\n").filter_map(|line| line.split_once('='));
        let lines: BTreeMap<_, _> =
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(lines.get("result").map(String::as_str), Some("0"), "{kind}: {text}");
        Some(lines)
    }

    /// Payments, one after the other, each held and then cancelled or captured, until it ends.
    async fn pay(self, promises: Arc<Promises>) {
        for number in 0_usize.. {
            let card = [
                ("payment_amount", "1200"),
                ("payment_class", "10"),
                ("card_number", "4900000000010002"),
                ("card_valid_term", "1240"),
                ("3dsecure_ryaku", "1"),
            ];
            let Some(held) = self.send("020", &card).await else { return };
            let payment_id = held["payment_id"].as_str();
            promises.keep(payment_id, HELD, None);
            promises.answered();
            let (kind, status) =
                if number % 2 == 0 { ("021", CANCELLED) } else { ("022", CAPTURED) };
            promises.keep(payment_id, HELD, Some(status));
            if self.send(kind, &[("payment_id", payment_id)]).await.is_none() {
                return;
            }
            promises.keep(payment_id, status, None);
            promises.answered();
        }
    }
}

async fn start(ledger: &Path) -> Running {
    let file = ledger.to_str().expect("the path is text");
    let ports = ["--sandbox-addr=127.0.0.1:0", "--control-addr=127.0.0.1:0"];
    let rest = ["--profile", "lenient", "--ledger", file];
    Running::start(&[&["sandbox", "--json"], &ports[..], &rest[..]].concat()).await
}

/// Every promise was kept; tells the status of each payment that there is.
async fn kept(sandbox: &Running, promises: &Promises) -> BTreeMap<String, u64> {
    let url = format!("{}/trades", sandbox.place("control"));
    let client = Sender::to("").client;
    let body = client.get(url).send().await.expect("an answer").bytes().await.expect("whole");
    let trades: Vec<Value> = serde_json::from_slice(&body).expect("JSON");
    let status = |trade: &Value| trade["status"].as_u64().expect("a status");
    let id = |trade: &Value| trade["payment_id"].as_str().expect("an id").to_owned();
    let found: BTreeMap<_, _> = trades.iter().map(|trade| (id(trade), status(trade))).collect();
    for (payment_id, (status, perhaps)) in promises.statuses.lock().expect("no panic").iter_mut() {
        let there = found.get(payment_id).copied();
        let fits = there == Some(*status) || (perhaps.is_some() && there == *perhaps);
        assert!(fits, "{payment_id} was {status}, perhaps {perhaps:?}: now {there:?}");
        // From now on it is that.
        (*status, *perhaps) = (there.expect("it fits"), None);
    }
    found
}

/// Reads the notices that are new; their numbers go on without a gap.
async fn read_notices(sender: &Sender, told: &mut Vec<(String, u64)>) {
    loop {
        let notice = sender.send("091", &[]).await.expect("it runs");
        if notice["success_code"] != "0" {
            assert_eq!(notice["success_code"], "1", "{notice:?}");
            return;
        }
        assert_eq!(notice["payment_notice_id"], (told.len() + 1).to_string(), "a gap");
        let status = notice["payment_status"].parse().expect("a status");
        told.push((notice["payment_id"].clone(), status));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_sandbox_has_kept_all_that_it_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.db");
    let promises = Arc::new(Promises::default());
    let mut told = Vec::new();
    let mut sandbox = start(&ledger).await;
    for round in 0..ROUNDS {
        let sender = Sender::to(sandbox.place("telegrams"));
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            senders.spawn(sender.clone().pay(promises.clone()));
        }
        // Where the others are when one has its answer is left to chance.
        tokio::select! {
            () = promises.wait(1 + round * 37 % ANSWERS_MAX) => {}
            Some(ended) = senders.join_next() => panic!("it stopped by itself: {ended:?}"),
        }
        sandbox.kill().await;
        while let Some(ended) = senders.join_next().await {
            ended.expect("every answer before the end was result=0");
        }

        sandbox = start(&ledger).await;
        let found = kept(&sandbox, &promises).await;
        read_notices(&Sender::to(sandbox.place("telegrams")), &mut told).await;
        let mut changes: BTreeMap<_, Vec<u64>> = BTreeMap::new();
        for (payment_id, status) in &told {
            changes.entry(payment_id.clone()).or_default().push(*status);
        }
        let once = |status| if status == HELD { vec![HELD] } else { vec![HELD, status] };
        let wanted = found.into_iter().map(|(id, status)| (id, once(status))).collect();
        assert_eq!(changes, wanted, "round {round}: every change has one notice");
    }
    sandbox.stop().await;
}

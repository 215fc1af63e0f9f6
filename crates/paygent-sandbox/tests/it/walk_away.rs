//! The buyer who closes the page: after 30 minutes the gateway's own server tells the shop.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use paygent::signature::ThreeDsResult;
use paygent::telegram::authorise::ThreeDs;
use paygent_sandbox::Merchant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::stage::{Stage, authorisation, said, value};

/// A shop that answers what it is told and notes what came.
struct Shop {
    url: String,
    answers: Arc<Mutex<Vec<&'static str>>>,
    came: mpsc::UnboundedReceiver<String>,
}

impl Shop {
    async fn open(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let answers = Arc::new(Mutex::new(answers.to_vec()));
        let (note, came) = mpsc::unbounded_channel();
        let next = answers.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = vec![0; 16_384];
                let read = stream.read(&mut bytes).await.unwrap_or(0);
                let line = String::from_utf8_lossy(&bytes[..read]);
                let line = line.lines().next().unwrap_or_default().to_owned();
                let answer = next.lock().expect("whole").pop().unwrap_or("200 OK");
                if answer != "hang up" {
                    let head = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n");
                    let close = "Connection: close\r\n\r\n";
                    let _ = stream.write_all(format!("{head}{close}").as_bytes()).await;
                }
                let _ = note.send(line);
            }
        });
        Self { url, answers, came }
    }

    /// The next request: its path and its query.
    async fn next(&mut self) -> (String, Vec<(String, String)>) {
        let wait = tokio::time::timeout(Duration::from_secs(20), self.came.recv());
        let line = wait.await.expect("the gateway calls").expect("the shop is open");
        let target = line.strip_prefix("GET ").and_then(|rest| rest.strip_suffix(" HTTP/1.1"));
        let (path, query) = target.expect("a GET").split_once('?').expect("a query");
        (path.to_owned(), form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    fn will_answer(&self, answer: &'static str) {
        self.answers.lock().expect("whole").push(answer);
    }
}

const HALF_AN_HOUR: Duration = Duration::from_mins(30);
const AN_HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn the_shop_is_told_after_half_an_hour() {
    let stage = Stage::new().await;
    let mut shop = Shop::open(&[]).await;
    let token = stage.token("challenge").await;
    let auth_id = stage.begin(&token, &format!("{}/3ds/abc?x=1", shop.url)).await;
    stage.enter(&auth_id).await;
    stage.advance(HALF_AN_HOUR).await;
    let (path, query) = shop.next().await;
    assert_eq!(path, "/3ds/abc");
    for (name, expected) in [
        ("x", "1"),
        ("result", "1"),
        ("response_code", "31013"),
        ("3ds_auth_id", auth_id.as_str()),
        ("fingerprint", "XXXX"),
        ("masked_card_number", "XXXX"),
    ] {
        assert_eq!(value(&query, name), expected, "{name}");
    }
    let key = Merchant::demo().three_ds_key.expect("the demo signs");
    let signed = ThreeDsResult { result: "1", auth_id: &auth_id, attempt: "" };
    assert!(signed.verify(key.expose(), &value(&query, "hc")));

    let late = stage.press(&auth_id, "success").await;
    assert_eq!(late.told("response_code"), "31013", "the buyer comes too late");
    let mut request = authorisation(&stage.token("challenge").await, "A");
    request.three_ds = ThreeDs::Authenticated(auth_id);
    assert_eq!(said(&stage.send(&request).await), "31011");
}

/// Calls come in the order they are due: another buyer's, due later, proves that none came between.
#[tokio::test]
async fn it_is_told_again_every_hour_until_it_answers() {
    for (answers, calls) in [
        (&["200 OK"][..], 1),
        (&["303 See Other"], 1),
        (&["500 Internal Server Error", "204 No Content"], 2),
        (&["404 Not Found", "hang up", "200 OK"], 3),
        (&["500 No", "500 No", "500 No", "500 No", "500 No"], 4),
    ] {
        let stage = Stage::new().await;
        let mut shop = Shop::open(&[]).await;
        for answer in answers.iter().rev() {
            shop.will_answer(answer);
        }
        let token = stage.token("challenge").await;
        stage.begin(&token, &format!("{}/first", shop.url)).await;
        stage.advance(HALF_AN_HOUR).await;
        for call in 1..=calls {
            let (path, query) = shop.next().await;
            assert_eq!((path.as_str(), value(&query, "result").as_str()), ("/first", "1"));
            settled(&stage, &mut shop, call).await;
            stage.advance(AN_HOUR).await;
        }
        settled(&stage, &mut shop, 99).await;
    }
}

/// A second buyer walks away; the next call is theirs, so nothing else was due.
async fn settled(stage: &Stage, shop: &mut Shop, number: usize) {
    let mark = format!("/mark{number}");
    let kept = std::mem::take(&mut *shop.answers.lock().expect("whole"));
    let token = stage.token("challenge").await;
    stage.begin(&token, &format!("{}{mark}", shop.url)).await;
    stage.advance(HALF_AN_HOUR).await;
    assert_eq!(shop.next().await.0, mark);
    *shop.answers.lock().expect("whole") = kept;
}

#[tokio::test]
async fn who_came_back_is_not_called() {
    let stage = Stage::new().await;
    let mut shop = Shop::open(&[]).await;
    for card in ["challenge", "frictionless", "three_ds_failed"] {
        let token = stage.token(card).await;
        let auth_id = stage.begin(&token, &format!("{}/{card}", shop.url)).await;
        stage.enter(&auth_id).await;
        stage.press(&auth_id, "success").await;
    }
    settled(&stage, &mut shop, 1).await;
}

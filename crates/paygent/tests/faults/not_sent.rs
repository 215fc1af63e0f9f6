//! What certainly never left.

use paygent::telegram::authorise::{CardSource, Request, Split, ThreeDs};
use paygent::telegram::{PaymentRef, capture};
use paygent::{Outcome, Telegram};
use tokio::net::TcpListener;

use super::server::{Act, Server, client, credentials};

async fn not_sent<T: Telegram<Answer: std::fmt::Debug>>(base_url: &str, telegram: &T, why: &str) {
    match client(base_url).send(&credentials(), telegram).await {
        Outcome::NotSent(sentence) => assert!(sentence.contains(why), "{base_url}: {sentence}"),
        other => panic!("{base_url}: {other:?}"),
    }
}

fn capture() -> capture::Request {
    capture::Request::new(PaymentRef::by_payment_id("100"))
}

#[tokio::test]
async fn a_refused_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    not_sent(&format!("http://{address}"), &capture(), "refused").await;
}

/// Runs the test above once more, in an environment that names a proxy.
#[tokio::test(flavor = "multi_thread")]
async fn no_proxy_is_asked() {
    let proxy = Server::start(Act::CloseAfterRequest).await;
    let mut command = std::process::Command::new(std::env::current_exe().expect("running"));
    command.args(["--exact", "faults::not_sent::a_refused_connection"]);
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, &proxy.base_url);
    }
    for name in ["no_proxy", "NO_PROXY"] {
        command.env_remove(name);
    }
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("joined");
    let printed = String::from_utf8(output.expect("run").stdout).expect("UTF-8");
    assert!(printed.contains("1 passed"), "{printed}");
    assert_eq!(proxy.seen(), (0, 0));
}

#[tokio::test]
async fn a_name_that_is_none() {
    // Longer than a label may be: refused before any server of names is asked.
    let host = "x".repeat(64);
    not_sent(&format!("http://{host}.invalid"), &capture(), "dns error").await;
}

#[tokio::test]
async fn a_tls_handshake_that_fails() {
    for act in [Act::CloseBeforeReading, Act::Greet(b"HTTP/1.1 400 Bad Request\r\n\r\n")] {
        let server = Server::start(act).await;
        let base_url = server.base_url.replace("http:", "https:");
        not_sent(&base_url, &capture(), "").await;
        assert_eq!(server.seen(), (1, 0));
    }
}

#[tokio::test]
async fn a_request_that_the_gateway_could_not_read() {
    let server = Server::start(Act::CloseAfterRequest).await;
    let whole = Request {
        payment: PaymentRef::by_trading_id("t1"),
        amount: 100,
        card: CardSource::Token("tok_1".into()),
        split: Split::Once,
        three_ds: ThreeDs::Skipped,
        capture: false,
        security_code_required: false,
    };
    for (broken, why) in [
        (Request { amount: 0, ..whole.clone() }, "payment_amount: NotPositive"),
        (Request { amount: 10_000_000, ..whole.clone() }, "payment_amount: Length"),
        (Request { split: Split::Instalments(1), ..whole.clone() }, "split_count: Value"),
        (Request { card: CardSource::Token("".into()), ..whole.clone() }, "card_token: Absent"),
        (
            Request { payment: PaymentRef::by_trading_id("t-1"), ..whole.clone() },
            "trading_id: Type",
        ),
    ] {
        not_sent(&server.base_url, &broken, why).await;
    }
    assert_eq!(server.seen(), (0, 0));
}

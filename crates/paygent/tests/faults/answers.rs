//! What comes back after the request has left: accepted, refused, or unknown.

use paygent::telegram::{CardAnswer, PaymentRef, capture};
use paygent::{Outcome, client::ANSWER_BYTES_MAX};

use super::server::{Act, Server, credentials};

const ACCEPTED: &[u8] = b"\r\nresult=0\r\npayment_id=100\r\ntrading_id=t1\r\n";
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=Windows-31J\r\n";

/// A whole answer with its length.
fn framed(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// An answer that ends with its connection.
fn unframed(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\r\n", body].concat()
}

async fn send(act: Act) -> Outcome<CardAnswer> {
    let server = Server::start(act.clone()).await;
    let request = capture::Request::new(PaymentRef::by_both("t1", "100"));
    let outcome = server.client().send(&credentials(), &request).await;
    let requests = usize::from(!matches!(act, Act::CloseBeforeReading));
    assert_eq!(server.seen(), (1, requests), "{act:?}");
    outcome
}

/// `why` contains the sentence, and `raw` is what came of the body.
async fn unknown(act: Act, why: &str, raw: &[u8]) {
    match send(act.clone()).await {
        Outcome::Unknown(unknown) => {
            assert!(unknown.why.contains(why), "{act:?}: {}", unknown.why);
            assert_eq!(unknown.raw.escape_ascii().to_string(), raw.escape_ascii().to_string());
        }
        other => panic!("{act:?}: {other:?}"),
    }
}

#[tokio::test]
async fn a_readable_answer_counts() {
    let want = Outcome::Accepted(CardAnswer {
        payment_id: "100".into(),
        trading_id: "t1".into(),
        ..CardAnswer::default()
    });
    let twice = framed(HEAD, ACCEPTED).repeat(2);
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", ACCEPTED.len());
    let chunked = [chunked.as_bytes(), ACCEPTED, b"\r\n0\r\n\r\n"].concat();
    for answer in [
        framed(HEAD, ACCEPTED),
        framed("HTTP/1.1 200 OK\r\n", ACCEPTED),
        framed("HTTP/1.0 200 OK\r\n", ACCEPTED),
        unframed(HEAD, ACCEPTED),
        chunked,
        twice,
    ] {
        assert_eq!(send(Act::Write(answer)).await, want);
    }
    let body = b"\r\nresult=1\r\nresponse_code=2004\r\nresponse_detail=\x8f\xf3\x91\xd4\r\n";
    match send(Act::Write(framed(HEAD, body))).await {
        Outcome::Refused(refusal) => {
            assert_eq!((refusal.code.as_str(), refusal.detail.as_str()), ("2004", "状態"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn no_connection_is_used_twice() {
    let server = Server::start(Act::WriteAndStay(framed(HEAD, ACCEPTED))).await;
    let client = server.client();
    let request = capture::Request::new(PaymentRef::by_payment_id("100"));
    for sent in 1..=3 {
        let outcome = client.send(&credentials(), &request).await;
        assert!(matches!(outcome, Outcome::Accepted(_)), "{outcome:?}");
        assert_eq!(server.seen(), (sent, sent));
    }
}

#[tokio::test]
async fn the_path_of_a_kind_can_be_changed() {
    let server = Server::start(Act::Write(framed(HEAD, ACCEPTED))).await;
    let mut endpoint = paygent::Endpoint::new(format!("{}/", server.base_url));
    endpoint.paths.insert("022".into(), "/n/other".into());
    let client = paygent::Client::new(endpoint).expect("a client");
    let request = capture::Request::new(PaymentRef::by_payment_id("100"));
    let outcome = client.send(&credentials(), &request).await;
    assert!(matches!(outcome, Outcome::Accepted(_)), "{outcome:?}");
    assert_eq!(server.paths(), ["/n/other"]);
}

#[tokio::test]
async fn no_answer_is_unknown() {
    unknown(Act::CloseBeforeReading, "", b"").await;
    unknown(Act::CloseAfterRequest, "connection closed", b"").await;
    unknown(Act::ResetAfterRequest, "reset", b"").await;
    unknown(Act::Hang, "timed out", b"").await;
    unknown(Act::Write(b"\x16\x03\x01 no HTTP at all\r\n\r\n".to_vec()), "invalid HTTP", b"").await;
    unknown(Act::Write(HEAD.as_bytes().to_vec()), "connection closed", b"").await;
}

#[tokio::test]
async fn a_cut_answer_is_unknown_with_what_came() {
    let half = &ACCEPTED[..20];
    let longer = format!("{HEAD}Content-Length: 500\r\n\r\n");
    let longer = [longer.as_bytes(), half].concat();
    unknown(Act::Write(longer.clone()), "cut off", half).await;
    unknown(Act::WriteThenReset(longer), "cut off", half).await;
    unknown(Act::Write(unframed(HEAD, half)), "cut off: no end of line", half).await;
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n14\r\n");
    let chunked = [chunked.as_bytes(), half, b"\r\n"].concat();
    unknown(Act::Write(chunked), "cut off", half).await;
}

#[tokio::test]
async fn a_trickle_ends_and_is_unknown() {
    let act = Act::Trickle(unframed(HEAD, ACCEPTED));
    match send(act).await {
        Outcome::Unknown(unknown) => {
            assert!(unknown.why.contains("timed out"), "{}", unknown.why);
            assert!(unknown.raw.starts_with(ACCEPTED));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn any_other_status_is_unknown_whatever_it_says() {
    for status in ["206 Partial", "302 Found", "307 Temporary", "404 No", "500 No", "503 No"] {
        let head = format!("HTTP/1.1 {status}\r\nLocation: /n/card/request?again=1\r\n");
        let why = format!("status {}", &status[..3]);
        unknown(Act::Write(framed(&head, ACCEPTED)), &why, ACCEPTED).await;
    }
}

#[tokio::test]
async fn an_unreadable_answer_is_unknown_with_its_bytes() {
    let refused = b"\r\nresult=1\r\nresponse_code=2008\r\nresponse_detail=\r\n";
    for (body, why) in [
        (&b""[..], "no result"),
        (b"<html>503</html>\r\n", "line 1"),
        (b"\r\nresult=0\r\n", "payment_id: Absent"),
        (b"\r\nresult=0\r\npayment_id=\r\n", "payment_id: Empty"),
        (b"\r\nresult=7\r\npayment_id=100\r\n", "neither 0 nor 1"),
        (b"\r\nresult=0\r\npayment_id=100\r\ntrading_id=t2\r\n", "another trading_id"),
        (b"\r\nresult=0\r\npayment_id=101\r\n", "another payment_id"),
        (b"\r\nresult=0\r\npayment_id=100\r\ntrading_id=t1\r\nresult=1\r\n", "result occurs"),
        (b"\r\nresult=1\r\nresponse_code=2001\r\ntrading_id=t2\r\n", "another trading_id"),
        (b"\r\nresult=1\r\nresponse_code=\r\n", "without a code"),
        (b"\r\nresult=0\r\npayment_id=100\r\nacq_name=\x83\r\n", "charset"),
        (refused, "code 2008 does not say"),
        (b"\r\nresult=1\r\nresponse_code=2008 \r\n", "code 2008  does not say"),
        (b"\r\nresult=1\r\nresponse_code=200408\r\n", "code 200408 does not say"),
    ] {
        unknown(Act::Write(framed(HEAD, body)), why, body).await;
    }
    let utf8 = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\n";
    let body = b"\r\nresult=0\r\npayment_id=100\r\nacq_name=\x83j\x83R\r\n";
    unknown(Act::Write(framed(utf8, body)), "charset", body).await;
    let gzip = format!("{HEAD}Content-Encoding: gzip\r\n");
    let body = b"\x1f\x8b\x08\x00\x00\x00\x00\x00";
    unknown(Act::Write(framed(&gzip, body)), "charset", body).await;
}

#[tokio::test]
async fn an_endless_answer_is_left() {
    let body = [ACCEPTED, vec![b'x'; 2 * ANSWER_BYTES_MAX].as_slice()].concat();
    match send(Act::Write(framed(HEAD, &body))).await {
        Outcome::Unknown(unknown) => {
            assert!(unknown.why.contains("too large"), "{}", unknown.why);
            assert_eq!(unknown.raw, body[..ANSWER_BYTES_MAX]);
        }
        other => panic!("{other:?}"),
    }
}

//! Paygent's production asks for the certificate after the request, by TLS 1.2 renegotiation.

use openssl::symm::Cipher;
use paygent::telegram::{CardAnswer, PaymentRef, capture};
use paygent::{Client, Credentials, Endpoint, Identity, Outcome};

use super::authority::Authority;
use super::gateway::Gateway;

const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Length: 28\r\nConnection: close\r\n\r\n\
    \r\nresult=0\r\npayment_id=100\r\n";
const SUBJECT: &str = "noren-merchant";

/// Certificate and key in one PEM, the key under the passphrase of Paygent's own modules.
fn identity(authority: &Authority) -> Identity {
    let (certificate, key) = authority.issue(SUBJECT);
    let mut pem = certificate.to_pem().expect("PEM");
    let cipher = Cipher::aes_256_cbc();
    pem.extend(key.private_key_to_pem_pkcs8_passphrase(cipher, b"changeit").expect("PEM"));
    let pem = String::from_utf8(pem).expect("ASCII").into();
    Identity { pem, passphrase: Some("changeit".into()) }
}

/// A capture sent by a thread of its own.
fn send(endpoint: Endpoint) -> std::thread::JoinHandle<Outcome<CardAnswer>> {
    std::thread::spawn(move || {
        let client = Client::new(endpoint).expect("a client");
        let credentials = Credentials {
            merchant_id: "900000001".into(),
            connect_id: "noren_demo".into(),
            connect_password: "noren_demo_pass".into(),
        };
        let request = capture::Request::new(PaymentRef::by_payment_id("100"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(client.send(&credentials, &request))
    })
}

/// The answer, and what the gateway logged from its `HelloRequest` on.
fn renegotiate(
    authority: &Authority,
    identity: Option<Identity>,
    versions: &[&str],
) -> (Outcome<CardAnswer>, String) {
    let mut gateway = Gateway::start(authority, versions);
    let mut endpoint = Endpoint::new(gateway.base_url());
    endpoint.ca_pem = Some(authority.pem());
    endpoint.identity = identity;
    let sent = send(endpoint);
    gateway.wait_for("telegram_kind=022&telegram_version=1.0&payment_id=100", 0);
    gateway.type_in("R\n");
    let asked = gateway.wait_for("HelloRequest", 0);
    let ours = gateway.wait_for("<<< TLS 1.2, Handshake [length 0010], Finished", asked);
    gateway.wait_for(">>> TLS 1.2, Handshake [length 0010], Finished", ours);
    gateway.type_in(ANSWER);
    let outcome = sent.join().expect("sent");
    (outcome, gateway.log()[asked..].to_owned())
}

/// Whether the gateway asked for a certificate, got ours and the proof that we hold its key.
fn has_our_certificate(log: &str) -> bool {
    let asked = log
        .find(">>> TLS 1.2, Handshake [length")
        .and_then(|at| log[at..].find("CertificateRequest").map(|more| at + more));
    asked.is_some_and(|at| {
        log[at..].contains(&format!("depth=0 CN = {SUBJECT}"))
            && log[at..].contains(", CertificateVerify")
    })
}

#[test]
fn the_certificate_is_shown_after_the_request_when_asked() {
    let authority = Authority::new();
    // A gateway that also speaks TLS 1.3 is spoken to in 1.2, where it can still ask.
    for versions in [&["-tls1_2"][..], &[]] {
        let (outcome, log) = renegotiate(&authority, Some(identity(&authority)), versions);
        assert!(has_our_certificate(&log), "{log}");
        assert!(!log.contains("verify error"), "{log}");
        let Outcome::Accepted(answer) = outcome else { panic!("{outcome:?}") };
        assert_eq!(answer.payment_id, "100");
    }
}

#[test]
fn without_an_identity_there_is_nothing_to_show() {
    let (outcome, log) = renegotiate(&Authority::new(), None, &["-tls1_2"]);
    assert!(log.contains("CertificateRequest"), "asked: {log}");
    assert!(!has_our_certificate(&log), "{log}");
    assert!(matches!(outcome, Outcome::Accepted(_)), "this gateway did not insist: {outcome:?}");
}

#[test]
fn a_certificate_refused_after_the_request_leaves_the_outcome_unknown() {
    let authority = Authority::new();
    let mut gateway = Gateway::start(&authority, &["-tls1_2", "-verify_return_error"]);
    let mut endpoint = Endpoint::new(gateway.base_url());
    endpoint.ca_pem = Some(authority.pem());
    endpoint.identity = Some(identity(&Authority::new()));
    let sent = send(endpoint);
    gateway.wait_for("payment_id=100", 0);
    gateway.type_in("R\n");
    let outcome = sent.join().expect("sent");
    assert!(gateway.log().contains("telegram_kind=022"), "it had the request");
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
}

#[test]
fn a_gateway_that_insists_from_the_start_gets_no_request_without_one() {
    let authority = Authority::new();
    let mut gateway =
        Gateway::start(&authority, &["-tls1_2", "-Verify", "1", "-verify_return_error"]);
    let mut endpoint = Endpoint::new(gateway.base_url());
    endpoint.ca_pem = Some(authority.pem());
    let outcome = send(endpoint).join().expect("sent");
    assert!(matches!(outcome, Outcome::NotSent(_)), "{outcome:?}");
    gateway.wait_for("peer did not return a certificate", 0);
    assert!(!gateway.log().contains("telegram_kind"), "{}", gateway.log());
}

#[test]
fn a_gateway_of_another_authority_or_name_gets_no_request() {
    let authority = Authority::new();
    for (ca_pem, host) in [
        (None, "127.0.0.1"),
        (Some(Authority::new().pem()), "127.0.0.1"),
        (Some(authority.pem()), "localhost"),
    ] {
        let mut gateway = Gateway::start(&authority, &["-tls1_2"]);
        let mut endpoint = Endpoint::new(gateway.base_url().replace("127.0.0.1", host));
        endpoint.ca_pem = ca_pem;
        let outcome = send(endpoint).join().expect("sent");
        let Outcome::NotSent(why) = outcome else { panic!("{host}: {outcome:?}") };
        assert!(why.contains("certificate verify failed"), "{why}");
    }
}

//! The TLS door: who may send a telegram, and when it is asked for its certificate.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use openssl::pkey::PKey;
use openssl::ssl::{SslConnector, SslConnectorBuilder, SslMethod, SslOptions, SslVersion};
use openssl::x509::X509;
use paygent::telegram::{PaymentRef, inquire};
use paygent::{Client, Endpoint, Identity, Outcome};
use paygent_sandbox::{ClientCa, Merchant, Options, Profile, Sandbox};

use crate::stage::{Stage, credentials, said};

/// A card of the lenient profile, sent by the server itself.
const DIRECT: &str = "merchant_id=900000001&connect_id=noren_demo&connect_password=noren_demo_pass\
    &telegram_version=1.0&telegram_kind=020&trading_id=BY_TLS&payment_amount=1200\
    &payment_class=10&3dsecure_ryaku=1&card_number=4900000000010002&card_valid_term=1240";

/// A sandbox with a door, in the lenient profile.
async fn stage(folder: &Path) -> Stage {
    Stage::with(options(folder)).await
}

fn options(folder: &Path) -> Options {
    let addr = SocketAddr::from(([127, 0, 0, 1], 0));
    Options {
        client_ca: Some(ClientCa { folder: folder.to_owned(), addr }),
        profile: Profile::Lenient,
        ..Options::default()
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn tls_url(sandbox: &Sandbox) -> String {
    sandbox.tls_url().expect("a door")
}

/// An endpoint that trusts the authority in one folder and shows a file of another.
fn endpoint(sandbox: &Sandbox, trusted: &Path, shown: Option<&Path>) -> Endpoint {
    let mut endpoint = Endpoint::new(tls_url(sandbox));
    endpoint.ca_pem = Some(std::fs::read(trusted.join("ca.pem")).expect("an authority"));
    endpoint.identity = shown.map(|file| Identity {
        pem: std::fs::read_to_string(file).expect("a certificate").into(),
        passphrase: Some("changeit".into()),
    });
    endpoint
}

/// What 094 of the demo merchant is answered by this endpoint.
async fn inquire(stage: &Stage, endpoint: Endpoint) -> String {
    let client = Client::new(endpoint).expect("a client");
    let asked = inquire::Request::new(PaymentRef::by_trading_id("T"));
    said(&client.send(&stage.credentials, &asked).await)
}

#[tokio::test]
async fn a_telegram_counts_with_the_merchants_own_certificate_only() {
    let (home, elsewhere) = (folder(), folder());
    let mut stage = stage(home.path()).await;
    let other = Merchant::fresh();
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    // Another sandbox's authority signs the same name.
    let _stranger = Sandbox::start(options(elsewhere.path())).await.expect("it starts");
    let own = home.path().join("900000001.pem");
    let theirs = home.path().join(format!("{}.pem", other.merchant_id));
    let false_one = elsewhere.path().join("900000001.pem");
    for (shown, answer) in [
        (Some(own.as_path()), "13001"),
        (None, "P016"),
        (Some(theirs.as_path()), "P016"),
        (Some(false_one.as_path()), "P016"),
    ] {
        let endpoint = endpoint(&stage.sandbox, home.path(), shown);
        assert_eq!(inquire(&stage, endpoint).await, answer, "{shown:?}");
    }
    stage.credentials = credentials(&other);
    let endpoint = endpoint(&stage.sandbox, home.path(), Some(&theirs));
    assert_eq!(inquire(&stage, endpoint).await, "13001");
}

#[tokio::test]
async fn where_certificates_are_asked_for_plain_http_has_none() {
    let home = folder();
    let stage = stage(home.path()).await;
    assert_eq!(stage.act("094", PaymentRef::by_trading_id("T")).await, "P016");
    assert!(!stage.token("frictionless").await.is_empty(), "browsers are not asked");
    let mut wrong = stage.credentials.clone();
    wrong.connect_password = "wrong".into();
    let asked = inquire::Request::new(PaymentRef::by_trading_id("T"));
    assert_eq!(said(&stage.client.send(&wrong, &asked).await), "P002", "the password is first");
}

#[tokio::test]
async fn clients_that_do_not_trust_the_authority_send_nothing() {
    let (home, elsewhere) = (folder(), folder());
    let stage = stage(home.path()).await;
    let _stranger = Sandbox::start(options(elsewhere.path())).await.expect("it starts");
    let client = Client::new(endpoint(&stage.sandbox, elsewhere.path(), None)).expect("a client");
    let asked = inquire::Request::new(PaymentRef::by_trading_id("T"));
    let outcome = client.send(&stage.credentials, &asked).await;
    assert!(matches!(outcome, Outcome::NotSent(_)), "{outcome:?}");
}

/// TLS 1.2 as a foreign client makes it, with the demo merchant's certificate.
fn foreign(home: &Path) -> SslConnectorBuilder {
    let mut builder = SslConnector::builder(SslMethod::tls_client()).expect("a client");
    builder.set_ca_file(home.join("ca.pem")).expect("an authority");
    let pem = std::fs::read(home.join("900000001.pem")).expect("a certificate");
    let key = PKey::private_key_from_pem_passphrase(&pem, b"changeit").expect("a key");
    builder.set_certificate(&X509::from_pem(&pem).expect("a certificate")).expect("taken");
    builder.set_private_key(&key).expect("taken");
    builder
}

/// Sends 020 `times` times over one connection; the answers as far as they came.
async fn pay(builder: SslConnectorBuilder, url: String, times: usize) -> Vec<String> {
    let said = tokio::task::spawn_blocking(move || {
        let addr = url.strip_prefix("https://").expect("an address");
        let line = TcpStream::connect(addr).expect("it listens");
        let mut line = builder.build().connect("127.0.0.1", line).expect("the first handshake");
        let mut answers = Vec::new();
        for _ in 0..times {
            let length = DIRECT.len();
            let head = format!(
                "POST /n/card/request HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            );
            line.write_all(format!("{head}{DIRECT}").as_bytes()).expect("it is read");
            let mut bytes = vec![0; 4_096];
            match line.read(&mut bytes) {
                Ok(count @ 1..) => answers.push(String::from_utf8_lossy(&bytes[..count]).into()),
                _ => break,
            }
        }
        answers
    });
    said.await.expect("it ends")
}

#[tokio::test]
async fn one_connection_is_asked_once() {
    let home = folder();
    let stage = stage(home.path()).await;
    let answers = pay(foreign(home.path()), tls_url(&stage.sandbox), 3).await;
    assert_eq!(answers.len(), 3, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.contains("result=0")), "{answers:?}");
    assert_eq!(stage.statuses("BY_TLS").await, [20, 20, 20]);
}

#[tokio::test]
async fn a_client_that_does_not_renegotiate_gets_no_answer() {
    let home = folder();
    let stage = stage(home.path()).await;
    let mut stubborn = foreign(home.path());
    stubborn.set_options(SslOptions::NO_RENEGOTIATION);
    let answers = pay(stubborn, tls_url(&stage.sandbox), 1).await;
    assert!(answers.is_empty(), "{answers:?}");
    assert_eq!(stage.statuses("BY_TLS").await, [0_u8; 0], "and nothing is done");
}

#[tokio::test]
async fn what_knows_no_renegotiation_is_not_spoken() {
    let home = folder();
    let stage = stage(home.path()).await;
    let mut newer = foreign(home.path());
    newer.set_min_proto_version(Some(SslVersion::TLS1_3)).expect("set");
    let addr = tls_url(&stage.sandbox);
    let refused = tokio::task::spawn_blocking(move || {
        let line = TcpStream::connect(addr.strip_prefix("https://").expect("an address"));
        newer.build().connect("127.0.0.1", line.expect("it listens")).is_err()
    });
    assert!(refused.await.expect("it ends"));
}

#[tokio::test]
async fn the_authority_stays_and_its_keys_are_their_owners() {
    let home = folder();
    let folder = home.path().join("made/by/itself");
    let other = Merchant::fresh();
    let read = |name: &str| std::fs::read(folder.join(name)).expect(name);
    let first = Sandbox::start(options(&folder)).await.expect("it starts");
    first.control().put_merchant(other.clone()).await.expect("kept");
    let names = ["ca.pem", "ca-key.pem", "900000001.pem", &format!("{}.pem", other.merchant_id)];
    let before: Vec<_> = names.iter().map(|name| read(name)).collect();
    for name in &names[1..] {
        let mode = folder.join(name).metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let sealed = String::from_utf8(read("900000001.pem")).expect("PEM");
    assert!(sealed.contains("BEGIN ENCRYPTED PRIVATE KEY"), "{sealed}");
    drop(first);
    let _again = Sandbox::start(options(&folder)).await.expect("it starts");
    assert_eq!(before, names.iter().map(|name| read(name)).collect::<Vec<_>>());

    // A merchant_id is a file's name here, whoever made it up.
    let outside = Merchant { merchant_id: "../900000002".into(), ..Merchant::demo() };
    let refused = Sandbox::start(Options { merchant: outside, ..options(&folder) }).await;
    let refused = refused.err().expect("no file outside").to_string();
    assert!(refused.contains("not made of digits"), "{refused}");
}

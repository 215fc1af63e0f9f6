//! The sandbox as clients in other languages meet it: TCP sockets and bytes made by hand.
//!
//! Nothing of ours writes a request or reads an answer here. What is expected is sections 1, 3.6, 4
//! and 9 of the protocol reference, with the readers of public clients written after it.

mod answers;
mod limits;
mod paths;
mod readers;
mod requests;
mod tokens;

use std::io::{Read, Write};
use std::net::TcpStream;

use paygent_sandbox::{Options, Profile, Sandbox};

/// What every telegram begins with, written out.
const WHO: &str = "merchant_id=900000001&connect_id=noren_demo&connect_password=noren_demo_pass\
                   &telegram_version=1.0";

const CARD: &str = "/n/card/request";

/// A gateway that takes card numbers in telegrams, as many public clients send them.
struct Gateway {
    sandbox: Sandbox,
}

impl Gateway {
    async fn open() -> Self {
        let options = Options { profile: Profile::Lenient, ..Options::default() };
        Self { sandbox: Sandbox::start(options).await.expect("the sandbox starts") }
    }

    /// Writes these bytes and reads until the gateway hangs up.
    async fn say(&self, request: Vec<u8>) -> Answer {
        let url = self.sandbox.base_url();
        let addr = url.strip_prefix("http://").expect("an address").to_owned();
        let said = tokio::task::spawn_blocking(move || {
            let mut line = TcpStream::connect(addr).expect("it listens");
            line.write_all(&request).expect("it reads");
            let mut bytes = Vec::new();
            line.read_to_end(&mut bytes).expect("it answers");
            bytes
        });
        Answer::of(&said.await.expect("a whole answer"))
    }

    /// A form as PHP's curl posts it.
    async fn php(&self, path: &str, form: &str) -> Answer {
        self.say(php(path, form.as_bytes())).await
    }

    /// Status and amount of the payments under one id.
    async fn payments(&self, trading_id: &str) -> Vec<(u8, i64)> {
        let trades = self.sandbox.ledger().trades_of(trading_id).await.expect("the ledger answers");
        trades.iter().map(|trade| (trade.status.0, trade.amount)).collect()
    }
}

fn php(path: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.0\r\nHost: sandbox.paygent.co.jp\r\nUser-Agent: curl_php\r\n\
         Accept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// 020 with a card number.
fn pays(trading_id: &str) -> String {
    format!(
        "{WHO}&telegram_kind=020&trading_id={trading_id}&payment_amount=1200&payment_class=10\
         &card_number=4900000000010002&card_valid_term=1240&3dsecure_ryaku=1"
    )
}

/// What came over the wire, taken apart no further than HTTP does.
struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = b"\r\n\r\n";
        let at = bytes.windows(4).position(|window| window == end).expect("a head");
        let head = String::from_utf8(bytes[..at].to_vec()).expect("an ASCII head");
        Self { head, body: bytes[at + end.len()..].to_vec() }
    }

    fn status(&self) -> &str {
        self.head.split(' ').nth(1).expect("a status")
    }

    /// A header as it stands.
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.split("\r\n").filter_map(|line| line.split_once(": "));
        let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// The body, as a message shows it.
    fn shown(&self) -> String {
        self.body.escape_ascii().to_string()
    }

    fn line(&self, key: &str) -> String {
        readers::php(&self.body).line(key)
    }
}

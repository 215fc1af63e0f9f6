//! A sandbox of its own for each test, and what merchants and browsers do with it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use paygent::telegram::three_ds::Cardholder;
use paygent::telegram::{
    PaymentRef, authorise, cancel, capture, inquire, refund, three_ds as authenticate,
};
use paygent::{Charset, Client, Credentials, Endpoint, Outcome, Secret, Telegram};
use paygent_sandbox::{Merchant, Options, Sandbox, TEST_CARDS, Trade};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One sandbox and its merchant.
pub struct Stage {
    pub sandbox: Sandbox,
    pub client: Client,
    pub browser: reqwest::Client,
    pub credentials: Credentials,
}

/// What 020 is asked for, unless a test says otherwise.
pub const AMOUNT: i64 = 9_680;

/// The month in which test cards end: always ahead.
pub const YEAR: &str = "40";

impl Stage {
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        let credentials = credentials(&options.merchant);
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let client = Client::new(Endpoint::new(sandbox.base_url())).expect("a client");
        let browser = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a browser");
        Self { sandbox, client, browser, credentials }
    }

    /// Sends a telegram as the merchant's server does.
    pub async fn send<T: Telegram>(&self, telegram: &T) -> Outcome<T::Answer> {
        self.client.send(&self.credentials, telegram).await
    }

    /// A token for the test card of this key.
    pub async fn token(&self, card: &str) -> String {
        let json = self.tokenise(&[("card_number", number(card))]).await;
        json["tokenizedCardObject"]["token"].as_str().expect("a token").to_owned()
    }

    /// What the browser's script sends, with these fields changed.
    pub async fn tokenise(&self, changes: &[(&str, &str)]) -> Value {
        let merchant = Merchant::demo();
        let mut form = vec![
            ("merchant_id", merchant.merchant_id.as_str()),
            ("token_generate_key", merchant.token_key.as_str()),
            ("card_number", number("frictionless")),
            ("card_expire_year", YEAR),
            ("card_expire_month", "12"),
            ("card_cvc", "123"),
            ("card_name", "TEST TARO"),
        ];
        form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        form.extend_from_slice(changes);
        let answer = self.post("/n/token/request", encode(&form)).await;
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    /// 020 with a card of the table and without 3-D Secure.
    pub async fn authorise(
        &self,
        card: &str,
        trading_id: &str,
    ) -> Outcome<paygent::telegram::CardAnswer> {
        let token = self.token(card).await;
        self.send(&authorisation(&token, trading_id)).await
    }

    /// A hold that succeeds, and its `payment_id`.
    pub async fn hold(&self, card: &str, trading_id: &str) -> String {
        match self.authorise(card, trading_id).await {
            Outcome::Accepted(answer) => answer.payment_id,
            other => panic!("{card} is held: {other:?}"),
        }
    }

    /// 020 of another merchant, accepted.
    pub async fn hold_for(&self, merchant: &Merchant, trading_id: &str) {
        let theirs = [
            ("merchant_id", merchant.merchant_id.as_str()),
            ("token_generate_key", &merchant.token_key),
        ];
        let json = self.tokenise(&theirs).await;
        let token = json["tokenizedCardObject"]["token"].as_str().expect("a token");
        let request = authorisation(token, trading_id);
        let held = self.client.send(&credentials(merchant), &request).await;
        assert_eq!(said(&held), "ok", "{trading_id}");
    }

    /// 021, 022, 023 or 094, told in one word.
    pub async fn act(&self, kind: &str, payment: PaymentRef) -> String {
        match kind {
            "021" => said(&self.send(&cancel::Request::new(payment)).await),
            "022" => said(&self.send(&capture::Request::new(payment)).await),
            "023" => said(&self.send(&refund::Request::new(payment)).await),
            "094" => said(&self.send(&inquire::Request::new(payment)).await),
            other => panic!("{other} is no act"),
        }
    }

    /// 450 for a token, with all that scheme policy wants.
    pub async fn authenticate(&self, token: &str, term_url: &str) -> Outcome<authenticate::Answer> {
        self.send(&authentication(token, term_url)).await
    }

    /// 450 that succeeds: its `3ds_auth_id`.
    pub async fn begin(&self, token: &str, term_url: &str) -> String {
        match self.authenticate(token, term_url).await {
            Outcome::Accepted(answer) => answer.auth_id,
            other => panic!("450 is accepted: {other:?}"),
        }
    }

    /// Goes to the issuer as the hand-off page does.
    pub async fn enter(&self, auth_id: &str) -> Page {
        self.post(&format!("/acs/{auth_id}"), format!("creq={auth_id}")).await
    }

    /// Presses a button on the issuer's page.
    pub async fn press(&self, auth_id: &str, button: &str) -> Page {
        self.post(&format!("/acs/{auth_id}/answer"), format!("outcome={button}")).await
    }

    /// The ledger's payments under one id.
    pub async fn trades(&self, trading_id: &str) -> Vec<Trade> {
        self.sandbox.ledger().trades_of(trading_id).await.expect("the ledger answers")
    }

    /// The status numbers under one id.
    pub async fn statuses(&self, trading_id: &str) -> Vec<u8> {
        self.trades(trading_id).await.iter().map(|trade| trade.status.0).collect()
    }

    /// It is noon in Japan (and a quarter of an hour): midnight is far.
    pub async fn be_noon(&self) {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let now = i64::try_from(since.as_millis()).expect("a time of our days");
        // Noon there is three o'clock in Greenwich.
        let quarter_past = (3 * 60 + 15) * 60 * 1000;
        let ahead = (quarter_past - now).rem_euclid(DAY_MS);
        let control = self.sandbox.control();
        control.change(|now| now.clock_ahead_ms = ahead).await.expect("the clock moves");
    }

    pub async fn advance(&self, by: Duration) {
        self.sandbox.control().advance(by).await.expect("the clock moves");
    }

    pub async fn post(&self, path: &str, body: String) -> Page {
        let url = format!("{}{path}", self.sandbox.base_url());
        let form = "application/x-www-form-urlencoded";
        let request = self.browser.post(url).header("content-type", form).body(body);
        Page::of(request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> Page {
        let url = format!("{}{path}", self.sandbox.base_url());
        Page::of(self.browser.get(url).send().await.expect("an answer")).await
    }

    /// Writes these bytes on a connection and reads until its end, or what came before it broke.
    pub async fn raw(&self, request: &[u8]) -> Vec<u8> {
        let base_url = self.sandbox.base_url();
        let addr = base_url.strip_prefix("http://").expect("an address");
        let mut stream = TcpStream::connect(addr).await.expect("it listens");
        stream.write_all(request).await.expect("it reads");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        answer
    }
}

/// What came over HTTP.
pub struct Page {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Page {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("a whole answer").to_vec();
        Self { status, headers, body }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The telegram answer's lines as pairs, in the charset its header names.
    pub fn lines(&self) -> Vec<(String, String)> {
        let utf8 = self.header("content-type").contains("charset=UTF-8");
        let charset = if utf8 { Charset::Utf8 } else { Charset::Windows31j };
        let text = charset.decode(&self.body).expect("in its charset");
        let pairs = text.split("\r\n").filter_map(|line| line.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// One line's value.
    pub fn line(&self, name: &str) -> String {
        let lines = self.lines();
        lines.into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
    }

    /// The query of a redirect, name by name.
    pub fn query(&self) -> Vec<(String, String)> {
        let (_, query) = self.header("location").split_once('?').expect("a query");
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// One value of that query.
    pub fn told(&self, name: &str) -> String {
        value(&self.query(), name)
    }
}

/// The value of a name, or an empty text.
pub fn value(pairs: &[(String, String)], name: &str) -> String {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// What a merchant signs its telegrams with.
pub fn credentials(merchant: &Merchant) -> Credentials {
    Credentials {
        merchant_id: merchant.merchant_id.clone(),
        connect_id: merchant.connect_id.clone(),
        connect_password: merchant.connect_password.clone(),
    }
}

/// The number of a test card.
pub fn number(card: &str) -> &'static str {
    TEST_CARDS.iter().find(|row| row.key == card).expect("a card of the table").number
}

/// 020 with a token and without 3-D Secure.
pub fn authorisation(token: &str, trading_id: &str) -> authorise::Request {
    authorise::Request {
        payment: PaymentRef::by_trading_id(trading_id),
        amount: AMOUNT,
        card: authorise::CardSource::Token(Secret::new(token.to_owned())),
        split: authorise::Split::Once,
        three_ds: authorise::ThreeDs::Skipped,
        capture: false,
        security_code_required: false,
    }
}

/// 450 with a token.
pub fn authentication(token: &str, term_url: &str) -> authenticate::Request {
    authenticate::Request::new(
        PaymentRef::by_trading_id("T450"),
        authenticate::Card::Token(Secret::new(token.to_owned())),
        AMOUNT,
        term_url,
        "Noren Shop",
        Cardholder {
            name: Some("TEST TARO".into()),
            email: Some("taro@example.jp".into()),
            ..Cardholder::default()
        },
    )
}

/// `ok`, the code of a refusal, or `?` and the code that an undecided answer carries, if any.
pub fn said<A>(outcome: &Outcome<A>) -> String {
    match outcome {
        Outcome::Accepted(_) => "ok".into(),
        Outcome::Refused(refusal) => refusal.code.clone(),
        Outcome::NotSent(why) => format!("not sent: {why}"),
        Outcome::Unknown(unknown) => {
            let text = String::from_utf8_lossy(&unknown.raw);
            let code = text.lines().find_map(|line| line.strip_prefix("response_code="));
            format!("?{}", code.unwrap_or_default().trim())
        }
    }
}

/// A form's body.
pub fn encode(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// The header block of the demo merchant, as a form's beginning.
pub fn header(kind: &str) -> Vec<(&'static str, String)> {
    let merchant = Merchant::demo();
    vec![
        ("merchant_id", merchant.merchant_id),
        ("connect_id", merchant.connect_id),
        ("connect_password", merchant.connect_password.expose().to_owned()),
        ("telegram_kind", kind.to_owned()),
        ("telegram_version", "1.0".to_owned()),
    ]
}

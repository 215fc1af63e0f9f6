//! A small named world: one shop with two products, a buyer, a sandbox, and a clock that is moved
//! by hand.

use std::sync::Arc;

use paygent::ThreeDsReturn;
use paygent::telegram::{PaymentRef, capture};
use paygent_sandbox::{Fault, Options, Sandbox, Trade};
use serde_json::Value;
use shop::attempt::{self, AttemptView, ClientNote, Submission, SubmitError, Viewer};
use shop::cart;
use shop::checkout::{Address, Arrival, Buyer, CardChoice, CardPay, Checkout, Extras, Pay, Split};
use shop::clock::{Clock, HandClock, SystemClock, Timestamp};
use shop::delivery::Prefecture;
use shop::id::{AttemptId, CarrierId, CartId, MerchantId, OrderId, ProductId, ShopId};
use shop::payment::{Account, Endpoints, Wire, account};
use shop::profile::Shop;
use shop::secret::{Cipher, Secret};
use shop::settings::{self, BankSettings, CardSettings, MethodTerms};
use shop::world::{Pace, World};
use store::scratch::{Kind, Scratch};
use store::{Store, Tx, sql};

/// The shop.
pub const SHOP: ShopId = ShopId(1);
/// 1,100 yen, 10 %.
pub const CUP: ProductId = ProductId(1);
/// 540 yen, 8 %.
pub const TEA: ProductId = ProductId(2);
/// How many of each there are at first.
pub const STOCK: i64 = 10;

/// Everything a test acts on.
pub struct Stage {
    pub world: World,
    pub shop: Shop,
    pub sandbox: Sandbox,
    pub clock: Arc<HandClock>,
    scratch: Scratch,
    browser: reqwest::Client,
}

/// Runs a test on each engine of the product, with card settings of its own.
pub async fn on_each(adjust: impl Fn(&mut CardSettings), test: impl AsyncFn(&mut Stage)) {
    for kind in Kind::PRODUCT {
        let mut stage = Stage::new(kind, &adjust).await;
        eprintln!("on {kind:?}");
        test(&mut stage).await;
    }
}

/// オーソリのみ, without 3-D Secure.
pub fn plain(card: &mut CardSettings) {
    card.three_ds = false;
}

impl Stage {
    async fn new(kind: Kind, adjust: &impl Fn(&mut CardSettings)) -> Stage {
        let scratch = Scratch::new(kind, shop::migrations::ALL);
        let sandbox = Sandbox::start(Options::default()).await.expect("the sandbox starts");
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let pace = Pace::PRODUCTION;
        let cipher = Cipher::new(&[7; 32]);
        let mut world = World::new(scratch.store(), Arc::new(Wire::new()), cipher, pace);
        world.clock = clock.clone();
        let shop = shop();
        found(&world, &shop, &sandbox, adjust).await;
        Stage { world, shop, sandbox, clock, scratch, browser: reqwest::Client::new() }
    }

    /// The contract with Paygent, as it is kept.
    pub async fn account(&self) -> Account {
        let id = MerchantId(paygent_sandbox::Merchant::demo().merchant_id);
        account::load(&self.world, SHOP, &id).await.expect("an account")
    }

    /// The process dies and another one starts on the same database.
    pub async fn restart(&mut self) {
        // Exactly one process writes: the old one lets go first.
        self.world.store = Store::inline_memory();
        self.world.store = Scratch::reopen(&mut self.scratch);
        self.world.process = "another process".into();
        attempt::adopt(&self.world).await.expect("adopting works");
    }

    /// Another process beside this one. None: on SQLite there is no other.
    pub fn another_node(&self) -> Option<World> {
        if self.scratch.kind() != Kind::Postgres {
            return None;
        }
        let store = Store::open(self.scratch.options()?).expect("a second node opens");
        let process = "another process".into();
        Some(World { store, process, ..self.world.clone() })
    }

    /// A cart with one cup and one tea.
    pub async fn fill_cart(&self, name: &str) -> CartId {
        let cart = CartId(name.to_owned());
        for product in [CUP, TEA] {
            self.add(&cart, product, 1).await;
        }
        cart
    }

    /// More of a product into a cart.
    pub async fn add(&self, cart: &CartId, product: ProductId, pieces: i64) {
        cart::add(&self.world, &self.shop, cart, product, pieces).await.expect("it is sold");
    }

    /// What the browser's tokeniser does with a test card of this key.
    pub async fn token(&self, card: &str) -> CardPay {
        let card = paygent_sandbox::TEST_CARDS.iter().find(|row| row.key == card);
        let number = card.expect("the card is in the table").number;
        let merchant = paygent_sandbox::Merchant::demo();
        let fields = [
            ("merchant_id", merchant.merchant_id.as_str()),
            ("token_generate_key", merchant.token_key.as_str()),
            ("card_number", number),
            ("card_expire_year", "30"),
            ("card_expire_month", "12"),
            ("card_cvc", "123"),
            ("card_name", "AOI KOBAYASHI"),
        ];
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        let url = format!("{}/n/token/request", self.sandbox.base_url());
        let answer = post_form(&self.browser, &url, body.join("&")).await;
        let token = &answer["tokenizedCardObject"];
        let text = |name: &str| token[name].as_str().expect("the token is complete").to_owned();
        CardPay {
            token: Secret::new(text("token")),
            valid_until: Timestamp::from_gateway_text(&text("valid_until")).expect("a time"),
            holder_name: "AOI KOBAYASHI".into(),
            split: Split::Once,
            choice: CardChoice::Typed,
            keep: false,
            save: None,
        }
    }

    /// Submits the cart as it stands.
    pub async fn submit(&self, cart: &CartId, pay: Pay) -> Result<AttemptId, SubmitError> {
        let submission = self.submission(cart, pay).await;
        attempt::submit(&self.world, &self.shop, submission).await
    }

    /// What the page would send for the cart as it stands.
    pub async fn submission(&self, cart: &CartId, pay: Pay) -> Submission {
        let checkout = checkout(pay);
        let kept = cart::load(&self.world, &self.shop, cart).await.expect("the cart loads");
        let (shop, priced) = (self.shop.id, kept.clone());
        let wish = checkout.wish();
        let price = move |tx: &mut dyn store::Tx| {
            let choices = shop::settings::choices_in(tx, shop)?;
            shop::checkout::priced_in(tx, shop, &priced, wish, &choices)
        };
        let (quote, _) = self.world.store.read(price).await.expect("the cart has a price");
        Submission {
            cart: cart.clone(),
            submit_key: kept.submit_key,
            shown_total: quote.total_so_far(),
            shown_open: quote.is_shipping_undecided(),
            checkout,
            client: ClientNote::default(),
            member: None,
        }
    }

    /// Submits and drives until the buyer's turn comes or it has ended.
    pub async fn buy(&self, cart: &CartId, card: &str) -> AttemptId {
        let pay = Pay::Card(self.token(card).await);
        let id = self.submit(cart, pay).await.expect("the attempt begins");
        attempt::drive(&self.world, &self.shop, &id).await.expect("the attempt goes on");
        id
    }

    /// What the buyer's page shows.
    pub async fn view(&self, id: &AttemptId, cart: &CartId) -> AttemptView {
        let viewer = Viewer { cart: Some(cart.clone()), member: None };
        let view = attempt::view(&self.world, &self.shop, id, &viewer).await;
        view.expect("the view loads").expect("the attempt is there")
    }

    /// The sweeper's next round, `milliseconds` later.
    pub async fn sweep_after(&self, milliseconds: i64) {
        self.clock.advance(milliseconds);
        attempt::sweep(&self.world).await.expect("the sweep works");
        shop::payment::sweep(&self.world).await.expect("the sweep works");
    }

    /// The gateway's own book.
    pub async fn trades(&self) -> Vec<Trade> {
        self.sandbox.ledger().trades().await.expect("the ledger reads")
    }

    /// Somebody captures a payment at the gateway's own page.
    pub async fn capture_there(&self, trade: &Trade) {
        let account = self.account().await;
        let client = paygent::Client::new(account.endpoint()).expect("a client");
        let payment = PaymentRef::by_payment_id(&trade.payment_id);
        let told = client.send(&account.credentials(), &capture::Request::new(payment)).await;
        assert!(matches!(told, paygent::Outcome::Accepted(_)), "{told:?}");
    }

    /// How many telegrams of this kind came to the gateway.
    pub async fn came(&self, kind: &str) -> usize {
        let log = self.sandbox.ledger().telegrams(1_000).await.expect("the ledger reads");
        log.iter().filter(|telegram| telegram.kind == kind).count()
    }

    /// One thing goes wrong with the next answer of this kind.
    pub fn fault(&self, kind: &str, trick: paygent_sandbox::Trick) {
        self.sandbox.control().fault(Fault::next(kind, trick));
    }

    /// A number from the database.
    pub async fn count(&self, of: Count) -> i64 {
        self.world
            .store
            .read(move |tx| tx.row(of.sql(), &[])?.expect("a row").int(0))
            .await
            .expect("the count reads")
    }

    /// All but the stock that orders took is back, and nothing is reserved.
    pub async fn stock_is(&self, sold: i64) {
        assert_eq!(self.count(Count::OnHand).await, 2 * STOCK - sold, "on hand");
        assert_eq!(self.count(Count::Reserved).await, 0, "reserved");
        assert_eq!(self.count(Count::Reservations).await, 0, "reservations");
    }

    /// The only order there is.
    pub async fn only_order(&self) -> OrderId {
        assert_eq!(self.count(Count::Orders).await, 1);
        OrderId(1)
    }
}

/// What tests count.
#[derive(Clone, Copy)]
pub enum Count {
    Orders,
    Mails,
    NotPlacedMails,
    OnHand,
    Reserved,
    Reservations,
    Secrets,
    Tasks,
    TaskMails,
    OpenOps,
}

impl Count {
    fn sql(self) -> store::Sql {
        match self {
            Count::Orders => sql!("select count(*) from orders"),
            Count::Mails => sql!("select count(*) from outbox where kind in ('thanks', 'copy')"),
            Count::NotPlacedMails => sql!("select count(*) from outbox where kind = 'not_placed'"),
            Count::OnHand => sql!("select cast(sum(on_hand) as bigint) from stock"),
            Count::Reserved => sql!("select cast(sum(reserved) as bigint) from stock"),
            Count::Reservations => sql!("select count(*) from reservation"),
            Count::Secrets => sql!(
                "select count(*) from attempt where state not in ('created', 'challenge', 'sending',
                   'unknown') and (card_token is not null or holder_name is not null)"
            ),
            Count::Tasks => sql!("select count(*) from task"),
            Count::TaskMails => sql!("select count(*) from outbox where kind = 'task'"),
            Count::OpenOps => {
                sql!(
                    "select count(*) from payment_op
                     where state in ('queued', 'sending', 'unknown')"
                )
            }
        }
    }
}

async fn post_form(browser: &reqwest::Client, url: &str, body: String) -> Value {
    let answer = browser
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .expect("the token endpoint answers");
    serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON")
}

fn shop() -> Shop {
    Shop {
        id: SHOP,
        name: "みなも堂".into(),
        host: "shop.example".into(),
        admin_host: "admin.example".into(),
        base_url: "https://shop.example".into(),
        admin_url: "https://admin.example".into(),
        mail_from: "shop@shop.example".into(),
        notify_to: "order@shop.example".into(),
    }
}

fn checkout(pay: Pay) -> Checkout {
    Checkout {
        buyer: Buyer {
            family: "小林".into(),
            given: "葵".into(),
            family_kana: "コバヤシ".into(),
            given_kana: "アオイ".into(),
            email: "aoi@example.jp".into(),
            phone: "0750000123".into(),
            address: Address {
                postal: "6048136".into(),
                prefecture: Prefecture::find("京都府").expect("a prefecture"),
                city: "京都市中京区".into(),
                street: "梅忠町20-1".into(),
                building: String::new(),
            },
        },
        recipient: None,
        carrier_id: CarrierId(1),
        arrival: Arrival::default(),
        note: String::new(),
        extras: Extras::default(),
        pay,
    }
}

async fn found(world: &World, shop: &Shop, sandbox: &Sandbox, adjust: &impl Fn(&mut CardSettings)) {
    let merchant = paygent_sandbox::Merchant::demo();
    let id = MerchantId(merchant.merchant_id.clone());
    let endpoints = Endpoints {
        telegrams: sandbox.base_url(),
        token_script: format!("{}/js/PaygentToken.js", sandbox.browser_url()),
        sandbox: true,
        ca_pem: None,
    };
    let kept = Account {
        merchant: id.clone(),
        connect_id: merchant.connect_id,
        connect_password: merchant.connect_password,
        token_key: merchant.token_key,
        three_ds_key: merchant.three_ds_key,
        notice_key: None,
        token_receipt_key: None,
        certificate: None,
        endpoints,
    };
    account::save(world, SHOP, &kept).await.expect("the account saves");
    let mut card = CardSettings::new(id, "MINAMODO");
    adjust(&mut card);
    let (shop, now) = (shop.clone(), world.now());
    world
        .store
        .write(move |tx| {
            rows(tx, &shop, now)?;
            settings::save(tx, SHOP, &card, "test", now).map(drop)
        })
        .await
        .expect("the shop is founded");
}

fn rows(tx: &mut dyn Tx, shop: &Shop, now: Timestamp) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into shop (shop_id, name, host, admin_host, base_url, admin_url, mail_from,
               notify_to, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            shop.id.into(),
            shop.name.as_str().into(),
            shop.host.as_str().into(),
            shop.admin_host.as_str().into(),
            shop.base_url.as_str().into(),
            shop.admin_url.as_str().into(),
            shop.mail_from.as_str().into(),
            shop.notify_to.as_str().into(),
            now.into(),
        ],
    )?;
    for (product, code, price, rate) in [(CUP, "cup", 1_100, 10), (TEA, "tea", 540, 8)] {
        tx.exec(
            sql!(
                "insert into product (shop_id, product_id, category_id, code, name, lead,
                   description, spec, picture, picture_alt, price, tax_rate, position, published)
                 values (1, $1, 1, $2, $2, '', '', '[]', '', '', $3, $4, $1, 1)"
            ),
            &[product.into(), code.into(), i64::from(price).into(), i64::from(rate).into()],
        )?;
        tx.exec(
            sql!(
                "insert into stock (shop_id, product_id, on_hand, reserved) values (1, $1, $2, 0)"
            ),
            &[product.into(), STOCK.into()],
        )?;
    }
    tx.exec(
        sql!(
            "insert into carrier (shop_id, carrier_id, name, service, position)
             values (1, 1, 'ヤマト', '通常便', 1)"
        ),
        &[],
    )?;
    for prefecture in 1..=47_i64 {
        tx.exec(
            sql!(
                "insert into carrier_fee (shop_id, carrier_id, prefecture, fee)
                 values (1, 1, $1, 680)"
            ),
            &[prefecture.into()],
        )?;
    }
    let bank =
        BankSettings { terms: MethodTerms::named("銀行振込"), ..BankSettings::default() };
    settings::save(tx, SHOP, &bank, "test", now).map(drop)
}

/// What the card issuer's page sends the browser back with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub return_id: String,
    pub fields: Vec<(String, String)>,
}

impl Stage {
    /// Lets the card issuer authenticate without a screen, and comes back with its word; an attempt
    /// that is not at the card issuer stays as it is.
    pub async fn authenticate(&self, id: &AttemptId, cart: &CartId) {
        if matches!(self.view(id, cart).await, AttemptView::HandOff) {
            let word = self.issuer_says(id, cart).await;
            self.come_back(&word).await.expect("the return is Paygent's");
        }
    }

    /// Follows the hand-off page as a browser would, up to the redirect to the shop.
    pub async fn issuer_says(&self, id: &AttemptId, cart: &CartId) -> Return {
        let html = attempt::hand_off(&self.world, &self.shop, id, Some(cart)).await;
        let html = String::from_utf8(html.expect("it reads").expect("a hand-off")).expect("UTF-8");
        let location = submit_page(&html, &self.sandbox.browser_url()).await;
        let rest = location.strip_prefix("https://shop.example/3ds/").expect("our term_url");
        let (return_id, query) = rest.split_once('?').expect("a query");
        let url = reqwest::Url::parse(&format!("http://x/?{query}")).expect("a query");
        let fields = url.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
        Return { return_id: return_id.to_owned(), fields }
    }

    /// The browser (or Paygent's server) calls `term_url`.
    pub async fn come_back(&self, word: &Return) -> Result<AttemptId, attempt::ReturnError> {
        let mut url = reqwest::Url::parse("http://x/").expect("an address");
        url.query_pairs_mut().extend_pairs(&word.fields);
        let back = ThreeDsReturn::parse(url.query().unwrap_or_default().as_bytes(), b"");
        attempt::three_ds_returned(&self.world, &self.shop, &word.return_id, &back).await
    }

    /// Waits until 020 is on its way.
    pub async fn until_sending(&self, id: &AttemptId) {
        let (shop, id) = (self.shop.id, id.clone());
        loop {
            let id = id.clone();
            let state = self.world.store.read(move |tx| {
                let row = tx.row(
                    sql!("select state from attempt where shop_id = $1 and attempt_id = $2"),
                    &[shop.into(), (&id).into()],
                )?;
                row.expect("the attempt is there").text(0)
            });
            if state.await.expect("it reads") == "sending" {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Submits the only form of a page, with its hidden fields, until a redirect leaves the sandbox.
async fn submit_page(html: &str, base: &str) -> String {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let mut page = html.to_owned();
    for _ in 0..4 {
        let action = attribute(&page, "action=");
        let fields: Vec<(String, String)> = page
            .split("<input")
            .skip(1)
            .map(|input| (attribute(input, "name="), attribute(input, "value=")))
            .collect();
        let mut url = reqwest::Url::parse(base).and_then(|base| base.join(&action)).expect("a URL");
        let body = url.query_pairs_mut().extend_pairs(&fields).finish().query().map(str::to_owned);
        url.set_query(None);
        let answer = client
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.unwrap_or_default())
            .send()
            .await
            .expect("the issuer answers");
        if let Some(location) = answer.headers().get("location") {
            return location.to_str().expect("text").to_owned();
        }
        page = answer.text().await.expect("a page");
    }
    panic!("the issuer never sends the browser back")
}

fn attribute(html: &str, name: &str) -> String {
    let rest = html.split(name).nth(1).unwrap_or_default().trim_start_matches('"');
    let value = rest.split('"').next().unwrap_or_default();
    value.replace("&amp;", "&").replace("&#38;", "&")
}

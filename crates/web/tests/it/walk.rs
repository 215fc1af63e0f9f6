//! Every route of both maps, with what really stands behind it: it answers what is meant, under the
//! policy that is meant. A route or a method without a sample fails the walk.

mod orders;

use std::collections::BTreeSet;

use http::{Method, StatusCode, header};
use store::scratch::on_each;
use web::Surface;

use crate::browser::{Browser, Page};
use crate::calm::{HAND_OFF, STRICT, is_calm, is_guarded, with_tokens};
use crate::card::Street;
use crate::checkout::{FORM, order, ready, send};
use crate::desk::Desk;
use crate::member::{self, Club, PASSWORD};
use crate::members;

/// What a route answers.
#[derive(Clone, Debug)]
enum Meant {
    /// A page of ours.
    Page,
    /// The checkout's form, which meets the token host.
    Form,
    /// The form again, with what is wrong in it.
    FormAgain,
    /// There is nothing of that name; settings.rs has one that is there.
    Missing,
    /// The sign-in again.
    PageAgain,
    /// Paygent's page, byte for byte.
    HandOff,
    /// No page: a picture, JSON.
    Data(&'static str),
    /// 303 to an address that begins so.
    To(String),
}

use Meant::{Data, Form, FormAgain, PageAgain};

/// One request that a browser makes in earnest.
struct Sample {
    /// As it stands in the map.
    route: &'static str,
    method: Method,
    path: String,
    fields: Vec<(String, String)>,
    /// Which of the walk's browsers.
    by: usize,
    meant: Meant,
}

fn get(by: usize, route: &'static str, path: impl Into<String>, meant: Meant) -> Sample {
    Sample { route, method: Method::GET, path: path.into(), fields: Vec::new(), by, meant }
}

fn post(
    by: usize,
    route: &'static str,
    path: impl Into<String>,
    fields: &[(&str, &str)],
    meant: Meant,
) -> Sample {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let fields = fields.iter().map(owned).collect();
    Sample { route, method: Method::POST, path: path.into(), fields, by, meant }
}

fn to(path: impl Into<String>) -> Meant {
    Meant::To(path.into())
}

/// Walks the samples in their order, and then what the map has beside them, by the first browser:
/// without a session the admin's gate would answer for every method.
async fn walk(map: &[&'static str], samples: Vec<Sample>, browsers: &mut [Browser], tokens: &str) {
    let mut walked = BTreeSet::new();
    for sample in &samples {
        assert!(map.contains(&sample.route), "{} is not in the map", sample.route);
        assert!(fits(sample), "{} is no {}", sample.path, sample.route);
        walked.insert((sample.route, sample.method.clone().to_string()));
        let page = ask(&mut browsers[sample.by], sample, &sample.method).await;
        answers(&page, sample, tokens);
    }
    for route in map {
        let sample = samples.iter().find(|sample| sample.route == *route);
        let sample = sample.unwrap_or_else(|| panic!("{route} has no sample: add one"));
        for method in [Method::GET, Method::POST] {
            if !walked.contains(&(*route, method.to_string())) {
                let page = ask(&mut browsers[0], sample, &method).await;
                let status = page.status;
                assert_eq!(
                    status,
                    StatusCode::METHOD_NOT_ALLOWED,
                    "{method} {route}: add a sample"
                );
                is_calm(&page, STRICT, route);
            }
        }
    }
}

/// Whether the path is one of the route.
fn fits(sample: &Sample) -> bool {
    let path = sample.path.split('?').next().unwrap_or_default();
    let parts = sample.route.split('/').zip(path.split('/'));
    sample.route.split('/').count() == path.split('/').count()
        && parts.into_iter().all(|(meant, part)| meant.starts_with('{') || meant == part)
}

async fn ask(browser: &mut Browser, sample: &Sample, method: &Method) -> Page {
    match *method {
        Method::GET => browser.get(&sample.path).await,
        _ => browser.post(&sample.path, &pairs(&sample.fields)).await,
    }
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (&**name, &**value)).collect()
}

fn answers(page: &Page, sample: &Sample, tokens: &str) {
    let Sample { method, path, by, meant, .. } = sample;
    let what = format!("{method} {path} by {by}: {meant:?}");
    let status = match meant {
        Meant::To(_) => StatusCode::SEE_OTHER,
        FormAgain | PageAgain => StatusCode::UNPROCESSABLE_ENTITY,
        Meant::Missing => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    assert_eq!(page.status, status, "{what}");
    let kind = page.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap());
    match meant {
        Meant::To(begins) => assert!(page.location().starts_with(begins), "{what}"),
        Data(of) => assert_eq!(kind, Some(*of), "{what}"),
        _ => assert_eq!(kind, Some("text/html; charset=utf-8"), "{what}"),
    }
    match meant {
        Meant::HandOff => {
            is_guarded(page, HAND_OFF, &what);
            assert!(page.text().contains("<script>"), "{what}");
        }
        Form | FormAgain => is_calm(page, tokens, &what),
        _ => is_calm(page, STRICT, &what),
    }
}

/// [`FORM`] as this button sends it.
fn form(act: &'static str) -> Vec<(&'static str, &'static str)> {
    FORM.into_iter().chain([("do", act)]).collect()
}

const PLACE: &str = "/checkout/orders";

/// The browsers of the storefront's walk.
const SHOPPER: usize = 0;
const BANK: usize = 1;
const CHALLENGED: usize = 2;
const REFUSED: usize = 3;
const UNKNOWN: usize = 4;
const STRANGER: usize = 5;
const MEMBER: usize = 6;

/// Browsers that have come to different points, and where their attempts are.
struct Scene {
    street: Street,
    browsers: Vec<Browser>,
    /// One each, but for the shopper and the stranger.
    attempts: Vec<String>,
    /// What 注文する of the order by bank has sent.
    ordered: Vec<(String, String)>,
    /// Where the card issuer sends the browser.
    back: String,
    /// Links of mails: 会員登録, パスワード再設定 and another address.
    links: [String; 3],
}

impl Scene {
    async fn new(street: Street) -> Scene {
        let mut browsers = vec![ready(&street.town).await];
        let mut attempts = vec![String::new()];
        let mut bank = ready(&street.town).await;
        let confirmation = send(&mut bank, "confirm", &[]).await;
        attempts.push(order(&mut bank, &confirmation).await.location().to_owned());
        let ordered = confirmation.hidden();
        browsers.push(bank);
        let mut back = String::new();
        for card in ["challenge", "refused_2003", "dropped_after_commit"] {
            let mut buyer = ready(&street.town).await;
            let paid = street.pay(&mut buyer, card).await;
            attempts.push(paid.location().to_owned());
            let hand_off = buyer.follow(paid).await;
            let returns = street.issuer(&hand_off, "success").await;
            // The first stays at its challenge; the others come back and 020 decides.
            if card == "challenge" {
                back = returns;
            } else {
                buyer.get(&returns).await;
            }
            browsers.push(buyer);
        }
        browsers.push(Browser::new(&street.town.router));
        let links = Scene::members(&street, &mut browsers).await;
        Scene { street, browsers, attempts, ordered, back, links }
    }

    /// A member who is signed in, and links that open something.
    async fn members(street: &Street, browsers: &mut Vec<Browser>) -> [String; 3] {
        let town = &street.town;
        let mut member = member::member(town, "walker", "walker@example.jp").await;
        member::member(town, "forgets", "forgets@example.jp").await;
        let form = Club::form("late-one", "late@example.jp");
        member.post("/member/register", &form).await;
        member.post("/member/reset", &[("email", "forgets@example.jp")]).await;
        let moved = [("email", "moved@example.jp"), ("old_password", PASSWORD)];
        member.post("/member/email", &moved).await;
        browsers.push(member);
        [
            member::link(town, "late@example.jp", "confirm").await,
            member::link(town, "forgets@example.jp", "reset").await,
            member::link(town, "moved@example.jp", "email").await,
        ]
    }

    /// Becoming a member, and signing in.
    fn door(&self) -> Vec<Sample> {
        const REGISTER: &str = "/member/register";
        const CONFIRM: &str = "/member/confirm/{token}";
        const SIGN_IN: &str = "/member/sign-in";
        const OUT: &str = "/member/sign-out";
        const ASK: &str = "/member/reset";
        const RESET: &str = "/member/reset/{token}";
        const DEVICE: &str = "/member/device/{token}";
        let [confirm, reset, _] = &self.links;
        let device = format!("/member/device/{}", "0".repeat(64));
        let wrong = [("login", "walker"), ("password", "wrong"), ("next", "")];
        let new = [("password", "new-noren"), ("password_again", "new-noren")];
        let form = Club::form("somebody", "somebody@example.jp");
        let postal: Vec<_> = form.iter().copied().chain([("do", "postal")]).collect();
        let postal: Vec<_> = postal.into_iter().filter(|one| *one != ("do", "save")).collect();
        let asked = [("email", "nobody@example.jp")];
        vec![
            get(STRANGER, REGISTER, REGISTER, Meant::Page),
            post(STRANGER, REGISTER, REGISTER, &[], PageAgain),
            post(STRANGER, REGISTER, REGISTER, &postal, Meant::Page),
            post(STRANGER, REGISTER, REGISTER, &form, to("/member/register/sent")),
            get(MEMBER, REGISTER, REGISTER, to("/member")),
            get(STRANGER, "/member/register/sent", "/member/register/sent", Meant::Page),
            get(STRANGER, CONFIRM, confirm, Meant::Page),
            post(STRANGER, CONFIRM, confirm, &[], to("/member/sign-in?did=confirmed")),
            get(STRANGER, CONFIRM, confirm, Meant::Missing),
            get(STRANGER, SIGN_IN, SIGN_IN, Meant::Page),
            post(STRANGER, SIGN_IN, SIGN_IN, &wrong, PageAgain),
            get(MEMBER, SIGN_IN, SIGN_IN, to("/member")),
            post(STRANGER, OUT, OUT, &[], to("/member/sign-in?did=signed-out")),
            get(STRANGER, DEVICE, &device, Meant::Page),
            post(STRANGER, DEVICE, &device, &[], Meant::Missing),
            get(STRANGER, ASK, ASK, Meant::Page),
            post(STRANGER, ASK, ASK, &[], PageAgain),
            post(STRANGER, ASK, ASK, &asked, to("/member/reset/sent")),
            get(STRANGER, "/member/reset/sent", "/member/reset/sent", Meant::Page),
            get(STRANGER, RESET, reset, Meant::Page),
            post(STRANGER, RESET, reset, &[], PageAgain),
            post(STRANGER, RESET, reset, &new, to("/member/sign-in?did=reset")),
        ]
    }

    /// マイページ, and out of it.
    fn my_page(&self) -> Vec<Sample> {
        const PROFILE: &str = "/member/profile";
        const LOGIN: &str = "/member/login";
        const SECRET: &str = "/member/password";
        const EMAIL: &str = "/member/email";
        const MOVED: &str = "/member/email/{token}";
        const LIST: &str = "/member/addresses";
        const NEW: &str = "/member/addresses/new";
        const ONE: &str = "/member/addresses/{address_id}";
        const REMOVAL: &str = "/member/addresses/{address_id}/removal";
        const ORDER: &str = "/member/orders/{order_id}";
        const RECEIPT: &str = "/member/orders/{order_id}/receipt";
        const LEAVE: &str = "/member/withdrawal";
        let moved = &self.links[2];
        let form = Club::form("", "");
        let secrets = [
            ("old_password", PASSWORD),
            ("password", "b-noren-b"),
            ("password_again", "b-noren-b"),
        ];
        let email = [("email", "again@example.jp"), ("old_password", "b-noren-b")];
        let leave = [("old_password", "b-noren-b")];
        let one = "/member/addresses/1";
        let mut samples = vec![get(STRANGER, "/member", "/member", to("/member/sign-in?next="))];
        for path in ["/member", "/member/orders", "/member/subscriptions", "/member/log"] {
            samples.push(get(MEMBER, path, path, Meant::Page));
        }
        samples.extend([
            get(MEMBER, PROFILE, PROFILE, Meant::Page),
            post(MEMBER, PROFILE, PROFILE, &[], PageAgain),
            post(MEMBER, PROFILE, PROFILE, &form, to("/member/profile?did=profile")),
            get(MEMBER, LOGIN, LOGIN, Meant::Page),
            post(MEMBER, LOGIN, LOGIN, &[], PageAgain),
            post(MEMBER, LOGIN, LOGIN, &[("login", "walker-2")], to("/member?did=login")),
            get(STRANGER, MOVED, moved, Meant::Page),
            post(STRANGER, MOVED, moved, &[], to("/member/sign-in?did=email")),
            get(MEMBER, SECRET, SECRET, Meant::Page),
            post(MEMBER, SECRET, SECRET, &[], PageAgain),
            post(MEMBER, SECRET, SECRET, &secrets, to("/member?did=password")),
            get(MEMBER, EMAIL, EMAIL, Meant::Page),
            post(MEMBER, EMAIL, EMAIL, &[], PageAgain),
            post(MEMBER, EMAIL, EMAIL, &email, to("/member?did=email-sent")),
            get(MEMBER, LIST, LIST, Meant::Page),
            get(MEMBER, NEW, NEW, Meant::Page),
            post(MEMBER, NEW, NEW, &[], PageAgain),
            post(MEMBER, NEW, NEW, &form, to("/member/addresses?did=added")),
            get(MEMBER, ONE, one, Meant::Page),
            post(MEMBER, ONE, one, &[], PageAgain),
            post(MEMBER, ONE, one, &form, to("/member/addresses?did=changed")),
            get(MEMBER, REMOVAL, "/member/addresses/1/removal", Meant::Page),
            post(MEMBER, REMOVAL, "/member/addresses/1/removal", &[], to(LIST)),
            get(MEMBER, ORDER, "/member/orders/1", Meant::Missing),
            post(MEMBER, RECEIPT, "/member/orders/1/receipt", &[], Meant::Missing),
            get(MEMBER, LEAVE, LEAVE, Meant::Page),
            post(MEMBER, LEAVE, LEAVE, &[], PageAgain),
            post(MEMBER, LEAVE, LEAVE, &leave, to("/member/sign-in?did=withdrawn")),
        ]);
        samples
    }

    /// What comes before 注文する.
    fn shelves_and_checkout() -> Vec<Sample> {
        let cup = [("product_id", "101"), ("quantity", "1")];
        let svg = Data("image/svg+xml");
        vec![
            get(SHOPPER, "/", "/?category=nuno", Meant::Page),
            get(SHOPPER, "/products/{code}", "/products/yunomi-shinogi", Meant::Page),
            get(SHOPPER, "/pictures/{file}", "/pictures/yunomi-shinogi.svg", svg),
            get(SHOPPER, "/cart", "/cart", Meant::Page),
            get(SHOPPER, "/cart/lines", "/cart/lines?product_id=101", to("/cart?did=")),
            post(SHOPPER, "/cart/lines", "/cart/lines", &cup, to("/cart?did=added")),
            post(SHOPPER, "/cart/lines/{product_id}", "/cart/lines/101", &cup, to("/cart?did=")),
            get(SHOPPER, "/postal/{code}", "/postal/6048136", Data("application/json")),
            get(SHOPPER, "/checkout", "/checkout", Form),
            post(SHOPPER, "/checkout", "/checkout", &form("postal"), Form),
            post(SHOPPER, "/checkout", "/checkout", &form("sums"), Meant::Page),
            post(SHOPPER, "/checkout", "/checkout", &form("confirm"), Meant::Page),
            post(SHOPPER, "/checkout", "/checkout", &[], FormAgain),
            post(SHOPPER, PLACE, PLACE, &[], FormAgain),
            get(SHOPPER, PLACE, PLACE, to("/checkout")),
            get(STRANGER, "/checkout", "/checkout", to("/cart")),
            // The shop has the zero-step cart; steps.rs walks the other.
            get(SHOPPER, "/checkout/{step}", "/checkout/buyer", to("/checkout")),
            post(SHOPPER, "/checkout/{step}", "/checkout/buyer", &form("next"), to("/checkout")),
            get(SHOPPER, "/checkout/{step}", "/checkout/goat", Meant::Missing),
            get(STRANGER, "/cart", "/cart", Meant::Page),
            get(STRANGER, "/legal/{page}", "/legal/tokushoho", Meant::Page),
            get(STRANGER, "/uploads/{picture_id}", "/uploads/none", Meant::Missing),
        ]
    }

    /// ご登録カード管理; `registered_card` walks the form and what comes after it.
    fn registered_card() -> Vec<Sample> {
        const SETTING: &str = "/member/card/setting";
        const ENTRY: &str = "/member/card/entry";
        const REMOVAL: &str = "/member/card/removal";
        const PROGRESS: &str = "/member/card/registrations/{id}";
        const HANDED: &str = "/member/card/registrations/{id}/hand-off";
        const RETURN: &str = "/member/card/3ds/{return_id}";
        let gate = || to("/member/sign-in?next=");
        vec![
            get(STRANGER, "/member/card", "/member/card", gate()),
            get(MEMBER, "/member/card", "/member/card", Meant::Page),
            get(STRANGER, SETTING, SETTING, gate()),
            get(MEMBER, SETTING, SETTING, Meant::Page),
            // The sample shop keeps no cards (12-3).
            get(MEMBER, ENTRY, ENTRY, to(SETTING)),
            post(STRANGER, ENTRY, ENTRY, &[], gate()),
            post(MEMBER, ENTRY, ENTRY, &[], FormAgain),
            get(MEMBER, REMOVAL, REMOVAL, to(SETTING)),
            post(STRANGER, REMOVAL, REMOVAL, &[], gate()),
            post(MEMBER, REMOVAL, REMOVAL, &[], to(SETTING)),
            get(MEMBER, PROGRESS, "/member/card/registrations/none", Meant::Missing),
            get(STRANGER, HANDED, "/member/card/registrations/none/hand-off", gate()),
            get(STRANGER, RETURN, "/member/card/3ds/none", Meant::Missing),
            post(STRANGER, RETURN, "/member/card/3ds/none", &[], Meant::Missing),
        ]
    }

    /// What comes after it.
    fn orders(&self) -> Vec<Sample> {
        const ORDER: &str = "/orders/{attempt_id}";
        const HANDED: &str = "/orders/{attempt_id}/hand-off";
        const RECEIPT: &str = "/orders/{attempt_id}/receipt";
        const RETURN: &str = "/3ds/{return_id}";
        const NOTICE: &str = "/paygent/notice";
        const NOTHING_OF_OURS: [(&str, &str); 4] = [
            ("payment_notice_id", "1"),
            ("payment_id", "1"),
            ("payment_status", "40"),
            ("payment_amount", "1"),
        ];
        let at = |who: usize| self.attempts[who].clone();
        let handed = format!("{}/hand-off", at(CHALLENGED));
        let refused = at(REFUSED).replace("/orders/", "/checkout?attempt=");
        vec![
            post(BANK, PLACE, PLACE, &pairs(&self.ordered), to(at(BANK))),
            post(STRANGER, NOTICE, NOTICE, &NOTHING_OF_OURS, Data("text/plain; charset=utf-8")),
            get(BANK, ORDER, at(BANK), Meant::Page),
            post(BANK, RECEIPT, format!("{}/receipt", at(BANK)), &[("key", "a")], PageAgain),
            post(STRANGER, RECEIPT, format!("{}/receipt", at(BANK)), &[], Meant::Missing),
            get(STRANGER, ORDER, at(BANK), Meant::Page),
            get(UNKNOWN, ORDER, at(UNKNOWN), Meant::Page),
            get(REFUSED, ORDER, at(REFUSED), to(&refused)),
            get(REFUSED, "/checkout", refused, Form),
            get(CHALLENGED, ORDER, at(CHALLENGED), to(&handed)),
            get(CHALLENGED, HANDED, &handed, Meant::HandOff),
            get(STRANGER, HANDED, &handed, to(at(CHALLENGED))),
            get(STRANGER, RETURN, &self.back, to(at(CHALLENGED))),
            post(STRANGER, RETURN, &self.back, &[], to(at(CHALLENGED))),
            get(CHALLENGED, ORDER, at(CHALLENGED), Meant::Page),
        ]
    }
}

#[tokio::test]
async fn every_route_of_the_storefront_answers_what_is_meant() {
    on_each(async |kind| {
        let mut scene = Scene::new(Street::new(kind, true).await).await;
        let mut samples = Scene::shelves_and_checkout();
        samples.extend(scene.orders());
        samples.extend(scene.door());
        samples.extend(Scene::registered_card());
        samples.extend(scene.my_page());
        let tokens = with_tokens(&scene.street.sandbox.browser_url());
        walk(&web::routes::storefront_paths(), samples, &mut scene.browsers, &tokens).await;
    })
    .await;
}

const LIST: &str = "/settings/payments";
const BASIC: &str = "/settings/payments/basic";
const PROVIDERS: &str = "/settings/payments/providers";
const CHANGE: &str = "/settings/payments/list";
const RESUMPTION: &str = "/settings/payments/resumption";
const CARD: &str = "/settings/payments/card";
const CARD_HISTORY: &str = "/settings/payments/card/history";
const CONNECTION: &str = "/settings/payments/card/connection";
const CARD_AGAIN: &str = "/settings/payments/card/again";
const CARD_SAVE: &str = "/settings/payments/card/save";
const TRANSFER: &str = "/settings/payments/bank";
const TRANSFER_AGAIN: &str = "/settings/payments/bank/again";
const TRANSFER_SAVE: &str = "/settings/payments/bank/save";
const TRANSFER_HISTORY: &str = "/settings/payments/bank/history";
const COD: [&str; 4] = [
    "/settings/payments/cod",
    "/settings/payments/cod/again",
    "/settings/payments/cod/save",
    "/settings/payments/cod/history",
];
const IN_STORE: [&str; 4] = [
    "/settings/payments/in_store",
    "/settings/payments/in_store/again",
    "/settings/payments/in_store/save",
    "/settings/payments/in_store/history",
];
const CART: [&str; 4] =
    ["/settings/cart", "/settings/cart/again", "/settings/cart/save", "/settings/cart/history"];
const PAPERS: [&str; 4] = [
    "/settings/papers",
    "/settings/papers/again",
    "/settings/papers/save",
    "/settings/papers/history",
];
const SLIPS: [&str; 4] =
    ["/settings/slips", "/settings/slips/again", "/settings/slips/save", "/settings/slips/history"];
const DELIVERY: &str = "/settings/delivery";
const CARRIER: &str = "/settings/delivery/{carrier_id}";
const CARRIER_AGAIN: &str = "/settings/delivery/{carrier_id}/again";
const CARRIER_SAVE: &str = "/settings/delivery/{carrier_id}/save";
const CARRIER_HISTORY: &str = "/settings/delivery/{carrier_id}/history";
const SHIPPING_GROUPS: &str = "/settings/delivery/groups";
const SHIPPING_GOODS: &str = "/settings/delivery/goods";
const DELIVERY_LOG: &str = "/settings/delivery/history";
const STAFF_NEW: &str = "/settings/staff/new";
const STAFF_ONE: &str = "/settings/staff/{staff_id}";
const STAFF_PASSWORD: &str = "/settings/staff/{staff_id}/password";
const STAFF_ACTIVITY: &str = "/settings/staff/{staff_id}/activity";
const ADDRESSES: [&str; 4] = [
    "/settings/staff/addresses",
    "/settings/staff/addresses/again",
    "/settings/staff/addresses/save",
    "/settings/staff/addresses/history",
];
const OWN_PASSWORD: &str = "/account/password";
const REMOVAL: &str = "/settings/delivery/{carrier_id}/removal";

/// The ways of a settings form that was never saved, and where 設定する leads.
fn sheet(
    by: usize,
    [path, again, save, history]: [&'static str; 4],
    good: &[(&str, &str)],
    done: &str,
) -> Vec<Sample> {
    vec![
        get(by, path, path, Meant::Page),
        post(by, path, path, &[], PageAgain),
        post(by, path, path, good, Meant::Page),
        post(by, again, again, good, Meant::Page),
        post(by, save, save, &[], PageAgain),
        post(by, save, save, good, to(done)),
        get(by, history, history, Meant::Page),
    ]
}

/// The ways of 宅配便・送料計算.
fn delivery(by: usize) -> Vec<Sample> {
    let carrier = [("version", "1"), ("name", "かわら便"), ("takes_bank", "on"), ("fee_13", "500")];
    let group = [("new", "大型")];
    let class = [("product_101", "on"), ("group_101", "1"), ("points_101", "5")];
    let wrong_class = [("product_101", "on"), ("points_101", "x")];
    vec![
        get(by, DELIVERY, DELIVERY, Meant::Page),
        post(by, DELIVERY, DELIVERY, &[], to("/settings/delivery/2")),
        get(by, CARRIER, "/settings/delivery/2", Meant::Page),
        post(by, CARRIER, "/settings/delivery/2", &[], PageAgain),
        post(by, CARRIER, "/settings/delivery/2", &carrier, Meant::Page),
        post(by, CARRIER_AGAIN, "/settings/delivery/2/again", &carrier, Meant::Page),
        post(by, CARRIER_SAVE, "/settings/delivery/2/save", &[], PageAgain),
        post(by, CARRIER_SAVE, "/settings/delivery/2/save", &carrier, to(DELIVERY)),
        get(by, CARRIER_HISTORY, "/settings/delivery/2/history", Meant::Page),
        get(by, SHIPPING_GROUPS, SHIPPING_GROUPS, Meant::Page),
        post(by, SHIPPING_GROUPS, SHIPPING_GROUPS, &group, to(SHIPPING_GROUPS)),
        post(by, SHIPPING_GROUPS, SHIPPING_GROUPS, &group, PageAgain),
        get(by, SHIPPING_GOODS, "/settings/delivery/goods?q=noren", Meant::Page),
        post(by, SHIPPING_GOODS, SHIPPING_GOODS, &class, to(SHIPPING_GOODS)),
        post(by, SHIPPING_GOODS, SHIPPING_GOODS, &wrong_class, PageAgain),
        get(by, DELIVERY_LOG, DELIVERY_LOG, Meant::Page),
        get(by, REMOVAL, "/settings/delivery/2/removal", Meant::Page),
        post(by, REMOVAL, "/settings/delivery/2/removal", &[], to(DELIVERY)),
    ]
}

/// The ways of スタッフ and 自分のアカウント.
fn staff(by: usize) -> Vec<Sample> {
    let suzuki = [("login", "suzuki"), ("name", "鈴木"), ("role", "orders"), ("how", "made")];
    let renamed = [("name", "鈴木一郎"), ("role", "accounts")];
    let typed = [("how", "typed"), ("password", "another-noren")];
    let own = [("old", "noren-no-uchi"), ("new", "short")];
    let address = [("email", "sato@example.jp")];
    let page = |route: &'static str| get(by, route, route, Meant::Page);
    let one = |rest: &str| format!("/settings/staff/2{rest}");
    let stop = [("act", "stop")];
    vec![
        page("/settings/staff"),
        page(STAFF_NEW),
        post(by, STAFF_NEW, STAFF_NEW, &[], PageAgain),
        post(by, STAFF_NEW, STAFF_NEW, &suzuki, Meant::Page),
        get(by, STAFF_ONE, one(""), Meant::Page),
        post(by, STAFF_ONE, one(""), &[], PageAgain),
        post(by, STAFF_ONE, one(""), &renamed, to("/settings/staff?answer=saved")),
        get(by, STAFF_PASSWORD, one("/password"), Meant::Page),
        post(by, STAFF_PASSWORD, one("/password"), &[("how", "typed")], PageAgain),
        post(by, STAFF_PASSWORD, one("/password"), &typed, Meant::Page),
        get(by, STAFF_ACTIVITY, one("/activity"), Meant::Page),
        post(by, STAFF_ACTIVITY, one("/activity"), &stop, to("/settings/staff?answer=stopped")),
        post(by, STAFF_ACTIVITY, "/settings/staff/1/activity", &stop, PageAgain),
        page("/settings/staff/history"),
        page("/settings/staff/sign-ins"),
        page("/settings/staff/views"),
        page("/account"),
        page("/account/sign-ins"),
        page(OWN_PASSWORD),
        post(by, OWN_PASSWORD, OWN_PASSWORD, &own, PageAgain),
        post(by, "/account/email", "/account/email", &address, to("/account?answer=email")),
        page("/account/totp"),
        post(by, "/account/totp", "/account/totp", &[], PageAgain),
        post(by, "/account/recovery", "/account/recovery", &[], to("/account/totp")),
        post(by, "/account/sessions", "/account/sessions", &[("act", "others")], to("/account?")),
    ]
}

/// The ways of 顧客管理: of a member, and of whoever bought the first order.
fn customers(by: usize, member: i64, guest: &str) -> Vec<Sample> {
    const LIST: &str = "/customers";
    const ONE: &str = "/customers/{member_id}";
    const NOTE: &str = "/customers/{member_id}/note";
    const EXPORT: &str = "/customers/{member_id}/export";
    const ERASURE: &str = "/customers/{member_id}/erasure";
    const GUEST: &str = "/customers/guest";
    const GUEST_EXPORT: &str = "/customers/guest/export";
    const GUEST_ERASURE: &str = "/customers/guest/erasure";
    let one = |rest: &str| format!("/customers/{member}{rest}");
    let other = |path: &str| format!("{path}?email={guest}");
    let (note, long) = ("夕方に電話", "長".repeat(2_001));
    let (note, long) = ([("note", note)], [("note", long.as_str())]);
    let json = Data("application/json");
    let csv = Data("text/csv; charset=utf-8");
    let erased = to("/customers?answer=erased");
    vec![
        get(by, LIST, LIST, Meant::Page),
        get(by, LIST, "/customers?q=walker", Meant::Page),
        get(by, ONE, one(""), Meant::Page),
        post(by, NOTE, one("/note"), &note, to(one("?answer=note"))),
        post(by, NOTE, one("/note"), &long, PageAgain),
        post(by, EXPORT, one("/export"), &[("format", "json")], json.clone()),
        post(by, EXPORT, one("/export"), &[("format", "csv")], csv),
        get(by, ERASURE, one("/erasure"), Meant::Page),
        post(by, ERASURE, one("/erasure"), &[], erased.clone()),
        get(by, ONE, one(""), Meant::Missing),
        get(by, GUEST, other(GUEST), Meant::Page),
        post(by, GUEST_EXPORT, other(GUEST_EXPORT), &[("format", "json")], json),
        get(by, GUEST_ERASURE, other(GUEST_ERASURE), Meant::Page),
        post(by, GUEST_ERASURE, other(GUEST_ERASURE), &[], PageAgain),
        post(by, GUEST_ERASURE, other(GUEST_ERASURE), &[("open", "on")], erased),
        get(by, "/customers/history", "/customers/history", Meant::Page),
    ]
}

/// The ways of 接続元制限, where an empty form is a good one.
fn addresses(by: usize) -> Vec<Sample> {
    let [path, again, save, history] = ADDRESSES;
    let (good, wrong) = ([("networks", "127.0.0.1")], [("networks", "here")]);
    vec![
        get(by, path, path, Meant::Page),
        post(by, path, path, &wrong, PageAgain),
        post(by, path, path, &good, Meant::Page),
        post(by, again, again, &good, Meant::Page),
        post(by, save, save, &wrong, PageAgain),
        post(by, save, save, &good, to("/settings/staff?answer=saved")),
        get(by, history, history, Meant::Page),
    ]
}

#[tokio::test]
async fn every_route_of_the_admin_answers_what_is_meant() {
    const EDIT: &str = "/orders/{order_id}/edit";
    const STAFF: usize = 0;
    const STRANGER: usize = 1;
    let bank = [("version", "1"), ("name", "銀行振込"), ("account", "みなも銀行")];
    let right = [("login", "sato"), ("password", "noren-no-uchi"), ("next", "")];
    let wrong = [("login", "sato"), ("password", "wrong-password"), ("next", "")];
    let cod = [("name", "代金引換"), ("below_1", "300000"), ("fee_1", "330")];
    let in_store = [("name", "店頭払い"), ("place", "みなも堂")];
    on_each(async |kind| {
        let desk = Desk::with_order(kind).await;
        let office = web::admin(desk.town.world.clone(), Surface::default());
        let mut browsers = [desk.staff, Browser::new(&office)];
        let walker = members::member(&desk.town, &mut browsers[1], "walker").await;
        let tokens = with_tokens(&desk.sandbox.browser_url());
        let mut samples = vec![
            get(STAFF, "/", "/", to("/orders")),
            get(STAFF, "/manual/{page}", "/manual/order", Meant::Page),
            get(STAFF, "/manual/{page}", "/manual/order.png", Data("image/png")),
            get(STAFF, "/uploads/{picture_id}", "/uploads/none", Meant::Missing),
            get(STAFF, "/orders", "/orders?q=order00001", Meant::Page),
            get(STAFF, "/orders/{order_id}", "/orders/1", Meant::Page),
            get(STAFF, EDIT, "/orders/1/edit", Meant::Page),
            post(STAFF, EDIT, "/orders/1/edit", &[], to("/orders/1/edit?answer=nothing")),
            get(STAFF, LIST, LIST, Meant::Page),
            get(STAFF, BASIC, BASIC, Meant::Page),
            get(STAFF, PROVIDERS, PROVIDERS, Meant::Page),
            post(STAFF, CHANGE, CHANGE, &[("method", "bank"), ("act", "up")], to(LIST)),
            post(STAFF, RESUMPTION, RESUMPTION, &[], to(LIST)),
            get(STAFF, CARD, CARD, Meant::Page),
            post(STAFF, CARD, CARD, &[], PageAgain),
            post(STAFF, CARD_AGAIN, CARD_AGAIN, &[], Meant::Page),
            post(STAFF, CARD_SAVE, CARD_SAVE, &[], PageAgain),
            post(STAFF, CONNECTION, CONNECTION, &[], Form),
            get(STAFF, CARD_HISTORY, CARD_HISTORY, Meant::Page),
            get(STAFF, TRANSFER, TRANSFER, Meant::Page),
            post(STAFF, TRANSFER, TRANSFER, &bank, Meant::Page),
            post(STAFF, TRANSFER_AGAIN, TRANSFER_AGAIN, &[], Meant::Page),
            post(STAFF, TRANSFER_SAVE, TRANSFER_SAVE, &bank, to(LIST)),
            get(STAFF, TRANSFER_HISTORY, TRANSFER_HISTORY, Meant::Page),
            get(STAFF, "/sign-in", "/sign-in", to("/orders")),
            get(STRANGER, "/orders", "/orders", to("/sign-in?next=")),
            get(STRANGER, "/sign-in", "/sign-in", Meant::Page),
            get(STRANGER, "/sign-in/code", "/sign-in/code", to("/sign-in")),
            post(STRANGER, "/sign-in/code", "/sign-in/code", &[], to("/sign-in")),
            post(STRANGER, "/sign-in", "/sign-in", &wrong, PageAgain),
            post(STRANGER, "/sign-in", "/sign-in", &right, to("/orders")),
            post(STRANGER, "/sign-out", "/sign-out", &[], to("/sign-in")),
        ];
        samples.extend(orders::lists(STAFF));
        samples.extend(orders::numbers(STAFF));
        samples.extend(orders::payment_acts(STAFF));
        samples.extend(orders::work(STAFF));
        samples.extend(orders::mails(STAFF));
        samples.extend(orders::files(STAFF));
        samples.extend(orders::takeover(STAFF));
        samples.extend(staff(STAFF));
        samples.extend(customers(STAFF, walker.0, "aoi%40example.jp"));
        samples.extend(addresses(STAFF));
        samples.extend(delivery(STAFF));
        samples.extend(sheet(STAFF, COD, &cod, LIST));
        samples.extend(sheet(STAFF, IN_STORE, &in_store, LIST));
        samples.extend(sheet(STAFF, CART, &[("flow", "three_step")], CART[0]));
        let papers = [("carries", "receipt"), ("proviso", "お品代として")];
        samples.extend(sheet(STAFF, PAPERS, &papers, PAPERS[0]));
        let slips =
            [("goods", "fixed"), ("goods_text", "商品"), ("remark", "number"), ("days", "0")];
        samples.extend(sheet(STAFF, SLIPS, &slips, SLIPS[0]));
        walk(&web::routes::admin_paths(), samples, &mut browsers, &tokens).await;
    })
    .await;
}

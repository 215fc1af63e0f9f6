//! スタッフ and 自分のアカウント without JavaScript: accounts, the second factor, being asked again.

use std::sync::Arc;

use http::StatusCode;
use shop::clock::{Clock, HandClock, MINUTE, SECOND, SystemClock};
use shop::secret::Secret;
use shop::staff::{self, PROVED_FOR, Role, StaffForm, code_at};
use store::scratch::{Kind, on_each};
use web::Surface;

use crate::browser::{Browser, Page};
use crate::settings::{CARD, filled, post};
use crate::town::Town;

pub const RIGHT: &str = "noren-no-uchi";
const LIST: &str = "/settings/staff";
const ADDRESSES: &str = "/settings/staff/addresses";

/// A shop's admin, with 佐藤, its owner.
pub struct Office {
    pub town: Town,
    pub clock: Arc<HandClock>,
    pub router: axum::Router,
}

impl Office {
    pub async fn new(kind: Kind) -> Office {
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let (telegrams, browser) = ("http://127.0.0.1:9", "http://localhost:8090");
        let town = Town::timed(kind, telegrams, browser, false, clock.clone()).await;
        let secret = Secret::new(RIGHT);
        staff::create(&town.world, &town.shop, "sato", "佐藤", &secret).await.unwrap();
        let router = web::admin(town.world.clone(), Surface::default());
        Office { town, clock, router }
    }

    /// Adds somebody whose login is the word of the role.
    pub async fn add(&self, role: Role) {
        let form = StaffForm {
            login: role.word().into(),
            name: role.name().into(),
            role: role.word().into(),
            how: "typed".into(),
            password: shop::checkout::Hidden(RIGHT.into()),
            ..StaffForm::default()
        };
        staff::add(&self.town.world, self.town.shop.id, "佐藤", &form).await.unwrap();
    }

    /// A browser that knows where this shop's admin is, though there may be others.
    pub fn browser(&self) -> Browser {
        let mut browser = Browser::new(&self.router);
        browser.headers.push(("host", self.town.shop.admin_host.clone()));
        browser
    }

    /// A browser in which somebody has typed login and password.
    pub async fn enter(&self, login: &str, password: &str) -> (Browser, Page) {
        let mut browser = self.browser();
        let fields = [("login", login), ("password", password), ("next", "")];
        let page = browser.post("/sign-in", &fields).await;
        (browser, page)
    }

    /// A browser in which somebody is signed in without a second factor.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let (browser, page) = self.enter(login, RIGHT).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{login}");
        browser
    }

    /// Sets a second factor up; its secret.
    pub async fn set_up(&self, browser: &mut Browser) -> Secret {
        let page = browser.get("/account/totp").await;
        let secret = secret(&page);
        let code = code_at(&secret, self.clock.now()).unwrap();
        let sealed = page.hidden().remove(0).1;
        let told = browser.post("/account/totp", &[("sealed", &sealed), ("code", &code)]).await;
        has(&told, &["回復コードを書きとめてください"]);
        assert_eq!(told.text().matches("data-code").count(), 10);
        secret
    }
}

/// The key that the page shows for typing.
pub fn secret(page: &Page) -> Secret {
    let shown = page.text().split("data-secret>").nth(1).expect("a key").split('<').next();
    Secret::new(shown.unwrap().replace(' ', ""))
}

fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

#[tokio::test]
async fn an_account_is_added_changed_reset_and_stopped() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let mut owner = office.signed_in("sato").await;
        let new = format!("{LIST}/new");
        let typed = [("login", "suzuki"), ("name", "鈴木"), ("email", "x"), ("how", "made")];
        let refused = owner.post(&new, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["2か所", "役割を選んでください", "value=\"鈴木\"", "value=\"suzuki\""]);
        let right = [("login", "suzuki"), ("name", "鈴木"), ("role", "shipping"), ("how", "made")];
        let told = owner.post(&new, &right).await;
        has(&told, &["いまだけ表示します", "suzuki"]);
        let password = told.text().split("data-password>").nth(1).unwrap();
        let password = password.split('<').next().unwrap().to_owned();
        assert!(!owner.get(LIST).await.text().contains(&password), "once");
        has(&owner.post(&new, &right).await, &["もう使われています"]);
        let (mut suzuki, entered) = office.enter("suzuki", &password).await;
        assert_eq!(entered.location(), "/orders");

        let path = format!("{LIST}/2");
        let changed = owner.post(&path, &[("name", "鈴木"), ("role", "products")]).await;
        assert_eq!(changed.location(), "/settings/staff?answer=saved");
        // The new role counts at once, in the session that is open.
        assert_eq!(suzuki.get("/orders").await.status, StatusCode::FORBIDDEN);
        assert_eq!(suzuki.get("/").await.location(), "/settings/delivery/goods");

        let alone = owner.post(&format!("{LIST}/1"), &[("name", "佐藤"), ("role", "orders")]).await;
        has(&alone, &["オーナーが1人もいなくなります"]);
        let act = |act| [("act", act)];
        let alone = owner.post(&format!("{LIST}/1/activity"), &act("stop")).await;
        has(&alone, &["オーナーが1人もいなくなります"]);

        has(&owner.get(&format!("{path}/activity")).await, &["鈴木を停止します"]);
        let stopped = owner.post(&format!("{path}/activity"), &act("stop")).await;
        has(&owner.follow(stopped).await, &["停止しました", "停止中"]);
        assert!(suzuki.get("/account").await.location().starts_with("/sign-in"));
        assert_eq!(
            office.enter("suzuki", &password).await.1.text(),
            office.enter("suzuki", "wrong-password").await.1.text(),
            "one answer"
        );
        owner.post(&format!("{path}/activity"), &act("start")).await;
        let reset = owner.post(&format!("{path}/password"), &[("how", "made")]).await;
        has(&reset, &["いまだけ表示します"]);
        assert_eq!(office.enter("suzuki", &password).await.1.status, 422);
        has(
            &owner.get(&format!("{LIST}/history")).await,
            &["「鈴木」（suzuki、出荷）を追加しました。", "停止しました。", "ふたたび使える"],
        );
        assert_eq!(owner.get(&format!("{LIST}/99")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_is_set_up_and_asked_for() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let mut owner = office.signed_in("sato").await;
        let page = owner.get("/account/totp").await;
        has(&page, &["<svg class=\"qr\"", "role=\"img\""]);
        let sealed = page.hidden().remove(0).1;
        let wrong = owner.post("/account/totp", &[("sealed", &sealed), ("code", "12345")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(secret(&wrong), secret(&page), "the same key, so that the app still fits");
        let key = office.set_up(&mut owner).await;
        has(&owner.get("/account").await, &["設定済み", "<b>10個</b>"]);

        office.clock.advance(MINUTE);
        let (mut browser, asked) = office.enter("sato", RIGHT).await;
        assert!(asked.location().starts_with("/sign-in/code"), "{}", asked.location());
        has(&browser.follow(asked).await, &["認証アプリの6桁のコード"]);
        assert!(browser.get("/orders").await.location().starts_with("/sign-in"), "half open");
        let wrong = browser.post("/sign-in/code", &[("code", "000000"), ("next", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let code = code_at(&key, office.clock.now()).unwrap();
        let fields = [("code", code.as_str()), ("next", "/settings/staff")];
        let opened = browser.post("/sign-in/code", &fields).await;
        assert_eq!(opened.location(), "/settings/staff");
        assert_eq!(browser.get("/orders").await.status, StatusCode::OK);
        has(
            &browser.get("/settings/staff/sign-ins").await,
            &["コードでサインイン", "コードの誤り", "パスワードまで", "佐藤（sato）"],
        );
        // Both browsers are in the list; one ends the other.
        has(&browser.get("/account").await, &["このブラウザ", "このセッションを終了"]);
        let key = browser.get("/account").await.hidden().remove(0).1;
        browser.post("/account/sessions", &[("act", "end"), ("key", &key)]).await;
        assert!(owner.get("/account").await.location().starts_with("/sign-in"));
        let none = office.browser().get("/sign-in/code").await;
        assert_eq!(none.location(), "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn what_matters_asks_again_and_loses_nothing() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let mut owner = office.signed_in("sato").await;
        let card = owner.get(CARD).await;
        office.clock.advance(PROVED_FOR);
        // Looking is free; what was typed is asked for once, secrets too.
        let fields = filled(&card, &[("merchant_name", "NUNO"), ("connect_password", "hush-hush")]);
        let asked = post(&mut owner, CARD, &fields).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        has(&asked, &["あなたのパスワード", "入力した内容は残っています"]);
        assert!(!asked.text().contains("hush-hush") && !asked.text().contains("NUNO"));
        let sealed = asked.hidden().remove(0).1;
        let proof = async |browser: &mut Browser, path: &str, sealed: &str, proof: &str| {
            browser.post(path, &[("step_up", sealed), ("proof", proof)]).await
        };
        let wrong = proof(&mut owner, CARD, &sealed, "wrong-password").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.hidden().remove(0).1, sealed, "and still not lost");
        for (path, sealed) in [("/settings/payments/bank", sealed.as_str()), (CARD, "x")] {
            let elsewhere = proof(&mut owner, path, sealed, RIGHT).await;
            assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST, "{path}");
        }
        let confirmation = proof(&mut owner, CARD, &sealed, RIGHT).await;
        assert_eq!(confirmation.status, StatusCode::OK);
        has(&confirmation, &["NUNO", "新しい値"]);
        // From now on it is fresh again.
        assert_eq!(post(&mut owner, CARD, &fields).await.status, StatusCode::OK);
        let (mut other, _) = office.enter("sato", RIGHT).await;
        office.clock.advance(PROVED_FOR);
        let asked = other.post("/account/email", &[("email", "sato@example.jp")]).await;
        let sealed = asked.hidden().remove(0).1;
        let done = proof(&mut other, "/account/email", &sealed, RIGHT).await;
        assert_eq!(done.location(), "/account?answer=email");
        has(&other.get("/account").await, &["value=\"sato@example.jp\""]);
    })
    .await;
}

#[tokio::test]
async fn live_payments_want_a_second_factor_of_everybody() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        office.add(Role::Orders).await;
        let mut owner = office.signed_in("sato").await;
        let mut orders = office.signed_in("orders").await;
        let card = owner.get(CARD).await;
        let live = filled(&card, &[("environment", "live"), ("telegrams", "https://127.0.0.1:9")]);
        for path in [CARD.to_owned(), format!("{CARD}/save")] {
            let refused = post(&mut owner, &path, &live).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            has(&refused, &["先にあなたの二段階認証を設定してください", "href=\"/account/totp\""]);
        }
        office.set_up(&mut owner).await;
        let script = [("token_script", "https://127.0.0.1:9/js/PaygentToken.js")];
        let live: Vec<_> = live.into_iter().filter(|(name, _)| name != "token_script").collect();
        let script = script.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let live: Vec<_> = live.into_iter().chain(script).collect();
        let saved = post(&mut owner, &format!("{CARD}/save"), &live).await;
        assert_eq!(saved.location(), "/settings/payments?answer=saved", "{}", saved.text());
        assert_eq!(owner.get("/orders").await.status, StatusCode::OK);
        for path in ["/", "/orders", "/account", "/settings/payments", "/nowhere"] {
            let led = orders.get(path).await;
            let to = if path == "/nowhere" { None } else { Some("/account/totp") };
            assert_eq!(led.headers.get("location").map(|to| to.to_str().unwrap()), to, "{path}");
        }
        let led = orders.post("/orders/1/capture", &[]).await;
        assert_eq!(led.location(), "/account/totp");
        has(&orders.get("/account/totp").await, &["はじめに、二段階認証を設定してください"]);
        office.set_up(&mut orders).await;
        assert_eq!(orders.get("/orders").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_admin_can_be_kept_to_some_addresses() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let mut owner = office.signed_in("sato").await;
        let page = owner.get(ADDRESSES).await;
        has(&page, &["接続元 127.0.0.1"]);
        for (wrong, said) in [
            ("203.0.113.0/24", "あなたも入れなくなります"),
            ("127.0.0.1\nthere", "「there」は読めません"),
        ] {
            for path in [ADDRESSES.to_owned(), format!("{ADDRESSES}/save")] {
                let refused = post(&mut owner, &path, &filled(&page, &[("networks", wrong)])).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                has(&refused, &[said, wrong]);
            }
        }
        let right = filled(&page, &[("networks", "203.0.113.0/24\n127.0.0.0/8")]);
        let saved = post(&mut owner, &format!("{ADDRESSES}/save"), &right).await;
        assert_eq!(saved.location(), "/settings/staff?answer=saved");
        assert_eq!(owner.get("/orders").await.status, StatusCode::OK);
        let world = &office.town.world;
        let cleared = staff::clear_access(world, office.town.shop.id, "noren staff").await;
        assert!(cleared.unwrap());
        office.clock.advance(5 * SECOND);
        has(&owner.get(ADDRESSES).await, &["未設定"]);
    })
    .await;
}

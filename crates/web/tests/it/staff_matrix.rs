//! Every route of the admin, every role, every way to come that is none: nothing opens that is not
//! meant to. Whoever adds a route says here who may open it; whoever loosens a permission has to
//! say it here too.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::StatusCode;
use shop::profile;
use shop::settings::{self};
use shop::staff::{Role, StaffAccess};
use shop::{sample, staff};
use store::scratch::on_each;
use web::Surface;

use crate::browser::{Browser, Page};
use crate::staff::{Office, RIGHT};

/// Roles by their letters: オーナー, 受注, 出荷, 経理, 商品.
const LETTERS: [(char, Role); 5] = [
    ('o', Role::Owner),
    ('j', Role::Orders),
    ('s', Role::Shipping),
    ('k', Role::Accounts),
    ('p', Role::Products),
];

const ALL: &str = "ojskp";
/// Open without a session.
const GATE: &str = "";

/// Each route with the roles that may open it.
const ROUTES: &[(&str, &str)] = &[
    ("/sign-in", GATE),
    ("/sign-in/code", GATE),
    ("/", ALL),
    ("/manual/{page}", ALL),
    ("/uploads/{picture_id}", ALL),
    ("/orders", "ojsk"),
    ("/orders/completed", "ojsk"),
    ("/orders/cancelled", "ojsk"),
    ("/orders/export", "ojk"),
    ("/orders/views", "ojsk"),
    ("/orders/views/{view_id}/removal", "ojsk"),
    ("/orders/{order_id}", "ojsk"),
    ("/orders/{order_id}/edit", "oj"),
    ("/orders/{order_id}/capture", "ojk"),
    ("/orders/{order_id}/cancellation", "ojk"),
    ("/orders/{order_id}/update", "ojk"),
    ("/orders/{order_id}/alignment", "ojk"),
    ("/orders/{order_id}/completion", "oj"),
    ("/orders/{order_id}/order-cancellation", "oj"),
    ("/orders/{order_id}/reopening", "oj"),
    ("/orders/{order_id}/mails/{template_id}", "ojs"),
    ("/orders/{order_id}/papers", "ojsk"),
    ("/orders/{order_id}/memo", "ojsk"),
    ("/orders/{order_id}/check", "ojsk"),
    ("/orders/{order_id}/status", "ojsk"),
    ("/orders/{order_id}/shipment", "ojsk"),
    ("/orders/{order_id}/slip", "ojsk"),
    ("/orders/dispatch", "oj"),
    ("/orders/files", "oj"),
    ("/orders/files/{file_id}", "ojsk"),
    ("/orders/files/{file_id}/content", "ojsk"),
    ("/orders/bulk", "oj"),
    ("/orders/bulk/confirmation", "oj"),
    ("/orders/bulk/runs", "oj"),
    ("/orders/bulk/runs/{run_id}", "oj"),
    ("/orders/numbers", "oj"),
    ("/orders/numbers/{file_id}", "oj"),
    ("/orders/numbers/{file_id}/columns", "oj"),
    ("/orders/{order_id}/takeover", "ojk"),
    ("/orders/{order_id}/successor", "ojk"),
    ("/customers", "oj"),
    ("/customers/history", "oj"),
    ("/customers/guest", "oj"),
    ("/customers/guest/export", "oj"),
    ("/customers/guest/erasure", "o"),
    ("/customers/{member_id}", "oj"),
    ("/customers/{member_id}/note", "oj"),
    ("/customers/{member_id}/export", "oj"),
    ("/customers/{member_id}/erasure", "o"),
    ("/account", ALL),
    ("/account/email", ALL),
    ("/account/password", ALL),
    ("/account/totp", ALL),
    ("/account/recovery", ALL),
    ("/account/sessions", ALL),
    ("/account/sign-ins", ALL),
    ("/settings/mails", "o"),
    ("/settings/mails/new", "o"),
    ("/settings/mails/proof", "ojs"),
    ("/settings/mails/{template_id}", "o"),
    ("/settings/mails/{template_id}/removal", "o"),
    ("/settings/order-statuses", "o"),
    ("/settings/payments", "o"),
    ("/settings/payments/basic", "o"),
    ("/settings/payments/providers", "o"),
    ("/settings/payments/list", "o"),
    ("/settings/payments/resumption", "o"),
    ("/settings/payments/card/connection", "o"),
    ("/settings/payments/card", "o"),
    ("/settings/payments/card/again", "o"),
    ("/settings/payments/card/save", "o"),
    ("/settings/payments/card/history", "o"),
    ("/settings/payments/bank", "o"),
    ("/settings/payments/bank/again", "o"),
    ("/settings/payments/bank/save", "o"),
    ("/settings/payments/bank/history", "o"),
    ("/settings/payments/cod", "o"),
    ("/settings/payments/cod/again", "o"),
    ("/settings/payments/cod/save", "o"),
    ("/settings/payments/cod/history", "o"),
    ("/settings/payments/in_store", "o"),
    ("/settings/payments/in_store/again", "o"),
    ("/settings/payments/in_store/save", "o"),
    ("/settings/payments/in_store/history", "o"),
    ("/settings/cart", "o"),
    ("/settings/cart/again", "o"),
    ("/settings/cart/save", "o"),
    ("/settings/cart/history", "o"),
    ("/settings/papers", "o"),
    ("/settings/papers/again", "o"),
    ("/settings/papers/save", "o"),
    ("/settings/papers/history", "o"),
    ("/settings/slips", "os"),
    ("/settings/slips/again", "os"),
    ("/settings/slips/save", "os"),
    ("/settings/slips/history", "os"),
    ("/settings/slips/layouts", "os"),
    ("/settings/slips/layouts/{layout_id}", "os"),
    ("/settings/slips/layouts/{layout_id}/copy", "os"),
    ("/settings/slips/layouts/{layout_id}/removal", "os"),
    ("/settings/delivery", "os"),
    ("/settings/delivery/groups", "os"),
    ("/settings/delivery/goods", "osp"),
    ("/settings/delivery/history", "os"),
    ("/settings/delivery/{carrier_id}", "os"),
    ("/settings/delivery/{carrier_id}/again", "os"),
    ("/settings/delivery/{carrier_id}/save", "os"),
    ("/settings/delivery/{carrier_id}/history", "os"),
    ("/settings/delivery/{carrier_id}/removal", "os"),
    ("/settings/staff", "o"),
    ("/settings/staff/new", "o"),
    ("/settings/staff/history", "o"),
    ("/settings/staff/sign-ins", "o"),
    ("/settings/staff/views", "o"),
    ("/settings/staff/{staff_id}", "o"),
    ("/settings/staff/{staff_id}/password", "o"),
    ("/settings/staff/{staff_id}/activity", "o"),
    ("/settings/staff/addresses", "o"),
    ("/settings/staff/addresses/again", "o"),
    ("/settings/staff/addresses/save", "o"),
    ("/settings/staff/addresses/history", "o"),
    // Last: it ends the session.
    ("/sign-out", ALL),
];

/// A path of the route, of something that is not there.
fn path(route: &str) -> String {
    let part = |part: &'static str| if part.starts_with('{') { "99" } else { part };
    let route: &'static str = ROUTES.iter().find(|(one, _)| *one == route).unwrap().0;
    route.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_says_who_may_open_it() {
    let mut known: Vec<_> = ROUTES.iter().map(|(route, _)| *route).collect();
    let mut routes = web::routes::admin_paths();
    known.sort_unstable();
    routes.sort_unstable();
    assert_eq!(known, routes);
}

async fn both(browser: &mut Browser, route: &str) -> [Page; 2] {
    [browser.get(&path(route)).await, browser.post(&path(route), &[]).await]
}

#[tokio::test]
async fn a_role_opens_what_is_its_own_and_nothing_else() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        for (letter, role) in LETTERS {
            office.add(role).await;
            let mut browser = office.signed_in(role.word()).await;
            for (route, may) in ROUTES.iter().filter(|(_, may)| *may != GATE) {
                for page in both(&mut browser, route).await {
                    let is_refused = page.status == StatusCode::FORBIDDEN;
                    assert_eq!(is_refused, !may.contains(letter), "{route} as {role:?}");
                    if is_refused {
                        let said = page.text();
                        assert!(said.contains("あなたの役割は") && said.contains(role.name()));
                    } else {
                        let to = page.headers.get("location").map(|to| to.to_str().unwrap());
                        let is_out = *route == "/sign-out";
                        assert!(is_out || to.is_none_or(|to| !to.starts_with("/sign-in")));
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_route_opens_for_whoever_is_not_signed_in() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        for (_, role) in LETTERS {
            office.add(role).await;
            let mut expired = office.signed_in(role.word()).await;
            office.clock.advance(staff::IDLE_MAX);
            let mut elsewhere = office.signed_in(role.word()).await;
            elsewhere.headers = vec![("host", neighbour(&office).await)];
            let mut waiting = office.signed_in(role.word()).await;
            office.set_up(&mut waiting).await;
            let (mut waiting, asked) = office.enter(role.word(), RIGHT).await;
            assert!(asked.location().starts_with("/sign-in/code"));
            let mut nobody = office.browser();
            for (who, browser) in [
                ("expired", &mut expired),
                ("elsewhere", &mut elsewhere),
                ("waiting", &mut waiting),
                ("nobody", &mut nobody),
            ] {
                for (route, _) in ROUTES.iter().filter(|(_, may)| *may != GATE) {
                    for page in both(browser, route).await {
                        let status = page.status;
                        assert_eq!(status, StatusCode::SEE_OTHER, "{route} {who} {role:?}");
                        assert!(page.location().starts_with("/sign-in"), "{route} {who}");
                    }
                }
            }
        }
    })
    .await;
}

/// The admin's host of a second shop in the same installation.
async fn neighbour(office: &Office) -> String {
    let mut other = sample::shop("http://other.example", "http://admin.other.example");
    other.id = shop::id::ShopId(2);
    let (world, now) = (&office.town.world, office.town.world.now());
    if profile::load(world, other.id).await.unwrap().is_none() {
        let made = other.clone();
        world.store.write(move |tx| profile::create_in(tx, &made, now)).await.unwrap();
    }
    other.admin_host
}

#[tokio::test]
async fn no_route_opens_from_a_wrong_address() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop) = (&office.town.world, office.town.shop.id);
        let now = world.now();
        let access = StaffAccess { networks: vec!["203.0.113.0/24".parse().unwrap()] };
        let save = move |tx: &mut dyn store::Tx| settings::save(tx, shop, &access, "test", now);
        for (_, role) in LETTERS {
            office.add(role).await;
        }
        let mut browsers = Vec::new();
        for (_, role) in LETTERS {
            browsers.push(office.signed_in(role.word()).await);
        }
        world.store.write(save).await.unwrap();
        for (address, is_in) in [("203.0.113.9", true), ("198.51.100.1", false)] {
            let peer = SocketAddr::new(address.parse::<IpAddr>().unwrap(), 4_000);
            let from = office.from(peer);
            for browser in &mut browsers {
                browser.go_to(&from);
                for (route, _) in ROUTES {
                    let page = browser.get(&path(route)).await;
                    let is_hidden = page.text().contains("ページを表示できません");
                    assert_eq!(is_hidden, !is_in, "{route} from {address}");
                    if !is_in {
                        assert_eq!(page.status, StatusCode::FORBIDDEN);
                        let said = page.text();
                        assert!(!said.contains("接続元") && !said.contains("サインイン"));
                    }
                }
            }
        }
    })
    .await;
}

impl Office {
    /// A process of the same shop that every request reaches from `peer`.
    fn from(&self, peer: SocketAddr) -> axum::Router {
        let fresh = web::admin(self.town.world.clone(), Surface::default());
        fresh.layer(axum::Extension(ConnectInfo(peer)))
    }
}

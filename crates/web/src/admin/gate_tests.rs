//! Who gets into the admin: every route of the map, with and without a session.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use shop::payment::Wire;
use shop::profile::Shop;
use shop::secret::{Cipher, Secret};
use shop::staff::{FAILURES_MAX, Permission};
use shop::world::{Pace, World};
use shop::{migrations, sample, staff};
use store::scratch::{Kind, Scratch, on_each};
use tower::ServiceExt;

use super::text;
use crate::routes::{admin, admin_map, gate_map};
use crate::{Surface, assets};

const PASSWORD: &str = "noren-no-uchi";

struct Office {
    router: Router,
    shop: Shop,
    /// Goes last: the router holds its store.
    _scratch: Scratch,
}

impl Office {
    /// The sample shop's admin at this address, with one person.
    async fn at(kind: Kind, admin_url: &str) -> Office {
        let scratch = Scratch::new(kind, migrations::ALL);
        let cipher = Cipher::new(&[7; 32]);
        let world = World::new(scratch.store(), Arc::new(Wire::new()), cipher, Pace::PRODUCTION);
        let shop = sample::shop("http://shop.example", admin_url);
        let (seeded, now) = (shop.clone(), world.now());
        world.store.write(move |tx| sample::seed(tx, &seeded, now)).await.unwrap();
        staff::create(&world, &shop, "sato", "佐藤", &Secret::new(PASSWORD)).await.unwrap();
        Office { router: admin(world, Surface::default()), shop, _scratch: scratch }
    }

    async fn new(kind: Kind) -> Office {
        Office::at(kind, "http://admin.example").await
    }

    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn request(&self, method: Method, path: &str, cookie: &str) -> Request<Body> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.shop.admin_host)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie);
        request.body(Body::empty()).unwrap()
    }

    async fn get(&self, path: &str, cookie: &str) -> Response<Body> {
        self.ask(self.request(Method::GET, path, cookie)).await
    }

    async fn sign_in(&self, password: &str, cookie: &str) -> Response<Body> {
        let mut request = self.request(Method::POST, "/sign-in", cookie);
        *request.body_mut() =
            Body::from(format!("login=sato&password={password}&next=%2Forders%3Fq%3D1"));
        self.ask(request).await
    }
}

fn location(response: &Response<Body>) -> &str {
    response.headers().get(header::LOCATION).map_or("", |to| to.to_str().unwrap())
}

/// `name=value` of the cookie a response sets.
fn cookie(response: &Response<Body>) -> String {
    let line = response.headers().get(header::SET_COOKIE).expect("a cookie").to_str().unwrap();
    line.split(';').next().unwrap().to_owned()
}

async fn page(response: Response<Body>) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn every_route_but_the_sign_in_needs_a_session() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let forged = format!("noren_staff={}", "0123456789abcdef".repeat(4));
        let guarded =
            admin_map().into_iter().map(|line| line.route.path.replace("{order_id}", "1"));
        let paths: Vec<String> = guarded.chain(["/nowhere".to_owned()]).collect();
        assert!(paths.len() > 6, "{paths:?}");
        for path in &paths {
            for sent in ["", forged.as_str(), "noren_cart=0123456789abcdef0123456789abcdef"] {
                for method in [Method::GET, Method::POST, Method::HEAD, Method::PUT, Method::DELETE]
                {
                    let response = office.ask(office.request(method.clone(), path, sent)).await;
                    let to = location(&response).to_owned();
                    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{method} {path}");
                    assert!(to.starts_with("/sign-in"), "{method} {path} → {to}");
                }
            }
        }
        let open: Vec<&str> = gate_map().iter().map(|route| route.path).collect();
        assert_eq!(open, ["/sign-in", "/sign-in/code"]);
        assert_eq!(office.get("/sign-in", "").await.status(), StatusCode::OK);
        assert_eq!(office.get(assets::href("admin.css"), "").await.status(), StatusCode::OK);
    })
    .await;
}

#[test]
fn every_permission_opens_something() {
    // The pages of 商品 are not written yet; their role has the 送料区分 meanwhile.
    let to_come = [Permission::Products];
    let asked: Vec<Permission> = admin_map().iter().map(|line| line.ask.may).collect();
    for permission in Permission::ALL {
        assert_ne!(asked.contains(&permission), to_come.contains(&permission), "{permission:?}");
    }
}

#[tokio::test]
async fn no_post_is_taken_from_another_site() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let cookie = cookie(&office.sign_in(PASSWORD, "").await);
        let desk = admin_map().into_iter().map(|line| line.route);
        for route in desk.chain(gate_map()) {
            let path = route.path.replace("{order_id}", "1");
            for site in ["cross-site", "same-site"] {
                let mut request = office.request(Method::POST, &path, &cookie);
                request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
                let status = office.ask(request).await.status();
                let refused = [StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];
                assert!(refused.contains(&status), "{site} {path}: {status}");
            }
        }
        assert_eq!(
            office.get("/orders", &cookie).await.status(),
            StatusCode::OK,
            "still signed in"
        );
    })
    .await;
}

#[tokio::test]
async fn signing_in_leads_back_and_signing_out_ends_it() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let first = office.get("/orders?q=1", "").await;
        assert_eq!(location(&first), "/sign-in?next=%2Forders%3Fq%3D1");
        let form = page(office.get(location(&first), "").await).await;
        assert!(form.contains("name=\"next\" value=\"/orders?q=1\""), "{form}");

        let signed_in = office.sign_in(PASSWORD, "").await;
        assert_eq!(location(&signed_in), "/orders?q=1");
        let session = cookie(&signed_in);
        let list = office.get("/orders", &session).await;
        assert_eq!(list.status(), StatusCode::OK);
        let list = page(list).await;
        assert!(list.contains("佐藤") && list.contains("受注はまだありません"), "{list}");
        assert_eq!(location(&office.get("/sign-in", &session).await), "/orders");
        assert_eq!(location(&office.get("/", &session).await), "/orders");
        assert_eq!(office.get("/nowhere", &session).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(office.get("/orders/7", &session).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(office.get("/orders/x", &session).await.status(), StatusCode::NOT_FOUND);

        let left = office.ask(office.request(Method::POST, "/sign-out", &session)).await;
        assert_eq!(location(&left), "/sign-in");
        assert!(left.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
        assert_eq!(office.get("/orders", &session).await.status(), StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_new_sign_in_ends_the_old_session_of_this_browser() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let old = cookie(&office.sign_in(PASSWORD, "").await);
        let new = cookie(&office.sign_in(PASSWORD, &old).await);
        assert_ne!(old, new);
        assert_eq!(office.get("/orders", &old).await.status(), StatusCode::SEE_OTHER);
        assert_eq!(office.get("/orders", &new).await.status(), StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_refused_sign_in_says_the_same_whoever_it_was() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let mut pages = Vec::new();
        for _ in 0..FAILURES_MAX {
            let refused = office.sign_in("wrong-password", "").await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.headers().get(header::SET_COOKIE).is_none());
            pages.push(page(refused).await);
        }
        let locked = office.sign_in(PASSWORD, "").await;
        assert_eq!(locked.status(), StatusCode::UNPROCESSABLE_ENTITY);
        pages.push(page(locked).await);
        assert!(pages.iter().all(|page| *page == pages[0]));
        assert!(pages[0].contains(text::SIGN_IN_WRONG) && pages[0].contains("value=\"sato\""));
        assert!(!pages[0].contains("wrong-password"), "a password is never sent back");
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_bound_to_the_host_where_there_is_tls() {
    on_each(async |kind| {
        for (url, begins, ends) in [
            ("http://admin.example", "noren_staff=", "; Path=/; HttpOnly; SameSite=Strict"),
            (
                "https://admin.example",
                "__Host-noren_staff=",
                "; Path=/; HttpOnly; SameSite=Strict; Secure",
            ),
        ] {
            let office = Office::at(kind, url).await;
            let response = office.sign_in(PASSWORD, "").await;
            let line = response.headers()[header::SET_COOKIE].to_str().unwrap();
            assert!(line.starts_with(begins) && line.ends_with(ends), "{line}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_page_is_kept_by_a_browser_or_framed_by_a_site() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let session = cookie(&office.sign_in(PASSWORD, "").await);
        for path in ["/sign-in", "/orders", "/orders/7", "/nowhere", "/"] {
            for sent in ["", session.as_str()] {
                let headers = office.get(path, sent).await.headers().clone();
                assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
                let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
                assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
                assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
            }
        }
    })
    .await;
}

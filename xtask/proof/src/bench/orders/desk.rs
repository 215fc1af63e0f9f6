//! Somebody signed in at the desk of the shop with many orders.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Body;
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use shop::profile::Shop;
use shop::secret::{Cipher, Secret};
use shop::world::{Pace, World};
use shop::{payment, sample, staff};
use store::{Store, Tx, sql};
use tower::ServiceExt;
use web::Surface;

use super::{PRODUCTS, fill, now};

const HOST: &str = "127.0.0.1:8081";
const PASSWORD: &str = "bench-owner-password";

/// The admin's router, and a cookie that opens it.
pub struct Desk {
    router: Router,
    cookie: String,
}

impl Desk {
    /// Founds the shop and fills it, unless it is there.
    pub async fn open(store: Store, orders: i64) -> Result<Desk> {
        let gateway = Arc::new(payment::Wire::new());
        let world = World::new(store, gateway, Cipher::new(&[7; 32]), Pace::PRODUCTION);
        let shop = sample::shop("http://127.0.0.1:8080", "http://127.0.0.1:8081");
        let is_there = sql!("select 1 from shop");
        let is_there = world.store.read(move |tx: &mut dyn Tx| tx.row(is_there, &[])).await?;
        if is_there.is_none() {
            found(&world, &shop).await?;
            let store = world.store.clone();
            tokio::task::spawn_blocking(move || fill::fill(&store, orders, now())).await??;
        }
        let router = web::admin(world, Surface::default());
        let form = format!("login=bench&password={PASSWORD}&next=");
        let request = Request::post("/sign-in")
            .header(header::HOST, HOST)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))?;
        let answer = router.clone().oneshot(request).await?;
        ensure!(answer.status() == StatusCode::SEE_OTHER, "the sign-in: {}", answer.status());
        Ok(Desk { router, cookie: cookies(&answer) })
    }

    /// The page at this address.
    pub async fn get(&self, path: &str) -> Result<String> {
        let request = Request::get(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())?;
        let answer = self.router.clone().oneshot(request).await?;
        ensure!(answer.status() == StatusCode::OK, "{path}: {}", answer.status());
        let bytes = answer.into_body().collect().await.context("the page")?.to_bytes();
        Ok(String::from_utf8(bytes.to_vec())?)
    }

    /// What a form of ours is answered with, while it comes.
    pub async fn post(&self, path: &str, form: &'static str) -> Result<Body> {
        let request = Request::post(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))?;
        let answer = self.router.clone().oneshot(request).await?;
        ensure!(answer.status() == StatusCode::OK, "{path}: {}", answer.status());
        Ok(answer.into_body())
    }
}

fn cookies(answer: &Response<Body>) -> String {
    let set = answer.headers().get_all(header::SET_COOKIE).iter();
    let pairs = set.filter_map(|set| set.to_str().ok()?.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}

async fn found(world: &World, shop: &Shop) -> Result<()> {
    let (seeded, now) = (shop.clone(), world.now());
    let seed = move |tx: &mut dyn Tx| {
        sample::seed(tx, &seeded, now)?;
        sample::fill_shelves(tx, seeded.id, PRODUCTS + 1)?;
        tx.exec(
            sql!(
                "update product set name = '品番 ' || cast(product_id as text)
                 where product_id > 10000"
            ),
            &[],
        )
    };
    world.store.write(seed).await?;
    staff::create(world, shop, "bench", "佐藤", &Secret::new(PASSWORD)).await?;
    Ok(())
}

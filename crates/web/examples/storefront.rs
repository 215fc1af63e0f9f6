//! The storefront on the sample shop in memory, without a gateway: for looking at pages.
//! `cargo run -p web --example storefront -- 127.0.0.1:8080`
#![allow(clippy::unwrap_used, reason = "it is a rehearsal")]

#[path = "../tests/it/town.rs"]
mod town;

use std::net::SocketAddr;

use store::scratch::Kind;

#[tokio::main]
async fn main() {
    let addr = std::env::args().nth(1).unwrap_or_else(|| town::HOST.to_owned());
    let listener = tokio::net::TcpListener::bind(&addr).await.expect("the address is free");
    let town = town::Town::quiet(Kind::SqliteMemory).await;
    println!("{} {}: http://{addr}", town.world.now(), town.shop.name);
    let service = town.router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await.expect("the listener stays");
}

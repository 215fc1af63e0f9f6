//! What a visitor pays once: the start of the server, and the bytes of the checkout page.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use http::StatusCode;

use super::rounds::ROUNDS;
use super::site::{Ground, Site};
use super::visitor::Visitor;
use crate::bench::figure::{Must, Sheet};

/// From starting the process to its first product page, in milliseconds.
pub async fn start(ground: &Ground, site: &mut Site, sheet: &mut Sheet) -> Result<()> {
    let mut took = Vec::new();
    let page = format!("/products/{}", site.goods[0].code);
    for _ in 0..ROUNDS {
        site.stop();
        let begin = Instant::now();
        site.start(ground)?;
        let shown = Visitor::arrive(&site.shop).await?.get(&page).await?;
        ensure!(shown.status == StatusCode::OK, "the first page: {}", shown.status);
        took.push(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    sheet.add("start to first page", "ms", took, Must::Most(200.0));
    Ok(())
}

/// The checkout page with every script and sheet it loads, the gateway's too, packed as browsers
/// ask for it.
pub async fn bytes(site: &Site, sheet: &mut Sheet) -> Result<()> {
    let mut visitor = Visitor::arrive(&site.shop).await?;
    visitor.pack(true);
    visitor.post("/cart/lines", format!("product_id={}&quantity=1", site.goods[0].id)).await?;
    let packed = visitor.get("/checkout").await?.body.len();
    visitor.pack(false);
    let page = visitor.get("/checkout").await?;
    visitor.pack(true);
    let mut sum = packed;
    let mut parts = 0;
    for address in addresses(page.text()?) {
        let part = match address.strip_prefix("http://") {
            None => visitor.get(address).await?,
            Some(elsewhere) => {
                let (host, _) = elsewhere.split_once('/').context("an address without a path")?;
                let mut there = Visitor::arrive(host).await?;
                there.pack(true);
                there.get(&elsewhere[host.len()..]).await?
            }
        };
        ensure!(part.status == StatusCode::OK, "{address}: {}", part.status);
        sum += part.body.len();
        parts += 1;
    }
    ensure!(parts >= 3, "a checkout page with only {parts} scripts and sheets");
    let kilobytes = super::load::count(sum) / 1_000.0;
    sheet.add("checkout page: HTML, JS, CSS", "kB", vec![kilobytes], Must::Most(40.0));
    Ok(())
}

/// Scripts and sheets that a page names.
fn addresses(page: &str) -> Vec<&str> {
    let named = ["src=\"", "href=\"", "data-script=\""].into_iter().flat_map(|attribute| {
        page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
    });
    let is_kind = |address: &&str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        Path::new(path).extension().is_some_and(|kind| kind == "js" || kind == "css")
    };
    named.filter(is_kind).collect()
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn finds_scripts_and_sheets_and_nothing_else() {
        let page = "<link rel=\"icon\" href=\"/m.svg\"><link rel=\"stylesheet\" href=\"/a.css\">\
            <script src=\"/b.js\"></script><div data-script=\"http://x/c.js\"></div>\
            <a href=\"/d\">";
        assert_eq!(addresses(page), ["/b.js", "/a.css", "http://x/c.js"]);
    }
}

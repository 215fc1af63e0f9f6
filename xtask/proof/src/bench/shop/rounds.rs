//! How fast it is, five times over: pages, checkouts, the admin's list.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use form_urlencoded::Serializer;
use http::StatusCode;

use super::buy::{Fate, Goods, Pay, buy};
use super::load::{Run, Span, count, repeat};
use super::meter;
use super::site::{Ground, PASSWORD, Site};
use super::visitor::Visitor;
use crate::bench::figure::{Must, Sheet};

/// How often everything is measured.
pub const ROUNDS: usize = 5;
const CLIENTS: usize = 16;
/// How long the server is loaded, each time.
const SPAN: Duration = Duration::from_secs(3);
/// Looks at the list of orders, one after the other.
const LOOKS: usize = 200;
/// Checkouts whose cost is taken.
const FLOWS: usize = 400;

/// What buyers were told, over everything.
#[derive(Default)]
pub struct Told {
    /// Orders placed.
    pub placed: Cell<i64>,
    /// Orders refused: there is plenty of everything, so each is a false "sold out".
    pub refused: Cell<i64>,
}

/// Measures pages, both checkouts and the list.
pub async fn speed(ground: &Ground, site: &Site, told: &Told, sheet: &mut Sheet) -> Result<()> {
    let [mut pages, mut bank, mut card, mut list] = [const { Vec::new() }; 4];
    let card_way = Pay::Card(ground.sandbox()?);
    // The first time warms up.
    for round in 0..=ROUNDS {
        let spans = Span::Time(if round == 0 { SPAN / 3 } else { SPAN });
        pages.push(read_pages(site, spans).await?);
        bank.push(checkouts(site, &Pay::Bank, spans, told).await?);
        card.push(checkouts(site, &card_way, spans, told).await?);
        site.quiet().await?;
        list.push(read_list(site).await?);
    }
    let [pages, bank, card, list] = [&pages[1..], &bank[1..], &card[1..], &list[1..]];
    let rate = |runs: &[Run]| runs.iter().map(Run::per_second).collect();
    let slow = |runs: &[Run]| runs.iter().map(|run| run.percentile(99)).collect();
    let half = |runs: &[Run]| runs.iter().map(|run| run.percentile(50)).collect();
    sheet.add("product page, 16 clients", "pages/s", rate(pages), Must::Least(4_000.0));
    sheet.add("checkout by 銀行振込, 16 clients", "orders/s", rate(bank), Must::Least(400.0));
    sheet.add("checkout by card, 16 clients", "orders/s", rate(card), Must::Least(200.0));
    sheet.add("checkout by 銀行振込, p99", "ms", slow(bank), Must::Most(100.0));
    sheet.add("checkout by card, p99", "ms", slow(card), Must::Most(100.0));
    sheet.add("admin order list, 100,000 orders, p50", "ms", half(list), Must::Most(8.0));
    let memory = vec![meter::memory(site.process()?)?];
    sheet.add("memory after load", "MiB", memory, Must::Most(96.0));
    Ok(())
}

/// The product that a turn is about: another one each time.
fn pick(goods: &[Goods], turn: usize) -> &Goods {
    &goods[turn * 7_919 % goods.len()]
}

/// Each client keeps its connection, as browsers do.
async fn read_pages(site: &Site, span: Span) -> Result<Run> {
    let idle = RefCell::new(Vec::new());
    for _ in 0..CLIENTS {
        let visitor = Visitor::arrive(&site.shop).await?;
        idle.borrow_mut().push(visitor);
    }
    repeat(CLIENTS, span, async |turn| {
        let mut visitor = idle.borrow_mut().pop().context("no visitor left")?;
        let page = visitor.get(&format!("/products/{}", pick(&site.goods, turn).code)).await?;
        idle.borrow_mut().push(visitor);
        ensure!(page.status == StatusCode::OK, "product page: {}", page.status);
        ensure!(page.text()?.contains("カゴに入れる"), "a product page without カゴに入れる");
        Ok(())
    })
    .await
}

async fn checkouts(site: &Site, pay: &Pay, span: Span, told: &Told) -> Result<Run> {
    repeat(CLIENTS, span, async |turn| {
        let so_far = match buy(&site.shop, pick(&site.goods, turn), pay).await? {
            Fate::Placed(_) => &told.placed,
            Fate::Refused(_) => &told.refused,
        };
        so_far.set(so_far.get() + 1);
        Ok(())
    })
    .await
}

/// The newest page of 受注一覧, by one person who is signed in.
pub async fn read_list(site: &Site) -> Result<Run> {
    let mut person = Visitor::arrive(&site.admin).await?;
    let mut form = Serializer::new(String::new());
    form.extend_pairs([("login", "owner"), ("password", PASSWORD)]);
    let signed_in = person.post("/sign-in", form.finish()).await?;
    ensure!(signed_in.to() == "/orders", "signing in: {} {:?}", signed_in.status, signed_in.to());
    let person = RefCell::new(Some(person));
    repeat(1, Span::Times(LOOKS), async |_| {
        let mut there = person.take().context("nobody there")?;
        let page = there.get("/orders").await?;
        person.replace(Some(there));
        let rows = page.text()?.matches("href=\"/orders/").count();
        ensure!(rows >= 50, "a list of {rows} orders: {}", page.status);
        Ok(())
    })
    .await
}

/// CPU time of a checkout, mails and all, at the few orders and at the many, in turn.
pub async fn loss(few: &Site, many: &Site, told: [&Told; 2], sheet: &mut Sheet) -> Result<()> {
    let [mut few_cost, mut many_cost, mut loss] = [const { Vec::new() }; 3];
    for round in 0..=ROUNDS {
        let one = cost(few, told[0]).await?;
        let other = cost(many, told[1]).await?;
        if round > 0 {
            few_cost.push(one);
            many_cost.push(other);
            loss.push((other / one - 1.0) * 100.0);
        }
    }
    sheet.add("CPU of a checkout, 1,000 orders", "ms", few_cost, Must::Told);
    sheet.add("CPU of a checkout, 100,000 orders", "ms", many_cost, Must::Told);
    sheet.add("loss from 1,000 to 100,000 orders", "%", loss, Must::Most(10.0));
    Ok(())
}

async fn cost(site: &Site, told: &Told) -> Result<f64> {
    let process = site.process()?;
    let before = meter::cpu(process)?;
    checkouts(site, &Pay::Bank, Span::Times(FLOWS), told).await?;
    site.quiet().await?;
    let spent = meter::cpu(process)?.saturating_sub(before);
    Ok(spent.as_secs_f64() * 1_000.0 / count(FLOWS))
}

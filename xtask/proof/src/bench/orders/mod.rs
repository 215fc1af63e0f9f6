//! `cargo xtask bench orders`: the lists of a shop with very many orders, on both engines: the
//! first page, a page far down, the head's search and every filter, the hard ones too (a value that
//! is rare, or very common, or old, or only in another list). Time of the server: from the request
//! to the whole page, through the real router, without network. And the CSV of the longest list.

mod desk;
mod file;
mod fill;
mod looks;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use shop::clock::{Clock, SystemClock};
use shop::migrations;
use store::{Options, Store};

use super::figure::{Must, Sheet};
use desk::Desk;

/// The server to use; `cargo xtask` starts one and names it here.
const SERVER: &str = "NOREN_TEST_POSTGRES";
/// Longest time to fill one commit.
const BUDGET: Duration = Duration::from_mins(10);
/// Products of the shop.
const PRODUCTS: i64 = 1_000;
/// The first page takes at most so long (DESIGN section 11) …
const PAGE_MUST: f64 = 20.0;
/// … and a filter so long.
const FILTER_MUST: f64 = 100.0;

/// How it is run.
#[derive(clap::Args, Clone)]
pub struct Wish {
    /// So many orders
    #[arg(long, default_value_t = 1_000_000)]
    orders: i64,
    /// Only on this engine
    #[arg(long)]
    engine: Option<Engine>,
    /// Looks at each page
    #[arg(long, default_value_t = 50)]
    looks: usize,
    /// SQLite: keep the filled file here, or use the one that is there
    #[arg(long)]
    keep: Option<std::path::PathBuf>,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// Measures, prints the figures; true if every must is reached.
pub fn run(wish: &Wish, folder: &Path) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut sheet = Sheet::default();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if wish.engine.is_none_or(|wanted| wanted == engine) {
            runtime.block_on(measure(engine, wish, folder, &mut sheet))?;
        }
    }
    Ok(sheet.tell())
}

async fn measure(engine: Engine, wish: &Wish, folder: &Path, sheet: &mut Sheet) -> Result<()> {
    let dir = tempfile::tempdir_in(folder)?;
    let (options, url) = match engine {
        Engine::Sqlite => {
            let file = wish.keep.clone().unwrap_or_else(|| dir.path().join("orders.db"));
            (Options::sqlite(file), None)
        }
        Engine::Postgres => {
            let url = std::env::var(SERVER).with_context(|| format!("{SERVER} names no server"))?;
            (Options::postgres(fresh_database(&url)?), Some(url))
        }
    };
    let name = if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    let store = Store::open(options.budget(BUDGET))?;
    store.migrate(migrations::ALL)?;
    let begin = Instant::now();
    let desk = Desk::open(store, wish.orders).await?;
    if let Some(url) = url {
        // What PostgreSQL does by itself, a little later.
        say(&with_database(&url), &["vacuum analyze"])?;
    }
    println!("{name}: {} orders in {:.0} s", wish.orders, begin.elapsed().as_secs_f64());
    for look in looks::all(wish.orders) {
        let mut took = Vec::with_capacity(wish.looks);
        for _ in 0..wish.looks {
            let begin = Instant::now();
            let page = desk.get(&look.path).await?;
            took.push(begin.elapsed().as_secs_f64() * 1_000.0);
            ensure!(look.shows(&page), "{name}, {}: {} shows otherwise", look.name, look.path);
        }
        took.sort_by(f64::total_cmp);
        let most = if look.is_first { PAGE_MUST } else { FILTER_MUST };
        let at = |percent: usize| took[(took.len() - 1) * percent / 100];
        let what = format!("{name}, {}", look.name);
        sheet.add(&format!("{what}, p50"), "ms", vec![at(50)], Must::Told);
        sheet.add(&format!("{what}, p99"), "ms", vec![at(99)], Must::Most(most));
    }
    file::measure(&desk, name, sheet).await
}

const DATABASE: &str = "noren_bench_orders";

/// An empty database of our own on the server.
fn fresh_database(url: &str) -> Result<String> {
    let drop = format!("drop database if exists {DATABASE}");
    say(url, &[&drop, &format!("create database {DATABASE}")])?;
    Ok(with_database(url))
}

/// Says something to a server, outside of any transaction, on a thread of its own: the client waits
/// and must not do so on a runtime's.
fn say(url: &str, statements: &[&str]) -> Result<()> {
    let said = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let mut server = postgres::Client::connect(url, postgres::NoTls)?;
            statements.iter().try_for_each(|statement| server.batch_execute(statement))
        });
        thread.join()
    });
    said.map_err(|_| anyhow::anyhow!("the client panicked"))?.context("the server")
}

fn with_database(url: &str) -> String {
    let server = url.rsplit_once('/').map_or(url, |(server, _)| server);
    format!("{server}/{DATABASE}")
}

fn now() -> shop::clock::Timestamp {
    SystemClock.now()
}

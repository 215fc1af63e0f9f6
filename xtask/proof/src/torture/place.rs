//! `cargo xtask torture place`: one kill a run.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::buyer::{Buyer, Ending};
use super::child::{noren, until};
use super::planted;
use super::point::Point;
use super::report::Report;
use super::scene::Scene;

/// How it is run.
#[derive(clap::Args, Clone)]
pub struct Wish {
    /// Kills
    #[arg(long, default_value_t = 40)]
    runs: usize,
    /// Only the k-th of n parts, such as `2/4`
    #[arg(long, default_value = "1/1")]
    shard: String,
    /// Prove that planted faults are caught, instead
    #[arg(long)]
    planted: bool,
    /// The program to torture, where it is not the one beside this
    #[arg(long, hide = true)]
    program: Option<PathBuf>,
}

/// What every buyer buys.
const PRODUCT: &str = "konpeito";
/// Everything must have settled by then.
const SETTLED: Duration = Duration::from_secs(30);

/// Runs it and prints its figures.
pub fn run(wish: &Wish) -> Result<bool> {
    if wish.planted {
        return planted::run();
    }
    let program = wish.program.clone().map_or_else(noren, Ok)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(torture(&program, part(wish)?))?;
    Ok(report.tell())
}

/// How many runs this shard does.
fn part(wish: &Wish) -> Result<usize> {
    let (k, n) = wish.shard.split_once('/').context("--shard k/n")?;
    let (k, n): (usize, usize) = (k.parse()?, n.parse()?);
    ensure!((1..=n).contains(&k), "--shard k/n with k from 1 to n");
    Ok(wish.runs * k / n - wish.runs * (k - 1) / n)
}

/// What one run came to.
struct Killed {
    ending: Ending,
    /// Promises broken.
    found: Vec<String>,
    /// Mails whose answer the kill kept from us.
    cut: Vec<String>,
}

/// Kills `runs` times and checks after each.
pub async fn torture(program: &Path, runs: usize) -> Result<Report> {
    let scene = Scene::set(program).await?;
    let mut report = Report::default();
    let mut cut_off = Vec::new();
    for run in 0..runs {
        let point = Point::of(run);
        let start = Instant::now();
        let outcome = scene.act(point, run).await;
        let Killed { ending, mut found, cut } =
            outcome.with_context(|| format!("run {run}, {}", point.name()))?;
        *report.kills.entry(point).or_default() += 1;
        cut_off.extend(cut);
        match ending {
            Ending::Placed => report.placed += 1,
            Ending::NotPlaced => report.not_placed += 1,
        }
        found.extend(scene.check(report.placed, &cut_off).await?);
        let named = found.into_iter().map(|what| format!("run {run} ({}): {what}", point.name()));
        report.broken.extend(named);
        report.slowest = report.slowest.max(start.elapsed());
        if !report.broken.is_empty() {
            break;
        }
        if run % 50 == 49 {
            eprintln!("{} of {runs} runs, {} orders", run + 1, report.placed);
        }
    }
    Ok(report)
}

impl Scene {
    /// One run: a buyer orders, the shop dies at this moment and comes back, and the buyer goes on
    /// as people do.
    async fn act(&self, point: Point, run: usize) -> Result<Killed> {
        let mut buyer = Buyer::new(&self.shop_url)?;
        // About every other random kill meets an order without a card.
        let with_card = point != Point::Random || (run / 8).is_multiple_of(2);
        let card = with_card.then_some(("frictionless", self.sandbox_url.as_str()));
        buyer.prepare(PRODUCT, card).await?;
        match point {
            Point::Random => self.kill_later(run),
            Point::Rp1 => {}
            Point::Rp3 => self.kill_after_the_order(run)?,
            point => self.trap.arm(point),
        }
        let _ = buyer.order().await;
        if point == Point::Rp1 && buyer.was_answered() && buyer.is_at_issuer().await? {
            self.shop.kill();
        }
        // RP2, RP3 and the mails come after the issuer's page.
        let start = Instant::now();
        while self.shop.is_alive() && start.elapsed() < SETTLED {
            let _ = buyer.look().await;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.trap.disarm();
        ensure!(!self.shop.is_alive(), "the moment never came");
        let mut found = self.oracle.instant().await?;
        let cut = self.oracle.cut_off().await?;
        self.start()?;
        let ending = until("the buyer's page settles", SETTLED, async || {
            // Errors are a shop that is still coming up.
            Ok(buyer.look().await.unwrap_or(None))
        });
        let ending = ending.await.unwrap_or_else(|error| {
            found.push(format!("promise 2: {error}"));
            Ending::NotPlaced
        });
        Ok(Killed { ending, found, cut })
    }

    /// Kills at a moment that depends on the run, within what placing an order takes.
    fn kill_later(&self, run: usize) {
        let shop = self.shop.clone();
        let wait = Duration::from_micros((run as u64).wrapping_mul(7_919) % 60_000);
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            shop.kill();
        });
    }

    /// Kills as soon as one more order is committed, or a little later.
    fn kill_after_the_order(&self, run: usize) -> Result<()> {
        let (shop, orders) = (self.shop.clone(), self.oracle.watch()?);
        let before = orders.count()?;
        let wait = Duration::from_micros(run as u64 % 5 * 400);
        std::thread::spawn(move || {
            while shop.is_alive() && orders.count().is_ok_and(|count| count == before) {
                std::thread::sleep(Duration::from_micros(100));
            }
            std::thread::sleep(wait);
            shop.kill();
        });
        Ok(())
    }

    /// Waits until nothing is open and every mail has left, then asks for promises 2 to 4.
    async fn check(&self, placed: usize, cut_off: &[String]) -> Result<Vec<String>> {
        let quiet = until("everything settles", SETTLED, async || {
            Ok(self.oracle.is_quiet()?.then_some(()))
        });
        if let Err(error) = quiet.await {
            return Ok(vec![format!("promise 2: {error}")]);
        }
        self.oracle.settled(placed, cut_off).await
    }
}

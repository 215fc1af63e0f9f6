//! `cargo xtask torture place`: one kill a run.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::buyer::{Buyer, Ending};
use super::child::{Mortal, Running, noren, until};
use super::oracle::Oracle;
use super::point::{Point, Trap};
use super::{planted, wiretap};

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

/// Waiting times are divided by this: W is 0.6 s.
const HURRY: &str = "200";
/// Everything must have settled by then.
const SETTLED: Duration = Duration::from_secs(30);
/// Fewer kills at a point prove nothing about it.
const KILLS_MIN: usize = 5;

/// Runs it and prints its figures.
pub fn run(wish: Wish) -> Result<bool> {
    if wish.planted {
        return planted::run();
    }
    let program = wish.program.clone().map_or_else(noren, Ok)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(torture(&program, part(&wish)?))?;
    Ok(report.tell())
}

/// How many runs this shard does.
fn part(wish: &Wish) -> Result<usize> {
    let (k, n) = wish.shard.split_once('/').context("--shard k/n")?;
    let (k, n): (usize, usize) = (k.parse()?, n.parse()?);
    ensure!((1..=n).contains(&k), "--shard k/n with k from 1 to n");
    Ok(wish.runs * k / n - wish.runs * (k - 1) / n)
}

/// What was seen.
#[derive(Default)]
pub struct Report {
    kills: BTreeMap<Point, usize>,
    placed: usize,
    not_placed: usize,
    /// Promises broken, in words.
    pub broken: Vec<String>,
    slowest: Duration,
}

impl Report {
    /// Prints it; true if every promise held and every point was hit often enough.
    fn tell(&self) -> bool {
        for broken in self.broken.iter().take(50) {
            println!("VIOLATION {broken}");
        }
        let figure = |name: &str, value: f64, unit: &str| {
            println!("{}", serde_json::json!({ "figure": name, "value": value, "unit": unit }));
        };
        let mut hit = true;
        for point in Point::ALL {
            let kills = self.kills.get(&point).copied().unwrap_or(0);
            hit &= kills >= KILLS_MIN;
            figure(&format!("kills at {}", point.name()), kills as f64, "kills");
        }
        figure("orders placed", self.placed as f64, "orders");
        figure("ended without an order", self.not_placed as f64, "attempts");
        figure("slowest to settle, waiting times / 200", self.slowest.as_secs_f64(), "s");
        figure("violations", self.broken.len() as f64, "violations");
        if !hit {
            println!("fewer than {KILLS_MIN} kills at one of the points: nothing is proved");
        }
        hit && self.broken.is_empty()
    }
}

/// One installation: a shop that dies, a sandbox and a mailbox that live, and the taps between them.
struct Scene {
    shop: Mortal,
    trap: Trap,
    oracle: Oracle,
    program: PathBuf,
    dir: PathBuf,
    shop_url: String,
    sandbox_url: String,
    smtp: SocketAddr,
    _gateway: wiretap::Wiretap,
    _post: wiretap::Wiretap,
    _sandbox: Running,
    _mailbox: Running,
    _folder: tempfile::TempDir,
}

/// Kills `runs` times and checks after each.
pub async fn torture(program: &Path, runs: usize) -> Result<Report> {
    let scene = Scene::set(program).await?;
    let mut report = Report::default();
    let mut doubles = 0;
    for run in 0..runs {
        let wanted = Point::ALL[run % Point::ALL.len()];
        let start = Instant::now();
        let outcome = scene.act(wanted, run).await;
        let (point, ending, mut found) =
            outcome.with_context(|| format!("run {run}, {}", wanted.name()))?;
        *report.kills.entry(point).or_default() += 1;
        // A random kill may hit SMTP's gap too.
        doubles += usize::from(matches!(point, Point::DotAfter | Point::Random | Point::Rp3));
        match ending {
            Ending::Placed => report.placed += 1,
            Ending::NotPlaced => report.not_placed += 1,
        }
        found.extend(scene.check(doubles).await?);
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
    async fn set(program: &Path) -> Result<Scene> {
        let folder = tempfile::tempdir()?;
        let dir = folder.path().join("data");
        let log = |name: &str| folder.path().join(format!("{name}.log"));
        let ledger = folder.path().join("ledger.db").display().to_string();
        let sandbox = Running::start(
            program,
            &[
                "sandbox",
                "--sandbox-addr",
                "127.0.0.1:0",
                "--control-addr",
                "127.0.0.1:0",
                "--browser-host",
                "127.0.0.1",
                "--ledger",
                &ledger,
            ],
            &log("sandbox"),
        )?;
        let mailbox = Running::start(
            program,
            &["mailbox", "--mailbox-addr", "127.0.0.1:0", "--smtp-addr", "127.0.0.1:0"],
            &log("mailbox"),
        )?;
        let shop = Mortal::default();
        let trap = Trap::new(shop.clone());
        let gateway = wiretap::gateway(address(&sandbox.url("telegrams")?)?, trap.clone()).await?;
        let post = wiretap::post(address(&mailbox.url("smtp")?)?, trap.clone()).await?;
        let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let scene = Scene {
            oracle: Oracle::new(
                &dir.join("noren.db"),
                &sandbox.url("control")?,
                &mailbox.url("mailbox")?,
            ),
            program: program.to_owned(),
            shop_url: format!("http://{free}"),
            sandbox_url: sandbox.url("telegrams")?,
            smtp: post.addr,
            shop,
            trap,
            dir,
            _gateway: gateway,
            _post: post,
            _sandbox: sandbox,
            _mailbox: mailbox,
            _folder: folder,
        };
        scene.found()?;
        scene.start()?;
        Ok(scene)
    }

    /// `noren init` with the tapped gateway.
    fn found(&self) -> Result<()> {
        let merchant = paygent_sandbox::Merchant::demo();
        let account = self._folder.path().join("paygent.toml");
        let three_ds = merchant.three_ds_key.as_ref().map_or("", |key| key.expose());
        std::fs::write(
            &account,
            format!(
                "merchant_id = \"{}\"\nconnect_id = \"{}\"\nconnect_password = \"{}\"\n\
                 token_key = \"{}\"\nthree_ds_key = \"{three_ds}\"\n\
                 telegrams = \"http://{}\"\ntoken_script = \"{}/js/PaygentToken.js\"\n\
                 sandbox = true\n",
                merchant.merchant_id,
                merchant.connect_id,
                merchant.connect_password.expose(),
                merchant.token_key,
                self._gateway.addr,
                self.sandbox_url,
            ),
        )?;
        let status = std::process::Command::new(&self.program)
            .args(["init", "--sample", "--base-url", &self.shop_url, "--dir"])
            .arg(&self.dir)
            .arg("--paygent")
            .arg(&account)
            .stdout(std::process::Stdio::null())
            .status()?;
        ensure!(status.success(), "noren init failed");
        Ok(())
    }

    fn start(&self) -> Result<()> {
        let dir = self.dir.display().to_string();
        let port = self.smtp.port().to_string();
        let shop = self.shop_url.trim_start_matches("http://");
        let log = self._folder.path().join("shop.log");
        let running = Running::start(
            &self.program,
            &[
                "serve",
                "--dir",
                &dir,
                "--shop-addr",
                shop,
                "--admin-addr",
                "127.0.0.1:0",
                "--smtp-host",
                "127.0.0.1",
                "--smtp-port",
                &port,
                "--hurry",
                HURRY,
            ],
            &log,
        )?;
        self.shop.set(running);
        Ok(())
    }

    /// One run: a buyer orders, the shop dies at the wanted moment and comes back, and the buyer goes on as people do.
    async fn act(&self, wanted: Point, run: usize) -> Result<(Point, Ending, Vec<String>)> {
        let mut buyer = Buyer::new(&self.shop_url)?;
        buyer.prepare("houjicha-80", Some(("frictionless", &self.sandbox_url))).await?;
        match wanted {
            Point::Random => self.kill_later(run),
            Point::Rp1 => {}
            point => self.trap.arm(point),
        }
        let _ = buyer.order().await;
        if wanted == Point::Rp1 && buyer.was_answered() && buyer.is_at_issuer().await? {
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
        let mut broken = self.oracle.instant().await?;
        self.start()?;
        let ending = until("the buyer's page settles", SETTLED, async || {
            // Errors are a shop that is still coming up.
            Ok(buyer.look().await.unwrap_or(None))
        });
        let ending = ending.await.unwrap_or_else(|error| {
            broken.push(format!("promise 2: {error}"));
            Ending::NotPlaced
        });
        Ok((wanted, ending, broken))
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

    /// Waits until nothing is open and every mail has left, then asks for promises 2 to 4.
    async fn check(&self, doubles: usize) -> Result<Vec<String>> {
        let quiet = until("everything settles", SETTLED, async || {
            let ours = self.oracle.ours()?;
            Ok((ours.open == 0 && ours.waiting == 0).then_some(()))
        });
        if let Err(error) = quiet.await {
            return Ok(vec![format!("promise 2: {error}")]);
        }
        self.oracle.settled(doubles).await
    }
}

fn address(url: &str) -> Result<SocketAddr> {
    let url = url.trim_start_matches("http://").trim_end_matches('/');
    url.replace("localhost", "127.0.0.1").parse().with_context(|| format!("no address: {url}"))
}

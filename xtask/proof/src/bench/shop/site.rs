//! A whole installation as its own process, beside a sandbox and a mailbox: founded, filled,
//! served.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use paygent_sandbox::Merchant;
use shop::clock::{Clock, SystemClock};
use shop::id::ShopId;
use shop::sample;
use shop::settings::{self, CardSettings};
use store::{Error, Options, Store, sql};

use super::buy::{Fate, Goods, Pay, buy};
use super::meter::Pinning;
use super::{fill, race};
use crate::child::{Running, noren, until};

/// The only shop of an installation.
pub const SHOP: ShopId = ShopId(1);
/// Products beside the sample's own.
const PRODUCTS: i64 = 1_000;
/// What the owner signs in with.
pub const PASSWORD: &str = "bench-owner-password";
/// Every mail has left by then.
const MAILS_GONE: Duration = Duration::from_mins(2);

/// What all installations share.
pub struct Ground {
    program: PathBuf,
    pinning: Pinning,
    folder: tempfile::TempDir,
    sandbox: Running,
    mailbox: Running,
}

impl Ground {
    /// Starts sandbox and mailbox; the databases will lie in `folder`.
    pub fn lay(folder: &Path) -> Result<Ground> {
        let program = noren()?;
        let pinning = Pinning::begin();
        let folder = tempfile::tempdir_in(folder)?;
        let log = |name: &str| folder.path().join(format!("{name}.log"));
        let any = "127.0.0.1:0";
        let here = ["--browser-host", "127.0.0.1"];
        let line = ["sandbox", "--sandbox-addr", any, "--control-addr", any, here[0], here[1]];
        let sandbox = Running::start(&program, &line, &log("sandbox"))?;
        let line = ["mailbox", "--mailbox-addr", any, "--smtp-addr", any];
        let mailbox = Running::start(&program, &line, &log("mailbox"))?;
        Ok(Ground { program, pinning, folder, sandbox, mailbox })
    }

    /// `host:port` of the sandbox.
    pub fn sandbox(&self) -> Result<String> {
        Ok(self.sandbox.url("telegrams")?.trim_start_matches("http://").to_owned())
    }

    /// `host:port` of the sandbox's control.
    pub fn control(&self) -> Result<String> {
        Ok(self.sandbox.url("control")?.trim_start_matches("http://").to_owned())
    }
}

/// One installation.
pub struct Site {
    dir: PathBuf,
    /// `host:port` of the shop.
    pub shop: String,
    /// `host:port` of the admin.
    pub admin: String,
    /// What there is plenty of.
    pub goods: Vec<Goods>,
    /// What there is little of.
    pub scarce: Vec<Goods>,
    /// Orders that were not placed by a buyer, with the numbers after those that were.
    pub copied: std::ops::RangeInclusive<i64>,
    running: Option<Running>,
}

impl Site {
    /// An installation with so many orders, that runs.
    pub async fn open(ground: &Ground, name: &str, orders: i64) -> Result<Site> {
        let dir = ground.folder.path().join(name);
        let (shop, admin) = free_ports()?;
        let (goods, scarce, copied) = (Vec::new(), Vec::new(), 0..=0);
        let mut site = Site { dir, shop, admin, goods, scarce, copied, running: None };
        site.found(ground)?;
        site.furnish()?;
        site.start(ground)?;
        for number in 0..fill::MODELS {
            let pay = if number % 2 == 0 { Pay::Bank } else { Pay::Card(ground.sandbox()?) };
            let goods = &site.goods[usize::try_from(number)?];
            let fate = buy(&site.shop, goods, &pay).await?;
            ensure!(matches!(fate, Fate::Placed(_)), "the first orders: {fate:?}");
        }
        site.quiet().await?;
        site.grow(ground, orders)?;
        Ok(site)
    }

    /// Brings it to so many orders; it does not serve meanwhile.
    pub fn grow(&mut self, ground: &Ground, orders: i64) -> Result<()> {
        self.running = None;
        self.copied = fill::fill(&self.writer()?, orders)?;
        self.start(ground)
    }

    /// Starts serving.
    pub fn start(&mut self, ground: &Ground) -> Result<()> {
        self.running = None;
        let dir = self.dir.display().to_string();
        let smtp = ground.mailbox.url("smtp")?;
        let port = smtp.rsplit(':').next().context("no port")?;
        let serve =
            ["serve", "--dir", &dir, "--shop-addr", &self.shop, "--admin-addr", &self.admin];
        let program = ground.program.display().to_string();
        let mut line = ground.pinning.server().to_vec();
        line.push(&program);
        line.extend(serve);
        line.extend(["--smtp-host", "127.0.0.1", "--smtp-port", port]);
        // Visitors say where they come from.
        line.extend(["--trusted-proxies", "127.0.0.1"]);
        let log = self.dir.with_extension("log");
        self.running = Some(Running::start(Path::new(line[0]), &line[1..], &log)?);
        Ok(())
    }

    /// Stops serving.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Its process.
    pub fn process(&self) -> Result<u32> {
        Ok(self.running.as_ref().context("it does not run")?.id())
    }

    /// Its database, to read beside the process.
    pub fn reader(&self) -> Result<Store> {
        Ok(Store::open(Options::sqlite(self.dir.join("noren.db")).read_only().readers(1))?)
    }

    fn writer(&self) -> Result<Store> {
        let file = Options::sqlite(self.dir.join("noren.db"));
        Ok(Store::open(file.budget(Duration::from_mins(10)))?)
    }

    /// Waits until every mail has left.
    pub async fn quiet(&self) -> Result<()> {
        let store = self.reader()?;
        let gone = until("the mails leave", MAILS_GONE, async || {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let waiting = sql!("select 1 from outbox where due_at is not null limit 1");
            let waiting = store.read(move |tx| tx.row(waiting, &[])).await?;
            Ok(waiting.is_none().then_some(()))
        });
        gone.await
    }

    /// `noren init` with the sandbox as its gateway.
    fn found(&self, ground: &Ground) -> Result<()> {
        let merchant = Merchant::demo();
        let account = self.dir.with_extension("toml");
        let three_ds = merchant.three_ds_key.as_ref().map_or("", |key| key.expose());
        let sandbox = ground.sandbox()?;
        let text = format!(
            "merchant_id = \"{}\"\nconnect_id = \"{}\"\nconnect_password = \"{}\"\n\
             token_key = \"{}\"\nthree_ds_key = \"{three_ds}\"\n\
             telegrams = \"http://{sandbox}\"\n\
             token_script = \"http://{sandbox}/js/PaygentToken.js\"\nsandbox = true\n",
            merchant.merchant_id,
            merchant.connect_id,
            merchant.connect_password.expose(),
            merchant.token_key,
        );
        std::fs::write(&account, text)?;
        let password = self.dir.with_extension("password");
        std::fs::write(&password, PASSWORD)?;
        let status = Command::new(&ground.program)
            .args(["init", "--sample", "--base-url", &format!("http://{}", self.shop)])
            .args(["--admin-url", &format!("http://{}", self.admin)])
            .arg("--dir")
            .arg(&self.dir)
            .arg("--paygent")
            .arg(&account)
            .arg("--owner-password-file")
            .arg(&password)
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "noren init failed");
        Ok(())
    }

    /// Full shelves but for the scarce goods, and no 3-D Secure.
    fn furnish(&mut self) -> Result<()> {
        let store = self.writer()?;
        let now = SystemClock.now();
        let goods = store.write_blocking(move |tx| {
            sample::fill_shelves(tx, SHOP, PRODUCTS)?;
            let card = settings::current::<CardSettings>(tx, SHOP)?;
            let card = card.ok_or(Error::Engine("no card settings".into()))?.body;
            let card = CardSettings { three_ds: false, ..card };
            settings::save(tx, SHOP, &card, "bench", now)?;
            let all = sql!(
                "select product_id, code from product where product_id > 10000 order by product_id"
            );
            let rows = tx.rows(all, &[])?;
            let goods = rows.iter().map(|row| Ok(Goods { id: row.int(0)?, code: row.text(1)? }));
            let goods = goods.collect::<Result<Vec<_>, Error>>()?;
            for one in &goods[..race::RACES] {
                tx.exec(
                    sql!("update stock set on_hand = $2 where product_id = $1"),
                    &[one.id.into(), race::PIECES.into()],
                )?;
            }
            Ok::<_, Error>(goods)
        })?;
        let (scarce, plenty) = goods.split_at(race::RACES);
        (self.scarce, self.goods) = (scarce.to_vec(), plenty.to_vec());
        Ok(())
    }
}

/// Two addresses that nobody listens on.
fn free_ports() -> Result<(String, String)> {
    // Both are open until both are known, so that they differ.
    let open = || std::net::TcpListener::bind("127.0.0.1:0");
    let (one, other) = (open()?, open()?);
    Ok((one.local_addr()?.to_string(), other.local_addr()?.to_string()))
}

//! `cargo xtask bench sandbox`: how many authorisations the sandbox takes in a second, each on disk
//! before its answer leaves, and whether its memory stays as it is.
//!
//! `noren sandbox --ledger FILE` as a child process, 16 clients with a connection each, everything
//! on the machine's own CPUs. Two ways: 020 with a number (the lenient profile), and a token first,
//! as browsers do.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use form_urlencoded::Serializer;
use paygent_sandbox::{Merchant, TEST_CARDS};

use super::figure::{Must, Sheet};
use super::shop::load::{Run, Span, repeat};
use super::shop::meter;
use super::shop::visitor::Visitor;
use crate::child::{Running, noren};

const CLIENTS: usize = 16;
/// How often the rates are taken.
const ROUNDS: usize = 5;
const SPAN: Duration = Duration::from_secs(3);
/// Payments before the memory is looked at, and again after.
const WARM: usize = 10_000;
const MANY: usize = 100_000;
/// What the memory may grow by: one cache that fills.
const GROWTH: f64 = 8.0;

/// Measures, prints the figures; true if every must is reached.
pub fn run(folder: &Path) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut sheet = Sheet::default();
    runtime.block_on(measure(folder, &mut sheet))?;
    Ok(sheet.tell())
}

async fn measure(folder: &Path, sheet: &mut Sheet) -> Result<()> {
    let folder = tempfile::tempdir_in(folder)?;
    let ledger = folder.path().join("ledger.db").display().to_string();
    let line = ["sandbox", "--profile=lenient", "--sandbox-addr=127.0.0.1:0", "--ledger", &ledger];
    let program = noren()?;
    let sandbox = Running::start(&program, &line, &folder.path().join("sandbox.log"))?;
    let at = sandbox.url("telegrams")?.trim_start_matches("http://").to_owned();
    let crowd = Crowd::gather(&at).await?;

    let (mut plain, mut tokens) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        plain.push(crowd.pay(Span::Time(SPAN), false).await?);
        tokens.push(crowd.pay(Span::Time(SPAN), true).await?);
    }
    let rate = |runs: &[Run]| runs.iter().map(Run::per_second).collect();
    let slow = |runs: &[Run]| runs.iter().map(|run| run.percentile(99)).collect();
    sheet.add("020, 16 clients, on disk", "a second", rate(&plain), Must::Least(1_000.0));
    sheet.add("020, p99", "ms", slow(&plain), Must::Told);
    sheet.add("token and 020, 16 clients, on disk", "a second", rate(&tokens), Must::Told);

    crowd.pay(Span::Times(WARM), false).await?;
    let before = meter::memory(sandbox.id())?;
    crowd.pay(Span::Times(MANY), false).await?;
    let after = meter::memory(sandbox.id())?;
    sheet.add("memory before 100,000 payments", "MiB", vec![before], Must::Told);
    sheet.add("memory after 100,000 payments", "MiB", vec![after], Must::Told);
    sheet.add("memory grown by", "MiB", vec![after - before], Must::Most(GROWTH));
    Ok(())
}

/// The clients; each keeps its connection. No `trading_id` comes twice.
struct Crowd {
    idle: RefCell<Vec<Visitor>>,
    next: RefCell<u64>,
    merchant: Merchant,
}

impl Crowd {
    async fn gather(at: &str) -> Result<Crowd> {
        let mut idle = Vec::new();
        for _ in 0..CLIENTS {
            idle.push(Visitor::arrive(at).await?);
        }
        Ok(Crowd { idle: RefCell::new(idle), next: RefCell::new(0), merchant: Merchant::demo() })
    }

    async fn pay(&self, span: Span, with_token: bool) -> Result<Run> {
        repeat(CLIENTS, span, async |_| {
            let mut client = self.idle.borrow_mut().pop().context("nobody is idle")?;
            let number = self.next.replace_with(|next| *next + 1);
            self.authorise(&mut client, number, with_token).await?;
            self.idle.borrow_mut().push(client);
            Ok(())
        })
        .await
    }

    async fn authorise(&self, client: &mut Visitor, number: u64, with_token: bool) -> Result<()> {
        let card = TEST_CARDS.iter().find(|row| row.key == "frictionless").context("no card")?;
        let merchant = &self.merchant;
        let mut form = Serializer::new(String::new());
        form.append_pair("merchant_id", &merchant.merchant_id)
            .append_pair("connect_id", &merchant.connect_id)
            .append_pair("connect_password", merchant.connect_password.expose())
            .append_pair("telegram_kind", "020")
            .append_pair("telegram_version", "1.0")
            .append_pair("trading_id", &number.to_string())
            .append_pair("payment_amount", "9680")
            .append_pair("payment_class", "10")
            .append_pair("3dsecure_ryaku", "1");
        if with_token {
            let token = self.token(client, card.number).await?;
            form.append_pair("card_token", &token);
        } else {
            form.append_pair("card_number", card.number).append_pair("card_valid_term", "1240");
        }
        let answer = client.post("/n/card/request", form.finish()).await?;
        let ok = answer.body.starts_with(b"\r\nresult=0\r\n");
        ensure!(ok, "020: {}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    async fn token(&self, client: &mut Visitor, number: &str) -> Result<String> {
        let form = Serializer::new(String::new())
            .append_pair("merchant_id", &self.merchant.merchant_id)
            .append_pair("token_generate_key", &self.merchant.token_key)
            .append_pair("card_number", number)
            .append_pair("card_expire_year", "40")
            .append_pair("card_expire_month", "12")
            .append_pair("card_cvc", "123")
            .finish();
        let answer = client.post("/n/token/request", form).await?;
        let json: serde_json::Value = serde_json::from_slice(&answer.body)?;
        let token = json["tokenizedCardObject"]["token"].as_str();
        Ok(token.with_context(|| format!("no token: {json}"))?.to_owned())
    }
}

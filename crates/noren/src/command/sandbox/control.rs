//! What is asked of a running sandbox, by its control port.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use paygent_sandbox::Remote;
use serde_json::{Value, json};

/// How often the log is looked at.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);

/// Where the sandbox is controlled.
#[derive(clap::Args)]
struct Where {
    /// The `--control-addr` of the sandbox
    #[arg(long, env = "NOREN_CONTROL_ADDR", default_value = "127.0.0.1:8091")]
    control_addr: SocketAddr,
}

impl Where {
    fn sandbox(&self) -> Remote {
        Remote::at(self.control_addr)
    }
}

/// Make something happen to a payment behind the shop's back
///
/// Events: `payment.captured`, `payment.cancelled`, `payment.refunded`, `payment.refused`,
/// `payment.expired`, `payment.refund_expired`.
#[derive(clap::Args)]
pub struct Trigger {
    /// What happens, such as payment.captured
    event: String,
    /// The payment's 取引ID (`trading_id`)
    #[arg(long, required_unless_present = "payment")]
    trade: Option<String>,
    /// Or its `payment_id`, where several share a 取引ID
    #[arg(long)]
    payment: Option<String>,
    /// Its merchant, if it is not the first one
    #[arg(long)]
    merchant: Option<String>,
    #[command(flatten)]
    at: Where,
}

/// Move the sandbox's clock ahead, such as `+61d`, `+30m` or `+10s`
#[derive(clap::Args)]
pub struct Clock {
    /// A number of days (d), hours (h), minutes (m) or seconds (s)
    ahead: String,
    #[command(flatten)]
    at: Where,
}

/// Run the nightly batch once, or say whether captures and cancellations wait for it
#[derive(clap::Args)]
pub struct Settle {
    /// From now on they wait for the batch (on), or are through at once (off); nothing is run
    #[arg(long)]
    nightly: Option<Switch>,
    #[command(flatten)]
    at: Where,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Show the telegrams that came
#[derive(clap::Args)]
pub struct Log {
    /// Go on showing what comes
    #[arg(long)]
    follow: bool,
    /// Also what was asked and answered, field by field, without card data
    #[arg(long)]
    fields: bool,
    #[command(flatten)]
    at: Where,
}

/// Merchants
#[derive(clap::Subcommand)]
pub enum Merchant {
    Add(AddMerchant),
}

/// Make a merchant with ids and keys of its own, and print them
#[derive(clap::Args)]
pub struct AddMerchant {
    /// Where payment notices are posted
    #[arg(long)]
    notice_url: Option<String>,
    /// Without the contract for stored cards (カード情報お預かり)
    #[arg(long)]
    no_vault: bool,
    /// Without the contract for EMV 3-D Secure
    #[arg(long)]
    no_three_ds: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: Where,
}

pub async fn trigger(wish: Trigger) -> Result<()> {
    let asked = json!({
        "event": wish.event,
        "trading_id": wish.trade,
        "payment_id": wish.payment,
        "merchant_id": wish.merchant,
    });
    let done = wish.at.sandbox().post("/trigger", &asked).await?;
    say(&format!("payment {} has status {}", plain(&done["payment_id"]), done["status"]))
}

pub async fn clock(wish: &Clock) -> Result<()> {
    let ahead = milliseconds(&wish.ahead)
        .with_context(|| format!("{} is no time such as +61d, +30m or +10s", wish.ahead))?;
    let done = wish.at.sandbox().post("/clock", &json!({ "ms": ahead })).await?;
    say(&format!("the clock is {} ms ahead", done["clock_ahead_ms"]))
}

pub async fn settle(wish: &Settle) -> Result<()> {
    let (settlement, words) = match wish.nightly {
        None => {
            let done = wish.at.sandbox().post("/settle", &json!({})).await?;
            return say(&format!("the nightly batch has moved {} payments", done["moved"]));
        }
        Some(Switch::On) => ("in_batch", "wait for the nightly batch"),
        Some(Switch::Off) => ("at_once", "are through at once"),
    };
    wish.at.sandbox().post("/settings", &json!({ "settlement": settlement })).await?;
    say(&format!("captures and cancellations {words}"))
}

/// `+61d` in milliseconds.
fn milliseconds(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];
    let text = text.strip_prefix('+').unwrap_or(text);
    let number = |(unit, seconds): (&str, u64)| {
        let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
        count.checked_mul(seconds * 1_000)
    };
    UNITS.into_iter().find_map(number)
}

pub async fn log(wish: &Log) -> Result<()> {
    let mut last = 0;
    loop {
        let told = wish.at.sandbox().get(&format!("/telegrams?after={last}")).await?;
        for telegram in told.as_array().context("the sandbox tells no list")? {
            last = telegram["number"].as_i64().unwrap_or(last);
            say(&line(telegram))?;
            if wish.fields {
                say(&indented(&telegram["asked"], "> "))?;
                say(&indented(&telegram["answered"], "< "))?;
            }
        }
        if !wish.follow {
            return Ok(());
        }
        tokio::time::sleep(FOLLOW_EVERY).await;
    }
}

fn line(telegram: &Value) -> String {
    let outcome = match telegram["result"].as_str() {
        Some("0") => "ok".to_owned(),
        Some("1") => plain(&telegram["code"]),
        _ => "no answer".to_owned(),
    };
    let of = |name: &str| plain(&telegram[name]);
    let amount = telegram["amount"].as_i64().map(|yen| format!(" {yen} yen")).unwrap_or_default();
    format!(
        "{}  {}  {outcome:<9}  {}  {}  {}{amount}",
        of("at"),
        of("kind"),
        of("merchant_id"),
        of("trading_id"),
        of("payment_id"),
    )
}

fn indented(text: &Value, mark: &str) -> String {
    let lines = text.as_str().unwrap_or_default().lines();
    lines.map(|line| format!("    {mark}{line}")).collect::<Vec<_>>().join("\n")
}

pub async fn add_merchant(wish: &AddMerchant) -> Result<()> {
    let asked = json!({
        "notice_url": wish.notice_url,
        "vault": !wish.no_vault,
        "three_ds": !wish.no_three_ds,
    });
    let made = wish.at.sandbox().post("/merchants", &asked).await?;
    if wish.json {
        return say(&made.to_string());
    }
    for name in [
        "merchant_id",
        "connect_id",
        "connect_password",
        "token_key",
        "token_hash_key",
        "three_ds_key",
        "notice_key",
    ] {
        say(&format!("{name:<19}{}", plain(&made[name])))?;
    }
    match made["client_certificate"].as_str() {
        Some(file) => say(&format!("client_certificate {file}")),
        None => Ok(()),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush().context("writing")
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn times_are_numbers_with_a_unit() {
        for (text, expected) in [
            ("+61d", Some(61 * 86_400_000)),
            ("30m", Some(1_800_000)),
            ("+2h", Some(7_200_000)),
            ("+10s", Some(10_000)),
            ("+10", None),
            ("-1d", None),
            ("d", None),
            ("+99999999999999999d", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}

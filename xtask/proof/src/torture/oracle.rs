//! Are the promises kept? Our database and the gateway's ledger and the mailbox, side by side
//! (DESIGN section 2).

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

/// A mail that left may be on its way for so long. Only a faulty shop takes it for sent before the
/// server has it.
const ARRIVED: Duration = Duration::from_secs(1);

/// Where the truth is read.
pub struct Oracle {
    database: std::path::PathBuf,
    control: String,
    mailbox: String,
    client: reqwest::Client,
}

/// A payment of the gateway's ledger.
#[derive(Clone, Debug)]
pub struct Trade {
    /// 取引ID.
    pub trading_id: String,
    /// Yen.
    pub amount: i64,
    /// Held or captured.
    pub is_live: bool,
}

/// What our database says.
#[derive(Debug, Default)]
pub struct Ours {
    /// 取引ID under which an intent to charge is committed: an attempt's, or of a change of amount.
    pub intents: HashSet<String>,
    /// 取引ID and amount of the payment that every order has now.
    pub payments: HashMap<String, i64>,
    /// Mails that must arrive.
    pub message_ids: HashSet<String>,
    /// Those not yet known to be sent.
    pub unsent: HashSet<String>,
    /// Placed.
    pub orders: i64,
    /// Orders whose total is not what their payment holds: must be none.
    pub differing: i64,
    /// Orders without mails: must be none.
    pub orders_without_mails: i64,
    /// Reserved pieces.
    pub reserved: i64,
}

/// Committed orders.
pub struct Orders(Connection);

impl Orders {
    /// How many there are at this instant.
    pub fn count(&self) -> Result<i64> {
        let mut count = self.0.prepare_cached("select count(*) from orders")?;
        Ok(count.query_row([], |row| row.get(0))?)
    }
}

impl Oracle {
    /// Reads from these places.
    pub fn new(database: &Path, control: &str, mailbox: &str) -> Oracle {
        let client = reqwest::Client::new();
        let (control, mailbox) = (control.to_owned(), mailbox.to_owned());
        Oracle { database: database.to_owned(), control, mailbox, client }
    }

    /// Enough for every buyer.
    pub fn fill_stock(&self) -> Result<()> {
        let db = self.database()?;
        db.execute("update stock set on_hand = 1000000", [])?;
        Ok(())
    }

    /// The gateway's book.
    pub async fn trades(&self) -> Result<Vec<Trade>> {
        let json = self.json(&format!("{}/trades", self.control)).await?;
        let rows = json.as_array().or(json["trades"].as_array()).context("no list of trades")?;
        let trade = |row: &Value| {
            Some(Trade {
                trading_id: row["trading_id"].as_str()?.to_owned(),
                amount: row["amount"].as_i64()?,
                is_live: matches!(row["status"].as_i64()?, 20 | 21 | 30 | 35 | 40 | 41 | 43 | 44),
            })
        };
        rows.iter().map(|row| trade(row).context("a trade that cannot be read")).collect()
    }

    /// How often 020 reached the gateway, by 取引ID.
    pub async fn authorisations(&self) -> Result<HashMap<String, usize>> {
        let json = self.json(&format!("{}/telegrams", self.control)).await?;
        let rows = json.as_array().or(json["telegrams"].as_array()).context("no telegrams")?;
        let mut counts = HashMap::new();
        for row in rows.iter().filter(|row| row["kind"] == "020") {
            let id = row["trading_id"].as_str().unwrap_or_default().to_owned();
            *counts.entry(id).or_default() += 1;
        }
        Ok(counts)
    }

    /// How often each Message-ID arrived.
    pub async fn mails(&self) -> Result<HashMap<String, usize>> {
        let json = self.json(&format!("{}/api/messages", self.mailbox)).await?;
        let rows = json.as_array().or(json["messages"].as_array()).context("no messages")?;
        let mut counts = HashMap::new();
        for row in rows {
            let id = row["message_id"].as_str().unwrap_or_default();
            *counts.entry(id.trim_matches(['<', '>']).to_owned()).or_default() += 1;
        }
        Ok(counts)
    }

    /// The mails that arrived, as soon as these are among them, or after a while.
    async fn arrived(&self, expected: &HashSet<String>) -> Result<HashMap<String, usize>> {
        let start = Instant::now();
        loop {
            let mails = self.mails().await?;
            if expected.iter().all(|id| mails.contains_key(id)) || start.elapsed() > ARRIVED {
                return Ok(mails);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn json(&self, url: &str) -> Result<Value> {
        let answer = self.client.get(url).timeout(Duration::from_secs(30)).send().await?;
        let text = answer.text().await?;
        serde_json::from_str(&text).with_context(|| format!("{url} answered {text:.80}"))
    }

    fn database(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let db = Connection::open_with_flags(&self.database, flags)?;
        db.busy_timeout(Duration::from_secs(10))?;
        Ok(db)
    }

    /// What our database says, alive or dead.
    pub fn ours(&self) -> Result<Ours> {
        let db = self.database()?;
        let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
        let mut ours = Ours {
            orders: number("select count(*) from orders")?,
            differing: number(
                "select count(*) from orders join payment using (shop_id, order_id)
                 where head = 1 and payment.amount <> orders.total",
            )?,
            orders_without_mails: number(
                "select count(*) from orders where order_id not in
                   (select order_id from outbox where kind in ('thanks', 'copy')
                    group by order_id having count(*) = 2)",
            )?,
            reserved: number("select coalesce(sum(reserved), 0) from stock")?,
            ..Ours::default()
        };
        // `sent_at` is written with "sending" and never taken back.
        let mut rows = db.prepare(
            "select trading_id from attempt where sent_at is not null
             union select new_trading_id from payment_op where new_trading_id is not null",
        )?;
        for row in rows.query_map([], |row| row.get(0))? {
            ours.intents.insert(row?);
        }
        let mut rows = db.prepare("select trading_id, amount from payment where head = 1")?;
        for row in rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (id, amount) = row?;
            ours.payments.insert(id, amount);
        }
        let mut rows = db.prepare("select message_id from outbox where kind <> 'task'")?;
        for row in rows.query_map([], |row| row.get::<_, String>(0))? {
            ours.message_ids.insert(row?.trim_matches(['<', '>']).to_owned());
        }
        let mut rows = db.prepare("select message_id from outbox where state = 'waiting'")?;
        for row in rows.query_map([], |row| row.get::<_, String>(0))? {
            ours.unsent.insert(row?.trim_matches(['<', '>']).to_owned());
        }
        Ok(ours)
    }

    /// Whether nothing is open and every mail has left.
    pub fn is_quiet(&self) -> Result<bool> {
        let db = self.database()?;
        let open = "select (select count(*) from attempt
               where state in ('created', 'challenge', 'sending', 'unknown'))
             + (select count(*) from payment_op where state in ('queued', 'sending', 'unknown'))
             + (select count(*) from outbox where state = 'waiting')";
        Ok(db.query_row(open, [], |row| row.get::<_, i64>(0))? == 0)
    }

    /// Right after a kill: mails that the server took and we do not know of. Each of them may come
    /// once more.
    pub async fn cut_off(&self) -> Result<Vec<String>> {
        let (mails, ours) = (self.mails().await?, self.ours()?);
        Ok(ours.unsent.into_iter().filter(|id| mails.contains_key(id)).collect())
    }

    /// For somebody who counts orders all the time.
    pub fn watch(&self) -> Result<Orders> {
        Ok(Orders(self.database()?))
    }

    /// Promise 1, at this very instant: no payment without a committed intent of ours.
    pub async fn instant(&self) -> Result<Vec<String>> {
        // The ledger first: what is in it must have been ours before.
        let trades = self.trades().await?;
        let ours = self.ours()?;
        Ok(trades
            .iter()
            .filter(|trade| !ours.intents.contains(&trade.trading_id))
            .map(|trade| format!("promise 1: no intent for payment {}", trade.trading_id))
            .collect())
    }

    /// Promises 2 to 4, when everything has settled. `placed`: buyers who saw 完了画面. `cut_off`:
    /// mails whose answer a kill kept from us, each as often as that happened.
    pub async fn settled(&self, placed: usize, cut_off: &[String]) -> Result<Vec<String>> {
        let ours = self.ours()?;
        let mails = self.arrived(&ours.message_ids).await?;
        let trades = self.trades().await?;
        let authorisations = self.authorisations().await?;
        let mut broken = Vec::new();
        let live: HashMap<_, _> = trades
            .iter()
            .filter(|trade| trade.is_live)
            .map(|trade| (trade.trading_id.clone(), trade.amount))
            .collect();
        for (id, amount) in &live {
            match ours.payments.get(id) {
                Some(ordered) if ordered == amount => {}
                Some(ordered) => broken.push(format!("promise 2: {id} is {amount}, not {ordered}")),
                None => broken.push(format!("promise 2: charged without an order: {id}")),
            }
        }
        for id in ours.payments.keys().filter(|id| !live.contains_key(*id)) {
            broken.push(format!("promise 2: an order without a charge: {id}"));
        }
        for (id, count) in authorisations.iter().filter(|(_, count)| **count > 1) {
            broken.push(format!("promise 3: 020 of {id} left {count} times"));
        }
        for id in ours.message_ids.iter().filter(|id| !mails.contains_key(*id)) {
            broken.push(format!("promise 4: mail {id} is lost"));
        }
        for (id, count) in mails.iter().filter(|(_, count)| **count > 1) {
            let allowed = 1 + cut_off.iter().filter(|cut| *cut == id).count();
            if *count > allowed {
                broken.push(format!("promise 4: mail {id} came {count} times, not {allowed}"));
            }
        }
        if usize::try_from(ours.orders) != Ok(placed) {
            broken.push(format!("promise 2: {} orders of {placed} buyers", ours.orders));
        }
        if ours.differing > 0 {
            broken.push(format!("promise 2: {} orders differ from their payment", ours.differing));
        }
        if ours.orders_without_mails > 0 {
            broken.push(format!("promise 2: {} orders lack mails", ours.orders_without_mails));
        }
        if ours.reserved > 0 {
            broken.push(format!("{} pieces stay reserved", ours.reserved));
        }
        Ok(broken)
    }
}

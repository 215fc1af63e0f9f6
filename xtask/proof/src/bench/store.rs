//! `cargo xtask bench store`: what sharing commits is worth.
//!
//! Complete orders a second (stock, number, order, line, mail: five statements) on SQLite in WAL
//! with synchronous=FULL. A raw loop with prepared statements that commits each order alone is
//! measured against the store with 1 and with 64 clients, in turn, three times in one process. Each
//! round is itself a turn of short slices, so that a busy moment of the machine hits all of them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, Statement};
use store::{Error, Migration, Options, Sql, Store, Tx, sql};
use tokio::runtime::Runtime;

use super::figure::{figure, median};

/// Turns of raw loop, one client and many clients.
const ROUNDS: usize = 3;
/// Slices of each kind in one round.
const SLICES: usize = 8;
/// How long one slice is measured.
const SPAN: Duration = Duration::from_millis(500);
/// Orders before anything is measured, many to a commit: a log that still grows makes each commit
/// slower than it will be, and would flatter whoever commits less often.
const WARM_UP: i64 = 2_000;
const WARM_UP_COMMIT: i64 = 200;
const CLIENTS: usize = 64;
/// Medians that must be reached, as a multiple of the raw loop.
const MUST_MANY: f64 = 5.0;
const MUST_ONE: f64 = 0.6;
const PRODUCTS: i64 = 1_000;

const TABLES: &[Migration] = &[Migration {
    name: "0001_bench",
    text: "
        create table stock (
          shop_id bigint not null, product_id bigint not null,
          on_hand bigint not null check (on_hand >= 0), primary key (shop_id, product_id)
        );
        create table counter (
          shop_id bigint not null, name text not null, value bigint not null,
          primary key (shop_id, name)
        );
        create table orders (
          shop_id bigint not null, order_id bigint not null, number text not null,
          placed_at bigint not null, buyer_name text not null, checkout text not null,
          total bigint not null, primary key (shop_id, order_id)
        );
        create unique index orders_number on orders (shop_id, number);
        create table order_line (
          shop_id bigint not null, order_id bigint not null, line_no bigint not null,
          product_id bigint not null, name text not null, unit_price bigint not null,
          quantity bigint not null, primary key (shop_id, order_id, line_no)
        );
        create table outbox (
          shop_id bigint not null, message_id text not null, recipient text not null,
          body text not null, due_at bigint, primary key (shop_id, message_id)
        );
        create index outbox_due on outbox (due_at) where due_at is not null;",
}];

const PLACED_AT: i64 = 1_795_496_731_000;
const BUYER: &str = "山田 花子";
const CHECKOUT: &str =
    r#"{"postal":"6048136","prefecture":26,"city":"京都市中京区","street":"梅忠町"}"#;
const THANKS: &str = "山田 花子 様\n\nこの度はご注文いただき、ありがとうございます。\nご注文番号: ";

/// Measures, prints one JSON line per figure, and tells whether the medians are reached. `folder`
/// must lie on a real disk: in memory a commit costs nothing, and there is nothing to share.
pub fn run(folder: &Path) -> Result<bool> {
    std::fs::create_dir_all(folder)?;
    let mut raw = Vec::new();
    let mut one = Vec::new();
    let mut many = Vec::new();
    for round in 1..=ROUNDS {
        let found = self::round(folder)?;
        figure(&format!("round {round}: raw loop"), found.raw, "orders/s");
        figure(&format!("round {round}: store, 1 client"), found.one, "orders/s");
        figure(&format!("round {round}: store, {CLIENTS} clients"), found.many, "orders/s");
        raw.push(found.raw);
        one.push(found.one);
        many.push(found.many);
    }
    let ratio = |store: &[f64]| {
        median(&store.iter().zip(&raw).map(|(it, raw)| it / raw).collect::<Vec<_>>())
    };
    let (ratio_one, ratio_many) = (ratio(&one), ratio(&many));
    figure("median: raw loop", median(&raw), "orders/s");
    figure("median: store, 1 client", median(&one), "orders/s");
    figure(&format!("median: store, {CLIENTS} clients"), median(&many), "orders/s");
    figure("median: store, 1 client, to raw loop", ratio_one, "x");
    figure(&format!("median: store, {CLIENTS} clients, to raw loop"), ratio_many, "x");
    Ok(ratio_many >= MUST_MANY && ratio_one >= MUST_ONE)
}

/// Mean orders a second over the slices of one round.
struct Round {
    raw: f64,
    one: f64,
    many: f64,
}

fn round(folder: &Path) -> Result<Round> {
    let dir = tempfile::tempdir_in(folder)?;
    let [raw_file, one_file, many_file] =
        ["raw.db", "one.db", "many.db"].map(|name| dir.path().join(name));
    let connection = open_raw(&raw_file)?;
    let mut raw = Raw::new(&connection)?;
    raw.warm_up()?;
    let one = Shop::open(&one_file)?;
    let many = Shop::open(&many_file)?;
    let mut sum = Round { raw: 0.0, one: 0.0, many: 0.0 };
    let share = 1.0 / f64::from(u32::try_from(SLICES)?);
    for slice in 0..SLICES {
        // The disk still works off what the many left: the other two take turns in coming next.
        if slice % 2 == 0 {
            sum.raw += raw.slice()? * share;
            sum.one += one.slice(1)? * share;
        } else {
            sum.one += one.slice(1)? * share;
            sum.raw += raw.slice()? * share;
        }
        sum.many += many.slice(CLIENTS)? * share;
    }
    let placed = raw.placed;
    drop(raw);
    drop(connection);
    check(&Store::open(Options::sqlite(&raw_file))?, placed)?;
    check(&one.store, one.placed.load(Ordering::Relaxed))?;
    check(&many.store, many.placed.load(Ordering::Relaxed))?;
    Ok(sum)
}

/// A file with its tables and stock, made by the store for both.
fn open(path: &Path) -> Result<Store> {
    let store = Store::open(Options::sqlite(path))?;
    store.migrate(TABLES)?;
    store.write_blocking(|tx| {
        for product in 1..=PRODUCTS {
            tx.exec(
                sql!("insert into stock (shop_id, product_id, on_hand) values (1, $1, 1000000000)"),
                &[product.into()],
            )?;
        }
        Ok::<_, Error>(())
    })?;
    Ok(store)
}

// SQLite numbers `$n` by first appearance, and the raw loop binds by that: keep them in order.
const TAKE: Sql = sql!(
    "update stock set on_hand = on_hand - $1 \
     where on_hand >= $1 and shop_id = $2 and product_id = $3"
);
const COUNT: Sql = sql!(
    "insert into counter (shop_id, name, value) values ($1, 'order', 1) \
     on conflict (shop_id, name) do update set value = counter.value + 1 returning value"
);
const ORDER: Sql = sql!(
    "insert into orders (shop_id, order_id, number, placed_at, buyer_name, checkout, total) \
     values ($1, $2, $3, $4, $5, $6, $7)"
);
const LINE: Sql = sql!(
    "insert into order_line (shop_id, order_id, line_no, product_id, name, unit_price, quantity) \
     values ($1, $2, 1, $3, $4, $5, $6)"
);
const MAIL: Sql = sql!(
    "insert into outbox (shop_id, message_id, recipient, body, due_at) values ($1, $2, $3, $4, $5)"
);

/// One order through the store.
fn place(tx: &mut dyn Tx, product: i64) -> Result<i64, Error> {
    if tx.exec(TAKE, &[1.into(), 1.into(), product.into()])? == 0 {
        return Err(Error::Engine("sold out".into()));
    }
    let order = tx.row(COUNT, &[1.into()])?.ok_or(Error::Closed)?.int(0)?;
    let number = format!("order{order:05}");
    tx.exec(
        ORDER,
        &[
            1.into(),
            order.into(),
            number.as_str().into(),
            PLACED_AT.into(),
            BUYER.into(),
            CHECKOUT.into(),
            3_300.into(),
        ],
    )?;
    tx.exec(
        LINE,
        &[1.into(), order.into(), product.into(), "煎茶".into(), 3_300.into(), 1.into()],
    )?;
    tx.exec(
        MAIL,
        &[
            1.into(),
            format!("{number}@shop.example").into(),
            "hanako@example.jp".into(),
            format!("{THANKS}{number}").into(),
            PLACED_AT.into(),
        ],
    )?;
    Ok(order)
}

/// One store, with its clients' runtime.
struct Shop {
    store: Store,
    runtime: Runtime,
    placed: Arc<AtomicI64>,
}

impl Shop {
    fn open(path: &Path) -> Result<Shop> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let store = open(path)?;
        for _ in 0..WARM_UP / WARM_UP_COMMIT {
            store.write_blocking(|tx| {
                (1..=WARM_UP_COMMIT).try_for_each(|product| place(tx, product).map(|_| ()))
            })?;
        }
        Ok(Shop { store, runtime, placed: Arc::new(AtomicI64::new(WARM_UP)) })
    }

    /// Orders a second of `clients` tasks that each place one order after the other.
    fn slice(&self, clients: usize) -> Result<f64> {
        let start = Instant::now();
        let before = self.placed.load(Ordering::Relaxed);
        self.runtime.block_on(async {
            let tasks: Vec<_> = (0..clients)
                .map(|client| {
                    let (store, placed) = (self.store.clone(), Arc::clone(&self.placed));
                    tokio::spawn(async move {
                        let mut product = i64::try_from(client).unwrap_or(0) * 7 % PRODUCTS;
                        while start.elapsed() < SPAN {
                            product = product % PRODUCTS + 1;
                            let one = product;
                            store.write_on(1, move |tx| place(tx, one)).await?;
                            placed.fetch_add(1, Ordering::Relaxed);
                        }
                        Ok::<_, Error>(())
                    })
                })
                .collect();
            for task in tasks {
                task.await.context("a client")??;
            }
            Ok::<_, anyhow::Error>(())
        })?;
        Ok(per_second(self.placed.load(Ordering::Relaxed) - before, start.elapsed()))
    }
}

/// A connection with the store's settings, on a file of the same tables.
fn open_raw(path: &Path) -> Result<Connection> {
    drop(open(path)?);
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(connection)
}

/// The statements of the raw loop, prepared once.
struct Raw<'a> {
    begin: Statement<'a>,
    take: Statement<'a>,
    count: Statement<'a>,
    order: Statement<'a>,
    line: Statement<'a>,
    mail: Statement<'a>,
    commit: Statement<'a>,
    placed: i64,
    product: i64,
}

impl<'a> Raw<'a> {
    fn new(connection: &'a Connection) -> Result<Raw<'a>> {
        Ok(Raw {
            begin: connection.prepare("begin immediate")?,
            take: connection.prepare(TAKE.text())?,
            count: connection.prepare(COUNT.text())?,
            order: connection.prepare(ORDER.text())?,
            line: connection.prepare(LINE.text())?,
            mail: connection.prepare(MAIL.text())?,
            commit: connection.prepare("commit")?,
            placed: 0,
            product: 0,
        })
    }

    fn warm_up(&mut self) -> Result<()> {
        for _ in 0..WARM_UP / WARM_UP_COMMIT {
            self.begin.execute([])?;
            for _ in 0..WARM_UP_COMMIT {
                self.place()?;
            }
            self.commit.execute([])?;
        }
        Ok(())
    }

    /// The same statements, each order committed alone, nobody to hand work to.
    fn slice(&mut self) -> Result<f64> {
        let (start, before) = (Instant::now(), self.placed);
        while start.elapsed() < SPAN {
            self.begin.execute([])?;
            self.place()?;
            self.commit.execute([])?;
        }
        Ok(per_second(self.placed - before, start.elapsed()))
    }

    fn place(&mut self) -> Result<()> {
        self.product = self.product % PRODUCTS + 1;
        ensure!(self.take.execute((1, 1, self.product))? == 1, "sold out");
        let id: i64 = self.count.query_row([1], |row| row.get(0))?;
        let number = format!("order{id:05}");
        self.order.execute((1, id, &number, PLACED_AT, BUYER, CHECKOUT, 3_300))?;
        self.line.execute((1, id, self.product, "煎茶", 3_300, 1))?;
        let message = format!("{number}@shop.example");
        let body = format!("{THANKS}{number}");
        self.mail.execute((1, message, "hanako@example.jp", body, PLACED_AT))?;
        self.placed += 1;
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
fn per_second(orders: i64, span: Duration) -> f64 {
    orders as f64 / span.as_secs_f64()
}

/// Every answered order is there, whole.
fn check(store: &Store, placed: i64) -> Result<()> {
    let counted = store.read_blocking(|tx| {
        tx.row(
            sql!(
                "select (select count(*) from orders), (select count(*) from order_line), \
                 (select count(*) from outbox), (select sum(1000000000 - on_hand) from stock)"
            ),
            &[],
        )
    });
    let counted = counted?.context("the tables can be counted")?;
    for column in 0..4 {
        ensure!(counted.int(column)? == placed, "{placed} answered, {:?} there", counted.values());
    }
    Ok(())
}

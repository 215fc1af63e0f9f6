//! `cargo xtask bench door`: whether the time of an answer tells who has an account (X9).
//!
//! The same tries, of ids that somebody has and of ids that nobody has, in turn, on SQLite on a
//! real disk: signing in with a wrong password (members, staff), asking for a new password,
//! registering with an address. Each comes from an address of its own, so that no limit answers
//! instead.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use shop::checkout::CheckoutForm;
use shop::clock::{HandClock, MINUTE, SystemClock};
use shop::member::{self, Browser, Registration};
use shop::profile::Shop;
use shop::secret::{Cipher, Secret};
use shop::staff::{self, Visitor};
use shop::world::{Pace, World};
use shop::{clock::Clock, migrations, payment, sample};
use store::{Options, Store, Tx, sql};

use super::figure::{Must, Sheet, median};

/// How it is run.
#[derive(clap::Args, Clone, Copy)]
pub struct Wish {
    /// So many tries of each kind, half of them of ids that somebody has
    #[arg(long, default_value_t = 10_000)]
    tries: usize,
}

/// The middle times may differ by so many milliseconds (X9).
const MUST: f64 = 5.0;

/// What a stranger tries.
#[derive(Clone, Copy, Debug)]
enum Door {
    Member,
    Staff,
    Reset,
    Register,
}

impl Door {
    const ALL: [(Door, &str); 4] = [
        (Door::Member, "member sign-in"),
        (Door::Staff, "staff sign-in"),
        (Door::Reset, "asking for a new password"),
        (Door::Register, "registering"),
    ];
}

/// Measures, prints the figures; true if no middle time tells anything.
pub fn run(wish: Wish, folder: &Path) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut sheet = Sheet::default();
    runtime.block_on(measure(wish, folder, &mut sheet))?;
    Ok(sheet.tell())
}

async fn measure(wish: Wish, folder: &Path, sheet: &mut Sheet) -> Result<()> {
    let dir = tempfile::tempdir_in(folder)?;
    let site = Site::open(dir.path(), wish.tries / 2).await?;
    for (door, name) in Door::ALL {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for number in 0..wish.tries / 2 {
            // Which comes first changes, so that neither has the warmer cache.
            let first_known = number % 2 == 0;
            for is_known in [first_known, !first_known] {
                let took = site.take(door, number, is_known).await?;
                if is_known { known.push(took) } else { unknown.push(took) }
            }
        }
        let (known, unknown) = (median(&known), median(&unknown));
        sheet.add(&format!("{name}, known id, p50"), "ms", vec![known], Must::Told);
        sheet.add(&format!("{name}, unknown id, p50"), "ms", vec![unknown], Must::Told);
        let differs = (known - unknown).abs();
        sheet.add(&format!("{name}, difference"), "ms", vec![differs], Must::Most(MUST));
    }
    Ok(())
}

/// A shop with members and people at the desk.
struct Site {
    world: World,
    shop: Shop,
    clock: Arc<HandClock>,
}

impl Site {
    async fn open(dir: &Path, count: usize) -> Result<Site> {
        let store = Store::open(Options::sqlite(dir.join("door.db")))?;
        store.migrate(migrations::ALL)?;
        let gateway = Arc::new(payment::Wire::new());
        let mut world = World::new(store, gateway, Cipher::new(&[7; 32]), Pace::PRODUCTION);
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        world.clock = clock.clone();
        let shop = sample::shop("http://127.0.0.1:8080", "http://127.0.0.1:8081");
        let (seeded, now) = (shop.clone(), world.now());
        world.store.write(move |tx: &mut dyn Tx| sample::seed(tx, &seeded, now)).await?;
        staff::create(&world, &shop, "model", "佐藤", &Secret::new("noren-no-uchi")).await?;
        let site = Site { world, shop, clock };
        site.fill(i64::try_from(count)?).await?;
        Ok(site)
    }

    /// Accounts `known-0` … of both kinds, with one password that is never tried.
    async fn fill(&self, count: i64) -> Result<()> {
        let fill = move |tx: &mut dyn Tx| {
            for number in 0..count {
                let (login, email) = (format!("known-{number}"), email(number, true));
                tx.exec(
                    sql!(
                        "insert into staff (shop_id, staff_id, login, name, password, failures)
                         select shop_id, $1, $2, name, password, 0 from staff
                         where login = 'model'"
                    ),
                    &[(1_000_000 + number).into(), login.as_str().into()],
                )?;
                tx.exec(
                    sql!(
                        "insert into member (shop_id, member_id, login, login_key, email,
                           email_key, email_confirmed_at, password, family, given, family_kana,
                           given_kana, phone, postal, prefecture, city, street, building,
                           registered_at)
                         select shop_id, $1, $2, $2, $3, $3, 1, password, '小林', '葵', 'コバヤシ',
                           'アオイ', '075-000-0123', '6048136', 26, '京都市中京区', '1', '', 1
                         from staff where login = 'model'"
                    ),
                    &[(1_000_000 + number).into(), login.as_str().into(), email.into()],
                )?;
            }
            Ok::<_, store::Error>(())
        };
        Ok(self.world.store.write(fill).await?)
    }

    /// One try, in milliseconds.
    async fn take(&self, door: Door, number: usize, is_known: bool) -> Result<f64> {
        // A minute later nothing that came before counts against it.
        self.clock.advance(MINUTE);
        let side = if is_known { "known" } else { "unknown" };
        let login = format!("{side}-{number}");
        let address = format!("{side}-{number}.example");
        let (world, shop) = (&self.world, &self.shop);
        let wrong = Secret::new("wrong-password");
        let begin = Instant::now();
        match door {
            Door::Staff => {
                let visitor = Visitor { address, agent: String::new(), device: None };
                let refused = staff::sign_in(world, shop, &login, &wrong, &visitor).await;
                refused.err().context("a wrong password opens nothing")?;
            }
            Door::Member => {
                let browser = browser(address);
                let refused = member::sign_in(world, shop, &login, &wrong, &browser).await;
                refused.err().context("a wrong password opens nothing")?;
            }
            Door::Reset => {
                let to = email(i64::try_from(number)?, is_known);
                member::ask_for_reset(world, shop, &to, &browser(address)).await?;
            }
            Door::Register => {
                let to = email(i64::try_from(number)?, is_known);
                let form = registration(&format!("new-{side}-{number}"), &to);
                member::register(world, shop, &form, &browser(address)).await?;
            }
        }
        Ok(begin.elapsed().as_secs_f64() * 1_000.0)
    }
}

fn email(number: i64, is_known: bool) -> String {
    let side = if is_known { "known" } else { "nobody" };
    format!("{side}-{number}@example.jp")
}

fn browser(address: String) -> Browser {
    Browser { counted: address.clone(), address, ..Browser::default() }
}

fn registration(login: &str, email: &str) -> Registration {
    let text = str::to_owned;
    let person = CheckoutForm {
        family: text("小林"),
        given: text("葵"),
        family_kana: text("コバヤシ"),
        given_kana: text("アオイ"),
        email: text(email),
        phone: text("075-000-0123"),
        postal: text("604-8136"),
        prefecture: text("京都府"),
        city: text("京都市中京区"),
        street: text("梅忠町20-1"),
        ..CheckoutForm::default()
    };
    let password = Secret::new("noren-no-uchi");
    Registration { person, login: text(login), again: password.clone(), password, agreed: true }
}

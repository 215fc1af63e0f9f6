//! `cargo xtask bench shop`: the whole shop over HTTP, beside what it must reach.
//!
//! Real programs on a real disk: `noren serve` alone on one CPU; sandbox, mailbox and clients on
//! another. 1,000 products, 100,000 orders, every commit durable. Figures are medians (and the
//! spread) of five rounds; a machine that does other work meanwhile spoils them.

mod books;
mod buy;
mod fill;
mod first;
pub(super) mod load;
pub(super) mod meter;
mod race;
mod rounds;
mod site;
pub(super) mod visitor;

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::figure::{Must, Sheet};
use race::Wrongs;
use rounds::Told;
use site::{Ground, Site};

/// How it is run.
#[derive(clap::Args, Clone)]
pub struct Wish {
    /// Also the list of 1,000,000 orders: making them takes minutes and 10 GB of disk
    #[arg(long)]
    long: bool,
    /// Only the k-th of n parts, such as `2/3`; there are three: speed, loss, the long list
    #[arg(long, default_value = "1/1")]
    shard: String,
}

const FEW: i64 = 1_000;
const MANY: i64 = 100_000;
const LONG: i64 = 1_000_000;

/// Measures, prints the figures; true if every must is reached.
pub fn run(wish: &Wish, folder: &Path) -> Result<bool> {
    // One thread, like the CPU it has.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut sheet = Sheet::default();
    runtime.block_on(measure(wish, folder, &mut sheet))?;
    Ok(sheet.tell())
}

/// Whether a part is in the shard.
fn wanted(shard: &str) -> Result<impl Fn(usize) -> bool> {
    let (k, n) = shard.split_once('/').context("--shard k/n")?;
    let (k, n): (usize, usize) = (k.parse()?, n.parse()?);
    ensure!((1..=n).contains(&k), "--shard k/n with k from 1 to n");
    Ok(move |part: usize| part % n == k - 1)
}

async fn measure(wish: &Wish, folder: &Path, sheet: &mut Sheet) -> Result<()> {
    let wanted = wanted(&wish.shard)?;
    let [speed, loss, long] = [wanted(0), wanted(1), wanted(2) && wish.long];
    if !(speed || loss || long) {
        return Ok(());
    }
    let ground = Ground::lay(folder)?;
    let mut many = Site::open(&ground, "many", MANY).await?;
    let (told, told_few) = (Told::default(), Told::default());
    let mut wrongs = Wrongs::default();
    if speed {
        first::start(&ground, &mut many, sheet).await?;
        first::bytes(&many, sheet).await?;
        rounds::speed(&ground, &many, &told, sheet).await?;
        race::races(&ground, &many, &told, &mut wrongs).await?;
    }
    let few = if loss { Some(Site::open(&ground, "few", FEW).await?) } else { None };
    if let Some(few) = &few {
        rounds::loss(few, &many, [&told_few, &told], sheet).await?;
        books::compare(few, &told_few, &mut wrongs).await?;
    }
    books::compare(&many, &told, &mut wrongs).await?;
    let sites: Vec<&Site> = [Some(&many), few.as_ref()].into_iter().flatten().collect();
    books::compare_ledger(&ground, &sites, &mut wrongs).await?;
    tell(wrongs, sheet);
    if long {
        drop(few);
        many.grow(&ground, LONG)?;
        let mut list = Vec::new();
        for _ in 0..rounds::ROUNDS {
            list.push(rounds::read_list(&many).await?.percentile(50));
        }
        sheet.add("admin order list, 1,000,000 orders, p50", "ms", list, Must::Most(20.0));
    }
    Ok(())
}

fn tell(wrongs: Wrongs, sheet: &mut Sheet) {
    let Wrongs { sold_out, oversold, doubles } = wrongs;
    for (name, wrong) in
        [("false \"sold out\"", sold_out), ("oversold", oversold), ("doubles", doubles)]
    {
        let wrong = super::shop::load::count(usize::try_from(wrong).unwrap_or(usize::MAX));
        sheet.add(name, "orders", vec![wrong], Must::Most(0.0));
    }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn shards_share_the_parts() {
        for parts in 1..4 {
            for part in 0..3 {
                let shards = (1..=parts).filter(|k| wanted(&format!("{k}/{parts}")).unwrap()(part));
                assert_eq!(shards.count(), 1, "part {part} of {parts} shards");
            }
        }
        for wrong in ["0/3", "4/3", "1", "a/b"] {
            assert!(wanted(wrong).is_err(), "{wrong}");
        }
    }
}

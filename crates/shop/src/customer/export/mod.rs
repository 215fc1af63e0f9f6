//! 開示: all that the shop holds of one person, as JSON for programs and CSV for people.

mod account;
mod dossier;
mod ordered;
mod tried;

use store::Tx;

pub use dossier::Dossier;

use super::erase::{attempts, carts};
use super::person::{Known, all_orders, known};
use super::{Person, log};
use crate::profile::Shop;
use crate::world::World;

/// Collects it, and notes that `by` did; `None` where the shop holds nothing of this person.
pub async fn export(
    world: &World,
    shop: &Shop,
    person: &Person,
    by: &str,
) -> Result<Option<Dossier>, store::Error> {
    let Some(Known { member, email }) = known(world, shop, person).await? else {
        return Ok(None);
    };
    let strays = match person {
        Person::Guest(_) => attempts::of_guest(world, shop.id, &email).await?,
        // What somebody typed without signing in has a file of its own.
        Person::Member(_) => Vec::new(),
    };
    let carts = carts::with_draft_of(world, shop.id, (person.member(), &email)).await?;
    let (of, person, now) = (shop.clone(), person.clone(), world.now());
    let collect = move |tx: &mut dyn Tx| {
        let mut sections = Vec::new();
        if let Some(member) = &member {
            sections.extend(account::sections(tx, of.id, member)?);
        }
        sections.extend(ordered::sections(tx, of.id, &person)?);
        let orders = all_orders(tx, of.id, &person)?;
        let tries = attempts::all(tx, of.id, (person.member(), &email), &orders, &strays)?;
        sections.extend(tried::sections(tx, of.id, (&email, member.is_some()), (&tries, &carts))?);
        Ok::<_, store::Error>((sections, person.member(), member.is_some()))
    };
    let (sections, id, is_member) = world.store.read(collect).await?;
    let dossier = Dossier { shop: shop.name.clone(), made_at: now, sections };
    if !is_member && dossier.is_empty() {
        return Ok(None);
    }
    let (shop, by) = (shop.id, by.to_owned());
    let what = if is_member {
        "個人情報を書き出しました。"
    } else {
        "会員でない方の個人情報を書き出しました。"
    };
    world.store.write(move |tx: &mut dyn Tx| log::write(tx, shop, id, (&by, now), what)).await?;
    Ok(Some(dossier))
}

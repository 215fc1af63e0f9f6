//! 消去: all that the shop holds of one person goes, in one commit. Orders stand as the books need
//! them: number, day, goods, amounts, payment (X15).

pub(super) mod attempts;
pub(super) mod carts;
mod mails;
mod order;

use store::{Tx, sql};

use super::person::{Known, all_orders, known};
use super::{Person, log};
use crate::attempt;
use crate::id::{OrderId, ShopId};
use crate::member::{self, Member};
use crate::profile::Shop;
use crate::world::World;

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// An order, or a telegram about one, is just being decided: whose it is must be known until
    /// then.
    #[error("an order is under way")]
    UnderWay,
    /// So many orders are in 受注一覧, where the address may still be needed.
    #[error("{0} orders are still being worked on")]
    Open(usize),
    /// The shop holds nothing of this person.
    #[error("there is nothing")]
    Gone,
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What goes too, where the owner says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Also {
    /// Orders in 受注一覧.
    pub open: bool,
    /// Of a member: what was ordered, or tried, with the same mail address without signing in.
    pub guest: bool,
}

/// Erases the person; the answer is how many orders were emptied. At Paygent the registered card is
/// deleted (026) as soon as it answers.
pub async fn erase(
    world: &World,
    shop: &Shop,
    person: &Person,
    also: Also,
    by: &str,
) -> Result<usize, EraseError> {
    let known = known(world, shop, person).await?;
    let Known { member, email } = known.ok_or(EraseError::Gone)?;
    let strays = match (person, also.guest) {
        (Person::Guest(_), _) | (_, true) => attempts::of_guest(world, shop.id, &email).await?,
        (Person::Member(_), false) => Vec::new(),
    };
    let carts = carts::with_draft_of(world, shop.id, (person.member(), &email)).await?;
    let whose = Whose { shop: shop.clone(), person: person.clone(), member, email };
    let (by, now) = (by.to_owned(), world.now());
    // In the shop's lane: an order, or a card, that is being decided comes before or after.
    let erased = world.store.write_on(shop.id.0, move |tx: &mut dyn Tx| {
        let shop = whose.shop.id;
        let mut orders = all_orders(tx, shop, &whose.person)?;
        if also.guest && whose.member.is_some() {
            orders.extend(all_orders(tx, shop, &Person::Guest(whose.email.clone()))?);
        }
        let who = (whose.person.member(), whose.email.as_str());
        let tries = attempts::all(tx, shop, who, &orders, &strays)?;
        let registered = member::count_registrations(tx, shop, &whose.email)?;
        if registered == 0
            && orders.is_empty()
            && tries.is_empty()
            && carts.is_empty()
            && whose.member.is_none()
        {
            return Err(EraseError::Gone);
        }
        let open = look(tx, shop, &orders, &tries)?;
        if open > 0 && !also.open {
            return Err(EraseError::Open(open));
        }
        whose.erase(tx, (&orders, &tries, &carts), (&by, now))?;
        Ok(orders.len())
    });
    let erased = erased.await?;
    world.bell.notify_one();
    Ok(erased)
}

/// Whose data, with what it is found by.
struct Whose {
    shop: Shop,
    person: Person,
    member: Option<Member>,
    email: String,
}

impl Whose {
    fn erase(
        &self,
        tx: &mut dyn Tx,
        (orders, tries, carts): (&[OrderId], &[attempts::Try], &[String]),
        by: (&str, crate::clock::Timestamp),
    ) -> Result<(), store::Error> {
        let shop = self.shop.id;
        // First: whoever changes the account at this moment waits here, and then finds it gone.
        if let Some(member) = &self.member {
            member::erase_account(tx, shop, member, by.1)?;
        }
        // Whoever writes to the buyer at this moment waits, or is waited for: no mail comes after.
        for order in orders {
            order::hold(tx, shop, *order)?;
        }
        mails::erase(tx, &self.shop, &self.email, (orders, tries))?;
        for order in orders {
            order::erase(tx, shop, *order, by)?;
        }
        for one in tries {
            attempt::empty(tx, shop, &one.id)?;
        }
        for cart in carts {
            carts::erase(tx, shop, cart)?;
        }
        member::forget_registrations(tx, shop, &self.email)?;
        let numbers: Vec<String> = orders.iter().map(ToString::to_string).collect();
        let about = match numbers.as_slice() {
            [] => "受注はありません".to_owned(),
            some => format!("受注 {}", some.join("、")),
        };
        let whose = if self.member.is_some() { "会員" } else { "会員でない方" };
        let what = format!("{whose}の個人情報を消去しました（{about}）。");
        log::write(tx, shop, self.person.member(), by, &what)
    }
}

/// How many of the orders are still in 受注一覧; an error while one of them is being decided.
fn look(
    tx: &mut dyn Tx,
    shop: ShopId,
    orders: &[OrderId],
    tries: &[attempts::Try],
) -> Result<usize, EraseError> {
    if tries.iter().any(|one| one.is_under_way) {
        return Err(EraseError::UnderWay);
    }
    let mut open = 0;
    for order in orders {
        let row = tx.row(
            sql!(
                "select o.list, (select count(*) from payment_op p where p.shop_id = o.shop_id
                   and p.order_id = o.order_id and p.state in ('queued', 'sending', 'unknown'))
                 from orders o where o.shop_id = $1 and o.order_id = $2"
            ),
            &[shop.into(), (*order).into()],
        )?;
        let Some(row) = row else { continue };
        if row.int(1)? > 0 {
            return Err(EraseError::UnderWay);
        }
        open += usize::from(row.text(0)? == crate::order::List::Open.word());
    }
    Ok(open)
}

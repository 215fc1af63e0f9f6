//! What the shop holds of a person, before it is erased or handed out.

use store::{Tx, sql};

use super::Person;
use super::erase::{attempts, carts};
use super::person::{Known, all_orders, count_guest_orders, known};
use crate::id::{OrderId, ShopId};
use crate::member;
use crate::order::List;
use crate::profile::Shop;
use crate::stored_card;
use crate::world::World;

/// So many orders are named.
const NAMED: usize = 20;

/// What there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Orders of the person.
    pub orders: usize,
    /// Those in 受注一覧, the guest orders' too: the first of them with their 注文番号 …
    pub open: Vec<(OrderId, String)>,
    /// … and how many more there are.
    pub open_more: usize,
    /// Of a member: orders with the same mail address that were placed without signing in.
    pub guest_orders: i64,
    /// Of a member: tries with that address without signing in.
    pub guest_tries: usize,
    /// Tries that led to no order.
    pub tries: usize,
    /// 仮登録 that nobody confirmed.
    pub registrations: i64,
    /// Forms that wait in carts.
    pub forms: usize,
    /// A card is registered, and the shop runs subscriptions: the next payment may need it.
    pub card_is_needed: bool,
}

impl Held {
    /// Of somebody without an account: there is nothing at all.
    pub fn is_nothing(&self) -> bool {
        self.orders == 0 && self.tries == 0 && self.forms == 0 && self.registrations == 0
    }
}

/// Looks.
pub async fn held(world: &World, shop: &Shop, person: &Person) -> Result<Held, store::Error> {
    let Some(Known { email, .. }) = known(world, shop, person).await? else {
        return Ok(Held::default());
    };
    let strays = attempts::of_guest(world, shop.id, &email).await?;
    let whose = (person.member(), email.as_str());
    let forms = carts::with_draft_of(world, shop.id, whose).await?.len();
    let (shop, person) = (shop.id, person.clone());
    let read = world.store.read(move |tx: &mut dyn Tx| {
        let orders = all_orders(tx, shop, &person)?;
        let mut all = orders.clone();
        if person.member().is_some() {
            all.extend(all_orders(tx, shop, &Person::Guest(email.clone()))?);
        }
        let (open, open_more) = open(tx, shop, &all)?;
        let who = (person.member(), email.as_str());
        let (strays, guest_tries) = match person.member() {
            Some(_) => (&[][..], strays.len()),
            None => (&strays[..], 0),
        };
        let tries = attempts::all(tx, shop, who, &orders, strays)?;
        let guest_orders = match person.member() {
            Some(_) => count_guest_orders(tx, shop, &email)?,
            None => 0,
        };
        let card_is_needed = match person.member() {
            Some(member) => stored_card::is_needed(tx, shop, member)?,
            None => false,
        };
        Ok::<_, store::Error>(Held {
            orders: orders.len(),
            open,
            open_more,
            guest_orders,
            guest_tries,
            registrations: member::count_registrations(tx, shop, &email)?,
            tries: tries.iter().filter(|one| one.is_vain).count(),
            forms,
            card_is_needed,
        })
    });
    read.await
}

fn open(
    tx: &mut dyn Tx,
    shop: ShopId,
    orders: &[OrderId],
) -> Result<(Vec<(OrderId, String)>, usize), store::Error> {
    let (mut named, mut more) = (Vec::new(), 0);
    for order in orders {
        let row = tx.row(
            sql!("select number, list from orders where shop_id = $1 and order_id = $2"),
            &[shop.into(), (*order).into()],
        )?;
        let Some(row) = row else { continue };
        if row.text(1)? != List::Open.word() {
            continue;
        }
        if named.len() < NAMED {
            named.push((*order, row.text(0)?));
        } else {
            more += 1;
        }
    }
    Ok((named, more))
}

//! 領収書 that buyers issue themselves, from マイページ or the link of a mail. 宛名 is set once; from
//! the second on it says 再発行, whoever issued the first.

use std::time::Duration;

use store::{Tx, sql};

use crate::checkout::{Checkout, FieldError, Method, RECEIPT_NAME_MAX, normalise};
use crate::id::{OrderId, ShopId};
use crate::order::history::{self, About, Change};
use crate::order::{List, version};
use crate::order_file::{self, Asked, Content};
use crate::payment::Settled;
use crate::profile::Shop;
use crate::settings::{IssuerSettings, current};
use crate::world::World;

/// So often a buyer can issue it; then the shop is asked.
pub const MOST: i64 = 20;
/// How often it is looked for, where somebody else makes it, and how long apart.
const TRIES: usize = 40;
const LOOK: Duration = Duration::from_millis(250);

/// What an order's page offers its buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Nothing: the order is off, nothing was paid, or the shop issues it.
    Nothing,
    /// 代引: the carrier's receipt is the 領収書.
    ByCarrier,
    /// As soon as the payment is there.
    Later,
    /// It was issued [`MOST`] times.
    Ended,
    /// Now.
    Open {
        /// 宛名: what is set, or the buyer's name to begin with.
        addressee: String,
        /// It is set and stays.
        is_set: bool,
        /// How many there were.
        issued: i64,
    },
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// It is not offered, now.
    #[error("no receipt is offered")]
    Closed,
    /// 宛名 cannot be so.
    #[error("the name cannot be so")]
    Field(FieldError),
    /// It could not be made at this moment.
    #[error("the receipt could not be made")]
    NotMade,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What decides over the offer.
struct Facts {
    list: List,
    payment: Option<Settled>,
    method: Option<Method>,
    is_checked: bool,
    is_priced: bool,
    issued: i64,
    /// Both sides say the same amount, and nothing about it is on its way.
    is_settled: bool,
    /// 宛名 as it is set, and the buyer's name; none where they were erased.
    names: Option<(String, String)>,
}

/// What the page of an order offers.
pub async fn offer(world: &World, shop: ShopId, order: OrderId) -> Result<Offer, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| offer_in(tx, shop, order)).await
}

/// The same inside a transaction.
pub fn offer_in(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Offer, store::Error> {
    let settings = current::<IssuerSettings>(tx, shop)?.map(|version| version.body);
    if !settings.unwrap_or_default().buyers {
        return Ok(Offer::Nothing);
    }
    Ok(facts(tx, shop, order)?.map_or(Offer::Nothing, |facts| facts.offer()))
}

fn facts(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Option<Facts>, store::Error> {
    let row = tx.row(
        sql!(
            "select o.list, o.pay_state, o.method, o.checked_at, o.shipping, o.receipts,
               o.checkout, o.pay_differs, o.pay_there,
               (select max(op.op_id) from payment_op op where op.shop_id = o.shop_id
                 and op.order_id = o.order_id and op.state in ('queued', 'sending', 'unknown'))
             from orders o where o.shop_id = $1 and o.order_id = $2"
        ),
        &[shop.into(), order.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let checkout: Option<Checkout> = serde_json::from_str(&row.text(6)?).ok();
    let checkout = checkout.filter(|checkout| !checkout.is_erased());
    let names = checkout.map(|all| (all.extras.receipt_name, all.buyer.name()));
    Ok(Some(Facts {
        list: List::from_word(&row.text(0)?).unwrap_or(List::Cancelled),
        payment: row.opt_text(1)?.as_deref().and_then(Settled::from_word),
        method: Method::find(&row.text(2)?),
        is_checked: row.opt_int(3)?.is_some(),
        is_priced: row.opt_int(4)?.is_some(),
        issued: row.int(5)?,
        is_settled: row.int(7)? == 0 && row.opt_text(8)?.is_none() && row.opt_text(9)?.is_none(),
        names,
    }))
}

impl Facts {
    fn offer(&self) -> Offer {
        if self.list == List::Cancelled || self.payment == Some(Settled::Cancelled) {
            return Offer::Nothing;
        }
        let is_paid = match self.method {
            None => return Offer::Nothing,
            Some(Method::Cod) => return Offer::ByCarrier,
            Some(Method::Card) => self.payment == Some(Settled::Captured),
            Some(Method::Bank | Method::InStore) => self.is_checked,
        };
        let Some((set, buyer)) = &self.names else { return Offer::Nothing };
        if !is_paid || !self.is_priced || !self.is_settled {
            return Offer::Later;
        }
        if self.issued >= MOST {
            return Offer::Ended;
        }
        let addressee = if set.is_empty() { buyer } else { set };
        let is_set = !set.is_empty();
        Offer::Open { addressee: addressee.clone(), is_set, issued: self.issued }
    }
}

/// Issues one and gives the PDF; `key` was made with the page that asks, so that the same page
/// issues one. `typed` is 宛名, where it is not set yet. Run it on a task of its own.
pub async fn issue(
    world: &World,
    shop: &Shop,
    order: OrderId,
    (key, typed): (&str, &str),
) -> Result<Content, IssueError> {
    let (id, now, typed) = (shop.id, world.now(), typed.to_owned());
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("update orders set version = version where shop_id = $1 and order_id = $2"),
            &[id.into(), order.into()],
        )?;
        match offer_in(tx, id, order)? {
            Offer::Open { is_set: true, .. } => Ok(()),
            Offer::Open { .. } => set(tx, id, order, (name(&typed)?, now)),
            _ => Err(IssueError::Closed),
        }
    };
    world.store.write(write).await?;
    let orders = [order];
    let asked = (key, &Asked::Receipt, orders.as_slice());
    let begun = order_file::begin_here(world, id, asked, history::BUYER).await?;
    let begun = begun.ok_or(IssueError::Closed)?;
    let file = begun.id;
    order_file::drive(world, begun).await?;
    // The other press of a double click, or one that lost against the shop's own: it is being made.
    for _ in 0..TRIES {
        match order_file::file(world, id, file).await?.map(|file| file.state) {
            Some(order_file::State::Ready) => break,
            Some(order_file::State::Waiting) => tokio::time::sleep(LOOK).await,
            Some(order_file::State::Failed) | None => return Err(IssueError::NotMade),
        }
    }
    order_file::content(world, id, file).await?.ok_or(IssueError::NotMade)
}

fn name(typed: &str) -> Result<String, IssueError> {
    let name = normalise::line(typed);
    let wrong = |message: String| {
        IssueError::Field(FieldError { field: "receipt_name", message, more: String::new() })
    };
    match name.chars().count() {
        0 => Err(wrong("宛名を入れてください。".to_owned())),
        letters if letters > RECEIPT_NAME_MAX => {
            Err(wrong(format!("宛名を{RECEIPT_NAME_MAX}文字以内にしてください。")))
        }
        _ => Ok(name),
    }
}

/// Sets 宛名, as if it had been typed with the order.
fn set(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    (name, now): (String, crate::clock::Timestamp),
) -> Result<(), IssueError> {
    let row = tx.row(
        sql!("select checkout from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let found = row.ok_or(IssueError::Closed)?.text(0)?;
    let mut checkout: Checkout = serde_json::from_str(&found).map_err(|_| IssueError::Closed)?;
    checkout.extras.receipt_name.clone_from(&name);
    let json = serde_json::to_string(&checkout)
        .map_err(|error| store::Error::Engine(error.to_string()))?;
    tx.exec(
        sql!("update orders set checkout = $3 where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into(), json.as_str().into()],
    )?;
    version::touch(tx, shop, order)?;
    let change = Change { before: String::new(), after: format!("領収書の宛名 {name}") };
    let what = ("領収書の宛名を決めました。", &change, About::Person);
    Ok(history::write_change(tx, shop, order, (now, history::BUYER), what)?)
}

#[cfg(test)]
mod tests {
    use super::{Facts, MOST, Offer};
    use crate::checkout::Method;
    use crate::order::List;
    use crate::payment::Settled;

    #[test]
    fn it_is_offered_when_the_money_is_there() {
        let (held, captured, off) = (Settled::Held, Settled::Captured, Settled::Cancelled);
        let open = List::Open;
        for (list, method, payment, is_checked, issued, offered) in [
            (open, Some(Method::Card), Some(held), true, 0, "later"),
            (open, Some(Method::Card), Some(captured), false, 0, "open"),
            (List::Completed, Some(Method::Card), Some(captured), false, 0, "open"),
            (List::Completed, Some(Method::Card), Some(off), false, 0, "nothing"),
            (List::Cancelled, Some(Method::Card), Some(captured), false, 0, "nothing"),
            (open, Some(Method::Card), Some(captured), false, MOST, "ended"),
            (open, Some(Method::Bank), None, false, 0, "later"),
            (open, Some(Method::Bank), None, true, MOST - 1, "open"),
            (open, Some(Method::InStore), None, true, 0, "open"),
            (open, Some(Method::Cod), None, true, 0, "carrier"),
            (open, None, None, true, 0, "nothing"),
        ] {
            let names = Some((String::new(), "小林 葵".to_owned()));
            let facts = Facts {
                list,
                payment,
                method,
                is_checked,
                is_priced: true,
                is_settled: true,
                issued,
                names,
            };
            let word = |offer: &Offer| match offer {
                Offer::Nothing => "nothing",
                Offer::ByCarrier => "carrier",
                Offer::Later => "later",
                Offer::Ended => "ended",
                Offer::Open { .. } => "open",
            };
            assert_eq!(word(&facts.offer()), offered, "{list:?} {method:?} {payment:?}");
            let moving = Facts { is_settled: false, ..facts };
            assert!(!matches!(moving.offer(), Offer::Open { .. }), "the amounts differ");
            let unpriced = Facts { is_priced: false, is_settled: true, ..moving };
            assert!(!matches!(unpriced.offer(), Offer::Open { .. }), "送料 is not known");
        }
    }
}

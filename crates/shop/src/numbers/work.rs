//! One order of a file. First, in one commit, number, shipment and 配送通知メール; then 売上確定 and
//! 受注完了, each with commits of its own. How far it has come is noted with the first commit, so that
//! whoever takes it over after a death writes no second mail and finds its own telegram.

use store::{Tx, sql};

use super::ask::{All, One, answer};
use crate::bulk::{End, Item, State};
use crate::clock::{Day, Timestamp};
use crate::id::{OrderId, ShopId};
use crate::order::many::{Not, mail};
use crate::order::mark::{MarkError, hold};
use crate::order::may::Function;
use crate::order::moves::{Along, Standing, bulk as moves};
use crate::order::ship::{Noted, Seen, Shipment, ship_in};
use crate::order_mail::Use;
use crate::token::Token;
use crate::world::World;

/// The first commit is done.
const NOTED: &str = "noted";

/// Does one item.
pub(crate) async fn work(world: &World, item: Item) -> Result<End, store::Error> {
    let all = serde_json::from_str::<All>(&item.all);
    let Ok(all) = all else { return Ok(failed(answer::GONE)) };
    if item.noted != NOTED {
        let Ok(one) = serde_json::from_str::<One>(&item.asked) else {
            return Ok(failed(answer::GONE));
        };
        match note(world, &item, (all, one)).await {
            Ok(()) => {}
            Err(Not::Overtaken) => return Ok(End::Overtaken),
            Err(Not::Failed(answer)) => return Ok(failed(answer)),
            Err(Not::Store(error)) => return Err(error),
        }
        world.bell.notify_one();
        if is_all(all) {
            return Ok(End::Committed);
        }
    }
    let along = all.capture.then_some(Along::Capture);
    let end = match along {
        _ if all.complete => moves::complete(world, &item, along).await?,
        Some(_) => capture(world, &item).await?,
        None => finish(world, &item, answer::DONE).await?,
    };
    Ok(told(end))
}

/// Nothing follows the first commit.
fn is_all(all: All) -> bool {
    !all.capture && !all.complete
}

/// Number, shipment and mail, in one commit.
async fn note(world: &World, item: &Item, (all, one): (All, One)) -> Result<(), Not> {
    let (item, now, link) = (item.clone(), world.now(), Token::new(&*world.random));
    let write = move |tx: &mut dyn Tx| {
        let Item { ticket, order, by, .. } = &item;
        let (shop, at) = (ticket.shop(), (now, by.as_str()));
        hold(tx, shop, *order, Function::Ship)?;
        // Whoever erases the buyer takes away what is asked.
        if !ticket.is_asked(tx)? {
            return Err(Not::Failed(answer::GONE));
        }
        if is_cancelled(tx, shop, *order)? {
            return Err(Not::Failed(answer::OVER));
        }
        let seen = Seen { shipped: one.was_shipped, tracking: one.was.clone() };
        let when = one.day.filter(|day| *day != now.day()).map_or(now, Day::begins);
        let noted = Noted { wanted: Shipment::Sent, tracking: &one.tracking, seen: &seen, when };
        let is_new = ship_in(tx, shop, *order, noted, at).map_err(|error| match error {
            MarkError::Stale => Not::Failed(answer::OTHER_NUMBER),
            other => other.into(),
        })?;
        // Another file, or a person, was faster: whoever noted it told the buyer, or would not.
        let told = all.mail.filter(|_| is_new);
        if let (Some(version), Some(template)) = (told, Use::Shipped.id()) {
            mail(tx, ticket, *order, (template, version, &link), at)?;
        }
        let is_ours = if is_all(all) {
            ticket.end(tx, (State::Done, answer::DONE, ""), now)?
        } else {
            ticket.note(tx, NOTED)?
        };
        if is_ours { Ok(()) } else { Err(Not::Overtaken) }
    };
    world.store.write(write).await
}

fn is_cancelled(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!(
            "select 1 from orders where shop_id = $1 and order_id = $2
               and pay_state = 'cancelled'"
        ),
        &[shop.into(), order.into()],
    )?;
    Ok(row.is_some())
}

/// 売上確定 of what is held; whoever takes it over finds it done.
async fn capture(world: &World, item: &Item) -> Result<End, store::Error> {
    match moves::standing(world, item).await? {
        None => return Ok(failed(moves::answer::GONE)),
        Some(Standing::Held) => {}
        Some(Standing::InFlight) => return Ok(moves::later(world, item)),
        Some(Standing::HeldDiffers) => return Ok(failed(moves::answer::DENIED)),
        Some(
            Standing::NoPayment
            | Standing::Captured
            | Standing::CapturedDiffers
            | Standing::Cancelled,
        ) => return nothing_held(world, item).await,
    }
    let Some(end) = moves::paid(world, item, (Along::Capture, Standing::Held)).await? else {
        return finish(world, item, answer::CAPTURED).await;
    };
    let is_denied = matches!(end, End::Failed { answer: moves::answer::DENIED, .. });
    // Paygent was asked before: it may have told that somebody was faster.
    if is_denied && moves::standing(world, item).await? == Some(Standing::Captured) {
        return nothing_held(world, item).await;
    }
    Ok(end)
}

/// There is nothing to capture: it was never held, or it is captured, perhaps by this very item
/// before a death.
async fn nothing_held(world: &World, item: &Item) -> Result<End, store::Error> {
    let is_own = moves::has_paid(world, item, Along::Capture).await?;
    finish(world, item, if is_own { answer::CAPTURED } else { answer::DONE }).await
}

/// The last commit.
async fn finish(world: &World, item: &Item, answer: &'static str) -> Result<End, store::Error> {
    let (ticket, now): (_, Timestamp) = (item.ticket.clone(), world.now());
    let write = move |tx: &mut dyn Tx| ticket.end(tx, (State::Done, answer, ""), now);
    let is_ours = world.store.write(write).await?;
    Ok(if is_ours { End::Committed } else { End::Overtaken })
}

/// What failed after the number was noted, in words of this kind.
fn told(end: End) -> End {
    use moves::answer as of_moves;
    let End::Failed { answer, detail } = end else { return end };
    let (answer, detail) = match answer {
        of_moves::REFUSED => (answer::CAPTURE_REFUSED, detail),
        of_moves::NOT_SENT => (answer::CAPTURE_NOT_SENT, detail),
        of_moves::DENIED => (answer::CAPTURE_DENIED, detail),
        of_moves::UNDECIDED => (answer::CAPTURE_UNDECIDED, detail),
        of_moves::PAID_ONLY => (answer::CAPTURED_UNMOVED, detail),
        other => (answer::UNMOVED, other.to_owned()),
    };
    End::Failed { answer, detail }
}

fn failed(answer: &'static str) -> End {
    End::Failed { answer, detail: String::new() }
}

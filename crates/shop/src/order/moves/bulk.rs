//! 受注一括処理: many orders into another list, with or without a payment act before it. One item is
//! one order; it is moved in the commit that ends the item.

use serde::{Deserialize, Serialize};
use store::Tx;

use super::relocate::{MoveError, Wish, kept, relocate_in};
use super::together::{after, fits, pay};
use super::{Along, Caution, Move, Shown, Standing};
use crate::bulk::{self, Asked, End, Item, Kind, Start, State};
use crate::id::{OrderId, RunId, ShopId};
use crate::payment::state::{Denied, Request};
use crate::payment::{self, AccountError, ActError, Cause, Done, has_done};
use crate::world::World;

/// Orders of one run at most, as in the guide's bulk capture (8-1).
pub const MOST: usize = 50;

/// What is asked of all orders of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct All {
    /// Where to.
    pub act: Move,
    /// The payment act before it, for those orders that it fits.
    pub along: Option<Along>,
    /// Whether stock moves too.
    pub with_stock: bool,
}

/// What is asked of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct One {
    /// How it stood on the page.
    pub shown: Shown,
    /// What was acknowledged.
    pub acknowledged: Vec<Caution>,
}

/// What a confirmation of an order says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The order.
    pub order: OrderId,
    /// What is asked of it.
    pub one: One,
}

/// Why an item was not done, as it is kept.
pub mod answer {
    /// Into the list, alone or after the payment act.
    pub const MOVED: &str = "moved";
    /// It stood otherwise than on the page; the detail is where it stands.
    pub const CHANGED: &str = "changed";
    /// No way leads there; likewise.
    pub const NO_WAY: &str = "no_way";
    /// Something was not acknowledged.
    pub const CAUTION: &str = "caution";
    /// Left out: a telegram about it was on its way.
    pub const BUSY: &str = "busy";
    /// Paygent did not say how the payment stands, or says otherwise than we know (赤枠 1).
    pub const UNSEEN: &str = "unseen";
    /// The payment act is done, and the order was not moved; the detail is the act's word.
    pub const PAID_ONLY: &str = "paid_only";
    /// Too little stock; the detail names the goods.
    pub const SHORT: &str = "short";
    /// Paygent refused; the detail is its code.
    pub const REFUSED: &str = "refused";
    /// Paygent could not be reached.
    pub const NOT_SENT: &str = "not_sent";
    /// The payment act is not allowed as the payment stands.
    pub const DENIED: &str = "denied";
    /// Nobody could tell for too long what became of a telegram.
    pub const UNDECIDED: &str = "undecided";
    /// The shop has no such order, or its account no credentials.
    pub const GONE: &str = "gone";
}

/// What is left to acknowledge of an order: what the payment act takes out of the way is not.
pub fn cautions(all: All, shown: Shown) -> Vec<Caution> {
    let verdict = super::verdict(all.act, shown.standing, false);
    let is_along = all.along.is_some() && all.along == verdict.along;
    if is_along { Vec::new() } else { verdict.cautions }
}

/// Begins a run. Orders of which something was not acknowledged are noted as left out; none if
/// nothing is left to do.
pub async fn begin(
    world: &World,
    shop: ShopId,
    (key, all, chosen): (&str, All, &[Chosen]),
    by: &str,
) -> Result<Option<RunId>, store::Error> {
    let json = |text: Result<String, serde_json::Error>| {
        text.map_err(|error| store::Error::Engine(error.to_string()))
    };
    let mut items = Vec::new();
    for Chosen { order, one } in chosen.iter().take(MOST) {
        let mut open = cautions(all, one.shown);
        open.retain(|caution| !one.acknowledged.contains(caution));
        let left_out = match () {
            () if one.shown.standing == Standing::InFlight => Some(answer::BUSY),
            () if !all.act.is_open(one.shown) => Some(answer::NO_WAY),
            () if !open.is_empty() => Some(answer::CAUTION),
            () => None,
        };
        items.push(Asked { order: *order, asked: json(serde_json::to_string(one))?, left_out });
    }
    if items.iter().all(|item| item.left_out.is_some()) {
        return Ok(None);
    }
    let start = Start {
        kind: Kind::OrderMove,
        key: key.to_owned(),
        asked: json(serde_json::to_string(&all))?,
        items,
        by: by.to_owned(),
    };
    bulk::begin(world, shop, start).await.map(Some)
}

/// Reads what was asked of a run.
pub fn all_of(run: &bulk::Run) -> Option<All> {
    serde_json::from_str(&run.asked).ok()
}

/// Does one item: the payment act, if it fits, and then the move. Whoever takes it over after a
/// death finds the payment act done and goes on with the move.
pub(crate) async fn work(world: &World, item: Item) -> Result<End, store::Error> {
    let asked = (serde_json::from_str::<All>(&item.all), serde_json::from_str::<One>(&item.asked));
    let (Ok(all), Ok(one)) = asked else { return Ok(failed(answer::GONE)) };
    let wish = Wish {
        act: all.act,
        with_stock: all.with_stock,
        shown: one.shown,
        acknowledged: one.acknowledged,
        unseen: false,
    };
    carry_out(world, &item, wish, all.along).await
}

/// 受注完了 as the last step of an item of another kind, with or without its 売上確定: from where the order
/// stands now, with nothing acknowledged.
pub(crate) async fn complete(
    world: &World,
    item: &Item,
    along: Option<Along>,
) -> Result<End, store::Error> {
    let Some(shown) = shown(world, item).await? else { return Ok(failed(answer::GONE)) };
    let act = Move::Complete;
    let wish = Wish { act, with_stock: false, shown, acknowledged: Vec::new(), unseen: false };
    carry_out(world, item, wish, along).await
}

/// How the payment of an item's order stands; none: there is no such order.
pub(crate) async fn standing(world: &World, item: &Item) -> Result<Option<Standing>, store::Error> {
    Ok(shown(world, item).await?.map(|shown| shown.standing))
}

async fn shown(world: &World, item: &Item) -> Result<Option<Shown>, store::Error> {
    let (shop, order) = (item.ticket.shop(), item.order);
    let now = world.store.read(move |tx: &mut dyn Tx| kept(tx, shop, order)).await?;
    Ok(now.map(|now| now.shown))
}

async fn carry_out(
    world: &World,
    item: &Item,
    wish: Wish,
    along: Option<Along>,
) -> Result<End, store::Error> {
    let Some(along) = along else { return alone(world, item, wish).await };
    let end = both(world, item, wish, along).await?;
    // Whatever kept the order where it is: what was sent for it has happened.
    if matches!(end, End::Failed { .. }) && has_paid(world, item, along).await? {
        return Ok(with(answer::PAID_ONLY, along.word().to_owned()));
    }
    Ok(end)
}

/// Only the move. Paygent is asked first, as before the move of one order: there is nobody here who
/// could acknowledge what it says, or that it says nothing.
async fn alone(world: &World, item: &Item, wish: Wish) -> Result<End, store::Error> {
    let asks = super::verdict(wish.act, wish.shown.standing, true).cautions;
    if !asks.contains(&Caution::NotSeen) {
        return settle(world, item, wish).await;
    }
    match payment::look(world, item.ticket.shop(), item.order).await {
        Ok(Some(look)) if matches!(look.decision.cause, Some(Cause::InFlight(_))) => {
            Ok(later(world, item))
        }
        Ok(Some(look)) if look.decision.cause.is_some() => Ok(failed(answer::UNSEEN)),
        Ok(_) => settle(world, item, wish).await,
        Err(AccountError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(%error, "a bulk item's payment cannot be asked about");
            Ok(failed(answer::UNSEEN))
        }
    }
}

async fn both(world: &World, item: &Item, wish: Wish, along: Along) -> Result<End, store::Error> {
    let Some(now) = shown(world, item).await? else { return Ok(failed(answer::GONE)) };
    // This item's own telegram, in an earlier try: only the move is left.
    let fits_page = fits(&wish, along, wish.shown).is_ok();
    let is_paid = fits_page && now.list == wish.shown.list && now.standing == along.leads_to();
    if is_paid {
        return settle(world, item, after(&wish, along)).await;
    }
    match fits(&wish, along, now) {
        Ok(()) => {}
        Err(MoveError::InFlight) => return Ok(later(world, item)),
        // It does not fit this order: the move alone, with what was acknowledged.
        Err(_) => return alone(world, item, wish).await,
    }
    match paid(world, item, (along, wish.shown.standing)).await? {
        None => settle(world, item, after(&wish, along)).await,
        Some(end) => Ok(end),
    }
}

/// The payment act of an item, which was shown to stand so; none: it is done, and the item goes on.
pub(crate) async fn paid(
    world: &World,
    item: &Item,
    (along, shown): (Along, Standing),
) -> Result<Option<End>, store::Error> {
    let (shop, order) = (item.ticket.shop(), item.order);
    Ok(Some(match pay(world, shop, order, (along, shown), &item.by).await {
        Ok(Done::Done) => return Ok(None),
        Ok(Done::Refused { code, .. }) => with(answer::REFUSED, code),
        Ok(Done::NotSent) => failed(answer::NOT_SENT),
        Ok(Done::Unknown) | Err(ActError::Denied(Denied::InFlight)) => later(world, item),
        Err(ActError::Denied(_)) => failed(answer::DENIED),
        Err(ActError::NoPayment) => failed(answer::GONE),
        Err(ActError::Account(error)) => {
            tracing::error!(%error, "a bulk item cannot be sent");
            failed(answer::GONE)
        }
        Err(ActError::Store(error)) => return Err(error),
    }))
}

/// Whether the payment act of this run has had its effect on the order.
pub(crate) async fn has_paid(
    world: &World,
    item: &Item,
    along: Along,
) -> Result<bool, store::Error> {
    let (shop, order, since, by) =
        (item.ticket.shop(), item.order, item.started_at, item.by.clone());
    let sent: &[Request] = match along {
        Along::Capture => &[Request::Capture],
        Along::CancelPayment => &[Request::CancelHeld, Request::Refund],
    };
    world.store.read(move |tx: &mut dyn Tx| has_done(tx, shop, order, sent, (&by, since))).await
}

/// The move and the end of the item in one commit.
async fn settle(world: &World, item: &Item, wish: Wish) -> Result<End, store::Error> {
    let (ticket, order, by, now) = (item.ticket.clone(), item.order, item.by.clone(), world.now());
    let write = move |tx: &mut dyn Tx| {
        relocate_in(tx, ticket.shop(), order, &wish, (&by, now))?;
        if ticket.end(tx, (State::Done, answer::MOVED, ""), now)? {
            return Ok(());
        }
        Err(Settling::Overtaken)
    };
    Ok(match world.store.write(write).await {
        Ok(()) => End::Committed,
        Err(Settling::Overtaken) => End::Overtaken,
        Err(Settling::Not(error)) => match error {
            MoveError::InFlight => later(world, item),
            MoveError::Changed(shown) => with(answer::CHANGED, shown.to_string()),
            MoveError::NoWay(shown) => with(answer::NO_WAY, shown.to_string()),
            MoveError::Cautions(_) => failed(answer::CAUTION),
            MoveError::Short(names) => with(answer::SHORT, names.join("、")),
            MoveError::Gone | MoveError::Account(_) => failed(answer::GONE),
            MoveError::Store(error) => return Err(error),
        },
    })
}

/// Why a settling commit leaves nothing.
enum Settling {
    Overtaken,
    Not(MoveError),
}

impl From<MoveError> for Settling {
    fn from(error: MoveError) -> Settling {
        Settling::Not(error)
    }
}

impl From<store::Error> for Settling {
    fn from(error: store::Error) -> Settling {
        Settling::Not(error.into())
    }
}

fn failed(answer: &'static str) -> End {
    with(answer, String::new())
}

fn with(answer: &'static str, detail: String) -> End {
    End::Failed { answer, detail }
}

/// So often an item is put off before it may be given up: a run that lay still for an hour is not
/// late before it has gone on.
const TRIES_MIN: i64 = 3;

/// A telegram waits for its answer: 094 settles it, and then the item goes on.
pub(crate) fn later(world: &World, item: &Item) -> End {
    let now = world.now();
    if item.tries >= TRIES_MIN && now >= item.started_at.after(world.pace.undecided) {
        return failed(answer::UNDECIDED);
    }
    End::Later(now.after(world.pace.look_after(item.tries + 1)))
}

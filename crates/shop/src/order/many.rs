//! 受注一括処理 beside the moves: a mail, 入金チェック or 受注ステータス for many orders. One item is one order,
//! done in the commit that ends it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use store::{Row, Tx, sql};

use super::List;
use super::check::check_in;
use super::list::padded;
use super::mark::{MarkError, hold};
use super::may::Function;
use super::moves::bulk::MOST;
use super::status::{Before, choose_in};
use crate::bulk::{self, Asked, End, Item, Kind, Start, State, Ticket};
use crate::clock::Timestamp;
use crate::id::{OrderId, RunId, ShopId, StatusId, TemplateId};
use crate::order_mail::{self, SendError, Sent, Use, Wanted, send_in};
use crate::payment::row::odd;
use crate::profile;
use crate::token::Token;
use crate::world::World;

/// What is asked of all orders of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum All {
    /// メール送信 from this template.
    Mail {
        /// Which.
        template: TemplateId,
        /// As it was confirmed.
        version: i64,
        /// Also to those who have got one of its kind before.
        again: bool,
    },
    /// 入金チェック 済.
    Check,
    /// 受注ステータス; none: it is taken off.
    Status {
        /// Which.
        status: Option<StatusId>,
    },
}

/// What became of an item, as it is kept.
pub mod answer {
    /// Done.
    pub const DONE: &str = "done";
    /// Nothing was to be done: it is so already, or such a mail was sent before.
    pub const ALREADY: &str = "already";
    /// It is not in 受注一覧 any more, or its payment is cancelled: such a mail is written singly.
    pub const OVER: &str = "over";
    /// 配送通知メール of what has not left.
    pub const NOT_SHIPPED: &str = "not_shipped";
    /// The template was changed since the confirmation.
    pub const CHANGED: &str = "changed";
    /// Not in this list (M4).
    pub const CLOSED: &str = "closed";
    /// There is nobody to send it to.
    pub const NO_ADDRESS: &str = "no_address";
    /// The template, the status or the order is gone.
    pub const GONE: &str = "gone";
}

/// Begins a run; none if nothing was chosen.
pub async fn begin(
    world: &World,
    shop: ShopId,
    (key, all, orders): (&str, All, &[OrderId]),
    by: &str,
) -> Result<Option<RunId>, store::Error> {
    if orders.is_empty() {
        return Ok(None);
    }
    let item = |order: &OrderId| Asked { order: *order, asked: String::new(), left_out: None };
    let asked = serde_json::to_string(&all);
    let start = Start {
        kind: Kind::OrderWork,
        key: key.to_owned(),
        asked: asked.map_err(|error| store::Error::Engine(error.to_string()))?,
        items: orders.iter().map(item).collect(),
        by: by.to_owned(),
    };
    bulk::begin(world, shop, start).await.map(Some)
}

/// Reads what was asked of a run.
pub fn all_of(run: &bulk::Run) -> Option<All> {
    serde_json::from_str(&run.asked).ok()
}

/// What decides whether anything is to be done to an order.
struct Facts {
    list: List,
    /// Its payment is cancelled.
    is_cancelled: bool,
    is_shipped: bool,
    is_checked: bool,
    status: Option<StatusId>,
    /// A mail from the template was sent before.
    is_mailed: bool,
}

/// Those of these orders, at most [`MOST`], to which nothing will be done as they stand, and why.
/// [`work`] decides by the same rule, when it comes to each.
pub async fn left_out(
    world: &World,
    shop: ShopId,
    (all, orders): (All, &[OrderId]),
) -> Result<HashMap<OrderId, &'static str>, store::Error> {
    let ids: Vec<i64> = orders.iter().map(|order| order.0).collect();
    let read = move |tx: &mut dyn Tx| {
        let facts = facts(tx, shop, all, &ids)?;
        let why = |(order, facts): (OrderId, Facts)| why_not(all, &facts).map(|why| (order, why));
        Ok(facts.into_iter().filter_map(why).collect())
    };
    world.store.read(read).await
}

/// Why nothing is done to an order; none: it is done.
fn why_not(all: All, facts: &Facts) -> Option<&'static str> {
    let function = match all {
        All::Mail { .. } => Function::Mail,
        All::Check => Function::Check,
        All::Status { .. } => Function::Status,
    };
    if !function.is_open(facts.list) {
        return Some(answer::CLOSED);
    }
    match all {
        // Written singly, where somebody reads the cautions.
        All::Mail { .. } if facts.list != List::Open || facts.is_cancelled => Some(answer::OVER),
        All::Mail { template, .. } if Use::of(template) == Use::Shipped && !facts.is_shipped => {
            Some(answer::NOT_SHIPPED)
        }
        All::Mail { again: false, .. } if facts.is_mailed => Some(answer::ALREADY),
        All::Check if facts.is_checked => Some(answer::ALREADY),
        All::Status { status } if facts.status == status => Some(answer::ALREADY),
        All::Mail { .. } | All::Check | All::Status { .. } => None,
    }
}

fn facts(
    tx: &mut dyn Tx,
    shop: ShopId,
    all: All,
    ids: &[i64],
) -> Result<Vec<(OrderId, Facts)>, store::Error> {
    let template = match all {
        All::Mail { template, .. } => Some(template),
        All::Check | All::Status { .. } => None,
    };
    let mut params = vec![shop.into(), template.into()];
    params.extend(padded(ids, MOST));
    let rows = tx.rows(
        sql!(
            "select o.order_id, o.list, case when o.pay_state = 'cancelled' then 1 else 0 end,
               o.shipped_at, o.checked_at, o.status_id,
               case when exists (select 1 from outbox m where m.shop_id = $1
                 and m.order_id = o.order_id and m.template_id = $2) then 1 else 0 end
             from orders o
             where o.shop_id = $1 and o.order_id in (
                 $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                 $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
                 $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51,
                 $52)"
        ),
        &params,
    )?;
    let fact = |row: &Row| {
        let list = row.text(1)?;
        let facts = Facts {
            list: List::from_word(&list).ok_or_else(|| odd("orders", "list", &list))?,
            is_cancelled: row.int(2)? == 1,
            is_shipped: row.opt_int(3)?.is_some(),
            is_checked: row.opt_int(4)?.is_some(),
            status: row.opt_int(5)?.map(StatusId),
            is_mailed: row.int(6)? == 1,
        };
        Ok((OrderId(row.int(0)?), facts))
    };
    rows.iter().map(fact).collect()
}

/// Why a commit leaves nothing.
pub(crate) enum Not {
    /// Another worker has the item.
    Overtaken,
    /// It is not done, and will not be: a word of the kind.
    Failed(&'static str),
    /// The database.
    Store(store::Error),
}

impl From<store::Error> for Not {
    fn from(error: store::Error) -> Not {
        Not::Store(error)
    }
}

impl From<MarkError> for Not {
    fn from(error: MarkError) -> Not {
        match error {
            MarkError::Closed(_) => Not::Failed(answer::CLOSED),
            MarkError::Store(error) => Not::Store(error),
            MarkError::Gone | MarkError::Stale | MarkError::Wrong(_) => Not::Failed(answer::GONE),
        }
    }
}

impl From<SendError> for Not {
    fn from(error: SendError) -> Not {
        match error {
            SendError::NoAddress => Not::Failed(answer::NO_ADDRESS),
            SendError::Gone | SendError::Fields(_) => Not::Failed(answer::GONE),
            SendError::Shipment(error) => error.into(),
            SendError::Store(error) => Not::Store(error),
        }
    }
}

/// Does one item.
pub(crate) async fn work(world: &World, item: Item) -> Result<End, store::Error> {
    let Ok(all) = serde_json::from_str::<All>(&item.all) else { return Ok(failed(answer::GONE)) };
    let (now, link) = (world.now(), Token::new(&*world.random));
    let write = move |tx: &mut dyn Tx| {
        let Item { ticket, order, by, .. } = &item;
        let at = (now, by.as_str());
        let is_new = fits(tx, ticket.shop(), *order, all)?
            && match all {
                All::Mail { template, version, .. } => {
                    mail(tx, ticket, *order, (template, version, &link), at)?
                }
                All::Check => check_in(tx, ticket.shop(), *order, true, at)?,
                All::Status { status } => {
                    choose_in(tx, ticket.shop(), *order, (status, Before::Any), at)?
                }
            };
        let (state, answer) =
            if is_new { (State::Done, answer::DONE) } else { (State::LeftOut, answer::ALREADY) };
        if ticket.end(tx, (state, answer, ""), now)? { Ok(()) } else { Err(Not::Overtaken) }
    };
    match world.store.write(write).await {
        Ok(()) => {
            world.bell.notify_one();
            Ok(End::Committed)
        }
        Err(Not::Overtaken) => Ok(End::Overtaken),
        Err(Not::Failed(answer)) => Ok(failed(answer)),
        Err(Not::Store(error)) => Err(error),
    }
}

/// Whether it is to be done as the order stands now, which is held until the commit. False: it is
/// done already.
fn fits(tx: &mut dyn Tx, shop: ShopId, order: OrderId, all: All) -> Result<bool, Not> {
    hold(tx, shop, order, Function::Mail)?;
    let found = facts(tx, shop, all, &[order.0])?.pop();
    let (_, facts) = found.ok_or(Not::Failed(answer::GONE))?;
    match why_not(all, &facts) {
        None => Ok(true),
        Some(answer::ALREADY) => Ok(false),
        Some(why) => Err(Not::Failed(why)),
    }
}

/// A mail for an item, in its commit. False: this very item sent it already.
pub(crate) fn mail(
    tx: &mut dyn Tx,
    ticket: &Ticket,
    order: OrderId,
    (template, version, link): (TemplateId, i64, &Token),
    at: (Timestamp, &str),
) -> Result<bool, Not> {
    let shop = profile::load_in(tx, ticket.shop())?.ok_or(Not::Failed(answer::GONE))?;
    let kept = order_mail::find(tx, shop.id, template)?.ok_or(Not::Failed(answer::GONE))?;
    if kept.version != version {
        return Err(Not::Failed(answer::CHANGED));
    }
    let wanted = Wanted { template, text: kept.text, key: ticket.name(), shipment: None };
    Ok(send_in(tx, &shop, order, (&wanted, link), at)? == Sent::Queued)
}

fn failed(answer: &'static str) -> End {
    End::Failed { answer, detail: String::new() }
}

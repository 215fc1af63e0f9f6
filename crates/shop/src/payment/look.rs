//! Looking at a payment: Paygent is asked (094), our record takes in what it says, and the frame is
//! decided.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use store::{Tx, sql};

use super::account::{self, Account, AccountError};
use super::act;
use super::gateway::Which;
use super::inquire::{inquire, surely};
use super::mirror::{EndedThere, note_ended};
use super::notice;
use super::row;
use super::seen::{Seen, Unavailable};
use super::state::{Correction, Limits, Payment, Settled};
use super::status_frame::{Advice, Decision, advice, status_frame};
use crate::checkout::CARD_MAX;
use crate::clock::{SECOND, Timestamp};
use crate::id::{MerchantId, OrderId, ShopId};
use crate::money::Yen;
use crate::order::{List, history, version};
use crate::settings::{self, CardSettings};
use crate::world::World;

/// How long a page waits for Paygent.
const PATIENCE: Duration = Duration::from_secs(8);

/// What the admin shows of a payment.
#[derive(Clone, Debug)]
pub struct Look {
    /// Our record, after it took in what Paygent said.
    pub payment: Payment,
    /// What Paygent said.
    pub seen: Seen,
    /// The frame.
    pub decision: Decision,
    /// What the shop should do (M2); none for red frames.
    pub advice: Option<Advice>,
    /// The list that holds the order.
    pub list: List,
    /// The order's total.
    pub total: Yen,
    /// The limits in force.
    pub limits: Limits,
    /// Whether the account is a sandbox's.
    pub sandbox: bool,
    /// Whether new orders are paid by another account: this one is of a contract before (7-4 ①-5).
    pub former: bool,
    /// ペイジェント管理画面 of the account, where its address is known.
    pub console: Option<String>,
    /// The payment has taken another one's place at Paygent: several have its 取引ID.
    pub has_replaced: bool,
}

impl Look {
    /// Whether a person may say which number the payment has: nobody has told, or, where several
    /// have the 取引ID and ours is cancelled, somebody may have erred.
    pub fn asks_for_number(&self) -> bool {
        let is_over = self.payment.settled() == Settled::Cancelled && self.has_replaced;
        self.seen == Seen::Changed || (is_over && matches!(self.seen, Seen::Cancelled(_)))
    }
}

/// What Paygent said, and the order's version before it was asked: once the version is another,
/// what was said is about another state of things.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    pub(super) version: i64,
    pub(super) seen: Seen,
}

/// The last answer to 094 per order, so that an order is asked about at most once a second.
#[derive(Default)]
pub struct Sights(Mutex<HashMap<(ShopId, OrderId), (Timestamp, Sight)>>);

impl Sights {
    fn fresh(&self, key: (ShopId, OrderId), now: Timestamp) -> Option<Sight> {
        let sights = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sights.get(&key).filter(|(at, _)| now < at.after(SECOND)).map(|(_, sight)| sight.clone())
    }

    fn keep(&self, key: (ShopId, OrderId), now: Timestamp, sight: Sight) {
        let mut sights = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sights.retain(|_, (at, _)| now < at.after(SECOND));
        sights.insert(key, (now, sight));
    }

    /// A telegram changed the payment: the next look asks again.
    pub(super) fn forget(&self, shop: ShopId, order: OrderId) {
        let mut sights = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sights.remove(&(shop, order));
    }
}

/// What every use-case begins with: the payment's account, and what Paygent says now.
pub(super) struct Asked {
    pub(super) account: Account,
    pub(super) sight: Sight,
}

/// Asks Paygent about an order's payment; none for an order without one.
pub(super) async fn ask(
    world: &World,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Asked>, AccountError> {
    let known = world.store.read(move |tx| {
        Ok::<_, store::Error>((row::head(tx, shop, order)?, version::of(tx, shop, order)?))
    });
    let (Some(payment), Some(version)) = known.await? else { return Ok(None) };
    let account = account::load(world, shop, &payment.merchant).await?;
    if let Some(sight) = world.sights.fresh((shop, order), world.now()) {
        return Ok(Some(Asked { account, sight }));
    }
    let question = async {
        let Payment { trade, payment: number, .. } = &payment;
        if payment.settled() == Settled::Cancelled {
            return Ok(inquire(world, shop, &account, Which::Payment(number.clone())).await);
        }
        surely(world, shop, &account, trade, number).await
    };
    let late = |_| Ok(Seen::Unavailable(Unavailable::Silent("no answer in time".into())));
    let seen = tokio::time::timeout(PATIENCE, question).await.unwrap_or_else(late)?;
    let sight = Sight { version, seen };
    world.sights.keep((shop, order), world.now(), sight.clone());
    Ok(Some(Asked { account, sight }))
}

/// Opens an order's payment: asks Paygent, corrects our record, decides the frame. None for an
/// order without one. Where the amount was changed there, the new payment is looked for at once.
pub async fn look(
    world: &World,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Look>, AccountError> {
    let look = quietly(world, shop, order).await?;
    if let Some(Look { seen: Seen::Changed, payment, .. }) = &look {
        notice::hurry(world, shop, &payment.merchant, &payment.trade).await?;
    }
    Ok(look)
}

/// The same for who looks for the new payment himself.
pub(super) async fn quietly(
    world: &World,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Look>, AccountError> {
    let mut asked = match ask(world, shop, order).await {
        Err(AccountError::Store(error)) => return Err(error.into()),
        Err(error) => return unopened(world, shop, order, error).await,
        Ok(asked) => asked,
    };
    // Somebody acted meanwhile: what Paygent said is about another state of things. Once more.
    if let Some(Asked { sight, .. }) = &asked
        && world.store.read(move |tx| version::of(tx, shop, order)).await? != Some(sight.version)
    {
        world.sights.forget(shop, order);
        asked = ask(world, shop, order).await?;
    }
    let Some(Asked { account, sight: Sight { version, seen } }) = asked else { return Ok(None) };
    let (sandbox, console) = (account.endpoints.sandbox, account.endpoints.console());
    let told = seen.clone();
    let vanished = || store::Error::Engine("the payment vanished".into());
    let known = world.store.read(move |tx| state_of(tx, shop, order)).await?;
    let mut opened = known.ok_or_else(vanished)?;
    if !opened.payment.observe(&told).is_empty() {
        opened = taken_in(world, shop, order, Sight { version, seen: told }).await?;
    }
    let ended = EndedThere::of(&opened.payment, &seen);
    if ended != opened.ended && !matches!(seen, Seen::Unavailable(_)) {
        world.store.write(move |tx| note_ended(tx, shop, (order, version), ended)).await?;
    }
    let Opened { payment, total, list, limits, current, has_replaced, .. } = opened;
    let former = current.is_some_and(|current| current != payment.merchant);
    let decision = status_frame(&payment, total, &seen, limits);
    let advice = advice(decision.frame, list);
    Ok(Some(Look {
        payment,
        seen,
        decision,
        advice,
        list,
        total,
        limits,
        sandbox,
        former,
        console,
        has_replaced,
    }))
}

/// The account does not open, so nobody can be asked: the order's page is there all the same.
async fn unopened(
    world: &World,
    shop: ShopId,
    order: OrderId,
    error: AccountError,
) -> Result<Option<Look>, AccountError> {
    tracing::error!(%error, %order, "a payment cannot be asked about");
    let known = world.store.read(move |tx| state_of(tx, shop, order)).await?;
    let Some(opened) = known else { return Ok(None) };
    let Opened { payment, total, list, limits, current, has_replaced, .. } = opened;
    let seen = Seen::Unavailable(Unavailable::NoAccount);
    let decision = status_frame(&payment, total, &seen, limits);
    let former = current.is_some_and(|current| current != payment.merchant);
    let (advice, sandbox, console) = (None, false, None);
    Ok(Some(Look {
        payment,
        seen,
        decision,
        advice,
        list,
        total,
        limits,
        sandbox,
        former,
        console,
        has_replaced,
    }))
}

/// Something changed on Paygent's side: our record takes it in, with a line of the history, unless
/// somebody acted on the order since Paygent was asked.
async fn taken_in(
    world: &World,
    shop: ShopId,
    order: OrderId,
    sight: Sight,
) -> Result<Opened, store::Error> {
    let now = world.now();
    let write = world.store.write(move |tx| {
        let still = version::advance(tx, shop, order, sight.version)?;
        let mut opened = state_of(tx, shop, order)?
            .ok_or_else(|| store::Error::Engine("the payment vanished".into()))?;
        if still {
            take_in(tx, shop, &mut opened.payment, &sight.seen, now)?;
        }
        Ok(opened)
    });
    let opened = write.await?;
    world.sights.forget(shop, order);
    Ok(opened)
}

/// What the frame is decided from, besides what Paygent says.
pub(super) struct Opened {
    pub(super) payment: Payment,
    pub(super) total: Yen,
    pub(super) list: List,
    pub(super) limits: Limits,
    /// The account that new orders are paid by.
    pub(super) current: Option<MerchantId>,
    /// It has taken another one's place.
    pub(super) has_replaced: bool,
    /// As the lists have it.
    ended: Option<EndedThere>,
}

/// Reads it in one transaction.
pub(super) fn state_of(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Opened>, store::Error> {
    let Some(payment) = row::head(tx, shop, order)? else { return Ok(None) };
    let kept = tx
        .row(
            sql!(
                "select o.total, o.list, p.named_by, o.pay_there from orders o
                 left join payment p on p.shop_id = o.shop_id and p.order_id = o.order_id
                   and p.head = 1
                 where o.shop_id = $1 and o.order_id = $2"
            ),
            &[shop.into(), order.into()],
        )?
        .ok_or_else(|| store::Error::Engine(format!("payment without order {order}")))?;
    let list = List::from_word(&kept.text(1)?)
        .ok_or_else(|| row::odd("orders", "list", &kept.text(1).unwrap_or_default()))?;
    let current = settings::current::<CardSettings>(tx, shop)?.map(|version| version.body.merchant);
    let limits = limits_in(tx, shop)?;
    let has_replaced = kept.opt_int(2)?.is_some();
    let ended = kept.opt_text(3)?.as_deref().and_then(EndedThere::from_word);
    let total = Yen(kept.int(0)?);
    Ok(Some(Opened { payment, total, list, limits, current, has_replaced, ended }))
}

/// The limits in force.
pub(crate) fn limits_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Limits, store::Error> {
    let settings = settings::current::<CardSettings>(tx, shop)?.map(|version| version.body);
    let card = |card: &CardSettings| Limits {
        three_ds_reduction: card.three_ds_reduction,
        card: card.limit.map_or(CARD_MAX, |limit| limit.min(CARD_MAX)),
    };
    Ok(settings.as_ref().map_or_else(Limits::default, card))
}

/// Lets our record take in what Paygent says, and writes what changed into the history.
pub(super) fn take_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    payment: &mut Payment,
    seen: &Seen,
    now: Timestamp,
) -> Result<(), store::Error> {
    let corrections = payment.observe(seen);
    if corrections.is_empty() {
        return Ok(());
    }
    row::save(tx, shop, payment, now)?;
    for correction in corrections {
        let what = match correction {
            Correction::Done => {
                act::record_done(tx, shop, payment.order, now)?;
                continue;
            }
            Correction::Date => continue,
            Correction::Captured => "ペイジェント側で売上確定されたため、消込済としました。",
            Correction::Amount { from, to } => {
                let change = history::Change { before: from.to_string(), after: to.to_string() };
                let about = history::About::Amount(history::Side::Paygent);
                let told = ("ペイジェント側の金額が変わりました。", &change, about);
                history::write_change(tx, shop, payment.order, (now, history::SYSTEM), told)?;
                continue;
            }
        };
        history::write(tx, shop, payment.order, now, history::SYSTEM, what)?;
    }
    Ok(())
}

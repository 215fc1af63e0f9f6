//! One money telegram after the order: permit committed, request sent, answer recorded. Capture and
//! cancel differ only in which permit they take and which telegram they send.

use paygent::telegram::CardAnswer;
use paygent::{Outcome, Unknown};
use store::{Tx, sql};

use super::account::{Account, AccountError};
use super::inquire::keep_unread;
use super::look::{self, Opened, Sight};
use super::row;
use super::seen::Seen;
use super::state::{Denied, Limits, Payment, Request, State};
use crate::clock::{Timestamp, random_hex};
use crate::id::{MerchantId, OpId, OrderId, PaymentId, ShopId, TradeId};
use crate::money::Yen;
use crate::order::{self, history};
use crate::world::World;

/// What became of a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Paygent did it.
    Done,
    /// Paygent refused, with its code and words.
    Refused {
        /// The code as it came.
        code: String,
        /// The detail as it came.
        detail: String,
    },
    /// No byte left us.
    NotSent,
    /// The answer is not known yet; it settles by itself (確認中).
    Unknown,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The order has no payment at a gateway.
    #[error("the order has no payment")]
    NoPayment,
    /// The frame does not allow it now.
    #[error("not allowed now: {0:?}")]
    Denied(Denied),
    /// The account's credentials.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// An intent that is committed: what was asked, and under which name its answer is recorded.
pub(super) struct Begun<P> {
    pub(super) account: Account,
    pub(super) op: OpId,
    pub(super) permit: P,
}

/// Who asks for what.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) shop: ShopId,
    pub(super) order: OrderId,
    pub(super) by: &'a str,
    /// The new 取引ID, where one may be needed.
    pub(super) under: Option<&'a TradeId>,
}

/// What a permit depends on, besides the payment.
pub(super) struct Situation<'a> {
    /// The order's total.
    pub(super) total: Yen,
    /// What Paygent said.
    pub(super) seen: &'a Seen,
    pub(super) limits: Limits,
    pub(super) at: Timestamp,
}

/// A state's own transition, from payment and situation to a permit.
pub(super) trait Grant<P>:
    Fn(&mut Payment, &Situation<'_>) -> Result<P, Denied> + Send + 'static
{
}

impl<P, F> Grant<P> for F where
    F: Fn(&mut Payment, &Situation<'_>) -> Result<P, Denied> + Send + 'static
{
}

/// Asks Paygent, then commits the intent. `grant` is the state's own transition; what it permits
/// leaves this function only after the commit, so nothing can be sent that is not on disk.
///
/// Where somebody else acted on the order since Paygent was asked, its answer is about another
/// payment than ours is now: it is asked again, once.
pub(super) async fn begin<P: Send + 'static>(
    world: &World,
    asking: Asking<'_>,
    grant: impl Grant<P> + Clone,
) -> Result<Begun<P>, ActError> {
    let Asking { shop, order, .. } = asking;
    for _ in 0..2 {
        let asked = look::ask(world, shop, order).await?.ok_or(ActError::NoPayment)?;
        if let Some((op, permit)) = commit(world, asking, asked.sight, grant.clone()).await? {
            return Ok(Begun { account: asked.account, op, permit });
        }
        world.sights.forget(shop, order);
    }
    Err(ActError::Denied(Denied::InFlight))
}

/// Commits the intent; none if the order is no longer as it was when Paygent was asked.
async fn commit<P: Send + 'static>(
    world: &World,
    asking: Asking<'_>,
    sight: Sight,
    grant: impl Grant<P>,
) -> Result<Option<(OpId, P)>, ActError> {
    let Asking { shop, order, by, under } = asking;
    let op = OpId(random_hex(&*world.random, 16));
    let (now, owner, by) = (world.now(), world.process.clone(), by.to_owned());
    let under = under.cloned();
    let limit = world.pace.telegram_limit;
    let write = world.store.write(move |tx| {
        // From here to the commit nobody else decides anything about this order.
        if !order::version::advance(tx, shop, order, sight.version)? {
            return Ok(None);
        }
        let mut opened = look::state_of(tx, shop, order)?.ok_or(ActError::NoPayment)?;
        look::take_in(tx, shop, &mut opened.payment, &sight.seen, now)?;
        let payment = &mut opened.payment;
        let Opened { total, limits, .. } = opened;
        let situation = Situation { total, seen: &sight.seen, limits, at: now };
        let permit = grant(payment, &situation).map_err(ActError::Denied)?;
        let State::InFlight { sent, .. } = *payment.state() else {
            return Err(ActError::Denied(Denied::NotKnown));
        };
        let (amount, new_trade) = match sent {
            Request::Change { to } => (to, under.as_ref()),
            _ => (payment.amount(), None),
        };
        let entry = Entry {
            op: &op,
            shop,
            order: Some(order),
            trade: &payment.trade,
            payment: &payment.payment,
            merchant: &payment.merchant,
            amount,
            sent,
            new_trade,
            by: &by,
        };
        entry.insert(tx, &owner, now, limit)?;
        Ok(Some((op.clone(), permit)))
    });
    write.await
}

/// A new row of `payment_op`. An orphan's has no order.
pub(super) struct Entry<'a> {
    pub(super) op: &'a OpId,
    pub(super) shop: ShopId,
    pub(super) order: Option<OrderId>,
    pub(super) trade: &'a TradeId,
    pub(super) payment: &'a PaymentId,
    pub(super) merchant: &'a MerchantId,
    pub(super) amount: Yen,
    pub(super) sent: Request,
    /// 取引ID of the hold that a change of amount makes.
    pub(super) new_trade: Option<&'a TradeId>,
    pub(super) by: &'a str,
}

impl Entry<'_> {
    /// The unique index on open operations lets one through, however many ask at once.
    pub(super) fn insert(
        &self,
        tx: &mut dyn Tx,
        owner: &str,
        now: Timestamp,
        limit: i64,
    ) -> Result<(), ActError> {
        let inserted = self.write(tx, ("sending", owner), now, now.after(limit))?;
        if inserted == 1 { Ok(()) } else { Err(ActError::Denied(Denied::InFlight)) }
    }

    /// Leaves it to the sweeper, which sends it at once.
    pub(super) fn queue(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), store::Error> {
        match self.write(tx, ("queued", ""), now, now)? {
            1 => Ok(()),
            _ => Err(store::Error::Engine(format!("{} is in flight already", self.trade))),
        }
    }

    fn write(
        &self,
        tx: &mut dyn Tx,
        (state, owner): (&str, &str),
        now: Timestamp,
        due: Timestamp,
    ) -> Result<u64, store::Error> {
        tx.exec(
            sql!(
                "insert into payment_op (shop_id, op_id, order_id, trading_id, payment_id,
                   merchant_id, kind, state, amount, asked_by, owner, fence, asked_at, due_at,
                   looks, new_trading_id)
                 values ($1, $2, $3, $4, $5, $6, $7, $13, $8, $9, $10, 0, $11, $12, 0, $14)
                 on conflict do nothing"
            ),
            &[
                self.shop.into(),
                self.op.into(),
                self.order.into(),
                self.trade.into(),
                self.payment.into(),
                self.merchant.into(),
                self.sent.word().into(),
                self.amount.into(),
                self.by.into(),
                owner.into(),
                now.into(),
                due.into(),
                state.into(),
                self.new_trade.into(),
            ],
        )
    }
}

/// Records what became of a telegram and tells it. Unknown leaves the operation open for the
/// sweeper.
pub(super) async fn finish(
    world: &World,
    shop: ShopId,
    order: Option<OrderId>,
    op: OpId,
    telegram: &'static str,
    outcome: Outcome<CardAnswer>,
) -> Result<Done, store::Error> {
    keep_unread(world, shop, &op.0, telegram, &outcome).await;
    if let Some(order) = order {
        world.sights.forget(shop, order);
    }
    let (done, verdict) = match outcome {
        Outcome::Accepted(_) => (Done::Done, Verdict::Done),
        Outcome::Refused(refusal) => {
            let (code, detail) = (refusal.code, refusal.detail);
            let done = Done::Refused { code: code.clone(), detail: detail.clone() };
            (done, Verdict::Refused { code, detail })
        }
        Outcome::NotSent(why) => (Done::NotSent, Verdict::NotDone(why)),
        Outcome::Unknown(Unknown { why, .. }) => (Done::Unknown, Verdict::Unknown(why)),
    };
    let now = world.now();
    world.store.write(move |tx| record(tx, shop, &op, &verdict, now)).await?;
    world.bell.notify_one();
    Ok(done)
}

/// Whether one of these requests of `by` for an order, since then, has had its effect.
pub(crate) fn has_done(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    sent: &[Request],
    (by, since): (&str, Timestamp),
) -> Result<bool, store::Error> {
    let rows = tx.rows(
        sql!(
            "select distinct kind from payment_op
             where shop_id = $1 and order_id = $2 and state = 'done' and asked_by = $3
               and asked_at >= $4"
        ),
        &[shop.into(), order.into(), by.into(), since.into()],
    )?;
    for row in rows {
        let kind = row.text(0)?;
        if sent.iter().any(|request| request.word() == kind) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How an open operation goes on.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// Its effect is certain.
    Done,
    /// Paygent refused it.
    Refused { code: String, detail: String },
    /// It certainly did nothing.
    NotDone(String),
    /// Nobody knows, and Paygent will not tell: the order goes on, and a person finds out.
    LetGo(String),
    /// Nobody knows yet: Paygent will be asked.
    Unknown(String),
}

impl Verdict {
    fn state(&self) -> &'static str {
        match self {
            Verdict::Done => "done",
            Verdict::Refused { .. } => "refused",
            Verdict::NotDone(_) | Verdict::LetGo(_) => "not_done",
            Verdict::Unknown(_) => "unknown",
        }
    }
}

/// Applies a verdict to an open operation and its payment, with a line of the history. An operation
/// that is no longer open stays as it is: its first verdict stands.
pub(super) fn record(
    tx: &mut dyn Tx,
    shop: ShopId,
    op: &OpId,
    verdict: &Verdict,
    now: Timestamp,
) -> Result<(), store::Error> {
    let order = tx.row(
        sql!("select order_id from payment_op where shop_id = $1 and op_id = $2"),
        &[shop.into(), op.into()],
    )?;
    let order = order.map_or(Ok(None), |row| row.opt_int(0))?.map(OrderId);
    if let Some(order) = order {
        order::version::touch(tx, shop, order)?;
    }
    let open = tx.row(
        sql!(
            "select trading_id, kind, asked_by, state from payment_op
             where shop_id = $1 and op_id = $2 and state in ('queued', 'sending', 'unknown')"
        ),
        &[shop.into(), op.into()],
    )?;
    let Some(open) = open else { return Ok(()) };
    let was_unknown = open.text(3)? == "unknown";
    let mut payment = order.map(|order| row::head(tx, shop, order)).transpose()?.flatten();
    if let Some(payment) = &mut payment {
        match verdict {
            Verdict::Done => payment.accepted(),
            Verdict::Refused { .. } | Verdict::NotDone(_) | Verdict::LetGo(_) => {
                payment.not_done();
            }
            Verdict::Unknown(_) => {}
        }
    }
    close(tx, shop, op, verdict, now)?;
    if let (Some(payment), Verdict::Done) = (&payment, verdict) {
        debug_assert_eq!(payment.trade, TradeId(open.text(0)?));
        row::save(tx, shop, payment, now)?;
    }
    let repeats = was_unknown && matches!(verdict, Verdict::Unknown(_));
    if let (Some(order), false) = (order, repeats) {
        let what = sentence(&open.text(1)?, verdict);
        history::write(tx, shop, order, now, &open.text(2)?, &what)?;
    }
    Ok(())
}

/// The effect of an order's open telegram is seen at Paygent: whoever still waits for its answer
/// will find it recorded.
pub(super) fn record_done(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let open = tx.row(
        sql!(
            "select op_id from payment_op
             where shop_id = $1 and order_id = $2 and state in ('queued', 'sending', 'unknown')"
        ),
        &[shop.into(), order.into()],
    )?;
    match open {
        Some(open) => record(tx, shop, &OpId(open.text(0)?), &Verdict::Done, now),
        None => Ok(()),
    }
}

/// Ends an open operation, or leaves it to the sweeper where nobody knows.
pub(super) fn close(
    tx: &mut dyn Tx,
    shop: ShopId,
    op: &OpId,
    verdict: &Verdict,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (code, detail) = match verdict {
        Verdict::Done => (None, None),
        Verdict::Refused { code, detail } => (Some(code.as_str()), Some(detail.as_str())),
        Verdict::NotDone(why) | Verdict::LetGo(why) | Verdict::Unknown(why) => {
            (None, Some(why.as_str()))
        }
    };
    let open = matches!(verdict, Verdict::Unknown(_));
    tx.exec(
        sql!(
            "update payment_op set state = $3, code = $4, detail = $5, due_at = $6, ended_at = $7,
               fence = fence + 1
             where shop_id = $1 and op_id = $2 and state in ('queued', 'sending', 'unknown')"
        ),
        &[
            shop.into(),
            op.into(),
            verdict.state().into(),
            code.into(),
            detail.into(),
            open.then_some(now).into(),
            (!open).then_some(now).into(),
        ],
    )?;
    Ok(())
}

/// Why an operation is not known, as `payment_op.detail` has it: 094 says nothing that decides …
pub(super) const SILENT: &str = "094 does not tell yet";
/// … or several payments have the 取引ID, and nobody has named the one that lives.
pub(super) const SEVERAL: &str = "several payments have the 取引ID";

/// Notes since when it is not known for the reason that is recorded with it.
pub(super) fn mark_unclear(
    tx: &mut dyn Tx,
    shop: ShopId,
    op: &OpId,
    since: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update payment_op set unclear_at = $3
             where shop_id = $1 and op_id = $2 and state = 'unknown'"
        ),
        &[shop.into(), op.into(), since.into()],
    )?;
    Ok(())
}

/// The order of an operation, as a task names it: number and page. An orphan's has none.
pub(super) async fn order_of(world: &World, shop: ShopId, op: &OpId) -> String {
    let asked = op.clone();
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select o.number, o.order_id from payment_op p
                 join orders o on o.shop_id = p.shop_id and o.order_id = p.order_id
                 where p.shop_id = $1 and p.op_id = $2"
            ),
            &[shop.into(), (&asked).into()],
        )?;
        row.map(|row| Ok((row.text(0)?, row.int(1)?))).transpose()
    });
    match read.await {
        Ok::<_, store::Error>(Some((number, order))) => format!("受注 {number}（{order}）"),
        Ok(None) => "受注のない決済".to_owned(),
        Err(error) => {
            tracing::error!(%error, %op, "an order cannot be named");
            "受注".to_owned()
        }
    }
}

fn sentence(kind: &str, verdict: &Verdict) -> String {
    let act = match kind {
        "capture" => "売上確定",
        "refund" => "キャンセル（売上取消）",
        "change" => "取引更新",
        "release" => "変更前のオーソリの取り消し",
        _ => "キャンセル（オーソリ取消）",
    };
    match verdict {
        Verdict::Done => format!("{act}を行いました。"),
        Verdict::Refused { code, detail } => {
            format!("{act}はペイジェントに受け付けられませんでした。{detail}（{code}）")
        }
        Verdict::NotDone(_) => format!("{act}は行われていません。"),
        Verdict::LetGo(_) => format!(
            "{act}の結果は、ペイジェントに照会しても分かりませんでした。ペイジェント管理画面でご確認ください。"
        ),
        Verdict::Unknown(_) => format!("{act}の結果を確認しています。"),
    }
}

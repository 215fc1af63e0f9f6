//! The only way forward of an attempt that was sent: evidence in, one commit out.

use store::Tx;

use super::reserve;
use super::row::{self, End};
use super::state::{Approval, Attempt, Evidence, State};
use crate::card_testing;
use crate::clock::{Timestamp, dated_hex};
use crate::id::{AttemptId, ShopId, SubmitKey};
use crate::mail::{self, About, Kind, Letter, NotPlaced};
use crate::order;
use crate::order::place::Chance;
use crate::payment::AccountError;
use crate::profile::{self, Shop};
use crate::stored_card;
use crate::task::{self, Task};
use crate::token::Token;
use crate::world::World;

/// An attempt could not go on now. The sweeper comes back to it.
#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// There is no such attempt.
    #[error("no such attempt")]
    Missing,
    /// Someone else moved it meanwhile.
    #[error("the attempt was moved by someone else")]
    Raced,
    /// The account, or what is sealed, cannot be read.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// How often a commit that failed after a good authorisation is tried again before the sweeper
/// takes over.
const TRIES: u32 = 5;

/// What the commit needs besides the attempt.
#[derive(Clone)]
struct Setting {
    shop: Shop,
    now: Timestamp,
    next_key: SubmitKey,
    view_key: Token,
    /// For the customer at Paygent, if this order makes one.
    fresh_customer: String,
    watch: i64,
    look_first: i64,
}

/// Brings evidence to an attempt whose outcome is open. An attempt that ended stays as it is.
pub(super) async fn advance(
    world: &World,
    shop: ShopId,
    id: &AttemptId,
    evidence: Evidence,
) -> Result<(), AdvanceError> {
    let now = world.now();
    let setting = Setting {
        shop: profile::load(world, shop).await?.ok_or(AdvanceError::Missing)?,
        now,
        next_key: SubmitKey(dated_hex(now, &*world.random, 16)),
        view_key: Token::new(&*world.random),
        fresh_customer: stored_card::fresh_customer(&*world.random),
        watch: world.pace.watch,
        look_first: world.pace.look_after(0),
    };
    let mut tries = 0;
    loop {
        let (setting, id, evidence) = (setting.clone(), id.clone(), evidence.clone());
        let done = world
            .store
            .write_on(shop.0, move |tx| {
                let attempt = row::find(tx, setting.shop.id, &id)?.ok_or(AdvanceError::Missing)?;
                apply(tx, &setting, &attempt, &evidence)
            })
            .await;
        tries += 1;
        match done {
            Ok(()) => break,
            // The commit's fate is unknown or the database is busy: the next round reads what is
            // there.
            Err(AdvanceError::Store(error)) if tries < TRIES => {
                tracing::warn!(%error, tries, "an attempt's commit failed");
            }
            Err(AdvanceError::Raced) if tries < TRIES => {}
            Err(error) => return Err(error),
        }
    }
    world.bell.notify_one();
    Ok(())
}

fn apply(
    tx: &mut dyn Tx,
    setting: &Setting,
    attempt: &Attempt,
    evidence: &Evidence,
) -> Result<(), AdvanceError> {
    let was_unknown = match attempt.state() {
        State::Sending { .. } => false,
        State::Unknown { .. } => true,
        _ => return Ok(()),
    };
    match evidence {
        Evidence::Approved(approval) => placed(tx, setting, attempt, approval),
        Evidence::Unclear(why) => {
            let due = setting.now.after(setting.look_first);
            sure(row::to_unknown(tx, attempt, why, due)?)
        }
        Evidence::Refused { code, detail } => {
            // Without a code it is 094 that told: the answer to 020 itself was lost.
            let card_refused = code.is_empty() || card_testing::is_about_the_card(code);
            let end = End { code, detail, card_refused, ..End::plain("refused") };
            without_order(tx, setting, attempt, &end, was_unknown)
        }
        Evidence::NotSent(why) => {
            let end = End { detail: why, ..End::plain("not_sent") };
            without_order(tx, setting, attempt, &end, was_unknown)
        }
        Evidence::Nothing => {
            let watch_until = Some(setting.now.after(setting.watch));
            let due = Some(setting.now);
            let end = End { watch_until, due, ..End::plain("none") };
            without_order(tx, setting, attempt, &end, was_unknown)
        }
        Evidence::Mismatch(what) => mismatched(tx, setting, attempt, what),
    }
}

fn sure(changed: bool) -> Result<(), AdvanceError> {
    if changed { Ok(()) } else { Err(AdvanceError::Raced) }
}

fn trade(attempt: &Attempt) -> &str {
    attempt.trade.as_ref().map_or("", |trade| trade.as_str())
}

/// RP3: payment, order number, order, history, stock, mails and the end of the attempt in one
/// commit.
fn placed(
    tx: &mut dyn Tx,
    setting: &Setting,
    attempt: &Attempt,
    approval: &Approval,
) -> Result<(), AdvanceError> {
    let Setting { shop, now, next_key, view_key, .. } = setting;
    // Stock before the order's number, as RP0 does without a gateway: two nodes that take both
    // would else wait for each other.
    reserve::sell(tx, shop.id, &attempt.id)?;
    let chance = Chance { next_key, view_key };
    let order = order::place::place(tx, shop, attempt, Some(approval), chance, *now)?;
    stored_card::after_order(tx, shop, attempt, order, &setting.fresh_customer, *now)?;
    let payment = Some(&approval.payment);
    let end = End { order: Some(order), payment, ..End::plain("placed") };
    sure(row::end(tx, attempt, &end, *now)?)
}

/// The attempt ends without an order: stock goes back, and a buyer who may have read 確認中 gets a
/// mail.
fn without_order(
    tx: &mut dyn Tx,
    setting: &Setting,
    attempt: &Attempt,
    end: &End<'_>,
    was_unknown: bool,
) -> Result<(), AdvanceError> {
    reserve::release(tx, attempt.shop, &attempt.id)?;
    if was_unknown {
        tell_buyer(tx, setting, attempt, false)?;
    }
    close(tx, attempt, end, setting.now)
}

/// The end without an order; a refused card counts from the same commit on.
fn close(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    end: &End<'_>,
    now: Timestamp,
) -> Result<(), AdvanceError> {
    sure(row::end(tx, attempt, end, now)?)?;
    if end.card_refused {
        card_testing::refused(tx, attempt, now)?;
    }
    Ok(())
}

/// The attempt ends without an order, but money may have moved: the shop gets a task, and the buyer
/// reads nothing about money but that the shop looks into it.
fn mismatched(
    tx: &mut dyn Tx,
    setting: &Setting,
    attempt: &Attempt,
    what: &str,
) -> Result<(), AdvanceError> {
    let buyer = &attempt.checkout.buyer;
    let body = format!(
        "取引ID {}：{what}注文は作成していません。\n\
         ペイジェント管理画面で決済を確認し、必要なら取り消してください。\
         お客様には、お店からご連絡するとお伝えしています。\n\
         お客様：{} 様　{}",
        trade(attempt),
        buyer.name(),
        buyer.email
    );
    let subject = attempt.id.as_str();
    let task = Task { kind: task::Kind::Mismatch, subject, body: &body };
    task::open(tx, setting.shop.id, &task, setting.now)?;
    reserve::release(tx, attempt.shop, &attempt.id)?;
    tell_buyer(tx, setting, attempt, true)?;
    let end = End { detail: what, ..End::plain("mismatch") };
    sure(row::end(tx, attempt, &end, setting.now)?)
}

fn tell_buyer(
    tx: &mut dyn Tx,
    setting: &Setting,
    attempt: &Attempt,
    shop_looks: bool,
) -> Result<(), store::Error> {
    let buyer = &attempt.checkout.buyer;
    let mail = mail::not_placed(&NotPlaced {
        shop: &setting.shop,
        attempt: &attempt.id,
        tried_at: attempt.created_at,
        buyer_name: &buyer.name(),
        amount: attempt.amount,
        shop_looks,
    });
    let about = About::Attempt(attempt.id.clone());
    let letter = Letter::first(Kind::NotPlaced, about, &buyer.email, mail);
    mail::enqueue(tx, &setting.shop, &letter, setting.now)
}

/// Ends an attempt of which no 020 has left: refused before it, not sent, expired. Tells nobody by
/// mail: the buyer was never told 確認中.
pub(super) fn end_before_sending(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    end: &End<'_>,
    now: Timestamp,
) -> Result<(), AdvanceError> {
    if !matches!(attempt.state(), State::Created | State::Challenge { .. }) {
        return Err(AdvanceError::Raced);
    }
    reserve::release(tx, attempt.shop, &attempt.id)?;
    close(tx, attempt, end, now)?;
    if end.left {
        card_testing::left(tx, attempt, now)?;
    }
    Ok(())
}

//! A change of amount whose answer never came: 094 by its new 取引ID tells what became of it, as it
//! does for an attempt (DESIGN sections 4 and 5).

use store::{Tx, sql};

use super::super::account::Account;
use super::super::act::{self, Verdict};
use super::super::gateway::Which;
use super::super::inquire::inquire;
use super::super::notice::{self, Living};
use super::super::seen::{Fact, Seen};
use super::super::state::NewHold;
use super::super::sweep::Unclear;
use super::super::void::{self, Orphan};
use super::made;
use crate::clock::Timestamp;
use crate::id::{MerchantId, OpId, PaymentId, ShopId, TradeId};
use crate::money::Yen;
use crate::task;
use crate::world::World;

/// A change as the sweeper finds it.
#[derive(Clone)]
pub(in super::super) struct Sent {
    pub(in super::super) shop: ShopId,
    pub(in super::super) op: OpId,
    /// The new 取引ID.
    pub(in super::super) trade: TradeId,
    pub(in super::super) merchant: MerchantId,
    /// The amount asked for.
    pub(in super::super) to: Yen,
    pub(in super::super) asked_at: Timestamp,
    pub(in super::super) looks: i64,
    /// Until when it is looked for, after it came to nothing.
    pub(in super::super) watch_until: Option<Timestamp>,
    pub(in super::super) unclear: Unclear,
}

/// What 094 proves.
enum Proof {
    /// With the number of the notice that named it, if one had to.
    Made(Fact, Option<i64>),
    Ended(Verdict),
    /// Money that is not what was asked for.
    Mismatch(Fact),
    /// Why nothing, as [`act::SILENT`] and [`act::SEVERAL`] say it.
    Nothing(&'static str),
}

/// Asks about an open change, and settles it as far as the answer reaches.
pub(in super::super) async fn ask(
    world: &World,
    account: &Account,
    change: Sent,
) -> Result<(), store::Error> {
    let seen = inquire(world, change.shop, account, Which::Trade(change.trade.clone())).await;
    let now = world.now();
    let quiet_over = now >= change.asked_at.after(world.pace.quiet_window);
    let proof = if seen == Seen::Several {
        many(world, account, &change).await?
    } else {
        proof(&change, &seen, quiet_over)
    };
    match proof {
        Proof::Made(fact, named_by) => {
            let hold = NewHold {
                trade: change.trade,
                payment: PaymentId(fact.payment),
                authorized_at: fact.authorized_at.unwrap_or(now),
                named_by,
            };
            made(world, change.shop, change.op, hold, fact.card).await
        }
        Proof::Ended(verdict) => end(world, change, verdict, true).await,
        Proof::Mismatch(fact) => {
            let body = format!(
                "取引ID {}：取引更新で {} のオーソリを求めましたが、ペイジェントの決済 {} は決済状況 {}、{} です。\
                 ペイジェント管理画面でご確認ください。",
                change.trade, change.to, fact.payment, fact.number, fact.amount
            );
            let subject = change.op.to_string();
            task::tell(world, change.shop, task::Kind::Mismatch, subject, body).await;
            // A person decides about that money: it is not given back by itself.
            end(world, change, Verdict::NotDone("094 shows another amount".into()), false).await
        }
        Proof::Nothing(why) if is_in_vain(world, &change, why) => {
            end(world, change, Verdict::LetGo(why.into()), true).await
        }
        Proof::Nothing(why) => later(world, change, why).await,
    }
}

/// The new hold was made, and its amount changed at Paygent before its answer was known: the newest
/// that somebody has named and that lives is the order's. Where nobody names one, though the feed
/// was asked in time, the order goes on with the old hold.
async fn many(world: &World, account: &Account, change: &Sent) -> Result<Proof, store::Error> {
    let (shop, trade) = (change.shop, &change.trade);
    notice::hurry(world, shop, &change.merchant, trade).await?;
    Ok(match notice::living(world, shop, account, trade).await? {
        Living::One(Seen::Held(fact) | Seen::Captured(fact), number) => {
            Proof::Made(fact, Some(number))
        }
        Living::Silent => Proof::Nothing(act::SILENT),
        Living::One(..) | Living::Nobody => Proof::Nothing(act::SEVERAL),
    })
}

/// Whether it has been asked long enough, for that reason, that nobody will tell any more.
fn is_in_vain(world: &World, change: &Sent, why: &str) -> bool {
    let (pace, since, now) = (world.pace, change.unclear.since(why), world.now());
    match why {
        act::SEVERAL => pace.is_unclear_for_good(change.asked_at, since, now),
        _ => pace.is_silent_for_good(change.asked_at, since, now),
    }
}

fn proof(change: &Sent, seen: &Seen, quiet_over: bool) -> Proof {
    match seen {
        // Captured: at Paygent's own page, meanwhile. The next look takes that in.
        Seen::Held(fact) | Seen::Captured(fact) => {
            if fact.amount == change.to && fact.is_since(change.asked_at) {
                Proof::Made(fact.clone(), None)
            } else {
                Proof::Mismatch(fact.clone())
            }
        }
        Seen::Refused(fact) => Proof::Ended(Verdict::Refused {
            code: String::new(),
            detail: format!("決済状況 {}", fact.number),
        }),
        Seen::Cancelled(_) | Seen::Expired(_) => {
            Proof::Ended(Verdict::NotDone("the new hold ended at Paygent".into()))
        }
        Seen::None | Seen::Pending(_) if quiet_over => {
            Proof::Ended(Verdict::NotDone("094 knows no such payment".into()))
        }
        Seen::None | Seen::Pending(_) | Seen::Several | Seen::Changed | Seen::Unavailable(_) => {
            Proof::Nothing(act::SILENT)
        }
    }
}

/// It came to nothing: the old hold stays. What turns up all the same is looked for.
async fn end(
    world: &World,
    change: Sent,
    verdict: Verdict,
    watch: bool,
) -> Result<(), store::Error> {
    let now = world.now();
    if let Verdict::LetGo(_) = verdict {
        let body = format!(
            "{}：取引更新（{}、新しい取引ID {}）の結果が分からないため、変更前のオーソリのままにしました。\
             新しいオーソリが見つかったときは、自動で取り消します。",
            act::order_of(world, change.shop, &change.op).await,
            change.to,
            change.trade
        );
        let subject = format!("{}.let_go", change.op);
        task::tell(world, change.shop, task::Kind::Undecided, subject, body).await;
    }
    let watch = watch && matches!(verdict, Verdict::NotDone(_) | Verdict::LetGo(_));
    let until = watch.then(|| now.after(world.pace.watch));
    let due = watch.then(|| now.after(world.pace.watch_after(0)));
    let write = world.store.write(move |tx| {
        act::record(tx, change.shop, &change.op, &verdict, now)?;
        tx.exec(
            sql!(
                "update payment_op set watch_until = $3, due_at = $4
                 where shop_id = $1 and op_id = $2 and state in ('not_done', 'refused')
                   and watch_until is null"
            ),
            &[change.shop.into(), (&change.op).into(), until.into(), due.into()],
        )?;
        Ok(())
    });
    write.await
}

async fn later(world: &World, change: Sent, why: &'static str) -> Result<(), store::Error> {
    let now = world.now();
    if now >= change.asked_at.after(world.pace.undecided) {
        undecided(world, &change).await;
    }
    let next = now.after(world.pace.look_after(change.looks + 1));
    let verdict = Verdict::Unknown(why.into());
    let write = world.store.write(move |tx| {
        let since = change.unclear.since(why).unwrap_or(now);
        act::mark_unclear(tx, change.shop, &change.op, since)?;
        act::record(tx, change.shop, &change.op, &verdict, now)?;
        look_again(tx, change.shop, &change.op, Some(next))
    });
    write.await
}

async fn undecided(world: &World, change: &Sent) {
    let body = format!(
        "{}：取引更新（{}、新しい取引ID {}）の結果が確認中のままです。ペイジェント管理画面でご確認ください。",
        act::order_of(world, change.shop, &change.op).await,
        change.to,
        change.trade
    );
    let subject = change.op.to_string();
    task::tell(world, change.shop, task::Kind::Undecided, subject, body).await;
}

/// A change that came to nothing is watched: a hold that turns up all the same is given back, and
/// told.
pub(in super::super) async fn watch(
    world: &World,
    account: &Account,
    change: Sent,
) -> Result<(), store::Error> {
    let now = world.now();
    let until = change.watch_until.filter(|&until| now < until);
    let due = match until {
        None => None,
        Some(until) => {
            let which = Which::Trade(change.trade.clone());
            let seen = match inquire(world, change.shop, account, which).await {
                Seen::Several => several(world, account, &change).await?,
                seen => seen,
            };
            let watched = world.pace.watch - (until.0 - now.0);
            let wait = match &seen {
                Seen::Held(fact) => {
                    give_back(world, &change, fact.clone()).await?;
                    Some(world.pace.look_longest)
                }
                Seen::Captured(fact) => {
                    captured(world, &change, fact).await;
                    None
                }
                Seen::None | Seen::Pending(_) => Some(world.pace.watch_after(watched)),
                Seen::Refused(_) | Seen::Cancelled(_) | Seen::Expired(_) => None,
                Seen::Several | Seen::Changed | Seen::Unavailable(_) => {
                    Some(world.pace.look_longest)
                }
            };
            wait.map(|wait| now.after(wait).min(until))
        }
    };
    world.store.write(move |tx| look_again(tx, change.shop, &change.op, due)).await
}

/// The newest of several that lives, if somebody has named it.
async fn several(world: &World, account: &Account, change: &Sent) -> Result<Seen, store::Error> {
    notice::hurry(world, change.shop, &change.merchant, &change.trade).await?;
    let living = notice::living(world, change.shop, account, &change.trade).await?;
    Ok(if let Living::One(seen, _) = living { seen } else { Seen::Several })
}

/// 020 with `ref_trading_id` never captures: a person has, at Paygent. It is theirs to judge.
async fn captured(world: &World, change: &Sent, fact: &Fact) {
    let body = format!(
        "{}：行われなかったとした取引更新のオーソリ（取引ID {}、決済 {}、{}）が、ペイジェント側で売上確定されて\
         います。受注の決済と二重になっていないか、ペイジェント管理画面でご確認ください。",
        act::order_of(world, change.shop, &change.op).await,
        change.trade,
        fact.payment,
        fact.amount
    );
    let subject = format!("{}.captured", change.op);
    task::tell(world, change.shop, task::Kind::Mismatch, subject, body).await;
}

async fn give_back(world: &World, change: &Sent, fact: Fact) -> Result<(), store::Error> {
    let body = format!(
        "{}：行われなかったとした取引更新のオーソリ（取引ID {}、{}）がペイジェントに見つかったため、取り消します。",
        act::order_of(world, change.shop, &change.op).await,
        change.trade,
        fact.amount
    );
    let subject = change.op.to_string();
    task::tell(world, change.shop, task::Kind::Orphan, subject, body).await;
    let (trade, merchant) = (change.trade.clone(), change.merchant.clone());
    let orphan = Orphan { trade, merchant, fact, captured: false };
    match void::void(world, change.shop, orphan).await {
        Ok(_) => Ok(()),
        Err(super::super::AccountError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(%error, op = %change.op, "a stray hold cannot be given back");
            Ok(())
        }
    }
}

fn look_again(
    tx: &mut dyn Tx,
    shop: ShopId,
    op: &OpId,
    due: Option<Timestamp>,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update payment_op set due_at = $3, looks = looks + 1
             where shop_id = $1 and op_id = $2 and state in ('unknown', 'not_done')"
        ),
        &[shop.into(), op.into(), due.into()],
    )?;
    Ok(())
}

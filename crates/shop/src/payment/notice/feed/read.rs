//! Reads the feeds that are due.

use futures_util::{StreamExt, stream};
use paygent::telegram::{NoticeRecord, difference};
use paygent::{Outcome, Unknown};

use super::super::super::account::{self, Account, AccountError};
use super::super::super::inquire::keep_unread;
use super::super::keep::{Heard, Word, keep};
use super::super::known;
use super::compare;
use super::place::Said;
use super::row::{self, Feed, Left};
use crate::clock::{HOUR, Timestamp};
use crate::id::{MerchantId, ShopId, TradeId};
use crate::settings::{self, CardSettings};
use crate::task;
use crate::world::World;

/// Feeds read in one sweep.
const BATCH: i64 = 20;
/// At once.
const AT_ONCE: usize = 4;
/// Questions to one feed in one go; then others have their turn.
const QUESTIONS: usize = 200;
/// An answer that cannot be read so often is passed over.
const UNREADABLE_MAX: i64 = 3;
/// An account without open payments is looked after this often.
const UNUSED_EVERY: i64 = HOUR;

/// Opens a feed for every merchant account that has none.
pub async fn open_feeds(world: &World) -> Result<(), store::Error> {
    let now = world.now();
    world.store.write(move |tx| row::open(tx, now)).await
}

/// Reads every feed that is due to its end, and tells when the next will be.
pub async fn read_feeds(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let now = world.now();
    let due = world.store.read(move |tx| row::due(tx, now, BATCH)).await?;
    let reads = stream::iter(due).map(|(shop, merchant)| visit(world, shop, merchant));
    for done in reads.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await {
        done?;
    }
    world.store.read(row::next).await
}

/// One worker at one feed.
async fn visit(world: &World, shop: ShopId, merchant: MerchantId) -> Result<(), store::Error> {
    let (owner, now, lease) = (world.process.clone(), world.now(), lease(world));
    let claim =
        world.store.write(move |tx| row::claim(tx, (shop, &merchant), &owner, (now, lease)));
    let Some(feed) = claim.await? else { return Ok(()) };
    let left = if is_used(world, &feed).await? {
        read(world, feed.clone()).await?
    } else {
        Some(Left { due: now.after(UNUSED_EVERY), caught_up_at: None })
    };
    let Some(left) = left else { return Ok(()) };
    world.store.write(move |tx| feed.leave(tx, left)).await
}

/// Whether orders are paid by this account now, or payments of it can still change.
async fn is_used(world: &World, feed: &Feed) -> Result<bool, store::Error> {
    let (shop, merchant, now) = (feed.shop, feed.merchant.clone(), world.now());
    let read = world.store.read(move |tx| {
        let current = settings::current::<CardSettings>(tx, shop)?;
        Ok(current.is_some_and(|card| card.body.merchant == merchant)
            || compare::is_any_open(tx, shop, &merchant, now)?)
    });
    read.await
}

fn lease(world: &World) -> Timestamp {
    world.now().after(2 * world.pace.telegram_limit)
}

/// Asks until there is nothing more. None: another worker has taken it over.
async fn read(world: &World, mut feed: Feed) -> Result<Option<Left>, store::Error> {
    let rest = Left { due: world.now().after(world.pace.feed_every), caught_up_at: None };
    let account = match account::load(world, feed.shop, &feed.merchant).await {
        Ok(account) => account,
        Err(AccountError::Store(error)) => return Err(error),
        Err(error) => {
            tracing::error!(%error, merchant = %feed.merchant, "a feed cannot be read");
            return Ok(Some(rest));
        }
    };
    if feed.telegrams != account.endpoints.telegrams {
        let (anew, telegrams) = (feed.clone(), account.endpoints.telegrams.clone());
        let write = world.store.write(move |tx| {
            let mut feed = anew.clone();
            feed.begin_anew(tx, &telegrams)?;
            Ok::<_, store::Error>(feed)
        });
        feed = write.await?;
    }
    for _ in 0..QUESTIONS {
        let asked_at = world.now();
        let (said, record) = match ask(world, &feed, &account).await {
            Answer::Said(said, record) => (said, record),
            Answer::Silent => return Ok(Some(compared(world, feed, rest).await?)),
        };
        let asked = feed.clone();
        let Some((read, end)) = take_in(world, asked, said, record).await? else {
            return Ok(None);
        };
        feed = read;
        if let (true, Said::Row(theirs)) = (end, said) {
            tell_of_jump(world, &feed, theirs).await;
        }
        if end {
            let caught_up_at = (said == Said::Nothing).then_some(asked_at);
            return Ok(Some(compared(world, feed, Left { caught_up_at, ..rest }).await?));
        }
    }
    Ok(Some(Left { due: world.now(), caught_up_at: None }))
}

enum Answer {
    Said(Said, Option<Box<NoticeRecord>>),
    /// Nothing to go on with: later.
    Silent,
}

async fn ask(world: &World, feed: &Feed, account: &Account) -> Answer {
    let Ok(number) = u64::try_from(feed.place.question()) else { return Answer::Silent };
    let outcome = world.gateway.difference(account, number).await;
    let about = format!("{}.{number}", feed.merchant);
    keep_unread(world, feed.shop, &about, "091", &outcome).await;
    match outcome {
        Outcome::Accepted(difference::Answer::Nothing) => Answer::Said(Said::Nothing, None),
        Outcome::Accepted(difference::Answer::Gone) => Answer::Said(Said::Gone, None),
        Outcome::Accepted(difference::Answer::Notice(record)) => {
            match record.payment_notice_id.parse() {
                Ok(theirs) => Answer::Said(Said::Row(theirs), Some(record)),
                Err(_) => Answer::Said(Said::Unreadable, None),
            }
        }
        Outcome::Unknown(Unknown { raw, .. }) if !raw.is_empty() => {
            Answer::Said(Said::Unreadable, None)
        }
        Outcome::Refused(refusal) => {
            tracing::warn!(merchant = %feed.merchant, code = refusal.code, "091 was refused");
            tell(world, feed, &refusal.code).await;
            Answer::Silent
        }
        Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. }) => {
            tracing::warn!(merchant = %feed.merchant, why, "091 was not answered");
            Answer::Silent
        }
    }
}

/// Without the feed a change of amount at Paygent stays unknown where no notice comes either.
async fn tell(world: &World, feed: &Feed, code: &str) {
    let body = format!(
        "マーチャントID {} の決済情報差分照会（091）がペイジェントに断られています（{code}）。\
         ペイジェント側での金額変更を、受注に取り込めないことがあります。ペイジェントにご確認ください。",
        feed.merchant
    );
    let subject = format!("feed.{}.{code}", feed.merchant);
    task::tell(world, feed.shop, task::Kind::Undecided, subject, body).await;
}

/// The row does not follow the number that was asked for, by so much that it is no row: nothing
/// behind it is read.
async fn tell_of_jump(world: &World, feed: &Feed, theirs: i64) {
    let asked = feed.place.question();
    tracing::error!(merchant = %feed.merchant, asked, theirs, "091 answered another number");
    let body = format!(
        "マーチャントID {}：決済情報差分照会（091）が、{asked} 番を尋ねると {theirs} 番を答えるため、\
         先を読めません。ペイジェント側での変更が、受注に届くのが遅れます。ペイジェントにご確認ください。",
        feed.merchant
    );
    let subject = format!("feed.{}.jump", feed.merchant);
    task::tell(world, feed.shop, task::Kind::Undecided, subject, body).await;
}

/// One commit an answer: what the row says is kept, and the place moves on. None: the lease is
/// somebody else's.
async fn take_in(
    world: &World,
    asked: Feed,
    said: Said,
    record: Option<Box<NoticeRecord>>,
) -> Result<Option<(Feed, bool)>, store::Error> {
    let (now, pace, lease) = (world.now(), world.pace, lease(world));
    let write = world.store.write(move |tx| {
        let Some(mut feed) = row::find(tx, asked.shop, &asked.merchant)? else { return Ok(None) };
        if feed.fence != asked.fence {
            return Ok(None);
        }
        // A notice that was posted meanwhile has moved it on: ask for the next one.
        if feed.place != asked.place {
            return Ok(Some((feed, false)));
        }
        if said == Said::Unreadable && feed.tries + 1 < UNREADABLE_MAX {
            feed.tries += 1;
            let kept = feed.save(tx, false, lease)?;
            return Ok(kept.then_some((feed, true)));
        }
        let step = feed.place.after(said, feed.heard);
        (feed.place, feed.tries) = (step.place, 0);
        if step.gap && feed.compare_after.is_none() {
            feed.compare_after = Some(TradeId(String::new()));
        }
        if !feed.save(tx, step.gap, lease)? {
            return Ok(None);
        }
        if let (true, Some(heard)) = (step.takes, record.as_deref().and_then(Heard::of))
            && let Some(known) = known::find(tx, feed.shop, &heard.trade, &heard.payment)?
        {
            keep(tx, feed.shop, &known, (&heard, Word::Paygents), (now, pace))?;
        }
        Ok::<_, store::Error>(Some((feed, step.end)))
    });
    let taken = write.await?;
    if matches!(said, Said::Row(_)) {
        world.bell.notify_one();
    }
    Ok(taken)
}

/// Where there was a gap, the next open payments are compared one by one.
async fn compared(world: &World, feed: Feed, left: Left) -> Result<Left, store::Error> {
    let Some(after) = feed.compare_after.clone() else { return Ok(left) };
    let (now, each, lease) = (world.now(), world.pace.compare_each, lease(world));
    let (shop, merchant) = (feed.shop, feed.merchant.clone());
    let batch = world.store.read(move |tx| compare::batch(tx, (shop, &merchant), &after, now));
    let batch = batch.await?;
    let write = world.store.write(move |tx| {
        let mut feed = feed.clone();
        feed.compare_after = batch.last().cloned();
        if !feed.save(tx, false, lease)? {
            return Ok(left);
        }
        let due = compare::wish_for(tx, shop, &batch, (now, each))?;
        let more = !batch.is_empty();
        Ok::<_, store::Error>(if more { Left { due: left.due.min(due), ..left } } else { left })
    });
    let left = write.await?;
    world.bell.notify_one();
    Ok(left)
}

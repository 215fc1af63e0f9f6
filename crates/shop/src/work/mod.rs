//! The background work of a shop: jobs that run when something is due, when the bell rings, and at
//! least every second. A job looks in the database for what is due, so that missing a bell delays
//! and never loses.

mod clocks;
mod runner;

pub use clocks::ClockError;
pub use runner::{Failure, Job, Outcome, run_jobs};

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::OnceCell;

use crate::clock::{HOUR, MINUTE, Timestamp};
use crate::mail::{self, Transport};
use crate::payment::notice;
use crate::world::World;
use crate::{
    attempt, bulk, card_testing, cart, member, numbers, order_file, payment, staff, stored_card,
};

/// How often certificates are looked at.
const CERTIFICATES_EVERY: i64 = 6 * HOUR;

/// How often registrations of cards that were left are ended.
const REGISTRATIONS_EVERY: i64 = 5 * MINUTE;

/// How often it is looked for merchant accounts that are new.
const FEEDS_EVERY: i64 = MINUTE;

/// How often old card failures, old carts and what members left are deleted.
const FORGET_EVERY: i64 = HOUR;

/// Runs until `shutdown`, then lets the jobs finish what they are in the middle of. Begins with
/// what a process that died has left.
pub async fn run(
    world: World,
    transport: Arc<dyn Transport>,
    shutdown: impl Future<Output = ()> + Send,
) {
    let (clock, bell) = (Arc::clone(&world.clock), Arc::clone(&world.bell));
    let payments = world.clone();
    let jobs = vec![
        attempts(world.clone()),
        Job::new("payments", move || {
            let world = payments.clone();
            async move {
                clocks::agree(&world).await?;
                Ok(payment::sweep(&world).await?)
            }
        }),
        notices(world.clone()),
        notice_feeds(world.clone()),
        new_feeds(world.clone()),
        certificates(world.clone()),
        card_failures(world.clone()),
        staff_records(world.clone()),
        carts(world.clone()),
        stored_cards(world.clone()),
        card_registrations(world.clone()),
        members(world.clone()),
        bulk_runs(world.clone()),
        order_files(world.clone()),
        number_files(world.clone()),
        mails(world, transport),
    ];
    run_jobs(clock, bell, jobs, shutdown).await;
}

fn attempts(world: World) -> Job {
    let adopted = Arc::new(OnceCell::new());
    Job::new("attempts", move || {
        let (world, adopted) = (world.clone(), Arc::clone(&adopted));
        async move {
            clocks::agree(&world).await?;
            adopted.get_or_try_init(|| attempt::adopt(&world)).await?;
            Ok(attempt::sweep(&world).await?)
        }
    })
}

/// What Paygent has spoken of is asked about.
fn notices(world: World) -> Job {
    Job::new("notices", move || {
        let world = world.clone();
        async move {
            clocks::agree(&world).await?;
            Ok(notice::sweep(&world).await?)
        }
    })
}

/// What Paygent says when nobody posts it to us.
fn notice_feeds(world: World) -> Job {
    Job::new("notice feeds", move || {
        let world = world.clone();
        async move {
            clocks::agree(&world).await?;
            Ok(notice::read_feeds(&world).await?)
        }
    })
}

/// An account that is new has a feed soon.
fn new_feeds(world: World) -> Job {
    now_and_then("new feeds", FEEDS_EVERY, world, |world| async move {
        Ok(notice::open_feeds(&world).await?)
    })
}

/// Certificates end by the day: they are opened a few times a day, not every second.
fn certificates(world: World) -> Job {
    now_and_then("certificates", CERTIFICATES_EVERY, world, |world| async move {
        Ok(payment::watch_certificates(&world).await?)
    })
}

/// What is too old to count is out of the way of what counts.
fn card_failures(world: World) -> Job {
    now_and_then("card failures", FORGET_EVERY, world, |world| async move {
        Ok(card_testing::forget_old(&world).await?)
    })
}

/// Sign-ins and views of the shop's people are kept for a year.
fn staff_records(world: World) -> Job {
    now_and_then("staff records", FORGET_EVERY, world, |world| async move {
        Ok(staff::forget_old(&world).await?)
    })
}

/// Carts that no browser opens any more take no room; who tried in vain is forgotten.
fn carts(world: World) -> Job {
    now_and_then("carts", FORGET_EVERY, world, |world| async move {
        cart::forget_old(&world).await?;
        Ok(attempt::forget_old(&world).await?)
    })
}

/// Paygent's vault follows what is wanted.
fn stored_cards(world: World) -> Job {
    let adopted = Arc::new(OnceCell::new());
    Job::new("stored cards", move || {
        let (world, adopted) = (world.clone(), Arc::clone(&adopted));
        async move {
            clocks::agree(&world).await?;
            adopted.get_or_try_init(|| stored_card::adopt(&world)).await?;
            Ok(stored_card::sweep(&world).await?)
        }
    })
}

/// 一括処理: whoever asked may have closed the page.
fn bulk_runs(world: World) -> Job {
    let adopted = Arc::new(OnceCell::new());
    Job::new("bulk runs", move || {
        let (world, adopted) = (world.clone(), Arc::clone(&adopted));
        async move {
            clocks::agree(&world).await?;
            adopted.get_or_try_init(|| bulk::adopt(&world)).await?;
            Ok(bulk::sweep(&world).await?)
        }
    })
}

/// 帳票 and 送り状データ, likewise.
fn order_files(world: World) -> Job {
    let adopted = Arc::new(OnceCell::new());
    Job::new("order files", move || {
        let (world, adopted) = (world.clone(), Arc::clone(&adopted));
        async move {
            clocks::agree(&world).await?;
            adopted.get_or_try_init(|| order_file::adopt(&world)).await?;
            Ok(order_file::sweep(&world).await?)
        }
    })
}

/// Files of 問合せ番号 that nobody took in name people: they are not kept.
fn number_files(world: World) -> Job {
    now_and_then("number files", FORGET_EVERY, world, |world| async move {
        Ok(numbers::forget_old(&world).await?)
    })
}

/// What was only counted for a day, and tokens that nobody came back for.
fn card_registrations(world: World) -> Job {
    now_and_then("card registrations", REGISTRATIONS_EVERY, world, |world| async move {
        Ok(stored_card::forget_old(&world).await?)
    })
}

/// Links and sessions that open nothing any more, and registrations that nobody confirmed.
fn members(world: World) -> Job {
    now_and_then("members", FORGET_EVERY, world, |world| async move {
        Ok(member::forget_old(&world).await?)
    })
}

/// A job that does `act` at the start and then every so many milliseconds, for whatever it is
/// looked at more often.
fn now_and_then<R>(
    name: &'static str,
    every: i64,
    world: World,
    act: impl Fn(World) -> R + Send + Sync + 'static,
) -> Job
where
    R: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let next = Arc::new(AtomicI64::new(0));
    let act = Arc::new(act);
    Job::new(name, move || {
        let (world, next, act) = (world.clone(), Arc::clone(&next), Arc::clone(&act));
        async move {
            let now = world.now();
            if now.0 >= next.load(Ordering::Relaxed) {
                act(world).await?;
                next.store(now.after(every).0, Ordering::Relaxed);
            }
            Ok(Some(Timestamp(next.load(Ordering::Relaxed))))
        }
    })
}

fn mails(world: World, transport: Arc<dyn Transport>) -> Job {
    let adopted = Arc::new(OnceCell::new());
    Job::new("mails", move || {
        let (world, transport) = (world.clone(), Arc::clone(&transport));
        let adopted = Arc::clone(&adopted);
        async move {
            clocks::agree(&world).await?;
            adopted.get_or_try_init(|| mail::adopt(&world)).await?;
            Ok(mail::deliver_due(&world, &*transport).await?)
        }
    })
}

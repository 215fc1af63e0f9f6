//! Sends what is due: claim, send outside every transaction, settle.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::message;
use super::outbox::{self, Claimed};
use super::transport::{SendError, SendErrorKind, Transport};
use crate::clock::Timestamp;
use crate::world::World;

/// Mails in the air at one time.
const AT_ONCE: usize = 8;
/// The same, for the pool of connections.
pub(super) const AT_ONCE_U32: u32 = 8;
/// Mails of one call; the runner calls again at once when there are more.
const RUN_MAX: usize = 1_000;
/// The longest a send may take; much shorter than the lease of a claim.
const SEND_MAX: Duration = Duration::from_mins(1);
/// Tries to write down that a mail was taken. What is not written down is sent again.
const SETTLE_TRIES: u32 = 6;

/// Sends the mails that are due and tells when the next will be; `now` where there are more.
///
/// # Errors
/// The store's, while claiming. A mail that was claimed waits for the end of its lease then.
pub async fn deliver_due(
    world: &World,
    transport: &dyn Transport,
) -> Result<Option<Timestamp>, store::Error> {
    let mut flying = FuturesUnordered::new();
    let (mut claimed, mut reachable) = (0, true);
    loop {
        // Half empty: one claim brings several mails, and a slow server for one mail does not hold
        // up the others.
        if reachable && claimed < RUN_MAX && flying.len() <= AT_ONCE / 2 {
            let mails = claim(world, AT_ONCE - flying.len()).await?;
            claimed += mails.len();
            flying.extend(mails.into_iter().map(|mail| send(world, transport, mail)));
        }
        match flying.next().await {
            Some(Outcome::Settled) => {}
            Some(Outcome::Unreachable) => reachable = false,
            None => break,
        }
    }
    world.store.read(outbox::next_due).await
}

async fn claim(world: &World, count: usize) -> Result<Vec<Claimed>, store::Error> {
    let (now, process) = (world.now(), world.process.clone());
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    world.store.write(move |tx| outbox::claim(tx, &process, count, now)).await
}

enum Outcome {
    Settled,
    /// No other mail would get through either.
    Unreachable,
}

async fn send(world: &World, transport: &dyn Transport, mail: Claimed) -> Outcome {
    let result = match message::write(&mail) {
        Err(error) => Err(SendError::new(SendErrorKind::Refused, None, error)),
        Ok((addresses, bytes)) => {
            let sending = transport.send(&addresses, &bytes);
            tokio::time::timeout(SEND_MAX, sending).await.unwrap_or_else(|_| {
                Err(SendError::new(SendErrorKind::Failed, None, "the mail server takes too long"))
            })
        }
    };
    let unreachable = matches!(&result, Err(error) if error.kind() == SendErrorKind::Unreachable);
    tell(&mail, &result);
    settle(world, mail, result).await;
    if unreachable { Outcome::Unreachable } else { Outcome::Settled }
}

/// To the log: the Message-ID, never an address.
fn tell(mail: &Claimed, result: &Result<(), SendError>) {
    let message_id = mail.message_id.as_str();
    match result {
        Ok(()) => tracing::info!(message_id, "a mail was sent"),
        Err(error) => {
            let (kind, code) = (error.kind(), error.code());
            tracing::warn!(message_id, ?kind, ?code, "a mail was not sent");
        }
    }
}

/// Writes the outcome down. A database that is busy for a moment must not send a mail twice: tried
/// several times.
async fn settle(world: &World, mail: Claimed, result: Result<(), SendError>) {
    let mut wait = Duration::from_millis(50);
    for attempt in 1..=SETTLE_TRIES {
        let (mail_again, result, now) = (mail.clone(), result.clone(), world.now());
        let written = world.store.write(move |tx| match &result {
            Ok(()) => outbox::sent(tx, &mail_again, now).map(drop),
            Err(error) => outbox::failed(tx, &mail_again, error, now),
        });
        match written.await {
            Ok(()) => return,
            Err(error) if attempt == SETTLE_TRIES => {
                let message_id = mail.message_id.as_str();
                tracing::error!(message_id, %error, "a mail's outcome could not be written down");
            }
            Err(_) => {
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
        }
    }
}

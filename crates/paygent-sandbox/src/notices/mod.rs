//! Payment notices: every change of a status is posted to the merchant's notice URL (reference 6).
//!
//! Notices of one merchant leave in the order of their numbers, one after the other; merchants do
//! not wait for each other. What is not taken is posted again after a minute, and holds back what
//! follows; after five failures in a row everything to that merchant rests for 15 minutes, then the
//! count begins anew. Minutes are the sandbox clock's. Unconfirmed: the minute, that a notice holds
//! back its followers, and that what an empty 091 has given out is not posted any more.

mod orders;
mod readers;
mod record;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use paygent::telegram::NoticeRecord;
use reqwest::header::CONTENT_TYPE;
use tokio::task::{Id, JoinSet};

pub(crate) use orders::Orders;
pub(crate) use readers::{Readers, Reading};
pub(crate) use record::record;

use crate::ledger::notice::Notice;
use crate::ledger::post;
use crate::outgoing;
use crate::shared::Shared;

/// How often it is looked for what became due while nothing happened.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The most of a merchant's answer that is read.
const ANSWER_MAX: usize = 4_096;

/// Posts notices for as long as the sandbox runs.
pub(crate) async fn post_all(shared: Arc<Shared>) {
    let Some(client) = outgoing::client() else { return };
    let mut posts = JoinSet::new();
    // Whose notice is on its way, by the task that posts it.
    let mut busy: HashMap<Id, String> = HashMap::new();
    loop {
        match due(&shared, &busy).await {
            Ok(due) => {
                for (merchant_id, number) in due {
                    let one = post(shared.clone(), client.clone(), merchant_id.clone(), number);
                    busy.insert(posts.spawn(one).id(), merchant_id);
                }
            }
            Err(error) => {
                tracing::error!(%error, "the ledger could not tell which notices are due");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        tokio::select! {
            Some(ended) = posts.join_next_with_id() => {
                busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
            () = shared.notices.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// The next notice of every merchant that has one to be posted now, and none on its way.
async fn due(
    shared: &Shared,
    busy: &HashMap<Id, String>,
) -> Result<Vec<(String, i64)>, store::Error> {
    let Some(most) = shared.orders.most() else { return Ok(Vec::new()) };
    let now = shared.clock.now();
    let mut all = shared.book.store.read(move |tx| post::waiting(tx, now, most)).await?;
    all.retain(|(merchant_id, _)| !busy.values().any(|other| other == merchant_id));
    let next = all.into_iter().filter_map(|(merchant_id, waiting)| {
        let next = shared.orders.choose(&merchant_id, &waiting)?;
        (next.due_at <= now).then_some((merchant_id, next.number))
    });
    Ok(next.collect())
}

async fn post(shared: Arc<Shared>, client: reqwest::Client, merchant_id: String, number: i64) {
    let posted = async {
        let Some((notice, record)) = begin(&shared, merchant_id, number).await? else {
            return Ok(());
        };
        if !offer(&shared, &client, &notice, &record).await {
            return Ok(());
        }
        shared.book.store.write(move |tx| post::taken(tx, &notice)).await
    };
    if let Err(error) = posted.await {
        tracing::error!(%error, "the ledger could not keep a post");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The next try is in the ledger before this one leaves: a sandbox that dies meanwhile goes on.
async fn begin(
    shared: &Shared,
    merchant_id: String,
    number: i64,
) -> Result<Option<(Notice, NoticeRecord)>, store::Error> {
    let now = shared.clock.now();
    let begin = move |tx: &mut dyn store::Tx| {
        let Some(notice) = post::begin(tx, &merchant_id, number, now)? else { return Ok(None) };
        let record = record(tx, &notice)?;
        Ok::<_, store::Error>(record.map(|record| (notice, record)))
    };
    shared.book.store.write(begin).await
}

/// Posts it; tells whether it was taken.
async fn offer(
    shared: &Shared,
    client: &reqwest::Client,
    notice: &Notice,
    record: &NoticeRecord,
) -> bool {
    let merchant = shared.merchants.find(&notice.merchant_id);
    let Some((merchant, url)) =
        merchant.as_ref().and_then(|one| Some((one, one.notice_url.as_ref()?)))
    else {
        return false;
    };
    let key = merchant.notice_key.as_ref().map(paygent::Secret::expose);
    let body = match paygent::notice::encode(record, key) {
        Ok(body) => body.to_vec(),
        Err(error) => {
            tracing::error!(%error, "a notice could not be written");
            return false;
        }
    };
    let form = "application/x-www-form-urlencoded";
    let Ok(answer) = client.post(url).header(CONTENT_TYPE, form).body(body).send().await else {
        return false;
    };
    answer.status() == reqwest::StatusCode::OK && says_taken(answer).await
}

async fn says_taken(mut answer: reqwest::Response) -> bool {
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_MAX => {
                body.extend_from_slice(&chunk);
            }
            Ok(None) => break,
            // Too long, or broken off: whatever was said is no answer.
            Ok(Some(_)) | Err(_) => return false,
        }
    }
    paygent::notice::is_taken(&body)
}

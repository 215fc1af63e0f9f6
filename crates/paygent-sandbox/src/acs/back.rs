//! The return to the shop: by the browser, or after 30 minutes of silence by the gateway's own
//! server.

use std::sync::Arc;

use paygent::signature::ThreeDsResult;

use super::{AGAIN_MAX, AGAIN_MS, ISSUER_NAME, LOOK_EVERY};
use crate::ledger::three_ds::{self, Outcome, ThreeDs};
use crate::merchant::Merchants;
use crate::outgoing;
use crate::shared::Shared;

/// `term_url` with the result in its query; a query that is there already is kept.
pub(super) fn address(ended: &ThreeDs, merchants: &Merchants) -> String {
    let merchant = merchants.find(&ended.merchant_id);
    let key = merchant.as_ref().and_then(|merchant| merchant.three_ds_key.as_ref());
    let (result, code, detail) = match ended.outcome {
        Outcome::Authenticated | Outcome::AttemptIssuer | Outcome::AttemptMerchant => ("0", "", ""),
        Outcome::Failed | Outcome::Waiting => ("1", "31007", "本人認証に失敗しました。"),
        Outcome::Cancelled => ("1", "31007", "本人認証が中止されました。"),
        Outcome::TimedOut => ("1", "31013", "本人認証が時間内に終わりませんでした。"),
    };
    let attempt = ended.outcome.attempt_kbn().unwrap_or_default();
    let unseen = ended.outcome == Outcome::TimedOut;
    let told = |text: &str| if unseen { "XXXX".to_owned() } else { text.to_owned() };
    let (acquirer_id, acquirer_name) = ended.card.brand.acquirer();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("result", result)
        .append_pair("3ds_auth_id", &ended.auth_id)
        .append_pair("attempt_kbn", attempt)
        .append_pair("response_code", code)
        .append_pair("response_detail", detail)
        .append_pair("card_brand", ended.card.brand.name())
        .append_pair("issur_class", "0")
        .append_pair("issur_name", ISSUER_NAME)
        .append_pair("acq_id", acquirer_id)
        .append_pair("acq_name", acquirer_name)
        .append_pair("fingerprint", &told(&ended.card.fingerprint))
        .append_pair("masked_card_number", &told(&ended.card.masked));
    if let Some(key) = key {
        let signed = ThreeDsResult { result, auth_id: &ended.auth_id, attempt };
        query.append_pair("hc", &signed.sign(key.expose()));
    }
    let join = if ended.term_url.contains('?') { '&' } else { '?' };
    format!("{}{join}{}", ended.term_url, query.finish())
}

/// Calls the shops of buyers who walked away, for as long as the sandbox runs.
pub(crate) async fn call_back(shared: Arc<Shared>) {
    let Some(client) = outgoing::client() else { return };
    loop {
        match next(&shared).await {
            Ok(Some(due)) => call(&shared, &client, due).await,
            Ok(None) => {
                let _ = tokio::time::timeout(LOOK_EVERY, shared.returns.notified()).await;
            }
            Err(error) => {
                tracing::error!(%error, "the ledger could not tell who walked away");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}

async fn next(shared: &Shared) -> Result<Option<ThreeDs>, store::Error> {
    let now = shared.clock.now();
    let next = shared.book.store.read(three_ds::next_call).await?;
    Ok(next.filter(|next| next.call_at.is_some_and(|at| at <= now)))
}

/// The next try is in the ledger before this one leaves: a sandbox that dies meanwhile goes on.
async fn call(shared: &Shared, client: &reqwest::Client, mut due: ThreeDs) {
    let now = shared.clock.now();
    let again = (due.calls < AGAIN_MAX).then_some(now.saturating_add(AGAIN_MS));
    match begin_call(shared, &due, now, again).await {
        Ok(true) => due.outcome = Outcome::TimedOut,
        // The buyer came back at the last moment.
        Ok(false) => return,
        Err(error) => {
            tracing::error!(%error, "the ledger could not end an authentication");
            tokio::time::sleep(LOOK_EVERY).await;
            return;
        }
    }
    let url = address(&due, &shared.merchants);
    let taken = match client.get(url).send().await {
        Ok(answer) => answer.status().is_success() || answer.status().is_redirection(),
        Err(_) => false,
    };
    if !taken {
        return;
    }
    let (auth_id, calls) = (due.auth_id, due.calls + 1);
    let done = move |tx: &mut dyn store::Tx| three_ds::schedule_call(tx, &auth_id, calls, None);
    if let Err(error) = shared.book.store.write(done).await {
        tracing::error!(%error, "the ledger could not keep a server-to-server return");
    }
}

/// Ends the authentication, unless the buyer did; tells whether the shop is to be called.
async fn begin_call(
    shared: &Shared,
    due: &ThreeDs,
    now: i64,
    again: Option<i64>,
) -> Result<bool, store::Error> {
    let (auth_id, calls) = (due.auth_id.clone(), due.calls + 1);
    shared
        .book
        .store
        .write(move |tx| {
            three_ds::end(tx, &auth_id, Outcome::TimedOut, now)?;
            let found = three_ds::find(tx, &auth_id)?;
            if !found.is_some_and(|found| found.outcome == Outcome::TimedOut) {
                return Ok(false);
            }
            three_ds::schedule_call(tx, &auth_id, calls, again)?;
            Ok(true)
        })
        .await
}

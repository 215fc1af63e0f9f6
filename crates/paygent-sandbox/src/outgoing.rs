//! How the gateway's own server calls shops.

use std::time::Duration;

/// How long a shop may take to answer.
const PATIENCE: Duration = Duration::from_secs(35);

/// A client that follows no redirect; none, and a line in the log, where the machine has none.
pub(crate) fn client() -> Option<reqwest::Client> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .no_proxy()
        .build();
    client.inspect_err(|error| tracing::error!(%error, "no client to call shops with")).ok()
}

//! `POST /paygent/notice`: 決済情報差分通知, from Paygent's server. No cookie, no page of ours, and
//! anybody may post: what it says is proved by its hash, and is believed only after asking (DESIGN
//! section 5).

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use paygent::notice::{Notice, NoticeError, TAKEN};
use shop::payment::notice;

use crate::host::AtShop;
use crate::{App, Fault};

/// A notice has some forty short fields.
pub(crate) const LIMIT: usize = 16 * 1024;

/// Stores it, and answers `result=0` when that is on disk: anything else, and it comes again.
///
/// What is a form and no payment notice of the kind we know (of a file, of another system under the
/// same contract) is taken: refused, it would come again and again, and after a few refusals
/// Paygent sends nothing for a while, ours neither. If it names a payment of ours, that is asked
/// about.
pub(crate) async fn take(
    State(app): State<App>,
    AtShop(shop): AtShop,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Fault> {
    match Notice::parse(query.as_deref(), &body) {
        Ok(posted) => drop(notice::take(app.world(), shop.id, &posted).await?),
        Err(NoticeError::Field { error, named }) => {
            tracing::info!(%error, shop = %shop.id, "a notice that nobody can read");
            notice::hint(app.world(), shop.id, &named).await?;
        }
        Err(NoticeError::Codec(_)) => {
            return Ok((StatusCode::BAD_REQUEST, "this is no form").into_response());
        }
    }
    // Whether it was ours is nobody's business.
    Ok(std::str::from_utf8(TAKEN).unwrap_or_default().into_response())
}

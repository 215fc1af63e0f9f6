//! Bytes in and out: the telegram endpoint, and answers that go wrong on purpose.

mod line;
mod serve;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use paygent::codec::CodecError;
use paygent::{Charset, Incoming, reply};

use crate::control::Trick;
use crate::ledger::telegram as log;
use crate::shared::Shared;
use crate::telegrams::{self, Asked, Certificate, Reply, detail, difference};
use crate::tls::Secured;

pub(crate) use serve::serve;

/// Any path under `/n/`: one telegram. Its fields may be in the query, in the body, or in both.
/// What is asked elsewhere is no telegram, and stays out of the log.
pub(crate) async fn receive(
    State(shared): State<Arc<Shared>>,
    OriginalUri(uri): OriginalUri,
    secured: Option<Extension<Secured>>,
    body: Bytes,
) -> Response {
    if !uri.path().starts_with("/n/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(certificate) = certificate(&shared, secured).await else { return dropped() };
    let incoming = match Incoming::parse(uri.query(), &body) {
        Ok(incoming) => incoming,
        Err(error) => {
            return unreadable(&error, Incoming::charset_of_unreadable(uri.query(), &body));
        }
    };
    let asked = Asked { path: uri.path().to_owned(), incoming, certificate };
    let trick = shared.faults.take(&asked.incoming.header().kind);
    let early = trick.clone().filter(Trick::is_before_commit);
    // Held until the answer is complete, however late that is.
    let (_reading, early) = match difference::begin(&shared, &asked) {
        Ok(reading) => (reading, early),
        Err(busy) => (None, Some(busy)),
    };
    match answered(shared, asked, early).await {
        Ok(Some(reply)) => {
            let trick = trick.filter(|trick| !trick.is_before_commit()).or(reply.trick);
            send(reply.body, reply.charset, trick).await
        }
        Ok(None) => dropped(),
        Err(error) => {
            tracing::error!(%error, "the ledger could not take a telegram");
            (StatusCode::SERVICE_UNAVAILABLE, "the sandbox's ledger is not available\n")
                .into_response()
        }
    }
}

/// What the caller shows of itself, asked for now that its request is here. An error is a client
/// that cannot, or does not want to, begin anew.
async fn certificate(
    shared: &Shared,
    secured: Option<Extension<Secured>>,
) -> io::Result<Certificate> {
    if shared.authority.is_none() {
        return Ok(Certificate::NotNeeded);
    }
    let Some(Extension(secured)) = secured else { return Ok(Certificate::Of(None)) };
    secured.certificate().await.map(Certificate::Of)
}

/// Runs a telegram to its end, with what strikes before its commit; `None` is no answer at all.
async fn answered(
    shared: Arc<Shared>,
    asked: Asked,
    early: Option<Trick>,
) -> Result<Option<Reply>, store::Error> {
    match early {
        Some(Trick::DropBeforeCommit) => {
            let (line, now) = (telegrams::line(&asked.incoming), shared.clock.now());
            shared.book.store.write(move |tx| log::insert(tx, &line, now)).await?;
            Ok(None)
        }
        Some(Trick::Refuse { code }) => {
            let refusal = detail::refusal(&code);
            telegrams::refuse(&shared, &asked.incoming, refusal).await.map(Some)
        }
        Some(Trick::DelayBeforeCommit { ms }) => {
            // A task of its own: the commit comes even if the client has gone.
            let late = tokio::spawn(async move {
                pause(ms).await;
                telegrams::answer(&shared, &asked).await
            });
            late.await.unwrap_or(Err(store::Error::Closed)).map(Some)
        }
        _ => telegrams::answer(&shared, &asked).await.map(Some),
    }
}

fn unreadable(error: &CodecError, charset: Charset) -> Response {
    let code = match error {
        CodecError::TooLarge(_) => "P009",
        _ => "P008",
    };
    let refusal = detail::refusal_because(code, &error.to_string());
    let body = reply::refused_in(charset, &refusal).unwrap_or_default();
    telegram_response(body, charset)
}

async fn send(mut body: Vec<u8>, charset: Charset, trick: Option<Trick>) -> Response {
    if trick == Some(Trick::OtherTradingId) {
        body = with_other(b"\r\ntrading_id=", b"00000000000000000000", &body);
    }
    if trick == Some(Trick::OtherNoticeId) {
        body = with_other(b"\r\npayment_notice_id=", b"900000000000", &body);
    }
    if trick == Some(Trick::WrongCharset) {
        body = in_the_other(charset, &body);
    }
    play(telegram_response(body, charset), trick).await
}

fn telegram_response(body: Vec<u8>, charset: Charset) -> Response {
    ([(header::CONTENT_TYPE, charset.answer_content_type())], body).into_response()
}

/// Does to an answer what the trick says. What needs the connection is left for [`serve`].
pub(crate) async fn play(mut response: Response, trick: Option<Trick>) -> Response {
    match trick {
        None
        | Some(
            Trick::OtherTradingId
            | Trick::OtherNoticeId
            | Trick::WrongCharset
            | Trick::DelayBeforeCommit { .. }
            | Trick::Refuse { .. },
        ) => {}
        Some(Trick::Delay { ms }) => pause(ms).await,
        Some(Trick::Empty) => *response.body_mut() = Body::empty(),
        Some(Trick::Garble) => *response.body_mut() = Body::from(GARBLED),
        Some(Trick::Status { status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            let html = [(header::CONTENT_TYPE, "text/html; charset=UTF-8")];
            return (status, html, format!("<!DOCTYPE html><title>{status}</title>\n"))
                .into_response();
        }
        Some(
            trick @ (Trick::DropBeforeCommit
            | Trick::DropAfterCommit
            | Trick::Duplicate
            | Trick::Truncate),
        ) => {
            response.extensions_mut().insert(trick);
        }
    }
    response
}

/// The connection breaks instead of an answer.
pub(crate) fn dropped() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(Trick::DropAfterCommit);
    response
}

/// Waits in real time.
pub(crate) async fn pause(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

/// Neither Windows-31J nor UTF-8 nor lines.
const GARBLED: &[u8] = b"\r\nresult\xff\xfe\x810\xa0\r\n\xf8\x88result=0=1\r\n";

fn with_other(key: &[u8], value: &[u8], body: &[u8]) -> Vec<u8> {
    let Some(at) = body.windows(key.len()).position(|window| window == key) else {
        return body.to_vec();
    };
    let (before, after) = body.split_at(at + key.len());
    let end = after.windows(2).position(|window| window == b"\r\n").unwrap_or(after.len());
    [before, value, &after[end..]].concat()
}

/// What is in one charset, in the other; a character that it does not have is a question mark.
fn in_the_other(charset: Charset, body: &[u8]) -> Vec<u8> {
    let other = match charset {
        Charset::Windows31j => Charset::Utf8,
        Charset::Utf8 => Charset::Windows31j,
    };
    let text = charset.decode(body).unwrap_or_default();
    let encoded = |c: char| other.encode(c.encode_utf8(&mut [0; 4]));
    text.chars().flat_map(|c| encoded(c).map_or_else(|_| vec![b'?'], |b| b.to_vec())).collect()
}

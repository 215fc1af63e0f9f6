//! One POST over HTTP, and what can be said for certain when it fails.

use bytes::Bytes;
use reqwest::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING};
use reqwest::{StatusCode, redirect, retry, tls};

use super::{ANSWER_BYTES_MAX, BuildError, Endpoint, identity};
use crate::codec::Charset;

/// An answer with status 200, complete.
pub(super) struct HttpAnswer {
    /// What its `Content-Type` names.
    pub charset: Option<Charset>,
    pub body: Vec<u8>,
}

/// No such answer.
pub(super) enum Failure {
    /// There never was a connection to write to.
    NotSent(String),
    /// Why, and the bytes that came.
    Unknown(String, Vec<u8>),
}

/// The HTTP client: nothing in it may send a request a second time.
pub(super) fn build(endpoint: &Endpoint) -> Result<reqwest::Client, BuildError> {
    let bad = |error: reqwest::Error| BuildError(chain(&error));
    let url = reqwest::Url::parse(&endpoint.base_url)
        .map_err(|error| BuildError(format!("base_url: {error}")))?;
    if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        return Err(BuildError("base_url: http or https and a host are needed".into()));
    }
    let mut builder = reqwest::Client::builder()
        .tls_backend_native()
        .tls_version_min(tls::Version::TLS_1_2)
        .http1_only()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .pool_max_idle_per_host(0)
        .connect_timeout(endpoint.connect_timeout)
        .read_timeout(endpoint.answer_timeout)
        .timeout(endpoint.connect_timeout + endpoint.answer_timeout);
    if let Some(pem) = &endpoint.ca_pem {
        let authorities = reqwest::Certificate::from_pem_bundle(pem).map_err(bad)?;
        if authorities.is_empty() {
            return Err(BuildError("ca_pem: no certificate in it".into()));
        }
        builder = builder.tls_certs_only(authorities);
    }
    if let Some(identity) = &endpoint.identity {
        // Paygent asks for the certificate by renegotiation, which TLS 1.3 does not have.
        builder =
            builder.identity(identity::open(identity)?).tls_version_max(tls::Version::TLS_1_2);
    }
    builder.build().map_err(bad)
}

/// Posts a form once and reads the answer whole.
pub(super) async fn post(
    http: &reqwest::Client,
    url: String,
    body: Bytes,
) -> Result<HttpAnswer, Failure> {
    let request = http
        .post(url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(CONNECTION, "close")
        .body(body);
    let mut response = request.send().await.map_err(not_answered)?;
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => {
                return Err(Failure::Unknown(format!("answer cut off: {}", chain(&error)), body));
            }
        }
        if body.len() > ANSWER_BYTES_MAX {
            body.truncate(ANSWER_BYTES_MAX);
            return Err(Failure::Unknown("answer too large".into(), body));
        }
    }
    if response.status() != StatusCode::OK {
        return Err(Failure::Unknown(format!("status {}", response.status()), body));
    }
    // Without a length the end of the connection is the end of the answer, cut off or not; a whole
    // one ends its last line.
    if !has_length(response.headers()) && !body.ends_with(b"\n") {
        return Err(Failure::Unknown("answer cut off: no end of line".into(), body));
    }
    let content_type = response.headers().get(CONTENT_TYPE);
    let charset = content_type.and_then(|value| Charset::of_content_type(value.to_str().ok()?));
    Ok(HttpAnswer { charset, body })
}

/// `reqwest` marks as connect errors what failed before there was a connection (refused, DNS, the
/// first TLS handshake); the request is written only after. A time-out is left unknown even there.
/// An address that is none (builder) never led to a connection.
fn not_answered(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let why = chain(&error);
    if error.is_builder() || (error.is_connect() && !error.is_timeout()) {
        return Failure::NotSent(why);
    }
    Failure::Unknown(why, Vec::new())
}

fn has_length(headers: &HeaderMap) -> bool {
    headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING)
}

/// An error and its causes in one sentence.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

//! The client: one request, one answer, no second try.

mod endpoint;
mod identity;
mod post;

use std::sync::Arc;

use bytes::Bytes;
use zeroize::Zeroizing;

pub use endpoint::{ANSWER_BYTES_MAX, Endpoint, Identity};
pub use identity::CertificateFacts;

use crate::codec::{Charset, encode_form};
use crate::{Credentials, FieldError, Fields, Outcome, Telegram, Unknown, reply};

/// The client cannot be built: the certificate, key, passphrase or address is no good.
#[derive(Debug, thiserror::Error)]
#[error("paygent client: {0}")]
pub struct BuildError(pub(crate) String);

/// Sends telegrams to one gateway. Cheap to clone.
///
/// It follows no redirect, retries nothing, uses no proxy and no idle connection: one call is one
/// connection and at most one request.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    endpoint: Arc<Endpoint>,
}

impl Client {
    /// Reads certificates and prepares TLS; connects to nothing yet.
    pub fn new(endpoint: Endpoint) -> Result<Self, BuildError> {
        let http = post::build(&endpoint)?;
        Ok(Self { http, endpoint: Arc::new(endpoint) })
    }

    /// Sends one telegram once and waits for its answer.
    pub async fn send<T: Telegram>(
        &self,
        credentials: &Credentials,
        telegram: &T,
    ) -> Outcome<T::Answer> {
        let fields = telegram.fields();
        let body = match encode_request::<T>(credentials, &fields) {
            Ok(body) => Bytes::from_owner(body),
            Err(error) => return Outcome::NotSent(format!("cannot be sent: {error}")),
        };
        match post::post(&self.http, self.endpoint.url(T::KIND, T::PATH), body).await {
            Ok(answer) => {
                let charset = answer.charset.unwrap_or(T::CHARSET);
                reply::read::<T>(&fields, charset, answer.body)
            }
            Err(post::Failure::NotSent(why)) => Outcome::NotSent(why),
            Err(post::Failure::Unknown(why, raw)) => Outcome::Unknown(Unknown { why, raw }),
        }
    }
}

/// A request's body: the header block, then the telegram's fields in their order. Fails on what
/// the other side could not read.
pub fn encode_request<T: Telegram>(
    credentials: &Credentials,
    fields: &Fields,
) -> Result<Zeroizing<Vec<u8>>, FieldError> {
    T::read(fields)?;
    let mut all = Fields::new();
    all.push("merchant_id", &credentials.merchant_id);
    all.push("connect_id", &credentials.connect_id);
    all.push("connect_password", credentials.connect_password.expose());
    all.push("telegram_kind", T::KIND);
    all.push("telegram_version", "1.0");
    for (name, value) in fields.iter() {
        all.push(name, value);
    }
    encode_form(&all, T::CHARSET)
}

impl Charset {
    /// The charset that a `Content-Type` names, if it names one of ours.
    fn of_content_type(content_type: &str) -> Option<Self> {
        let content_type = content_type.to_ascii_lowercase();
        let (_, charset) = content_type.split_once("charset=")?;
        match charset.split(';').next()?.trim().trim_matches('"') {
            "utf-8" => Some(Self::Utf8),
            "windows-31j" | "shift_jis" | "ms932" => Some(Self::Windows31j),
            _ => None,
        }
    }
}

//! The way out: whatever takes the bytes of a mail to a mail server.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// The envelope: who sends, who receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// MAIL FROM.
    pub from: lettre::Address,
    /// RCPT TO.
    pub to: lettre::Address,
}

/// A mail on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'a>>;

/// Takes a mail to a server. `Ok` only after the server has taken it over.
pub trait Transport: Send + Sync {
    /// Sends `bytes` (headers and body) once; retries are the outbox's.
    fn send<'a>(&'a self, addresses: &'a Addresses, bytes: &'a [u8]) -> Sending<'a>;
}

/// What it means that a mail was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// No conversation came about: refused connection, DNS, TLS, wrong password. No mail would get
    /// through.
    Unreachable,
    /// Not now (4xx), or the conversation broke off and the mail may have been taken.
    Failed,
    /// Never (5xx, or the mail cannot be written).
    Refused,
}

/// A mail was not taken, or we do not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct SendError {
    kind: SendErrorKind,
    code: Option<u16>,
    text: String,
}

impl SendError {
    /// `text` is kept beside the mail for people; it may name its addresses, so no log shows it.
    pub fn new(kind: SendErrorKind, code: Option<u16>, text: impl fmt::Display) -> SendError {
        SendError { kind, code, text: text.to_string() }
    }

    /// What it means.
    pub fn kind(&self) -> SendErrorKind {
        self.kind
    }

    /// The server's reply code, if it gave one.
    pub fn code(&self) -> Option<u16> {
        self.code
    }
}

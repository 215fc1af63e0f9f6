//! The bytes of a mail: made from its row alone, so that every try sends the same. Headers are
//! written by lettre's builder only; nothing is ever pasted into them.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use lettre::{Address, address::AddressError};

use super::outbox::Claimed;
use super::transport::Addresses;

/// The mail cannot be written: an address that is none.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    #[error("the sender's address cannot be used: {0}")]
    Sender(AddressError),
    #[error("the recipient's address cannot be used: {0}")]
    Recipient(AddressError),
    #[error("the mail cannot be written: {0}")]
    Message(#[from] lettre::error::Error),
}

/// Tells programs that no person wrote this, so that none answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Envelope and bytes of a claimed mail.
pub(super) fn write(row: &Claimed) -> Result<(Addresses, Vec<u8>), WriteError> {
    let from: Address = row.sender.parse().map_err(WriteError::Sender)?;
    let to: Address = row.recipient.parse().map_err(WriteError::Recipient)?;
    let name = (!row.from_name.is_empty()).then(|| row.from_name.clone());
    let at = u64::try_from(row.created_at.0).unwrap_or_default();
    let message = Message::builder()
        .from(Mailbox::new(name, from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(row.subject.as_str())
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(at))
        .message_id(Some(row.message_id.clone()))
        .header(AutoSubmitted)
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(row.body.clone())?;
    Ok((Addresses { from, to }, message.formatted()))
}

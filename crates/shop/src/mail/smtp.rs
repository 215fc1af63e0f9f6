//! SMTP, by lettre: pooled connections, STARTTLS or TLS where asked for.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{self, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address};

use super::transport::{Addresses, SendError, SendErrorKind, Sending, Transport};
use crate::secret::Secret;

/// How long the server may take for one reply.
const REPLY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(20);

/// How the conversation with the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// Not at all: the same machine, or the mailbox.
    None,
    /// STARTTLS, required (port 587).
    #[default]
    StartTls,
    /// TLS from the first byte (port 465).
    Tls,
}

/// Name and password at the mail server.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user's name.
    pub user: String,
    /// The user's password.
    pub password: Secret,
}

/// The mail server.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    /// Its name; with TLS also the name its certificate must have.
    pub host: String,
    /// Its port: 587 and 465 are usual, 25 between servers.
    pub port: u16,
    /// How the conversation is protected.
    pub security: Security,
    /// Needed by most servers.
    pub login: Option<Login>,
}

/// The options make no transport: a host that cannot be a name, certificates of the system that
/// cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the mail server's settings cannot be used: {0}")]
pub struct SmtpSettingsError(String);

/// Sends through one mail server.
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp(…)")
    }
}

impl Smtp {
    /// Connects when the first mail is sent, not now. Wants a tokio runtime around it.
    pub fn new(options: &SmtpOptions) -> Result<Smtp, SmtpSettingsError> {
        let parameters = || {
            TlsParameters::new(options.host.clone())
                .map_err(|error| SmtpSettingsError(error.to_string()))
        };
        let tls = match options.security {
            Security::None => Tls::None,
            Security::StartTls => Tls::Required(parameters()?),
            Security::Tls => Tls::Wrapper(parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&options.host)
            .port(options.port)
            .tls(tls)
            .timeout(Some(REPLY_TIMEOUT))
            .pool_config(
                PoolConfig::new().max_size(super::deliver::AT_ONCE_U32).idle_timeout(IDLE),
            );
        if let Some(login) = &options.login {
            let password = login.password.expose().to_owned();
            builder = builder.credentials(Credentials::new(login.user.clone(), password));
        }
        Ok(Smtp(builder.build()))
    }

    /// Whether the server answers and takes name and password; for `noren check`.
    pub async fn check(&self) -> Result<(), SendError> {
        match self.0.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::new(SendErrorKind::Unreachable, None, "no answer")),
            Err(error) => Err(read(&error, true)),
        }
    }
}

impl Transport for Smtp {
    fn send<'a>(&'a self, addresses: &'a Addresses, bytes: &'a [u8]) -> Sending<'a> {
        Box::pin(async move {
            let (from, to) = (Some(addresses.from.clone()), vec![addresses.to.clone()]);
            let envelope = address::Envelope::new(from, to)
                .map_err(|error| SendError::new(SendErrorKind::Refused, None, error))?;
            let plain = [&addresses.from, &addresses.to]
                .into_iter()
                .all(|address| AsRef::<str>::as_ref(address).is_ascii());
            match self.0.send_raw(&envelope, bytes).await {
                Ok(_) => Ok(()),
                Err(error) => Err(read(&error, plain)),
            }
        })
    }
}

/// Codes about us as a client, not about the mail (RFC 4954): a changed password must not kill the
/// mails of the day.
const LOGIN_CODES: [u16; 5] = [454, 530, 534, 535, 538];

fn read(error: &smtp::Error, plain: bool) -> SendError {
    let code = error.status().map(u16::from);
    // lettre has no question for "no connection came about"; its words are pinned by a test. What
    // it refuses by itself is the server's lack of STARTTLS or of a way to log in, or else an
    // address the server cannot take.
    let no_connection = error.is_tls()
        || error.is_transport_shutdown()
        || (error.is_client() && plain)
        || error.to_string().starts_with("Connection error");
    let kind = if no_connection || code.is_some_and(|code| LOGIN_CODES.contains(&code)) {
        SendErrorKind::Unreachable
    } else if error.is_permanent() || error.is_client() {
        SendErrorKind::Refused
    } else {
        SendErrorKind::Failed
    };
    SendError::new(kind, code, error)
}

use openssl::asn1::Asn1Time;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::X509;
use zeroize::Zeroizing;

use super::{BuildError, Identity};

/// Reads certificate and key out of one PEM, in any order; decrypts the key if it has a passphrase
/// (`reqwest` reads only open keys).
pub(super) fn open(identity: &Identity) -> Result<reqwest::Identity, BuildError> {
    let key = private_key(identity)?;
    let mut pem = Vec::new();
    for certificate in chain(identity)? {
        pem.extend(certificate.to_pem().map_err(|error| BuildError(error.to_string()))?);
    }
    let key = key.private_key_to_pem_pkcs8().map(Zeroizing::new);
    let key = key.map_err(|error| BuildError(format!("client key: {error}")))?;
    reqwest::Identity::from_pkcs8_pem(&pem, &key)
        .map_err(|error| BuildError(format!("client certificate: {error}")))
}

/// The certificate of the key, then the others, whatever their order in the file.
fn chain(identity: &Identity) -> Result<Vec<X509>, BuildError> {
    let certificates = X509::stack_from_pem(identity.pem.expose().as_bytes())
        .map_err(|error| BuildError(format!("client certificate: {error}")))?;
    let key = private_key(identity)?;
    let (own, others): (Vec<_>, Vec<_>) = certificates.into_iter().partition(|certificate| {
        certificate.public_key().is_ok_and(|public| public.public_eq(&key))
    });
    if own.is_empty() {
        return Err(BuildError("client certificate: none belongs to the key".into()));
    }
    Ok(own.into_iter().chain(others).collect())
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Its subject's common name.
    pub subject: String,
    /// The end of its validity, milliseconds since 1970.
    pub ends_ms: i64,
}

impl Identity {
    /// What the certificate of the key says.
    pub fn facts(&self) -> Result<CertificateFacts, BuildError> {
        let unreadable = |error: ErrorStack| BuildError(format!("client certificate: {error}"));
        let own = chain(self)?.remove(0);
        let name = own.subject_name().entries_by_nid(Nid::COMMONNAME).next();
        let subject = name.and_then(|name| name.data().to_string().ok()).unwrap_or_default();
        let epoch = Asn1Time::from_unix(0).map_err(unreadable)?;
        let since = epoch.diff(own.not_after()).map_err(unreadable)?;
        let seconds = i64::from(since.days) * 86_400 + i64::from(since.secs);
        Ok(CertificateFacts { subject, ends_ms: seconds * 1_000 })
    }
}

fn private_key(identity: &Identity) -> Result<PKey<Private>, BuildError> {
    let passphrase = identity.passphrase.as_ref();
    let mut asked = false;
    // Without a callback OpenSSL would ask on the terminal.
    let key = PKey::private_key_from_pem_callback(identity.pem.expose().as_bytes(), |buffer| {
        asked = true;
        let passphrase = passphrase.map_or(&b""[..], |secret| secret.expose().as_bytes());
        let length = passphrase.len().min(buffer.len());
        buffer[..length].copy_from_slice(&passphrase[..length]);
        Ok(length)
    });
    key.map_err(|error| {
        BuildError(match (asked, passphrase) {
            (true, None) => "client key: it needs its passphrase".into(),
            (true, Some(_)) => "client key: the passphrase does not open it".into(),
            (false, _) => format!("client key: {error}"),
        })
    })
}

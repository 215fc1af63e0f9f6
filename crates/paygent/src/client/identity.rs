use openssl::pkey::{PKey, Private};
use openssl::x509::X509;
use zeroize::Zeroizing;

use super::{BuildError, Identity};

/// Reads certificate and key out of one PEM, in any order; decrypts the key if it has a passphrase
/// (`reqwest` reads only open keys).
pub(super) fn open(identity: &Identity) -> Result<reqwest::Identity, BuildError> {
    let pem = identity.pem.expose().as_bytes();
    let certificates = X509::stack_from_pem(pem)
        .map_err(|error| BuildError(format!("client certificate: {error}")))?;
    let key = private_key(identity)?;
    let mut chain = Vec::new();
    // The certificate of the key comes first, whatever the order in the file.
    let (own, others): (Vec<_>, Vec<_>) = certificates.iter().partition(|certificate| {
        certificate.public_key().is_ok_and(|public| public.public_eq(&key))
    });
    if own.is_empty() {
        return Err(BuildError("client certificate: none belongs to the key".into()));
    }
    for certificate in own.iter().chain(&others) {
        chain.extend(certificate.to_pem().map_err(|error| BuildError(error.to_string()))?);
    }
    let key = key.private_key_to_pem_pkcs8().map(Zeroizing::new);
    let key = key.map_err(|error| BuildError(format!("client key: {error}")))?;
    reqwest::Identity::from_pkcs8_pem(&chain, &key)
        .map_err(|error| BuildError(format!("client certificate: {error}")))
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

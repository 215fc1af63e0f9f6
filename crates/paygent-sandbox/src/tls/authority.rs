//! The sandbox's own certificate authority, and what it signs.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::symm::Cipher;
use openssl::x509::extension::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName,
};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder};

/// The passphrase of every client key: the constant of Paygent's own modules (reference 1.1).
const PASSPHRASE: &[u8] = b"changeit";
/// How long everything signed here is good, in days; the sandbox's clock does not count here.
const GOOD_FOR: u32 = 3_650;
const NAME: &str = "Noren Sandbox CA (for rehearsal only)";

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A file of its folder cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// A `merchant_id` that is no name for a file.
    #[error("merchant_id {0:?} is not made of digits")]
    MerchantId(String),
    /// OpenSSL does not take what is in a file, or cannot sign.
    #[error("the certificate authority: {0}")]
    OpenSsl(#[from] ErrorStack),
}

/// Signs the gateway's certificate and those of merchants. It lives in a folder: `ca.pem` is for
/// clients to trust, `ca-key.pem` is its secret, `MERCHANT_ID.pem` is a merchant's certificate and
/// key in one file, as Paygent hands them out.
pub(crate) struct Authority {
    folder: PathBuf,
    certificate: X509,
    key: PKey<Private>,
}

impl Authority {
    /// The authority of this folder; made with the folder if there is none yet.
    pub(crate) fn open(folder: &Path) -> Result<Self, AuthorityError> {
        let folder = folder.to_owned();
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
        let (ca, secret) = (folder.join("ca.pem"), folder.join("ca-key.pem"));
        if !secret.exists() {
            let (certificate, key) = root()?;
            // The key is last: where it is, everything is.
            write(&ca, &certificate.to_pem()?)?;
            write(&secret, &key.private_key_to_pem_pkcs8()?)?;
        }
        let certificate = X509::from_pem(&read(&ca)?)?;
        let key = PKey::private_key_from_pem(&read(&secret)?)?;
        Ok(Self { folder, certificate, key })
    }

    /// A certificate and key for the gateway, good for these names and addresses.
    pub(crate) fn gateway(&self, hosts: &[&str]) -> Result<(X509, PKey<Private>), ErrorStack> {
        let mut names = SubjectAlternativeName::new();
        for host in hosts {
            match host.parse::<std::net::IpAddr>() {
                Ok(_) => names.ip(host),
                Err(_) => names.dns(host),
            };
        }
        let usage = ExtendedKeyUsage::new().server_auth().build()?;
        self.issue("Noren Sandbox", |builder| {
            let context = builder.x509v3_context(Some(&self.certificate), None);
            let names = names.build(&context)?;
            builder.append_extension(names)?;
            builder.append_extension(usage)
        })
    }

    /// Where a merchant's certificate and key are.
    pub(crate) fn file_of(&self, merchant_id: &str) -> PathBuf {
        self.folder.join(format!("{merchant_id}.pem"))
    }

    /// Sees to it that they are there.
    pub(crate) fn certify(&self, merchant_id: &str) -> Result<(), AuthorityError> {
        if merchant_id.is_empty() || !merchant_id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AuthorityError::MerchantId(merchant_id.to_owned()));
        }
        let path = self.file_of(merchant_id);
        if !path.exists() {
            let usage = ExtendedKeyUsage::new().client_auth().build()?;
            let (certificate, key) =
                self.issue(merchant_id, |builder| builder.append_extension(usage))?;
            let cipher = Cipher::aes_256_cbc();
            let sealed = key.private_key_to_pem_pkcs8_passphrase(cipher, PASSPHRASE)?;
            write(&path, &[certificate.to_pem()?, sealed].concat())?;
        }
        Ok(())
    }

    pub(crate) fn certificate(&self) -> &X509 {
        &self.certificate
    }

    fn issue(
        &self,
        subject: &str,
        extend: impl FnOnce(&mut X509Builder) -> Result<(), ErrorStack>,
    ) -> Result<(X509, PKey<Private>), ErrorStack> {
        let key = new_key()?;
        let mut builder = begin(&name(subject)?, &key)?;
        builder.set_issuer_name(self.certificate.subject_name())?;
        extend(&mut builder)?;
        builder.sign(&self.key, MessageDigest::sha256())?;
        Ok((builder.build(), key))
    }
}

fn root() -> Result<(X509, PKey<Private>), ErrorStack> {
    let key = new_key()?;
    let name = name(NAME)?;
    let mut builder = begin(&name, &key)?;
    builder.set_issuer_name(&name)?;
    builder.append_extension(BasicConstraints::new().critical().ca().build()?)?;
    builder.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build()?)?;
    builder.sign(&key, MessageDigest::sha256())?;
    Ok((builder.build(), key))
}

fn new_key() -> Result<PKey<Private>, ErrorStack> {
    PKey::from_rsa(Rsa::generate(2048)?)
}

fn name(text: &str) -> Result<X509Name, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_text("CN", text)?;
    Ok(name.build())
}

fn begin(subject: &X509Name, key: &PKey<Private>) -> Result<X509Builder, ErrorStack> {
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_subject_name(subject)?;
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::ONE, false)?;
    let serial = serial.to_asn1_integer()?;
    builder.set_serial_number(&serial)?;
    builder.set_pubkey(key)?;
    // From whenever: machines' clocks differ.
    let beginning = Asn1Time::from_unix(0)?;
    builder.set_not_before(&beginning)?;
    let end = Asn1Time::days_from_now(GOOD_FOR)?;
    builder.set_not_after(&end)?;
    Ok(builder)
}

fn read(path: &Path) -> Result<Vec<u8>, AuthorityError> {
    fs::read(path).map_err(|error| failed(path, error))
}

/// Written beside and renamed, so that a file is whole or not there; for its owner's eyes.
fn write(path: &Path, bytes: &[u8]) -> Result<(), AuthorityError> {
    let beside = path.with_extension("new");
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: io::Error) -> AuthorityError {
    AuthorityError::File(path.to_owned(), error)
}

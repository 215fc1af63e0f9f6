//! An authority of our own, and what it signs.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder};

pub struct Authority {
    certificate: X509,
    key: PKey<Private>,
}

impl Authority {
    pub fn new() -> Self {
        let key = new_key();
        let mut builder = begin("Noren Test Authority", 1, &key);
        builder.set_issuer_name(&name("Noren Test Authority")).expect("an issuer");
        let ca = BasicConstraints::new().critical().ca().build().expect("an extension");
        builder.append_extension(ca).expect("appended");
        builder.sign(&key, MessageDigest::sha256()).expect("signed");
        Self { certificate: builder.build(), key }
    }

    pub fn pem(&self) -> Vec<u8> {
        self.certificate.to_pem().expect("PEM")
    }

    /// A certificate, good for 127.0.0.1, and its key.
    pub fn issue(&self, subject: &str) -> (X509, PKey<Private>) {
        let key = new_key();
        let mut builder = begin(subject, 2, &key);
        builder.set_issuer_name(self.certificate.subject_name()).expect("an issuer");
        let context = builder.x509v3_context(Some(&self.certificate), None);
        let address = SubjectAlternativeName::new().ip("127.0.0.1").build(&context);
        builder.append_extension(address.expect("an extension")).expect("appended");
        builder.sign(&self.key, MessageDigest::sha256()).expect("signed");
        (builder.build(), key)
    }
}

fn new_key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key")
}

fn name(text: &str) -> X509Name {
    let mut name = X509NameBuilder::new().expect("a name");
    name.append_entry_by_text("CN", text).expect("a name");
    name.build()
}

fn begin(subject: &str, serial: u32, key: &PKey<Private>) -> X509Builder {
    let mut builder = X509::builder().expect("a builder");
    builder.set_version(2).expect("version 3");
    builder.set_subject_name(&name(subject)).expect("a subject");
    let serial = BigNum::from_u32(serial).and_then(|number| number.to_asn1_integer());
    builder.set_serial_number(&serial.expect("a number")).expect("a serial");
    builder.set_pubkey(key).expect("a key");
    let begins = Asn1Time::from_unix(0).expect("a time");
    builder.set_not_before(&begins).expect("a beginning");
    builder.set_not_after(&Asn1Time::days_from_now(2).expect("a time")).expect("an end");
    builder
}

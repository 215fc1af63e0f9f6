//! What a PEM may look like.

use openssl::symm::Cipher;
use paygent::{Client, Endpoint, Identity};

use super::authority::Authority;

fn build(pem: &[&[u8]], passphrase: Option<&str>) -> Result<(), String> {
    let mut endpoint = Endpoint::new("https://127.0.0.1:1");
    let pem = String::from_utf8(pem.concat()).expect("ASCII").into();
    endpoint.identity = Some(Identity { pem, passphrase: passphrase.map(Into::into) });
    Client::new(endpoint).map(|_| ()).map_err(|error| error.to_string())
}

#[test]
fn certificate_and_key_in_any_order_and_form() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("merchant");
    let certificate = certificate.to_pem().expect("PEM");
    let rsa = key.rsa().expect("RSA");
    let open = key.private_key_to_pem_pkcs8().expect("PEM");
    let cipher = Cipher::aes_256_cbc();
    let sealed = key.private_key_to_pem_pkcs8_passphrase(cipher, b"changeit").expect("PEM");
    let cipher = Cipher::des_ede3_cbc();
    let old = rsa.private_key_to_pem_passphrase(cipher, b"changeit").expect("PEM");
    let old_open = rsa.private_key_to_pem().expect("PEM");
    let other = authority.issue("other").0.to_pem().expect("PEM");

    for pem in [
        &[certificate.as_slice(), &open][..],
        &[&open, &certificate],
        &[&certificate, &old_open],
        &[&authority.pem(), &certificate, &open],
    ] {
        assert_eq!(build(pem, None), Ok(()));
        assert_eq!(build(pem, Some("not needed")), Ok(()));
    }
    for pem in [&[certificate.as_slice(), &sealed][..], &[&old, &certificate]] {
        assert_eq!(build(pem, Some("changeit")), Ok(()));
        for (passphrase, why) in [
            (None, "needs its passphrase"),
            (Some(""), "does not open"),
            (Some("wrong"), "does not open"),
        ] {
            let error = build(pem, passphrase).expect_err("sealed");
            assert!(error.contains(why), "{error}");
        }
    }
    for (pem, why) in [
        (&[certificate.as_slice()][..], "client key"),
        (&[&open], "none belongs to the key"),
        (&[&other, &open], "none belongs to the key"),
        (&[b"no PEM"], "client key"),
    ] {
        let error = build(pem, None).expect_err("not whole");
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn an_address_or_authority_that_is_none() {
    for (base_url, ca_pem, why) in [
        ("module.paygent.co.jp", None, "base_url"),
        ("ftp://module.paygent.co.jp", None, "http or https"),
        ("https://module.paygent.co.jp", Some(&b""[..]), "no certificate"),
        ("https://module.paygent.co.jp", Some(b"no PEM"), "no certificate"),
    ] {
        let mut endpoint = Endpoint::new(base_url);
        endpoint.ca_pem = ca_pem.map(<[u8]>::to_vec);
        let error = Client::new(endpoint).expect_err("not whole").to_string();
        assert!(error.contains(why), "{error}");
    }
}

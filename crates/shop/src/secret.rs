//! Secrets at rest: sealed by AES-256-GCM under the master key, bound to the place they are kept
//! in.

use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};

use crate::clock::Random;

/// Length of a nonce in bytes; it stands before the sealed text.
const NONCE: usize = 12;
/// The first byte of everything sealed, so that a later scheme can be told apart.
const SCHEME: u8 = 1;

pub use paygent::Secret;

/// What was sealed does not open: other key, other place, or damaged.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value of {0} does not open: is this the master key it was sealed with?")]
pub struct NotOurs(String);

/// Seals and opens under one master key. Cheap to clone.
#[derive(Clone)]
pub struct Cipher(Arc<Aes256Gcm>);

impl Cipher {
    /// A cipher under the master key of this installation (32 bytes, kept outside the database).
    pub fn new(master_key: &[u8; 32]) -> Cipher {
        Cipher(Arc::new(Aes256Gcm::new(&Key::<Aes256Gcm>::from(*master_key))))
    }

    /// Seals `secret` for `place` (`table.column/shop/row`): moved elsewhere it does not open.
    pub fn seal(&self, random: &dyn Random, place: &str, secret: &Secret) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: secret.expose().as_bytes(), aad: place.as_bytes() };
        let sealed = self
            .0
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a text of a few kilobytes can be sealed");
        [&[SCHEME], nonce.as_slice(), &sealed].concat()
    }

    /// Opens what [`Cipher::seal`] made for the same `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Secret, NotOurs> {
        let not_ours = || NotOurs(place.to_owned());
        let (head, body) = sealed.split_at_checked(1 + NONCE).ok_or_else(not_ours)?;
        let nonce: [u8; NONCE] = head[1..].try_into().map_err(|_| not_ours())?;
        if head[0] != SCHEME {
            return Err(not_ours());
        }
        let payload = Payload { msg: body, aad: place.as_bytes() };
        let text = self.0.decrypt(&Nonce::from(nonce), payload).map_err(|_| not_ours())?;
        String::from_utf8(text).map(Secret::new).map_err(|_| not_ours())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cipher, Secret};
    use crate::clock::SystemRandom;

    #[test]
    fn opens_only_with_its_key_in_its_place_undamaged() {
        let cipher = Cipher::new(&[7; 32]);
        let token = Secret::new("tok_abc");
        let sealed = cipher.seal(&SystemRandom, "attempt.card_token/1/a", &token);
        assert_eq!(cipher.open("attempt.card_token/1/a", &sealed).unwrap(), token);
        assert!(cipher.open("attempt.card_token/1/b", &sealed).is_err());
        assert!(Cipher::new(&[8; 32]).open("attempt.card_token/1/a", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(cipher.open("attempt.card_token/1/a", &damaged).is_err(), "byte {at}");
            assert!(cipher.open("attempt.card_token/1/a", &sealed[..at]).is_err());
        }
    }
}

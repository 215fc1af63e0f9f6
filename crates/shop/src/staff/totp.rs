//! RFC 6238 with what every authenticator app knows: SHA-1, six digits, thirty seconds. Pure; the
//! time comes in.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::clock::{Random, SECOND, Timestamp};
use crate::secret::Secret;

/// Length of a secret in bytes: as long as the hash (RFC 4226, section 4).
const SECRET: usize = 20;
/// How long a code is the current one.
const STEP: i64 = 30 * SECOND;
/// Codes so many steps off are taken too: clocks of phones differ.
const WINDOW: i64 = 1;
/// How many codes there are: six digits.
const MODULUS: u32 = 1_000_000;

/// A new secret in Base32, as apps take it.
pub(super) fn new_secret(random: &dyn Random) -> Secret {
    let mut bytes = [0; SECRET];
    random.fill(&mut bytes);
    Secret::new(BASE32_NOPAD.encode(&bytes))
}

/// The code of this moment; what an app shows.
pub fn code_at(secret: &Secret, now: Timestamp) -> Option<String> {
    code_of(secret, step_at(now))
}

/// The step that `typed` is the code of, if it is one near to now.
pub(super) fn step_of(secret: &Secret, typed: &str, now: Timestamp) -> Option<i64> {
    let current = step_at(now);
    let fits = |step: &i64| code_of(secret, *step).is_some_and(|code| same(&code, typed));
    (current - WINDOW..=current + WINDOW).find(fits)
}

/// What an app reads from the picture.
pub(super) fn uri(secret: &Secret, shop: &str, login: &str) -> String {
    let (issuer, account) = (encoded(shop), encoded(login));
    let secret = secret.expose();
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1\
         &digits=6&period=30"
    )
}

fn step_at(now: Timestamp) -> i64 {
    now.0.div_euclid(STEP)
}

fn code_of(secret: &Secret, step: i64) -> Option<String> {
    let key = BASE32_NOPAD.decode(secret.expose().as_bytes()).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    // RFC 4226, section 5.3: the last four bits say where the number begins.
    let offset = usize::from(hash[hash.len() - 1] & 0xf);
    let four: [u8; 4] = hash[offset..offset + 4].try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % MODULUS))
}

fn same(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Percent-encoded, spaces too: `+` would be shown by apps.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::{code_at, code_of, new_secret, step_of, uri};
    use crate::clock::{SECOND, SystemRandom, Timestamp};
    use crate::secret::Secret;

    /// `12345678901234567890` of RFC 6238, appendix B.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let secret = Secret::new(RFC);
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(&secret, Timestamp(seconds * SECOND)).as_deref(), Some(code));
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_one_step_late() {
        let (secret, now) = (Secret::new(RFC), Timestamp(1_795_496_731_000));
        let step = now.0 / 30_000;
        for (off, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = code_of(&secret, step + off).unwrap();
            assert_eq!(step_of(&secret, &code, now), taken.then_some(step + off), "{off}");
        }
        for typed in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(step_of(&secret, typed, now), None, "{typed}");
        }
    }

    #[test]
    fn secrets_differ_and_names_are_encoded() {
        let secret = new_secret(&SystemRandom);
        assert_eq!(secret.expose().len(), 32);
        assert_ne!(secret, new_secret(&SystemRandom));
        assert_eq!(
            uri(&Secret::new(RFC), "みな も", "a@b:c"),
            format!(
                "otpauth://totp/%E3%81%BF%E3%81%AA%20%E3%82%82:a%40b%3Ac?secret={RFC}\
                 &issuer=%E3%81%BF%E3%81%AA%20%E3%82%82&algorithm=SHA1&digits=6&period=30"
            )
        );
    }
}

use paygent::ThreeDsReturn;

use super::claim;
use super::posted::Posted;
use super::text;

/// The merchant's key; returns of the corpus are signed under it.
pub const KEY: &str = "threedsresultkey01";

/// The authentication that the attempt waits for.
const WAITED_FOR: &str = "12345678-1234-4123-8123-1234567890ab";

/// The way back from the card issuer as the shop reads it: it counts exactly if its hash says so
/// and it is of the authentication that is waited for.
pub fn three_ds_return(input: &[u8]) {
    let posted = Posted::of(input);
    let query = posted.query.unwrap_or_default().as_bytes();
    let read = ThreeDsReturn::parse(query, &posted.body);
    assert_sound(&read, posted.len());

    let parts = [read.result.as_str(), &read.auth_id, &read.attempt];
    let hc = hash_that_came(&posted);
    for key in [KEY, "another", ""] {
        claim::assert_right(read.is_of(&read.auth_id, key), &parts, key, Some(&hc));
        let counts = read.is_of(WAITED_FOR, key);
        assert_eq!(counts, read.auth_id == WAITED_FOR && read.is_of(&read.auth_id, key));
    }
    assert_signed(&parts);
}

fn assert_sound(read: &ThreeDsReturn, bytes: usize) {
    assert!(read.code.chars().count() <= 5 && read.detail.chars().count() <= 256);
    assert!(!read.code.chars().chain(read.detail.chars()).any(char::is_control));
    let signed = read.result.len() + read.auth_id.len() + read.attempt.len();
    text::assert_sound([read.code.as_str(), &read.detail], bytes);
    assert!(signed <= 3 * bytes, "{signed} bytes out of {bytes}");
}

/// The first `hc`, found by hand.
fn hash_that_came(posted: &Posted<'_>) -> String {
    let query = posted.query.unwrap_or_default().as_bytes();
    form_urlencoded::parse(query)
        .chain(form_urlencoded::parse(&posted.body))
        .find(|(name, _)| name == "hc")
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

/// The same, signed: it counts; with any of it changed it does not.
fn assert_signed(parts: &[&str; 3]) {
    let right = claim::hash(parts, KEY);
    let wrong = right.replacen(|digit| digit != '0', "0", 1);
    let [result, auth_id, attempt] = *parts;
    let read = |result: &str, attempt: &str, hc: &str| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("result", result).append_pair("3ds_auth_id", auth_id);
        form.append_pair("attempt_kbn", attempt).append_pair("hc", hc);
        ThreeDsReturn::parse(form.finish().as_bytes(), b"")
    };
    let counts =
        |result: &str, attempt: &str, hc: &str| read(result, attempt, hc).is_of(auth_id, KEY);
    let signed = read(result, attempt, &right);
    assert!(!signed.is_of(&format!("{auth_id}1"), KEY), "another authentication");
    assert!(!read(result, attempt, &claim::hash(parts, "")).is_of(auth_id, ""), "no key");
    assert!(counts(result, attempt, &right), "signed");
    assert!(!counts(result, attempt, &wrong), "forged");
    assert!(!counts(result, &format!("{attempt}1"), &right), "another attempt_kbn");
    assert!(!counts(&format!("{result}1"), attempt, &right), "another result");
}

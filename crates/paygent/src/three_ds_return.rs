//! The 3-D Secure return: what comes to `term_url` when the card issuer is done, by the browser or
//! by Paygent's own server (reference 5.4).
//!
//! | field | length | |
//! |---|---|---|
//! | `result` | 1 | `0` authenticated, `1` not |
//! | `3ds_auth_id` | 36 | of which 450 |
//! | `attempt_kbn` | 1 | how sure it is; empty: fully |
//! | `response_code`, `response_detail` | 5, 256 | why not |
//! | `hc` | 64 | the hash of the first three: [`crate::signature::ThreeDsResult`] |
//!
//! A form in UTF-8, in the query or posted, with more fields that nobody needs. Of a name that
//! comes twice the first counts, the query's before the body's. Code and detail are in no hash:
//! they are only shown.

use crate::signature::ThreeDsResult;

/// The most characters kept of what is only shown.
const CODE_MAX: usize = 5;
const DETAIL_MAX: usize = 256;

/// A return as it came; fields that did not come are empty. Anybody can send one:
/// [`Self::is_of`] tells whether it is Paygent's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreeDsReturn {
    /// `result`.
    pub result: String,
    /// `3ds_auth_id`.
    pub auth_id: String,
    /// `attempt_kbn`.
    pub attempt: String,
    /// `response_code`, cut to its length, without control characters.
    pub code: String,
    /// `response_detail`, the same.
    pub detail: String,
    hc: String,
}

impl ThreeDsReturn {
    /// Reads any bytes.
    pub fn parse(query: &[u8], body: &[u8]) -> Self {
        let mut read = [const { None }; 6];
        let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(body));
        for (name, value) in pairs {
            if let Some(at) = NAMES.iter().position(|known| *known == name) {
                read[at].get_or_insert(value);
            }
        }
        let [result, auth_id, attempt, code, detail, hc] =
            read.map(|value| value.unwrap_or_default().into_owned());
        let (code, detail) = (shown(&code, CODE_MAX), shown(&detail, DETAIL_MAX));
        Self { result, auth_id, attempt, code, detail, hc }
    }

    /// Whether it is Paygent's word on this authentication: another's, a wrong hash, none, or an
    /// empty key prove nothing.
    pub fn is_of(&self, auth_id: &str, key: &str) -> bool {
        let signed =
            ThreeDsResult { result: &self.result, auth_id: &self.auth_id, attempt: &self.attempt };
        self.auth_id == auth_id && signed.verify(key, &self.hc)
    }
}

const NAMES: [&str; 6] =
    ["result", "3ds_auth_id", "attempt_kbn", "response_code", "response_detail", "hc"];

fn shown(text: &str, max: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "threedsresultkey01";
    const ID: &str = "12345678-1234-4123-8123-1234567890ab";
    // By `sha256sum`, as in `signature.rs`.
    const HC: &str = "2a07d2665ab4435083c3137cbb9d88931cd62e67669bc87e41b3a2f630beeb60";

    #[test]
    fn it_is_read_from_query_and_body() {
        let query = format!("result=0&3ds_auth_id={ID}&attempt_kbn=1&more=x&hc={HC}");
        for (query, body) in [(query.as_str(), ""), ("", query.as_str()), query.split_at(9)] {
            let read = ThreeDsReturn::parse(query.as_bytes(), body.as_bytes());
            assert_eq!(read.attempt, "1", "{query} {body}");
            assert!(read.is_of(ID, KEY), "{query} {body}");
        }
    }

    #[test]
    fn only_paygents_word_on_this_authentication_counts() {
        let good = format!("result=0&3ds_auth_id={ID}&attempt_kbn=1&hc={HC}");
        let other = ID.replace('a', "c");
        for (query, id, key) in [
            (good.clone(), other.as_str(), KEY),
            (good.clone(), ID, "another key"),
            (good.clone(), ID, ""),
            (good.replace("result=0", "result=1"), ID, KEY),
            (good.replace("kbn=1", "kbn="), ID, KEY),
            (good.replace(ID, &other), other.as_str(), KEY),
            (good.replace("hc=2", "hc=3"), ID, KEY),
            (good.replace("&hc=", "&no="), ID, KEY),
            (format!("result=1&{good}"), ID, KEY),
            (String::new(), "", ""),
        ] {
            assert!(!ThreeDsReturn::parse(query.as_bytes(), b"").is_of(id, key), "{query}");
        }
    }

    #[test]
    fn what_is_only_shown_is_cut() {
        let long = format!("response_code=3100700&response_detail=a%00%0Ab{}", "あ".repeat(300));
        let read = ThreeDsReturn::parse(long.as_bytes(), b"");
        assert_eq!(read.code, "31007");
        assert_eq!(read.detail, format!("ab{}", "あ".repeat(254)));
    }
}

//! The form of the settings, as it was filled in.

use paygent::Secret;
use serde::Deserialize;

use crate::merchant::Merchant;

/// The longest key. Unconfirmed: the real console's limit.
const KEY_MAX: usize = 64;
/// The longest address.
const URL_MAX: usize = 1_024;

/// A field of the form, and what is wrong with it.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) value: String,
    pub(super) wrong: Option<&'static str>,
}

/// The form as it was filled in; an empty field takes the value away.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::online) struct Entered {
    pub(super) token_hash_key: String,
    pub(super) three_ds_key: String,
    pub(super) notice_key: String,
    pub(super) notice_url: String,
}

impl Entered {
    /// What holds now.
    pub(super) fn of(merchant: &Merchant) -> Self {
        let key = |key: &Option<Secret>| {
            key.as_ref().map(|key| key.expose().to_owned()).unwrap_or_default()
        };
        Self {
            token_hash_key: key(&merchant.token_hash_key),
            three_ds_key: key(&merchant.three_ds_key),
            notice_key: key(&merchant.notice_key),
            notice_url: merchant.notice_url.clone().unwrap_or_default(),
        }
    }

    /// Without what a paste brings along.
    pub(super) fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            token_hash_key: trim(self.token_hash_key),
            three_ds_key: trim(self.three_ds_key),
            notice_key: trim(self.notice_key),
            notice_url: trim(self.notice_url),
        }
    }

    /// In the order of the page.
    pub(super) fn fields(&self) -> Vec<Field> {
        let key = |name, label, hint, value: &str| Field {
            name,
            label,
            hint,
            value: value.to_owned(),
            wrong: wrong_key(value),
        };
        vec![
            key(
                "token_hash_key",
                "トークン受取ハッシュ鍵",
                "トークンの応答に署名します。空にすると署名しません。",
                &self.token_hash_key,
            ),
            key(
                "three_ds_key",
                "3Dセキュア結果受付ハッシュ鍵",
                "本人認証からお店へ戻るときに署名します。お店の設定と同じ値にします。",
                &self.three_ds_key,
            ),
            key(
                "notice_key",
                "差分通知ハッシュ鍵",
                "差分通知に署名します。お店の設定と同じ値にします。",
                &self.notice_key,
            ),
            Field {
                name: "notice_url",
                label: "差分通知URL",
                hint: "状況が変わるたびに、ここへ知らせます。空にすると知らせません。",
                value: self.notice_url.clone(),
                wrong: wrong_url(&self.notice_url),
            },
        ]
    }
}

fn wrong_key(key: &str) -> Option<&'static str> {
    let fits = key.len() <= KEY_MAX && key.bytes().all(|byte| byte.is_ascii_graphic());
    (!fits).then_some("半角の英数字と記号で、64文字以内にしてください。")
}

fn wrong_url(url: &str) -> Option<&'static str> {
    let parsed = reqwest::Url::parse(url).ok();
    let is_web = parsed.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|it| !it.is_empty())
    });
    let fits = url.is_empty() || (is_web && url.len() <= URL_MAX);
    (!fits).then_some("https:// か http:// で始まる、1,024文字までのアドレスにしてください。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_url_is_an_address_of_the_web() {
        let long = format!("https://shop.example/{}", "a".repeat(URL_MAX));
        for (url, fits) in [
            ("", true),
            ("https://shop.example/notice?site=1", true),
            ("http://127.0.0.1:8080/notice", true),
            ("ftp://shop.example/", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("shop.example/notice", false),
            ("https://", false),
            (long.as_str(), false),
        ] {
            assert_eq!(wrong_url(url).is_none(), fits, "{url}");
        }
    }

    #[test]
    fn a_key_is_ascii_of_64() {
        for (key, fits) in
            [("", true), ("Aa9!~", true), ("a b", false), ("鍵", false), ("a\nb", false)]
        {
            assert_eq!(wrong_key(key).is_none(), fits, "{key}");
        }
        assert!(wrong_key(&"k".repeat(64)).is_none() && wrong_key(&"k".repeat(65)).is_some());
    }
}

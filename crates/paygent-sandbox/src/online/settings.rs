//! システム情報: the keys a merchant signs and is signed with, and where notices go.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use paygent::Secret;
use serde::Deserialize;

use super::page::{self, Fault, html};
use super::session::Signed;
use super::view::Desk;
use crate::merchant::Merchant;
use crate::shared::Shared;

/// The longest key. Unconfirmed: the real console's limit.
const KEY_MAX: usize = 64;
/// The longest address.
const URL_MAX: usize = 1_024;

#[derive(Template)]
#[template(path = "online/settings.html")]
struct Settings {
    desk: Desk,
    connect_id: String,
    token_key: String,
    fields: Vec<Field>,
    saved: bool,
    is_wrong: bool,
}

struct Field {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    wrong: Option<&'static str>,
}

/// The form as it was filled in; an empty field takes the value away.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Entered {
    token_hash_key: String,
    three_ds_key: String,
    notice_key: String,
    notice_url: String,
}

/// Whether it was saved just now.
#[derive(Deserialize)]
pub(super) struct Just {
    saved: Option<String>,
}

/// `GET /online/settings`
pub(super) async fn show(Signed(merchant): Signed, Query(just): Query<Just>) -> Response {
    filled(&merchant, &Entered::of(&merchant), just.saved.is_some())
}

/// `POST /online/settings`
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Form(entered): Form<Entered>,
) -> Result<Response, Fault> {
    let entered = entered.trimmed();
    if entered.fields().iter().any(|field| field.wrong.is_some()) {
        return Ok(filled(&merchant, &entered, false));
    }
    let key = |text: &str| (!text.is_empty()).then(|| Secret::new(text));
    let changed = Merchant {
        token_hash_key: key(&entered.token_hash_key),
        three_ds_key: key(&entered.three_ds_key),
        notice_key: key(&entered.notice_key),
        notice_url: Some(entered.notice_url).filter(|url| !url.is_empty()),
        ..Merchant::clone(&merchant)
    };
    shared.put_merchant(changed).await?;
    Ok(page::go("/online/settings?saved=1"))
}

fn filled(merchant: &Merchant, entered: &Entered, saved: bool) -> Response {
    let fields = entered.fields();
    let is_wrong = fields.iter().any(|field| field.wrong.is_some());
    let page = Settings {
        desk: Desk { merchant_id: merchant.merchant_id.clone(), place: "settings" },
        connect_id: merchant.connect_id.clone(),
        token_key: merchant.token_key.clone(),
        fields,
        saved,
        is_wrong,
    };
    html(if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

impl Entered {
    fn of(merchant: &Merchant) -> Self {
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

    fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            token_hash_key: trim(self.token_hash_key),
            three_ds_key: trim(self.three_ds_key),
            notice_key: trim(self.notice_key),
            notice_url: trim(self.notice_url),
        }
    }

    fn fields(&self) -> Vec<Field> {
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

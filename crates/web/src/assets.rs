//! Files that live in the binary: styles, modules, pictures. Their addresses carry a hash of the
//! content, so a browser keeps them for ever and a new version is a new address.

use std::io::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! css {
    ($($part:literal),+) => {
        concat!($(include_str!(concat!("../assets/css/", $part, ".css")), "\n"),+)
    };
}

macro_rules! js {
    ($($part:literal),+) => {
        concat!($(include_str!(concat!("../assets/js/", $part, ".js")), "\n"),+)
    };
}

/// Name, content type, text. One sheet a surface, made of the shared parts and its own.
const FILES: &[(&str, &str, &str)] = &[
    ("shop.css", CSS, css!("tokens", "base", "components", "shop")),
    ("admin.css", CSS, css!("tokens", "base", "components", "admin")),
    ("admin.js", JS, include_str!("../assets/js/admin.js")),
    ("checkout.js", JS, js!("errors", "card", "checkout")),
    ("connection.js", JS, include_str!("../assets/js/connection.js")),
    ("letter.js", JS, include_str!("../assets/js/letter.js")),
    ("registered_card.js", JS, js!("errors", "card", "registered_card")),
    ("waiting.js", JS, include_str!("../assets/js/waiting.js")),
    ("mark.svg", SVG, include_str!("../assets/mark.svg")),
];

struct Asset {
    name: &'static str,
    href: String,
    content_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
}

static ASSETS: LazyLock<Vec<Asset>> =
    LazyLock::new(|| FILES.iter().map(|(name, kind, text)| pack(name, kind, text)).collect());

fn pack(name: &'static str, content_type: &'static str, text: &'static str) -> Asset {
    let text = if content_type == CSS { slim(text) } else { text.to_owned() };
    let hash = Sha256::digest(text.as_bytes());
    let hash = hex::encode(&hash[..8]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(text.as_bytes()).expect("writing to memory");
    let gzip = gzip.finish().expect("writing to memory");
    let href = format!("/assets/{hash}/{name}");
    Asset { name, href, content_type, plain: text.into(), gzip: gzip.into() }
}

/// The sheet without comments and indents.
fn slim(sheet: &str) -> String {
    let mut text = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::with_capacity(text.len()), |slim, line| slim + line + "\n")
}

/// The address of a file of ours.
///
/// # Panics
/// When there is no such file: a slip of ours that every test of the page shows.
pub fn href(name: &str) -> &'static str {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    &asset.unwrap_or_else(|| panic!("no asset is called {name}")).href
}

/// `GET /assets/{hash}/{file}`
pub(crate) async fn show(
    Path((hash, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let asked = format!("/assets/{hash}/{file}");
    let Some(asset) = ASSETS.iter().find(|asset| asset.href == asked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = if takes_gzip(&headers) {
        let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        ([encoding], asset.gzip.clone()).into_response()
    } else {
        asset.plain.clone().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && quality.trim() != "q=0"
    })
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, slim};

    #[test]
    fn a_slim_sheet_says_the_same() {
        assert_eq!(slim("a {\n  b: c; /* why\n so */\n}\n\n/* end */"), "a {\nb: c;\n}\n");
    }

    #[test]
    fn addresses_are_unlike_and_packing_helps() {
        for asset in ASSETS.iter() {
            assert_eq!(ASSETS.iter().filter(|other| other.href == asset.href).count(), 1);
            assert!(asset.gzip.len() < asset.plain.len(), "{}", asset.name);
        }
    }
}

//! Response headers that hold on every route. A handler that needs another policy sets its own
//! first.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Scripts, styles and forms of our own origin only; nothing inline; nobody frames us.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
    style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The policy of the one page where the browser meets the token host: `POLICY` plus that origin for
/// scripts and the tokeniser's requests.
pub(crate) fn policy_with_tokens(origin: &str) -> HeaderValue {
    let policy = POLICY
        .replace("script-src 'self'", &format!("script-src 'self' {origin}"))
        .replace("connect-src 'self'", &format!("connect-src 'self' {origin}"));
    // An origin that is no header text cannot be allowed; the card form then says that it cannot
    // load.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(POLICY))
}

/// Scheme, host and port of an address, such as `https://token.example`: what a policy allows.
pub(crate) fn origin_of(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    Some(format!("{scheme}://{}", rest.split('/').next()?))
}

/// Adds what the handler has not set itself.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    unless_set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    unless_set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(headers, header::X_FRAME_OPTIONS, "DENY");
    unless_set(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    unless_set(headers, PERMISSIONS, "camera=(), geolocation=(), microphone=(), payment=()");
    unless_set(headers, OPENER, "same-origin");
    // Pages show a cart or an order; only assets say otherwise.
    unless_set(headers, header::CACHE_CONTROL, "no-store");
    response
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::{origin_of, policy_with_tokens};

    #[test]
    fn the_token_host_is_added_to_scripts_and_requests_only() {
        let policy = policy_with_tokens("https://token.example");
        let policy = policy.to_str().unwrap();
        assert_eq!(policy.matches("https://token.example").count(), 2);
        assert!(policy.contains("script-src 'self' https://token.example;"));
        assert!(policy.contains("connect-src 'self' https://token.example;"));
        assert!(!policy.contains("unsafe"));
    }

    #[test]
    fn an_origin_is_an_address_without_its_path() {
        for (address, origin) in [
            ("https://token.example/js/PaygentToken.js", Some("https://token.example")),
            ("http://localhost:8090/js/x.js", Some("http://localhost:8090")),
            ("token.example/js/x.js", None),
        ] {
            assert_eq!(origin_of(address).as_deref(), origin, "{address}");
        }
    }
}

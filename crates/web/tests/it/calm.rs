//! What every answer has: the protecting headers, its policy to the letter, nothing inline.

use http::header::{self, HeaderName};

use crate::browser::Page;

/// The policy of every page but two.
pub const STRICT: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
    style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// The hand-off's: Paygent's page brings its script along, and runs it without our origin.
pub const HAND_OFF: &str = "sandbox allow-forms allow-scripts allow-top-navigation; \
    script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'";

/// The form's: it also loads the token script and sends it a card.
pub fn with_tokens(origin: &str) -> String {
    STRICT
        .replace("script-src 'self'", &format!("script-src 'self' {origin}"))
        .replace("connect-src 'self'", &format!("connect-src 'self' {origin}"))
}

/// Fails unless the answer has the headers of every answer, this policy, and nothing inline.
pub fn is_calm(page: &Page, policy: &str, what: &str) {
    is_guarded(page, policy, what);
    let kind = page.headers.get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
        assert_eq!(inline(page.text()), None, "{what}");
    }
}

/// As [`is_calm`], for a page that is not ours to calm.
pub fn is_guarded(page: &Page, policy: &str, what: &str) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        assert_eq!(page.headers[&name], value, "{what}: {name}");
    }
    assert!(page.headers.contains_key(header::CACHE_CONTROL), "{what}");
}

/// The first tag that brings a script, a handler or a style of its own along.
fn inline(html: &str) -> Option<&str> {
    html.split('<').skip(1).find_map(|rest| {
        let (tag, text) = rest.split_once('>')?;
        let lower = tag.to_ascii_lowercase();
        let mut words = lower.split_whitespace();
        let name = words.next().unwrap_or_default();
        let is_ours = lower.contains(" src=\"/assets/") && text.is_empty();
        let acts = words.any(|word| {
            word.starts_with("style=") || (word.starts_with("on") && word.contains('='))
        });
        let speaks = name == "style" || (name == "script" && !is_ours);
        (acts || speaks || lower.contains("javascript:")).then_some(tag)
    })
}

#[test]
fn what_is_inline_is_found() {
    for (html, found) in [
        ("<p>on=1 style=</p><script type=\"module\" src=\"/assets/x.js\"></script>", None),
        ("<p onclick=\"f()\">", Some("p onclick=\"f()\"")),
        ("<P\nOnLoad='f()'>", Some("P\nOnLoad='f()'")),
        ("<p class=\"a\" style=\"color:red\">", Some("p class=\"a\" style=\"color:red\"")),
        ("<style>p{}</style>", Some("style")),
        ("<script>f()</script>", Some("script")),
        ("<script src=\"/assets/x.js\">f()</script>", Some("script src=\"/assets/x.js\"")),
        ("<script src=\"//x.example/x.js\"></script>", Some("script src=\"//x.example/x.js\"")),
        ("<a href=\"javascript:f()\">", Some("a href=\"javascript:f()\"")),
    ] {
        assert_eq!(inline(html), found, "{html}");
    }
}

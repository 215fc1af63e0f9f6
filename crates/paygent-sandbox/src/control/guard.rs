//! Who may use the control port: programs of this machine, and no page of a browser on it. A page
//! that has made its own name mean 127.0.0.1 would be of the same site; the `Host` gives it away.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// Requests of other sites' pages change nothing.
pub(super) fn against_other_sites() -> CsrfLayer<fn(ProtectionError) -> Response> {
    CsrfLayer::new().with_rejection_response(elsewhere)
}

fn elsewhere(_: ProtectionError) -> Response {
    (StatusCode::FORBIDDEN, "pages of other sites change nothing here\n").into_response()
}

/// Requests by any other name than this machine's are answered nothing.
pub(super) async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if host.is_some_and(is_this_machine) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "ask by a name of this machine, such as 127.0.0.1\n").into_response()
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|addr| addr.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn this_machine_is_known_by_its_names() {
        for host in ["127.0.0.1:8091", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8091"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["", "evil.test:8091", "localhost.evil.test", "192.0.2.1:8091", "[::2]"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}

//! The cookies: a buyer's cart, a member's session and browser, a staff member's session and
//! browser.

use http::{HeaderMap, HeaderValue, header};

/// One kind of cookie. Its value is random text of ours (a cart's begins with
/// its time); the database holds only a hash of it.
#[derive(Debug)]
pub struct Cookie {
    plain: &'static str,
    host: &'static str,
    same_site: &'static str,
    /// Seconds to keep; 0 ends with the browser.
    keep: u32,
}

/// A buyer's cart. Lax: the return from the card issuer is a cross-site navigation that must find
/// it.
pub const CART: Cookie = Cookie {
    plain: "noren_cart",
    host: "__Host-noren_cart",
    same_site: "Lax",
    keep: 60 * 60 * 24 * 30,
};

/// The longest that browsers keep a cookie, in seconds: the server decides when it ends.
const LONGEST: u32 = 60 * 60 * 24 * 400;

/// A member's session; ends unused after [`shop::member::IDLE_MAX`]. Lax: a link in a mail finds
/// its member signed in.
pub const MEMBER: Cookie =
    Cookie { plain: "noren_member", host: "__Host-noren_member", same_site: "Lax", keep: LONGEST };

/// A browser that a member has signed in with; outlives the session, opens nothing.
pub const DEVICE: Cookie =
    Cookie { plain: "noren_device", host: "__Host-noren_device", same_site: "Lax", keep: LONGEST };

/// A staff member's session.
pub const STAFF: Cookie =
    Cookie { plain: "noren_staff", host: "__Host-noren_staff", same_site: "Strict", keep: 0 };

/// The mark of a browser that staff sign in with: whoever comes with another one is told of it.
pub const STAFF_DEVICE: Cookie = Cookie {
    plain: "noren_device",
    host: "__Host-noren_device",
    same_site: "Strict",
    keep: 60 * 60 * 24 * 365,
};

impl Cookie {
    /// Its name: bound to the host (`__Host-`) wherever the shop is reached over TLS.
    pub fn name(&self, tls: bool) -> &'static str {
        if tls { self.host } else { self.plain }
    }

    /// The value the browser sent, if it can be one of ours: 16 to 128 letters and digits.
    pub fn read<'a>(&self, headers: &'a HeaderMap, tls: bool) -> Option<&'a str> {
        let name = self.name(tls);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
            .filter(|value| (16..=128).contains(&value.len()))
            .filter(|value| value.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    }

    /// The `Set-Cookie` header that gives the browser `value`.
    pub fn set(&self, value: &str, tls: bool) -> HeaderValue {
        let keep = if self.keep == 0 { String::new() } else { format!("; Max-Age={}", self.keep) };
        self.line(value, &keep, tls)
    }

    /// The `Set-Cookie` header that takes it away.
    pub fn clear(&self, tls: bool) -> HeaderValue {
        self.line("", "; Max-Age=0", tls)
    }

    fn line(&self, value: &str, keep: &str, tls: bool) -> HeaderValue {
        let (name, same_site) = (self.name(tls), self.same_site);
        let secure = if tls { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{keep}");
        HeaderValue::try_from(line).expect("cookie values are letters and digits")
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::{CART, STAFF};

    fn sent(line: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
        headers
    }

    #[test]
    fn reads_its_own_name_only() {
        let value = "0123456789abcdef0123456789abcdef";
        for (line, tls, found) in [
            (format!("noren_cart={value}"), false, true),
            (format!("a=b; noren_cart={value}; c=d"), false, true),
            (format!("noren_cart={value}"), true, false),
            (format!("__Host-noren_cart={value}"), true, true),
            (format!("xnoren_cart={value}"), false, false),
            ("noren_cart=short".to_owned(), false, false),
            ("noren_cart=0123456789abcdef%00".to_owned(), false, false),
        ] {
            assert_eq!(CART.read(&sent(&line), tls).is_some(), found, "{line}");
        }
    }

    #[test]
    fn each_surface_has_its_own_rules() {
        let cart = CART.set("0123456789abcdef", true);
        assert_eq!(
            cart,
            "__Host-noren_cart=0123456789abcdef; Path=/; HttpOnly; SameSite=Lax; Secure; \
             Max-Age=2592000"
        );
        assert_eq!(
            STAFF.set("0123456789abcdef", false),
            "noren_staff=0123456789abcdef; Path=/; HttpOnly; SameSite=Strict"
        );
        assert_eq!(
            STAFF.clear(false),
            "noren_staff=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
        );
    }
}

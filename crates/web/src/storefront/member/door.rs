//! Who stands at the door: anybody with a browser, or a member who is signed in.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};
use shop::member::{Browser, Member, Token};
use shop::profile::Shop;

use super::super::{Visit, visit};
use crate::client::ClientAddress;
use crate::cookie::{self, Cookie};
use crate::respond::see_other;
use crate::{App, Fault, Layout};

/// Anybody.
pub(crate) struct Guest {
    pub visit: Visit,
    pub browser: Browser,
}

impl FromRequestParts<App> for Guest {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let Ok(address) = ClientAddress::from_request_parts(parts, app).await;
        let browser = Browser {
            address: address.0.to_string(),
            counted: address.counted_of_buyers(),
            client: client(&parts.headers),
            device: token(&cookie::DEVICE, &visit.shop, &parts.headers),
            session: token(&cookie::MEMBER, &visit.shop, &parts.headers),
        };
        Ok(Guest { visit, browser })
    }
}

impl Guest {
    /// The frame of a page, with the number beside the cart.
    pub(super) async fn layout(&self, app: &App, title: &str) -> Result<Layout, Fault> {
        Ok(self.visit.layout(title).count(self.visit.cart_count(app).await?))
    }

    /// Gives the browser the cookie that it is known by from now on.
    pub(super) fn known(&self, response: Response, device: &Token) -> Response {
        with_cookies(response, [cookie::DEVICE.set(device.expose(), self.is_tls())])
    }

    pub(super) fn is_tls(&self) -> bool {
        visit::is_tls(&self.visit.shop)
    }
}

/// A member who is signed in. Others are led to the sign-in, and from there back.
pub(crate) struct Signed {
    pub guest: Guest,
    pub member: Member,
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let mut guest =
            Guest::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        match guest.visit.member.take() {
            Some(member) => Ok(Signed { guest, member }),
            None if parts.method == Method::GET => {
                let to = parts.uri.path_and_query().map_or("/member", |path| path.as_str());
                let query: String = form_urlencoded::Serializer::new(String::new())
                    .append_pair("next", to)
                    .finish();
                Err(see_other(&format!("/member/sign-in?{query}")))
            }
            // What a POST wanted is not repeated after the sign-in.
            None => Err(see_other("/member/sign-in")),
        }
    }
}

impl Signed {
    pub(super) fn shop(&self) -> &Shop {
        &self.guest.visit.shop
    }

    pub(super) fn browser(&self) -> &Browser {
        &self.guest.browser
    }

    pub(super) async fn layout(&self, app: &App, title: &str) -> Result<Layout, Fault> {
        self.guest.layout(app, title).await
    }
}

/// The answer with these cookies.
pub(super) fn with_cookies<const N: usize>(
    mut response: Response,
    cookies: [HeaderValue; N],
) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn token(cookie: &Cookie, shop: &Shop, headers: &HeaderMap) -> Option<Token> {
    cookie.read(headers, visit::is_tls(shop)).and_then(Token::parse)
}

/// What `User-Agent` names its program and its system by; the first that fits holds.
const PROGRAMS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Line/", "LINE"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// `Chrome（Windows）`, for the mail about a new browser; empty for a program nobody knows.
fn client(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let named = |table: &[(&str, &'static str)]| {
        let agent = agent.unwrap_or_default();
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (named(PROGRAMS), named(SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program}（{system}）"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::client;

    #[test]
    fn a_browser_is_named_in_two_words() {
        for (agent, named) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge（Windows）",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
                "Safari（iPhone）",
            ),
            ("curl/8.0", ""),
            ("", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
            assert_eq!(client(&headers), named);
        }
        assert_eq!(client(&HeaderMap::new()), "");
    }
}

//! One buyer's request: which shop, which cart, which member.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use shop::attempt::Viewer;
use shop::cart::{self, Cart};
use shop::clock::{DATE_DIGITS, dated_hex};
use shop::id::{CartId, MemberId};
use shop::member::{self, Member, Token};
use shop::profile::Shop;

use crate::front::Front;
use crate::host::{AtFront, AtShop};
use crate::{App, Fault, Layout, cookie};

/// What every handler of the storefront begins with.
pub(crate) struct Visit {
    pub shop: Arc<Shop>,
    pub front: Arc<Front>,
    /// The cart of the browser's cookie; a browser that never put anything into a cart has none.
    pub cart_id: Option<CartId>,
    /// Who is signed in; a browser without the cookie costs no query.
    pub member: Option<Member>,
    /// Our own module asks for a part of the page (`X-Noren-Fragment: 1`).
    pub fragment: bool,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let AtShop(shop) = AtShop::from_request_parts(parts, app).await?;
        let AtFront(front) = AtFront::from_request_parts(parts, app).await?;
        let cart_id = cookie::CART.read(&parts.headers, is_tls(&shop)).map(cart_id_of);
        let member = match token(&shop, &parts.headers) {
            Some(token) => member::find_session(app.world(), &shop, &token).await?,
            None => None,
        };
        let fragment = parts.headers.contains_key("x-noren-fragment");
        Ok(Visit { shop, front, cart_id, member, fragment })
    }
}

impl Visit {
    /// The frame of a page of this shop.
    pub(super) fn layout(&self, title: &str) -> Layout {
        Layout::shop(&self.shop, &self.front, title)
    }

    /// Who is signed in, by number.
    pub(super) fn member_id(&self) -> Option<MemberId> {
        self.member.as_ref().map(|member| member.id)
    }

    /// Who looks at an attempt.
    pub(super) fn viewer(&self) -> Viewer {
        Viewer { cart: self.cart_id.clone(), member: self.member_id() }
    }

    /// The browser's cart, if it has one.
    pub(super) async fn cart(&self, app: &App) -> Result<Option<Cart>, Fault> {
        let Some(cart_id) = &self.cart_id else { return Ok(None) };
        Ok(Some(cart::load(app.world(), &self.shop, cart_id).await?))
    }

    /// How many pieces the header shows beside the cart.
    pub(super) async fn cart_count(&self, app: &App) -> Result<i64, Fault> {
        let Some(cart_id) = self.cart_id.clone() else { return Ok(0) };
        let shop = self.shop.id;
        Ok(app.world().store.read(move |tx| cart::pieces_in(tx, shop, &cart_id)).await?)
    }

    /// A new cart and the cookie that names it.
    pub(super) fn new_cart(&self, app: &App) -> (CartId, HeaderValue) {
        let world = app.world();
        let value = dated_hex(world.now(), &*world.random, 32);
        (cart_id_of(&value), cookie::CART.set(&value, is_tls(&self.shop)))
    }
}

/// The database knows a cart by the hash of its cookie: whoever reads the database cannot open
/// carts. Its time goes before, as everywhere ([`dated_hex`]); nothing is secret about it.
fn cart_id_of(cookie: &str) -> CartId {
    let date = cookie.get(..DATE_DIGITS).unwrap_or_default();
    CartId(format!("{date}{}", hex::encode(Sha256::digest(cookie.as_bytes()))))
}

/// The token in the member's cookie.
pub(super) fn token(shop: &Shop, headers: &HeaderMap) -> Option<Token> {
    cookie::MEMBER.read(headers, is_tls(shop)).and_then(Token::parse)
}

/// Whether browsers reach this shop over TLS: decides the cookies' names and `Secure`.
pub(super) fn is_tls(shop: &Shop) -> bool {
    shop.base_url.starts_with("https://")
}

//! The cart: `GET /cart`, カゴに入れる, change and remove.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::Deserialize;
use shop::cart::{self, Cart, CartError, CartLine, Changed, Limit, PIECES_MAX};
use shop::delivery::UntilFree;
use shop::id::ProductId;

use super::{Visit, picture, words};
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// A choice of quantities begins with this many; a line that has more offers up to what it has.
const QUANTITIES: i64 = 10;

/// カゴの中身.
#[derive(Debug, Template)]
#[template(path = "storefront/cart.html")]
pub(crate) struct CartPage {
    layout: Layout,
    notice: Option<Notice>,
    lines: Vec<Line>,
    pieces: i64,
    goods: String,
    has_reduced: bool,
    /// あと○○円で送料無料, with the first carrier that takes these goods.
    until_free: Option<String>,
    ready: bool,
}

/// The answer to what was just done.
#[derive(Debug)]
struct Notice {
    tone: &'static str,
    icon: &'static str,
    text: String,
}

#[derive(Debug)]
struct Line {
    href: String,
    action: String,
    picture: String,
    name: String,
    code: String,
    reduced: bool,
    price: String,
    problem: Option<String>,
    quantities: Vec<Quantity>,
    amount: String,
}

#[derive(Debug)]
struct Quantity {
    quantity: i64,
    selected: bool,
}

/// What was done before the redirect here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    did: Option<Did>,
    product: Option<i64>,
    limit: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Did {
    Added,
    Changed,
    Removed,
    SoldOut,
    Full,
    Gone,
    Lost,
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(done): Query<Done>,
) -> Result<Response, Fault> {
    let cart = visit.cart(&app).await?;
    let layout = visit.layout("カゴの中身");
    let until_free =
        cart.as_ref().and_then(|cart| visit.front.fees.first_until_free(&cart.parcel()));
    Ok(Html(CartPage::of(layout, cart.as_ref(), &done, until_free)).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Wish {
    product_id: i64,
    #[serde(default = "one")]
    quantity: i64,
}

fn one() -> i64 {
    1
}

/// カゴに入れる. A form on another site comes without our cookie (SameSite=Lax), and a new cart would
/// push the buyer's own aside: the browser is sent on to the same wish as a GET, which carries the
/// cookie.
pub(crate) async fn add(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if elsewhere && visit.cart_id.is_none() {
        let Wish { product_id, quantity } = wish;
        return Ok(see_other(&format!("/cart/lines?product_id={product_id}&quantity={quantity}")));
    }
    put(&app, &visit, &wish).await
}

/// The second half of カゴに入れる from another site.
pub(crate) async fn add_after_detour(
    State(app): State<App>,
    visit: Visit,
    Query(wish): Query<Wish>,
) -> Result<Response, Fault> {
    put(&app, &visit, &wish).await
}

async fn put(app: &App, visit: &Visit, wish: &Wish) -> Result<Response, Fault> {
    let (cart_id, cookie) = match &visit.cart_id {
        Some(cart_id) => (cart_id.clone(), None),
        None => {
            let (cart_id, cookie) = visit.new_cart(app);
            (cart_id, Some(cookie))
        }
    };
    let product = ProductId(wish.product_id);
    let outcome = cart::add(app.world(), &visit.shop, &cart_id, product, wish.quantity).await;
    let mut response = back_to_cart("added", product, outcome)?;
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
pub(crate) struct Change {
    quantity: i64,
    remove: Option<String>,
}

/// A new quantity, or 削除.
pub(crate) async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(product): Path<i64>,
    Form(change): Form<Change>,
) -> Result<Response, Fault> {
    let Some(cart_id) = &visit.cart_id else { return Ok(see_other("/cart")) };
    let quantity = if change.remove.is_some() { 0 } else { change.quantity };
    let product = ProductId(product);
    let outcome = cart::change(app.world(), &visit.shop, cart_id, product, quantity).await;
    back_to_cart(if quantity > 0 { "changed" } else { "removed" }, product, outcome)
}

fn back_to_cart(
    did: &str,
    product: ProductId,
    outcome: Result<Changed, CartError>,
) -> Result<Response, Fault> {
    let (did, limit) = match outcome {
        Ok(Changed { limit: None, .. }) => (did, ""),
        Ok(Changed { limit: Some(Limit::Stock), .. }) => (did, "&limit=stock"),
        Ok(Changed { limit: Some(Limit::PerLine), .. }) => (did, "&limit=most"),
        Err(CartError::NoSuchProduct) => ("gone", ""),
        Err(CartError::SoldOut { .. }) => ("sold_out", ""),
        Err(CartError::Full) => ("full", ""),
        Err(CartError::Store(error)) => return Err(error.into()),
    };
    Ok(see_other(&format!("/cart?did={did}&product={product}{limit}")))
}

impl CartPage {
    fn of(
        layout: Layout,
        cart: Option<&Cart>,
        done: &Done,
        until_free: Option<UntilFree>,
    ) -> CartPage {
        let lines = cart.map_or(&[][..], |cart| &cart.lines);
        CartPage {
            notice: Notice::of(lines, done),
            layout: layout.count(cart.map_or(0, Cart::pieces)),
            pieces: cart.map_or(0, Cart::pieces),
            goods: cart.map(Cart::goods).unwrap_or_default().to_string(),
            has_reduced: lines.iter().any(|line| line.product.tax_rate.is_reduced()),
            until_free: until_free.map(words::until_free),
            ready: cart.is_some_and(Cart::is_ready),
            lines: lines.iter().map(Line::of).collect(),
        }
    }
}

impl Notice {
    fn of(lines: &[CartLine], done: &Done) -> Option<Notice> {
        let line = lines.iter().find(|line| Some(line.product.id.0) == done.product);
        let mut text = match (done.did?, line) {
            (Did::Added, Some(line)) => words::cart::added(&line.product.name),
            (Did::Changed, Some(line)) => words::cart::changed(&line.product.name, line.quantity),
            // Another tab may have taken it out since.
            (Did::Added | Did::Changed, None) => return None,
            (Did::Removed, _) => words::cart::REMOVED.to_owned(),
            (Did::SoldOut, _) => words::cart::SOLD_OUT.to_owned(),
            (Did::Full, _) => words::cart::FULL.to_owned(),
            (Did::Gone, _) => words::cart::GONE.to_owned(),
            (Did::Lost, _) => words::cart::LOST.to_owned(),
        };
        match (done.limit.as_deref(), line) {
            (Some("stock"), Some(line)) => text.push_str(&words::cart::few(line.quantity)),
            (Some("most"), Some(_)) => text.push_str(&words::cart::most(PIECES_MAX)),
            _ => {}
        }
        let failed = matches!(done.did?, Did::SoldOut | Did::Full | Did::Gone | Did::Lost);
        let (tone, icon) = if failed { ("warn", "i-info") } else { ("ok", "i-check") };
        Some(Notice { tone, icon, text })
    }
}

impl Line {
    fn of(line: &CartLine) -> Line {
        let product = &line.product;
        let most = line.available.min(QUANTITIES).max(line.quantity);
        let quantities =
            (1..=most).map(|quantity| Quantity { quantity, selected: quantity == line.quantity });
        Line {
            href: format!("/products/{}", product.code),
            action: format!("/cart/lines/{}", product.id),
            picture: picture::href(&product.picture),
            name: product.name.clone(),
            code: product.code.clone(),
            reduced: product.tax_rate.is_reduced(),
            price: product.price.to_string(),
            problem: line.obstacle().map(words::obstacle),
            quantities: quantities.collect(),
            amount: line.amount().to_string(),
        }
    }
}

/// A cart of the sample shop.
#[cfg(test)]
pub(crate) fn sample(quantities: &[(i64, i64)]) -> Cart {
    let lines = quantities.iter().map(|(quantity, available)| CartLine {
        product: super::product::sample("nr-ai150", *available),
        quantity: *quantity,
        available: *available,
        published: true,
        shipping: shop::delivery::Shipping::default(),
    });
    let id = shop::id::CartId("0".repeat(64));
    Cart {
        version: 3,
        submit_key: shop::id::SubmitKey("k".repeat(32)),
        lines: lines.collect(),
        ..Cart::empty(id)
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use shop::delivery::UntilFree;
    use shop::money::Yen;

    use super::{CartPage, Did, Done, sample};
    use crate::Layout;

    fn page(quantities: &[(i64, i64)], done: &Done) -> String {
        let cart = sample(quantities);
        let free = Some(UntilFree { more: Yen(1_200), everywhere: false });
        CartPage::of(Layout::sample("カゴの中身"), Some(&cart), done, free).render().unwrap()
    }

    #[test]
    fn an_empty_cart_says_what_to_do() {
        for text in [
            page(&[], &Done::default()),
            CartPage::of(Layout::sample("カゴの中身"), None, &Done::default(), None)
                .render()
                .unwrap(),
        ] {
            assert!(text.contains("商品を見る") && !text.contains("注文手続きへ"));
        }
    }

    #[test]
    fn a_line_that_cannot_be_ordered_stops_the_checkout_and_says_why() {
        for (quantity, available, href, problem) in
            [(2, 6, true, ""), (2, 1, false, "残り1点"), (2, 0, false, "売り切れました")]
        {
            let text = page(&[(quantity, available)], &Done::default());
            assert_eq!(text.contains("href=\"/checkout\""), href, "{available}");
            assert!(text.contains(problem));
        }
    }

    #[test]
    fn says_how_much_is_left_until_free_shipping() {
        let text = page(&[(2, 6)], &Done::default());
        assert!(text.contains("あと1,200円で送料無料（一部の地域を除きます）"), "{text}");
    }

    #[test]
    fn answers_what_was_done() {
        for (did, limit, answer) in [
            (Did::Added, None, "をカゴに入れました。"),
            (Did::Changed, None, "の数量を2に変更しました。"),
            (Did::Added, Some("stock"), "在庫が足りないため、数量は2です。"),
            (Did::Removed, None, "削除しました"),
            (Did::SoldOut, None, "売り切れのため"),
            (Did::Full, None, "いっぱいです"),
            (Did::Gone, None, "取り扱いを終了しました"),
            (Did::Lost, None, "ご入力いただいた内容は残っています"),
        ] {
            let done = Done { did: Some(did), product: Some(7), limit: limit.map(str::to_owned) };
            assert!(page(&[(2, 6)], &done).contains(answer), "{did:?}");
        }
    }
}

//! `GET /orders/{attempt_id}`: what became of an order. The page settles by itself.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use shop::attempt::{self, AttemptView, PlacedView};
use shop::cart;
use shop::checkout::Paying;
use shop::id::AttemptId;
use shop::money::Yen;
use shop::token::Token;

use super::receipt::{self, ReceiptCard, WantedReceipt};
use super::{Visit, words};
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// Seconds between two looks of a browser without JavaScript.
const REFRESH: u32 = 5;

/// 確認中.
#[derive(Debug, Template)]
#[template(path = "storefront/checking.html")]
pub(crate) struct Checking {
    layout: Layout,
    href: String,
    total: Option<String>,
}

/// 完了画面.
#[derive(Debug, Template)]
#[template(path = "storefront/thanks.html")]
pub(crate) struct Thanks {
    layout: Layout,
    number: String,
    lead: String,
    method: String,
    split: Option<String>,
    total: String,
    /// Where and to whom to pay, with its heading.
    details: Option<(&'static str, Vec<String>)>,
    carrier: String,
    /// お届け希望日 and お届け時間帯, if there is such a wish.
    wish: Option<String>,
    recipient: String,
    address: String,
    placed_at: String,
    ahead: &'static [&'static str],
    receipt: ReceiptCard,
}

/// It ended without an order.
#[derive(Debug, Template)]
#[template(path = "storefront/not_placed.html")]
pub(crate) struct NotPlaced {
    layout: Layout,
}

/// It ended without an order, and the shop looks into what was charged.
#[derive(Debug, Template)]
#[template(path = "storefront/mismatched.html")]
pub(crate) struct Mismatched {
    layout: Layout,
}

/// For another browser: number, state and total only.
#[derive(Debug, Template)]
#[template(path = "storefront/limited.html")]
pub(crate) struct Limited {
    layout: Layout,
    lead: &'static str,
    waiting: bool,
    number: Option<String>,
    total: String,
    /// Where the member whose order it is signs in, at the browser that placed it.
    sign_in: Option<String>,
}

/// How the page was opened.
#[derive(Default, Deserialize)]
pub(crate) struct Opened {
    /// From the link of the buyer's mail.
    key: Option<String>,
}

/// What the waiting page's module asks for.
#[derive(Serialize)]
struct Look {
    waiting: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(opened): Query<Opened>,
) -> Result<Response, Fault> {
    let id = AttemptId(id);
    let key = opened.key.as_deref().and_then(Token::parse);
    let (view, count) = look(&app, &visit, id.clone(), key).await?;
    let view = view.ok_or(Fault::NotFound)?;
    if visit.fragment {
        let waiting = matches!(
            view,
            AttemptView::Working
                | AttemptView::Checking { .. }
                | AttemptView::Limited { open: true, .. }
        );
        return Ok(Json(Look { waiting }).into_response());
    }
    let href = format!("/orders/{id}");
    let checking = || visit.layout(words::orders::CHECKING);
    Ok(match view {
        AttemptView::Working => Html(Checking::of(checking(), href, None)).into_response(),
        AttemptView::Checking { total } => {
            Html(Checking::of(checking(), href, Some(total))).into_response()
        }
        AttemptView::HandOff => see_other(&format!("{href}/hand-off")),
        AttemptView::Placed(placed) => {
            let layout = visit.layout(words::orders::THANKS).count(count);
            let receipt = ReceiptCard::of_attempt(&app, &visit, (&id, opened.key), placed.order);
            Html(Thanks::of(layout, &placed, receipt.await?)).into_response()
        }
        AttemptView::Failed(_) => see_other(&format!("/checkout?attempt={id}")),
        AttemptView::NotPlaced => {
            let layout = visit.layout(words::orders::NOT_PLACED).count(count);
            Html(NotPlaced { layout }).into_response()
        }
        AttemptView::Mismatched => {
            let layout = visit.layout(words::orders::NOT_PLACED).count(count);
            Html(Mismatched { layout }).into_response()
        }
        // Without a newer one the buyer begins again.
        AttemptView::Superseded { by } if by == id => see_other("/checkout"),
        AttemptView::Superseded { by } => see_other(&format!("/orders/{by}")),
        AttemptView::Limited { number, open, total, by_member } => {
            let (heading, lead) = words::orders::limited(number.is_some(), open);
            let layout = visit.layout(heading);
            let mut page = Limited::of(layout, lead, number, open, total);
            page.sign_in = by_member.then(|| format!("/member/sign-in?next=%2Forders%2F{id}"));
            Html(page).into_response()
        }
    })
}

/// `POST /orders/{attempt_id}/receipt`: 領収書, for whoever may see the order.
pub(crate) async fn receipt(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(wanted): Form<WantedReceipt>,
) -> Result<Response, Fault> {
    let id = AttemptId(id);
    let key = Token::parse(&wanted.link);
    let (view, count) = look(&app, &visit, id.clone(), key).await?;
    let Some(AttemptView::Placed(placed)) = view else { return Err(Fault::NotFound) };
    match receipt::issue(&app, &visit.shop, placed.order, &wanted).await? {
        Ok(file) => Ok(file),
        Err(why) => {
            let layout = visit.layout(words::orders::THANKS).count(count);
            let link = Some(wanted.link.clone()).filter(|link| !link.is_empty());
            let card = ReceiptCard::of_attempt(&app, &visit, (&id, link), placed.order).await?;
            let page = Thanks::of(layout, &placed, card.with(&wanted, why));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// The attempt, and how many pieces are in the cart beside it.
async fn look(
    app: &App,
    visit: &Visit,
    id: AttemptId,
    key: Option<Token>,
) -> Result<(Option<AttemptView>, i64), Fault> {
    let (shop, viewer) = (visit.shop.id, visit.viewer());
    let read = move |tx: &mut dyn store::Tx| {
        let by_key = match &key {
            Some(key) => attempt::view_by_key_in(tx, shop, &id, key)?,
            None => None,
        };
        let view = match by_key {
            Some(view) => Some(view),
            None => attempt::view_in(tx, shop, &id, &viewer)?,
        };
        let count = viewer.cart.as_ref().map_or(Ok(0), |cart| cart::pieces_in(tx, shop, cart))?;
        Ok::<_, store::Error>((view, count))
    };
    Ok(app.world().store.read(read).await?)
}

/// `GET /orders/{attempt_id}/hand-off`: Paygent's page, byte for byte, under a policy of its own.
/// The only page that may run inline script, and it runs it without our origin: the sandbox takes
/// that away.
pub(crate) async fn hand_off(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id = AttemptId(id);
    let page = attempt::hand_off(app.world(), &visit.shop, &id, visit.cart_id.as_ref()).await?;
    let Some(page) = page else { return Ok(see_other(&format!("/orders/{id}"))) };
    Ok(hand_off_response(&app, page))
}

/// The issuer's page under its own policy, also for a card that is only registered.
pub(super) fn hand_off_response(app: &App, page: Vec<u8>) -> Response {
    const POLICY: &str = "script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'";
    const SANDBOXED: &str = "sandbox allow-forms allow-scripts allow-top-navigation; \
        script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'";
    let policy = if app.surface().hand_off_sandboxed { SANDBOXED } else { POLICY };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, page).into_response()
}

impl Checking {
    fn of(layout: Layout, href: String, total: Option<Yen>) -> Checking {
        Checking {
            layout: layout.asking_again(REFRESH),
            href,
            total: total.map(|total| total.to_string()),
        }
    }
}

impl Thanks {
    fn of(layout: Layout, placed: &PlacedView, receipt: ReceiptCard) -> Thanks {
        let checkout = &placed.checkout;
        let address = checkout.shipping_address();
        let total = match placed.quote.total {
            Some(_) => placed.total.to_string(),
            None => format!("{}＋送料", placed.total),
        };
        Thanks {
            layout,
            number: placed.number.clone(),
            lead: words::orders::thanks(placed.method, &checkout.buyer.email),
            method: placed.method_name.clone(),
            split: checkout.pay.split().map(|split| split.to_string()),
            total,
            details: placed.details.as_ref().map(|(heading, text)| {
                (*heading, text.lines().map(str::to_owned).collect::<Vec<_>>())
            }),
            carrier: placed.quote.carrier_name.clone(),
            wish: checkout.arrival.text(),
            recipient: checkout
                .recipient
                .as_ref()
                .map_or_else(|| checkout.buyer.name(), shop::checkout::Recipient::name),
            address: format!("〒{} {}", address.postal_text(), address.line()),
            placed_at: placed.placed_at.to_minutes_text(),
            ahead: words::orders::ahead(placed.method),
            receipt,
        }
    }
}

impl Limited {
    fn of(
        layout: Layout,
        lead: &'static str,
        number: Option<String>,
        open: bool,
        total: Yen,
    ) -> Limited {
        Limited {
            layout: if open { layout.asking_again(REFRESH) } else { layout },
            lead,
            waiting: open,
            number,
            total: total.to_string(),
            sign_in: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use shop::attempt::PlacedView;
    use shop::checkout::Method;
    use shop::clock::Timestamp;
    use shop::id::OrderId;
    use shop::money::Yen;

    use super::{Checking, Limited, Mismatched, NotPlaced, ReceiptCard, Thanks};
    use crate::Layout;
    use crate::storefront::checkout::samples;
    use crate::storefront::words::orders;

    fn placed(method: Method) -> PlacedView {
        let (quote, checkout) = samples::placed(method);
        let details = (method == Method::Bank).then(|| ("お振込先", "みなも銀行".to_owned()));
        PlacedView {
            order: OrderId(7),
            details,
            number: "order00007".into(),
            placed_at: Timestamp(1_795_496_731_000),
            total: quote.total_so_far(),
            quote,
            checkout,
            method_name: "お支払い".into(),
            method: Some(method),
        }
    }

    #[test]
    fn thanks_name_number_amount_and_what_comes_next() {
        for (method, says, not) in [
            (Method::Bank, "お振込先", "1回払い"),
            (Method::Card, "1回払い", "お振込先"),
            (Method::Cod, "お受け取りのとき", "お振込先"),
            (Method::InStore, "ご来店のうえ", "お振込先"),
        ] {
            let layout = Layout::sample(orders::THANKS);
            let text =
                Thanks::of(layout, &placed(method), ReceiptCard::default()).render().unwrap();
            for part in ["order00007", "33,680円", "aoi@example.jp", "2026/11/24(火) 14:05", says]
            {
                assert!(text.contains(part), "{method:?}: {part}");
            }
            assert!(!text.contains(not), "{method:?}: {not}");
        }
    }

    #[test]
    fn waiting_pages_ask_again_without_javascript_too() {
        for total in [None, Some(Yen(9_680))] {
            let layout = Layout::sample(orders::CHECKING);
            let text = Checking::of(layout, "/orders/x".into(), total).render().unwrap();
            assert!(text.contains("http-equiv=\"refresh\"") && text.contains("waiting.js"));
            assert_eq!(text.contains("9,680円"), total.is_some());
            assert!(!text.contains("失敗"), "unknown is never called failed");
        }
    }

    #[test]
    fn without_an_order_the_page_says_that_nothing_is_charged() {
        let layout = Layout::sample(orders::NOT_PLACED);
        let text = NotPlaced { layout }.render().unwrap();
        assert!(text.contains("ご注文は成立していません。請求はありません"));
        assert!(text.contains("href=\"/checkout\""));
    }

    #[test]
    fn where_money_may_have_moved_the_page_promises_a_word_from_the_shop() {
        let layout = Layout::sample(orders::NOT_PLACED);
        let text = Mismatched { layout }.render().unwrap();
        assert!(text.contains("お店からご連絡します"));
        assert!(!text.contains("請求はありません") && !text.contains("href=\"/checkout\""));
    }

    #[test]
    fn another_browser_sees_number_state_and_total_only() {
        for (number, open, says) in [
            (Some("order00007"), false, "完了しています"),
            (None, true, "ひとりでに変わります"),
            (None, false, "請求はありません"),
        ] {
            let (heading, lead) = orders::limited(number.is_some(), open);
            let number = number.map(str::to_owned);
            let layout = Layout::sample(heading);
            let page = Limited::of(layout, lead, number, open, Yen(9_680));
            let text = page.render().unwrap();
            assert!(text.contains(says) && text.contains("9,680円"), "{says}");
            assert_eq!(text.contains("waiting.js"), open);
        }
    }
}

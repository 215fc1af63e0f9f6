//! One purchase in whichever cart the shop has, and everything that is seen of it.

use std::collections::BTreeMap;

use http::StatusCode;
use store::Tx;
use web::Surface;

use super::Place::{self, Cart, Checkout, Confirmation, Mail, Order, Thanks, Wire};
use crate::browser::{Browser, Page};
use crate::card::token;
use crate::checkout::{FORM, send};
use crate::desk::Desk;
use crate::steps::{BUYER, DELIVERY, OF_BUYER, REVIEW, next, order};

/// Names with their values.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// Everything that was seen of one purchase.
#[derive(Default)]
pub(super) struct Seen(BTreeMap<Place, Vec<String>>);

impl Seen {
    /// The texts that were seen there; that nothing was there is no proof of anything.
    pub fn at(&self, place: Place) -> &[String] {
        let texts = self.0.get(&place).map_or(&[][..], Vec::as_slice);
        assert!(!texts.is_empty(), "nothing was seen at {place:?}");
        texts
    }

    fn add(&mut self, place: Place, text: &str) {
        self.0.entry(place).or_default().push(text.to_owned());
    }
}

/// Buys `goods`, filling in [`FORM`] with `fills`, as far as `last`.
pub(super) async fn buy(
    desk: &mut Desk,
    goods: Fields<'_>,
    fills: Fields<'_>,
    last: Place,
) -> Seen {
    let before = if last == Wire { telegrams(desk).await.len() } else { 0 };
    let mut seen = Seen::default();
    // A front of its own: another process learns of new settings only a while later.
    let mut buyer = Browser::new(&web::storefront(desk.town.world.clone(), Surface::default()));
    for (product, quantity) in goods {
        buyer.post("/cart/lines", &[("product_id", product), ("quantity", quantity)]).await;
    }
    seen.add(Cart, buyer.get("/cart").await.text());
    let is_three_step = buyer.get("/checkout").await.status == StatusCode::SEE_OTHER;
    let checkout = look(&mut buyer, is_three_step, fills).await;
    seen.add(Checkout, &checkout);
    if last < Confirmation {
        return seen;
    }
    let card = if fills.contains(&("pay", "card")) { card(desk, &checkout).await } else { vec![] };
    let card: Vec<_> = card.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let confirmation = confirm(&mut buyer, is_three_step, fills, &card).await;
    seen.add(Confirmation, confirmation.text());
    if last < Thanks {
        return seen;
    }
    let placed = order(&mut buyer, &confirmation, &card).await;
    let path = placed.location().to_owned();
    let attempt = path.strip_prefix("/orders/").unwrap_or_else(|| panic!("{path}: no order"));
    seen.add(Thanks, buyer.follow(placed).await.text());
    at_the_desk(desk, attempt, &mut seen).await;
    if last == Wire {
        let mut telegrams = telegrams(desk).await;
        // The newest come first.
        telegrams.truncate(telegrams.len() - before);
        seen.add(Wire, &telegrams.join("\n"));
    }
    seen
}

/// The checkout, once the address is filled in; 住所を入れる brings the whole page again.
async fn look(buyer: &mut Browser, is_three_step: bool, fills: Fields<'_>) -> String {
    if !is_three_step {
        return send(buyer, "postal", fills).await.text().to_owned();
    }
    let of_buyer = |name: &str| FORM[..OF_BUYER].iter().any(|(one, _)| *one == name);
    let fills: Vec<_> = fills.iter().filter(|(name, _)| of_buyer(name)).copied().collect();
    let first = buyer.get(BUYER).await;
    assert_eq!(next(buyer, BUYER, &fills).await.location(), DELIVERY);
    [first.text(), buyer.get(DELIVERY).await.text()].concat()
}

async fn confirm(
    buyer: &mut Browser,
    is_three_step: bool,
    fills: Fields<'_>,
    card: Fields<'_>,
) -> Page {
    if is_three_step {
        assert_eq!(next(buyer, DELIVERY, fills).await.location(), REVIEW);
        return buyer.get(REVIEW).await;
    }
    let confirmation = send(buyer, "confirm", &[fills, card].concat()).await;
    assert_eq!(confirmation.status, StatusCode::OK, "{}", confirmation.text());
    confirmation
}

/// A card of the sandbox's, in three instalments where they are offered.
async fn card(desk: &Desk, checkout: &str) -> Vec<(&'static str, String)> {
    let token = token(&desk.sandbox, "frictionless").await;
    let text = |name: &str| token[name].as_str().expect("a token").to_owned();
    let split = if checkout.contains("3回払い") { "3" } else { "1" };
    vec![
        ("split", split.to_owned()),
        ("holder_name", "AOI KOBAYASHI".to_owned()),
        ("card_token", text("token")),
        ("card_valid_until", text("valid_until")),
    ]
}

/// The order and its mails, if it is placed already.
async fn at_the_desk(desk: &mut Desk, attempt: &str, seen: &mut Seen) {
    let attempt = attempt.to_owned();
    let mails = desk.town.world.store.read(move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            store::sql!(
                "select m.order_id, m.body from outbox m
                 join orders o on o.shop_id = m.shop_id and o.order_id = m.order_id
                 where o.attempt_id = $1"
            ),
            &[attempt.as_str().into()],
        )?;
        let read = |row: &store::Row| Ok((row.int(0)?, row.text(1)?));
        rows.iter().map(read).collect::<Result<Vec<_>, store::Error>>()
    });
    let mails = mails.await.expect("mails");
    for (_, body) in &mails {
        seen.add(Mail, body);
    }
    if let Some((number, _)) = mails.first() {
        seen.add(Order, desk.staff.get(&format!("/orders/{number}")).await.text());
    }
}

/// Everything that was asked of the gateway, newest first.
async fn telegrams(desk: &Desk) -> Vec<String> {
    let telegrams = desk.sandbox.ledger().telegrams(1_000).await.expect("a ledger");
    telegrams.into_iter().map(|one| one.asked).collect()
}

//! RP1: asks for 3-D Secure (450) and keeps the hand-off page.

use paygent::telegram::PaymentRef;
use paygent::telegram::three_ds::{Address, Card, Cardholder, Phone, Request};
use paygent::{Outcome, Unknown};

use super::advance::AdvanceError;
use super::drive::{Luggage, Stop, stop};
use super::{authorise, row};
use crate::checkout;
use crate::payment::ThreeDs;
use crate::payment::inquire::keep_unread;
use crate::profile::Shop;
use crate::stored_card::Charged;
use crate::world::World;

/// The card's brand has no 3-D Secure: the only refusal of 450 that may go on, and only at Attempt
/// level 低.
pub(crate) const NO_THREE_DS_FOR_BRAND: &str = "31012";

/// Japan in ISO 3166-1.
pub(crate) const JAPAN: &str = "392";

/// Sends 450. Accepted: the buyer goes to the card issuer. Everything else but 31012 stops: nothing
/// was charged.
pub(super) async fn ask(world: &World, shop: &Shop, luggage: Luggage) -> Result<(), AdvanceError> {
    let request = request(shop, &luggage);
    let outcome = world.gateway.start_three_ds(&luggage.account, request).await;
    let trade = luggage.attempt.trade.as_ref().map_or("", |trade| trade.as_str());
    keep_unread(world, shop.id, trade, "450", &outcome).await;
    match outcome {
        Outcome::Accepted(answer) => hand_over(world, luggage, answer.auth_id, answer.html).await,
        Outcome::Refused(refusal) if refusal.code == NO_THREE_DS_FOR_BRAND => {
            if luggage.settings.attempt_level.goes_on_with(ThreeDs::NotUsed) {
                return authorise::send(world, luggage, ThreeDs::NotUsed, None).await;
            }
            stop(world, luggage.attempt, Stop::refused(refusal.code, refusal.detail)).await
        }
        Outcome::Refused(refusal) => {
            stop(world, luggage.attempt, Stop::refused(refusal.code, refusal.detail)).await
        }
        Outcome::NotSent(why) | Outcome::Unknown(Unknown { why, .. }) => {
            tracing::warn!(%why, "3-D Secure could not be asked for");
            stop(world, luggage.attempt, Stop::plain("not_sent", "", why)).await
        }
    }
}

async fn hand_over(
    world: &World,
    luggage: Luggage,
    auth_id: String,
    html: String,
) -> Result<(), AdvanceError> {
    let now = world.now();
    let due = now.after(world.pace.challenge_limit);
    let attempt = luggage.attempt;
    let handed = world
        .store
        .write_on(attempt.shop.0, move |tx| {
            row::to_challenge(tx, &attempt, &auth_id, html.as_bytes(), now, due)
        })
        .await?;
    // Not handed over: it was ended meanwhile (60 s at RP0); nothing was charged.
    if handed { Ok(()) } else { Err(AdvanceError::Raced) }
}

/// 450 with the data that scheme policy wants: name, e-mail, phone with country code, addresses.
fn request(shop: &Shop, luggage: &Luggage) -> Request {
    let Luggage { attempt, sealed, settings, .. } = luggage;
    let buyer = &attempt.checkout.buyer;
    let return_id = sealed.return_id.as_deref().unwrap_or_default();
    let trade = attempt.trade.as_ref().map_or("", |trade| trade.as_str());
    let mut request = Request::new(
        PaymentRef::by_trading_id(trade),
        card(luggage),
        attempt.amount.0,
        format!("{}/3ds/{return_id}", shop.base_url),
        settings.merchant_name.as_str(),
        cardholder(sealed.holder_name.expose(), buyer),
    );
    request.currency_code = Some(JAPAN.to_owned());
    request.transaction_type = Some("01".to_owned());
    request.address_match = Some(attempt.checkout.recipient.is_none());
    request.bill_address = address(&buyer.address);
    request.ship_address = address(attempt.checkout.shipping_address());
    request
}

/// 020 will name the same card. The security code of a registered one is not asked for here.
fn card(luggage: &Luggage) -> Card {
    match &luggage.attempt.charged {
        Some(Charged { customer, card }) => {
            Card::Customer { customer_id: customer.clone(), customer_card_id: card.clone() }
        }
        None => Card::Token(luggage.sealed.token.clone()),
    }
}

/// Who pays, as 450 says it.
pub(crate) fn cardholder(holder_name: &str, buyer: &checkout::Buyer) -> Cardholder {
    let digits = buyer.phone_digits();
    let phone = Phone::japan(&digits);
    let mobile = ["070", "080", "090"].iter().any(|prefix| digits.starts_with(prefix));
    let (home_phone, mobile_phone) = if mobile { (None, phone) } else { (phone, None) };
    Cardholder {
        name: Some(holder_name.to_owned()),
        email: Some(buyer.email.clone()),
        home_phone,
        mobile_phone,
        work_phone: None,
    }
}

/// An address, as 450 says it.
pub(crate) fn address(address: &checkout::Address) -> Address {
    /// The longest line that EMV 3-D Secure takes.
    const LINE: usize = 50;
    let line = |text: &str| {
        let cut: String = text.chars().take(LINE).collect();
        (!cut.is_empty()).then_some(cut)
    };
    Address {
        city: line(&address.city),
        country: Some(JAPAN.to_owned()),
        line1: line(&address.street),
        line2: line(&address.building),
        line3: None,
        post_code: line(&address.postal),
        state: Some(format!("{:02}", address.prefecture.number())),
    }
}

//! RP2: commits "sending", sends 020 once, and brings the answer home.

use paygent::telegram::{CardAnswer, authorise};
use paygent::{Outcome, Unknown};

use super::advance::{AdvanceError, advance};
use super::drive::Luggage;
use super::row;
use super::state::{Approval, Evidence};
use crate::checkout::{Paying, Split};
use crate::clock::Timestamp;
use crate::id::PaymentId;
use crate::payment::gateway::Charge;
use crate::payment::inquire::keep_unread;
use crate::payment::{CaptureTiming, ThreeDs};
use crate::secret::Secret;
use crate::stored_card::Charged;
use crate::world::World;

/// Commits "sending" and only then sends 020; whatever comes back is evidence. `auth_id` is of the
/// 3-D Secure that went before.
pub(super) async fn send(
    world: &World,
    luggage: Luggage,
    three_ds: ThreeDs,
    auth_id: Option<String>,
) -> Result<(), AdvanceError> {
    let Luggage { attempt, sealed, settings, account } = luggage;
    let capture = settings.timing == CaptureTiming::AtOnce;
    let charge = Charge {
        card: card(attempt.charged.as_ref(), sealed.token),
        split: Split::at_paygent(attempt.checkout.pay.split()),
        three_ds: auth_id.map_or(authorise::ThreeDs::Skipped, authorise::ThreeDs::Authenticated),
        capture,
    };
    let (shop, id) = (attempt.shop, attempt.id.clone());
    let now = world.now();
    let due = now.after(world.pace.telegram_limit);
    let owner = world.process.clone();
    // The permit leaves the write only when "sending" is durable.
    let permit = world
        .store
        .write_on(shop.0, move |tx| {
            let mut attempt = attempt.clone();
            let permit = attempt.begin_sending(three_ds, now).ok_or(AdvanceError::Raced)?;
            let moved = row::to_sending(tx, &attempt, &owner, now, due)?;
            if moved { Ok(permit) } else { Err(AdvanceError::Raced) }
        })
        .await?;
    let outcome = world.gateway.authorise(&account, &permit, charge).await;
    keep_unread(world, shop, permit.trade().as_str(), "020", &outcome).await;
    advance(world, shop, &id, evidence(outcome, capture, world.now())).await
}

/// The card that was typed, or the registered one with the token of its security code.
fn card(charged: Option<&Charged>, token: Secret) -> authorise::CardSource {
    match charged {
        None => authorise::CardSource::Token(token),
        Some(Charged { customer, card }) => authorise::CardSource::Vault {
            customer_id: customer.clone(),
            customer_card_id: card.clone(),
            security_code: Some(token),
        },
    }
}

/// What the answer to 020 proves.
fn evidence(outcome: Outcome<CardAnswer>, captured: bool, now: Timestamp) -> Evidence {
    match outcome {
        Outcome::Accepted(answer) => Evidence::Approved(Approval {
            payment: PaymentId(answer.payment_id),
            captured,
            authorized_at: now,
            card: answer.masked_card_number,
        }),
        Outcome::Refused(refusal) => {
            Evidence::Refused { code: refusal.code, detail: refusal.detail }
        }
        Outcome::NotSent(why) => Evidence::NotSent(why),
        Outcome::Unknown(Unknown { why, .. }) => Evidence::Unclear(why),
    }
}

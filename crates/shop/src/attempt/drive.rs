//! Takes a fresh attempt to the gateway: to the card issuer's page with 3-D Secure, else straight
//! to 020.

use paygent::error_code::{self, Move};

use super::advance::{AdvanceError, end_before_sending};
use super::row::{self, End, Sealed};
use super::state::{Attempt, State};
use super::{authorise, challenge};
use crate::card_testing;
use crate::clock::Timestamp;
use crate::id::{AttemptId, ShopId};
use crate::payment::{Account, account};
use crate::profile::Shop;
use crate::settings::{self, CardSettings};
use crate::world::World;

/// Everything an attempt needs on its way, read in one transaction.
pub(super) struct Luggage {
    pub(super) attempt: Attempt,
    pub(super) sealed: Sealed,
    pub(super) settings: CardSettings,
    pub(super) account: Account,
}

/// Drives an attempt until the buyer's turn comes or it has ended. Run it on a task of its own: a
/// closed browser must not stop it half-way. An attempt that is beyond its first commit is left
/// alone, so that calling twice does no harm.
pub async fn drive(world: &World, shop: &Shop, id: &AttemptId) -> Result<(), AdvanceError> {
    let Some(luggage) = pack(world, shop.id, id).await? else { return Ok(()) };
    if *luggage.attempt.state() != State::Created {
        return Ok(());
    }
    if token_is_over(&luggage.sealed, world.now()) {
        return stop(world, luggage.attempt, Stop::token_over()).await;
    }
    if luggage.settings.three_ds {
        challenge::ask(world, shop, luggage).await
    } else {
        authorise::send(world, luggage, crate::payment::ThreeDs::NotUsed, None).await
    }
}

/// No 020 is sent after the token's own term (DESIGN section 4).
pub(super) fn token_is_over(sealed: &Sealed, now: Timestamp) -> bool {
    now >= sealed.valid_until
}

/// Reads an attempt with its sealed token, settings and account; `None` when it holds no token any
/// more.
pub(super) async fn pack(
    world: &World,
    shop: ShopId,
    id: &AttemptId,
) -> Result<Option<Luggage>, AdvanceError> {
    let (cipher, id) = (world.cipher.clone(), id.clone());
    world
        .store
        .read(move |tx| {
            let attempt = row::find(tx, shop, &id)?.ok_or(AdvanceError::Missing)?;
            let Some(sealed) = row::sealed(tx, &cipher, shop, &id)? else { return Ok(None) };
            let sealed = sealed.map_err(account::AccountError::from)?;
            let missing = || store::Error::Engine(format!("attempt {id} has no settings"));
            let version = attempt.settings_version;
            let settings = settings::at_version::<CardSettings>(tx, shop, version)?;
            let settings = settings.ok_or_else(missing)?.body;
            let merchant = attempt.merchant.clone().ok_or_else(missing)?;
            let account = account::find(tx, &cipher, shop, &merchant)?;
            Ok(Some(Luggage { attempt, sealed, settings, account }))
        })
        .await
}

/// An end before 020.
pub(super) struct Stop {
    pub(super) word: &'static str,
    pub(super) code: String,
    pub(super) detail: String,
    /// It was the card: counts against card testing.
    pub(super) card_refused: bool,
    /// The browser left while the card issuer was asked, or came back with a word that the shop's
    /// own rule does not take.
    pub(super) left: bool,
}

impl Stop {
    /// Refused by the gateway, or, without a code, by our own rules.
    pub(super) fn refused(code: impl Into<String>, detail: impl Into<String>) -> Stop {
        let (code, detail) = (code.into(), detail.into());
        let card_refused = card_testing::is_about_the_card(&code);
        Stop { word: "refused", code, detail, card_refused, left: false }
    }

    /// The card issuer did not authenticate the buyer; only a code of somebody else's fault says
    /// otherwise.
    pub(super) fn unauthenticated(code: &str, detail: &str) -> Stop {
        let card_refused = error_code::lookup(code).is_none_or(|row| row.whose_move == Move::Buyer);
        Stop { card_refused, ..Stop::refused(code, detail) }
    }

    /// Ended without a word about the card.
    pub(super) fn plain(
        word: &'static str,
        code: impl Into<String>,
        detail: impl Into<String>,
    ) -> Stop {
        let (code, detail) = (code.into(), detail.into());
        Stop { word, code, detail, card_refused: false, left: false }
    }

    /// The card must be asked for again.
    pub(super) fn token_over() -> Stop {
        Stop::refused("", "カード情報の有効時間が過ぎました。カード情報をもう一度ご入力ください。")
    }
}

/// Ends an attempt before anything was sent.
pub(super) async fn stop(world: &World, attempt: Attempt, stop: Stop) -> Result<(), AdvanceError> {
    let now = world.now();
    world
        .store
        .write_on(attempt.shop.0, move |tx| {
            let Stop { word, code, detail, card_refused, left } = &stop;
            let (card_refused, left) = (*card_refused, *left);
            let end = End { code, detail, card_refused, left, ..End::plain(word) };
            end_before_sending(tx, &attempt, &end, now)
        })
        .await
}

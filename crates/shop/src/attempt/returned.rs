//! The return from the card issuer: proven by hash ⑩ and a single-use id, needs no cookie, may come
//! from Paygent's own server, and may come twice (protocol reference 5.4).

use paygent::ThreeDsReturn;
use store::{Tx, sql};

use super::advance::AdvanceError;
use super::authorise;
use super::drive::{Luggage, Stop, pack, stop, token_is_over};
use super::state::State;
use crate::id::{AttemptId, ShopId};
use crate::payment::{ThreeDs, proof};
use crate::profile::Shop;
use crate::world::World;

/// The buyer was silent for 30 minutes; Paygent's server says so.
const TIMED_OUT: &str = "31013";

/// Why a return changes nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// No attempt has this return id.
    #[error("no attempt waits for this return")]
    Unknown,
    /// The hash is not Paygent's, or it is of another authentication.
    #[error("the return is not Paygent's")]
    Forged,
    /// It could not be worked on now.
    #[error(transparent)]
    Advance(#[from] AdvanceError),
}

impl From<store::Error> for ReturnError {
    fn from(error: store::Error) -> ReturnError {
        ReturnError::Advance(error.into())
    }
}

/// Goes on after the card issuer's page and finishes the order. Run it on a task of its own. Tells
/// the attempt in every case but a forged one, also when it was already worked on: the second
/// return of an attempt does nothing.
pub async fn three_ds_returned(
    world: &World,
    shop: &Shop,
    return_id: &str,
    back: &ThreeDsReturn,
) -> Result<AttemptId, ReturnError> {
    let (shop_id, wanted) = (shop.id, return_id.to_owned());
    let id = world.store.read(move |tx| by_return_id(tx, shop_id, &wanted)).await?;
    let id = id.ok_or(ReturnError::Unknown)?;
    // Nothing sealed any more: the attempt has ended, this is a late or a second return.
    let Some(luggage) = pack(world, shop.id, &id).await? else { return Ok(id) };
    let State::Challenge { auth_id } = luggage.attempt.state() else { return Ok(id) };
    let auth_id = auth_id.clone();
    let verdict = verdict(&luggage, &auth_id, back).ok_or(ReturnError::Forged)?;
    let (account, name) = (&luggage.account, &luggage.settings.merchant_name);
    if let Err(error) = proof::prove(world, shop.id, account, name).await {
        // It is no more than a tick on a page.
        tracing::warn!(%error, "that ⑨ and ⑩ are right could not be kept");
    }
    let worked_on = match verdict {
        Ok(three_ds) if token_is_over(&luggage.sealed, world.now()) => {
            tracing::info!(?three_ds, "the card token was over when the buyer came back");
            stop(world, luggage.attempt, Stop::token_over()).await
        }
        Ok(three_ds) => authorise::send(world, luggage, three_ds, Some(auth_id)).await,
        Err(end) => stop(world, luggage.attempt, end).await,
    };
    match worked_on {
        // Two returns at once: the other one works on it.
        Err(AdvanceError::Raced) | Ok(()) => Ok(id),
        Err(error) => Err(error.into()),
    }
}

/// The attempt that waits, or waited, for this return: where a page goes when the gateway is slow.
pub async fn find_by_return_id(
    world: &World,
    shop: &Shop,
    return_id: &str,
) -> Result<Option<AttemptId>, store::Error> {
    let (shop_id, wanted) = (shop.id, return_id.to_owned());
    world.store.read(move |tx| by_return_id(tx, shop_id, &wanted)).await
}

fn by_return_id(
    tx: &mut dyn Tx,
    shop: ShopId,
    return_id: &str,
) -> Result<Option<AttemptId>, store::Error> {
    let row = tx.row(
        sql!("select attempt_id from attempt where shop_id = $1 and return_id = $2"),
        &[shop.into(), return_id.into()],
    )?;
    row.map(|row| Ok(AttemptId(row.text(0)?))).transpose()
}

/// What it says, if it is Paygent's word about our authentication: go on, or stop and why.
fn verdict(
    luggage: &Luggage,
    auth_id: &str,
    back: &ThreeDsReturn,
) -> Option<Result<ThreeDs, Stop>> {
    let key = luggage.account.three_ds_key.as_ref()?;
    if !back.is_of(auth_id, key.expose()) {
        return None;
    }
    let (code, detail) = (back.code.as_str(), back.detail.as_str());
    Some(match (back.result.as_str(), ThreeDs::from_attempt_kbn(&back.attempt)) {
        ("0", Some(three_ds)) if luggage.settings.attempt_level.goes_on_with(three_ds) => {
            Ok(three_ds)
        }
        ("0", _) => {
            let why = "カード会社の本人認証の結果により、お手続きできません。";
            Err(Stop { left: true, ..Stop::refused("", why) })
        }
        (_, _) if code == TIMED_OUT => {
            Err(Stop { left: true, ..Stop::plain("expired", code, detail) })
        }
        (_, _) => Err(Stop::unauthenticated(code, detail)),
    })
}

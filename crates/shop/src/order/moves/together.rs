//! A payment act and the move after it: 売上確定して受注完了, 決済をキャンセルして受注キャンセル. First the
//! telegram with its own commits; the order moves only once it is done. Should the process die
//! between the two, the payment is done, the order stands where it was, and its page shows what is
//! left to do.

use super::relocate::{self, MoveError, Moved, Wish, check, kept};
use super::{Along, Caution, Shown, Standing, verdict};
use crate::id::{OrderId, ShopId};
use crate::payment::state::Denied;
use crate::payment::{self, ActError, Done};
use crate::world::World;

/// What became of both.
#[derive(Debug)]
pub enum Together {
    /// Both are done.
    Moved(Moved),
    /// The payment act was not done, or nobody knows yet: the order stands where it was.
    NotPaid(Done),
    /// The payment act is not allowed now; likewise.
    Denied(Denied),
    /// The payment act is done, and the order could not be moved.
    PaidOnly(MoveError),
}

/// Does both for `by`. Run it on a task of its own: a closed browser must not stop it half-way.
///
/// # Errors
/// Nothing was sent then, and nothing was moved.
pub async fn together(
    world: &World,
    shop: ShopId,
    order: OrderId,
    (wish, along): (&Wish, Along),
    by: &str,
) -> Result<Together, MoveError> {
    let first = wish.clone();
    let look = move |tx: &mut dyn store::Tx| {
        fits(&first, along, kept(tx, shop, order)?.ok_or(MoveError::Gone)?.shown)
    };
    world.store.read(look).await?;
    match pay(world, shop, order, (along, wish.shown.standing), by).await {
        Ok(Done::Done) => {}
        Ok(other) => return Ok(Together::NotPaid(other)),
        Err(ActError::Denied(denied)) => return Ok(Together::Denied(denied)),
        Err(ActError::NoPayment) => return Err(MoveError::Gone),
        Err(ActError::Account(error)) => return Err(error.into()),
        Err(ActError::Store(error)) => return Err(error.into()),
    }
    let after = after(wish, along);
    Ok(match relocate::relocate(world, shop, order, &after, by).await {
        Ok(moved) => Together::Moved(moved),
        Err(error) => Together::PaidOnly(error),
    })
}

/// Whether both may be done as it stands now. What the payment act takes out of the way has not to
/// be acknowledged.
pub(super) fn fits(wish: &Wish, along: Along, shown: Shown) -> Result<(), MoveError> {
    let asked = Wish { acknowledged: Caution::ALL.to_vec(), ..wish.clone() };
    check(&asked, shown)?;
    let offered = verdict(wish.act, shown.standing, wish.unseen).along;
    if offered == Some(along) { Ok(()) } else { Err(MoveError::NoWay(shown)) }
}

/// Only the payment act. Where a hold was shown nothing is refunded, whatever became of it since:
/// whoever asked was not asked for a proof of person.
pub(super) async fn pay(
    world: &World,
    shop: ShopId,
    order: OrderId,
    (along, shown): (Along, Standing),
    by: &str,
) -> Result<Done, ActError> {
    match (along, shown) {
        (Along::Capture, _) => payment::capture(world, shop, order, by).await,
        (Along::CancelPayment, Standing::Held | Standing::HeldDiffers) => {
            payment::cancel_hold(world, shop, order, by).await
        }
        (Along::CancelPayment, _) => payment::cancel(world, shop, order, by).await,
    }
}

/// The wish once the payment act is done: nothing has to be acknowledged any more.
pub(super) fn after(wish: &Wish, along: Along) -> Wish {
    let shown = Shown { standing: along.leads_to(), ..wish.shown };
    Wish { shown, acknowledged: Vec::new(), unseen: false, ..wish.clone() }
}

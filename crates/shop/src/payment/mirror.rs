//! What lists ask about the payment of an order stands in the order's row, so that a list of a
//! million orders is one index away (R-132; DESIGN section 11). Written here only, in the same
//! commit as the payment or the total; and what 094 said last, until our record follows.

use store::{Tx, sql};

use super::seen::Seen;
use super::state::{Payment, Settled, State};
use crate::id::{OrderId, ShopId};

/// How a payment that our record takes for alive has ended at Paygent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedThere {
    /// It was cancelled.
    Cancelled,
    /// Its amount was changed, or it was changed before and then cancelled.
    Changed,
    /// The hold ran out.
    Expired,
}

impl EndedThere {
    const ALL: [EndedThere; 3] = [EndedThere::Cancelled, EndedThere::Changed, EndedThere::Expired];

    /// The word of the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            EndedThere::Cancelled => "cancelled",
            EndedThere::Changed => "changed",
            EndedThere::Expired => "expired",
        }
    }

    /// From the word of the database.
    pub(crate) fn from_word(word: &str) -> Option<EndedThere> {
        EndedThere::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What 094 says of this payment.
    pub(super) fn of(payment: &Payment, seen: &Seen) -> Option<EndedThere> {
        let alive = [Settled::Held, Settled::Captured].map(State::Settled);
        if !alive.contains(payment.state()) {
            return None;
        }
        match seen {
            Seen::Cancelled(_) => Some(EndedThere::Cancelled),
            Seen::Changed => Some(EndedThere::Changed),
            Seen::Expired(_) => Some(EndedThere::Expired),
            _ => None,
        }
    }
}

/// Notes it for the lists. The order is no other than it was.
pub(super) fn note_ended(
    tx: &mut dyn Tx,
    shop: ShopId,
    (order, version): (OrderId, i64),
    ended: Option<EndedThere>,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update orders set pay_there = $3
             where shop_id = $1 and order_id = $2 and version = $4"
        ),
        &[shop.into(), order.into(), ended.map(EndedThere::word).into(), version.into()],
    )?;
    Ok(())
}

/// Brings `pay_state`, `pay_differs` and `hold_from` of an order in step with its payment and its
/// total.
pub(crate) fn mirror(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update orders set
               pay_state = (select p.state from payment p where p.shop_id = $1
                 and p.order_id = $2 and p.head = 1),
               pay_differs = coalesce((select 1 from payment p where p.shop_id = $1
                 and p.order_id = $2 and p.head = 1 and p.state <> 'cancelled'
                 and p.amount <> orders.total), 0),
               hold_from = (select p.authorized_at from payment p where p.shop_id = $1
                 and p.order_id = $2 and p.head = 1 and p.state = 'held')
             where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into()],
    )?;
    Ok(())
}

/// The payment is another one, or has changed: what 094 said of it is no more.
pub(super) fn forget_ended(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update orders set pay_there = null
             where shop_id = $1 and order_id = $2 and pay_there is not null"
        ),
        &[shop.into(), order.into()],
    )?;
    Ok(())
}

//! Registering cards too often is refused for a while: a form that tells whether a card is good is
//! a tool for whoever tries stolen ones (R-225, R-230; DESIGN section 10).

use store::{Tx, sql};

use crate::clock::{DAY, Timestamp};
use crate::id::{MemberId, ShopId};
use crate::settings::card::CardChanges;

/// Registrations and changes are counted over so many milliseconds.
pub const CHANGES_WITHIN: i64 = DAY;

/// Until when no card is taken from this member, or from this address; `None`: one is taken now.
pub(super) fn limited_until(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
    address: &str,
    most: CardChanges,
    now: Timestamp,
) -> Result<Option<Timestamp>, store::Error> {
    let since = now.after(-CHANGES_WITHIN);
    let of_member = tx.row(
        sql!(
            "select created_at from card_registration
             where shop_id = $1 and member_id = $2 and created_at > $3
             order by created_at desc limit 1 offset $4"
        ),
        &[shop.into(), member.into(), since.into(), (most.of_member - 1).into()],
    )?;
    let of_address = tx.row(
        sql!(
            "select created_at from card_registration
             where shop_id = $1 and address = $2 and created_at > $3 and address <> ''
             order by created_at desc limit 1 offset $4"
        ),
        &[shop.into(), address.into(), since.into(), (most.of_address - 1).into()],
    )?;
    let mut until = None;
    for row in [of_member, of_address].into_iter().flatten() {
        until = until.max(Some(Timestamp(row.int(0)?).after(CHANGES_WITHIN)));
    }
    Ok(until)
}

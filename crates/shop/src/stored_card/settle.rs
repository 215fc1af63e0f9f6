//! Makes Paygent's vault equal to what is wanted: claim the customer, one telegram outside every
//! transaction, commit what it says, look again.

use store::sql;

use super::row::{self, Whose};
use super::visit::{After, Visit};
use crate::id::{MemberId, MerchantId, ShopId};
use crate::payment::account::{self, AccountError};
use crate::profile;
use crate::world::World;

/// Steps of one visit: registering is 025, 027, 026, 027.
const STEPS: usize = 12;

/// Works on one customer until record and vault agree, or a wait is due. Run it on a task of its
/// own; the sweeper comes back to what it leaves.
pub async fn settle(
    world: &World,
    shop: ShopId,
    member: MemberId,
    merchant: &MerchantId,
) -> Result<(), AccountError> {
    let whose = Whose { shop, member, merchant: merchant.clone() };
    let Some(fence) = claim(world, &whose).await? else { return Ok(()) };
    let profile = profile::load(world, shop).await?;
    let missing = || AccountError::Missing(merchant.clone());
    let profile = profile.ok_or_else(missing)?;
    let account = account::load(world, shop, merchant).await?;
    let visit = Visit::new(world, profile, account, whose, fence);
    for _ in 0..STEPS {
        match visit.step().await? {
            After::Again => {}
            After::Until(due) => return visit.leave(due).await,
            After::Left => return Ok(()),
        }
    }
    visit.leave(Some(world.now().after(world.pace.look_longest))).await
}

/// Takes the customer for this worker. `None`: another one has it, or there is nothing to do.
async fn claim(world: &World, whose: &Whose) -> Result<Option<i64>, store::Error> {
    let (whose, owner, now) = (whose.clone(), world.process.clone(), world.now());
    // Longer than a telegram can take.
    let lease = now.after(2 * world.pace.telegram_limit);
    world
        .store
        .write_on(whose.shop.0, move |tx| {
            let [shop, member, merchant] = whose.key();
            let claimed = tx.exec(
                sql!(
                    "update stored_card set owner = $4, fence = fence + 1, due_at = $5
                     where shop_id = $1 and member_id = $2 and merchant_id = $3
                       and due_at <= $6"
                ),
                &[shop, member, merchant, (&*owner).into(), lease.into(), now.into()],
            )?;
            if claimed == 0 {
                return Ok(None);
            }
            Ok::<_, store::Error>(row::find(tx, &whose)?.map(|customer| customer.fence))
        })
        .await
}

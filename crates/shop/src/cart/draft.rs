//! The checkout form as last sent: what the buyer typed survives Back, a refusal and a closed tab.

use store::{Tx, sql};

use super::load::lane;
use crate::checkout::CheckoutForm;
use crate::id::{CartId, MemberId, ShopId};
use crate::member;
use crate::profile::Shop;
use crate::world::World;

/// Keeps the form beside the cart's lines, without any card field (the form's JSON has none). The
/// version stays: what was typed is no change of the order. A cart that was never used keeps it
/// too: the form of a browser that has lost its cookie waits for new goods. `by`: who is signed in.
pub async fn save_draft(
    world: &World,
    shop: &Shop,
    cart_id: &CartId,
    form: &CheckoutForm,
    by: Option<MemberId>,
) -> Result<(), store::Error> {
    let draft = form.to_draft();
    let (shop_id, id, now) = (shop.id, cart_id.clone(), world.now());
    world
        .store
        .write_on(lane(cart_id), move |tx: &mut dyn Tx| {
            // Of a member who has left meanwhile nothing is kept.
            if let Some(by) = by
                && !member::hold(tx, shop_id, by)?
            {
                return Ok(());
            }
            tx.exec(
                sql!(
                    "insert into cart (shop_id, cart_id, version, submit_key, draft, draft_member,
                       updated_at)
                     values ($1, $2, 0, '', $3, $5, $4)
                     on conflict (shop_id, cart_id) do update
                     set draft = $3, draft_member = $5, updated_at = $4"
                ),
                &[shop_id.into(), (&id).into(), (&draft).into(), now.into(), by.into()],
            )?;
            Ok(())
        })
        .await
}

/// What a member has typed anywhere goes, in the commit in which the member does.
pub(crate) fn forget_drafts_of(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update cart set draft = null, draft_member = null
             where shop_id = $1 and draft_member = $2"
        ),
        &[shop.into(), member.into()],
    )?;
    Ok(())
}

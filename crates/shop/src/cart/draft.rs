//! The checkout form as last sent: what the buyer typed survives Back, a refusal and a closed tab.

use store::{Tx, sql};

use super::load::lane;
use crate::checkout::CheckoutForm;
use crate::id::CartId;
use crate::profile::Shop;
use crate::world::World;

/// Keeps the form beside the cart's lines, without any card field (the form's JSON has none). The
/// version stays: what was typed is no change of the order. Does nothing for a cart that was never
/// used.
pub async fn save_draft(
    world: &World,
    shop: &Shop,
    cart_id: &CartId,
    form: &CheckoutForm,
) -> Result<(), store::Error> {
    let draft = form.to_draft();
    let (shop_id, id, now) = (shop.id, cart_id.clone(), world.now());
    world
        .store
        .write_on(lane(cart_id), move |tx: &mut dyn Tx| {
            tx.exec(
                sql!(
                    "update cart set draft = $3, updated_at = $4
                     where shop_id = $1 and cart_id = $2"
                ),
                &[shop_id.into(), (&id).into(), (&draft).into(), now.into()],
            )?;
            Ok(())
        })
        .await
}

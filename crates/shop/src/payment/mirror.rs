//! What lists ask about the payment of an order stands in the order's row, so that a list of a
//! million orders is one index away (R-132; DESIGN section 11). Written here only, in the same
//! commit as the payment or the total.

use store::{Tx, sql};

use crate::id::{OrderId, ShopId};

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

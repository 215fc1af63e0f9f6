//! 注文番号 and 内部番号: counted per shop, in the commit that places the order.

use store::Tx;

use crate::counter;
use crate::id::{OrderId, ShopId};

/// Takes the next order id of a shop.
pub fn next(tx: &mut dyn Tx, shop: ShopId) -> Result<OrderId, store::Error> {
    Ok(OrderId(counter::next(tx, shop, "order")?))
}

/// The number buyer and shop see, such as `order00042`.
pub fn of(order: OrderId) -> String {
    format!("order{:05}", order.0)
}

#[cfg(test)]
mod tests {
    use crate::id::OrderId;

    #[test]
    fn has_five_digits_and_more_when_needed() {
        assert_eq!(super::of(OrderId(42)), "order00042");
        assert_eq!(super::of(OrderId(1_234_567)), "order1234567");
    }
}

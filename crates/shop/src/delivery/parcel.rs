//! What is sent, as far as the fee depends on it.

use serde::{Deserialize, Serialize};

use crate::id::ShippingGroupId;
use crate::money::Yen;

/// What a product says about its shipping (商品の送料区分).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipping {
    /// Its 送料グループ.
    pub group: Option<ShippingGroupId>,
    /// Its 送料ポイント, of one piece.
    pub points: Option<i64>,
    /// メール便 can take it.
    pub by_mail: bool,
}

/// So many pieces of one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// At least 1.
    pub pieces: i64,
    /// What the product says.
    pub shipping: Shipping,
}

/// The goods of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// 小計, tax included.
    pub goods: Yen,
    /// One entry a product.
    pub items: Vec<Item>,
}

impl Parcel {
    /// Pieces of all products.
    pub fn pieces(&self) -> i64 {
        self.items.iter().fold(0, |sum, item| sum.saturating_add(item.pieces))
    }

    /// The sum of the points; none where a product has none.
    pub fn points(&self) -> Option<i64> {
        self.items.iter().try_fold(0_i64, |sum, item| {
            Some(sum.saturating_add(item.shipping.points?.saturating_mul(item.pieces)))
        })
    }

    /// メール便 can take all of it.
    pub fn goes_by_mail(&self) -> bool {
        self.items.iter().all(|item| item.shipping.by_mail)
    }

    /// The same goods at another total.
    pub(super) fn at(&self, goods: Yen) -> Parcel {
        Parcel { goods, items: self.items.clone() }
    }
}

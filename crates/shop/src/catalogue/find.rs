//! One product by its code.

use store::{Tx, sql};

use super::{Product, read};
use crate::profile::Shop;
use crate::world::World;

/// The published product with this 商品コード.
pub async fn find(world: &World, shop: &Shop, code: &str) -> Result<Option<Product>, store::Error> {
    let (shop_id, code) = (shop.id, code.to_owned());
    world
        .store
        .read(move |tx: &mut dyn Tx| {
            tx.row(
                sql!(
                    "select p.product_id, p.category_id, p.code, p.name, p.lead, p.description,
                            p.spec, p.picture, p.picture_alt, p.price, p.tax_rate,
                            coalesce(s.on_hand - s.reserved, 0)
                     from product p
                     left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
                     where p.shop_id = $1 and p.code = $2 and p.published = 1"
                ),
                &[shop_id.into(), (&code).into()],
            )?
            .as_ref()
            .map(read)
            .transpose()
        })
        .await
}

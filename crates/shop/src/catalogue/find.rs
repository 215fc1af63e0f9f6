//! One product by its code.

use store::{Tx, sql};

use super::{Category, Product, read};
use crate::id::{CategoryId, ShopId};
use crate::profile::Shop;
use crate::world::World;

/// A product with the shelf it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// The product.
    pub product: Product,
    /// Its shelf; none where there is no such category.
    pub category: Option<Category>,
}

/// The published product with this 商品コード.
pub async fn find(world: &World, shop: &Shop, code: &str) -> Result<Option<Shelved>, store::Error> {
    let (shop_id, code) = (shop.id, code.to_owned());
    world
        .store
        .read(move |tx: &mut dyn Tx| {
            let row = tx.row(
                sql!(
                    "select p.product_id, p.category_id, p.code, p.name, p.lead, p.description,
                            p.spec, p.picture, p.picture_alt, p.price, p.tax_rate,
                            coalesce(s.on_hand - s.reserved, 0)
                     from product p
                     left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
                     where p.shop_id = $1 and p.code = $2 and p.published = 1"
                ),
                &[shop_id.into(), (&code).into()],
            )?;
            let Some(product) = row.as_ref().map(read).transpose()? else { return Ok(None) };
            let category = category(tx, shop_id, product.category)?;
            Ok(Some(Shelved { product, category }))
        })
        .await
}

fn category(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    id: CategoryId,
) -> Result<Option<Category>, store::Error> {
    let row = tx.row(
        sql!("select slug, name from category where shop_id = $1 and category_id = $2"),
        &[shop_id.into(), id.into()],
    )?;
    row.map(|row| Ok(Category { id, slug: row.text(0)?, name: row.text(1)? })).transpose()
}

//! 商品を探す: products by code or name, for a line that is added.

use store::{Row, Tx, sql};

use crate::delivery::pattern;
use crate::id::{ProductId, ShopId};
use crate::money::Yen;
use crate::profile::Shop;
use crate::tax::TaxRate;
use crate::world::World;

/// One product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number in this shop.
    pub id: ProductId,
    /// 商品コード.
    pub code: String,
    /// 商品名.
    pub name: String,
    /// Price of one, tax included.
    pub price: Yen,
    /// ※ when reduced.
    pub rate: TaxRate,
    /// Pieces that can be taken now.
    pub available: i64,
}

/// At most twenty products whose code or name holds `search`, in the order of their codes; also
/// those that the shop does not show.
pub async fn find(world: &World, shop: &Shop, search: &str) -> Result<Vec<Found>, store::Error> {
    let (shop, like) = (shop.id, pattern(search));
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select p.product_id, p.code, p.name, p.price, p.tax_rate,
                   coalesce(s.on_hand - s.reserved, 0)
                 from product p
                 left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
                 where p.shop_id = $1 and (p.code like $2 or p.name like $2)
                 order by p.code limit 20"
            ),
            &[shop.into(), like.as_str().into()],
        )?;
        rows.iter().map(found).collect()
    };
    world.store.read(read).await
}

/// The product of this code.
pub(super) fn by_code(
    tx: &mut dyn Tx,
    shop: ShopId,
    code: &str,
) -> Result<Option<Found>, store::Error> {
    let row = tx.row(
        sql!(
            "select p.product_id, p.code, p.name, p.price, p.tax_rate,
               coalesce(s.on_hand - s.reserved, 0)
             from product p
             left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
             where p.shop_id = $1 and p.code = $2"
        ),
        &[shop.into(), code.into()],
    )?;
    row.as_ref().map(found).transpose()
}

/// The product of this number.
pub(super) fn by_id(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: ProductId,
) -> Result<Option<Found>, store::Error> {
    let row = tx.row(
        sql!(
            "select p.product_id, p.code, p.name, p.price, p.tax_rate,
               coalesce(s.on_hand - s.reserved, 0)
             from product p
             left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
             where p.shop_id = $1 and p.product_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    row.as_ref().map(found).transpose()
}

fn found(row: &Row) -> Result<Found, store::Error> {
    let rate = TaxRate::try_from(row.int(4)?);
    Ok(Found {
        id: ProductId(row.int(0)?),
        code: row.text(1)?,
        name: row.text(2)?,
        price: Yen(row.int(3)?),
        rate: rate.map_err(|error| store::Error::Engine(error.to_string()))?,
        available: row.int(5)?.max(0),
    })
}

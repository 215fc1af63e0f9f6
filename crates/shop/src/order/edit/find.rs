//! 商品を探す: products by code or name, for a line that is added.

use store::{Row, Tx, sql};

use crate::id::{ProductId, ShopId};
use crate::member::term::fold;
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

/// What 商品を探す shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// At most [`FOUND_MAX`], in the order of their codes.
    pub found: Vec<Found>,
    /// There are more.
    pub is_more: bool,
}

/// Products that 商品を探す shows.
pub const FOUND_MAX: usize = 20;
/// Products that are looked at in one go.
const SHELF: usize = 1_000;

/// The products whose code or name holds `search`, however it is typed; also those that the shop
/// does not show.
pub async fn find(world: &World, shop: &Shop, search: &str) -> Result<Search, store::Error> {
    let (shop, wanted) = (shop.id, fold(search));
    let read = move |tx: &mut dyn Tx| {
        let is_meant = |product: &Found| {
            fold(&product.code).contains(&wanted) || fold(&product.name).contains(&wanted)
        };
        let mut found = look(tx, shop, FOUND_MAX + 1, is_meant)?;
        let is_more = found.len() > FOUND_MAX;
        found.truncate(FOUND_MAX);
        Ok(Search { found, is_more })
    };
    world.store.read(read).await
}

/// The product of this code: exactly, or the only one that it means however it is typed.
pub(super) fn by_code(
    tx: &mut dyn Tx,
    shop: ShopId,
    code: &str,
) -> Result<Option<Found>, store::Error> {
    let exact = tx.row(
        sql!("select product_id from product where shop_id = $1 and code = $2"),
        &[shop.into(), code.into()],
    )?;
    if let Some(row) = exact {
        return by_id(tx, shop, ProductId(row.int(0)?));
    }
    let wanted = fold(code);
    let mut met = look(tx, shop, 2, |product| fold(&product.code) == wanted)?;
    Ok(if met.len() == 1 { met.pop() } else { None })
}

/// The first `many` products that are meant, in the order of their codes.
fn look(
    tx: &mut dyn Tx,
    shop: ShopId,
    many: usize,
    is_meant: impl Fn(&Found) -> bool,
) -> Result<Vec<Found>, store::Error> {
    let (mut met, mut after) = (Vec::new(), String::new());
    loop {
        let rows = shelf(tx, shop, &after)?;
        for row in &rows {
            let product = found(row)?;
            after.clone_from(&product.code);
            if is_meant(&product) {
                met.push(product);
            }
            if met.len() == many {
                return Ok(met);
            }
        }
        if rows.len() < SHELF {
            return Ok(met);
        }
    }
}

fn shelf(tx: &mut dyn Tx, shop: ShopId, after: &str) -> Result<Vec<Row>, store::Error> {
    let many = i64::try_from(SHELF).unwrap_or(i64::MAX);
    tx.rows(
        sql!(
            "select p.product_id, p.code, p.name, p.price, p.tax_rate,
               coalesce(s.on_hand - s.reserved, 0)
             from product p
             left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
             where p.shop_id = $1 and p.code > $2 order by p.code limit $3"
        ),
        &[shop.into(), after.into(), many.into()],
    )
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

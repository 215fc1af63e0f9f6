//! The shelves: products page by page, by key and not by offset, so that page 40 costs what page 1
//! costs.

use store::{Row, Tx, sql};

use super::{Category, Product, read};
use crate::id::{CategoryId, ShopId};
use crate::profile::Shop;
use crate::world::World;

/// Products a page.
pub const PAGE: usize = 24;

/// One page of products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// All categories of the shop in their order.
    pub categories: Vec<Category>,
    /// The one asked for.
    pub category: Option<Category>,
    /// At most [`PAGE`].
    pub products: Vec<Product>,
    /// What to ask for to get the next page, if there is one.
    pub next: Option<String>,
}

/// One page of published products, of one category or of all. `after` is the `next` of the page
/// before; anything else is read as the beginning. `None`: there is no such category.
pub async fn list(
    world: &World,
    shop: &Shop,
    category: Option<&str>,
    after: Option<&str>,
) -> Result<Option<Page>, store::Error> {
    let (shop_id, slug) = (shop.id, category.map(str::to_owned));
    let after = after.and_then(read_key).unwrap_or((i64::MIN, i64::MIN));
    world
        .store
        .read(move |tx: &mut dyn Tx| {
            let categories = categories(tx, shop_id)?;
            let category = match &slug {
                None => None,
                Some(slug) => match categories.iter().find(|one| one.slug == *slug) {
                    None => return Ok(None),
                    found => found.cloned(),
                },
            };
            let mut rows = match &category {
                None => whole_shop(tx, shop_id, after)?,
                Some(category) => one_shelf(tx, shop_id, category.id, after)?,
            };
            let is_more = rows.len() > PAGE;
            rows.truncate(PAGE);
            let next = match rows.last() {
                Some(last) if is_more => Some(format!("{}.{}", last.int(12)?, last.int(0)?)),
                _ => None,
            };
            let products = rows.iter().map(read).collect::<Result<_, _>>()?;
            Ok(Some(Page { categories, category, products, next }))
        })
        .await
}

fn read_key(text: &str) -> Option<(i64, i64)> {
    let (position, product) = text.split_once('.')?;
    Some((position.parse().ok()?, product.parse().ok()?))
}

fn categories(tx: &mut dyn Tx, shop_id: ShopId) -> Result<Vec<Category>, store::Error> {
    tx.rows(
        sql!(
            "select category_id, slug, name from category where shop_id = $1
             order by position, category_id"
        ),
        &[shop_id.into()],
    )?
    .iter()
    .map(|row| Ok(Category { id: CategoryId(row.int(0)?), slug: row.text(1)?, name: row.text(2)? }))
    .collect()
}

fn whole_shop(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    after: (i64, i64),
) -> Result<Vec<Row>, store::Error> {
    tx.rows(
        sql!(
            "select p.product_id, p.category_id, p.code, p.name, p.lead, p.description,
                    p.spec, p.picture, p.picture_alt, p.price, p.tax_rate,
                    coalesce(s.on_hand - s.reserved, 0), p.position
             from product p
             left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
             where p.shop_id = $1 and p.published = 1 and (p.position, p.product_id) > ($2, $3)
             order by p.position, p.product_id limit 25"
        ),
        &[shop_id.into(), after.0.into(), after.1.into()],
    )
}

fn one_shelf(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    category: CategoryId,
    after: (i64, i64),
) -> Result<Vec<Row>, store::Error> {
    tx.rows(
        sql!(
            "select p.product_id, p.category_id, p.code, p.name, p.lead, p.description,
                    p.spec, p.picture, p.picture_alt, p.price, p.tax_rate,
                    coalesce(s.on_hand - s.reserved, 0), p.position
             from product p
             left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
             where p.shop_id = $1 and p.category_id = $2 and p.published = 1
               and (p.position, p.product_id) > ($3, $4)
             order by p.position, p.product_id limit 25"
        ),
        &[shop_id.into(), category.into(), after.0.into(), after.1.into()],
    )
}

//! What the shop sells: categories, products, how many are left. Knows no buyer.

mod find;
mod list;
pub mod picture;

pub use find::{Shelved, find};
pub use list::{PAGE, Page, list};

use serde::{Deserialize, Serialize};
use store::Row;

use crate::id::{CategoryId, ProductId};
use crate::money::Yen;
use crate::tax::TaxRate;

/// A shelf of the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its number in this shop.
    pub id: CategoryId,
    /// Its name in addresses: `?category=nuno`.
    pub slug: String,
    /// Its name for people.
    pub name: String,
}

/// A product as buyers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its number in this shop.
    pub id: ProductId,
    /// The shelf it stands on.
    pub category: CategoryId,
    /// 商品コード, also its name in addresses.
    pub code: String,
    /// 商品名.
    pub name: String,
    /// One line under the name.
    pub lead: String,
    /// Paragraphs, parted by empty lines.
    pub description: String,
    /// 仕様: label and value.
    pub spec: Vec<(String, String)>,
    /// Name of its drawing, for [`picture::find`].
    pub picture: String,
    /// What the drawing shows, for those who cannot see it.
    pub picture_alt: String,
    /// Price of one, tax included.
    pub price: Yen,
    /// ※ when reduced.
    pub tax_rate: TaxRate,
    /// Pieces that can be ordered now: on hand less reserved, never negative.
    pub available: i64,
}

/// Reads the columns that every statement of this folder and the cart's asks for first, in the
/// order of [`Product`].
pub(crate) fn read(row: &Row) -> Result<Product, store::Error> {
    let spec = row.text(6)?;
    Ok(Product {
        id: ProductId(row.int(0)?),
        category: CategoryId(row.int(1)?),
        code: row.text(2)?,
        name: row.text(3)?,
        lead: row.text(4)?,
        description: row.text(5)?,
        spec: serde_json::from_str(&spec).map_err(|_| shape(6, "pairs of texts in JSON"))?,
        picture: row.text(7)?,
        picture_alt: row.text(8)?,
        price: Yen(row.int(9)?),
        tax_rate: TaxRate::try_from(row.int(10)?).map_err(|_| shape(10, "8 or 10"))?,
        available: row.int(11)?.max(0),
    })
}

fn shape(column: usize, expected: &'static str) -> store::Error {
    store::Error::Shape { column, expected, found: "something else" }
}

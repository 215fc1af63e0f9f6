//! Orders by what was sold: the products whose name or code holds what was typed, and the code an
//! order line was sold under.

use store::{Row, Tx, sql};

use super::walk::{Place, Stretch, numbers, of_list};
use crate::id::ShopId;
use crate::member::term::fold;

/// Products that one search may mean.
pub const PRODUCTS_MAX: usize = 100;
/// Products whose orders are counted.
const FEW: usize = 5;
/// Products that are looked at in one go.
const SHELF: usize = 1_000;

/// What was sold.
#[derive(Clone, Debug, Default)]
pub(super) struct Goods {
    /// By the catalogue.
    products: Vec<i64>,
    /// As typed.
    code: String,
}

/// What the search means; `None`: more products than [`PRODUCTS_MAX`].
pub(super) fn goods(
    tx: &mut dyn Tx,
    shop: ShopId,
    typed: &str,
) -> Result<Option<Goods>, store::Error> {
    let wanted = fold(typed);
    let (mut products, mut after) = (Vec::new(), i64::MIN);
    loop {
        let rows = shelf(tx, shop, after)?;
        for row in &rows {
            let is_meant = |text: String| fold(&text).contains(&wanted);
            after = row.int(0)?;
            if is_meant(row.text(1)?) || is_meant(row.text(2)?) {
                products.push(after);
            }
        }
        if products.len() > PRODUCTS_MAX {
            return Ok(None);
        }
        if rows.len() < SHELF {
            return Ok(Some(Goods { products, code: typed.trim().to_owned() }));
        }
    }
}

fn shelf(tx: &mut dyn Tx, shop: ShopId, after: i64) -> Result<Vec<Row>, store::Error> {
    let many = i64::try_from(SHELF).unwrap_or(i64::MAX);
    tx.rows(
        sql!(
            "select product_id, code, name from product
             where shop_id = $1 and product_id > $2 order by product_id limit $3"
        ),
        &[shop.into(), after.into(), many.into()],
    )
}

impl Goods {
    /// Whether so many ways are walked side by side that each may only be walked a little.
    pub(super) fn is_many(&self) -> bool {
        self.products.len() > FEW
    }

    /// Its products as one text, `,1,23,`, and the code.
    pub(super) fn words(&self) -> (String, &str) {
        let ids = self.products.iter().map(|id| format!("{id},"));
        (format!(",{}", ids.collect::<String>()), &self.code)
    }

    /// The next orders that hold any of it: each product has its own way, and they are walked side
    /// by side.
    pub(super) fn next(
        &self,
        tx: &mut dyn Tx,
        place: Place,
        stretch: Stretch,
        limit: usize,
    ) -> Result<Vec<i64>, store::Error> {
        let many = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = tx.rows(
            sql!(
                "select distinct l.order_id from order_line l
                 cross join orders o
                 where l.shop_id = $1 and l.code = $6 and l.order_id < $3 and l.order_id >= $4
                   and o.shop_id = $1 and o.list = $2 and o.order_id = +l.order_id
                 order by l.order_id desc limit $5"
            ),
            &of_list(place, stretch, many, self.code.as_str().into()),
        )?;
        let mut found = numbers(&rows)?;
        for product in &self.products {
            let rows = tx.rows(
                sql!(
                    "select distinct l.order_id from order_line l
                     cross join orders o
                     where l.shop_id = $1 and l.product_id = $6 and l.order_id < $3
                       and l.order_id >= $4
                       and o.shop_id = $1 and o.list = $2 and o.order_id = +l.order_id
                     order by l.order_id desc limit $5"
                ),
                &of_list(place, stretch, many, (*product).into()),
            )?;
            found.extend(numbers(&rows)?);
        }
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.dedup();
        found.truncate(limit);
        Ok(found)
    }
}

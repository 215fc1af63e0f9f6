//! What a file of orders is to be: which columns, a row an order or a row a line, in which charset.
//! The last choice is kept for the shop.

use serde::{Deserialize, Serialize};
use store::Tx;

use super::column::Column;
use crate::profile::Shop;
use crate::settings::{self, Setting};
use crate::world::World;

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// An order.
    #[default]
    Orders,
    /// A line of 受注商品.
    Lines,
}

/// How its letters are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letters {
    /// UTF-8 with the mark that spreadsheets look for.
    #[default]
    Utf8,
    /// Windows-31J, for programs that read nothing else.
    Windows31j,
}

/// A file's make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// In the order of the file; of lines only where a row is one.
    pub columns: Vec<Column>,
    /// What a row is.
    pub shape: Shape,
    /// How its letters are written.
    pub letters: Letters,
}

/// What is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kept {
    columns: Vec<String>,
    shape: Shape,
    letters: Letters,
}

impl Setting for Kept {
    const KIND: &'static str = "order_export";
}

impl Plan {
    /// Of these words of columns; without any that fits the shape there is no file.
    pub fn new(words: &[String], shape: Shape, letters: Letters) -> Option<Plan> {
        let is_wanted = |column: &Column| {
            words.iter().any(|word| word == column.word)
                && (shape == Shape::Lines || !column.is_of_line)
        };
        let columns: Vec<Column> = Column::ALL.into_iter().filter(is_wanted).collect();
        (!columns.is_empty()).then_some(Plan { columns, shape, letters })
    }

    /// Of a shop that chose nothing yet.
    fn usual() -> Plan {
        let columns = Column::ALL.into_iter().filter(|column| column.is_usual).collect();
        Plan { columns, shape: Shape::default(), letters: Letters::default() }
    }
}

/// The shop's last choice.
pub async fn plan(world: &World, shop: &Shop) -> Result<Plan, store::Error> {
    let shop = shop.id;
    let kept = world.store.read(move |tx: &mut dyn Tx| settings::current::<Kept>(tx, shop)).await?;
    Ok(kept.map_or_else(Plan::usual, |version| {
        let Kept { columns, shape, letters } = version.body;
        // The columns of lines stay chosen while rows are orders.
        let columns = columns.iter().filter_map(|word| Column::find(word)).collect();
        Plan { columns, shape, letters }
    }))
}

/// Keeps the choice, unless it is the last one; `words` also has those that do not fit the shape.
pub(super) async fn keep(
    world: &World,
    shop: &Shop,
    (words, plan): (&[String], &Plan),
    by: &str,
) -> Result<(), store::Error> {
    let known = words.iter().filter(|word| Column::find(word).is_some());
    let kept = Kept { columns: known.cloned().collect(), shape: plan.shape, letters: plan.letters };
    let (shop, by, now) = (shop.id, by.to_owned(), world.now());
    let save = world.store.write_on(shop.0, move |tx: &mut dyn Tx| {
        let last = settings::current::<Kept>(tx, shop)?;
        let is_last = last.is_some_and(|last| {
            let Kept { columns, shape, letters } = last.body;
            columns == kept.columns && (shape, letters) == (kept.shape, kept.letters)
        });
        if is_last {
            return Ok(());
        }
        settings::save(tx, shop, &kept, &by, now).map(drop)
    });
    save.await
}

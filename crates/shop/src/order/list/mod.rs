//! 受注一覧, 受注完了一覧, 受注キャンセル一覧: pages of orders, newest first by 内部番号, narrowed down by
//! 詳細検索フォーム or found by the head's search (R-132..R-140). However many orders there are, a page
//! takes a few short statements: its numbers are found (`search.rs`), then its rows are read.

mod check;
mod filter;
mod find;
mod form;
mod goods;
mod key;
mod limits;
mod row;
mod search;
pub(crate) mod term;
mod view;
mod walk;

use store::Tx;
use unicode_normalization::UnicodeNormalization;

use crate::checkout::normalise;
use crate::id::{OrderId, ShopId, TradeId};
use crate::order::List;
use crate::profile::Shop;
use crate::world::World;

pub(crate) use check::padded;
pub use filter::{Filter, Mailed, Number, Stands, Way};
pub use find::Wanted;
pub use form::{FIELD_MAX, FilterForm, HOLD_DAYS, NO, YES};
pub use goods::PRODUCTS_MAX;
pub use key::PageKey;
pub use row::{OrderRow, Owner, RowPayment};
pub use term::Prefix;
pub use view::{
    SaveViewError, VIEW_NAME_MAX, VIEWS_MAX, View, ViewId, delete_view, save_view, views,
};

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;
/// Orders are counted up to here.
pub const COUNTED: usize = 1_000;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Orders of one list that meet the conditions.
    In(List, Box<Filter>),
    /// Orders of all lists, by what was typed into the head's field.
    All(Wanted),
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// At most [`PAGE_ROWS`], newest first.
    pub rows: Vec<OrderRow>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<OrderId>,
    /// How many orders there are, where that was cheap to know.
    pub count: Option<Count>,
}

/// How many orders there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(usize),
    /// So many or more.
    AtLeast(usize),
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The product's text means more than [`PRODUCTS_MAX`] products.
    #[error("more than {PRODUCTS_MAX} products")]
    ManyProducts,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// One page: what follows `after`, or the first.
pub async fn list(
    world: &World,
    shop: &Shop,
    query: Query,
    after: Option<OrderId>,
) -> Result<Page, SearchError> {
    let shop = shop.id;
    world.store.read(move |tx: &mut dyn Tx| page(tx, shop, &query, after)).await
}

fn page(
    tx: &mut dyn Tx,
    shop: ShopId,
    query: &Query,
    after: Option<OrderId>,
) -> Result<Page, SearchError> {
    let below = after.map_or(i64::MAX, |after| after.0);
    let mut found = match query {
        Query::All(wanted) => find::find(tx, shop, wanted, below, limits::Limits::PRODUCTION)?,
        Query::In(list, filter) => {
            let search = search_in(shop, *list, filter);
            search.find(tx, below, (PAGE_ROWS + 1, after.is_none()))?
        }
    };
    let count = match found.ids.len() {
        _ if after.is_some() => None,
        count if found.is_all => Some(Count::Exactly(count)),
        count if count > COUNTED => Some(Count::AtLeast(COUNTED)),
        _ => None,
    };
    let is_more = found.ids.len() > PAGE_ROWS;
    found.ids.truncate(PAGE_ROWS);
    let next = found.ids.last().filter(|_| is_more).map(|id| OrderId(*id));
    Ok(Page { rows: row::rows(tx, shop, &found.ids)?, next, count })
}

/// The numbers of the next orders of a list, for whoever goes through all of it.
pub(crate) fn numbers(
    tx: &mut dyn Tx,
    shop: ShopId,
    (list, filter): (List, &Filter),
    below: i64,
    want: usize,
) -> Result<Vec<i64>, SearchError> {
    Ok(search_in(shop, list, filter).find(tx, below, (want, false))?.ids)
}

fn search_in(shop: ShopId, list: List, filter: &Filter) -> search::Search<'_> {
    let (place, limits) = (walk::Place { shop, list }, limits::Limits::PRODUCTION);
    search::Search { place, filter, limits }
}

/// Reads a 取引ID: twenty digits, or `None`.
pub fn trade(typed: &str) -> Option<TradeId> {
    TradeId::parse(&plain(typed))
}

/// What was meant: half width, lower case, without spaces and hyphens.
fn plain(typed: &str) -> String {
    let parts = |letter: &char| letter.is_whitespace() || normalise::is_dash(*letter);
    let letters = typed.nfkc().filter(|letter| !parts(letter));
    letters.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests;

//! Whatever is asked for, the lists show exactly the orders that meet it: against a plain filter
//! over all orders, on both engines, by every way that a search can take.

mod model;

use store::scratch::each_engine;
use store::{Store, Tx};

use super::limits::Limits;
use super::search::Search;
use super::walk::Place;
use super::{FilterForm, Wanted, find};
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::migrations;
use crate::order::List;
use model::{Dice, Kept, NOW, SHOP};

/// Orders of the model.
const ORDERS: i64 = 320;
/// Searches of each kind.
const SEARCHES: usize = 220;
/// Rows of a page here.
const ROWS: usize = 13;

/// So few that every way is taken; and what shops run with, where the lists are short.
const LIMITS: [Limits; 3] = [
    Limits { short: 3, known: 25, amounts: 60, patience: 20, out_of_step: 12 },
    Limits { short: 12, known: 400, amounts: 0, patience: 40, out_of_step: 12 },
    Limits::PRODUCTION,
];

#[test]
fn a_search_shows_what_a_plain_filter_would() {
    each_engine(migrations::ALL, |store| {
        let orders = model::orders(ORDERS);
        written(&store, &orders);
        let mut dice = Dice(7);
        let mut hits = 0;
        for at in 0..SEARCHES {
            let form = model::form(&mut dice);
            let list = *dice.of(&[List::Open, List::Completed, List::Cancelled]);
            let wanted = model::matching(&orders, list, &form);
            hits += wanted.len();
            let found = paged(&store, list, &form, LIMITS[at % LIMITS.len()]);
            assert_eq!(found, wanted, "{list:?} {form:?}");
        }
        assert!(hits > SEARCHES, "the searches find something: {hits}");
    });
}

#[test]
fn the_head_finds_what_begins_so_in_every_list() {
    each_engine(migrations::ALL, |store| {
        let orders = model::orders(ORDERS);
        written(&store, &orders);
        let mut dice = Dice(11);
        for at in 0..SEARCHES / 4 {
            let typed = model::typed(&mut dice, &orders);
            let Some(wanted) = Wanted::parse(&typed) else { continue };
            let limits = LIMITS[at % LIMITS.len()];
            let (mut found, mut below) = (Vec::<i64>::new(), i64::MAX);
            loop {
                let (wanted, from) = (wanted.clone(), below);
                let read = move |tx: &mut dyn Tx| find::find(tx, ShopId(1), &wanted, from, limits);
                let page = store.read_blocking(read).unwrap();
                found.extend(page.ids.iter().take(ROWS));
                match page.ids.get(ROWS - 1).filter(|_| page.ids.len() > ROWS) {
                    Some(last) => below = *last,
                    None => break,
                }
            }
            assert_eq!(found, model::meant(&orders, &typed), "{typed:?}");
        }
    });
}

fn written(store: &Store, orders: &[Kept]) {
    store.write_blocking(model::insert_catalogue).unwrap();
    // A closure has a few seconds, also on a machine that does much else.
    for some in orders.chunks(20) {
        let some = some.to_vec();
        let write = move |tx: &mut dyn Tx| some.iter().try_for_each(|order| order.insert(tx));
        store.write_blocking(write).unwrap();
    }
}

/// All that a search finds, page by page.
fn paged(store: &Store, list: List, form: &FilterForm, limits: Limits) -> Vec<i64> {
    let filter = form.read(Timestamp(NOW)).unwrap();
    let (mut found, mut below) = (Vec::new(), i64::MAX);
    loop {
        let (filter, from) = (filter.clone(), below);
        let read = move |tx: &mut dyn Tx| {
            let place = Place { shop: SHOP, list };
            let search = Search { place, filter: &filter, limits };
            search.find(tx, from, (ROWS, from == i64::MAX))
        };
        let page = store.read_blocking(read).unwrap();
        let shown: Vec<i64> = page.ids.iter().take(ROWS).copied().collect();
        let is_last = page.is_all && page.ids.len() <= ROWS;
        found.extend(&shown);
        match shown.last() {
            Some(last) if !is_last => below = *last,
            _ => return found,
        }
    }
}

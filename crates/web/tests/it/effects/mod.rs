//! Each field of each settings form, set as staff set it, and where a shop and its buyers then see
//! it: a table a form, whose fields come from the form's own type. What no row shows fails.

mod bank;
mod buyer;
mod card;
mod carrier;
mod cart;
mod cod;
mod in_store;
mod tariff;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use store::scratch::on_each;

use crate::delivery::CARRIER;
use crate::desk::Desk;
use crate::settings::{Offered, read, set};
use buyer::{Seen, buy};

/// Where something is seen, in the order in which a purchase comes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Cart,
    /// The checkout with an address; both steps of the 3-step cart.
    Checkout,
    Confirmation,
    Thanks,
    /// Both mails of the order.
    Mail,
    /// 受注明細.
    Order,
    /// The telegrams to the gateway.
    Wire,
}

/// Names with their values.
type Pairs = &'static [(&'static str, &'static str)];
/// Words and their places.
type Words = &'static [(Place, &'static str)];

/// What is set, and where words appear and do not appear then.
struct Effect {
    set: Pairs,
    seen: Words,
    gone: Words,
    /// Products and pieces, where they are not those of the form.
    goods: Option<Pairs>,
    /// What the buyer fills in beside what the form's buyers do.
    fills: Pairs,
}

/// Where nothing is set it is another purchase under what the row before has set.
const fn effect(set: Pairs, seen: Words, gone: Words) -> Effect {
    Effect { set, seen, gone, goods: None, fills: &[] }
}

impl Effect {
    const fn of(self, goods: Pairs) -> Effect {
        Effect { goods: Some(goods), ..self }
    }

    const fn filling(self, fills: Pairs) -> Effect {
        Effect { fills, ..self }
    }

    /// How far the purchase has to go.
    fn last(&self) -> Place {
        let places = self.seen.iter().chain(self.gone).map(|(place, _)| *place);
        places.max().unwrap_or(Place::Cart)
    }

    fn check(&self, seen: &Seen) {
        for (place, words) in self.seen {
            for text in seen.at(*place) {
                assert!(text.contains(words), "{:?}: no {words} at {place:?}: {text}", self.set);
            }
        }
        for (place, words) in self.gone {
            for text in seen.at(*place) {
                assert!(!text.contains(words), "{:?}: {words} at {place:?}: {text}", self.set);
            }
        }
    }
}

/// A settings form.
struct Sheet {
    path: &'static str,
    /// The names of its fields, from its own type.
    fields: fn() -> BTreeSet<String>,
    /// What its buyers fill in beside the usual.
    fills: Pairs,
    /// Row after row, each leaves the settings as the next one finds them.
    tables: &'static [&'static [Effect]],
    /// Fields that another test shows.
    elsewhere: &'static [&'static str],
}

/// Every form that has a table.
const SHEETS: [&Sheet; 6] =
    [&bank::SHEET, &card::SHEET, &carrier::SHEET, &cart::SHEET, &cod::SHEET, &in_store::SHEET];

/// One piece of 972円, which comes to a buyer in 京都府.
const GOODS: Pairs = &[("301", "1")];

/// What is done rather than kept: a file that is sent, and its removal.
const DONE: [&str; 2] = ["logo", "logo_remove"];

impl Sheet {
    fn rows(&self) -> impl Iterator<Item = &Effect> {
        self.tables.iter().copied().flatten()
    }

    /// What is set by any row, with its values.
    fn set(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.rows().flat_map(|row| row.set).copied()
    }

    /// Sets a row's fields, tells what the form has to fill in then.
    async fn save(&self, desk: &mut Desk, row: &Effect) -> Offered {
        if row.set.is_empty() {
            return Offered::new();
        }
        set(&mut desk.staff, self.path, row.set).await;
        let page = desk.staff.get(self.path).await;
        let (kept, offered) = read(&page);
        let kept: BTreeMap<_, _> = kept.into_iter().collect();
        for (name, value) in row.set.iter().filter(|(name, _)| !DONE.contains(name)) {
            let kept = kept.get(*name).map_or("", String::as_str);
            assert_eq!(kept, *value, "{name} of {:?} comes back", row.set);
        }
        offered
    }

    /// Whatever can be filled in is a field of the form's type, and whatever can be chosen was.
    fn check(&self, seen: &Offered) {
        let fields = (self.fields)();
        // The names of prices are put together: their type tells them.
        for (name, words) in seen.iter().filter(|(name, _)| !name.starts_with("fee_")) {
            assert!(fields.contains(name), "{}: {name} is in no list", self.path);
            let is_set = |word: &String| self.set().any(|one| one == (name, word));
            let words = words.iter().filter(|_| !self.elsewhere.contains(&name.as_str()));
            let never: Vec<_> = words.filter(|word| !is_set(word)).collect();
            assert!(never.is_empty(), "{}: {name} is never {never:?}", self.path);
        }
    }
}

/// Goes through a form's tables in a shop that `prepare` has made ready.
async fn prove(sheet: &Sheet, prepare: impl AsyncFn(&mut Desk)) {
    on_each(async |kind| {
        let mut desk = Box::pin(Desk::with_order(kind)).await;
        prepare(&mut desk).await;
        let mut filled = Offered::new();
        for row in sheet.rows() {
            for (name, words) in Box::pin(sheet.save(&mut desk, row)).await {
                filled.entry(name).or_default().extend(words);
            }
            let fills = [sheet.fills, row.fills].concat();
            let goods = row.goods.unwrap_or(GOODS);
            row.check(&Box::pin(buy(&mut desk, goods, &fills, row.last())).await);
        }
        sheet.check(&filled);
    })
    .await;
}

/// Puts a method into the list, and lets the carrier take it.
async fn take(desk: &mut Desk, method: &str) {
    let add = [("method", method), ("act", "add")];
    desk.staff.post("/settings/payments/list", &add).await;
    set(&mut desk.staff, CARRIER, &[(&format!("takes_{method}"), "on")]).await;
}

/// The names of a form's fields.
fn names<F: Default + Serialize>() -> BTreeSet<String> {
    fields_of(&F::default())
}

fn fields_of(form: &impl Serialize) -> BTreeSet<String> {
    let form = serde_json::to_value(form).expect("texts become JSON");
    form.as_object().expect("a form has fields").keys().cloned().collect()
}

#[test]
fn no_field_is_without_its_effect() {
    for sheet in SHEETS {
        let names = sheet.set().map(|(name, _)| name).chain(sheet.elsewhere.iter().copied());
        let shown: BTreeSet<_> = names.map(str::to_owned).collect();
        assert_eq!((sheet.fields)(), shown, "{}", sheet.path);
    }
}

//! 受注ステータスの設定: added, named, put in order and taken away on one page. One that is taken away
//! cannot be chosen any more; orders that have it go on showing it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use super::{Status, VERSION, statuses_in};
use crate::checkout::{FieldError, normalise};
use crate::clock::Timestamp;
use crate::counter;
use crate::id::{ShopId, StatusId};
use crate::world::World;

/// The most that a shop can have.
pub const STATUSES_MAX: usize = 30;
/// Longest name.
const NAME_MAX: usize = 20;

/// The page as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusesForm {
    /// The version of the list that the page was made from.
    pub version: String,
    /// The name of one more; empty: none.
    pub new: String,
    /// `name_7` and `place_7`: name and place of status 7; an empty name: it goes.
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

impl StatusesForm {
    /// What was typed as the name of a status.
    pub fn name(&self, id: StatusId) -> Option<&str> {
        self.more.get(&format!("name_{id}")).map(String::as_str)
    }

    /// What was typed as its place.
    pub fn place(&self, id: StatusId) -> Option<&str> {
        self.more.get(&format!("place_{id}")).map(String::as_str)
    }
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// What was typed cannot be kept.
    #[error("the form has errors")]
    Fields(Vec<FieldError>),
    /// Somebody else saved the page since it was opened.
    #[error("the page is out of date")]
    Stale,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Saves the page.
pub async fn save(world: &World, shop: ShopId, form: &StatusesForm) -> Result<(), SaveError> {
    let (form, now) = (form.clone(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let kept = statuses_in(tx, shop)?;
        if form.version.parse() != Ok(kept.version) {
            return Err(SaveError::Stale);
        }
        let (rows, new) = check(&kept.all, &form).map_err(SaveError::Fields)?;
        // Whoever saves at the same moment waits here, and then finds another version.
        if counter::next(tx, shop, VERSION)? != kept.version + 1 {
            return Err(SaveError::Stale);
        }
        for (place, row) in (1_i64..).zip(&rows) {
            update(tx, shop, row, (place, now))?;
        }
        if let Some(name) = new {
            let id = counter::next(tx, shop, "order_status")?;
            insert(tx, shop, (id, &name), i64::try_from(rows.len()).unwrap_or(i64::MAX) + 1)?;
        }
        Ok(())
    };
    world.store.write(write).await
}

/// A status with what was typed for it; no name: it goes.
struct Typed {
    id: StatusId,
    name: Option<String>,
    /// Where it is to stand, and whether it stood there: of two in one place the one that was put
    /// there comes first.
    place: (i64, bool),
}

/// The statuses in their new order, and the name of one more.
fn check(
    all: &[Status],
    form: &StatusesForm,
) -> Result<(Vec<Typed>, Option<String>), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut refuse = |field, message: String| {
        errors.push(FieldError { field, message, more: String::new() });
    };
    let mut rows = Vec::new();
    for (stood, status) in (1_i64..).zip(all) {
        let name = form.name(status.id).map_or_else(|| status.name.clone(), normalise::line);
        let typed = normalise::address(form.place(status.id).unwrap_or_default());
        let place = if typed.is_empty() { Ok(stood) } else { typed.parse() };
        let place = place.ok().filter(|place| (1..=999).contains(place)).unwrap_or_else(|| {
            refuse("statuses", format!("「{name}」の表示順を、1から999の数字にしてください。"));
            i64::MAX
        });
        let name = Some(name).filter(|name| !name.is_empty());
        rows.push(Typed { id: status.id, name, place: (place, place == stood) });
    }
    let new = Some(normalise::line(&form.new)).filter(|name| !name.is_empty());
    let names: Vec<&String> = rows.iter().filter_map(|row| row.name.as_ref()).chain(&new).collect();
    if let Some(long) = names.iter().find(|name| name.chars().count() > NAME_MAX) {
        refuse("statuses", format!("「{long}」を{NAME_MAX}文字以内にしてください。"));
    }
    if let Some((_, twice)) =
        names.iter().enumerate().find(|(place, name)| names[..*place].contains(name))
    {
        refuse("statuses", format!("「{twice}」が2つあります。"));
    }
    if names.len() > STATUSES_MAX {
        refuse("new", format!("受注ステータスは{STATUSES_MAX}までです。"));
    }
    rows.sort_by_key(|row| row.place);
    if errors.is_empty() { Ok((rows, new)) } else { Err(errors) }
}

fn insert(
    tx: &mut dyn Tx,
    shop: ShopId,
    (id, name): (i64, &str),
    place: i64,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into order_status (shop_id, status_id, name, position)
             values ($1, $2, $3, $4)"
        ),
        &[shop.into(), id.into(), name.into(), place.into()],
    )?;
    Ok(())
}

fn update(
    tx: &mut dyn Tx,
    shop: ShopId,
    row: &Typed,
    (place, now): (i64, Timestamp),
) -> Result<(), store::Error> {
    let id = row.id;
    match &row.name {
        Some(name) => tx.exec(
            sql!(
                "update order_status set name = $3, position = $4
                 where shop_id = $1 and status_id = $2"
            ),
            &[shop.into(), id.into(), name.as_str().into(), place.into()],
        )?,
        None => tx.exec(
            sql!("update order_status set removed_at = $3 where shop_id = $1 and status_id = $2"),
            &[shop.into(), id.into(), now.into()],
        )?,
    };
    Ok(())
}

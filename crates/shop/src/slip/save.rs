//! 送り状レイアウトの設定: what a layout asks the shop for, and the text of a copy, which is read
//! before it is kept.

use std::collections::BTreeMap;

use documents::slip::{Layout, Setting, Settings};
use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use super::layout::{Kept, OWN_FROM, all_in, find};
use crate::checkout::{FieldError, normalise};
use crate::counter;
use crate::id::{LayoutId, ShopId};
use crate::world::World;

/// The most copies that a shop can have.
pub const OWN_MAX: usize = 20;
/// Longest name.
pub const NAME_MAX: usize = 30;
/// Letters of a layout's text.
pub const BODY_MAX: usize = 30_000;

/// The page as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LayoutForm {
    /// The version that the page was made from.
    pub version: i64,
    /// What a copy is called.
    pub name: String,
    /// The text of a copy.
    pub body: String,
    /// What is set, by name.
    pub settings: BTreeMap<String, String>,
}

impl LayoutForm {
    /// The form as it opens.
    pub fn of(kept: &Kept) -> LayoutForm {
        LayoutForm {
            version: kept.version,
            name: kept.name.clone(),
            body: kept.text.clone(),
            settings: kept.settings.clone(),
        }
    }
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// What was typed cannot be kept. A setting's error names it in `more`.
    #[error("the form has errors")]
    Fields(Vec<FieldError>),
    /// Somebody else saved it since it was opened.
    #[error("the page is out of date")]
    Stale,
    /// The shop has no such layout.
    #[error("no such layout")]
    Gone,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Saves what is set for a layout, and the text of one that is the shop's own.
pub async fn save(
    world: &World,
    shop: ShopId,
    (id, form): (LayoutId, &LayoutForm),
    by: &str,
) -> Result<(), SaveError> {
    let (form, by, now) = (form.clone(), by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let all = all_in(tx, shop)?;
        let kept = all.iter().find(|kept| kept.id == id).ok_or(SaveError::Gone)?;
        let after = check(&all, kept, &form).map_err(SaveError::Fields)?;
        if form.version != kept.version {
            return Err(SaveError::Stale);
        }
        put(tx, shop, &after, (kept.version, now, &by))
    };
    world.store.write(write).await
}

/// A copy of the shop's own.
pub async fn copy(
    world: &World,
    shop: ShopId,
    id: LayoutId,
    by: &str,
) -> Result<LayoutId, SaveError> {
    let (by, now) = (by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let all = all_in(tx, shop)?;
        let kept = all.iter().find(|kept| kept.id == id).ok_or(SaveError::Gone)?;
        if all.iter().filter(|one| one.is_own()).count() >= OWN_MAX {
            let message = format!("お店のレイアウトは{OWN_MAX}までです。");
            return Err(SaveError::Fields(vec![wrong("copy", message, "")]));
        }
        let id = LayoutId(counter::next_from(tx, shop, "slip_layout", OWN_FROM)?);
        let stem: String = kept.name.chars().take(NAME_MAX - 8).collect();
        let name = format!("{stem}の写し{}", id.0 - OWN_FROM + 1);
        let own = Kept { id, name, version: 0, ..kept.clone() };
        put(tx, shop, &own, (0, now, &by))?;
        Ok(id)
    };
    world.store.write(write).await
}

fn put(
    tx: &mut dyn Tx,
    shop: ShopId,
    kept: &Kept,
    (before, now, by): (i64, crate::clock::Timestamp, &str),
) -> Result<(), SaveError> {
    let settings = serde_json::to_string(&kept.settings)
        .map_err(|error| store::Error::Engine(error.to_string()))?;
    let body = if kept.is_own() { kept.text.as_str() } else { "" };
    // Never the same twice, not even of what was removed.
    let next = counter::next(tx, shop, "slip_layout_version")?;
    let saved = tx.exec(
        sql!(
            "insert into slip_layout (shop_id, layout_id, name, body, settings, version,
               changed_at, changed_by)
             values ($1, $2, $3, $4, $5, $9, $7, $8)
             on conflict (shop_id, layout_id) do update
             set name = $3, body = $4, settings = $5, version = $9, changed_at = $7,
               changed_by = $8
             where slip_layout.version = $6"
        ),
        &[
            shop.into(),
            kept.id.into(),
            kept.name.as_str().into(),
            body.into(),
            settings.as_str().into(),
            before.into(),
            now.into(),
            by.into(),
            next.into(),
        ],
    )?;
    if saved == 1 { Ok(()) } else { Err(SaveError::Stale) }
}

/// Takes one of the shop's own away. Carriers that named it have none from then on.
pub async fn remove(
    world: &World,
    shop: ShopId,
    (id, version): (LayoutId, i64),
) -> Result<(), SaveError> {
    let write = move |tx: &mut dyn Tx| {
        let kept = find(tx, shop, id)?.filter(Kept::is_own).ok_or(SaveError::Gone)?;
        if kept.version != version {
            return Err(SaveError::Stale);
        }
        tx.exec(
            sql!("delete from slip_layout where shop_id = $1 and layout_id = $2"),
            &[shop.into(), id.into()],
        )?;
        Ok(())
    };
    world.store.write(write).await
}

/// What the layout is to be, or what is wrong with the form.
fn check(all: &[Kept], kept: &Kept, form: &LayoutForm) -> Result<Kept, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut after = kept.clone();
    if kept.is_own() {
        after.name = normalise::line(&form.name);
        after.text = form.body.replace("\r\n", "\n");
        errors.extend(name_error(all, &after).map(|message| wrong("name", message, "")));
        if after.text.chars().count() > BODY_MAX {
            let message = format!("レイアウトを{BODY_MAX}字までにしてください。");
            errors.push(wrong("body", message, ""));
        }
    }
    match Layout::read(&after.text) {
        Ok(layout) => after.settings = settings(&layout, form, &mut errors),
        Err(error) => errors.push(wrong("body", error.to_string(), "")),
    }
    if errors.is_empty() { Ok(after) } else { Err(errors) }
}

fn name_error(all: &[Kept], after: &Kept) -> Option<String> {
    let name = &after.name;
    if name.is_empty() {
        return Some("レイアウト名を入れてください。".to_owned());
    }
    if name.chars().count() > NAME_MAX {
        return Some(format!("レイアウト名を{NAME_MAX}字までにしてください。"));
    }
    let is_taken = all.iter().any(|one| one.id != after.id && one.name == *name);
    is_taken.then(|| format!("「{name}」は、ほかのレイアウトの名前です。"))
}

/// What is set, of what the layout asks for. What is empty is not kept: it may be needed only when
/// there is a parcel, and is told then.
fn settings(layout: &Layout, form: &LayoutForm, errors: &mut Vec<FieldError>) -> Settings {
    let mut settings = Settings::new();
    for Setting { name, width, .. } in layout.settings() {
        let typed = form.settings.get(name).map(String::as_str).unwrap_or_default();
        let typed = normalise::address(typed);
        let typed = typed.trim();
        let is_too_wide =
            |most: &documents::slip::Width| documents::charset::width(typed) > most.units();
        if let Some(most) = width.filter(is_too_wide) {
            errors.push(wrong("settings", format!("{name}は{most}までです。"), name));
        }
        if !typed.is_empty() {
            settings.insert(name.to_owned(), typed.to_owned());
        }
    }
    settings
}

fn wrong(field: &'static str, message: String, more: &str) -> FieldError {
    FieldError { field, message, more: more.to_owned() }
}

//! 送料グループ: names that products are sorted under, so that carriers can charge by them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use super::log::{self, By};
use crate::checkout::{FieldError, normalise};
use crate::counter;
use crate::id::{ShippingGroupId, ShopId};
use crate::settings::SaveError;
use crate::world::World;

/// The most that a shop can have.
pub const GROUPS_MAX: usize = 30;
/// Longest name.
const NAME_MAX: usize = 20;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingGroup {
    /// Its number in this shop.
    pub id: ShippingGroupId,
    /// Its name; buyers do not see it.
    pub name: String,
}

/// The page as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupsForm {
    /// The name of one more; empty: none.
    pub new: String,
    /// `name_7`: the name of group 7; empty: it goes.
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

impl GroupsForm {
    /// What was typed as the name of a group that there is.
    pub fn name(&self, id: ShippingGroupId) -> Option<&str> {
        self.more.get(&format!("name_{id}")).map(String::as_str)
    }
}

/// The shop's groups in their order.
pub async fn groups(world: &World, shop: ShopId) -> Result<Vec<ShippingGroup>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| groups_in(tx, shop)).await
}

/// The same inside a transaction.
pub fn groups_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Vec<ShippingGroup>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select group_id, name from shipping_group where shop_id = $1
             order by position, group_id"
        ),
        &[shop.into()],
    )?;
    let group = |row: &store::Row| {
        Ok(ShippingGroup { id: ShippingGroupId(row.int(0)?), name: row.text(1)? })
    };
    rows.iter().map(group).collect()
}

/// Saves the page: new names, one more, and those that go. Goods of a group that goes have none
/// from then on.
pub async fn save_groups(
    world: &World,
    shop: ShopId,
    by: &str,
    form: &GroupsForm,
) -> Result<(), SaveError> {
    let (by, form) = (By::now(world, by), form.clone());
    let write = move |tx: &mut dyn Tx| {
        let groups = groups_in(tx, shop)?;
        let (names, new) = check(&groups, &form).map_err(SaveError::Fields)?;
        let mut lines = Vec::new();
        for (group, name) in groups.iter().zip(&names) {
            let before = &group.name;
            match name {
                None => {
                    remove(tx, shop, group.id)?;
                    lines.push(format!("送料グループ「{before}」を削除しました。"));
                }
                Some(name) if name != before => {
                    rename(tx, shop, group.id, name)?;
                    lines.push(format!("送料グループ「{before}」を「{name}」にしました。"));
                }
                Some(_) => {}
            }
        }
        if let Some(name) = new {
            // A number is never used again: a carrier or a product may still know it.
            let number = counter::next(tx, shop, "shipping_group")?;
            insert(tx, shop, number, &name)?;
            lines.push(format!("送料グループ「{name}」を追加しました。"));
        }
        Ok(log::write(tx, shop, &by, &lines)?)
    };
    world.store.write(write).await
}

/// The new name of each group, `None` for one that goes, and the name of one more.
type Names = (Vec<Option<String>>, Option<String>);

fn check(groups: &[ShippingGroup], form: &GroupsForm) -> Result<Names, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut refuse = |field, message: String| {
        errors.push(FieldError { field, message, more: String::new() });
    };
    let names: Vec<Option<String>> = groups
        .iter()
        .map(|group| form.name(group.id).map_or_else(|| group.name.clone(), normalise::line))
        .map(|name| (!name.is_empty()).then_some(name))
        .collect();
    let new = Some(normalise::line(&form.new)).filter(|name| !name.is_empty());
    let all: Vec<&String> = names.iter().flatten().chain(&new).collect();
    if let Some(long) = all.iter().find(|name| name.chars().count() > NAME_MAX) {
        refuse("groups", format!("「{long}」を{NAME_MAX}文字以内にしてください。"));
    }
    if let Some((_, twice)) =
        all.iter().enumerate().find(|(place, name)| all[..*place].contains(name))
    {
        refuse("groups", format!("「{twice}」が2つあります。"));
    }
    if all.len() > GROUPS_MAX {
        refuse("new", format!("送料グループは{GROUPS_MAX}までです。"));
    }
    if errors.is_empty() { Ok((names, new)) } else { Err(errors) }
}

fn insert(tx: &mut dyn Tx, shop: ShopId, id: i64, name: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into shipping_group (shop_id, group_id, name, position)
             values ($1, $2, $3, $4)"
        ),
        &[shop.into(), id.into(), name.into(), id.into()],
    )?;
    Ok(())
}

fn rename(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: ShippingGroupId,
    name: &str,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("update shipping_group set name = $3 where shop_id = $1 and group_id = $2"),
        &[shop.into(), id.into(), name.into()],
    )?;
    Ok(())
}

fn remove(tx: &mut dyn Tx, shop: ShopId, id: ShippingGroupId) -> Result<(), store::Error> {
    tx.exec(
        sql!("update product set shipping_group = null where shop_id = $1 and shipping_group = $2"),
        &[shop.into(), id.into()],
    )?;
    tx.exec(
        sql!("delete from shipping_group where shop_id = $1 and group_id = $2"),
        &[shop.into(), id.into()],
    )?;
    Ok(())
}

//! 編集モード as it is sent, and where it meets what is stored now.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::fields::{Fields, price, quantity};
use super::ground::Ground;
use super::merge::{Conflict, Merged, merge};
use super::unit::units;
use crate::id::ProductId;

/// The form. Every button sends all of it: what is typed elsewhere on the page is not lost.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// The order's version that the form was made from.
    pub version: String,
    /// Its fields at that version, as JSON.
    pub base: String,
    /// Made with the page: what is added by it is added once, however often it is sent.
    pub key: String,
    /// The button.
    #[serde(rename = "do")]
    pub act: String,
    /// 3-D Secure: what changing the amount costs has been read.
    pub ack: String,
    /// Units that somebody else has changed too, and that the form asks about; parted by commas.
    pub asked: String,
    /// Everything else: the fields, `pick_` and a unit's key, what is added.
    #[serde(flatten)]
    pub more: Fields,
}

/// What a button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 変更: all that is typed.
    Save,
    /// 削除 of a line.
    Remove(i64),
    /// 金額調整を取り消す.
    ClearAdjustment,
    /// 加える of a product that was found.
    Take(ProductId),
    /// 商品を探す: nothing is saved.
    Find,
    /// 住所を入れる, by the name of the postal code's field: nothing is saved.
    LookUp(&'static str),
}

/// A form beside what is stored.
pub(super) struct Met {
    /// What the form and the others have made of the order.
    pub(super) merged: Merged,
    /// Of what the form asked about, what was not chosen.
    pub(super) undecided: Vec<Conflict>,
}

impl EditForm {
    /// What the button asks for; one that is not known, or Enter, is 変更, or 商品を探す where something
    /// is to be found.
    pub fn act(&self) -> Act {
        let number = |prefix: &str| self.act.strip_prefix(prefix)?.parse().ok();
        match self.act.as_str() {
            "find" => Act::Find,
            "enter" if !self.typed("find").is_empty() => Act::Find,
            "postal" => Act::LookUp("postal"),
            "ship_postal" => Act::LookUp("ship_postal"),
            "clear_adjustment" => Act::ClearAdjustment,
            _ => number("remove_")
                .map(Act::Remove)
                .or_else(|| number("take_").map(|id| Act::Take(ProductId(id))))
                .unwrap_or(Act::Save),
        }
    }

    /// What was typed into a field; empty where it was not sent.
    pub fn typed(&self, name: &str) -> &str {
        self.more.get(name).map_or("", |text| text.trim())
    }

    /// Puts the form beside the order as it stands.
    pub(super) fn meet(&self, ground: &Ground) -> Met {
        let theirs = ground.fields();
        let base = match self.version.parse::<i64>() {
            Ok(version) if ground.detail.version == version => theirs.clone(),
            // What cannot be read is no base: everything typed otherwise is asked about.
            _ => serde_json::from_str(&self.base).unwrap_or_default(),
        };
        let mut mine = self.mine(&base, &theirs);
        let undecided = self.choose(&base, &mut mine, &theirs);
        let mut merged = merge(&base, &mine, &theirs);
        merged.conflicts.retain(|one| !undecided.contains(one));
        Met { merged, undecided }
    }

    /// The fields as this form wants them: what it does not send stays as it began.
    fn mine(&self, base: &Fields, theirs: &Fields) -> Fields {
        let names: BTreeSet<&String> = base.keys().chain(theirs.keys()).collect();
        let mut mine = Fields::new();
        for name in names {
            let sent = match name.as_str() {
                // A box that is not ticked sends nothing.
                "elsewhere" if self.more.contains_key("elsewhere_asked") => {
                    Some(self.more.get(name).cloned().unwrap_or_default())
                }
                _ => self.more.get(name).cloned(),
            };
            let began = || base.get(name).or(theirs.get(name)).cloned().unwrap_or_default();
            mine.insert(name.clone(), sent.unwrap_or_else(began));
        }
        match self.act() {
            Act::Remove(line) => {
                mine.remove(&price(line));
                mine.remove(&quantity(line));
            }
            Act::ClearAdjustment => {
                mine.insert("adjustment".to_owned(), "0".to_owned());
            }
            _ => {}
        }
        mine
    }

    /// Where the form asked which of two values is to stand, the one chosen; what was not chosen is
    /// given back.
    fn choose(&self, base: &Fields, mine: &mut Fields, theirs: &Fields) -> Vec<Conflict> {
        let asked: Vec<&str> = self.asked.split(',').collect();
        let all = units([base, theirs]);
        let mut undecided = Vec::new();
        for unit in all.into_iter().filter(|unit| asked.contains(&unit.key.as_str())) {
            match self.typed(&format!("pick_{}", unit.key)) {
                "theirs" => unit.copy(base, mine),
                "mine" => {}
                _ if !unit.differs(mine, theirs) => {}
                _ => undecided.push(Conflict::of(unit, mine, theirs)),
            }
        }
        undecided
    }
}

//! What a buyer may ask for beside the goods: ギフトメッセージ, のし, 領収書の宛名. Which of them a shop offers
//! is a setting ([`crate::settings::CartSettings`]).

use serde::{Deserialize, Serialize};

use super::form::CheckoutForm;
use super::normalise;
use super::parse::Desk;
use crate::settings::CartSettings;

/// Longest ギフトメッセージ: what fits a card.
pub const GIFT_MESSAGE_MAX: usize = 200;
/// Longest 名入れ.
pub const NOSHI_NAME_MAX: usize = 20;
/// Longest 領収書の宛名.
pub const RECEIPT_NAME_MAX: usize = 40;

/// What was asked for; the default: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    /// ギフトメッセージ; may hold several lines, may be empty.
    pub gift_message: String,
    /// のし.
    pub noshi: Option<Noshi>,
    /// 領収書の宛名; empty: the buyer's name.
    pub receipt_name: String,
}

/// A のし.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noshi {
    /// 表書き, one of those that the shop offers.
    pub title: String,
    /// 水引.
    pub ribbon: Ribbon,
    /// かけ方.
    pub wrap: Wrap,
    /// 名入れ; may be empty.
    pub name: String,
}

/// 水引.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ribbon {
    /// 蝶結び: for what may come again.
    #[default]
    Bow,
    /// 結び切り: for what is to come only once, such as a wedding.
    Knot,
}

/// かけ方.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrap {
    /// 外のし: outside the wrapping.
    #[default]
    Outside,
    /// 内のし: inside.
    Inside,
}

impl Ribbon {
    /// Both, with the form's values and their words; the usual one first.
    pub const ALL: [(Ribbon, &str, &str); 2] =
        [(Ribbon::Bow, "bow", "蝶結び"), (Ribbon::Knot, "knot", "結び切り")];

    /// The form's value.
    pub fn value(self) -> &'static str {
        Ribbon::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.1)
    }
}

impl Wrap {
    /// Both, with the form's values and their words; the usual one first.
    pub const ALL: [(Wrap, &str, &str); 2] =
        [(Wrap::Outside, "outside", "外のし"), (Wrap::Inside, "inside", "内のし")];

    /// The form's value.
    pub fn value(self) -> &'static str {
        Wrap::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.1)
    }
}

impl Noshi {
    /// `御祝（蝶結び・外のし）名入れ：小林`
    pub fn line(&self) -> String {
        let ribbon = Ribbon::ALL.iter().find(|one| one.0 == self.ribbon).map_or("", |one| one.2);
        let wrap = Wrap::ALL.iter().find(|one| one.0 == self.wrap).map_or("", |one| one.2);
        let line = format!("{}（{ribbon}・{wrap}）", self.title);
        if self.name.is_empty() { line } else { format!("{line}名入れ：{}", self.name) }
    }
}

impl Extras {
    /// What was asked for, with the name of each, for a page or a mail; texts may hold several
    /// lines.
    pub fn said(&self) -> Vec<(&'static str, String)> {
        let noshi = self.noshi.as_ref().map(Noshi::line).unwrap_or_default();
        let all = [
            ("のし", noshi),
            ("ギフトメッセージ", self.gift_message.clone()),
            ("領収書の宛名", self.receipt_name.clone()),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Reads what the shop offers; what it does not is not looked at.
pub(crate) fn read(desk: &mut Desk, form: &CheckoutForm, cart: &CartSettings) -> Extras {
    let mut extras = Extras { noshi: noshi(desk, form, cart), ..Extras::default() };
    if cart.gift_message {
        extras.gift_message = normalise::paragraphs(&form.gift_message);
        let label = "ギフトメッセージ";
        desk.length("gift_message", label, &extras.gift_message, GIFT_MESSAGE_MAX);
    }
    if cart.receipt_name {
        extras.receipt_name = normalise::line(&form.receipt_name);
        desk.length("receipt_name", "領収書の宛名", &extras.receipt_name, RECEIPT_NAME_MAX);
    }
    extras
}

fn noshi(desk: &mut Desk, form: &CheckoutForm, cart: &CartSettings) -> Option<Noshi> {
    let title = form.noshi.trim();
    if title.is_empty() || cart.noshi.is_empty() {
        return None;
    }
    if !cart.noshi.iter().any(|one| one == title) {
        return desk.refuse("noshi", "のしを選び直してください。".to_owned(), String::new());
    }
    let name = normalise::line(&form.noshi_name);
    desk.length("noshi_name", "名入れ", &name, NOSHI_NAME_MAX);
    let ribbon = Ribbon::ALL.iter().find(|one| one.1 == form.noshi_ribbon.trim());
    let wrap = Wrap::ALL.iter().find(|one| one.1 == form.noshi_wrap.trim());
    Some(Noshi {
        title: title.to_owned(),
        ribbon: ribbon.map_or_else(Ribbon::default, |one| one.0),
        wrap: wrap.map_or_else(Wrap::default, |one| one.0),
        name,
    })
}

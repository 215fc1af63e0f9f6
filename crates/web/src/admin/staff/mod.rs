//! スタッフ: who works here, who signed in, who looked at whose data, and from where one may come.

mod activity;
pub(crate) mod addresses;
mod form;
mod list;
mod log;
mod password;
mod sign_ins;
mod views;
mod words;

pub(crate) use activity::{ask as ask_activity, set as set_activity};
pub(super) use form::errors_of;
pub(crate) use form::{add, blank, change, open};
pub(crate) use list::list;
pub(crate) use log::show as log;
pub(crate) use password::{ask as ask_password, reset as reset_password};
pub(crate) use sign_ins::{everybody as sign_ins, own as own_sign_ins};
pub(crate) use views::show as views;

use super::desk::Entry;

/// The address of the list.
pub(super) const LIST: &str = "/settings/staff";

const TABS: [(&str, &str); 5] = [
    (LIST, "スタッフ一覧"),
    ("/settings/staff/sign-ins", "サインイン履歴"),
    ("/settings/staff/views", "閲覧記録"),
    ("/settings/staff/addresses", "接続元制限"),
    ("/settings/staff/history", "変更履歴"),
];

/// The links between the parts; `here` is one of them.
fn tabs(here: &'static str) -> Vec<Entry> {
    let tab = |(href, name): (&'static str, &'static str)| {
        let current = (href == here).then_some("page");
        Entry { href, name, current }
    };
    TABS.into_iter().map(tab).collect()
}

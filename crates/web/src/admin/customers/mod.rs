//! 顧客管理: members, and whoever ordered without an account; what the shop holds of them, handed out
//! and erased (R-231; reliability-security X15).

mod card;
mod erasure;
mod export;
mod guest;
mod history;
mod index;
mod note;
mod rows;
mod show;
mod words;

pub(crate) use erasure::{ask as ask_erasure, ask_guest as ask_guest_erasure, erase, erase_guest};
pub(crate) use export::{guest as export_guest, member as export};
pub(crate) use guest::show as guest;
pub(crate) use history::show as history;
pub(crate) use index::list;
pub(crate) use note::save as save_note;
pub(crate) use show::show;

use shop::customer::Person;

use super::desk::Entry;

/// The address of the list.
pub(super) const LIST: &str = "/customers";

/// Where the page of a person stands.
pub(crate) fn page_of(person: &Person) -> String {
    match person {
        Person::Member(id) => format!("{LIST}/{id}"),
        Person::Guest(email) => format!("{LIST}/guest?{}", query("email", email)),
    }
}

/// Where an act on a person's data goes.
fn act_of(person: &Person, act: &str) -> String {
    match person {
        Person::Member(id) => format!("{LIST}/{id}/{act}"),
        Person::Guest(email) => format!("{LIST}/guest/{act}?{}", query("email", email)),
    }
}

fn query(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// The links between the parts; `here` is one of them.
fn tabs(here: &'static str) -> Vec<Entry> {
    let tab = |(href, name): (&'static str, &'static str)| {
        let current = (href == here).then_some("page");
        Entry { href, name, current }
    };
    [(LIST, "顧客一覧"), ("/customers/history", "操作の記録")].map(tab).into()
}

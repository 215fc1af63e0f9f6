//! Searches above the list: ready-made ones, and those that the shop's people saved.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::order::List;
use shop::order::list::{self as orders, FilterForm, SaveViewError, View, ViewId};

use super::super::super::settings::Visit;
use super::form::address;
use super::{Asked, listed, words};
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::see_other;

/// One search.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    pub name: String,
    pub href: String,
    /// `aria-current`.
    pub current: Option<&'static str>,
}

/// What can be done with the search that is on the page.
#[derive(Clone, Debug)]
pub(crate) enum Saving {
    /// It can be saved: its fields, the name that was typed, and why that was refused.
    Offer { hidden: Vec<(String, String)>, name: String, error: Option<&'static str> },
    /// It is saved: where it is deleted, under which name, by whom.
    Saved { path: String, name: String, by: String },
}

/// The searches of a list; the one that is on the page is current.
pub(crate) fn tabs(list: List, form: &FilterForm, views: &[View]) -> Vec<Tab> {
    let (path, on_page) = (words::path(list), form.fields());
    let tab = |name: &str, fields: &[(&str, &str)]| Tab {
        name: name.to_owned(),
        href: address(path, fields.iter().copied()),
        current: (fields == on_page.as_slice()).then_some("page"),
    };
    let all = tab("すべて", &[]);
    let ready = words::ready(list).iter().map(|(name, fields)| tab(name, fields));
    let saved = views.iter().filter(|view| view.list == list);
    let saved = saved.map(|view| tab(&view.name, &view.form.fields()));
    [all].into_iter().chain(ready).chain(saved).collect()
}

/// What is offered; nothing without a condition, or of a ready-made search, or of one person.
pub(crate) fn saving(
    list: List,
    form: &FilterForm,
    views: &[View],
    refused: Option<(&'static str, String)>,
) -> Option<Saving> {
    let fields = form.fields();
    let of_list = |view: &&View| view.list == list && view.form.fields() == fields;
    if let Some(view) = views.iter().find(of_list) {
        let path = format!("/orders/views/{}/removal", view.id.0);
        return Some(Saving::Saved { path, name: view.name.clone(), by: view.saved_by.clone() });
    }
    let is_ready = words::ready(list).iter().any(|(_, ready)| *ready == fields.as_slice());
    if fields.is_empty() || is_ready || (form.is_personal() && refused.is_none()) {
        return None;
    }
    let hidden = [("list", list.word())].into_iter().chain(fields);
    let hidden = hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (error, name) = refused.map_or((None, String::new()), |(why, name)| (Some(why), name));
    Some(Saving::Offer { hidden, name, error })
}

/// What the form of a search sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    list: String,
    view_name: String,
    #[serde(flatten)]
    form: FilterForm,
}

/// `GET /orders/views`: a name that was refused leaves the browser at this address.
pub(crate) async fn back() -> Response {
    see_other(words::path(List::Open))
}

/// `POST /orders/views`
pub(crate) async fn save(visit: Visit, Form(wish): Form<Wish>) -> Result<Response, Fault> {
    let list = List::from_word(&wish.list).ok_or(Fault::NotFound)?;
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let name = (list, wish.view_name.as_str());
    let why = match orders::save_view(world, &visit.shop, name, &wish.form, by).await {
        Ok(()) => {
            let fields = wish.form.fields().into_iter().chain([("answer", "saved")]);
            return Ok(see_other(&address(words::path(list), fields)));
        }
        Err(SaveViewError::Name) => words::VIEW_NAME,
        Err(SaveViewError::Taken) => words::VIEW_TAKEN,
        Err(SaveViewError::Full) => words::VIEW_FULL,
        Err(SaveViewError::Fields) => words::VIEW_FIELDS,
        Err(SaveViewError::Store(error)) => return Err(error.into()),
    };
    let asked = Asked { form: wish.form, ..Asked::default() };
    Ok(listed(&visit, list, asked, Some((why, wish.view_name))).await?.into_response())
}

/// `POST /orders/views/{view_id}/removal`
pub(crate) async fn delete(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let views = orders::views(visit.app.world(), &visit.shop).await?;
    let list = views.iter().find(|view| view.id.0 == id).map_or(List::Open, |view| view.list);
    orders::delete_view(visit.app.world(), &visit.shop, ViewId(id)).await?;
    Ok(see_other(&address(words::path(list), [("answer", "deleted")].into_iter())))
}

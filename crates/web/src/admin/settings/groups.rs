//! 送料グループ: names, added, changed and taken away on one page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::delivery::{self, GROUPS_MAX, GroupsForm, ShippingGroup};
use shop::settings::SaveError;

use super::super::desk::Answer;
use super::super::{Desk, Here};
use super::Visit;
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Debug, Template)]
#[template(path = "admin/settings/groups.html")]
struct GroupsPage {
    layout: Layout,
    desk: Desk,
    /// Number and name, as typed.
    groups: Vec<(i64, String)>,
    new: String,
    is_full: bool,
    errors: Vec<String>,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// `GET /settings/delivery/groups`
pub(crate) async fn show(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let mut page = page(&visit, &GroupsForm::default(), &[]).await?;
    page.desk.answer = (said.answer == "saved").then(|| Answer::done("保存しました。"));
    Ok(Html(page).into_response())
}

/// `POST /settings/delivery/groups`
pub(crate) async fn save(visit: Visit, Form(form): Form<GroupsForm>) -> Result<Response, Fault> {
    let (world, by) = (visit.app.world(), &visit.staff.name);
    match delivery::save_groups(world, visit.shop.id, by, &form).await {
        Ok(()) => {
            visit.app.forget_front(visit.shop.id);
            Ok(see_other("/settings/delivery/groups?answer=saved"))
        }
        Err(SaveError::Fields(errors)) => {
            let page = page(&visit, &form, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(SaveError::Changed) => Ok(see_other("/settings/delivery/groups")),
        Err(SaveError::Account(error)) => Err(error.into()),
    }
}

async fn page(
    visit: &Visit,
    form: &GroupsForm,
    errors: &[FieldError],
) -> Result<GroupsPage, Fault> {
    let groups = delivery::groups(visit.app.world(), visit.shop.id).await?;
    let (layout, desk) = visit.head("送料グループ", Here::BelowDelivery);
    let typed = |group: &ShippingGroup| form.name(group.id).unwrap_or(&group.name).to_owned();
    Ok(GroupsPage {
        layout,
        desk,
        is_full: groups.len() >= GROUPS_MAX,
        groups: groups.iter().map(|group| (group.id.0, typed(group))).collect(),
        new: form.new.clone(),
        errors: errors.iter().map(|error| error.message.clone()).collect(),
    })
}

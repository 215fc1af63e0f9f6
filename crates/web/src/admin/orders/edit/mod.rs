//! 編集モード (`/orders/{order_id}/edit`): one form, whose every button sends all of it, so that
//! nothing that is typed elsewhere on the page is lost (guide 7-2 補足(イ); R-172).

mod cells;
mod page;
mod wishes;
mod words;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::id::OrderId;
use shop::order::edit::{self, Act, Again, EditError, EditForm, Saved, Wrong};
use shop::staff::{self, Subject};

use self::page::{EditPage, Shown};
use super::super::settings::Visit;
use crate::Fault;
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::storefront::person;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    answer: String,
}

/// `GET /orders/{order_id}/edit`
pub(crate) async fn show(
    visit: Visit,
    Path(order): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Fault> {
    let ground = edit::open(visit.app.world(), &visit.shop, OrderId(order)).await?;
    let ground = ground.ok_or(Fault::NotFound)?;
    let subject = Subject::Order(ground.detail.order_id);
    staff::note_view(visit.app.world(), visit.shop.id, visit.staff.id, subject).await?;
    let mut page = EditPage::of(&visit, &Shown::fresh(ground));
    page.say(&said.answer);
    Ok(Html(page).into_response())
}

/// `POST /orders/{order_id}/edit`
pub(crate) async fn submit(
    visit: Visit,
    Path(order): Path<i64>,
    Form(form): Form<EditForm>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    match form.act() {
        Act::Find => search(&visit, order, &form).await,
        Act::LookUp(button) => look_up(&visit, order, form, button).await,
        _ => save(&visit, order, &form).await,
    }
}

async fn save(visit: &Visit, order: OrderId, form: &EditForm) -> Result<Response, Fault> {
    let by = &visit.staff.name;
    let again = match edit::save(visit.app.world(), &visit.shop, order, form, by).await {
        Ok(saved) => {
            let answer = match saved {
                Saved::Written { total: true } => "total",
                Saved::Written { total: false } => "saved",
                Saved::Nothing => "nothing",
            };
            return Ok(see_other(&format!("/orders/{order}/edit?answer={answer}")));
        }
        Err(EditError::Again(again)) => *again,
        Err(EditError::Gone) => return Err(Fault::NotFound),
        Err(EditError::Store(error)) => return Err(error.into()),
    };
    let is_wrong = !again.wrongs.is_empty();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    Ok((status, Html(EditPage::of(visit, &Shown::again(again, form)))).into_response())
}

/// 商品を探す: nothing is saved, and all that is typed stays.
async fn search(visit: &Visit, order: OrderId, form: &EditForm) -> Result<Response, Fault> {
    let world = visit.app.world();
    let again = rebased(visit, order, form).await?;
    let mut shown = Shown::again(again, form);
    shown.found = Some(edit::find(world, &visit.shop, form.typed("find")).await?);
    Ok(Html(EditPage::of(visit, &shown)).into_response())
}

/// 住所を入れる, likewise.
async fn look_up(
    visit: &Visit,
    order: OrderId,
    form: EditForm,
    button: &'static str,
) -> Result<Response, Fault> {
    let mut again = rebased(visit, order, &form).await?;
    let (mut typed, mut errors) = (edit::as_checkout(&again.fields), Vec::new());
    person::look_up_for(button, &mut typed, &mut errors);
    for (name, text) in [
        ("prefecture", typed.prefecture),
        ("city", typed.city),
        ("street", typed.street),
        ("ship_prefecture", typed.ship_prefecture),
        ("ship_city", typed.ship_city),
        ("ship_street", typed.ship_street),
    ] {
        again.fields.insert(name.to_owned(), text);
    }
    again.wrongs.extend(errors.into_iter().map(Wrong::from));
    Ok(Html(EditPage::of(visit, &Shown::again(again, &form))).into_response())
}

async fn rebased(visit: &Visit, order: OrderId, form: &EditForm) -> Result<Again, Fault> {
    let again = edit::rebase(visit.app.world(), &visit.shop, order, form).await?;
    again.ok_or(Fault::NotFound)
}

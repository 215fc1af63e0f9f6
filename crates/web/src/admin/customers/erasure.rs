//! 個人情報の消去: said what goes and what stays, then done.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::customer::{self, Also, EraseError, Person};
use shop::id::MemberId;
use shop::staff::{self, Subject};

use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::guest::Asked;
use super::{LIST, act_of, page_of, words};
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/customers/erasure.html")]
struct ErasurePage {
    layout: Layout,
    desk: Desk,
    /// Where the form goes.
    path: String,
    /// The person's page.
    back: String,
    /// Name and 会員ID, or the mail address.
    whose: String,
    is_member: bool,
    /// Orders that are still being worked on, with their pages …
    open: Vec<(String, String)>,
    /// … and how many more.
    open_more: usize,
    /// Orders with the same mail address without signing in, and tries.
    guest_orders: i64,
    guest_tries: usize,
    /// There is nothing to erase.
    is_nothing: bool,
    /// A subscription may need the registered card.
    card_is_needed: bool,
    error: Option<&'static str>,
}

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    /// 受注処理中の受注からも消す: anything but empty means yes.
    open: String,
    /// ログインせずにされたご注文からも消す.
    guest: String,
}

/// `GET /customers/{member_id}/erasure`
pub(crate) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    Ok(Html(page(&visit, &Person::Member(MemberId(id)), None).await?).into_response())
}

/// `POST /customers/{member_id}/erasure`
pub(crate) async fn erase(
    visit: Visit,
    Path(id): Path<i64>,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    done(&visit, &Person::Member(MemberId(id)), &wish).await
}

/// `GET /customers/guest/erasure`
pub(crate) async fn ask_guest(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    Ok(Html(page(&visit, &asked.guest()?, None).await?).into_response())
}

/// `POST /customers/guest/erasure`
pub(crate) async fn erase_guest(
    visit: Visit,
    Query(asked): Query<Asked>,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    done(&visit, &asked.guest()?, &wish).await
}

async fn done(visit: &Visit, person: &Person, wish: &Wish) -> Result<Response, Fault> {
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let also = Also { open: !wish.open.is_empty(), guest: !wish.guest.is_empty() };
    let erased = customer::erase(world, &visit.shop, person, also, by).await;
    let error = match erased {
        Ok(_) => return Ok(see_other(&format!("{LIST}?answer=erased"))),
        Err(EraseError::UnderWay) => words::UNDER_WAY,
        Err(EraseError::Open(_)) => words::OPEN,
        Err(EraseError::Gone) => return Err(Fault::NotFound),
        Err(EraseError::Store(error)) => return Err(error.into()),
    };
    let page = page(visit, person, Some(error)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

async fn page(
    visit: &Visit,
    person: &Person,
    error: Option<&'static str>,
) -> Result<ErasurePage, Fault> {
    let (world, shop) = (visit.app.world(), &visit.shop);
    let held = customer::held(world, shop, person).await?;
    let whose = match person {
        Person::Member(id) => {
            let member = shop::member::find(world, shop, *id).await?.ok_or(Fault::NotFound)?;
            format!("{} 様（会員ID：{}）", member.buyer.name(), member.login)
        }
        Person::Guest(email) => format!("{email} の方"),
    };
    let view = match person {
        Person::Member(id) => Subject::Customer(id.0),
        Person::Guest(_) => Subject::Guest,
    };
    staff::note_view(world, shop.id, visit.staff.id, view).await?;
    let open = held.open.iter().map(|(order, number)| (number.clone(), format!("/orders/{order}")));
    let (layout, desk) = visit.head("個人情報の消去", Here::BelowCustomers);
    Ok(ErasurePage {
        layout,
        desk,
        path: act_of(person, "erasure"),
        back: page_of(person),
        whose,
        is_member: person.member().is_some(),
        open: open.collect(),
        open_more: held.open_more,
        guest_orders: held.guest_orders,
        guest_tries: held.guest_tries,
        is_nothing: person.member().is_none() && held.is_nothing(),
        card_is_needed: held.card_is_needed,
        error,
    })
}

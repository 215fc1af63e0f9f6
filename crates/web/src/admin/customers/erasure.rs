//! 個人情報の消去: said what goes and what stays, then done.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::customer::{self, EraseError, Person};
use shop::id::MemberId;
use shop::order::List;

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
    /// The newest orders that are still being worked on, with their pages.
    open: Vec<(String, String)>,
    error: Option<&'static str>,
}

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    /// 受注処理中の受注からも消す: anything but empty means yes.
    open: String,
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
    let erased = customer::erase(world, &visit.shop, person, !wish.open.is_empty(), by).await;
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
    let orders = customer::orders(world, shop, person, None).await?;
    let whose = match person {
        Person::Member(id) => {
            let member = shop::member::find(world, shop, *id).await?.ok_or(Fault::NotFound)?;
            format!("{} 様（会員ID：{}）", member.buyer.name(), member.login)
        }
        Person::Guest(_) if orders.rows.is_empty() => return Err(Fault::NotFound),
        Person::Guest(email) => format!("{email} の方"),
    };
    let open = orders.rows.iter().filter(|row| row.list == List::Open);
    let (layout, desk) = visit.head("個人情報の消去", Here::BelowCustomers);
    Ok(ErasurePage {
        layout,
        desk,
        path: act_of(person, "erasure"),
        back: page_of(person),
        whose,
        is_member: person.member().is_some(),
        open: open.map(|row| (row.number.clone(), format!("/orders/{}", row.order_id))).collect(),
        error,
    })
}

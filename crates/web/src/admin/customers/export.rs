//! 個人情報の書き出し: one person's data as a file, JSON or CSV.

use axum::response::{IntoResponse, Response};
use http::header;
use serde::Deserialize;
use shop::customer::{self, Person};
use shop::id::MemberId;

use super::super::settings::Visit;
use super::guest::Asked;
use crate::Fault;
use crate::form::{Form, Path, Query};

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    /// `json`, or CSV.
    format: String,
}

/// `POST /customers/{member_id}/export`
pub(crate) async fn member(
    visit: Visit,
    Path(id): Path<i64>,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    file(&visit, &Person::Member(MemberId(id)), &wish, &format!("member-{id}")).await
}

/// `POST /customers/guest/export`
pub(crate) async fn guest(
    visit: Visit,
    Query(asked): Query<Asked>,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    file(&visit, &asked.guest()?, &wish, "guest").await
}

async fn file(visit: &Visit, person: &Person, wish: &Wish, name: &str) -> Result<Response, Fault> {
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let dossier = customer::export(world, &visit.shop, person, by).await?;
    let dossier = dossier.ok_or(Fault::NotFound)?;
    let (kind, ending, text) = if wish.format == "json" {
        ("application/json", "json", dossier.json())
    } else {
        ("text/csv; charset=utf-8", "csv", dossier.csv())
    };
    let day = world.now().to_date_text();
    let disposition = format!("attachment; filename=\"{name}-{day}.{ending}\"");
    let headers =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

//! 停止する, ふたたび使えるようにする.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::staff::{self, Account, CreateError};

use super::super::desk::Answer;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::LIST;
use super::form::account;
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/staff/activity.html")]
struct ActivityPage {
    layout: Layout,
    desk: Desk,
    path: String,
    effects: &'static [&'static str],
    /// `stop` or `start`, the button's word, and its kind.
    act: (&'static str, &'static str, &'static str),
}

const STOPPED: [&str; 3] = [
    "この人は、サインインできなくなります。いまのサインインも、すぐに終わります。",
    "変更履歴には、名前が残ります。",
    "いつでも、ふたたび使えるようにできます。",
];
const STARTED: [&str; 1] = ["この人は、前のパスワードでサインインできるようになります。"];

/// What is sent.
#[derive(Deserialize)]
pub(crate) struct Wish {
    act: String,
}

/// `GET /settings/staff/{staff_id}/activity`
pub(crate) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let account = account(&visit, id).await?;
    Ok(Html(page(&visit, &account)).into_response())
}

/// `POST /settings/staff/{staff_id}/activity`
pub(crate) async fn set(
    visit: Visit,
    Path(id): Path<i64>,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    let account = account(&visit, id).await?;
    let (active, answer) = match wish.act.as_str() {
        "stop" => (false, "stopped"),
        "start" => (true, "started"),
        other => return Err(Fault::Malformed(format!("no act {other:?}"))),
    };
    let (world, by) = (visit.app.world(), &visit.staff.name);
    match staff::set_active(world, visit.shop.id, by, account.id, active).await {
        Ok(_) => Ok(see_other(&format!("{LIST}?answer={answer}"))),
        Err(CreateError::Store(error)) => Err(error.into()),
        Err(error) => {
            let mut page = page(&visit, &account);
            let said = error.fields().first().map(|one| one.message.clone());
            page.desk.answer = said.map(Answer::refused);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

fn page(visit: &Visit, account: &Account) -> ActivityPage {
    let (title, effects, act): (_, &'static [_], _) = if account.stopped_at.is_none() {
        ("を停止します", &STOPPED, ("stop", "停止する", "danger"))
    } else {
        ("をふたたび使えるようにします", &STARTED, ("start", "使えるようにする", "primary"))
    };
    let (layout, desk) = visit.head(&format!("{}{title}", account.name), Here::BelowStaff);
    let path = format!("{LIST}/{}", account.id);
    ActivityPage { layout, desk, path, effects, act }
}

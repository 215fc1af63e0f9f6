//! パスワードを新しくする, for somebody else.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{FieldError, Hidden};
use shop::secret::Secret;
use shop::staff::{self, Account};

use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::LIST;
use super::form::{account, errors_of, password_field, told};
use crate::field::Field;
use crate::form::{Form, Path};
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/staff/password.html")]
struct PasswordPage {
    layout: Layout,
    desk: Desk,
    path: String,
    typed: bool,
    password: Field,
    /// 二段階認証も外す can be ticked.
    has_totp: bool,
    totp: bool,
    errors: Vec<(&'static str, String)>,
}

/// What is sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    how: String,
    password: Hidden,
    totp: String,
}

/// `GET /settings/staff/{staff_id}/password`
pub(crate) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let account = account(&visit, id).await?;
    Ok(Html(page(&visit, &account, &Wish::default(), &[])).into_response())
}

/// `POST /settings/staff/{staff_id}/password`
pub(crate) async fn reset(
    visit: Visit,
    Path(id): Path<i64>,
    Form(wish): Form<Wish>,
) -> Result<Response, Fault> {
    let account = account(&visit, id).await?;
    let typed = (wish.how == "typed").then(|| Secret::new(wish.password.0.clone()));
    let (world, by, totp) = (visit.app.world(), &visit.staff.name, !wish.totp.is_empty());
    let done = staff::reset_password(world, visit.shop.id, by, account.id, typed.as_ref(), totp);
    match done.await {
        Ok(Some(password)) => told(&visit, account.id, password).await,
        Ok(None) => Err(Fault::NotFound),
        Err(error) => {
            let page = page(&visit, &account, &wish, &errors_of(error)?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

fn page(visit: &Visit, account: &Account, wish: &Wish, errors: &[FieldError]) -> PasswordPage {
    let title = format!("{}のパスワードを新しくします", account.name);
    let (layout, desk) = visit.head(&title, Here::BelowStaff);
    PasswordPage {
        layout,
        desk,
        path: format!("{LIST}/{}", account.id),
        typed: wish.how == "typed",
        password: password_field("新しいパスワード", errors),
        has_totp: account.has_totp,
        totp: !wish.totp.is_empty(),
        errors: errors.iter().map(|one| (one.field, one.message.clone())).collect(),
    }
}

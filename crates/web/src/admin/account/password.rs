//! One's own password.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{FieldError, Hidden};
use shop::secret::Secret;
use shop::staff;

use super::super::settings::Visit;
use super::super::staff::errors_of;
use super::super::{Desk, Here};
use crate::field::{Field, said};
use crate::form::Form;
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/account/password.html")]
struct PasswordPage {
    layout: Layout,
    desk: Desk,
    fields: [Field; 2],
    errors: Vec<(&'static str, String)>,
}

/// What is sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    old: Hidden,
    new: Hidden,
}

/// `GET /account/password`
pub(crate) async fn ask(visit: Visit) -> Response {
    Html(page(&visit, &[])).into_response()
}

/// `POST /account/password`
pub(crate) async fn save(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    let (old, new) = (Secret::new(typed.old.0), Secret::new(typed.new.0));
    match staff::change_own_password(world, shop, &visit.session, &old, &new).await {
        Ok(()) => Ok(see_other("/account?answer=password")),
        Err(error) => {
            let page = page(&visit, &errors_of(error)?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

fn page(visit: &Visit, errors: &[FieldError]) -> PasswordPage {
    let field = |name, label, hint, auto| Field {
        kind: "password",
        width: "m",
        hint,
        error: said(errors, name),
        ..Field::new(name, label, "", auto)
    };
    let (layout, desk) = visit.head("パスワードを変える", Here::BelowAccount);
    PasswordPage {
        layout,
        desk,
        fields: [
            field("old", "いまのパスワード", "", "current-password"),
            field("new", "新しいパスワード", "8文字以上、100文字まで。", "new-password"),
        ],
        errors: errors.iter().map(|one| (one.field, one.message.clone())).collect(),
    }
}

//! One's own mail address.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::staff;

use super::super::settings::Visit;
use super::show::page;
use crate::Fault;
use crate::form::Form;
use crate::respond::{Html, see_other};

/// What is sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    email: String,
}

/// `POST /account/email`
pub(crate) async fn save(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    match staff::set_own_email(world, shop, &visit.session, &typed.email).await? {
        Ok(()) => Ok(see_other("/account?answer=email")),
        Err(errors) => {
            let page = page(&visit, &typed.email, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

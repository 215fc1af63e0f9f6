//! The page of whoever may not: says who may, and leads back.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::profile::Shop;
use shop::staff::{Permission, Staff};

use super::{Desk, Here};
use crate::respond::Html;
use crate::{App, Layout};

#[derive(Debug, Template)]
#[template(path = "admin/refused.html")]
struct RefusedPage {
    layout: Layout,
    desk: Desk,
    /// What this person is.
    role: &'static str,
    /// The roles that may.
    roles: String,
}

/// 403.
pub(super) fn page(app: &App, shop: &Shop, staff: &Staff, wanted: Permission) -> Response {
    tracing::warn!(shop = shop.id.0, staff = staff.id.0, ?wanted, "not permitted");
    let page = RefusedPage {
        layout: Layout::admin(app, shop, "この操作はできません"),
        desk: Desk::of(staff, Here::Elsewhere),
        role: staff.role.name(),
        roles: wanted.roles_said(),
    };
    (StatusCode::FORBIDDEN, Html(page)).into_response()
}

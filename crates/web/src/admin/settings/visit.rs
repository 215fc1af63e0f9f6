//! Who is at a settings page, and of which shop.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use shop::profile::Shop;
use shop::staff::Staff;

use super::super::{Desk, Here, SignedIn};
use crate::host::AtShop;
use crate::{App, Fault, Layout};

pub(crate) struct Visit {
    pub app: App,
    pub shop: Arc<Shop>,
    pub staff: Staff,
}

impl Visit {
    /// Title and frame of a page of this part.
    pub(super) fn head(&self, title: &str, here: Here) -> (Layout, Desk) {
        (Layout::admin(&self.app, &self.shop, title), Desk::of(&self.staff, here))
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visit, Response> {
        let shop = AtShop::from_request_parts(parts, app).await;
        let AtShop(shop) = shop.map_err(Fault::into_response)?;
        let SignedIn(staff) = SignedIn::from_request_parts(parts, app).await?;
        Ok(Visit { app: app.clone(), shop, staff })
    }
}

//! Who is at a settings page, and of which shop.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use shop::profile::Shop;
use shop::staff::{Session, Staff};

use super::super::{AtSession, Desk, Here};
use crate::client::ClientAddress;
use crate::host::AtShop;
use crate::{App, Fault, Layout};

pub(crate) struct Visit {
    pub app: App,
    pub shop: Arc<Shop>,
    pub staff: Staff,
    pub session: Session,
    /// Where the request comes from.
    pub address: IpAddr,
}

impl Visit {
    /// Title and frame of a page of this part.
    pub(crate) fn head(&self, title: &str, here: Here) -> (Layout, Desk) {
        (Layout::admin(&self.app, &self.shop, title), Desk::of(&self.staff, here))
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visit, Response> {
        let shop = AtShop::from_request_parts(parts, app).await;
        let AtShop(shop) = shop.map_err(Fault::into_response)?;
        let AtSession(session) = AtSession::from_request_parts(parts, app).await?;
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        let (app, staff) = (app.clone(), session.staff.clone());
        Ok(Visit { app, shop, staff, session, address })
    }
}

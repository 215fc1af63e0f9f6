//! このセッションを終了, ほかのすべてからログアウト.

use axum::response::Response;
use serde::Deserialize;
use shop::staff::{self, SessionKey};

use super::super::settings::Visit;
use crate::Fault;
use crate::form::Form;
use crate::respond::see_other;

/// What is sent.
#[derive(Deserialize)]
pub(crate) struct Wish {
    act: String,
    #[serde(default)]
    key: String,
}

/// `POST /account/sessions`
pub(crate) async fn end(visit: Visit, Form(wish): Form<Wish>) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    match wish.act.as_str() {
        "end" => {
            staff::end_session(world, shop, visit.staff.id, &SessionKey(wish.key)).await?;
            Ok(see_other("/account?answer=ended"))
        }
        "others" => {
            staff::end_others(world, shop, &visit.session).await?;
            Ok(see_other("/account?answer=others"))
        }
        other => Err(Fault::Malformed(format!("no act {other:?}"))),
    }
}

//! `POST /orders/numbers/{file_id}`: the file is taken in.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::id::{NumberFileId, OrderId};
use shop::numbers::{self, BeginError, Options, Replace};
use shop::staff::Permission;

use super::super::super::settings::Visit;
use super::super::bulk;
use super::super::moves::Fields;
use super::{file, words};
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};

pub(crate) async fn begin(
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let (id, options) = (NumberFileId(id), wanted(&fields));
    let role = visit.staff.role;
    let may_all = (options.mail.is_none() || role.may(Permission::Mails))
        && (!options.capture || role.may(Permission::Money));
    if !may_all {
        return Err(Fault::Forbidden);
    }
    let (world, by) = (visit.app.world(), &visit.staff.name);
    match numbers::begin(world, visit.shop.id, (id, options), by).await {
        Ok(run) => Ok(see_other(&format!("{}/runs/{run}", bulk::PATH))),
        Err(BeginError::Gone) => Err(Fault::NotFound),
        Err(BeginError::Store(error)) => Err(error.into()),
        Err(BeginError::Nothing) => {
            let page = file::page(&visit, id, 1, Some(words::NOTHING)).await?;
            let page = page.ok_or(Fault::NotFound)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// What was chosen on the page.
fn wanted(fields: &Fields) -> Options {
    let value = |wanted: &str| {
        let mut all = fields.iter().filter(|(name, _)| name == wanted);
        all.next_back().map(|(_, value)| value.as_str())
    };
    let is_on = |name: &str| value(name) == Some("on");
    let version = value("mail_version").and_then(|text| text.parse().ok());
    let replace = fields.iter().filter(|(name, _)| name == "replace");
    let replace = replace.filter_map(|(_, value)| {
        let (order, was) = value.split_once('.')?;
        Some(Replace { order: OrderId(order.parse().ok()?), was: was.to_owned() })
    });
    Options {
        use_days: value("day") == Some("file"),
        mail: version.filter(|_| is_on("mail")),
        capture: is_on("capture"),
        complete: is_on("complete"),
        replace: replace.collect(),
    }
}

#[cfg(test)]
mod tests {
    use shop::id::OrderId;
    use shop::numbers::{Options, Replace};

    use super::wanted;

    #[test]
    fn what_is_wanted_is_what_was_ticked() {
        let none = Options::default();
        let replace = |was: &str| vec![Replace { order: OrderId(7), was: was.into() }];
        for (query, options) in [
            ("", none.clone()),
            ("day=file", Options { use_days: true, ..none.clone() }),
            ("day=today&mail=on", none.clone()),
            ("mail_version=3", none.clone()),
            ("mail=on&mail_version=3", Options { mail: Some(3), ..none.clone() }),
            ("capture=on&complete=on", Options { capture: true, complete: true, ..none.clone() }),
            ("replace=7.12-34", Options { replace: replace("12-34"), ..none.clone() }),
            ("replace=7.", Options { replace: replace(""), ..none.clone() }),
            ("replace=7&replace=x.1", none.clone()),
        ] {
            let fields = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            assert_eq!(wanted(&fields), options, "{query}");
        }
    }
}

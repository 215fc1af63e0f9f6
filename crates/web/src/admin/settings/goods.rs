//! 商品の送料区分: 送料グループ, 送料ポイント and メール便 of the products, fifty a page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::delivery::{self, Classed, GoodsForm, ShippingGroup};
use shop::id::ShippingGroupId;
use shop::settings::SaveError;
use shop::settings::form::ticked;

use super::super::desk::Answer;
use super::super::{Desk, Here};
use super::Visit;
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const PATH: &str = "/settings/delivery/goods";

#[derive(Debug, Template)]
#[template(path = "admin/settings/goods.html")]
struct GoodsPage {
    layout: Layout,
    desk: Desk,
    search: String,
    after: String,
    rows: Vec<Row>,
    groups: Vec<ShippingGroup>,
    /// Where the next page is.
    next: Option<String>,
    errors: Vec<String>,
}

/// One product, as typed.
#[derive(Debug)]
struct Row {
    id: i64,
    code: String,
    name: String,
    group: Option<ShippingGroupId>,
    points: String,
    by_mail: bool,
}

/// Which page is asked for, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    after: String,
    answer: String,
}

/// `GET /settings/delivery/goods`
pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let mut page = page(&visit, &asked, &GoodsForm::default(), &[]).await?;
    let saved = "保存しました。これからのご注文に効きます。";
    page.desk.answer = (asked.answer == "saved").then(|| Answer::done(saved));
    Ok(Html(page).into_response())
}

/// The page as sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(flatten)]
    form: GoodsForm,
}

/// `POST /settings/delivery/goods`: saves what is on the page.
pub(crate) async fn save(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let Sent { q, after, form } = sent;
    let (world, by) = (visit.app.world(), &visit.staff.name);
    match delivery::save_goods(world, visit.shop.id, by, &form).await {
        Ok(()) | Err(SaveError::Changed) => Ok(see_other(&at(&q, &after, "saved"))),
        Err(SaveError::Fields(errors)) => {
            let asked = Asked { q, after, answer: String::new() };
            let page = page(&visit, &asked, &form, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(SaveError::Account(error)) => Err(error.into()),
    }
}

async fn page(
    visit: &Visit,
    asked: &Asked,
    form: &GoodsForm,
    errors: &[FieldError],
) -> Result<GoodsPage, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    let found = delivery::goods(world, shop, &asked.q, &asked.after).await?;
    let (layout, desk) = visit.head("商品の送料区分", Here::BelowDelivery);
    Ok(GoodsPage {
        layout,
        desk,
        search: asked.q.clone(),
        after: asked.after.clone(),
        rows: found.goods.iter().map(|product| Row::of(product, form)).collect(),
        groups: found.groups,
        next: found.next.map(|next| at(&asked.q, &next, "")),
        errors: errors.iter().map(|error| error.message.clone()).collect(),
    })
}

impl Row {
    fn of(product: &Classed, form: &GoodsForm) -> Row {
        let kept = &product.shipping;
        let typed = |what, kept: String| form.field(what, product.id).map_or(kept, str::to_owned);
        let group = typed("group", kept.group.map(|id| id.to_string()).unwrap_or_default());
        Row {
            id: product.id.0,
            code: product.code.clone(),
            name: product.name.clone(),
            group: group.parse().ok().map(ShippingGroupId),
            points: typed("points", kept.points.map(|sum| sum.to_string()).unwrap_or_default()),
            by_mail: !typed("by_mail", ticked(kept.by_mail)).is_empty(),
        }
    }
}

/// The address of a page.
fn at(search: &str, after: &str, answer: &str) -> String {
    let fields = [("q", search), ("after", after), ("answer", answer)];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query}") }
}

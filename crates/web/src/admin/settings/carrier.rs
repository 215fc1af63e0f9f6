//! 宅配便基本設定: name, 対応可能な支払方法 and fees of one carrier.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{FieldError, Method};
use shop::delivery::form::{fee, takes};
use shop::delivery::{self, CarrierForm, CarrierSheet, Prefecture};
use shop::id::CarrierId;
use shop::settings::SaveError;

use super::super::Here;
use super::super::desk::Answer;
use super::Visit;
use super::delivery::href;
use super::form::{CHANGED, ConfirmPage, DELIVERY, FormPage, pairs};
use super::payments::system_name;
use super::row::{Group, Part, Row, changes};
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};

const TITLE: &str = "宅配便基本設定";

/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// The version the form began with.
    version: String,
    #[serde(flatten)]
    form: CarrierForm,
}

impl Sent {
    fn version(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }
}

/// `GET /settings/delivery/{carrier_id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let sheet = open(&visit, id).await?;
    let form = CarrierForm::of(&sheet.carrier, &sheet.fees);
    Ok(Html(page(&visit, &sheet, &form, sheet.version)).into_response())
}

/// `POST /settings/delivery/{carrier_id}`: 確認画面へ.
pub(crate) async fn ask(
    visit: Visit,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let sheet = open(&visit, id).await?;
    let checked = delivery::check(sheet.carrier.id, &sent.form);
    let (carrier, fees) = match checked {
        Ok(checked) => checked,
        Err(errors) => return Ok(refused(&visit, &sheet, &sent, &errors)),
    };
    let before = groups(&CarrierForm::of(&sheet.carrier, &sheet.fees));
    let after = groups(&CarrierForm::of(&carrier, &fees));
    let (layout, desk) = visit.head(TITLE, Here::BelowDelivery);
    let mut hidden = pairs(&sent.form);
    hidden.push(("version".to_owned(), sent.version().to_string()));
    let mut effects = Vec::new();
    if carrier.methods.is_empty() {
        effects.push("対応可能な支払方法がないため、お客様はこの宅配便を選べても購入できません。");
    }
    if fees.is_empty() {
        effects.push("送料がどの都道府県にもないため、お客様はこの宅配便を選べません。");
    }
    let page = ConfirmPage {
        layout,
        desk,
        above: DELIVERY,
        path: href(sheet.carrier.id),
        changes: changes(&before, &after),
        effects,
        hidden,
    };
    Ok(Html(page).into_response())
}

/// `POST /settings/delivery/{carrier_id}/again`: back from 確認画面, with everything typed.
pub(crate) async fn again(
    visit: Visit,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let sheet = open(&visit, id).await?;
    Ok(Html(page(&visit, &sheet, &sent.form, sent.version())).into_response())
}

/// `POST /settings/delivery/{carrier_id}/save`: 設定する.
pub(crate) async fn save(
    visit: Visit,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let (world, shop, carrier) = (visit.app.world(), visit.shop.id, CarrierId(id));
    let saved = delivery::save(world, shop, carrier, sent.version(), &sent.form).await;
    match saved {
        Ok(()) => {
            visit.app.forget_front(shop);
            Ok(see_other("/settings/delivery?answer=saved"))
        }
        Err(SaveError::Account(error)) => Err(error.into()),
        Err(SaveError::Fields(errors)) => {
            Ok(refused(&visit, &open(&visit, id).await?, &sent, &errors))
        }
        Err(SaveError::Changed) => {
            let sheet = open(&visit, id).await?;
            let form = CarrierForm::of(&sheet.carrier, &sheet.fees);
            let mut page = page(&visit, &sheet, &form, sheet.version);
            page.desk.answer = Some(Answer::refused(CHANGED.to_owned()));
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
    }
}

async fn open(visit: &Visit, id: i64) -> Result<CarrierSheet, Fault> {
    let found = delivery::open(visit.app.world(), visit.shop.id, CarrierId(id)).await?;
    found.ok_or(Fault::NotFound)
}

fn refused(visit: &Visit, sheet: &CarrierSheet, sent: &Sent, errors: &[FieldError]) -> Response {
    let page = page(visit, sheet, &sent.form, sent.version()).marked(errors);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn page(visit: &Visit, sheet: &CarrierSheet, form: &CarrierForm, version: i64) -> FormPage {
    let (layout, desk) = visit.head(TITLE, Here::BelowDelivery);
    FormPage {
        layout,
        desk,
        above: DELIVERY,
        path: href(sheet.carrier.id),
        is_set: !sheet.carrier.methods.is_empty() && !sheet.fees.is_empty(),
        history: None,
        test: None,
        groups: groups(form),
        errors: Vec::new(),
        hidden: vec![("version".to_owned(), version.to_string())],
    }
}

fn groups(form: &CarrierForm) -> Vec<Group> {
    let methods = Method::ALL.into_iter().fold(
        Row::new("", "対応可能な支払方法")
            .hint("チェックした支払方法だけが、この宅配便と組み合わせて使えます。"),
        |row, method| row.tick(takes(method), form.field(takes(method)), system_name(method)),
    );
    let names = vec![
        Row::new("", "宅配便名").required().line("name", &form.name, "m"),
        Row::new("", "サービス名")
            .line("service", &form.service, "m")
            .hint("通常便、クール便など。お客様には「宅配便名 サービス名」と出ます。"),
        methods,
    ];
    let fees = Prefecture::all().map(|to| {
        let (field, value) = (fee(to), form.field(fee(to)));
        let row = Row::new("", to.name()).part(Part::Line {
            name: field,
            value: value.to_owned(),
            width: "s",
            placeholder: "",
        });
        row.saying(&fee_said(value.trim()))
    });
    vec![
        Group { id: "g1", title: "宅配便", note: "", rows: names },
        Group {
            id: "g2",
            title: "送料",
            note: "円（税込）。空欄の都道府県には届けません。「別途」は、ご注文のあとに送料をご連絡します\
                   （その場合、クレジットカードは使えません）。",
            rows: fees.collect(),
        },
    ]
}

fn fee_said(typed: &str) -> String {
    match typed {
        "" => "届けない".to_owned(),
        shop::delivery::form::UNDECIDED => "別途連絡".to_owned(),
        typed => format!("{typed}円"),
    }
}

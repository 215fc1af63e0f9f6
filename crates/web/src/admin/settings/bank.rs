//! 銀行振込 の設定.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::settings::bank::{self, BankForm};
use shop::settings::{BankSettings, SaveError, Version};

use super::super::Here;
use super::super::desk::Answer;
use super::Visit;
use super::form::{CHANGED, ConfirmPage, FormPage, PAYMENTS, pairs};
use super::row::{Group, Row, changes};
use super::terms;
use crate::Fault;
use crate::form::Form;
use crate::respond::{Html, see_other};

const TITLE: &str = "銀行振込 の設定";
const PATH: &str = "/settings/payments/bank";

/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// The version the form began with.
    version: String,
    #[serde(flatten)]
    form: BankForm,
}

impl Sent {
    fn version(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }
}

/// `GET /settings/payments/bank`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let current = bank::open(visit.app.world(), visit.shop.id).await?;
    let form = BankForm::of(current.as_ref().map(|version| &version.body));
    Ok(Html(page(&visit, current.as_ref(), &form, number(current.as_ref()))).into_response())
}

/// `POST /settings/payments/bank`: 確認画面へ.
pub(crate) async fn ask(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let current = bank::open(visit.app.world(), visit.shop.id).await?;
    if let Err(errors) = bank::check(&sent.form) {
        return Ok(refused(&visit, current.as_ref(), &sent, &errors));
    }
    let before = current
        .as_ref()
        .map_or_else(BankForm::default, |version| BankForm::of(Some(&version.body)));
    let mut hidden = pairs(&sent.form);
    hidden.push(("version".to_owned(), sent.version().to_string()));
    let (layout, desk) = visit.head(TITLE, Here::BelowPayments);
    let page = ConfirmPage {
        layout,
        desk,
        above: PAYMENTS,
        path: PATH.to_owned(),
        changes: changes(&groups(&before), &groups(&sent.form)),
        effects: Vec::new(),
        hidden,
    };
    Ok(Html(page).into_response())
}

/// `POST /settings/payments/bank/again`: back from 確認画面, with everything typed.
pub(crate) async fn again(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let current = bank::open(visit.app.world(), visit.shop.id).await?;
    Ok(Html(page(&visit, current.as_ref(), &sent.form, sent.version())).into_response())
}

/// `POST /settings/payments/bank/save`: 設定する.
pub(crate) async fn save(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let saved =
        bank::save(visit.app.world(), visit.shop.id, &visit.staff.name, sent.version(), &sent.form)
            .await;
    match saved {
        Ok(_) => {
            visit.app.forget_front(visit.shop.id);
            Ok(see_other("/settings/payments?answer=saved"))
        }
        Err(SaveError::Account(error)) => Err(error.into()),
        Err(error) => {
            let current = bank::open(visit.app.world(), visit.shop.id).await?;
            Ok(match error {
                SaveError::Fields(errors) => refused(&visit, current.as_ref(), &sent, &errors),
                _ => changed(&visit, current.as_ref()),
            })
        }
    }
}

fn refused(
    visit: &Visit,
    current: Option<&Version<BankSettings>>,
    sent: &Sent,
    errors: &[FieldError],
) -> Response {
    let page = page(visit, current, &sent.form, sent.version()).marked(errors);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn changed(visit: &Visit, current: Option<&Version<BankSettings>>) -> Response {
    let form = BankForm::of(current.map(|version| &version.body));
    let mut page = page(visit, current, &form, number(current));
    page.desk.answer = Some(Answer::refused(CHANGED.to_owned()));
    (StatusCode::CONFLICT, Html(page)).into_response()
}

fn number(current: Option<&Version<BankSettings>>) -> i64 {
    current.map_or(0, |version| version.number)
}

fn page(
    visit: &Visit,
    current: Option<&Version<BankSettings>>,
    form: &BankForm,
    version: i64,
) -> FormPage {
    let (layout, desk) = visit.head(TITLE, Here::BelowPayments);
    FormPage {
        layout,
        desk,
        above: PAYMENTS,
        path: PATH.to_owned(),
        is_set: current.is_some(),
        history: None,
        test: None,
        groups: groups(form),
        errors: Vec::new(),
        hidden: vec![("version".to_owned(), version.to_string())],
    }
}

fn groups(form: &BankForm) -> Vec<Group> {
    let [name, conditions, note] = terms::rows(&form.terms);
    let rows = vec![
        Row::new("", "振込先")
            .required()
            .lines("account", &form.account)
            .hint("銀行・支店・種別・番号・名義。ご注文の確認、完了画面、サンクスメールに出ます。"),
        Row::new("", "支払時期")
            .lines("timing", &form.timing)
            .hint("確認画面に出ます。例）ご注文の日から7日以内に、次の口座へお振り込みください。"),
    ];
    vec![
        Group { id: "g1", title: "お振り込み", note: "", rows },
        Group {
            id: "g2",
            title: "詳細設定・注意書き",
            note: "",
            rows: vec![name, conditions, note],
        },
    ]
}

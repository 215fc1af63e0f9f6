//! An account's form: a new one, or one that is changed.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::checkout::FieldError;
use shop::id::StaffId;
use shop::secret::Secret;
use shop::staff::{self, Account, CreateError, EMAIL_MAX, LOGIN_MAX, NAME_MAX, Role, StaffForm};

use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::{LIST, words};
use crate::field::{Field, Said, said};
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/staff/form.html")]
struct StaffPage {
    layout: Layout,
    desk: Desk,
    /// Where the form goes.
    path: String,
    /// The account that is changed; none: a new one.
    known: Option<Known>,
    fields: Vec<Field>,
    roles: Vec<RoleChoice>,
    role_error: Option<Said>,
    /// The first password, of a new account.
    typed: bool,
    password: Field,
    errors: Vec<(&'static str, String)>,
}

/// What can be done with an account beside changing it.
struct Known {
    name: String,
    is_stopped: bool,
}

struct RoleChoice {
    word: &'static str,
    name: &'static str,
    note: &'static str,
    checked: bool,
}

/// The password that was made or typed, told once.
#[derive(Template)]
#[template(path = "admin/staff/told.html")]
pub(super) struct ToldPage {
    pub layout: Layout,
    pub desk: Desk,
    pub name: String,
    pub login: String,
    pub password: Secret,
    pub sign_in: String,
}

/// `GET /settings/staff/new`
pub(crate) async fn blank(visit: Visit) -> Response {
    Html(page(&visit, None, &StaffForm::default(), &[])).into_response()
}

/// `POST /settings/staff/new`
pub(crate) async fn add(visit: Visit, Form(form): Form<StaffForm>) -> Result<Response, Fault> {
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let added = staff::add(world, visit.shop.id, by, &form).await;
    match added {
        Ok((id, password)) => told(&visit, id, password).await,
        Err(error) => Ok(refused(&visit, None, &form, &errors_of(error)?)),
    }
}

/// `GET /settings/staff/{staff_id}`
pub(crate) async fn open(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let account = account(&visit, id).await?;
    let form = StaffForm {
        name: account.name.clone(),
        role: account.role.word().to_owned(),
        email: account.email.clone(),
        ..StaffForm::default()
    };
    Ok(Html(page(&visit, Some(&account), &form, &[])).into_response())
}

/// `POST /settings/staff/{staff_id}`
pub(crate) async fn change(
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<StaffForm>,
) -> Result<Response, Fault> {
    let account = account(&visit, id).await?;
    let (world, by) = (visit.app.world(), &visit.staff.name);
    match staff::change(world, visit.shop.id, by, account.id, &form).await {
        Ok(_) => Ok(see_other("/settings/staff?answer=saved")),
        Err(error) => Ok(refused(&visit, Some(&account), &form, &errors_of(error)?)),
    }
}

/// The account of an address.
pub(super) async fn account(visit: &Visit, id: i64) -> Result<Account, Fault> {
    let found = staff::account(visit.app.world(), visit.shop.id, StaffId(id)).await?;
    found.ok_or(Fault::NotFound)
}

/// The page that tells a password.
pub(super) async fn told(visit: &Visit, id: StaffId, password: Secret) -> Result<Response, Fault> {
    let Account { name, login, .. } = account(visit, id.0).await?;
    let (layout, desk) = visit.head("パスワードを伝えてください", Here::BelowStaff);
    let sign_in = format!("{}/sign-in", visit.shop.admin_url);
    Ok(Html(ToldPage { layout, desk, name, login, password, sign_in }).into_response())
}

/// What stands beside the fields; what is no field's is a fault.
pub(crate) fn errors_of(error: CreateError) -> Result<Vec<FieldError>, Fault> {
    let one = |field, message: &str| {
        Ok(vec![FieldError { field, message: message.to_owned(), more: String::new() }])
    };
    match error {
        CreateError::Fields(errors) => Ok(errors),
        CreateError::Login => one("login", words::LOGIN_TAKEN),
        CreateError::Leaked => one("password", words::LEAKED),
        CreateError::Password | CreateError::Busy => one("password", words::BUSY),
        CreateError::Store(error) => Err(error.into()),
    }
}

fn refused(
    visit: &Visit,
    account: Option<&Account>,
    form: &StaffForm,
    errors: &[FieldError],
) -> Response {
    let page = page(visit, account, form, errors);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn page(
    visit: &Visit,
    account: Option<&Account>,
    form: &StaffForm,
    errors: &[FieldError],
) -> StaffPage {
    let title = account.map_or(words::NEW.to_owned(), |one| format!("{}の変更", one.name));
    let (layout, desk) = visit.head(&title, Here::BelowStaff);
    let role = |role: Role| RoleChoice {
        word: role.word(),
        name: role.name(),
        note: role.note(),
        checked: role.word() == form.role,
    };
    let known =
        account.map(|one| Known { name: one.name.clone(), is_stopped: one.stopped_at.is_some() });
    StaffPage {
        layout,
        desk,
        path: account.map_or(format!("{LIST}/new"), |one| format!("{LIST}/{}", one.id)),
        fields: fields(form, known.is_none(), errors),
        known,
        roles: Role::ALL.map(role).into(),
        role_error: said(errors, "role"),
        typed: form.is_typed(),
        password: password_field("最初のパスワード", errors),
        errors: errors.iter().map(|one| (one.field, one.message.clone())).collect(),
    }
}

fn fields(form: &StaffForm, is_new: bool, errors: &[FieldError]) -> Vec<Field> {
    let max = |letters: usize| u16::try_from(letters).unwrap_or(u16::MAX);
    let login = Field {
        width: "m",
        max: max(LOGIN_MAX),
        hint: "半角の英数字と記号。あとから変えられません。",
        ..Field::new("login", "ログインID", &form.login, "off")
    };
    let name = Field {
        width: "m",
        max: max(NAME_MAX),
        hint: "変更履歴に、この名前で残ります。",
        ..Field::new("name", "名前", &form.name, "off")
    };
    let email = Field {
        kind: "email",
        width: "m",
        max: max(EMAIL_MAX),
        hint: "新しいブラウザからサインインがあると、ここに知らせます。なければお店の通知先に届きます。",
        ..Field::new("email", "メールアドレス", &form.email, "off")
    };
    let fields = is_new.then_some(login).into_iter().chain([name, email.optional()]);
    fields.map(|field| Field { error: said(errors, field.name), ..field }).collect()
}

/// A password to type.
pub(super) fn password_field(label: &'static str, errors: &[FieldError]) -> Field {
    Field {
        kind: "password",
        width: "m",
        hint: "「自分で決める」を選んだときだけ入れます。8文字以上、100文字まで。",
        error: said(errors, "password"),
        ..Field::new("password", label, "", "new-password").optional()
    }
}

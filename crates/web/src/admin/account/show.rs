//! `GET /account`.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::staff::{self, EMAIL_MAX, OpenSession, SessionKey, browser_said};

use super::super::desk::Answer;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use crate::field::{Field, said};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/account/show.html")]
pub(super) struct AccountPage {
    layout: Layout,
    desk: Desk,
    name: String,
    login: String,
    role: &'static str,
    email: Field,
    has_totp: bool,
    /// Recovery codes that are left, and whether they are few.
    codes: i64,
    is_short: bool,
    sessions: Vec<SessionRow>,
    has_others: bool,
    errors: Vec<(&'static str, String)>,
}

/// One session.
struct SessionRow {
    key: String,
    is_this: bool,
    address: String,
    browser: String,
    since: String,
    seen_at: String,
}

/// What was just done.
#[derive(Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// Fewer recovery codes than this are few.
const CODES_SHORT: i64 = 3;

/// `GET /account`
pub(crate) async fn show(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let kept = staff::account(visit.app.world(), visit.shop.id, visit.staff.id).await?;
    let email = kept.map(|account| account.email).unwrap_or_default();
    let mut page = page(&visit, &email, &[]).await?;
    page.desk.answer = match said.answer.as_str() {
        "email" => Some(Answer::done("メールアドレスを変えました。")),
        "password" => Some(Answer::done(
            "パスワードを変えました。ほかのブラウザのサインインは、すべて終わりました。",
        )),
        "ended" => Some(Answer::done("そのサインインを終わらせました。")),
        "others" => Some(Answer::done("ほかのサインインを、すべて終わらせました。")),
        _ => None,
    };
    Ok(Html(page).into_response())
}

/// The page, with what was typed as mail address.
pub(super) async fn page(
    visit: &Visit,
    email: &str,
    errors: &[FieldError],
) -> Result<AccountPage, Fault> {
    let (world, shop, staff) = (visit.app.world(), visit.shop.id, &visit.staff);
    let sessions = staff::open_sessions(world, shop, staff.id).await?;
    let codes = staff::codes_left(world, shop, staff.id).await?;
    let (layout, desk) = visit.head("自分のアカウント", Here::Account);
    let email = Field {
        kind: "email",
        width: "m",
        max: u16::try_from(EMAIL_MAX).unwrap_or(u16::MAX),
        hint: "新しいブラウザからサインインがあると、ここに知らせます。なければお店の通知先に届きます。",
        error: said(errors, "email"),
        ..Field::new("email", "メールアドレス", email, "email").optional()
    };
    let this = &visit.session.key;
    Ok(AccountPage {
        layout,
        desk,
        name: staff.name.clone(),
        login: staff.login.clone(),
        role: staff.role.name(),
        email,
        has_totp: visit.session.has_totp,
        codes,
        is_short: codes < CODES_SHORT,
        has_others: sessions.len() > 1,
        sessions: sessions.iter().map(|one| SessionRow::of(one, this)).collect(),
        errors: errors.iter().map(|one| (one.field, one.message.clone())).collect(),
    })
}

impl SessionRow {
    fn of(one: &OpenSession, this: &SessionKey) -> SessionRow {
        let address = if one.address.is_empty() { "不明" } else { &one.address };
        SessionRow {
            key: one.key.0.clone(),
            is_this: one.key == *this,
            address: address.to_owned(),
            browser: browser_said(&one.agent),
            since: one.since.to_minutes_text(),
            seen_at: one.seen_at.to_minutes_text(),
        }
    }
}

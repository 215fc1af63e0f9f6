//! メールテンプレート: the texts that staff send from an order, written with 差し込み項目 and looked at on a real
//! order before they are saved.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::id::TemplateId;
use shop::order_mail::{self, Kept, NAME_MAX, OWN_MAX, SaveError, SendError, TemplateForm, Use};

use super::super::desk::Answer;
use super::super::letter::{AsFragment, Editor, Proof, ProofFragment};
use super::super::{Desk, Here};
use super::Visit;
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const NO_ORDER: &str = "まだ受注がありません。受注が入ると、ここに実際の内容で出ます。";
const GONE: &str = "ほかの人がこのテンプレートを削除しました。「保存する」を押すと、新しいテンプレートになります。";
const NO_SUCH_ORDER: &str = "その番号の受注がありません。注文番号か内部番号を入れてください。";

#[derive(Debug, Template)]
#[template(path = "admin/settings/mails.html")]
struct MailsPage {
    layout: Layout,
    desk: Desk,
    rows: Vec<Row>,
    is_full: bool,
}

/// A template in the list.
#[derive(Debug)]
struct Row {
    id: i64,
    name: String,
    subject: String,
    /// `お店のもの`, `変更済`, or nothing.
    state: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "admin/settings/mail.html")]
struct MailPage {
    layout: Layout,
    desk: Desk,
    /// Where it is sent.
    path: String,
    version: i64,
    name: String,
    name_errors: Vec<String>,
    name_max: usize,
    /// The name can be changed.
    is_own: bool,
    /// What takes it away, or back to what it was.
    removal: Option<&'static str>,
    sample: String,
    /// Where 試し送り goes.
    to: String,
    editor: Editor,
    wrong: usize,
    /// What somebody else saved meanwhile.
    theirs: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "admin/settings/mail_removal.html")]
struct RemovalPage {
    layout: Layout,
    desk: Desk,
    id: i64,
    name: String,
    is_own: bool,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    answer: String,
}

/// What is sent: the form, what is to be done with it, and the order that it is looked at on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    act: String,
    sample: String,
    version: String,
    name: String,
    subject: String,
    body: String,
}

impl Typed {
    fn form(&self) -> TemplateForm {
        TemplateForm {
            version: self.version.parse().unwrap_or(-1),
            name: self.name.clone(),
            subject: self.subject.clone(),
            body: self.body.clone(),
        }
    }
}

/// `GET /settings/mails`
pub(crate) async fn list(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let all = order_mail::all(visit.app.world(), visit.shop.id).await?;
    let (layout, mut desk) = visit.head("メールテンプレート", Here::Mails);
    desk.answer = match said.answer.as_str() {
        "saved" => Some(Answer::done("保存しました。")),
        "removed" => Some(Answer::done("削除しました。")),
        "reset" => Some(Answer::done("はじめの文面に戻しました。")),
        _ => None,
    };
    let is_full = all.iter().filter(|kept| kept.used_for == Use::Own).count() >= OWN_MAX;
    let rows = all.iter().map(Row::of).collect();
    Ok(Html(MailsPage { layout, desk, rows, is_full }).into_response())
}

impl Row {
    fn of(kept: &Kept) -> Row {
        Row {
            id: kept.id.0,
            name: kept.name.clone(),
            subject: kept.text.subject.clone(),
            state: match (kept.used_for, kept.version) {
                (Use::Own, _) => "お店で追加",
                (_, 0) => "",
                _ => "変更済",
            },
        }
    }
}

/// `GET /settings/mails/new`
pub(crate) async fn blank(visit: Visit) -> Result<Response, Fault> {
    let typed = Typed::default();
    Ok(Html(page(&visit, None, &typed, &[]).await?).into_response())
}

/// `GET /settings/mails/{template_id}`
pub(crate) async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Fault> {
    let kept = find(&visit, id).await?;
    let form = TemplateForm::of(&kept);
    let typed = Typed {
        version: form.version.to_string(),
        name: form.name,
        subject: form.subject,
        body: form.body,
        ..Typed::default()
    };
    let mut page = page(&visit, Some(&kept), &typed, &[]).await?;
    page.desk.answer = (said.answer == "saved").then(|| Answer::done("保存しました。"));
    Ok(Html(page).into_response())
}

async fn find(visit: &Visit, id: i64) -> Result<Kept, Fault> {
    let kept = order_mail::open(visit.app.world(), visit.shop.id, TemplateId(id)).await?;
    kept.ok_or(Fault::NotFound)
}

/// `POST /settings/mails/new`
pub(crate) async fn add(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Fault> {
    act(&visit, None, &typed).await
}

/// `POST /settings/mails/{template_id}`
pub(crate) async fn save(
    visit: Visit,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let kept = order_mail::open(visit.app.world(), visit.shop.id, TemplateId(id)).await?;
    match kept {
        Some(kept) => act(&visit, Some(kept), &typed).await,
        // What was typed is not lost with it.
        None if Use::of(TemplateId(id)) == Use::Own && !typed.body.is_empty() => {
            let mut page = page(&visit, None, &typed, &[]).await?;
            page.desk.answer = Some(Answer::refused(GONE.to_owned()));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        None => Err(Fault::NotFound),
    }
}

async fn act(visit: &Visit, kept: Option<Kept>, typed: &Typed) -> Result<Response, Fault> {
    match typed.act.as_str() {
        "preview" => Ok(Html(page(visit, kept.as_ref(), typed, &[]).await?).into_response()),
        "trial" => try_out(visit, kept, typed).await,
        _ => keep(visit, kept, typed).await,
    }
}

async fn keep(visit: &Visit, kept: Option<Kept>, typed: &Typed) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    let (id, form) = (kept.as_ref().map(|kept| kept.id), typed.form());
    let page = match order_mail::save(world, shop, (id, &form), &visit.staff.name).await {
        Ok(_) => return Ok(see_other("/settings/mails?answer=saved")),
        Err(SaveError::Fields(errors)) => page(visit, kept.as_ref(), typed, &errors).await?,
        Err(SaveError::Stale) => {
            // What is saved now is shown; from here on it is what is written over.
            let theirs = find(visit, id.map_or(0, |id| id.0)).await?;
            let mut page = page(visit, Some(&theirs), typed, &[]).await?;
            page.version = theirs.version;
            page.theirs = Some(format!("{}\n\n{}", theirs.text.subject, theirs.text.body));
            page
        }
        Err(SaveError::Gone) => return Err(Fault::NotFound),
        Err(SaveError::Store(error)) => return Err(error.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// 試し送り: what is typed, to the shop's own address; nothing is saved.
async fn try_out(visit: &Visit, kept: Option<Kept>, typed: &Typed) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), &visit.shop);
    let answer = match order_mail::example(world, shop.id, &typed.sample).await? {
        None => Answer::refused(NO_SUCH_ORDER.to_owned()),
        Some(order) => {
            let text = typed.form().text();
            match order_mail::try_out(world, shop, order, &text).await {
                Ok(()) => Answer::done("試し送りをしました。お店のメールをご確認ください。"),
                Err(SendError::Fields(errors)) => {
                    let page = page(visit, kept.as_ref(), typed, &errors).await?;
                    return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
                }
                Err(SendError::Store(error)) => return Err(error.into()),
                Err(error) => return Err(Fault::Broken(error.to_string())),
            }
        }
    };
    let mut page = page(visit, kept.as_ref(), typed, &[]).await?;
    page.desk.answer = Some(answer);
    Ok(Html(page).into_response())
}

/// `POST /settings/mails/proof`: how it comes out, for our own module.
pub(crate) async fn proof(
    visit: Visit,
    AsFragment(_): AsFragment,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (proof, _) = proved(&visit, &typed).await?;
    Ok(Html(ProofFragment { proof }).into_response())
}

async fn proved(visit: &Visit, typed: &Typed) -> Result<(Proof, Vec<FieldError>), Fault> {
    let (world, shop) = (visit.app.world(), &visit.shop);
    let text = typed.form().text();
    let Some(order) = order_mail::example(world, shop.id, &typed.sample).await? else {
        let is_named = !typed.sample.trim().is_empty();
        let why = if is_named { NO_SUCH_ORDER } else { NO_ORDER };
        return Ok((Proof::nothing(why), Vec::new()));
    };
    match order_mail::preview(world, shop, order, (&text, None)).await {
        Ok(preview) => Ok((Proof::of(&preview), Vec::new())),
        Err(SendError::Fields(errors)) => Ok((Proof::wrong(&errors), errors)),
        Err(SendError::Store(error)) => Err(error.into()),
        Err(error) => Err(Fault::Broken(error.to_string())),
    }
}

async fn page(
    visit: &Visit,
    kept: Option<&Kept>,
    typed: &Typed,
    errors: &[FieldError],
) -> Result<MailPage, Fault> {
    let is_untouched = typed.subject.is_empty() && typed.body.is_empty() && errors.is_empty();
    let proof = if is_untouched {
        Proof::nothing("件名と本文を書くと、ここに実際の受注の内容で出ます。")
    } else {
        proved(visit, typed).await?.0
    };
    let title = kept.map_or("新しいテンプレート", |kept| &kept.name);
    let (layout, desk) = visit.head(title, Here::BelowMails);
    let is_own = kept.is_none_or(|kept| kept.used_for == Use::Own);
    let of_name = errors.iter().filter(|error| error.field == "name");
    Ok(MailPage {
        layout: layout.script("letter.js"),
        desk,
        path: kept.map_or_else(
            || "/settings/mails/new".to_owned(),
            |kept| format!("/settings/mails/{}", kept.id),
        ),
        version: typed.version.parse().unwrap_or(0),
        name: typed.name.clone(),
        name_errors: of_name.map(|error| error.message.clone()).collect(),
        name_max: NAME_MAX,
        is_own,
        removal: kept.and_then(|kept| match (is_own, kept.version) {
            (true, _) => Some("このテンプレートを削除する"),
            (false, 0) => None,
            (false, _) => Some("はじめの文面に戻す"),
        }),
        sample: typed.sample.clone(),
        to: visit.shop.notify_to.clone(),
        editor: Editor::of(&typed.form().text(), errors, proof),
        wrong: errors.len(),
        theirs: None,
    })
}

/// `GET /settings/mails/{template_id}/removal`
pub(crate) async fn ask_removal(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let kept = find(&visit, id).await?;
    let is_own = kept.used_for == Use::Own;
    let title = if is_own { "テンプレートの削除" } else { "はじめの文面に戻す" };
    let (layout, desk) = visit.head(title, Here::BelowMails);
    Ok(Html(RemovalPage { layout, desk, id, name: kept.name, is_own }).into_response())
}

/// `POST /settings/mails/{template_id}/removal`
pub(crate) async fn remove(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let id = TemplateId(id);
    match order_mail::remove(visit.app.world(), visit.shop.id, id).await {
        Ok(()) if Use::of(id) == Use::Own => Ok(see_other("/settings/mails?answer=removed")),
        Ok(()) => Ok(see_other("/settings/mails?answer=reset")),
        Err(SaveError::Store(error)) => Err(error.into()),
        Err(_) => Err(Fault::NotFound),
    }
}

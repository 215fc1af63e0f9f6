//! The way of every settings form: the form, 確認画面へ (what will change), 戻る with everything
//! typed, and 設定する, unless somebody else was faster.

use std::future::Future;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shop::checkout::FieldError;
use shop::settings::form::TermsForm;
use shop::settings::{Past, SaveError};
use shop::upload::{self, UploadError};

use super::super::Here;
use super::super::desk::Answer;
use super::Visit;
use super::form::{Above, CHANGED, ConfirmPage, FormPage, pairs};
use super::row::{Change, Group, changes};
use super::terms::LOGO_FILE;
use crate::Fault;
use crate::form::{File, Form, Path, Query, Upload};
use crate::respond::{Html, see_other};

const TOO_LARGE: &str = "画像は200KBまでです。";
const NOT_A_PICTURE: &str = "画像は、PNG・JPEG・GIF・WebPのどれかを選んでください。";

/// Where an uploaded picture goes.
pub(crate) struct PicturePlace<'a> {
    /// The file's field: what is wrong stands beside it.
    pub field: &'static str,
    /// The picture's name.
    pub name: &'a mut String,
    /// What would remove it.
    pub remove: &'a mut String,
    /// Whether these bytes will do, beyond being a picture; if not, why.
    pub takes: fn(&[u8]) -> Result<(), String>,
}

impl PicturePlace<'_> {
    /// ⑯, if this is its field: whatever browsers show.
    pub(super) fn logo<'a>(terms: &'a mut TermsForm, field: &str) -> Option<PicturePlace<'a>> {
        let TermsForm { logo: name, logo_remove: remove, .. } = terms;
        let place = PicturePlace { field: LOGO_FILE, name, remove, takes: |_| Ok(()) };
        (field == LOGO_FILE).then_some(place)
    }
}

/// One settings form of a shop, as what is in force stands.
pub(crate) trait Sheet: Sized + Send + Sync {
    /// What tells in the address which one it is: `()` or a number.
    type Key: DeserializeOwned + Copy + Send + Sync;
    /// Everything the form sends but the version; what is left out of its JSON travels by
    /// [`Sheet::carried`].
    type Sent: DeserializeOwned + Serialize + Send + Sync;

    /// What is in force.
    fn open(visit: &Visit, key: Self::Key) -> impl Future<Output = Result<Self, Fault>> + Send;

    /// Title, addresses and links.
    fn frame(&self) -> Frame;

    /// Counts what was saved; 0 without anything.
    fn version(&self) -> i64;

    /// The form as it opens.
    fn kept(&self) -> Self::Sent;

    /// The form's rows.
    fn groups(&self, visit: &Visit, sent: &Self::Sent) -> Vec<Group>;

    /// The rows before and after, if the form can be saved.
    fn check(
        &self,
        visit: &Visit,
        sent: &Self::Sent,
    ) -> impl Future<Output = Result<Compared, SaveError>> + Send;

    /// Sentences about what the changes cause.
    fn effects(&self, _changes: &[Change], _sent: &Self::Sent) -> Vec<&'static str> {
        Vec::new()
    }

    /// Sentences about the same that count something of the shop.
    fn counts(&self, _changes: &[Change], _sent: &Self::Sent) -> Vec<String> {
        Vec::new()
    }

    /// Every version that was kept, newest first, at most `limit`: its rows as they are compared
    /// with those of the next version, and with those of the one before.
    fn past(
        &self,
        visit: &Visit,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Past<Compared>>, Fault>> + Send;

    /// What travels along hidden beside the version, such as sealed secrets.
    fn carried(&self, _visit: &Visit, _sent: &Self::Sent) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Where a picture that was uploaded in this field goes, in forms that have one.
    fn picture<'a>(_sent: &'a mut Self::Sent, _field: &str) -> Option<PicturePlace<'a>> {
        None
    }

    /// Where the text of an uploaded file goes, in forms that have one.
    fn text_of_file<'a>(_sent: &'a mut Self::Sent, _field: &str) -> Option<&'a mut String> {
        None
    }

    /// 設定する, if `from` is still in force.
    fn save(
        visit: &Visit,
        key: Self::Key,
        from: i64,
        sent: &Self::Sent,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;
}

/// The rows before and after.
pub(crate) type Compared = (Vec<Group>, Vec<Group>);

/// What stands around a form.
pub(crate) struct Frame {
    pub title: &'static str,
    /// Where its addresses begin.
    pub path: String,
    pub here: Here,
    pub above: Above,
    /// Where 設定する leads; the page says that it is done.
    pub done: &'static str,
    pub is_set: bool,
    /// Where 接続テスト is asked for, if these settings can be tested.
    pub test: Option<&'static str>,
}

/// The form as sent.
#[derive(Deserialize)]
pub(crate) struct Sent<T> {
    /// The version the form began with.
    #[serde(default)]
    version: String,
    #[serde(flatten)]
    form: T,
}

impl<T> Sent<T> {
    fn version(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }
}

/// What was just done, where the form itself says so.
#[derive(Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// `GET`
pub(crate) async fn show<S: Sheet>(
    visit: Visit,
    Path(key): Path<S::Key>,
    Query(said): Query<Said>,
) -> Result<Response, Fault> {
    let sheet = S::open(&visit, key).await?;
    let (kept, version) = (sheet.kept(), sheet.version());
    let mut page = page(&visit, &sheet, &kept, version);
    let is_saved = said.answer == "saved";
    page.desk.answer = is_saved.then(|| Answer::done("設定しました。これからのご注文に効きます。"));
    Ok(Html(page).into_response())
}

/// `POST`: 確認画面へ.
pub(crate) async fn ask<S: Sheet>(
    visit: Visit,
    Path(key): Path<S::Key>,
    Upload { form: mut sent, files }: Upload<Sent<S::Sent>>,
) -> Result<Response, Fault> {
    let sheet = S::open(&visit, key).await?;
    take_texts::<S>(&mut sent.form, &files);
    if let Err(error) = take_pictures::<S>(&visit, &mut sent.form, files).await {
        return answer(&visit, &sheet, &sent, error);
    }
    let (before, after) = match sheet.check(&visit, &sent.form).await {
        Ok(compared) => compared,
        Err(error) => return answer(&visit, &sheet, &sent, error),
    };
    let frame = sheet.frame();
    let (layout, desk) = visit.head(frame.title, frame.here);
    let changes = changes(&before, &after);
    let mut hidden = pairs(&sent.form);
    hidden.extend(travelling(&visit, &sheet, &sent.form, sent.version()));
    let page = ConfirmPage {
        layout,
        desk,
        above: frame.above,
        path: frame.path,
        effects: sheet
            .effects(&changes, &sent.form)
            .into_iter()
            .map(str::to_owned)
            .chain(sheet.counts(&changes, &sent.form))
            .collect(),
        changes,
        hidden,
    };
    Ok(Html(page).into_response())
}

/// Takes the texts of uploaded files as if they had been typed. What is no text is nothing that a
/// check takes.
fn take_texts<S: Sheet>(sent: &mut S::Sent, files: &[File]) {
    for file in files {
        if let Some(place) = S::text_of_file(sent, &file.field) {
            *place = String::from_utf8_lossy(&file.bytes).into_owned();
        }
    }
}

/// Keeps the pictures that were uploaded; the form goes on with their names.
async fn take_pictures<S: Sheet>(
    visit: &Visit,
    sent: &mut S::Sent,
    files: Vec<File>,
) -> Result<(), SaveError> {
    for File { field, bytes, .. } in files {
        let Some(place) = S::picture(sent, &field) else { continue };
        let refused = |message: String| {
            let field = place.field;
            SaveError::Fields(vec![FieldError { field, message, more: String::new() }])
        };
        if bytes.len() > upload::BYTES_MAX {
            return Err(refused(TOO_LARGE.to_owned()));
        }
        // Reading a picture to its end is no work for a thread that answers others.
        let (takes, read) = (place.takes, bytes.clone());
        let read = tokio::task::spawn_blocking(move || takes(&read)).await;
        read.unwrap_or_else(|error| Err(error.to_string())).map_err(refused)?;
        match upload::keep(visit.app.world(), visit.shop.id, bytes).await {
            Ok(picture) => {
                *place.name = picture.0;
                place.remove.clear();
            }
            Err(UploadError::Store(error)) => return Err(error.into()),
            Err(UploadError::TooLarge) => return Err(refused(TOO_LARGE.to_owned())),
            Err(UploadError::NotAPicture) => return Err(refused(NOT_A_PICTURE.to_owned())),
        }
    }
    Ok(())
}

/// `POST …/again`: back from 確認画面, with everything typed.
pub(crate) async fn again<S: Sheet>(
    visit: Visit,
    Path(key): Path<S::Key>,
    Form(sent): Form<Sent<S::Sent>>,
) -> Result<Response, Fault> {
    let sheet = S::open(&visit, key).await?;
    Ok(Html(page(&visit, &sheet, &sent.form, sent.version())).into_response())
}

/// `POST …/save`: 設定する.
pub(crate) async fn save<S: Sheet>(
    visit: Visit,
    Path(key): Path<S::Key>,
    Form(sent): Form<Sent<S::Sent>>,
) -> Result<Response, Fault> {
    let saved = S::save(&visit, key, sent.version(), &sent.form).await;
    let sheet = S::open(&visit, key).await?;
    match saved {
        Ok(()) => {
            visit.app.forget_front(visit.shop.id);
            Ok(see_other(sheet.frame().done))
        }
        Err(error) => answer(&visit, &sheet, &sent, error),
    }
}

/// The form again: with what is wrong in it, or with what somebody else has saved.
fn answer<S: Sheet>(
    visit: &Visit,
    sheet: &S,
    sent: &Sent<S::Sent>,
    error: SaveError,
) -> Result<Response, Fault> {
    match error {
        SaveError::Fields(errors) => Ok(refused(visit, sheet, sent, &errors)),
        SaveError::Changed => {
            let mut page = page(visit, sheet, &sheet.kept(), sheet.version());
            page.desk.answer = Some(Answer::refused(CHANGED.to_owned()));
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        SaveError::Account(error) => Err(error.into()),
    }
}

fn refused<S: Sheet>(
    visit: &Visit,
    sheet: &S,
    sent: &Sent<S::Sent>,
    errors: &[FieldError],
) -> Response {
    let page = page(visit, sheet, &sent.form, sent.version()).marked(errors);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn page<S: Sheet>(visit: &Visit, sheet: &S, sent: &S::Sent, version: i64) -> FormPage {
    let frame = sheet.frame();
    let (layout, desk) = visit.head(frame.title, frame.here);
    FormPage {
        layout,
        desk,
        above: frame.above,
        path: frame.path.clone(),
        is_set: frame.is_set,
        history: (version > 0).then(|| format!("{}/history", frame.path)),
        test: frame.test,
        groups: sheet.groups(visit, sent),
        errors: Vec::new(),
        hidden: travelling(visit, sheet, sent, version),
    }
}

fn travelling<S: Sheet>(
    visit: &Visit,
    sheet: &S,
    sent: &S::Sent,
    version: i64,
) -> Vec<(String, String)> {
    let mut hidden = vec![("version".to_owned(), version.to_string())];
    hidden.extend(sheet.carried(visit, sent));
    hidden
}

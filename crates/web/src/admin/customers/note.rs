//! `POST /customers/{member_id}/note`: メモ is saved.

use axum::response::Response;
use serde::Deserialize;
use shop::customer::{self, NOTE_MAX, NoteError, Person};
use shop::id::MemberId;

use super::super::settings::Visit;
use super::show::{Asked, Unsaved, page};
use super::{page_of, words};
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::see_other;

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    note: String,
    version: i64,
}

pub(crate) async fn save(
    visit: Visit,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (member, note) = (MemberId(id), (typed.note.as_str(), typed.version));
    let by = &visit.staff.name;
    match customer::save_note(visit.app.world(), &visit.shop, member, note, by).await {
        Ok(()) => {
            let path = page_of(&Person::Member(member));
            Ok(see_other(&format!("{path}?answer=note#h-note")))
        }
        Err(NoteError::TooLong) => {
            let error = format!("メモを{NOTE_MAX}字までにしてください。");
            let unsaved = Unsaved { text: typed.note, error, is_stale: false };
            page(&visit, member, &Asked::default(), Some(unsaved)).await
        }
        Err(NoteError::Stale) => {
            let error = words::STALE.to_owned();
            let unsaved = Unsaved { text: typed.note, error, is_stale: true };
            page(&visit, member, &Asked::default(), Some(unsaved)).await
        }
        Err(NoteError::Gone) => Err(Fault::NotFound),
        Err(NoteError::Store(error)) => Err(error.into()),
    }
}

//! 変更履歴 of a settings form: who changed what, when, from what to what.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::super::{Desk, Here};
use super::Visit;
use super::form::Above;
use super::row::{Change, changes};
use super::sheet::Sheet;
use crate::form::Path;
use crate::respond::Html;
use crate::{Fault, Layout};

const OF_PAYMENTS: &str = "始まった購入は、始めたときの版で終わります。\
                           パスワードと鍵は、新しい値になったことだけを記録します。";
const OF_DELIVERY: &str = "受注には、注文されたときの名前、送料、お届け希望が残ります。";

/// How many versions a page shows.
const SHOWN: usize = 50;

#[derive(Debug, Template)]
#[template(path = "admin/settings/history.html")]
struct HistoryPage {
    layout: Layout,
    desk: Desk,
    above: Above,
    /// The form itself.
    path: String,
    title: &'static str,
    /// What becomes of orders that began with an older version.
    note: &'static str,
    versions: Vec<Version>,
}

/// What one save changed.
#[derive(Debug)]
struct Version {
    number: i64,
    by: String,
    at: String,
    /// None for the first: there was nothing before it.
    changes: Option<Vec<Change>>,
}

/// `GET …/history`
pub(crate) async fn show<S: Sheet>(
    visit: Visit,
    Path(key): Path<S::Key>,
) -> Result<Response, Fault> {
    let sheet = S::open(&visit, key).await?;
    // One more than is shown: what the oldest shown was before.
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let past = sheet.past(&visit, limit).await?;
    let before = past.iter().skip(1).map(|before| Some(&before.said.0)).chain([None]);
    let versions = past.iter().zip(before).take(SHOWN).map(|(one, before)| Version {
        number: one.number,
        by: one.by.clone(),
        at: one.at.to_seconds_text(),
        changes: before.map(|before| changes(before, &one.said.1)),
    });
    let frame = sheet.frame();
    let (layout, desk) = visit.head(&format!("{}の変更履歴", frame.title), frame.here);
    let page = HistoryPage {
        layout,
        desk,
        above: frame.above,
        path: frame.path,
        title: frame.title,
        note: match frame.here {
            Here::BelowPayments => OF_PAYMENTS,
            Here::BelowDelivery => OF_DELIVERY,
            _ => "",
        },
        versions: versions.collect(),
    };
    Ok(Html(page).into_response())
}

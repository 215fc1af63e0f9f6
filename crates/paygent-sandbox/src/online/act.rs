//! 売上 and 取消 by hand: asked first, then done by the same rules as telegrams. What a test card does
//! to a telegram on its way does not happen here: this is how one gets a payment out of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use store::Tx;

use super::by_hand::{line, moved, sentence};
use super::deed::{Deed, money, names};
use super::detail::find;
use super::page::{self, Fault, html};
use super::signed::Signed;
use super::view::{Desk, Payment, named};
use crate::ledger::machine::Act;
use crate::ledger::telegram::{self as log, Line};
use crate::ledger::trade::{self, Entry};
use crate::shared::Shared;

#[derive(Template)]
#[template(path = "online/act.html")]
struct Ask {
    desk: Desk,
    payment: Payment,
    title: &'static str,
    button: &'static str,
    is_danger: bool,
    path: &'static str,
    /// The status that is acted on; another one by then is asked about again.
    from: u8,
    /// Status afterwards and what that means in money; none: it cannot be done.
    will: Option<(String, String)>,
    error: Option<String>,
}

/// The confirmation that comes back.
#[derive(Deserialize)]
pub(super) struct Confirmed {
    from: u8,
}

/// What became of it.
enum Outcome {
    Done,
    Refused(&'static str),
    /// Its status is not what was confirmed.
    Moved,
}

/// `GET /online/payments/{payment_id}/{deed}`: what will happen.
pub(super) async fn ask(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Path((payment_id, deed)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let deed = Deed::named(&deed).ok_or(Fault::NotFound)?;
    let entry = find(&shared, &merchant.merchant_id, &payment_id).await?;
    Ok(asked(&shared, &entry, deed, None))
}

/// `POST /online/payments/{payment_id}/{deed}`
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Path((payment_id, deed)): Path<(String, String)>,
    Form(confirmed): Form<Confirmed>,
) -> Result<Response, Fault> {
    let deed = Deed::named(&deed).ok_or(Fault::NotFound)?;
    let number: i64 = payment_id.parse().map_err(|_| Fault::NotFound)?;
    let (now, settlement) = (shared.clock.now(), shared.settings().settlement);
    let merchant_id = merchant.merchant_id.clone();
    let act = move |tx: &mut dyn Tx| {
        let found = trade::by_payment_id(tx, &merchant_id, number)?;
        let Some(entry) = found else { return Ok(None) };
        let entry = trade::age(tx, entry, now)?;
        if entry.status.0 != confirmed.from {
            return Ok(Some((entry, Outcome::Moved)));
        }
        let act = deed.act(entry.status);
        let after = entry.clone().after(act, settlement, now);
        log::insert(tx, &told(&entry, act, after.as_ref()), now)?;
        Ok::<_, store::Error>(Some(match after {
            Ok(after) => {
                trade::change(tx, &after, now, now)?;
                (after, Outcome::Done)
            }
            Err(code) => (entry, Outcome::Refused(code)),
        }))
    };
    let (entry, outcome) = shared.book.store.write(act).await?.ok_or(Fault::NotFound)?;
    shared.notices.notify_one();
    Ok(match outcome {
        Outcome::Done => page::go(&format!("/online/payments/{number}?done={}", deed.path())),
        Outcome::Refused(code) => asked(&shared, &entry, deed, Some(sentence(code))),
        Outcome::Moved => asked(&shared, &entry, deed, Some(moved())),
    })
}

fn asked(shared: &Shared, entry: &Entry, deed: Deed, error: Option<String>) -> Response {
    let act = deed.act(entry.status);
    let after = entry.clone().after(act, shared.settings().settlement, shared.clock.now());
    let (will, refused) = match after {
        Ok(after) => (Some((named(after.status), money(act, entry.amount))), None),
        Err(code) => (None, Some(sentence(code))),
    };
    let (title, button) = names(act);
    let refuses = error.is_some() || refused.is_some();
    let page = Ask {
        desk: Desk { merchant_id: entry.merchant_id.clone(), place: "search" },
        payment: Payment::of(entry),
        title,
        button,
        is_danger: deed == Deed::Cancel,
        path: deed.path(),
        from: entry.status.0,
        will,
        error: error.or(refused),
    };
    html(if refuses { StatusCode::CONFLICT } else { StatusCode::OK }, &page)
}

fn told(entry: &Entry, act: Act, after: Result<&Entry, &&'static str>) -> Line {
    let kind = match act {
        Act::Cancel => "021",
        Act::Capture => "022",
        Act::Refund => "023",
    };
    let asked = format!("act={kind}\npayment_id={}\n", entry.payment_id);
    let done = after.map(|after| format!("payment_status={}\n", after.status.0));
    line(entry, asked, &done.map_err(|code| *code))
}

//! 売上 and 取消 by hand: asked first, then done by the same rules as telegrams. What a test card does
//! to a telegram on its way does not happen here: this is how one gets a payment out of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use paygent::Status;
use serde::Deserialize;
use store::Tx;

use super::detail::find;
use super::page::{self, Fault, html};
use super::session::Signed;
use super::view::{Desk, Payment, named};
use crate::acs::grouped;
use crate::ledger::machine::Act;
use crate::ledger::telegram::{self as log, BY_HAND, Line};
use crate::ledger::trade::{self, Entry};
use crate::shared::Shared;
use crate::telegrams::detail::refusal;

/// What a person wants; which act that is depends on the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Capture,
    Cancel,
}

impl Deed {
    fn named(text: &str) -> Option<Self> {
        match text {
            "capture" => Some(Self::Capture),
            "cancel" => Some(Self::Cancel),
            _ => None,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Cancel => "cancel",
        }
    }

    /// 021 while it is held, 023 once it is captured.
    pub(super) fn act(self, status: Status) -> Act {
        match (self, status.0) {
            (Self::Capture, _) => Act::Capture,
            (Self::Cancel, 40..=60) => Act::Refund,
            (Self::Cancel, _) => Act::Cancel,
        }
    }
}

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
        log::insert(tx, &line(&entry, act, after.as_ref()), now)?;
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

/// What is said where a payment has moved since it was looked at.
pub(super) fn moved() -> String {
    "いまの状況を確かめてください。この画面を開いたあとで、決済の状況が変わりました。".to_owned()
}

/// A refusal, as a telegram would say it.
pub(super) fn sentence(code: &str) -> String {
    format!("{}（{code}）", refusal(code).detail)
}

fn asked(shared: &Shared, entry: &Entry, deed: Deed, error: Option<String>) -> Response {
    let act = deed.act(entry.status);
    let after = entry.clone().after(act, shared.settings().settlement, shared.clock.now());
    let (will, refused) = match after {
        Ok(after) => (Some((named(after.status), money(act, entry.amount))), None),
        Err(code) => (None, Some(sentence(code))),
    };
    let (title, button) = match act {
        Act::Capture => ("売上", "売上にする"),
        Act::Cancel => ("オーソリ取消", "オーソリを取り消す"),
        Act::Refund => ("売上取消", "売上を取り消す"),
    };
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

fn money(act: Act, yen: i64) -> String {
    let yen = grouped(yen);
    match act {
        Act::Capture => format!("お客様に{yen}円を請求します。"),
        Act::Cancel => format!("確保した{yen}円を戻します。お客様への請求はありません。"),
        Act::Refund => format!("お客様に{yen}円を返金します。"),
    }
}

fn line(entry: &Entry, act: Act, after: Result<&Entry, &&'static str>) -> Line {
    let kind = match act {
        Act::Cancel => "021",
        Act::Capture => "022",
        Act::Refund => "023",
    };
    let asked = format!("act={kind}\npayment_id={}\n", entry.payment_id);
    let done = after.map(|after| format!("payment_status={}\n", after.status.0));
    by_hand(entry, asked, &done.map_err(|code| *code))
}

/// What the log says of something done by hand to this payment.
pub(super) fn by_hand(entry: &Entry, asked: String, done: &Result<String, &str>) -> Line {
    let (result, code) = match done {
        Ok(_) => ("0", ""),
        Err(code) => ("1", *code),
    };
    let answered = match done {
        Ok(fields) => format!("result=0\n{fields}"),
        Err(code) => format!("result=1\nresponse_code={code}\n"),
    };
    Line {
        merchant_id: entry.merchant_id.clone(),
        kind: BY_HAND.to_owned(),
        trading_id: entry.trading_id.clone(),
        payment_id: entry.payment_id.to_string(),
        amount: Some(entry.amount),
        result,
        code: code.to_owned(),
        asked,
        answered,
    }
}

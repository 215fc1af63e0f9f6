//! 金額変更 by hand: 028 and 029 without a telegram. A new payment takes the old one's place.

mod asked;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use paygent::telegram::PaymentRef;
use paygent::telegram::change_amount::{Amount, Change};
use store::Tx;

use asked::{Asked, kind};

use super::by_hand::{line, moved, sentence};
use super::detail::find;
use super::page::{self, Fault, html};
use super::signed::Signed;
use super::view::{Desk, Payment, named};
use crate::acs::grouped;
use crate::ledger::amount::{self, Subject};
use crate::ledger::telegram as log;
use crate::ledger::trade::{self, Entry};
use crate::shared::Shared;
use crate::telegrams::change_amount::change;

#[derive(Template)]
#[template(path = "online/amount.html")]
struct Ask {
    desk: Desk,
    payment: Payment,
    from: u8,
    asked: Asked,
    /// 028 and 029, as far as they are possible now; none: it cannot be changed.
    ways: Vec<Way>,
    /// What will happen, once the amount is a possible one.
    will: Option<Will>,
    /// What is wrong with the amount.
    wrong: Option<String>,
    error: Option<String>,
}

struct Way {
    kind: &'static str,
    says: &'static str,
    chosen: bool,
}

struct Will {
    total: i64,
    /// Old and new: what they become.
    base: String,
    new: String,
    says: String,
}

/// `GET /online/payments/{payment_id}/amount`: the form, and with an amount what will happen.
pub(super) async fn ask(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Path(payment_id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let entry = find(&shared, &merchant.merchant_id, &payment_id).await?;
    Ok(shown(&shared, &entry, asked, None))
}

/// `POST /online/payments/{payment_id}/amount`
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Path(payment_id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, Fault> {
    let number: i64 = payment_id.parse().map_err(|_| Fault::NotFound)?;
    let Some((total, subject)) = asked.yen().zip(asked.subject()) else {
        let entry = find(&shared, &merchant.merchant_id, &payment_id).await?;
        return Ok(shown(&shared, &entry, asked, None));
    };
    let from = asked.from;
    let scene = shared.scene(merchant);
    let act = move |tx: &mut dyn Tx| {
        let found = trade::by_payment_id(tx, &scene.merchant.merchant_id, number)?;
        let Some(entry) = found else { return Ok(None) };
        let entry = trade::age(tx, entry, scene.now)?;
        if entry.status.0 != from {
            return Ok(Some((entry, Err(moved()))));
        }
        let payment = PaymentRef::by_payment_id(number.to_string());
        let asked = Change { payment, amount: Amount::Total(total), old_first: false };
        let fields = format!(
            "act={}\npayment_id={number}\npayment_amount={total}\nreduction_flag=0\n",
            kind(subject)
        );
        let answer = change(subject, &asked, tx, &scene)?.answer;
        let done = answer.as_ref().map_err(|refusal| refusal.code.as_str());
        let done = done
            .map(|new| format!("payment_id={}\nbase_payment_id={number}\n", new.card.payment_id));
        let mut line = line(&entry, fields, &done);
        line.amount = Some(total);
        // As with 028: the line belongs to the new payment and names the old one.
        if let Ok(new) = &answer {
            line.payment_id.clone_from(&new.card.payment_id);
        }
        log::insert(tx, &line, scene.now)?;
        let done = answer.map(|new| new.card.payment_id).map_err(|no| sentence(&no.code));
        Ok::<_, store::Error>(Some((entry, done)))
    };
    let (entry, done) = shared.book.store.write(act).await?.ok_or(Fault::NotFound)?;
    shared.notices.notify_one();
    Ok(match done {
        Ok(payment_id) => page::go(&format!("/online/payments/{payment_id}?done=amount")),
        Err(error) => shown(&shared, &entry, asked, Some(error)),
    })
}

fn shown(shared: &Shared, entry: &Entry, mut asked: Asked, error: Option<String>) -> Response {
    let settlement = shared.settings().settlement;
    let possible = |subject| amount::replacement(subject, entry.status, settlement);
    let (hold, sale) = (possible(Subject::Hold), possible(Subject::Sale));
    // What is possible is chosen, unless the other one was.
    if hold.is_err() || asked.subject().is_none() {
        let first = if hold.is_ok() { Subject::Hold } else { Subject::Sale };
        kind(first).clone_into(&mut asked.kind);
    }
    let all = [
        (hold.is_ok(), "028", "オーソリのまま金額を変える"),
        (sale.is_ok(), "029", "変更後の金額で売上にする"),
    ];
    let ways = all.into_iter().filter(|way| way.0);
    let ways: Vec<_> =
        ways.map(|(_, kind, says)| Way { kind, says, chosen: asked.kind == kind }).collect();
    let refused = sale.err().map(sentence);
    let wrong = match (&asked.total, asked.yen()) {
        (Some(_), None) => Some("変更後の金額を数字で入力してください。".to_owned()),
        (Some(_), Some(yen)) if amount::total(entry.amount, Amount::Total(yen)).is_none() => {
            Some(sentence("2013"))
        }
        _ => None,
    };
    let will = asked.yen().zip(asked.subject()).filter(|_| wrong.is_none());
    let will = will.and_then(|(total, subject)| {
        let both = possible(subject).ok()?;
        let says = money(subject, entry.amount, total);
        Some(Will { total, base: named(both.base), new: named(both.new), says })
    });
    let status = match (&wrong, error.is_some() || refused.is_some()) {
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::CONFLICT,
        (None, false) => StatusCode::OK,
    };
    let page = Ask {
        desk: Desk { merchant_id: entry.merchant_id.clone(), place: "search" },
        payment: Payment::of(entry),
        from: entry.status.0,
        asked,
        ways,
        will,
        wrong,
        error: error.or(refused),
    };
    html(status, &page)
}

fn money(subject: Subject, old: i64, new: i64) -> String {
    let (less, new) = (grouped(old - new), grouped(new));
    match subject {
        Subject::Hold => format!("確保する金額は{new}円になります。お客様への請求はありません。"),
        Subject::Sale => format!("お客様への請求は{new}円になります（−{less}円）。"),
    }
}

//! 受注完了, 受注キャンセル and 受注一覧へ戻す of one order: `GET` says what will happen, `POST` does
//! it. What somebody else changed meanwhile comes back with the page, never as an
//! error.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::id::OrderId;
use shop::order::List;
use shop::order::moves::{
    self, Along, Caution, Move, MoveError, Shown, Together, Wish, relocate, verdict,
};
use shop::order::show::OrderDetail;
use shop::payment::{ActError, Done, Look, Settled};
use shop::profile::Shop;
use shop::staff::Session;

use super::super::{AtSession, Desk, Here, step_up, text};
use super::move_form::{MoveForm, MovePage, Typed, is_unseen, shown};
use super::{move_words as words, outcome, show};
use crate::form::{Form, Path};
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// The fields of the form, some of which come several times.
pub(crate) type Fields = Vec<(String, String)>;

macro_rules! doors {
    ($($act:ident: $ask:ident, $submit:ident;)*) => {$(
        pub(crate) async fn $ask(
            State(app): State<App>,
            AtShop(shop): AtShop,
            AtSession(session): AtSession,
            Path(order): Path<i64>,
        ) -> Result<Response, Fault> {
            Visit { app, shop: &shop, session, order: OrderId(order), act: Move::$act }.ask().await
        }

        pub(crate) async fn $submit(
            State(app): State<App>,
            AtShop(shop): AtShop,
            AtSession(session): AtSession,
            Path(order): Path<i64>,
            Form(fields): Form<Fields>,
        ) -> Result<Response, Fault> {
            let order = OrderId(order);
            Visit { app, shop: &shop, session, order, act: Move::$act }.submit(fields).await
        }
    )*};
}

doors! {
    Complete: ask_completion, submit_completion;
    Cancel: ask_cancellation, submit_cancellation;
    Reopen: ask_reopening, submit_reopening;
}

/// Somebody at one move of one order.
struct Visit<'a> {
    app: App,
    shop: &'a Shop,
    session: Session,
    order: OrderId,
    act: Move,
}

/// What was sent.
struct Sent {
    shown: Option<Shown>,
    acknowledged: Vec<Caution>,
    with_stock: bool,
    along: bool,
}

impl Sent {
    fn of(fields: &Fields) -> Sent {
        let all = |wanted: &'static str| {
            fields.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str())
        };
        Sent {
            shown: all("shown").next().and_then(|shown| shown.parse().ok()),
            acknowledged: all("caution").filter_map(Caution::from_word).collect(),
            // The last one counts: a button's own word stands after the box.
            with_stock: all("stock").next_back() == Some("on"),
            along: all("do").next_back() == Some("along"),
        }
    }

    fn typed(&self) -> Typed {
        let (acknowledged, with_stock) = (self.acknowledged.clone(), Some(self.with_stock));
        Typed { acknowledged, with_stock, ..Typed::default() }
    }
}

impl Visit<'_> {
    async fn ask(&self) -> Result<Response, Fault> {
        let (detail, look) = show::open(&self.app, self.shop, self.order).await?;
        let typed = Typed::default();
        if MoveForm::of(self.act, &detail, look.as_ref(), self.session.staff.role, &typed).is_none()
        {
            return Ok(self.back("no-way"));
        }
        let page = self.page(&detail, look.as_ref(), &typed, None);
        Ok(Html(page).into_response())
    }

    async fn submit(&self, fields: Fields) -> Result<Response, Fault> {
        let sent = Sent::of(&fields);
        let (detail, look) = show::open(&self.app, self.shop, self.order).await?;
        let is_refund = self.act == Move::Cancel
            && sent.along
            && look.as_ref().is_some_and(|look| look.payment.settled() == Settled::Captured);
        if is_refund && !self.session.is_fresh(self.app.world().now()) {
            let path = format!("/orders/{}/{}", self.order, words::noun(self.act));
            return Ok(step_up::ask_with(&self.app, self.shop, &self.session, &path, &fields));
        }
        let Some(seen) = sent.shown else {
            return Ok(again(self.page(&detail, look.as_ref(), &sent.typed(), None)));
        };
        let wish = Wish {
            act: self.act,
            with_stock: sent.with_stock,
            shown: seen,
            acknowledged: sent.acknowledged.clone(),
            unseen: is_unseen(look.as_ref()),
        };
        // What goes along is decided by what the page showed: what it is by now is looked at again.
        let along = verdict(self.act, seen.standing, wish.unseen).along;
        match (sent.along, along) {
            (true, Some(along)) => self.both(wish, along, &sent).await,
            (true, None) => self.not_moved(MoveError::NoWay(seen), &sent, None).await,
            (false, _) => {
                let by = &self.session.staff.name;
                let done = relocate(self.app.world(), self.shop.id, self.order, &wish, by).await;
                match done {
                    Ok(_) => Ok(self.back("done")),
                    Err(error) => self.not_moved(error, &sent, None).await,
                }
            }
        }
    }

    /// The payment act and then the move, on a task of its own.
    async fn both(&self, wish: Wish, along: Along, sent: &Sent) -> Result<Response, Fault> {
        let (world, shop, order) = (self.app.world().clone(), self.shop.id, self.order);
        let by = self.session.staff.name.clone();
        let task =
            tokio::spawn(
                async move { moves::together(&world, shop, order, (&wish, along), &by).await },
            );
        let done = match tokio::time::timeout(outcome::PATIENCE, task).await {
            Ok(done) => done.map_err(|error| Fault::Broken(error.to_string()))?,
            Err(_) => return Ok(self.back("checking")),
        };
        match done {
            Ok(Together::Moved(_)) => Ok(self.back("both")),
            Ok(Together::NotPaid(Done::Done)) => Ok(self.back("denied")),
            Ok(Together::NotPaid(other)) => self.answer(Ok(other)),
            Ok(Together::Denied(denied)) => self.answer(Err(ActError::Denied(denied))),
            Ok(Together::PaidOnly(error)) => self.not_moved(error, sent, Some(along)).await,
            Err(error) => self.not_moved(error, sent, None).await,
        }
    }

    fn answer(&self, done: Result<Done, ActError>) -> Result<Response, Fault> {
        outcome::back(self.order, words::noun(self.act), done)
    }

    /// The page again, as the order stands now, with what was not done and why.
    async fn not_moved(
        &self,
        error: MoveError,
        sent: &Sent,
        paid: Option<Along>,
    ) -> Result<Response, Fault> {
        let mut typed = sent.typed();
        let (refusal, has_changed) = match error {
            MoveError::Gone => return Err(Fault::NotFound),
            MoveError::Store(error) => return Err(error.into()),
            MoveError::Account(error) => return Err(error.into()),
            MoveError::InFlight => (Some(words::BUSY.to_owned()), false),
            MoveError::Changed(_) => {
                // What was acknowledged was about something else.
                typed.acknowledged.clear();
                (Some(words::CHANGED.to_owned()), true)
            }
            MoveError::NoWay(_) => (Some(words::NO_WAY.to_owned()), false),
            MoveError::Cautions(_) => {
                typed.is_unacknowledged = true;
                (None, false)
            }
            MoveError::Short(names) => {
                typed.is_short = true;
                (Some(words::short(&names)), false)
            }
        };
        let refusal = paid.map(words::paid_only).or(refusal);
        let (detail, look) = show::open(&self.app, self.shop, self.order).await?;
        let mut page = self.page(&detail, look.as_ref(), &typed, refusal);
        if has_changed {
            page.changes = changes(sent.shown, &detail);
        }
        Ok(again(page))
    }

    fn page(
        &self,
        detail: &OrderDetail,
        look: Option<&Look>,
        typed: &Typed,
        refusal: Option<String>,
    ) -> MovePage {
        let role = self.session.staff.role;
        let title = words::title(self.act, &detail.number);
        MovePage {
            layout: Layout::admin(&self.app, self.shop, &title),
            desk: Desk::of(&self.session.staff, Here::BelowOrders),
            order: format!("/orders/{}", self.order),
            page: words::page_title(detail.list, self.order.0),
            title,
            refusal,
            changes: Vec::new(),
            form: MoveForm::of(self.act, detail, look, role, typed),
        }
    }

    fn back(&self, answer: &str) -> Response {
        let (order, noun) = (self.order, words::noun(self.act));
        see_other(&format!("/orders/{order}?act={noun}&answer={answer}"))
    }
}

fn again(page: MovePage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

/// What it was, what it is, and who did it.
fn changes(seen: Option<Shown>, detail: &OrderDetail) -> Vec<String> {
    let by_now = shown(detail);
    let mut lines = Vec::new();
    if let Some(seen) = seen {
        lines.push(format!("{} → {}", words::shown(seen), words::shown(by_now)));
    }
    lines.extend(
        detail
            .history
            .first()
            .map(|line| format!("{} {}：{}", line.at.to_seconds_text(), line.by, line.what)),
    );
    lines
}

/// The answer on the order's page, for an act that is a move.
pub(crate) fn answer(act: &str, answer: &str) -> Option<String> {
    let act = Move::ALL.into_iter().find(|one| words::noun(*one) == act)?;
    let along = match act {
        Move::Complete => Some(Along::Capture),
        Move::Cancel => Some(Along::CancelPayment),
        Move::Reopen => None,
    };
    Some(match (answer, along) {
        ("done", _) => words::moved(act).to_owned(),
        ("both", Some(along)) => words::both_done(along).to_owned(),
        _ => return None,
    })
}

/// Whether the order is where this act would have brought it.
pub(crate) fn is_there(act: &str, list: List) -> bool {
    let to = Move::ALL.into_iter().find(|one| words::noun(*one) == act);
    to.is_some_and(|act| act.to() == list)
}

/// What an answer of Paygent's to the payment act before a move is called: the act's own word.
pub(crate) fn payment_act(act: &str) -> Option<&'static str> {
    match Move::ALL.into_iter().find(|one| words::noun(*one) == act)? {
        Move::Complete => Some(text::CAPTURE),
        Move::Cancel => Some(text::CANCEL),
        Move::Reopen => Some(words::button(Move::Reopen)),
    }
}

//! What the gateway does with each telegram: one file per kind, each a closure's worth of ledger.

mod authorise;
mod cancel;
mod capture;
pub(crate) mod detail;
mod inquire;
mod payment_act;
mod refund;
mod three_ds;

use std::sync::Arc;

use paygent::telegram::{
    authorise as tg020, cancel as tg021, capture as tg022, inquire as tg094, refund as tg023,
    three_ds as tg450,
};
use paygent::{Charset, Credentials, Incoming, Problem, Refusal, Telegram, reply};
use store::Tx;

use crate::card::Salt;
use crate::clock::Millis;
use crate::control::Trick;
use crate::ledger::Settings;
use crate::ledger::telegram::{self as log, Line};
use crate::options::Merchant;
use crate::shared::Shared;

/// Everything a telegram is decided with, beside the ledger. Decisions may run twice; what is
/// random or new is chosen here, once.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) now: Millis,
    pub(crate) settings: Settings,
    pub(crate) merchant: Arc<Merchant>,
    pub(crate) salt: Salt,
    /// Where browsers find the sandbox.
    pub(crate) browser_url: Arc<str>,
    /// How late a card that answers late does so.
    pub(crate) late_answer_ms: u64,
    /// The number of the payment, should there be a new one.
    pub(crate) payment_id: i64,
    /// The id of the authentication, should there be a new one.
    pub(crate) auth_id: String,
}

/// What came of a telegram: its answer, and what happens to that answer on the way.
pub(crate) struct Decision<A> {
    pub(crate) answer: Result<A, Refusal>,
    pub(crate) trick: Option<Trick>,
}

impl<A> Decision<A> {
    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self { answer: Err(refusal), trick: None }
    }
}

impl<A> From<Result<A, Refusal>> for Decision<A> {
    fn from(answer: Result<A, Refusal>) -> Self {
        Self { answer, trick: None }
    }
}

/// A telegram the sandbox serves.
pub(crate) trait Serve: Telegram + Send + Sync + 'static {
    /// Decides inside the ledger's transaction. An `Err` is the database's and leaves nothing.
    fn serve(&self, tx: &mut dyn Tx, scene: &Scene)
    -> Result<Decision<Self::Answer>, store::Error>;
}

/// An answer ready to be sent.
pub(crate) struct Reply {
    pub(crate) body: Vec<u8>,
    pub(crate) charset: Charset,
    pub(crate) trick: Option<Trick>,
}

/// Takes a telegram that came to this path through all checks to its answer.
pub(crate) async fn answer(
    shared: &Shared,
    path: &str,
    incoming: &Incoming,
) -> Result<Reply, store::Error> {
    match incoming.header().kind.as_str() {
        tg020::Request::KIND => run::<tg020::Request>(shared, path, incoming).await,
        tg021::Request::KIND => run::<tg021::Request>(shared, path, incoming).await,
        tg022::Request::KIND => run::<tg022::Request>(shared, path, incoming).await,
        tg023::Request::KIND => run::<tg023::Request>(shared, path, incoming).await,
        tg094::Request::KIND => run::<tg094::Request>(shared, path, incoming).await,
        tg450::Request::KIND => run::<tg450::Request>(shared, path, incoming).await,
        kind => refuse(shared, incoming, unserved(shared, incoming, kind)).await,
    }
}

/// Answers a refusal that needs no ledger; the log gets it all the same.
pub(crate) async fn refuse(
    shared: &Shared,
    incoming: &Incoming,
    refusal: Refusal,
) -> Result<Reply, store::Error> {
    let line = line(incoming, "1", &refusal.code);
    let now = shared.clock.now();
    shared.book.store.write(move |tx| log::insert(tx, &line, now)).await?;
    let charset = incoming.charset();
    Ok(Reply { body: encoded(reply::refused_in(charset, &refusal))?, charset, trick: None })
}

/// What the log says of a telegram.
pub(crate) fn line(incoming: &Incoming, result: &'static str, code: &str) -> Line {
    let fields = incoming.fields();
    let short = |name: &str| fields.get(name).unwrap_or_default().chars().take(40).collect();
    Line {
        kind: incoming.header().kind.chars().take(3).collect(),
        trading_id: short("trading_id"),
        payment_id: short("payment_id"),
        amount: fields.get("payment_amount").and_then(|text| text.parse().ok()),
        result,
        code: code.to_owned(),
    }
}

async fn run<T: Serve>(
    shared: &Shared,
    path: &str,
    incoming: &Incoming,
) -> Result<Reply, store::Error>
where
    T::Answer: Send + 'static,
{
    let checked = check::<T>(&shared.merchant, path, incoming);
    let request =
        match checked.and_then(|()| incoming.telegram::<T>().map_err(|e| detail::field(&e))) {
            Ok(request) => request,
            Err(refusal) => return refuse(shared, incoming, refusal).await,
        };
    let scene = shared.scene();
    let written = line(incoming, "0", "");
    let decide = move |tx: &mut dyn Tx| {
        let decision = request.serve(tx, &scene)?;
        let mut line = written.clone();
        match &decision {
            Decision { trick: Some(Trick::DropBeforeCommit), .. } => line.result = "",
            Decision { answer: Err(refusal), .. } => {
                line.result = "1";
                line.code.clone_from(&refusal.code);
            }
            Decision { answer: Ok(answer), .. } => {
                if let Some(payment_id) = paygent::Answer::fields(answer).get("payment_id") {
                    payment_id.clone_into(&mut line.payment_id);
                }
            }
        }
        log::insert(tx, &line, scene.now)?;
        Ok::<_, store::Error>(decision)
    };
    let decision = shared.book.store.write(decide).await?;
    let body = match &decision.answer {
        Ok(answer) => reply::accepted::<T>(answer),
        Err(refusal) => reply::refused::<T>(refusal),
    };
    Ok(Reply { body: encoded(body)?, charset: T::CHARSET, trick: decision.trick })
}

/// Path, credentials, version: in this order (reference 9.2).
fn check<T: Telegram>(merchant: &Merchant, path: &str, incoming: &Incoming) -> Result<(), Refusal> {
    if path != T::PATH {
        return Err(detail::refusal("P004"));
    }
    check_credentials(merchant, incoming)
}

fn check_credentials(merchant: &Merchant, incoming: &Incoming) -> Result<(), Refusal> {
    let header = incoming.header();
    let Credentials { merchant_id, connect_id, connect_password } = &header.credentials;
    if merchant_id.is_empty() || connect_id.is_empty() || connect_password.is_empty() {
        return Err(detail::refusal("P001"));
    }
    if *merchant_id != merchant.merchant_id
        || *connect_id != merchant.connect_id
        || *connect_password != merchant.connect_password
    {
        return Err(detail::refusal("P002"));
    }
    if header.version != "1.0" {
        return Err(detail::refusal("P003"));
    }
    Ok(())
}

/// A kind that is not served is P007, none at all is P005 or P006.
fn unserved(shared: &Shared, incoming: &Incoming, kind: &str) -> Refusal {
    if let Err(refusal) = check_credentials(&shared.merchant, incoming) {
        return refusal;
    }
    if kind.is_empty() {
        let absent = incoming.fields().get("telegram_kind").is_none();
        let problem = if absent { Problem::Absent } else { Problem::Empty };
        let error =
            paygent::FieldError { field: "telegram_kind".into(), problem, note: String::new() };
        return detail::field(&error);
    }
    detail::refusal("P007")
}

fn encoded(body: Result<Vec<u8>, paygent::FieldError>) -> Result<Vec<u8>, store::Error> {
    body.map_err(|error| store::Error::Engine(format!("the answer cannot be written: {error}")))
}

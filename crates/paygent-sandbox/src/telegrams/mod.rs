//! What the gateway does with each telegram: one file per kind, each a closure's worth of ledger.

mod authorise;
mod cancel;
mod capture;
pub(crate) mod change_amount;
mod change_hold;
mod change_sale;
pub(crate) mod detail;
pub(crate) mod difference;
mod inquire;
mod paths;
mod payment_act;
mod refund;
mod shown;
mod stored_card;
mod three_ds;

use std::sync::Arc;

use paygent::telegram::stored_card::{
    change as tg116, delete as tg026, list as tg027, register as tg025,
};
use paygent::telegram::{
    authorise as tg020, cancel as tg021, capture as tg022, change_hold as tg028,
    change_sale as tg029, difference as tg091, inquire as tg094, refund as tg023,
    three_ds as tg450,
};
use paygent::{Charset, Credentials, Incoming, Problem, Refusal, Telegram, reply};
use store::Tx;

use crate::card::Salt;
use crate::clock::Millis;
use crate::control::Trick;
use crate::ledger::Settings;
use crate::ledger::telegram::{self as log, Line};
use crate::merchant::Merchant;
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

/// A telegram as it came.
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) incoming: Incoming,
    pub(crate) certificate: Certificate,
}

/// The client certificate behind a telegram.
pub(crate) enum Certificate {
    /// This sandbox asks for none.
    NotNeeded,
    /// Whose it is, by its common name; none was shown, or none that counts.
    Of(Option<String>),
}

/// The kinds that are served; [`answer`] has the same.
pub(crate) const KINDS: &[&str] = &[
    tg020::Request::KIND,
    tg021::Request::KIND,
    tg022::Request::KIND,
    tg023::Request::KIND,
    tg025::Request::KIND,
    tg026::Request::KIND,
    tg027::Request::KIND,
    tg028::Request::KIND,
    tg029::Request::KIND,
    tg091::Request::KIND,
    tg094::Request::KIND,
    tg116::Request::KIND,
    tg450::Request::KIND,
];

/// Takes a telegram through all checks to its answer.
pub(crate) async fn answer(shared: &Shared, asked: &Asked) -> Result<Reply, store::Error> {
    match asked.incoming.header().kind.as_str() {
        tg020::Request::KIND => run::<tg020::Request>(shared, asked).await,
        tg021::Request::KIND => run::<tg021::Request>(shared, asked).await,
        tg022::Request::KIND => run::<tg022::Request>(shared, asked).await,
        tg023::Request::KIND => run::<tg023::Request>(shared, asked).await,
        tg025::Request::KIND => run::<tg025::Request>(shared, asked).await,
        tg026::Request::KIND => run::<tg026::Request>(shared, asked).await,
        tg027::Request::KIND => run::<tg027::Request>(shared, asked).await,
        tg028::Request::KIND => run::<tg028::Request>(shared, asked).await,
        tg029::Request::KIND => run::<tg029::Request>(shared, asked).await,
        tg091::Request::KIND => run::<tg091::Request>(shared, asked).await,
        tg094::Request::KIND => run::<tg094::Request>(shared, asked).await,
        tg116::Request::KIND => run::<tg116::Request>(shared, asked).await,
        tg450::Request::KIND => run::<tg450::Request>(shared, asked).await,
        kind => refuse(shared, &asked.incoming, unserved(shared, asked, kind)).await,
    }
}

/// Answers a refusal that needs no ledger; the log gets it all the same.
pub(crate) async fn refuse(
    shared: &Shared,
    incoming: &Incoming,
    refusal: Refusal,
) -> Result<Reply, store::Error> {
    let charset = incoming.charset();
    let body = encoded(match incoming.header().kind.as_str() {
        // The one kind whose answers are tables.
        tg027::Request::KIND => reply::refused::<tg027::Request>(&refusal),
        _ => reply::refused_in(charset, &refusal),
    })?;
    let mut line = line(incoming);
    line.result = "1";
    line.code = refusal.code;
    line.answered = shown::answer(&body, charset);
    let now = shared.clock.now();
    shared.book.store.write(move |tx| log::insert(tx, &line, now)).await?;
    Ok(Reply { body, charset, trick: None })
}

/// What the log says of a telegram that is not answered.
pub(crate) fn line(incoming: &Incoming) -> Line {
    let fields = incoming.fields();
    let shown = |name: &str| shown::plain(fields.get(name).unwrap_or_default());
    let short = |name: &str| shown(name).chars().take(40).collect();
    Line {
        merchant_id: short("merchant_id"),
        kind: incoming.header().kind.chars().take(3).collect(),
        trading_id: short("trading_id"),
        payment_id: short("payment_id"),
        amount: shown("payment_amount").parse().ok(),
        asked: shown::request(fields),
        ..Line::default()
    }
}

async fn run<T: Serve>(shared: &Shared, asked: &Asked) -> Result<Reply, store::Error>
where
    T::Answer: Send + 'static,
{
    let incoming = &asked.incoming;
    let checked = check::<T>(shared, asked).and_then(|merchant| {
        let request = incoming.telegram::<T>().map_err(|error| detail::field(&error))?;
        Ok((merchant, request))
    });
    let (merchant, request) = match checked {
        Ok(checked) => checked,
        Err(refusal) => return refuse(shared, incoming, refusal).await,
    };
    let is_told = merchant.notice_url.is_some();
    let scene = shared.scene(merchant);
    let written = line(incoming);
    let decide = move |tx: &mut dyn Tx| {
        let decision = request.serve(tx, &scene)?;
        let (reply, line) = told::<T>(decision, written.clone())?;
        log::insert(tx, &line, scene.now)?;
        Ok::<_, store::Error>(reply)
    };
    let reply = shared.book.store.write(decide).await?;
    if is_told {
        shared.notices.notify_one();
    }
    Ok(reply)
}

/// The answer's bytes, and what the log says of them.
fn told<T: Serve>(
    decision: Decision<T::Answer>,
    mut line: Line,
) -> Result<(Reply, Line), store::Error> {
    let body = encoded(match &decision.answer {
        Ok(answer) => reply::accepted::<T>(answer),
        Err(refusal) => reply::refused::<T>(refusal),
    })?;
    if decision.trick != Some(Trick::DropBeforeCommit) {
        line.answered = shown::answer(&body, T::CHARSET);
        match &decision.answer {
            Ok(answer) => {
                line.result = "0";
                if let Some(payment_id) = paygent::Answer::fields(answer).get("payment_id") {
                    payment_id.clone_into(&mut line.payment_id);
                }
            }
            Err(refusal) => {
                line.result = "1";
                line.code.clone_from(&refusal.code);
            }
        }
    }
    Ok((Reply { body, charset: T::CHARSET, trick: decision.trick }, line))
}

/// Path, credentials, version: in this order (reference 9.2). Gives the merchant who asks.
fn check<T: Telegram>(shared: &Shared, asked: &Asked) -> Result<Arc<Merchant>, Refusal> {
    if asked.path != T::PATH {
        return Err(detail::refusal("P004"));
    }
    check_credentials(shared, asked)
}

/// The certificate comes behind the password, and must be the merchant's own. Both unconfirmed.
fn check_credentials(shared: &Shared, asked: &Asked) -> Result<Arc<Merchant>, Refusal> {
    let header = asked.incoming.header();
    let Credentials { merchant_id, connect_id, connect_password } = &header.credentials;
    if merchant_id.is_empty() || connect_id.is_empty() || connect_password.is_empty() {
        return Err(detail::refusal("P001"));
    }
    let known = shared.merchants.find(merchant_id).filter(|merchant| {
        *connect_id == merchant.connect_id && *connect_password == merchant.connect_password
    });
    let Some(merchant) = known else { return Err(detail::refusal("P002")) };
    if let Certificate::Of(whose) = &asked.certificate
        && whose.as_ref() != Some(merchant_id)
    {
        return Err(detail::refusal("P016"));
    }
    if header.version != "1.0" {
        return Err(detail::refusal("P003"));
    }
    Ok(merchant)
}

/// A kind that is not served is P007 at its own path, none at all is P005 or P006.
fn unserved(shared: &Shared, asked: &Asked, kind: &str) -> Refusal {
    if paths::path_of(kind).is_some_and(|own| own != asked.path) {
        return detail::refusal("P004");
    }
    if let Err(refusal) = check_credentials(shared, asked) {
        return refusal;
    }
    if kind.is_empty() {
        let absent = asked.incoming.fields().get("telegram_kind").is_none();
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

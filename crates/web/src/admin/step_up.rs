//! もう一度ご本人の確認: a while after the last proof, what matters asks again who it is, and then goes
//! on with what was sent. That travels sealed in the page's form, so that nothing typed is lost and
//! no secret stands in a hidden field.

use askama::Template;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use shop::profile::Shop;
use shop::secret::Secret;
use shop::staff::{self, ProveError, Session};

use super::session::From;
use super::{Desk, Here, text};
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// The largest form of ours, sealed and written as text twice.
const SEALED_MAX: usize = 20 * 1024 * 1024;
/// How the form of this page begins.
const MARK: &[u8] = b"step_up=";

#[derive(Debug, Template)]
#[template(path = "admin/step_up.html")]
pub(crate) struct StepUpPage {
    pub layout: Layout,
    pub desk: Desk,
    /// Where the form goes: where it came from.
    pub path: String,
    /// What was sent there.
    pub sealed: String,
    /// Whether a code is asked for; else the password.
    pub by_code: bool,
    /// Why the last answer was none.
    pub refusal: Option<&'static str>,
}

/// What was sent, as it stands in a seal.
#[derive(Serialize, Deserialize)]
struct Kept {
    kind: String,
    body: String,
}

/// What this page's form sends. Not `Debug`: the proof must reach no log.
#[derive(Default)]
struct Answer {
    step_up: String,
    proof: String,
}

/// Lets a POST through that needs no fresh proof, or brings it; asks for it else. `again`: whether
/// this route needs one.
pub(super) async fn look(
    app: &App,
    shop: &Shop,
    session: &Session,
    again: bool,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, SEALED_MAX).await else {
        return Fault::Malformed("a form that is too large".to_owned()).into_response();
    };
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let asked = Asked { app, shop, session, path };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kept = |body: &Bytes| Kept {
        kind: kind.unwrap_or_default().to_owned(),
        body: URL_SAFE_NO_PAD.encode(body),
    };
    if !body.starts_with(MARK) {
        if again && !session.is_fresh(app.world().now()) {
            return asked.page(&asked.seal(&kept(&body)), StatusCode::FORBIDDEN, None);
        }
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    }
    let answer = Answer::read(&body);
    let Some(kept) = asked.open(&answer.step_up) else {
        return Fault::Malformed("a form that was not sealed here".to_owned()).into_response();
    };
    let From(visitor) = match From::from_request_parts(&mut parts, app).await {
        Ok(from) => from,
        Err(fault) => return fault.into_response(),
    };
    let proof = Secret::new(answer.proof);
    match staff::prove(app.world(), shop, session, &proof, &visitor).await {
        Ok(()) => asked.go_on(parts, &kept, next).await,
        Err(ProveError::Store(error)) => Fault::from(error).into_response(),
        Err(ProveError::Busy) => {
            asked.page(&answer.step_up, StatusCode::SERVICE_UNAVAILABLE, Some(text::SIGN_IN_BUSY))
        }
        Err(ProveError::Shut) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            asked.page(&answer.step_up, status, Some(text::PROOF_SHUT))
        }
        Err(ProveError::Wrong) => {
            let said = if session.has_totp { text::PROOF_CODE_WRONG } else { text::PROOF_WRONG };
            asked.page(&answer.step_up, StatusCode::UNPROCESSABLE_ENTITY, Some(said))
        }
    }
}

/// Asks for a proof before a POST without fields, as a handler sees fit; it then comes again.
pub(crate) fn ask(app: &App, shop: &Shop, session: &Session, path: &str) -> Response {
    ask_with(app, shop, session, path, &[])
}

/// The same before a POST with these fields; it then comes again with them.
pub(crate) fn ask_with(
    app: &App,
    shop: &Shop,
    session: &Session,
    path: &str,
    fields: &[(String, String)],
) -> Response {
    let asked = Asked { app, shop, session, path: path.to_owned() };
    let kind = "application/x-www-form-urlencoded".to_owned();
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let sealed = asked.seal(&Kept { kind, body: URL_SAFE_NO_PAD.encode(body.finish()) });
    asked.page(&sealed, StatusCode::FORBIDDEN, None)
}

impl Answer {
    fn read(body: &[u8]) -> Answer {
        let mut answer = Answer::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "step_up" => answer.step_up = value.into_owned(),
                "proof" => answer.proof = value.into_owned(),
                _ => {}
            }
        }
        answer
    }
}

/// Who is asked about what.
struct Asked<'a> {
    app: &'a App,
    shop: &'a Shop,
    session: &'a Session,
    path: String,
}

impl Asked<'_> {
    fn page(&self, sealed: &str, status: StatusCode, refusal: Option<&'static str>) -> Response {
        let page = StepUpPage {
            layout: Layout::admin(self.app, self.shop, text::STEP_UP),
            desk: Desk::of(&self.session.staff, Here::Elsewhere),
            path: self.path.clone(),
            sealed: sealed.to_owned(),
            by_code: self.session.has_totp,
            refusal,
        };
        (status, Html(page)).into_response()
    }

    /// With what was sent in the place of the proof.
    async fn go_on(&self, mut parts: http::request::Parts, kept: &Kept, next: Next) -> Response {
        let (Ok(body), Ok(kind)) =
            (URL_SAFE_NO_PAD.decode(&kept.body), HeaderValue::from_str(&kept.kind))
        else {
            return Fault::Malformed("a seal of another kind".to_owned()).into_response();
        };
        parts.headers.insert(header::CONTENT_TYPE, kind);
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        let mut session = self.session.clone();
        session.proved_at = self.app.world().now();
        parts.extensions.insert(super::session::AtSession(session));
        next.run(Request::from_parts(parts, Body::from(body))).await
    }

    fn seal(&self, kept: &Kept) -> String {
        let world = self.app.world();
        let text = Secret::new(serde_json::to_string(kept).expect("texts become JSON"));
        URL_SAFE_NO_PAD.encode(world.cipher.seal(&*world.random, &self.place(), &text))
    }

    fn open(&self, sealed: &str) -> Option<Kept> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let text = self.app.world().cipher.open(&self.place(), &bytes).ok()?;
        serde_json::from_str(text.expose()).ok()
    }

    /// Bound to the person and to where it was sent: it goes nowhere else.
    fn place(&self) -> String {
        let Asked { shop, session, path, .. } = self;
        format!("form.step_up/{}/{}{path}", shop.id, session.staff.id)
    }
}

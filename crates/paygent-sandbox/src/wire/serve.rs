//! Accepting connections. `axum::serve` would do, if an answer could not be withheld.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::line::{Director, Line, Script};
use crate::control::Trick;

/// How long to wait when the machine has no file descriptors left.
const PATIENCE: Duration = Duration::from_millis(50);

/// Serves until it is aborted; its connections end with it.
pub(crate) async fn serve(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PATIENCE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // Answers are small and complete; waiting for more bytes would only cost time.
    let _ = stream.set_nodelay(true);
    let director = Director::default();
    let line = Line::new(stream, director.clone());
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (router, director) = (router.clone(), director.clone());
        async move {
            let answer: Result<_, Infallible> = router.oneshot(request.map(Body::new)).await;
            direct(answer.unwrap_or_else(|never| match never {}), &director)
        }
    });
    // A broken connection is somebody's wish or the client's business.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(line), service)
        .await;
}

/// The answer was withheld; hyper closes the connection.
#[derive(Debug, thiserror::Error)]
#[error("the answer is withheld")]
struct Withheld;

fn direct(mut response: Response<Body>, director: &Director) -> Result<Response<Body>, Withheld> {
    let script = match response.extensions_mut().remove::<Trick>() {
        None => return Ok(response),
        Some(Trick::Duplicate) => Script::Twice(Vec::new()),
        Some(Trick::Truncate) => Script::Cut,
        Some(_) => return Err(Withheld),
    };
    director.set(script);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}

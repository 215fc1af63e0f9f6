//! Accepting connections. `axum::serve` would do, if an answer could not be withheld.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::line::{Director, Line, Script};
use crate::control::Trick;
use crate::tls::{Door, Secured};

/// How long to wait when the machine has no file descriptors left.
const PATIENCE: Duration = Duration::from_millis(50);

/// Serves until it is aborted; its connections end with it. With a door, by TLS.
pub(crate) async fn serve(listener: TcpListener, router: Router, door: Option<Door>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone(), door.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PATIENCE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, router: Router, door: Option<Door>) {
    // Answers are small and complete; waiting for more bytes would only cost time.
    let _ = stream.set_nodelay(true);
    let Some(door) = door else { return converse(stream, router, None).await };
    match door.accept(stream).await {
        Ok(secured) => converse(secured.clone(), router, Some(secured)).await,
        Err(error) => tracing::debug!(%error, "a client did not come through the TLS door"),
    }
}

/// Serves one connection; whoever answers a request can ask it for a certificate.
async fn converse<S>(stream: S, router: Router, secured: Option<Secured>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let director = Director::default();
    let line = Line::new(stream, director.clone());
    let service = service_fn(move |mut request: Request<hyper::body::Incoming>| {
        if let Some(secured) = &secured {
            request.extensions_mut().insert(secured.clone());
        }
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

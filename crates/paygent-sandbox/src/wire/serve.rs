//! Accepting connections. `axum::serve` would do, if an answer could not be withheld.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::ServiceExt;
use tower_http::timeout::DeadlineBody;

use super::line::{Director, Line, Script};
use crate::control::Trick;
use crate::tls::{Door, Secured};

/// How long to wait when the machine has no file descriptors left.
const PATIENCE: Duration = Duration::from_millis(50);

/// What a client may take of us.
#[derive(Clone, Copy)]
struct Limits {
    /// For each part of a request, its header and its body, to be there.
    time: Duration,
    /// How many connections are served at once on this port; more wait.
    connections: usize,
}

const LIMITS: Limits = Limits { time: Duration::from_secs(30), connections: 1_024 };

/// Serves until it is aborted; its connections end with it. With a door, by TLS.
pub(crate) async fn serve(listener: TcpListener, router: Router, door: Option<Door>) {
    serve_within(LIMITS, listener, router, door).await;
}

async fn serve_within(limits: Limits, listener: TcpListener, router: Router, door: Option<Door>) {
    let mut connections = JoinSet::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    // Nobody closes it.
    while let Ok(place) = places.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (router, door) = (router.clone(), door.clone());
                connections.spawn(async move {
                    connection(stream, router, door, limits.time).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PATIENCE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, router: Router, door: Option<Door>, time: Duration) {
    // Answers are small and complete; waiting for more bytes would only cost time.
    let _ = stream.set_nodelay(true);
    let Some(door) = door else { return converse(stream, router, None, time).await };
    match tokio::time::timeout(time, door.accept(stream)).await {
        Ok(Ok(secured)) => converse(secured.clone(), router, Some(secured), time).await,
        Ok(Err(error)) => tracing::debug!(%error, "a client did not come through the TLS door"),
        Err(_) => tracing::debug!("a client did not come through the TLS door in time"),
    }
}

/// Serves one connection; whoever answers a request can ask it for a certificate.
async fn converse<S>(stream: S, router: Router, secured: Option<Secured>, time: Duration)
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
        let request = request.map(|body| Body::new(DeadlineBody::new(time, body)));
        async move {
            let answer: Result<_, Infallible> = router.oneshot(request).await;
            direct(answer.unwrap_or_else(|never| match never {}), &director)
        }
    });
    // A broken connection is somebody's wish or the client's business.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(time)
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

#[cfg(test)]
mod tests {
    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// A port under limits, which echoes.
    async fn port(limits: Limits) -> std::net::SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let router = Router::new().route("/", post(|body: bytes::Bytes| async { body }));
        tokio::spawn(serve_within(limits, listener, router, None));
        addr
    }

    const WHOLE: &[u8] = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nok";

    #[tokio::test]
    async fn who_sends_too_slowly_is_left() {
        let addr = port(Limits { time: Duration::from_millis(200), connections: 9 }).await;
        for part in [20, WHOLE.len() - 1] {
            let mut stream = TcpStream::connect(addr).await.expect("it listens");
            stream.write_all(&WHOLE[..part]).await.expect("it reads");
            let mut answer = Vec::new();
            let end = stream.read_to_end(&mut answer);
            let end = tokio::time::timeout(Duration::from_secs(20), end).await;
            assert!(end.is_ok(), "{part} bytes: the connection is closed");
            assert!(!answer.starts_with(b"HTTP/1.1 200"), "{part} bytes");
        }
    }

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_waits() {
        let addr = port(Limits { time: Duration::from_secs(20), connections: 1 }).await;
        let mut first = TcpStream::connect(addr).await.expect("it listens");
        first.write_all(&WHOLE[..20]).await.expect("it reads");
        let mut second = TcpStream::connect(addr).await.expect("it listens");
        second.write_all(WHOLE).await.expect("it is written");
        let mut answer = [0; 12];
        let early = second.read_exact(&mut answer);
        assert!(tokio::time::timeout(Duration::from_millis(300), early).await.is_err());
        drop(first);
        second.read_exact(&mut answer).await.expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 200");
    }
}

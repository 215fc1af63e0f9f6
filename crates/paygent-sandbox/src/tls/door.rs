//! TLS connections, and the certificate that is asked for in their middle.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::ssl::{
    Ssl, SslAcceptor, SslContext, SslMethod, SslOptions, SslSessionCacheMode, SslVerifyMode,
    SslVersion,
};
use openssl::x509::X509VerifyResult;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use super::authority::Authority;

/// How long a client has for a handshake.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest Finished message of TLS 1.2.
const FINISHED_MAX: usize = 64;

/// Takes TCP connections over into TLS.
#[derive(Clone)]
pub(crate) struct Door(SslContext);

impl Door {
    /// With a certificate of this authority, good for these hosts.
    pub(crate) fn new(authority: &Authority, hosts: &[&str]) -> Result<Self, ErrorStack> {
        let (certificate, key) = authority.gateway(hosts)?;
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        builder.set_certificate(&certificate)?;
        builder.set_private_key(&key)?;
        // Only TLS up to 1.2 knows renegotiation.
        builder.set_max_proto_version(Some(SslVersion::TLS1_2))?;
        // A resumed session would bring the certificate of an earlier connection with it.
        builder.set_session_cache_mode(SslSessionCacheMode::OFF);
        builder.set_options(SslOptions::NO_TICKET);
        builder.clear_options(SslOptions::NO_RENEGOTIATION);
        builder.set_session_id_context(b"noren sandbox")?;
        builder.set_verify(SslVerifyMode::NONE);
        builder.add_client_ca(authority.certificate())?;
        builder.cert_store_mut().add_cert(authority.certificate().to_owned())?;
        Ok(Self(builder.build().into_context()))
    }

    /// The first handshake, without a certificate of the client's.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<Secured> {
        let mut stream = SslStream::new(Ssl::new(&self.0)?, stream)?;
        let accepted = tokio::time::timeout(PATIENCE, Pin::new(&mut stream).accept()).await;
        accepted.map_err(|_| io::ErrorKind::TimedOut)?.map_err(io::Error::other)?;
        Ok(Secured { stream: Arc::new(Mutex::new(stream)), shown: Arc::default() })
    }
}

/// A TLS connection. Clones are the same one: the server reads and writes, whoever answers a
/// telegram asks for the certificate meanwhile.
#[derive(Clone)]
pub(crate) struct Secured {
    stream: Arc<Mutex<SslStream<TcpStream>>>,
    /// What the client has shown on this connection, once it was asked.
    shown: Arc<OnceLock<Option<String>>>,
}

impl Secured {
    /// The subject's common name of a certificate of our authority, whose key the client holds;
    /// none: it has shown no such. Asked for once a connection.
    pub(crate) async fn certificate(&self) -> io::Result<Option<String>> {
        if let Some(shown) = self.shown.get() {
            return Ok(shown.clone());
        }
        let asked = tokio::time::timeout(PATIENCE, self.ask()).await;
        let shown = asked.map_err(|_| io::ErrorKind::TimedOut)??;
        Ok(self.shown.get_or_init(|| shown).clone())
    }

    async fn ask(&self) -> io::Result<Option<String>> {
        let before = finished(&lock(&self.stream));
        if !renegotiation::ask_for_certificate(&mut lock(&self.stream)) {
            return Err(io::Error::other("this connection does not renegotiate"));
        }
        // Sends HelloRequest, nothing more.
        poll_fn(|cx| Pin::new(&mut *lock(&self.stream)).poll_do_handshake(cx))
            .await
            .map_err(io::Error::other)?;
        poll_fn(|cx| self.poll_begun_anew(cx, &before)).await?;
        Ok(subject(&lock(&self.stream)))
    }

    /// Ready when a second handshake is over. Its messages are read as a look at the next byte.
    fn poll_begun_anew(&self, cx: &mut Context<'_>, before: &[u8]) -> Poll<io::Result<()>> {
        let mut stream = lock(&self.stream);
        let looked = Pin::new(&mut *stream).poll_peek(cx, &mut [0]);
        if finished(&stream) != before && stream.ssl().is_init_finished() {
            return Poll::Ready(Ok(()));
        }
        let error = match ready!(looked) {
            Ok(0) => io::ErrorKind::UnexpectedEof.into(),
            // It speaks on as if it had not been asked.
            Ok(_) => io::ErrorKind::InvalidData.into(),
            Err(error) => io::Error::other(error),
        };
        Poll::Ready(Err(error))
    }
}

/// Our last Finished message: another one after each handshake.
fn finished(stream: &SslStream<TcpStream>) -> Vec<u8> {
    let mut message = vec![0; FINISHED_MAX];
    let length = stream.ssl().finished(&mut message);
    message.truncate(length);
    message
}

fn subject(stream: &SslStream<TcpStream>) -> Option<String> {
    let ssl = stream.ssl();
    let certificate = ssl.peer_certificate()?;
    if ssl.verify_result() != X509VerifyResult::OK {
        return None;
    }
    let name = certificate.subject_name().entries_by_nid(Nid::COMMONNAME).next()?;
    name.data().to_string().ok()
}

fn lock(stream: &Mutex<SslStream<TcpStream>>) -> MutexGuard<'_, SslStream<TcpStream>> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AsyncRead for Secured {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *lock(&self.stream)).poll_read(cx, buf)
    }
}

impl AsyncWrite for Secured {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *lock(&self.stream)).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *lock(&self.stream)).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *lock(&self.stream)).poll_shutdown(cx)
    }
}

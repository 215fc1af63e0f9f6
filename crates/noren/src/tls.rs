//! TLS without a proxy: `--tls-cert` and `--tls-key`. A slow or silent client holds up only its own
//! handshake.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Request;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::middleware::{self, Next};
use axum::serve::IncomingStream;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{DEFAULT_VERSIONS, ServerConfig};
use tokio_rustls::server::TlsStream;

/// A client that has not finished its handshake by then is let go.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// Handshakes at one time; beyond it new connections wait in the system's queue.
const HANDSHAKES_MAX: usize = 256;

/// A certificate chain with its key, read from PEM files.
#[derive(Clone)]
pub struct Certificate(Arc<ServerConfig>);

impl Certificate {
    pub fn read(chain: &Path, key: &Path) -> Result<Certificate> {
        let chain: Vec<CertificateDer> = CertificateDer::pem_file_iter(chain)
            .and_then(Iterator::collect)
            .with_context(|| format!("cannot read the certificate {}", chain.display()))?;
        let key = PrivateKeyDer::from_pem_file(key)
            .with_context(|| format!("cannot read the key {}", key.display()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(DEFAULT_VERSIONS)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .context("the certificate and its key do not fit")?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Certificate(Arc::new(config)))
    }
}

/// Connections whose handshake is done.
pub struct Listener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    addr: io::Result<SocketAddr>,
}

impl Listener {
    /// Begins to accept.
    pub fn start(listener: TcpListener, certificate: Certificate) -> Listener {
        let addr = listener.local_addr();
        let (sender, ready) = mpsc::channel(64);
        tokio::spawn(accept(listener, TlsAcceptor::from(certificate.0), sender));
        Listener { ready, addr }
    }
}

async fn accept(
    mut listener: TcpListener,
    acceptor: TlsAcceptor,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (stream, peer) = tokio::select! {
            accepted = axum::serve::Listener::accept(&mut listener) => accepted,
            () = ready.closed() => return,
        };
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            match tokio::time::timeout(HANDSHAKE_TIME, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => drop(ready.send((stream, peer)).await),
                Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            }
            drop(place);
        });
    }
}

impl axum::serve::Listener for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // Nobody accepts any more: nothing will come.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.addr.as_ref().copied().map_err(|error| io::Error::new(error.kind(), error.to_string()))
    }
}

/// Who connected.
#[derive(Clone, Copy)]
pub struct Peer(SocketAddr);

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Peer(*stream.remote_addr())
    }
}

/// Tells handlers the peer as they know it from plain connections.
pub fn with_peer(router: Router) -> Router {
    router.layer(middleware::from_fn(
        |ConnectInfo(Peer(peer)): ConnectInfo<Peer>, mut request: Request, next: Next| {
            request.extensions_mut().insert(ConnectInfo(peer));
            next.run(request)
        },
    ))
}

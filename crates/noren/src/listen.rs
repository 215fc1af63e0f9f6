//! Opening ports and serving routers on them.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::shutdown::{GRACE, Shutdown};
use crate::tls::{self, Certificate};

/// An open port, not served yet: connections wait in its queue.
pub struct Door {
    listener: TcpListener,
    /// Where it is, with the port the system chose for port 0.
    pub addr: SocketAddr,
}

impl Door {
    /// Opens `addr`, which the flag `--{flag}` gave.
    pub async fn open(addr: SocketAddr, flag: &str) -> Result<Door> {
        let listener = TcpListener::bind(addr).await.with_context(|| {
            format!("cannot listen on {addr}; choose another address with --{flag}")
        })?;
        let addr = listener.local_addr()?;
        Ok(Door { listener, addr })
    }

    /// Its address over plain HTTP.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Its address over TLS.
    pub fn tls_url(&self) -> String {
        format!("https://{}", self.addr)
    }

    /// Serves `router` until the end begins and the requests under way are answered, or
    /// [`GRACE`] is over.
    pub async fn serve(
        self,
        router: Router,
        certificate: Option<Certificate>,
        shutdown: Shutdown,
    ) -> Result<()> {
        let late = shutdown.clone();
        let served = async {
            match certificate {
                Some(certificate) => {
                    let listener = tls::Listener::start(self.listener, certificate);
                    let app =
                        tls::with_peer(router).into_make_service_with_connect_info::<tls::Peer>();
                    axum::serve(listener, app).with_graceful_shutdown(shutdown.begun()).await
                }
                None => {
                    let listener = self.listener.tap_io(|stream| {
                        // Answers are whole pages: waiting for more to send only costs time.
                        let _ = stream.set_nodelay(true);
                    });
                    let app = router.into_make_service_with_connect_info::<SocketAddr>();
                    axum::serve(listener, app).with_graceful_shutdown(shutdown.begun()).await
                }
            }
        };
        let over = async {
            late.begun().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            served = served => served.context("serving stopped"),
            () = over => {
                tracing::warn!("requests were still open at the end of the grace period");
                Ok(())
            }
        }
    }
}

/// The demo, the sandbox and the mailbox are for this machine: no other may reach them.
pub fn loopback_only(addr: SocketAddr, flag: &str) -> Result<SocketAddr> {
    ensure!(
        addr.ip().is_loopback(),
        "--{flag} {addr}: this is a rehearsal and listens on the loopback only, such as \
         127.0.0.1:{}",
        addr.port()
    );
    Ok(addr)
}

#[cfg(test)]
mod tests {
    use super::loopback_only;

    #[test]
    fn rehearsals_stay_on_the_machine() {
        for (addr, allowed) in [
            ("127.0.0.1:8080", true),
            ("127.8.8.8:0", true),
            ("[::1]:8080", true),
            ("0.0.0.0:8080", false),
            ("[::]:8080", false),
            ("192.0.2.1:8080", false),
        ] {
            let told = loopback_only(addr.parse().unwrap(), "shop-addr");
            assert_eq!(told.is_ok(), allowed, "{addr}");
        }
    }
}

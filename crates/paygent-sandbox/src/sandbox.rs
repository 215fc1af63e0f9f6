//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::control::{self, Control, Faults};
use crate::ledger::{Book, Settings};
use crate::merchant::Merchants;
use crate::notices::{self, Orders, Readers};
use crate::online::Sessions;
use crate::options::{ClientCa, Neighbour, Options};
use crate::shared::Shared;
use crate::tls::{Authority, AuthorityError, Door};
use crate::{acs, home, online, random, token, wire};

/// How often it is looked for payments that time has overtaken.
const AGE_EVERY: Duration = Duration::from_mins(1);

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port is taken, or not ours to take.
    #[error("{0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// There is no certificate authority.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The ledger does not open.
    #[error("the ledger does not open: {0}")]
    Ledger(#[from] store::Error),
}

/// A running sandbox; gone when it is dropped.
pub struct Sandbox {
    shared: Arc<Shared>,
    base_url: String,
    tls_url: Option<String>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Opens the ledger and both ports.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (gateway, addr) = listen(options.addr).await?;
        let control = match options.control_addr {
            Some(addr) => Some(listen(addr).await?),
            None => None,
        };
        let tls = match &options.client_ca {
            Some(client_ca) => Some(secured(client_ca, options.browser_host.as_deref()).await?),
            None => None,
        };
        let tls_url = tls.as_ref().map(|tls| format!("https://{}", tls.addr));
        let control_addr = control.as_ref().map(|(_, addr)| *addr);
        let (tls, authority) = tls.map(|tls| ((tls.listener, tls.door), tls.authority)).unzip();
        let shared = Arc::new(shared(options, addr, control_addr, authority).await?);
        shared.certify()?;
        let mut tasks = vec![
            tokio::spawn(wire::serve(gateway, gateway_map(shared.clone()), None)),
            tokio::spawn(acs::call_back(shared.clone())),
            tokio::spawn(notices::post_all(shared.clone())),
            tokio::spawn(age(shared.clone())),
        ];
        if let Some((control, _)) = control {
            tasks.push(tokio::spawn(wire::serve(control, control::map(shared.clone()), None)));
        }
        if let Some((listener, door)) = tls {
            let map = gateway_map(shared.clone());
            tasks.push(tokio::spawn(wire::serve(listener, map, Some(door))));
        }
        Ok(Self { shared, base_url: format!("http://{addr}"), tls_url, tasks })
    }

    /// Where telegrams go, such as `http://127.0.0.1:8090`.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// Where telegrams go by TLS, such as `https://127.0.0.1:8443`, if they do.
    pub fn tls_url(&self) -> Option<String> {
        self.tls_url.clone()
    }

    /// The same for browsers, by the name of [`Options::browser_host`].
    pub fn browser_url(&self) -> String {
        self.shared.browser_url.to_string()
    }

    /// Where the control port is, if there is one.
    pub fn control_url(&self) -> Option<String> {
        self.shared.control_url.clone()
    }

    /// What the gateway knows.
    pub fn ledger(&self) -> &Book {
        &self.shared.book
    }

    /// What the control port does, without HTTP.
    pub fn control(&self) -> Control {
        Control::new(self.shared.clone())
    }

    /// Links for the home page, once the other places are known.
    pub fn set_neighbours(&self, neighbours: Vec<Neighbour>) {
        *self.shared.neighbours.write().unwrap_or_else(PoisonError::into_inner) = neighbours;
    }

    /// Stops answering: connections are refused from now on.
    pub async fn stop(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Payments grow old also while nobody asks for them.
async fn age(shared: Arc<Shared>) {
    loop {
        if let Err(error) = shared.age().await {
            tracing::error!(%error, "the ledger could not let payments grow old");
        }
        tokio::time::sleep(AGE_EVERY).await;
    }
}

async fn listen(addr: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(addr, error);
    let listener = TcpListener::bind(addr).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    Ok((listener, addr))
}

/// The TLS door before it opens.
struct Tls {
    listener: TcpListener,
    addr: SocketAddr,
    door: Door,
    authority: Authority,
}

async fn secured(client_ca: &ClientCa, browser_host: Option<&str>) -> Result<Tls, StartError> {
    let (listener, addr) = listen(client_ca.addr).await?;
    let authority = Authority::open(&client_ca.folder)?;
    let own = addr.ip().to_string();
    let hosts = [Some(own.as_str()), Some("localhost"), browser_host];
    let door = Door::new(&authority, &hosts.into_iter().flatten().collect::<Vec<_>>());
    Ok(Tls { listener, addr, door: door.map_err(AuthorityError::from)?, authority })
}

async fn shared(
    options: Options,
    addr: SocketAddr,
    control_addr: Option<SocketAddr>,
    authority: Option<Authority>,
) -> Result<Shared, store::Error> {
    let clock = Arc::new(Clock::default());
    let first_merchant = options.merchant.merchant_id.clone();
    let (book, opened) =
        Book::open(&options.ledger, clock.clone(), random::salt(), options.merchant).await?;
    let settings = opened.settings.unwrap_or_else(|| Settings::new(options.profile));
    clock.set_ahead(settings.clock_ahead_ms);
    let host = options.browser_host.unwrap_or_else(|| addr.ip().to_string());
    Ok(Shared {
        clock,
        book,
        faults: Faults::default(),
        merchants: Merchants::of(opened.merchants),
        first_merchant,
        salt: RwLock::new(opened.salt),
        settings: RwLock::new(settings),
        neighbours: RwLock::new(options.neighbours),
        browser_url: format!("http://{host}:{}", addr.port()).into(),
        authority,
        is_loopback: addr.ip().is_loopback(),
        sessions: Sessions::default(),
        control_url: control_addr.map(|addr| format!("http://{addr}")),
        token_life: options.token_life,
        late_answer: options.late_answer,
        payment_id: AtomicI64::new(opened.last_payment_id),
        returns: Notify::new(),
        notices: Notify::new(),
        orders: Orders::default(),
        readers: Readers::default(),
    })
}

/// Telegrams, the tokeniser, the card issuer's pages, and what a person looks at.
fn gateway_map(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/assets/{file}", get(home::asset))
        .route("/js/PaygentToken.js", get(token::script))
        .route("/n/token/request", post(token::issue).options(token::preflight))
        .route("/acs/{auth_id}", post(acs::enter).get(acs::enter))
        .route("/acs/{auth_id}/answer", post(acs::answer))
        .merge(online::map())
        .fallback(wire::receive)
        .with_state(shared)
}

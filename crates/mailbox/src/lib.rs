//! An SMTP sink: takes every mail, delivers none, and shows them on a page.
//!
//! For the demo, for tests and for torture. It speaks real SMTP (RFC 5321 with PIPELINING, SIZE,
//! 8BITMIME and SMTPUTF8) and can be told to misbehave at the one point where mail is lost or
//! doubled: around the final dot. It knows no shop. HTML mail is never rendered, only shown as
//! text.

mod api;
mod fault;
mod journal;
mod message;
mod page;
mod shelf;
mod smtp;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use fault::{Fault, FaultReport, Plan};
pub use message::Message;

/// The file inside [`Options::dir`] that every mail is appended to.
pub const JOURNAL: &str = "mails.log";

/// Where a mailbox listens and what it keeps.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where SMTP listens. Port 0: any free port.
    pub smtp_addr: SocketAddr,
    /// Where the page listens; `None`: no page and no control.
    pub http_addr: Option<SocketAddr>,
    /// A folder for [`JOURNAL`]: every mail is appended and on disk before its 250. A mailbox
    /// started on the same folder has the mails again. `None`: memory only.
    pub dir: Option<PathBuf>,
    /// Bytes of mails kept in memory; beyond it the oldest are forgotten (the journal keeps them).
    pub keep_bytes: usize,
    /// Links at the top of the page.
    pub links: Vec<Link>,
}

/// A link at the top of the page.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

impl Default for Options {
    /// Free ports on the loopback, memory only, 64 MiB of mails.
    fn default() -> Options {
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Options {
            smtp_addr: loopback,
            http_addr: Some(loopback),
            dir: None,
            keep_bytes: 64 << 20,
            links: Vec::new(),
        }
    }
}

/// A running mailbox. Dropping it closes its ports and cuts its connections.
pub struct Mailbox {
    smtp_addr: SocketAddr,
    http_addr: Option<SocketAddr>,
    shelf: Arc<shelf::Shelf>,
    faults: Arc<fault::Faults>,
    tasks: Vec<JoinHandle<()>>,
}

impl Mailbox {
    /// Opens the ports and starts to serve.
    ///
    /// # Errors
    /// A port that is taken; a journal that cannot be read or written.
    pub async fn start(options: Options) -> io::Result<Mailbox> {
        let shelf = Arc::new(shelf::Shelf::open(options.dir.as_deref(), options.keep_bytes)?);
        let faults = Arc::new(fault::Faults::default());

        let smtp = TcpListener::bind(options.smtp_addr).await?;
        let smtp_addr = smtp.local_addr()?;
        let mut tasks = Vec::new();

        let mut http_addr = None;
        if let Some(addr) = options.http_addr {
            let http = TcpListener::bind(addr).await?;
            http_addr = Some(http.local_addr()?);
            let site = Arc::new(page::Site {
                shelf: Arc::clone(&shelf),
                faults: Arc::clone(&faults),
                links: options.links,
            });
            tasks.push(tokio::spawn(async move {
                if let Err(error) = axum::serve(http, page::router(site)).await {
                    tracing::error!(%error, "the mailbox page stopped");
                }
            }));
        }
        tasks.push(tokio::spawn(smtp::serve(smtp, Arc::clone(&shelf), Arc::clone(&faults))));
        Ok(Mailbox { smtp_addr, http_addr, shelf, faults, tasks })
    }

    /// Where SMTP listens.
    pub fn smtp_addr(&self) -> SocketAddr {
        self.smtp_addr
    }

    /// The page's address without a slash at its end; empty where there is no page.
    pub fn url(&self) -> String {
        self.http_addr.map(|addr| format!("http://{addr}")).unwrap_or_default()
    }

    /// All mails in memory, oldest first.
    pub fn messages(&self) -> Vec<Arc<Message>> {
        self.shelf.after(0)
    }

    /// Waits until `count` mails have arrived since the start or the last clearing, then gives all.
    pub async fn wait_for(&self, count: usize) -> Vec<Arc<Message>> {
        let mut changes = self.shelf.changes();
        loop {
            let messages = self.messages();
            if messages.len() >= count {
                return messages;
            }
            if changes.changed().await.is_err() {
                return self.messages();
            }
        }
    }

    /// Forgets all mails.
    ///
    /// # Errors
    /// A journal that cannot be written.
    pub async fn clear(&self) -> io::Result<()> {
        self.shelf.clear().await
    }

    /// Arms a fault.
    pub fn plan(&self, plan: Plan) {
        self.faults.plan(plan);
    }

    /// What the faults have done so far.
    pub fn faults(&self) -> FaultReport {
        self.faults.report()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

//! The end, asked for by SIGTERM or Ctrl-C: everything that runs hears it and finishes what it has.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How long requests and work that have begun may take to end.
pub const GRACE: Duration = Duration::from_secs(15);

/// Tells when the end begins. Cheap to clone.
#[derive(Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Listens to the signals from now on.
    pub fn on_signal() -> std::io::Result<Shutdown> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            let name = tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = interrupt.recv() => "SIGINT",
            };
            tracing::info!(signal = name, "ending: no new requests");
            sender.send_replace(true);
            // A second signal does not wait.
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            std::process::exit(130);
        });
        Ok(Shutdown(receiver))
    }

    /// Completes when the end begins.
    pub async fn begun(mut self) {
        // An error means that nobody can announce the end any more: it has begun.
        let _ = self.0.wait_for(|begun| *begun).await;
    }
}

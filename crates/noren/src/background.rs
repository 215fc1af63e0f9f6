//! The work behind the pages, until the end is asked for: unknown payments, mails, what is due.

use std::sync::Arc;

use anyhow::Result;
use shop::mail::{Smtp, SmtpOptions};
use shop::work;
use shop::world::World;

use crate::shutdown::Shutdown;

/// Runs it; what it is in the middle of is finished first.
pub async fn run(world: World, server: &SmtpOptions, shutdown: Shutdown) -> Result<()> {
    let transport = Arc::new(Smtp::new(server)?);
    work::run(world, transport, shutdown.begun()).await;
    Ok(())
}

//! Logs go to standard error: a sentence that stands alone, and fields to filter by. Card data,
//! tokens, names and mail addresses are never written; the crates keep to that where they log.

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// What is logged and how.
#[derive(clap::Args)]
pub struct Wish {
    /// What to log: `error`, `warn`, `info`, `debug`, or parts such as `info,shop::attempt=debug`
    #[arg(long, global = true, env = "NOREN_LOG", value_name = "FILTER", default_value = "info")]
    log: String,
    /// How lines look
    #[arg(long, global = true, env = "NOREN_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Wish {
    /// Begins to log. A filter that cannot be read is told and becomes `info`.
    pub fn begin(&self) {
        let (filter, wrong) = match EnvFilter::try_new(&self.log) {
            Ok(filter) => (filter, None),
            Err(error) => (EnvFilter::new("info"), Some(error)),
        };
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal());
        match self.log_format {
            Format::Text => lines.init(),
            Format::Json => lines.json().flatten_event(true).init(),
        }
        if let Some(error) = wrong {
            tracing::warn!(%error, filter = self.log, "the log filter cannot be read; using info");
        }
    }
}

//! One connection: made when first needed, made again after a loss.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{SslMode, TargetSessionAttrs};
use postgres::{Client, Config, NoTls, Statement};

use super::error;
use crate::{Error, Options};

/// A server that does not answer a connection attempt is as good as gone.
const CONNECT: Duration = Duration::from_secs(10);
/// A peer that acknowledges nothing for so long is gone; its COMMIT is then an unknown outcome.
const SILENCE: Duration = Duration::from_secs(30);
/// A stopped process must not hold row locks for ever.
const IDLE_IN_TRANSACTION: Duration = Duration::from_mins(1);

/// Where to connect to, and with which settings.
#[derive(Clone)]
pub(crate) struct Target {
    config: Config,
    pub(crate) budget: Duration,
    pub(crate) begin: &'static str,
}

impl Target {
    pub(crate) fn new(url: &str, options: &Options) -> Result<Target, Error> {
        let mut config: Config = url
            .parse()
            .map_err(|error| Error::Open(format!("not a PostgreSQL address: {error}")))?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::Open("TLS to PostgreSQL is not supported: use a tunnel".into()));
        }
        let given = config.get_options().map(|own| format!("{own} ")).unwrap_or_default();
        let schema = match &options.schema {
            Some(name) if !is_plain(name) => {
                return Err(Error::Open(format!("{name} is not a plain schema name")));
            }
            Some(name) => format!(" -c search_path={name}"),
            None => String::new(),
        };
        let wanted = format!(
            "{given}-c statement_timeout={} -c idle_in_transaction_session_timeout={}{schema}",
            options.budget.as_millis(),
            IDLE_IN_TRANSACTION.as_millis(),
        );
        config.options(&wanted);
        config.connect_timeout(CONNECT).keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
        if !options.read_only {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        if config.get_application_name().is_none() {
            config.application_name("noren");
        }
        let begin = if options.serializable {
            "begin isolation level serializable"
        } else {
            "begin isolation level read committed"
        };
        Ok(Target { config, budget: options.budget, begin })
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A connection, or the means to make one. Lives on one engine thread.
pub(crate) struct Session {
    pub(crate) target: Target,
    /// How its transactions begin.
    pub(crate) begin: Arc<str>,
    connection: Option<Connection>,
}

/// The client and the statements that the server keeps prepared for it.
struct Connection {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Session {
    pub(crate) fn new(target: Target) -> Session {
        Session { begin: target.begin.into(), target, connection: None }
    }

    /// For a lane that writes. The same lane of another process waits for its commits: what shares
    /// a commit holds the rows of many closures, whatever order each takes them in, and two
    /// processes would meet in deadlocks, a second each.
    pub(crate) fn of_lane(target: Target, lane: usize, lanes: usize) -> Session {
        let begin = format!(
            "{}; select pg_advisory_xact_lock(hashtextextended( \
             coalesce(current_schema(), '') || ' lane {lane} of {lanes}', 0))",
            target.begin
        );
        Session { begin: begin.into(), ..Session::new(target) }
    }

    /// Connects if there is no connection.
    pub(crate) fn connect(&mut self) -> Result<(), Error> {
        if self.connection.as_ref().is_some_and(|connection| connection.client.is_closed()) {
            self.forget();
        }
        if self.connection.is_none() {
            let client = open(&self.target.config)?;
            self.connection = Some(Connection { client, prepared: HashMap::new() });
        }
        Ok(())
    }

    /// Drops a connection that is lost or doubtful.
    pub(crate) fn forget(&mut self) {
        self.connection = None;
    }

    /// Drops what is prepared: a migration changed the tables under it.
    pub(crate) fn forget_statements(&mut self) {
        if let Some(connection) = &mut self.connection {
            connection.prepared.clear();
        }
    }

    pub(crate) fn client(&mut self) -> Result<&mut Client, Error> {
        self.connect()?;
        let connection = self.connection.as_mut();
        connection.map(|it| &mut it.client).ok_or_else(|| Error::Unreachable("gone".into()))
    }

    /// The client if there is a connection: inside a transaction none is made anew.
    pub(crate) fn current(&mut self) -> Option<&mut Client> {
        self.connection.as_mut().map(|it| &mut it.client)
    }

    /// Prepares once per connection.
    pub(crate) fn prepare(&mut self, text: &'static str) -> Result<Statement, Fault> {
        let connection = self.connection.as_mut().ok_or(Fault::NoConnection)?;
        if let Some(statement) = connection.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = connection.client.prepare(text).map_err(Fault::Said)?;
        connection.prepared.insert(text, statement.clone());
        Ok(statement)
    }

    /// Migrations may take as long as they need.
    pub(crate) fn lift_budget(&mut self) -> Result<(), Error> {
        let lifted = self.client()?.batch_execute("set statement_timeout = 0");
        lifted.map_err(|error| error::plain(&error))
    }
}

/// Why a statement did not run.
pub(crate) enum Fault {
    NoConnection,
    Said(postgres::Error),
}

fn open(config: &Config) -> Result<Client, Error> {
    let mut client =
        config.connect(NoTls).map_err(|error| Error::Unreachable(error::chain(&error)))?;
    let settings = client
        .query_one(
            "select current_setting('synchronous_commit'), current_setting('server_encoding'), \
             current_setting('fsync')",
            &[],
        )
        .map_err(|error| error::plain(&error))?;
    let setting = |at: usize| settings.try_get::<_, String>(at).unwrap_or_default();
    if setting(1) != "UTF8" {
        return Err(Error::Open(format!("the database is in {}, not in UTF8", setting(1))));
    }
    // "Already exists, skipping" is no news at every start.
    client
        .batch_execute("set client_min_messages = warning")
        .map_err(|error| error::plain(&error))?;
    // `off` and `local` answer before the commit is where the shop's owner wants it.
    if matches!(setting(0).as_str(), "off" | "local") {
        client
            .batch_execute("set synchronous_commit = on")
            .map_err(|error| error::plain(&error))?;
    }
    if setting(2) != "on" {
        tracing::warn!("PostgreSQL runs with fsync off: orders can be lost when the power goes");
    }
    Ok(client)
}

//! The configuration of an installation. Every key is a flag `--shop-addr`, a variable
//! `NOREN_SHOP_ADDR` and a line `shop_addr = "…"` in `noren.toml`; the first that is given wins.
//! What a shop is and sells is not here but in its database.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Command, ValueEnum};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shop::mail::{Login, Security, SmtpOptions};
use shop::secret::Secret;

/// The file inside the data folder.
const FILE: &str = "noren.toml";

/// Where an installation keeps what it knows.
#[derive(Args, Clone, Debug, Default, Deserialize)]
pub struct Place {
    /// The data folder [default: noren-data]
    #[arg(long, env = "NOREN_DIR", value_name = "FOLDER")]
    #[serde(skip)]
    pub dir: Option<PathBuf>,
    /// Where the orders are: a `SQLite` file, or `postgres://user:password@host/database`
    /// [default: noren.db in the data folder]
    #[arg(long, env = "NOREN_DATABASE", value_name = "FILE|URL", hide_env_values = true)]
    pub database: Option<String>,
    /// The master key, mode 600; not in backups of the database [default: master.key in the data
    /// folder]
    #[arg(long, env = "NOREN_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
    /// Passwords that nobody may choose, since they have leaked: their SHA-1 hashes, one at the
    /// beginning of each line, in order [default: a short list of common ones only]
    #[arg(long, env = "NOREN_BREACHED_PASSWORDS", value_name = "FILE")]
    pub breached_passwords: Option<PathBuf>,
}

/// Where browsers reach it.
#[derive(Args, Clone, Debug, Default, Deserialize)]
pub struct Doors {
    /// Where the shop listens [default: 127.0.0.1:8080]
    #[arg(long, env = "NOREN_SHOP_ADDR", value_name = "ADDRESS:PORT")]
    pub shop_addr: Option<SocketAddr>,
    /// Where the admin listens [default: 127.0.0.1:8081]
    #[arg(long, env = "NOREN_ADMIN_ADDR", value_name = "ADDRESS:PORT")]
    pub admin_addr: Option<SocketAddr>,
    /// Certificate chain (PEM) to speak TLS without a proxy; needs `tls_key`
    #[arg(long, env = "NOREN_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Key of the certificate (PEM); needs `tls_cert`
    #[arg(long, env = "NOREN_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Proxies whose `X-Forwarded-For` is believed, such as 10.0.0.0/8; nobody's if not given
    #[arg(long, env = "NOREN_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',')]
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// Shows the card issuer's page outside the browser's sandbox, for an issuer whose page breaks
    /// in it
    #[arg(long, env = "NOREN_HAND_OFF_UNSANDBOXED")]
    #[serde(default)]
    pub hand_off_unsandboxed: bool,
}

/// How mail leaves.
#[expect(clippy::struct_field_names, reason = "the fields are the names of the keys")]
#[derive(Args, Clone, Debug, Default, Deserialize)]
pub struct Post {
    /// The mail server [default: 127.0.0.1, where `noren mailbox` listens]
    #[arg(long, env = "NOREN_SMTP_HOST", value_name = "HOST")]
    pub smtp_host: Option<String>,
    /// Its port [default: 587 with `start-tls`, 465 with `tls`, 1025 with `none`]
    #[arg(long, env = "NOREN_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<u16>,
    /// How the conversation with it is protected [default: `none` on this machine, `start-tls`
    /// elsewhere]
    #[arg(long, env = "NOREN_SMTP_SECURITY", value_enum)]
    pub smtp_security: Option<Protection>,
    /// Name to log in with; needs `smtp_password`
    #[arg(long, env = "NOREN_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// Password to log in with; better in the variable or the file than on the command line
    #[arg(long, env = "NOREN_SMTP_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<String>,
}

/// How the conversation with the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// Not at all
    None,
    /// STARTTLS, required
    StartTls,
    /// TLS from the first byte
    Tls,
}

/// How fast background work is.
#[derive(Args, Clone, Debug, Default, Deserialize)]
pub struct Tempo {
    /// For rehearsals with a sandbox only: divides every waiting time by this
    #[arg(long, env = "NOREN_HURRY", value_name = "FACTOR", hide = true)]
    pub hurry: Option<i64>,
}

impl Place {
    /// The data folder.
    pub fn dir(&self) -> &Path {
        self.dir.as_deref().unwrap_or(Path::new("noren-data"))
    }

    /// The master key's file.
    pub fn key_file(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.dir().join("master.key"))
    }

    /// How to open the database.
    pub fn store(&self) -> store::Options {
        match (self.sqlite_file(), &self.database) {
            (None, Some(url)) => store::Options::postgres(url),
            (file, _) => store::Options::sqlite(file.unwrap_or_else(|| self.usual_file())),
        }
    }

    /// The database's file; none on PostgreSQL.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        match &self.database {
            Some(url) if url.starts_with("postgres:") || url.starts_with("postgresql:") => None,
            Some(file) => Some(file.into()),
            None => Some(self.usual_file()),
        }
    }

    fn usual_file(&self) -> PathBuf {
        self.dir().join("noren.db")
    }
}

impl Post {
    /// The mail server these keys name.
    pub fn server(&self) -> Result<SmtpOptions> {
        let host = self.smtp_host.as_deref().unwrap_or("127.0.0.1");
        let is_here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let usual = if is_here { Protection::None } else { Protection::StartTls };
        let (security, port) = match self.smtp_security.unwrap_or(usual) {
            Protection::None => (Security::None, 1025),
            Protection::StartTls => (Security::StartTls, 587),
            Protection::Tls => (Security::Tls, 465),
        };
        let login = match (&self.smtp_user, &self.smtp_password) {
            (Some(user), Some(password)) => {
                Some(Login { user: user.clone(), password: Secret::new(password.as_str()) })
            }
            (None, None) => None,
            _ => bail!("smtp_user and smtp_password are given together or not at all"),
        };
        let port = self.smtp_port.unwrap_or(port);
        Ok(SmtpOptions { host: host.to_owned(), port, security, login })
    }
}

/// A group of keys that knows how to let another speak where it is silent.
pub trait Group: Args + DeserializeOwned {
    /// What `self` does not say is taken from `file`.
    #[must_use]
    fn or(self, file: Self) -> Self;
}

impl Group for Place {
    fn or(self, file: Self) -> Self {
        Place {
            dir: self.dir,
            database: self.database.or(file.database),
            master_key_file: self.master_key_file.or(file.master_key_file),
            breached_passwords: self.breached_passwords.or(file.breached_passwords),
        }
    }
}

impl Group for Doors {
    fn or(self, file: Self) -> Self {
        let proxies = self.trusted_proxies;
        Doors {
            shop_addr: self.shop_addr.or(file.shop_addr),
            admin_addr: self.admin_addr.or(file.admin_addr),
            tls_cert: self.tls_cert.or(file.tls_cert),
            tls_key: self.tls_key.or(file.tls_key),
            trusted_proxies: if proxies.is_empty() { file.trusted_proxies } else { proxies },
            hand_off_unsandboxed: self.hand_off_unsandboxed || file.hand_off_unsandboxed,
        }
    }
}

impl Group for Post {
    fn or(self, file: Self) -> Self {
        Post {
            smtp_host: self.smtp_host.or(file.smtp_host),
            smtp_port: self.smtp_port.or(file.smtp_port),
            smtp_security: self.smtp_security.or(file.smtp_security),
            smtp_user: self.smtp_user.or(file.smtp_user),
            smtp_password: self.smtp_password.or(file.smtp_password),
        }
    }
}

impl Group for Tempo {
    fn or(self, file: Self) -> Self {
        Tempo { hurry: self.hurry.or(file.hurry) }
    }
}

/// `noren.toml` of the data folder; empty if there is none.
#[derive(Debug, Default)]
pub struct File(toml::Table);

impl File {
    /// Reads it. A key that nothing knows is an error: it is most likely misspelt.
    pub fn read(dir: &Path) -> Result<File> {
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(File::default());
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        File::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<File> {
        let table: toml::Table = text.parse()?;
        let known = keys();
        for key in table.keys() {
            ensure!(known.contains(key), "`{key}` is no key; there are {}", known.join(", "));
        }
        Ok(File(table))
    }

    /// What the flags and variables in `given` leave open, from the file.
    pub fn under<G: Group>(&self, given: G) -> Result<G> {
        let here: G = self.0.clone().try_into().context(FILE)?;
        Ok(given.or(here))
    }
}

/// Every key that `noren.toml` may have.
fn keys() -> Vec<String> {
    let groups = [
        Place::augment_args as fn(Command) -> Command,
        Doors::augment_args,
        Post::augment_args,
        Tempo::augment_args,
    ];
    let all = groups.into_iter().fold(Command::new(""), |command, group| group(command));
    let names = all.get_arguments().map(|argument| argument.get_id().as_str().to_owned());
    names.filter(|name| name != "dir").collect()
}

#[cfg(test)]
mod tests {
    use shop::mail::Security;

    use super::{Doors, File, Place, Post, Protection, keys};

    #[test]
    fn what_is_given_wins_over_the_file() {
        let file = File::parse(
            "database = 'a.db'\nsmtp_host = 'a.example'\nshop_addr = '127.0.0.1:1'\n\
             admin_addr = '127.0.0.1:2'\ntrusted_proxies = ['10.0.0.0/8']",
        )
        .unwrap();
        let given = Doors { shop_addr: Some("127.0.0.1:9".parse().unwrap()), ..Doors::default() };
        let doors = file.under(given).unwrap();
        assert_eq!(doors.shop_addr.unwrap().port(), 9);
        assert_eq!(doors.admin_addr.unwrap().port(), 2);
        assert_eq!(doors.trusted_proxies, ["10.0.0.0/8"]);
        assert_eq!(file.under(Place::default()).unwrap().database.unwrap(), "a.db");
        assert_eq!(file.under(Post::default()).unwrap().smtp_host.unwrap(), "a.example");
    }

    #[test]
    fn mail_is_protected_unless_it_stays_on_the_machine() {
        let server = |host: Option<&str>, security| {
            let host = host.map(str::to_owned);
            Post { smtp_host: host, smtp_security: security, ..Post::default() }.server().unwrap()
        };
        for (host, security, expected) in [
            (None, None, (Security::None, 1025)),
            (Some("127.0.0.9"), None, (Security::None, 1025)),
            (Some("mail.example.jp"), None, (Security::StartTls, 587)),
            (Some("mail.example.jp"), Some(Protection::Tls), (Security::Tls, 465)),
        ] {
            let told = server(host, security);
            assert_eq!((told.security, told.port), expected, "{host:?} {security:?}");
        }
        assert!(Post { smtp_user: Some("a".into()), ..Post::default() }.server().is_err());
    }

    #[test]
    fn unknown_and_wrong_keys_are_told() {
        assert!(
            File::parse("shop_adr = '127.0.0.1:1'").unwrap_err().to_string().contains("shop_adr")
        );
        let wrong = File::parse("shop_addr = 'here'").unwrap();
        assert!(wrong.under(Doors::default()).is_err());
        assert!(!keys().contains(&"dir".to_owned()), "the file is in the folder it would name");
    }
}

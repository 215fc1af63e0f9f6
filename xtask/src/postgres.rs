//! A throw-away PostgreSQL cluster on loopback for the tests: made at the start, gone at the end.
//! It keeps nothing through a crash (`fsync=off`): what PostgreSQL does in one is not ours to test.

use std::fs::{File, Permissions};
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::run;

/// Tells the tests where PostgreSQL is. Set it yourself to run them on a server of yours.
pub const VARIABLE: &str = "NOREN_TEST_POSTGRES";

/// Debian keeps the server's programs off PATH, one folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";

const START_TIME: Duration = Duration::from_mins(1);

/// A running server, stopped and deleted when dropped; or one that the environment names.
pub enum Cluster {
    Own { url: String, server: Child, _folder: TempDir },
    Given(String),
}

/// True if a server can be started, or one is given.
pub fn is_here() -> bool {
    std::env::var_os(VARIABLE).is_some() || programs().is_some()
}

/// The newest folder with `initdb` and `postgres`.
fn programs() -> Option<PathBuf> {
    let version = |folder: &PathBuf| {
        folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0)
    };
    let mut versions: Vec<PathBuf> = std::fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .map(|found| found.path())
        .collect();
    versions.sort_by_key(version);
    versions
        .into_iter()
        .rev()
        .map(|folder| folder.join("bin"))
        .chain(run::on_path("initdb").and_then(|file| Some(file.parent()?.to_owned())))
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

impl Cluster {
    pub fn start() -> Result<Self> {
        if let Ok(url) = std::env::var(VARIABLE) {
            println!("PostgreSQL: the one that {VARIABLE} names");
            return Ok(Self::Given(url));
        }
        let programs = programs().context("no PostgreSQL server")?;
        let user = User::choose()?;
        let folder = tempfile::Builder::new().prefix("noren-postgres-").tempdir()?;
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o700))?;
        user.own(folder.path())?;
        let password = make(&programs, &user, folder.path())?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = serve(&programs, &user, folder.path(), port)?;
        let url = format!("postgres://noren:{password}@127.0.0.1:{port}/postgres");
        let mut cluster = Self::Own { url, server, _folder: folder };
        cluster.wait(&programs, port)?;
        println!("PostgreSQL: a throw-away cluster on 127.0.0.1:{port}");
        Ok(cluster)
    }

    pub fn url(&self) -> &str {
        match self {
            Self::Own { url, .. } | Self::Given(url) => url,
        }
    }

    fn wait(&mut self, programs: &Path, port: u16) -> Result<()> {
        let Self::Own { server, .. } = self else { return Ok(()) };
        let begun = Instant::now();
        loop {
            let asked = Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .status()?;
            if asked.success() {
                return Ok(());
            }
            if let Some(status) = server.try_wait()? {
                bail!("PostgreSQL ended at once: {status}");
            }
            ensure!(begun.elapsed() < START_TIME, "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Self::Own { server, .. } = self else { return };
        // SIGQUIT: at once, without a checkpoint; nobody will read these files again.
        let line = format!("kill -QUIT {}", server.id());
        let told = Command::new("sh").args(["-c", &line]).status();
        if !told.is_ok_and(|status| status.success()) {
            drop(server.kill());
        }
        drop(server.wait());
    }
}

/// `initdb`. Gives the password of the owner, `noren`.
fn make(programs: &Path, user: &User, folder: &Path) -> Result<String> {
    let mut random = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    let password = format!("{:032x}", u128::from_ne_bytes(random));
    let file = folder.join("password");
    std::fs::write(&file, &password)?;
    user.own(&file)?;
    let made = user
        .command(&programs.join("initdb"))
        .args(["--no-sync", "--auth=md5", "--username=noren", "--encoding=UTF8", "--locale=C"])
        .arg(format!("--pwfile={}", file.display()))
        .arg("-D")
        .arg(folder.join("data"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .context("cannot start initdb")?;
    std::fs::remove_file(&file)?;
    ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    Ok(password)
}

fn serve(programs: &Path, user: &User, folder: &Path, port: u16) -> Result<Child> {
    let settings = [
        "fsync=off",
        "full_page_writes=off",
        "max_connections=600",
        "shared_buffers=128MB",
        "listen_addresses=127.0.0.1",
        "logging_collector=off",
        "log_min_messages=panic",
    ];
    let mut command = user.command(&programs.join("postgres"));
    for setting in settings {
        command.args(["-c", setting]);
    }
    command
        .args(["-p", &port.to_string(), "-k"])
        .arg(folder)
        .arg("-D")
        .arg(folder.join("data"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start postgres")
}

/// Who runs the server: PostgreSQL refuses to be root.
struct User {
    /// The account to change to; None: we are not root and stay who we are.
    account: Option<String>,
}

impl User {
    fn choose() -> Result<Self> {
        if run::said("id", &["-u"]).as_deref() != Some("0") {
            return Ok(Self { account: None });
        }
        let known = |name: &&&str| run::said("id", &["-u", name]).is_some();
        let account = ["postgres", "nobody"].iter().find(known).context("no account but root")?;
        Ok(Self { account: Some((*account).to_owned()) })
    }

    /// Under another account the program is also told to end when we do.
    fn command(&self, program: &Path) -> Command {
        let Some(account) = &self.account else { return Command::new(program) };
        let mut command = Command::new("setpriv");
        command
            .arg(format!("--reuid={account}"))
            .arg(format!("--regid={}", run::said("id", &["-g", account]).unwrap_or_default()))
            .args(["--clear-groups", "--pdeathsig=QUIT"])
            .arg(program);
        command
    }

    fn own(&self, path: &Path) -> Result<()> {
        let Some(account) = &self.account else { return Ok(()) };
        let owned = Command::new("chown").arg(account).arg(path).status()?;
        ensure!(owned.success(), "chown {account} {}", path.display());
        Ok(())
    }
}

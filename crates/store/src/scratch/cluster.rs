//! A throw-away PostgreSQL cluster for tests.
//!
//! Test runners start one process per test, so the processes share one cluster: each holds a
//! shared lock on a file while it lives; a watcher stops the cluster when nobody has held it for
//! a while.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The variable that names a server to use in place of a throw-away cluster.
pub const SERVER: &str = "NOREN_TEST_POSTGRES";

/// Where Debian and others keep the server's programs, if not in PATH.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// Seconds between two looks of the watcher whether anybody still uses the shared cluster.
const LINGER: u32 = 30;

/// The address of the server that all tests share: the one of `NOREN_TEST_POSTGRES`, or a cluster
/// that is started now if it does not run yet.
///
/// # Panics
/// With a sentence, when there is neither; PostgreSQL is never skipped in silence.
pub fn server() -> String {
    static SHARED: OnceLock<Result<Shared, String>> = OnceLock::new();
    if let Ok(url) = std::env::var(SERVER) {
        return url;
    }
    match SHARED.get_or_init(Shared::join) {
        Ok(shared) => shared.url.clone(),
        Err(why) => panic!(
            "the PostgreSQL half of the tests cannot run: {why}. Install PostgreSQL \
             (Debian: apt-get install postgresql) or set {SERVER} to a server's address"
        ),
    }
}

/// This process's share in the cluster of all test processes.
struct Shared {
    url: String,
    /// The lock is held as long as the process lives.
    _use: File,
}

impl Shared {
    fn join() -> Result<Shared, String> {
        let folder = shared_folder()?;
        let told = |error: std::io::Error| format!("{}: {error}", folder.display());
        let using = lock_file(&folder.join("use.lock")).map_err(told)?;
        using.lock_shared().map_err(told)?;
        let starting = lock_file(&folder.join("start.lock")).map_err(told)?;
        starting.lock().map_err(told)?;
        let address = folder.join("address");
        if let Ok(url) = fs::read_to_string(&address)
            && answers(&url)
        {
            return Ok(Shared { url, _use: using });
        }
        let programs = Programs::find()?;
        let cluster = folder.join("cluster");
        programs.stop_in(&cluster);
        let _ = fs::remove_dir_all(&cluster);
        fs::create_dir(&cluster).map_err(told)?;
        let url = programs.start_in(&cluster)?;
        fs::write(&address, &url).map_err(told)?;
        programs.watch(&folder, &cluster)?;
        Ok(Shared { url, _use: using })
    }
}

fn lock_file(path: &Path) -> std::io::Result<File> {
    File::options().read(true).write(true).create(true).truncate(false).open(path)
}

/// One folder per user; a folder of somebody else's making is refused.
fn shared_folder() -> Result<PathBuf, String> {
    let own = fs::metadata("/proc/self").map_err(|error| format!("/proc: {error}"))?.uid();
    let folder = std::env::temp_dir().join(format!("noren-test-postgres-{own}"));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let owner = fs::metadata(&folder).map_err(|error| error.to_string())?.uid();
    if owner != own {
        return Err(format!("{} belongs to somebody else", folder.display()));
    }
    Ok(folder)
}

fn answers(url: &str) -> bool {
    let url = url.to_owned();
    let tried = std::thread::spawn(move || {
        // Dropped here too: closing blocks as connecting does.
        postgres::Client::connect(&url, postgres::NoTls).map(drop)
    });
    tried.join().is_ok_and(|client| client.is_ok())
}

/// The server's programs, and how to run them: PostgreSQL refuses to run as root.
struct Programs {
    folder: PathBuf,
    as_root: bool,
}

impl Programs {
    fn find() -> Result<Programs, String> {
        let mut folders: Vec<PathBuf> = fs::read_dir(PROGRAMS)
            .map(|versions| versions.flatten().map(|it| it.path().join("bin")).collect())
            .unwrap_or_default();
        folders.sort();
        folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let has =
            |folder: &PathBuf| folder.join("initdb").exists() && folder.join("pg_ctl").exists();
        let folder =
            folders.into_iter().find(has).ok_or("PostgreSQL's initdb and pg_ctl are not here")?;
        let as_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        Ok(Programs { folder, as_root })
    }

    fn command(&self, program: &str) -> Command {
        let path = self.folder.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.stdin(Stdio::null()).current_dir("/").env("LC_ALL", "C.UTF-8");
        command
    }

    /// Makes a cluster in `folder`/data and starts it; gives its address.
    fn start_in(&self, folder: &Path) -> Result<String, String> {
        let data = folder.join("data");
        if self.as_root {
            finish(Command::new("chown").arg("postgres").arg(folder))?;
        }
        finish(
            self.command("initdb")
                .args(["-U", "noren", "-A", "trust", "-E", "UTF8"])
                .args(["--locale=C.UTF-8", "--no-sync", "-D"])
                .arg(&data),
        )?;
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|error| format!("no free port: {error}"))?
            .port();
        // The tests are not about the disk: no fsync, and locks found out quickly.
        let settings = format!(
            "-p {port} -h 127.0.0.1 -k {} -F -c max_connections=400 -c deadlock_timeout=100ms \
             -c full_page_writes=off",
            folder.display()
        );
        finish(
            self.command("pg_ctl")
                .args(["start", "-w", "-t", "60", "-o", &settings, "-l"])
                .arg(folder.join("log"))
                .arg("-D")
                .arg(&data),
        )?;
        Ok(format!("postgres://noren@127.0.0.1:{port}/postgres"))
    }

    /// Stops what runs in `folder`, if anything does.
    fn stop_in(&self, folder: &Path) {
        let data = folder.join("data");
        if data.join("postmaster.pid").exists() || self.as_root {
            let mut stop = self.command("pg_ctl");
            let _ = finish(stop.args(["stop", "-m", "immediate", "-w", "-D"]).arg(&data));
        }
    }

    /// Leaves a watcher behind that ends the shared cluster when no test holds `use.lock`.
    fn watch(&self, folder: &Path, cluster: &Path) -> Result<(), String> {
        let runner = if self.as_root { "runuser -u postgres -- " } else { "" };
        let script = format!(
            "cd /; while :; do sleep {LINGER}; flock -n -x '{lock}' sh -c '{runner}\"{pg_ctl}\" \
             stop -m immediate -w -D \"{data}\"; rm -rf \"{cluster}\"' && exit; done",
            lock = folder.join("use.lock").display(),
            pg_ctl = self.folder.join("pg_ctl").display(),
            data = cluster.join("data").display(),
            cluster = cluster.display(),
        );
        Command::new("setsid")
            .args(["sh", "-c", &script])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(|_| ())
            .map_err(|error| format!("no watcher: {error}"))
    }
}

/// Runs a program to its end; the error holds what it said.
fn finish(command: &mut Command) -> Result<(), String> {
    // To a file of its own, not a pipe: the server that pg_ctl leaves behind would hold it open.
    let log = tempfile::tempfile().map_err(|error| error.to_string())?;
    let copy = log.try_clone().map_err(|error| error.to_string())?;
    let name = command.get_program().display().to_string();
    let status = command.stdout(Stdio::null()).stderr(log).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} ended with {status}: {}", contents(copy))),
        Err(error) => Err(format!("{name} did not start: {error}")),
    }
}

fn contents(mut file: File) -> String {
    use std::io::{Read, Seek};
    let mut text = String::new();
    let _ = file.rewind();
    let _ = file.read_to_string(&mut text);
    text.trim().to_owned()
}

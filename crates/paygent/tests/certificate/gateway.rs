//! `openssl s_server` as a gateway whose operator we are: what it prints we read, what we type it
//! does or sends.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::authority::Authority;

/// Far more than any step takes.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Gateway {
    server: Child,
    keyboard: Option<ChildStdin>,
    screen: Receiver<Vec<u8>>,
    log: String,
    /// Holds its certificate files.
    _folder: tempfile::TempDir,
}

impl Gateway {
    pub fn start(authority: &Authority, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            path
        };
        let (certificate, key) = authority.issue("gateway");
        let (mut printed, screen) = std::io::pipe().expect("a pipe");
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-no_ticket", "-no_cache"])
            .args(["-msg", "-state"])
            .args(more)
            .arg("-CAfile")
            .arg(file("ca.pem", &authority.pem()))
            .arg("-cert")
            .arg(file("cert.pem", &certificate.to_pem().expect("PEM")))
            .arg("-key")
            .arg(file("key.pem", &key.private_key_to_pem_pkcs8().expect("PEM")))
            .stdin(Stdio::piped())
            .stdout(screen.try_clone().expect("a pipe"))
            .stderr(screen)
            .spawn()
            .expect("the openssl command is installed");
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = printed.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keyboard = server.stdin.take();
        Self { server, keyboard, screen, log: String::new(), _folder: folder }
    }

    /// Where it listens.
    pub fn base_url(&mut self) -> String {
        self.wait_for("ACCEPT 127.0.0.1:", 0);
        let end = self.wait_for("\n", self.log.find("ACCEPT").expect("just seen"));
        let line = self.log[..end].lines().last().expect("a line");
        format!("https://{}", line.trim_start_matches("ACCEPT ").trim())
    }

    /// Waits until this is printed at or behind a place in the log; the place behind it.
    pub fn wait_for(&mut self, text: &str, from: usize) -> usize {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.log[from..].find(text) {
                return from + at + text.len();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.log.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!("no {text:?} ({error}) in:\n{}", self.log),
            }
        }
    }

    /// Types at its keyboard.
    pub fn type_in(&mut self, text: &str) {
        let keyboard = self.keyboard.as_mut().expect("running");
        keyboard.write_all(text.as_bytes()).and_then(|()| keyboard.flush()).expect("typed");
    }

    pub fn log(&self) -> &str {
        &self.log
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.keyboard = None;
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

//! A TCP proxy before PostgreSQL that can lose a COMMIT, or only its answer.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use postgres::Config;
use postgres::config::Host;

/// What the proxy does to the connections.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Weather {
    Fair,
    /// The connection goes before COMMIT reaches the server.
    LoseCommit,
    /// COMMIT is carried out, and the connection goes before its answer arrives.
    LoseAnswerOfCommit,
    /// Every connection goes at its next message, and no new one comes up.
    Away,
}

pub(crate) struct Proxy {
    url: String,
    weather: Arc<Mutex<Weather>>,
}

impl Proxy {
    /// In front of the server at `url`, which must be on TCP.
    pub(crate) fn start(url: &str) -> Proxy {
        let config: Config = url.parse().expect("an address");
        let [Host::Tcp(host), ..] = config.get_hosts() else {
            panic!("NOREN_TEST_POSTGRES must name a TCP address, not a socket");
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let own = listener.local_addr().expect("an address");
        let user = config.get_user().expect("a user");
        let password = config.get_password().map(String::from_utf8_lossy).unwrap_or_default();
        let database = config.get_dbname().unwrap_or(user);
        let url = format!("postgres://{user}:{password}@{own}/{database}");
        let weather = Arc::new(Mutex::new(Weather::Fair));
        let (server, seen) = (format!("{host}:{port}"), Arc::clone(&weather));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if *seen.lock().expect("not poisoned") == Weather::Away {
                    continue;
                }
                let server = TcpStream::connect(&server).expect("the server is there");
                let seen = Arc::clone(&seen);
                thread::spawn(move || carry(client, server, &seen));
            }
        });
        Proxy { url, weather }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn set(&self, weather: Weather) {
        *self.weather.lock().expect("not poisoned") = weather;
    }
}

/// Carries messages until one of both ends, or the weather, ends it.
fn carry(mut client: TcpStream, mut server: TcpStream, weather: &Mutex<Weather>) {
    let answers = (server.try_clone().expect("a handle"), client.try_clone().expect("a handle"));
    let back = thread::spawn(move || {
        let (mut from, mut to) = answers;
        let _ = std::io::copy(&mut from, &mut to);
    });
    let mut is_first = true;
    while let Some(message) = next_message(&mut client, is_first) {
        is_first = false;
        let is_commit = message.first() == Some(&b'Q') && message.ends_with(b"commit\0");
        let now = *weather.lock().expect("not poisoned");
        match now {
            Weather::LoseCommit if is_commit => break,
            Weather::LoseAnswerOfCommit if is_commit => {
                // Nothing comes back any more, but the server is heard to the end.
                let _ = client.shutdown(Shutdown::Both);
                let _ = server.write_all(&message);
                let _ = server.shutdown(Shutdown::Write);
                let _ = back.join();
                // The server closes only when it has done what it was told.
                let _ = std::io::copy(&mut server, &mut std::io::sink());
                return;
            }
            Weather::Away => break,
            _ => {
                if server.write_all(&message).is_err() {
                    break;
                }
            }
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

/// One message of the protocol: a type (but not the first one), a length, a body.
fn next_message(client: &mut TcpStream, is_first: bool) -> Option<Vec<u8>> {
    let mut message = vec![0; if is_first { 4 } else { 5 }];
    client.read_exact(&mut message).ok()?;
    let head = message.len();
    let length = u32::from_be_bytes(message[head - 4..].try_into().ok()?);
    message.resize(head - 4 + usize::try_from(length).ok()?, 0);
    client.read_exact(&mut message[head..]).ok()?;
    Some(message)
}

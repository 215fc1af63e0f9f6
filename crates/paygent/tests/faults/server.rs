//! An HTTP server that does with one request what it is told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paygent::{Client, Credentials, Endpoint};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does.
#[derive(Clone, Debug)]
pub enum Act {
    CloseBeforeReading,
    /// Writes this before anything was asked.
    Greet(&'static [u8]),
    CloseAfterRequest,
    ResetAfterRequest,
    /// Writes this, then closes.
    Write(Vec<u8>),
    /// Writes this and keeps the connection.
    WriteAndStay(Vec<u8>),
    /// Writes this, then resets the connection.
    WriteThenReset(Vec<u8>),
    /// Writes this, then blank after blank for ever.
    Trickle(Vec<u8>),
    Hang,
}

/// Runs until dropped with its runtime.
pub struct Server {
    pub base_url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (connections, requests) = (Arc::<AtomicUsize>::default(), Arc::default());
        let server = Self {
            base_url: format!("http://{address}"),
            connections: Arc::clone(&connections),
            requests: Arc::clone(&requests),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, act.clone(), Arc::clone(&requests)));
            }
        });
        server
    }

    /// Connections and requests so far.
    pub fn seen(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.paths().len())
    }

    /// Where the requests went.
    pub fn paths(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }

    /// A client of this server with short patience.
    pub fn client(&self) -> Client {
        client(&self.base_url)
    }
}

pub fn client(base_url: &str) -> Client {
    let mut endpoint = Endpoint::new(base_url);
    endpoint.connect_timeout = Duration::from_millis(700);
    endpoint.answer_timeout = Duration::from_millis(500);
    Client::new(endpoint).expect("a client")
}

pub fn credentials() -> Credentials {
    Credentials {
        merchant_id: "900000001".into(),
        connect_id: "noren_demo".into(),
        connect_password: "noren_demo_pass".into(),
    }
}

async fn serve(mut stream: TcpStream, act: Act, requests: Arc<Mutex<Vec<String>>>) {
    match act {
        Act::CloseBeforeReading => return,
        Act::Greet(bytes) => stream.write_all(bytes).await.expect("connected"),
        _ => {}
    }
    while let Some(path) = read_request(&mut stream).await {
        requests.lock().expect("no panic").push(path);
        if let Act::Write(bytes)
        | Act::WriteAndStay(bytes)
        | Act::WriteThenReset(bytes)
        | Act::Trickle(bytes) = &act
            && stream.write_all(bytes).await.is_err()
        {
            return;
        }
        match &act {
            Act::CloseBeforeReading | Act::CloseAfterRequest => return,
            // Reading on: a second request on this connection would be counted too.
            Act::Write(_) => stream.shutdown().await.unwrap_or_default(),
            Act::ResetAfterRequest | Act::WriteThenReset(_) => {
                stream.set_zero_linger().expect("lingers");
                return;
            }
            Act::Trickle(_) => {
                let mut ticks = tokio::time::interval(Duration::from_millis(20));
                while stream.write_all(b" ").await.is_ok() {
                    ticks.tick().await;
                }
            }
            Act::Hang | Act::Greet(_) | Act::WriteAndStay(_) => {}
        }
    }
}

/// Reads one request whole and gives its path; none at the end of the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or(0);
            if bytes.len() >= at + 4 + length {
                return head.split_whitespace().nth(1).map(str::to_owned);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

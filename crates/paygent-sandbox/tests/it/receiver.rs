//! A merchant's notice URL: it takes what is posted, unless a test says otherwise.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paygent::notice::Notice;
use paygent_sandbox::{Merchant, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::stage::Stage;

/// What one post is answered.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// Status and body.
    Says(&'static str, &'static str),
    HangsUp,
    /// That it was taken, but the connection breaks before the end that was promised.
    BreaksOff,
    /// Nothing, as long as the test lasts.
    Hangs,
}

pub struct Receiver {
    pub url: String,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    came: mpsc::UnboundedReceiver<Notice>,
}

impl Receiver {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/notice", listener.local_addr().expect("bound"));
        let replies = Arc::new(Mutex::new(VecDeque::new()));
        let (note, came) = mpsc::unbounded_channel();
        let next = replies.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(receive(stream, next.clone(), note.clone()));
            }
        });
        Self { url, replies, came }
    }

    /// A sandbox whose merchant listens here.
    pub async fn stage(&self) -> Stage {
        Stage::with(Options { merchant: self.merchant(), ..Options::default() }).await
    }

    pub fn merchant(&self) -> Merchant {
        Merchant { notice_url: Some(self.url.clone()), ..Merchant::demo() }
    }

    /// The next posts are answered so; those after them are taken.
    pub fn replies(&self, replies: &[Reply]) {
        self.replies.lock().expect("whole").extend(replies);
    }

    pub async fn next(&mut self) -> Notice {
        let wait = tokio::time::timeout(Duration::from_secs(20), self.came.recv());
        wait.await.expect("a notice is posted").expect("the receiver is open")
    }

    /// Number and status of the next one.
    pub async fn told(&mut self) -> (u64, u8) {
        let record = self.next().await.record;
        (record.payment_notice_id.parse().expect("a number"), record.status.0)
    }

    /// Nothing more has come.
    pub fn is_quiet(&self) -> bool {
        self.came.is_empty()
    }
}

async fn receive(
    mut stream: TcpStream,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    note: mpsc::UnboundedSender<Notice>,
) {
    let mut bytes = Vec::new();
    let body = loop {
        let mut some = [0; 4_096];
        let read = stream.read(&mut some).await.unwrap_or(0);
        assert!(read > 0, "a whole request");
        bytes.extend_from_slice(&some[..read]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("post /notice http/1.1\r\n"), "{head}");
        assert!(head.contains("\r\ncontent-type: application/x-www-form-urlencoded"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.expect("a length").parse().expect("a number");
        if body.len() >= length {
            break bytes.split_off(head.len() + 4);
        }
    };
    let notice = Notice::parse(None, &body).expect("a notice");
    let reply = replies.lock().expect("whole").pop_front();
    let _ = note.send(notice);
    match reply.unwrap_or(Reply::Says("200 OK", "result=0")) {
        Reply::Says(status, body) => {
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
            let answer = format!("{head}Connection: close\r\n\r\n{body}");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
        Reply::BreaksOff => {
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nresult=0";
            let _ = stream.write_all(answer).await;
        }
        Reply::HangsUp => {}
        Reply::Hangs => std::future::pending().await,
    }
}

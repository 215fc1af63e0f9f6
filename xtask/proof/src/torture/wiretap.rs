//! Two proxies between the shop and the world, gateway and mail server: they see the moments to
//! kill at, and touch no byte.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::point::{Point, Telegram, Trap};

/// A proxy on a port of its own.
pub struct Wiretap {
    /// Where the shop connects to.
    pub addr: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Wiretap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Between the shop and the gateway.
pub async fn gateway(to: SocketAddr, trap: Trap) -> Result<Wiretap> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    // Half of the requests caught before the gateway's commit reach it all the same, after the
    // shop's death.
    let forwards = Arc::new(<[AtomicBool; 3]>::default());
    let task = tokio::spawn(async move {
        while let Ok((shop, _)) = listener.accept().await {
            let (trap, forwards) = (trap.clone(), forwards.clone());
            tokio::spawn(async move {
                let _ = telegram(shop, to, &trap, &forwards).await;
            });
        }
    });
    Ok(Wiretap { addr, task })
}

/// One connection carries one telegram: the client keeps none open.
async fn telegram(
    mut shop: TcpStream,
    to: SocketAddr,
    trap: &Trap,
    forwards: &[AtomicBool; 3],
) -> Result<()> {
    let request = read_message(&mut shop).await?;
    let kind = Telegram::of(&kind(&request));
    let springs = |point: fn(Telegram) -> Point| kind.is_some_and(|kind| trap.spring(point(kind)));
    let awaits = |point: fn(Telegram) -> Point| kind.is_some_and(|kind| trap.awaits(point(kind)));
    if springs(Point::Before)
        && kind.is_some_and(|kind| !forwards[kind as usize].fetch_xor(true, Ordering::SeqCst))
    {
        return Ok(());
    }
    let mut gateway = TcpStream::connect(to).await?;
    gateway.write_all(&request).await?;
    let answer = read_message(&mut gateway).await?;
    if springs(Point::After) {
        return Ok(());
    }
    // As good as random: 取引ID, token and authentication are others each time.
    let odd: u64 = request.iter().copied().map(u64::from).sum();
    if awaits(Point::Asking) {
        drop(shop);
        // The quiet window is 1,200 ms here: now it is asked again and again.
        tokio::time::sleep(Duration::from_millis(odd % 8 * 15)).await;
        springs(Point::Asking);
        return Ok(());
    }
    shop.write_all(&answer).await?;
    shop.shutdown().await?;
    if awaits(Point::Answered) {
        // The commit that follows takes about as long as a sync of the disk: strike around it.
        tokio::time::sleep(Duration::from_micros(odd % 12 * 500)).await;
        springs(Point::Answered);
    }
    Ok(())
}

fn kind(request: &[u8]) -> String {
    let text = String::from_utf8_lossy(request);
    let kind = text.split("telegram_kind=").nth(1).unwrap_or_default();
    kind.chars().take(3).collect()
}

/// Reads one HTTP message, by its length or to the end of the connection.
async fn read_message(stream: &mut TcpStream) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let count = stream.read(&mut chunk).await?;
        bytes.extend_from_slice(&chunk[..count]);
        if count == 0 || is_whole(&bytes) {
            return Ok(bytes);
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    match length.and_then(|length| length.trim().parse::<usize>().ok()) {
        Some(length) => bytes.len() >= end + 4 + length,
        None => head.contains("transfer-encoding: chunked") && bytes.ends_with(b"0\r\n\r\n"),
    }
}

/// Between the shop and the mail server.
pub async fn post(to: SocketAddr, trap: Trap) -> Result<Wiretap> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    let task = tokio::spawn(async move {
        while let Ok((shop, _)) = listener.accept().await {
            let trap = trap.clone();
            tokio::spawn(async move {
                let _ = conversation(shop, to, &trap).await;
            });
        }
    });
    Ok(Wiretap { addr, task })
}

async fn conversation(shop: TcpStream, to: SocketAddr, trap: &Trap) -> Result<()> {
    let server = TcpStream::connect(to).await?;
    let (mut from_shop, mut to_shop) = shop.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let dotted = Arc::new(AtomicBool::new(false));
    let seen = dotted.clone();
    let tap = trap.clone();
    let answers = tokio::spawn(async move {
        let mut chunk = [0; 4096];
        loop {
            let count = from_server.read(&mut chunk).await?;
            if count == 0 {
                return Ok::<_, std::io::Error>(());
            }
            let is_taken = chunk.starts_with(b"250") && seen.swap(false, Ordering::SeqCst);
            if is_taken && tap.spring(Point::DotAfter) {
                return Ok(());
            }
            to_shop.write_all(&chunk[..count]).await?;
        }
    });
    let mut tail = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let count = from_shop.read(&mut chunk).await?;
        if count == 0 {
            break;
        }
        tail.extend_from_slice(&chunk[..count]);
        let is_dot = tail.ends_with(b"\r\n.\r\n");
        if is_dot && trap.spring(Point::DotBefore) {
            break;
        }
        dotted.store(is_dot, Ordering::SeqCst);
        tail.drain(..tail.len().saturating_sub(4));
        to_server.write_all(&chunk[..count]).await?;
    }
    drop(to_server);
    answers.abort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{is_whole, kind};

    #[test]
    fn a_message_is_whole_by_its_length_or_its_last_chunk() {
        for (message, whole) in [
            ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", true),
            ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false),
            ("HTTP/1.1 200 OK\r\n", false),
        ] {
            assert_eq!(is_whole(message.as_bytes()), whole, "{message:?}");
        }
        assert_eq!(kind(b"merchant_id=1&telegram_kind=020&trading_id=1"), "020");
    }
}

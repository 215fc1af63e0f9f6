//! A connection whose outgoing bytes can be doubled or cut.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What happens to the bytes of the next answer. It is the connection's last.
#[derive(Debug, Default)]
pub(super) enum Script {
    /// They leave as they are.
    #[default]
    Plain,
    /// They are kept, and leave a second time before the connection closes.
    Twice(Vec<u8>),
    /// Head and half the body leave, then the connection breaks.
    Cut,
    /// The connection is broken.
    Broken,
}

/// Changes the script while the connection is served.
#[derive(Clone, Debug, Default)]
pub(super) struct Director(Arc<Mutex<Script>>);

impl Director {
    pub(super) fn set(&self, script: Script) {
        *self.script() = script;
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection under a script.
pub(super) struct Line<S> {
    stream: S,
    director: Director,
}

impl<S> Line<S> {
    pub(super) fn new(stream: S, director: Director) -> Self {
        Self { stream, director }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let director = self.director.clone();
        let mut script = director.script();
        let allowed = match *script {
            Script::Plain | Script::Twice(_) => bytes,
            Script::Cut => &bytes[..half(bytes)],
            Script::Broken => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        };
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, allowed))?;
        match &mut *script {
            Script::Twice(kept) => kept.extend_from_slice(&bytes[..written]),
            Script::Cut => *script = Script::Broken,
            Script::Plain | Script::Broken => {}
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let director = self.director.clone();
        let mut script = director.script();
        if let Script::Twice(kept) = &mut *script {
            while !kept.is_empty() {
                let written = ready!(Pin::new(&mut self.stream).poll_write(cx, kept))?;
                kept.drain(..written);
            }
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// All of the head and half of what follows it.
fn half(bytes: &[u8]) -> usize {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    head + (bytes.len() - head) / 2
}

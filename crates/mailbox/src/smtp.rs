//! The SMTP server: one task a connection, one conversation after the other.

mod command;
mod line;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::fault::{Fault, Faults};
use crate::shelf::Shelf;
use command::Command;
use line::{Body, COMMAND_MAX, Line, MAIL_MAX};

/// Conversations at one time; more wait to be accepted.
const CONNECTIONS_MAX: usize = 256;
/// Recipients of one mail.
const RECIPIENTS_MAX: usize = 100;
/// Commands refused before the client is sent away.
const ERRORS_MAX: u32 = 20;
/// How long a client may be silent (RFC 5321, 4.5.3.2.7: at least 5 minutes).
const SILENCE_MAX: Duration = Duration::from_mins(5);

/// Takes connections until it is dropped; its conversations end with it.
pub(crate) async fn serve(listener: TcpListener, shelf: Arc<Shelf>, faults: Arc<Faults>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut talks = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let socket = match listener.accept().await {
            Ok((socket, _)) => socket,
            Err(error) => {
                // Out of file handles: wait for some to close instead of spinning.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        while talks.try_join_next().is_some() {}
        let (shelf, faults) = (Arc::clone(&shelf), Arc::clone(&faults));
        talks.spawn(async move {
            let _place = place;
            if let Err(error) = Talk::new(socket, shelf, faults).run().await {
                tracing::debug!(%error, "an SMTP connection ended early");
            }
        });
    }
}

/// One conversation.
struct Talk {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    pending: Vec<u8>,
    shelf: Arc<Shelf>,
    faults: Arc<Faults>,
    hello: bool,
    from: Option<String>,
    to: Vec<String>,
    utf8: bool,
    errors: u32,
}

/// Whether the conversation goes on.
#[derive(PartialEq, Eq)]
enum Next {
    GoOn,
    HangUp,
}

impl Talk {
    fn new(socket: TcpStream, shelf: Arc<Shelf>, faults: Arc<Faults>) -> Talk {
        let _ = socket.set_nodelay(true);
        let (reader, writer) = socket.into_split();
        Talk {
            reader: BufReader::new(reader),
            writer,
            pending: Vec::new(),
            shelf,
            faults,
            hello: false,
            from: None,
            to: Vec::new(),
            utf8: false,
            errors: 0,
        }
    }

    async fn run(mut self) -> io::Result<()> {
        self.answer("220 mailbox ESMTP takes everything, delivers nothing").await?;
        loop {
            let read = line::read_line(&mut self.reader, COMMAND_MAX);
            let Ok(read) = tokio::time::timeout(SILENCE_MAX, read).await else {
                return self.answer("421 4.4.2 too long silent").await;
            };
            let next = match read? {
                Line::End => Next::HangUp,
                Line::TooLong => self.refuse("500 5.5.2 this line is too long").await?,
                Line::Whole(line) => {
                    let line = line.strip_suffix(b"\n").unwrap_or(&line);
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    self.obey(command::parse(line)).await?
                }
            };
            if next == Next::HangUp {
                return Ok(());
            }
        }
    }

    async fn obey(&mut self, command: Command) -> io::Result<Next> {
        let reply = match command {
            Command::Hello { extended } => {
                self.hello = true;
                self.forget();
                if extended { EXTENSIONS } else { "250 mailbox" }
            }
            Command::Mail { .. } | Command::Rcpt { .. } | Command::Data if !self.hello => {
                return self.refuse("503 5.5.1 say EHLO first").await;
            }
            Command::Mail { .. } if self.from.is_some() => {
                return self.refuse("503 5.5.1 one mail after the other").await;
            }
            Command::Mail { size: Some(size), .. } if size > MAIL_MAX as u64 => {
                return self.refuse(TOO_LARGE).await;
            }
            Command::Mail { from, utf8, .. } => {
                (self.from, self.utf8) = (Some(from), utf8);
                "250 2.1.0 ok"
            }
            Command::Rcpt { .. } if self.from.is_none() => {
                return self.refuse("503 5.5.1 say MAIL first").await;
            }
            Command::Rcpt { to } if !to.is_ascii() && !self.utf8 => {
                return self.refuse("553 5.6.7 this address needs SMTPUTF8").await;
            }
            Command::Rcpt { .. } if self.to.len() >= RECIPIENTS_MAX => {
                return self.refuse("452 4.5.3 too many recipients").await;
            }
            Command::Rcpt { to } => {
                self.to.push(to);
                "250 2.1.5 ok"
            }
            Command::Data if self.to.is_empty() => {
                return self.refuse("503 5.5.1 say MAIL and RCPT first").await;
            }
            Command::Data => return self.take_mail().await,
            Command::Rset => {
                self.forget();
                "250 2.0.0 ok"
            }
            Command::Noop => "250 2.0.0 ok",
            Command::Help => "214 2.0.0 RFC 5321",
            Command::Vrfy => "252 2.1.5 every address is taken",
            Command::NotOffered => return self.refuse("502 5.5.1 not offered here").await,
            Command::Wrong(reply) => return self.refuse(reply).await,
            Command::Unknown => return self.refuse("500 5.5.1 not a command").await,
            Command::Quit => {
                self.answer("221 2.0.0 bye").await?;
                self.flush().await?;
                return Ok(Next::HangUp);
            }
        };
        self.answer(reply).await?;
        Ok(Next::GoOn)
    }

    /// DATA to the answer of the final dot, with the fault that is planned for it.
    async fn take_mail(&mut self) -> io::Result<Next> {
        let fault = self.faults.begin();
        if let Some(Fault::DelayData { ms }) = fault {
            self.flush().await?;
            self.faults.hold(ms).await;
        }
        self.answer("354 end with a dot on its own line").await?;
        self.flush().await?;
        let read = line::read_body(&mut self.reader);
        let Ok(body) = tokio::time::timeout(SILENCE_MAX, read).await else {
            return Ok(Next::HangUp);
        };
        let (from, to) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.to));
        self.forget();
        let raw = match body? {
            Body::Whole(raw) => raw,
            Body::End => return Ok(Next::HangUp),
            Body::LineTooLong => {
                return self.refuse("554 5.6.0 a line is above 998 characters").await;
            }
            Body::TooLarge => return self.refuse(TOO_LARGE).await,
        };
        match fault {
            Some(Fault::DropBefore) => return Ok(Next::HangUp),
            Some(Fault::Answer { code }) => {
                self.answer(&format!("{code} {}.0.0 as planned", code / 100)).await?;
                return Ok(Next::GoOn);
            }
            Some(Fault::DropAfter | Fault::Delay { .. } | Fault::DelayData { .. }) | None => {}
        }
        if let Err(error) = self.shelf.accept(from, to, raw).await {
            tracing::error!(%error, "a mail could not be written to the journal");
            return self.refuse("451 4.3.0 the mail could not be stored").await;
        }
        match fault {
            Some(Fault::DropAfter) => return Ok(Next::HangUp),
            Some(Fault::Delay { ms }) => self.faults.hold(ms).await,
            _ => {}
        }
        self.answer("250 2.0.0 kept").await?;
        Ok(Next::GoOn)
    }

    /// Forgets the mail that was begun.
    fn forget(&mut self) {
        (self.from, self.utf8) = (None, false);
        self.to.clear();
    }

    async fn refuse(&mut self, reply: &str) -> io::Result<Next> {
        self.errors += 1;
        if self.errors > ERRORS_MAX {
            self.answer("421 4.7.0 too many errors").await?;
            self.flush().await?;
            return Ok(Next::HangUp);
        }
        self.answer(reply).await?;
        Ok(Next::GoOn)
    }

    /// Queues a reply; sent when the client waits for it. A pipelining client gets its replies in
    /// one packet.
    async fn answer(&mut self, reply: &str) -> io::Result<()> {
        self.pending.extend_from_slice(reply.as_bytes());
        self.pending.extend_from_slice(b"\r\n");
        if self.reader.buffer().is_empty() { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.writer.write_all(&self.pending).await?;
        self.pending.clear();
        self.writer.flush().await
    }
}

const TOO_LARGE: &str = "552 5.3.4 a mail may have 10 MB";

const EXTENSIONS: &str = "250-mailbox\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n\
                          250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES";

#[cfg(test)]
mod tests {
    use super::{EXTENSIONS, MAIL_MAX};

    #[test]
    fn the_size_we_tell_is_the_size_we_take() {
        assert!(EXTENSIONS.contains(&format!("250-SIZE {MAIL_MAX}\r\n")));
    }
}

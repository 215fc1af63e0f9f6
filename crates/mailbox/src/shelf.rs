//! The mails that arrived, in memory and, where asked, in the journal.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use tokio::sync::watch;

use crate::journal::{Journal, Record};
use crate::message::{Envelope, Message};

pub(crate) struct Shelf {
    /// Taken for the whole of an arrival, so that journal and memory have the same order.
    writer: Mutex<Writer>,
    mails: Mutex<Mails>,
    changed: watch::Sender<u64>,
    keep_bytes: usize,
}

struct Writer {
    journal: Option<Journal>,
    next_id: u64,
}

#[derive(Default)]
struct Mails {
    messages: VecDeque<Arc<Message>>,
    bytes: usize,
}

impl Mails {
    fn push(&mut self, message: Arc<Message>, keep_bytes: usize) {
        self.bytes += message.raw.len();
        self.messages.push_back(message);
        while self.bytes > keep_bytes && self.messages.len() > 1 {
            if let Some(oldest) = self.messages.pop_front() {
                self.bytes -= oldest.raw.len();
            }
        }
    }
}

impl Shelf {
    /// An empty shelf, or the mails of the journal in `dir`.
    pub(crate) fn open(dir: Option<&Path>, keep_bytes: usize) -> io::Result<Shelf> {
        let mut mails = Mails::default();
        let mut next_id = 1;
        let journal = match dir {
            None => None,
            Some(dir) => {
                fs::create_dir_all(dir)?;
                Some(Journal::open(&dir.join(crate::JOURNAL), |record| match record {
                    Record::Mail { envelope, raw } => {
                        next_id = next_id.max(envelope.id + 1);
                        mails.push(Arc::new(Message::read(envelope, raw)), keep_bytes);
                    }
                    Record::Cleared => mails = Mails::default(),
                })?)
            }
        };
        Ok(Shelf {
            writer: Mutex::new(Writer { journal, next_id }),
            mails: Mutex::new(mails),
            changed: watch::Sender::new(0),
            keep_bytes,
        })
    }

    /// Takes a mail in; on disk, where there is a journal, when it returns.
    pub(crate) async fn accept(
        self: &Arc<Shelf>,
        from: String,
        to: Vec<String>,
        raw: Vec<u8>,
    ) -> io::Result<()> {
        self.write(move |shelf, writer| {
            let envelope = Envelope { id: writer.next_id, received_at: now(), from, to };
            if let Some(journal) = &mut writer.journal {
                journal.mail(&envelope, &raw)?;
            }
            writer.next_id += 1;
            let message = Arc::new(Message::read(envelope, raw));
            shelf.lock().push(message, shelf.keep_bytes);
            Ok(())
        })
        .await
    }

    /// Forgets all mails; their ids are not used again.
    pub(crate) async fn clear(self: &Arc<Shelf>) -> io::Result<()> {
        self.write(|shelf, writer| {
            if let Some(journal) = &mut writer.journal {
                journal.cleared()?;
            }
            *shelf.lock() = Mails::default();
            Ok(())
        })
        .await
    }

    async fn write(
        self: &Arc<Shelf>,
        act: impl FnOnce(&Shelf, &mut Writer) -> io::Result<()> + Send + 'static,
    ) -> io::Result<()> {
        let shelf = Arc::clone(self);
        // A thread that may wait for the disk.
        tokio::task::spawn_blocking(move || {
            let mut writer = shelf.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let result = act(&shelf, &mut writer);
            shelf.changed.send_modify(|version| *version += 1);
            result
        })
        .await
        .map_err(io::Error::other)?
    }

    /// The mails with an id above `id`, oldest first.
    pub(crate) fn after(&self, id: u64) -> Vec<Arc<Message>> {
        let mails = self.lock();
        let from = mails.messages.partition_point(|mail| mail.id <= id);
        mails.messages.range(from..).cloned().collect()
    }

    pub(crate) fn find(&self, id: u64) -> Option<Arc<Message>> {
        let mails = self.lock();
        let at = mails.messages.binary_search_by_key(&id, |mail| mail.id).ok()?;
        mails.messages.get(at).cloned()
    }

    /// Changes with every arrival and every clearing.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Mails> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

//! The append-only file of mails: what was accepted is on disk before the sender hears 250.
//!
//! One record: a line of JSON that ends with the number of bytes, the bytes as they came (dots
//! unstuffed), a line feed. A record torn by a crash was never acknowledged; it is cut off at the
//! next start.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::message::Envelope;

#[derive(Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
enum Head {
    Mail { id: u64, received_at: i64, from: String, to: Vec<String>, bytes: usize },
    Cleared,
}

/// What a journal holds.
pub(crate) enum Record {
    Mail { envelope: Envelope, raw: Vec<u8> },
    Cleared,
}

pub(crate) struct Journal {
    file: File,
    /// Where the last whole record ends.
    length: u64,
}

impl Journal {
    /// Opens or creates the file and gives its whole records to `each`.
    pub(crate) fn open(path: &Path, mut each: impl FnMut(Record)) -> io::Result<Journal> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut reader = BufReader::new(&file);
        let mut whole = 0;
        while let Some((record, length)) = read_record(&mut reader)? {
            each(record);
            whole += length;
        }
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        Ok(Journal { file, length: whole })
    }

    /// Appends a mail; on disk when it returns.
    pub(crate) fn mail(&mut self, envelope: &Envelope, raw: &[u8]) -> io::Result<()> {
        let head = Head::Mail {
            id: envelope.id,
            received_at: envelope.received_at,
            from: envelope.from.clone(),
            to: envelope.to.clone(),
            bytes: raw.len(),
        };
        self.append(&head, raw)
    }

    /// Notes that all mails before are gone.
    pub(crate) fn cleared(&mut self) -> io::Result<()> {
        self.append(&Head::Cleared, b"")
    }

    fn append(&mut self, head: &Head, raw: &[u8]) -> io::Result<()> {
        let mut record = serde_json::to_vec(head)?;
        record.push(b'\n');
        record.extend_from_slice(raw);
        record.push(b'\n');
        let written = self.file.write_all(&record).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // A full disk must not leave half a record in front of later ones.
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            return written;
        }
        self.length += record.len() as u64;
        Ok(())
    }
}

/// The next whole record and its length in bytes; `None` at the end or at a torn record.
fn read_record(reader: &mut impl BufRead) -> io::Result<Option<(Record, u64)>> {
    let mut line = Vec::new();
    let head_length = reader.read_until(b'\n', &mut line)?;
    let Ok(head) = serde_json::from_slice::<Head>(&line) else { return Ok(None) };
    if line.last() != Some(&b'\n') {
        return Ok(None);
    }
    let bytes = match &head {
        Head::Mail { bytes, .. } => *bytes,
        Head::Cleared => 0,
    };
    let mut raw = Vec::new();
    let wanted = bytes as u64 + 1;
    if reader.by_ref().take(wanted).read_to_end(&mut raw)? as u64 != wanted {
        return Ok(None);
    }
    raw.pop();
    let record = match head {
        Head::Mail { id, received_at, from, to, .. } => {
            Record::Mail { envelope: Envelope { id, received_at, from, to }, raw }
        }
        Head::Cleared => Record::Cleared,
    };
    Ok(Some((record, head_length as u64 + wanted)))
}

#[cfg(test)]
mod tests {
    use super::{Envelope, Journal, Record};

    fn mails(path: &std::path::Path) -> Vec<u64> {
        let mut ids = Vec::new();
        Journal::open(path, |record| match record {
            Record::Mail { envelope, .. } => ids.push(envelope.id),
            Record::Cleared => ids.clear(),
        })
        .unwrap();
        ids
    }

    #[test]
    fn whole_records_survive_and_a_torn_one_is_cut_off_at_every_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mails.log");
        let envelope =
            |id| Envelope { id, received_at: 7, from: "a@b".into(), to: vec!["c@d".into()] };
        let mut journal = Journal::open(&path, |_| ()).unwrap();
        journal.mail(&envelope(1), b"one\n\nmore").unwrap();
        let whole = std::fs::metadata(&path).unwrap().len();
        journal.mail(&envelope(2), b"two").unwrap();
        let full = std::fs::read(&path).unwrap();
        assert_eq!(mails(&path), [1, 2]);
        for length in usize::try_from(whole).unwrap()..full.len() {
            std::fs::write(&path, &full[..length]).unwrap();
            assert_eq!(mails(&path), [1], "cut at {length}");
            let mut journal = Journal::open(&path, |_| ()).unwrap();
            journal.mail(&envelope(3), b"three").unwrap();
            assert_eq!(mails(&path), [1, 3], "cut at {length}");
        }
        Journal::open(&path, |_| ()).unwrap().cleared().unwrap();
        assert_eq!(mails(&path), Vec::<u64>::new());
    }
}

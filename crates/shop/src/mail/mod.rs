//! Mails: what they say, and how they leave.
//!
//! One file per mail, each a pure function from a small struct to a [`Mail`]. A mail is enqueued in
//! the commit that decides it (`outbox`) and sent later, outside every transaction (`deliver`), as
//! often as it takes, always with the same Message-ID and the same bytes: it is never lost, and
//! doubles only when the answer to its final dot is.

mod card;
mod copy;
mod deliver;
pub(crate) mod goods;
mod letter;
mod member;
mod message;
mod new_device;
mod not_placed;
mod outbox;
mod placed;
mod retry;
mod smtp;
mod task;
mod thanks;
mod transport;

pub use card::{CardMail, card};
pub use copy::copy;
pub use deliver::deliver_due;
pub use letter::{About, Asked, Kind, Letter};
pub(crate) use member::{Notice, member};
pub use new_device::{NewDevice, new_device};
pub use not_placed::{NotPlaced, not_placed};
pub use outbox::{adopt, enqueue, revive};
pub(crate) use outbox::{delete, enqueue_one, forget_not_placed};
pub(crate) use placed::push_paragraph;
pub use placed::{HowPaid, Placed, PlacedPay};
pub use smtp::{Login, Security, Smtp, SmtpOptions};
pub use task::task;
pub use thanks::thanks;
pub use transport::{Addresses, SendError, Sending, Transport};

/// What a mail says: a subject of one line and a plain text. Neither holds a control character, so
/// that no name or address that a buyer typed can become a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    subject: String,
    body: String,
}

impl Mail {
    /// Line breaks in the subject become spaces; control characters in the body other than line
    /// breaks go.
    pub fn new(subject: &str, body: &str) -> Mail {
        let body = body.replace("\r\n", "\n").replace('\r', "\n");
        Mail {
            subject: one_line(subject),
            body: body.chars().filter(|c| *c == '\n' || !c.is_control()).collect(),
        }
    }

    /// One line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Lines that end with `\n`.
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// The text on one line: what breaks lines or is not shown becomes a space. Names go through it, so
/// that a buyer's name cannot add lines of its own to a mail.
pub(crate) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.replace(breaks, " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Mail;

    #[test]
    fn no_text_can_begin_a_header() {
        for (subject, shown) in [
            ("ご注文\r\nBcc: evil@example.com", "ご注文  Bcc: evil@example.com"),
            ("a\nb", "a b"),
            ("a\u{2028}b\u{0}c\u{85}d", "a b c d"),
            ("  trimmed \n", "trimmed"),
        ] {
            assert_eq!(Mail::new(subject, "").subject(), shown, "{subject:?}");
        }
        assert_eq!(Mail::new("", "a\r\nb\rc\0d\u{7}\n").body(), "a\nb\ncd\n");
    }
}

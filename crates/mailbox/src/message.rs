//! A mail as it came and as a person reads it.

use std::borrow::Cow;

use mail_parser::{MessageParser, MimeHeaders};
use serde::Serialize;

/// What SMTP said about a mail before its first byte, and when it was complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) id: u64,
    pub(crate) received_at: i64,
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
}

/// A mail that was accepted.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// Counts the mails of this mailbox from 1.
    pub id: u64,
    /// When its final dot came; milliseconds since 1970.
    pub received_at: i64,
    /// The sender of the envelope (MAIL FROM); empty for a bounce.
    pub from: String,
    /// The recipients of the envelope (RCPT TO).
    pub to: Vec<String>,
    /// The header From, decoded: `みなも堂 <shop@minamodo.example>`.
    pub sender: String,
    /// The header Subject, decoded.
    pub subject: String,
    /// The header Message-ID without its angle brackets.
    pub message_id: String,
    /// The text, decoded; of a mail that has only HTML, the text in it.
    pub text: String,
    /// The bytes as they came, dots unstuffed.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

impl Message {
    /// Reads `raw`; what cannot be read is empty, nothing fails.
    pub(crate) fn read(envelope: Envelope, raw: Vec<u8>) -> Message {
        let parsed = MessageParser::default().parse(&raw);
        let parsed = parsed.as_ref();
        let text = |part: Option<Cow<'_, str>>| part.unwrap_or_default().replace("\r\n", "\n");
        Message {
            id: envelope.id,
            received_at: envelope.received_at,
            from: envelope.from,
            to: envelope.to,
            sender: parsed
                .and_then(|mail| mail.from())
                .map(|from| from.iter().map(sender_text).collect::<Vec<_>>().join(", "))
                .unwrap_or_default(),
            subject: parsed.and_then(|mail| mail.subject()).unwrap_or_default().to_owned(),
            message_id: parsed.and_then(|mail| mail.message_id()).unwrap_or_default().to_owned(),
            text: text(parsed.and_then(|mail| mail.body_text(0))),
            raw,
        }
    }

    /// The HTML part, if the mail has one; for showing as text.
    pub(crate) fn html(&self) -> Option<String> {
        let parsed = MessageParser::default().parse(&self.raw)?;
        let part = parsed.html_part(0)?;
        // A text part stands in for missing HTML: that is not HTML the sender wrote.
        let is_html = part.content_type()?.subtype()?.eq_ignore_ascii_case("html");
        is_html.then(|| parsed.body_html(0).map(Cow::into_owned))?
    }

    /// The headers, unfolded, in their order, undecoded.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let Some(parsed) = MessageParser::default().parse_headers(&self.raw) else {
            return Vec::new();
        };
        parsed
            .headers_raw()
            .map(|(name, value)| {
                (name.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" "))
            })
            .collect()
    }

    /// The names of attached files.
    pub(crate) fn attachments(&self) -> Vec<String> {
        let Some(parsed) = MessageParser::default().parse(&self.raw) else { return Vec::new() };
        parsed
            .attachments()
            .map(|part| part.attachment_name().unwrap_or("(名前なし)").to_owned())
            .collect()
    }

    /// Whether sender, recipients, subject or text contain every word of `query` (case ignored).
    pub(crate) fn matches(&self, query: &str) -> bool {
        let all = [&self.sender, &self.from, &self.subject, &self.text, &self.message_id];
        query.to_lowercase().split_whitespace().all(|word| {
            all.iter().copied().chain(&self.to).any(|text| text.to_lowercase().contains(word))
        })
    }
}

fn sender_text(address: &mail_parser::Addr<'_>) -> String {
    match (address.name(), address.address()) {
        (Some(name), Some(mail)) => format!("{name} <{mail}>"),
        (name, mail) => name.or(mail).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Envelope, Message};

    fn read(raw: &[u8]) -> Message {
        let envelope = Envelope { id: 1, received_at: 0, from: String::new(), to: Vec::new() };
        Message::read(envelope, raw.to_vec())
    }

    #[test]
    fn japanese_is_read_in_every_form_mail_programs_write() {
        let (jis, ..) = encoding_rs::ISO_2022_JP.encode("ご注文 壱");
        let (sjis, ..) = encoding_rs::SHIFT_JIS.encode("ご注文 壱");
        let with = |head: &str, body: &[u8]| [head.as_bytes(), b"\r\n\r\n", body].concat();
        for (name, raw) in [
            (
                "ISO-2022-JP, 7bit",
                with(
                    "Subject: =?ISO-2022-JP?B?GyRCJDRDbUo4GyhCIBskQjBtGyhC?=\r\n\
                     Content-Type: text/plain; charset=ISO-2022-JP",
                    &jis,
                ),
            ),
            (
                "Shift_JIS, 8bit, subject quoted-printable",
                with(
                    "Subject: =?UTF-8?Q?=E3=81=94=E6=B3=A8=E6=96=87_=E5=A3=B1?=\r\n\
                     Content-Type: text/plain; charset=Shift_JIS\r\n\
                     Content-Transfer-Encoding: 8bit",
                    &sjis,
                ),
            ),
            (
                "UTF-8, base64, subject in two words",
                with(
                    "Subject: =?utf-8?B?44GU5rOo5paH?=\r\n =?utf-8?B?IOWjsQ==?=\r\n\
                     Content-Type: text/plain; charset=utf-8\r\n\
                     Content-Transfer-Encoding: base64",
                    b"44GU5rOo5paHIOWjsQ==",
                ),
            ),
            (
                "UTF-8, quoted-printable, raw subject",
                with(
                    "Subject: ご注文 壱\r\nContent-Type: text/plain; charset=utf-8\r\n\
                     Content-Transfer-Encoding: quoted-printable",
                    b"=E3=81=94=E6=B3=A8=E6=96=87=20=\r\n=E5=A3=B1",
                ),
            ),
        ] {
            let mail = read(&raw);
            assert_eq!(mail.subject, "ご注文 壱", "{name}");
            assert_eq!(mail.text.trim_end(), "ご注文 壱", "{name}");
        }
    }

    #[test]
    fn nothing_that_arrives_can_break_the_reader() {
        for raw in [b"".as_slice(), b"\r\n", b"\xff\xfe\x00", b"Subject: =?x?B?", b"no header"] {
            let mail = read(raw);
            assert_eq!(mail.html(), None);
            assert!(mail.attachments().is_empty());
            drop(mail.headers());
        }
    }

    #[test]
    fn html_is_text_and_only_when_the_sender_wrote_it() {
        let mail =
            read(b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>a<script>b</script></p>");
        assert_eq!(mail.html().as_deref(), Some("<p>a<script>b</script></p>"));
        assert!(mail.text.contains('a') && !mail.text.contains("<p>"), "{}", mail.text);
        assert_eq!(read(b"Content-Type: text/plain\r\n\r\na").html(), None);
    }
}

//! What the page says: everything is decided here, the template only writes it down.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Show, Site};
use crate::Link;
use crate::message::Message;

/// Mails in the list at one time.
const LIST_MAX: usize = 100;
/// Characters of a mail's source on the page; the whole is the file.
const SOURCE_MAX: usize = 200_000;

/// Which side of a mail is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    #[default]
    Text,
    Html,
    Headers,
    Source,
}

impl Part {
    const ALL: [Part; 4] = [Part::Text, Part::Html, Part::Headers, Part::Source];

    fn name(self) -> &'static str {
        match self {
            Part::Text => "text",
            Part::Html => "html",
            Part::Headers => "headers",
            Part::Source => "source",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Part::Text => "テキスト",
            Part::Html => "HTML（文字で表示）",
            Part::Headers => "ヘッダー",
            Part::Source => "原文",
        }
    }
}

#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct Page {
    title: String,
    links: Vec<Link>,
    query: String,
    count: usize,
    rows: Vec<Row>,
    older: Option<String>,
    empty: &'static str,
    open: Option<Open>,
    /// The mail was asked for, and a narrow screen shows it in place of the list.
    reading: bool,
    gone: bool,
    back: String,
}

struct Row {
    href: String,
    current: bool,
    sender: String,
    at: String,
    subject: String,
    to: String,
}

struct Open {
    path: String,
    subject: String,
    sender: String,
    to: String,
    at: String,
    message_id: String,
    size: String,
    attachments: Vec<String>,
    source_href: String,
    tabs: Vec<Tab>,
    label: &'static str,
    pieces: Vec<Piece>,
}

struct Tab {
    href: String,
    label: &'static str,
    current: bool,
}

/// A stretch of a mail's text: plain, or a link.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    link: bool,
}

/// What the address names.
pub(super) enum Asked {
    /// The list: its newest mail opens beside it where there is room.
    List,
    /// One mail.
    Mail(Arc<Message>),
    /// A mail that is no longer there.
    Gone,
}

impl Page {
    /// The list, and a mail beside it.
    pub(super) fn of(site: &Site, show: &Show, asked: &Asked) -> Page {
        let mut found = site.shelf.after(0);
        found.retain(|message| message.matches(&show.q));
        let count = found.len();
        if let Some(before) = show.before {
            found.retain(|message| message.id < before);
        }
        let older = (found.len() > LIST_MAX)
            .then(|| found[found.len() - LIST_MAX].id)
            .map(|id| format!("/{}", query(&show.q, &[("before", id.to_string())])));
        let open = match asked {
            Asked::List => found.last(),
            Asked::Mail(message) => Some(message),
            Asked::Gone => None,
        };
        let reading = matches!(asked, Asked::Mail(_));
        let rows = found
            .iter()
            .rev()
            .take(LIST_MAX)
            .map(|message| Row::of(message, show, open.is_some_and(|open| open.id == message.id)))
            .collect();
        Page {
            title: open
                .filter(|_| reading)
                .map_or_else(|| "受信したメール".to_owned(), |open| subject(open)),
            links: site.links.clone(),
            query: show.q.clone(),
            count,
            rows,
            older,
            empty: if show.q.trim().is_empty() {
                "メールはまだありません。ショップで注文すると、ここに届きます。"
            } else {
                "見つかりません。言葉を減らしてお試しください。"
            },
            open: open.map(|message| Open::of(message, show)),
            reading,
            gone: matches!(asked, Asked::Gone),
            back: format!("/{}", query(&show.q, &[])),
        }
    }
}

impl Row {
    fn of(message: &Message, show: &Show, current: bool) -> Row {
        let before = show.before.map(|id| ("before", id.to_string()));
        Row {
            href: path(message) + &query(&show.q, before.as_slice()),
            current,
            sender: display_name(message),
            at: when(message.received_at, "%H:%M"),
            subject: subject(message),
            to: message.to.join(", "),
        }
    }
}

impl Open {
    fn of(message: &Message, show: &Show) -> Open {
        let html = message.html();
        let part = if show.part == Part::Html && html.is_none() { Part::Text } else { show.part };
        let has_html = html.is_some();
        let pieces = match part {
            Part::Text => pieces(&message.text),
            Part::Html => plain(html.unwrap_or_default()),
            Part::Headers => plain(header_lines(message)),
            Part::Source => {
                plain(String::from_utf8_lossy(&message.raw).chars().take(SOURCE_MAX).collect())
            }
        };
        let tabs = Part::ALL
            .into_iter()
            .filter(|tab| *tab != Part::Html || has_html)
            .map(|tab| Tab {
                href: path(message) + &query(&show.q, &[("part", tab.name().to_owned())]),
                label: tab.label(),
                current: tab == part,
            })
            .collect();
        Open {
            path: path(message),
            subject: subject(message),
            sender: or_dash(&message.sender, &message.from),
            to: message.to.join(", "),
            at: when(message.received_at, "%Y/%m/%d(曜) %H:%M:%S"),
            message_id: or_dash(&message.message_id, ""),
            size: size(message.raw.len()),
            attachments: message.attachments(),
            source_href: format!("{}/source", path(message)),
            tabs,
            label: part.label(),
            pieces,
        }
    }
}

fn path(message: &Message) -> String {
    format!("/messages/{}", message.id)
}

fn subject(message: &Message) -> String {
    or_dash(&message.subject, "（件名なし）")
}

/// The name before `<`, or the address.
fn display_name(message: &Message) -> String {
    let name = message.sender.split('<').next().unwrap_or_default().trim();
    or_dash(name, &or_dash(&message.from, "（差出人なし）"))
}

fn or_dash(text: &str, otherwise: &str) -> String {
    [text, otherwise, "—"].into_iter().find(|text| !text.is_empty()).unwrap_or("—").to_owned()
}

/// The time in Japan; `曜` in the format becomes the day's name.
fn when(at: i64, format: &str) -> String {
    const DAYS: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];
    let zone = TimeZone::get("Asia/Tokyo").unwrap_or(TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned_datetime(zone);
    let day = DAYS[usize::try_from(at.weekday().to_sunday_zero_offset()).unwrap_or(0)];
    at.strftime(&format.replace('曜', day)).to_string()
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{}.{} KB", bytes / 1_024, bytes % 1_024 * 10 / 1_024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

fn header_lines(message: &Message) -> String {
    message.headers().iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name}: {value}");
        text
    })
}

fn plain(text: String) -> Vec<Piece> {
    vec![Piece { text, link: false }]
}

/// `?q=…&name=value`, percent-encoded; nothing where all is empty.
fn query(q: &str, more: &[(&str, String)]) -> String {
    let mut text = String::new();
    let words = (!q.is_empty()).then(|| ("q", q.to_owned()));
    for (name, value) in words.iter().chain(more) {
        let sign = if text.is_empty() { '?' } else { '&' };
        let _ = write!(text, "{sign}{name}=");
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// Splits a text at its web addresses. An address ends at the first character that URLs do not
/// have.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find("http").map(|at| from + at) {
        let url = &rest[at..];
        let head = ["https://", "http://"].into_iter().find(|head| url.starts_with(head));
        let length = url
            .find(|c: char| !c.is_ascii_graphic() || "<>\"`{}|\\^".contains(c))
            .unwrap_or(url.len());
        let length = url[..length].trim_end_matches(['.', ',', ')', ';', ':', '!', '\'']).len();
        if head.is_none_or(|head| length <= head.len()) {
            from = at + "http".len();
            continue;
        }
        if at > 0 {
            pieces.push(Piece { text: rest[..at].to_owned(), link: false });
        }
        pieces.push(Piece { text: url[..length].to_owned(), link: true });
        (rest, from) = (&url[length..], 0);
    }
    if !rest.is_empty() {
        pieces.push(Piece { text: rest.to_owned(), link: false });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{pieces, query, size, when};

    #[test]
    fn web_addresses_become_links_and_nothing_else_does() {
        for (text, links) in [
            (
                "状況\nhttp://127.0.0.1:8080/orders/7Kq2\n以上",
                vec!["http://127.0.0.1:8080/orders/7Kq2"],
            ),
            (
                "https://a.jp/x?y=1&z=2。https://b.jp.",
                vec!["https://a.jp/x?y=1&z=2", "https://b.jp"],
            ),
            ("（https://a.jp/）", vec!["https://a.jp/"]),
            ("javascript:alert(1) http http:// httpd http:/x", vec![]),
            ("<http://a.jp>\"http://b.jp\"", vec!["http://a.jp", "http://b.jp"]),
            ("", vec![]),
        ] {
            let pieces = pieces(text);
            let found: Vec<_> = pieces.iter().filter(|p| p.link).map(|p| p.text.as_str()).collect();
            assert_eq!(found, links, "{text}");
            let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn small_texts() {
        assert_eq!(query("", &[]), "");
        assert_eq!(query("a 件&", &[("part", "html".into())]), "?q=a%20%E4%BB%B6%26&part=html");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_130), "1.1 KB");
        assert_eq!(size(3 << 20), "3.0 MB");
        assert_eq!(when(1_795_496_731_000, "%Y/%m/%d(曜) %H:%M:%S"), "2026/11/24(火) 14:05:31");
    }
}

//! A mail on its way into the outbox: what it is, what it is about, to whom.

use super::Mail;
use crate::id::{AttemptId, OrderId, TemplateId};
use crate::profile::Shop;

/// Which mail it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// サンクスメール.
    Thanks,
    /// 受注通知用コピーメール.
    Copy,
    /// 確認中 ended without an order (DESIGN section 4).
    NotPlaced,
    /// Something the shop must look at.
    Task,
    /// A member's card was registered, changed or taken away.
    Card,
    /// Something about a member's account; see [`super::Notice`].
    Member,
    /// The same where anybody can ask for it: so many of them go to one address, and no more.
    MemberAsked,
    /// A person of the shop has signed in with a browser that is new for them.
    NewDevice,
    /// 注文確認メール.
    Confirmation,
    /// 配送通知メール.
    Shipped,
    /// フリーメール.
    Free,
    /// From one of the shop's own templates.
    Own,
    /// A template, sent to the shop itself to look at.
    Trial,
}

impl Kind {
    /// The word of the database and of the Message-ID.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Thanks => "thanks",
            Kind::Copy => "copy",
            Kind::NotPlaced => "not_placed",
            Kind::Task => "task",
            Kind::Card => "card",
            Kind::Member => "member",
            Kind::MemberAsked => "member_asked",
            Kind::NewDevice => "new_device",
            Kind::Confirmation => "confirmation",
            Kind::Shipped => "shipped",
            Kind::Free => "free",
            Kind::Own => "own",
            Kind::Trial => "trial",
        }
    }
}

/// What a mail is about; with its kind and number it is the mail's name for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An order, and the attempt it came from.
    Order(OrderId, AttemptId),
    /// A try to place an order that made none.
    Attempt(AttemptId),
    /// A task of the shop, by its id.
    Task(String),
    /// A change of a member's card.
    Card(String),
    /// An act about an account, by a random name: nothing of the account shows.
    Member(String),
    /// A line of the sign-ins of the shop's people.
    SignIn(String),
}

impl About {
    fn word(&self) -> String {
        match self {
            About::Order(order, attempt) => format!("{order}-{}", half(attempt)),
            About::Attempt(attempt) => half(attempt).to_owned(),
            About::Task(name) | About::Card(name) | About::Member(name) | About::SignIn(name) => {
                name.clone()
            }
        }
    }

    /// The order, where it is one.
    pub(super) fn order(&self) -> Option<OrderId> {
        match self {
            About::Order(order, _) => Some(*order),
            About::Attempt(_)
            | About::Task(_)
            | About::Card(_)
            | About::Member(_)
            | About::SignIn(_) => None,
        }
    }
}

/// The last 64 bits of a public id: no two databases give them to different mails (order numbers
/// begin again in a new one, and a mail program drops what it believes to have), and nobody opens
/// the buyer's page with them.
fn half(attempt: &AttemptId) -> &str {
    let id = attempt.as_str();
    id.get(id.len().saturating_sub(16)..).unwrap_or_default()
}

/// A mail with its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which mail.
    pub kind: Kind,
    /// About what.
    pub about: About,
    /// Which of its kind about the same thing; the first is 1.
    pub number: i64,
    /// One address. Blank: nobody wants it, nothing is enqueued.
    pub to: String,
    /// What it says.
    pub mail: Mail,
    /// Where a person sends it.
    pub asked: Option<Asked>,
}

/// A mail that a person sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of the page it was sent from: no page sends two.
    pub key: String,
    /// From which template.
    pub template: TemplateId,
}

impl Letter {
    /// The first of its kind.
    pub fn first(kind: Kind, about: About, to: &str, mail: Mail) -> Letter {
        Letter { kind, about, number: 1, to: to.to_owned(), mail, asked: None }
    }

    /// `<2068-8796a5b4c3d2e1f0.thanks.1@shop.example>`: fixed by what the mail is, so that a mail
    /// sent twice is known as one.
    pub fn message_id(&self, shop: &Shop) -> String {
        let host = atoms(shop.host.rsplit_once(':').map_or(shop.host.as_str(), |split| split.0));
        let host = if host.is_empty() { "localhost".to_owned() } else { host };
        format!("<{}.{}.{}@{host}>", atoms(&self.about.word()), self.kind.word(), self.number)
    }
}

/// Only what may stand in a Message-ID without quotes, dots inside only (RFC 5322, dot-atom).
fn atoms(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' })
        .collect();
    kept.split('.').filter(|atom| !atom.is_empty()).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::{About, Kind, Letter};
    use crate::id::{AttemptId, OrderId};
    use crate::mail::Mail;
    use crate::mail::placed::tests::shop;

    #[test]
    fn a_mail_is_named_by_what_it_is() {
        let attempt = || AttemptId("6b0500db0f1e2d3c4b5a69788796a5b4c3d2e1f0".into());
        for (about, kind, host, id) in [
            (
                About::Order(OrderId(2068), attempt()),
                Kind::Thanks,
                "shop.example",
                "<2068-8796a5b4c3d2e1f0.thanks.1@shop.example>",
            ),
            (
                About::Order(OrderId(1), attempt()),
                Kind::Copy,
                "127.0.0.1:8080",
                "<1-8796a5b4c3d2e1f0.copy.1@127.0.0.1>",
            ),
            (
                About::Attempt(attempt()),
                Kind::NotPlaced,
                "localhost:1",
                "<8796a5b4c3d2e1f0.not_placed.1@localhost>",
            ),
            (
                About::Task("orphan:9>\r\n".into()),
                Kind::Task,
                "[::1]:8080",
                "<orphan-9---.task.1@---1->",
            ),
            (About::Task("..a..b.".into()), Kind::Task, ":80", "<a.b.task.1@localhost>"),
        ] {
            let letter = Letter::first(kind, about, "a@b.jp", Mail::new("", ""));
            let mut shop = shop();
            shop.host = host.into();
            assert_eq!(letter.message_id(&shop), id);
        }
    }
}

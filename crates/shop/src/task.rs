//! What a person of the shop must look at, and no program can decide. It is logged as an error for
//! whoever runs the machine, and mailed to the shop where a mail can help.

use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::mail::{self, About, Letter, Mail};
use crate::profile::{self, Shop};
use crate::world::World;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Money at Paygent that is not what was asked for; there is no order.
    Mismatch,
    /// A payment turned up for an order that does not exist, and is given back.
    Orphan,
    /// Paygent told a status that stands in no table.
    OddStatus,
    /// Paygent cannot or does not tell what became of a telegram.
    Undecided,
    /// A client certificate comes to its end.
    CertificateEnds,
    /// So many cards were refused that none is taken for a while.
    CardTesting,
    /// A mail that will never arrive.
    MailDead,
    /// Mails that wait for more than an hour.
    MailLate,
}

impl Kind {
    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Mismatch => "mismatch",
            Kind::Orphan => "orphan",
            Kind::OddStatus => "odd_status",
            Kind::Undecided => "undecided",
            Kind::CertificateEnds => "certificate_ends",
            Kind::CardTesting => "card_testing",
            Kind::MailDead => "mail_dead",
            Kind::MailLate => "mail_late",
        }
    }

    /// The mail's subject; none where mail itself is what fails.
    fn mail_subject(self) -> Option<&'static str> {
        match self {
            Kind::Mismatch => Some("注文のない決済の確認"),
            Kind::Orphan => Some("注文にならなかった決済の取り消し"),
            Kind::OddStatus => Some("決済状況の確認"),
            Kind::Undecided => Some("確認中の決済"),
            Kind::CertificateEnds => Some("クライアント証明書の期限"),
            Kind::CardTesting => Some("クレジットカードのお支払いの一時休止"),
            Kind::MailDead | Kind::MailLate => None,
        }
    }
}

/// One thing to look at.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// What happened.
    pub kind: Kind,
    /// To what: with the kind it is the task's name.
    pub subject: &'a str,
    /// What happened and the one next step.
    pub body: &'a str,
}

/// Opens a task, with its mail in the same commit; the same kind about the same subject is opened
/// once.
pub fn open(
    tx: &mut dyn Tx,
    shop: ShopId,
    task: &Task<'_>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let Task { kind, subject, body } = *task;
    let opened = tx.exec(
        sql!(
            "insert into task (shop_id, task_id, kind, subject, body, created_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (shop_id, task_id) do nothing"
        ),
        &[
            shop.into(),
            name(kind, subject).into(),
            kind.word().into(),
            subject.into(),
            body.into(),
            now.into(),
        ],
    )?;
    if opened == 0 {
        return Ok(());
    }
    // The text may name a buyer: it stays in the database and in the mail.
    tracing::error!(kind = kind.word(), subject, "somebody must look at this");
    let Some(title) = kind.mail_subject() else { return Ok(()) };
    let shop = profile::load_in(tx, shop)?
        .ok_or_else(|| store::Error::Engine(format!("shop {shop} is missing")))?;
    let mail = mail::task(&shop, title, body, now);
    let letter = Letter::first(mail::Kind::Task, about(kind, subject), &shop.notify_to, mail);
    mail::enqueue(tx, &shop, &letter, now)
}

/// How the lines of a task begin that name somebody: they are cut when that person is erased, and
/// what has to be done about the money stays.
const OF_A_PERSON: [&str; 2] = ["お客様：", "宛先："];

/// A text without the lines that name somebody.
pub(crate) fn without_person(body: &str) -> String {
    let kept = body.split('\n').filter(|line| {
        let line = line.trim_start();
        OF_A_PERSON.iter().all(|begins| !line.starts_with(begins))
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// Cuts what one task says of somebody, in its mail too.
pub(crate) fn forget_person(
    tx: &mut dyn Tx,
    shop: &Shop,
    kind: Kind,
    subject: &str,
) -> Result<(), store::Error> {
    let letter = Letter::first(mail::Kind::Task, about(kind, subject), "", Mail::new("", ""));
    let (task, message) = (name(kind, subject), letter.message_id(shop));
    let body = tx.row(
        sql!("select body from task where shop_id = $1 and task_id = $2"),
        &[shop.id.into(), task.as_str().into()],
    )?;
    if let Some(body) = body {
        tx.exec(
            sql!("update task set body = $3 where shop_id = $1 and task_id = $2"),
            &[shop.id.into(), task.into(), without_person(&body.text(0)?).into()],
        )?;
    }
    let body = tx.row(
        sql!("select body from outbox where shop_id = $1 and message_id = $2"),
        &[shop.id.into(), message.as_str().into()],
    )?;
    if let Some(body) = body {
        tx.exec(
            sql!("update outbox set body = $3 where shop_id = $1 and message_id = $2"),
            &[shop.id.into(), message.into(), without_person(&body.text(0)?).into()],
        )?;
    }
    Ok(())
}

/// The same of whatever tells this mail address, which stands there whole.
pub(crate) fn forget_address(
    tx: &mut dyn Tx,
    shop: ShopId,
    email: &str,
) -> Result<(), store::Error> {
    let rows = tx.rows(
        sql!(
            "select task_id, body from task
             where shop_id = $1 and lower(body) like $2 escape '!'"
        ),
        &[shop.into(), format!("%{}%", literal(email)).into()],
    )?;
    for row in &rows {
        let body = row.text(1)?;
        if holds(&body, email) {
            tx.exec(
                sql!("update task set body = $3 where shop_id = $1 and task_id = $2"),
                &[shop.into(), row.text(0)?.into(), without_person(&body).into()],
            )?;
        }
    }
    Ok(())
}

/// A text that `like … escape '!'` takes as it is.
fn literal(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Whether the address stands in the text, and not as a part of another one.
fn holds(text: &str, email: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".-_+@".contains(c);
    text.match_indices(email).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + found.len()..].chars();
        let (next, one_more) = (after.next(), after.next());
        // A full stop may end the sentence.
        let goes_on = match next {
            Some('.') => one_more.is_some_and(is_part),
            next => next.is_some_and(is_part),
        };
        !before.is_some_and(is_part) && !goes_on
    })
}

/// The task's name: its kind and its subject.
fn name(kind: Kind, subject: &str) -> String {
    format!("{}/{subject}", kind.word())
}

/// What its mail is about.
fn about(kind: Kind, subject: &str) -> About {
    About::Task(format!("{}.{subject}", kind.word()))
}

/// The same in a commit of its own, for those who go on whether it succeeds or not.
pub(crate) async fn tell(world: &World, shop: ShopId, kind: Kind, subject: String, body: String) {
    let now = world.now();
    let write = world
        .store
        .write(move |tx| open(tx, shop, &Task { kind, subject: &subject, body: &body }, now));
    if let Err(error) = write.await {
        tracing::error!(%error, kind = kind.word(), "a task could not be opened");
    }
}

#[cfg(test)]
mod tests {
    use super::{holds, without_person};

    #[test]
    fn what_has_to_be_done_stays_and_who_it_was_goes() {
        let body = "取引ID 1：注文は作成していません。\n必要なら取り消してください。\n\
                    お客様：忘田 様　a@example.jp";
        assert_eq!(
            without_person(body),
            "取引ID 1：注文は作成していません。\n必要なら取り消してください。"
        );
    }

    #[test]
    fn an_address_is_no_part_of_another_one() {
        for (text, is_there) in [
            ("お客様：忘田 様　Otsu@example.jp", true),
            ("otsu@example.jp を", true),
            ("otsu@example.jp. Then", true),
            ("b.otsu@example.jp", false),
            ("otsu@example.jp.example", false),
            ("otsu@example.jpn", false),
        ] {
            assert_eq!(holds(text, "otsu@example.jp"), is_there, "{text}");
        }
    }
}

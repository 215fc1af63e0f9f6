//! What a person of the shop must look at, and no program can decide. It is logged as an error for
//! whoever runs the machine, and mailed to the shop where a mail can help.

use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::mail::{self, About, Letter};
use crate::profile;
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

/// The task's name: its kind and its subject.
pub(crate) fn name(kind: Kind, subject: &str) -> String {
    format!("{}/{subject}", kind.word())
}

/// What its mail is about.
pub(crate) fn about(kind: Kind, subject: &str) -> About {
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

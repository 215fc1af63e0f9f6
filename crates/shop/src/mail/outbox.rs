//! The outbox: mails as rows, from the commit that decides them to the commit that knows them sent.
//!
//! A worker claims a row (owner, fence + 1, a lease in `due_at`), sends outside every transaction,
//! and settles the row only where its fence still stands: a worker that was overtaken changes
//! nothing.

use store::{Dialect, Row, Tx, sql};

use super::letter::{About, Kind, Letter};
use super::retry::{LATE, UNREACHABLE_WAIT, wait_after};
use super::transport::{SendError, SendErrorKind};
use super::{Mail, one_line};
use crate::clock::{MINUTE, Timestamp};
use crate::id::{AttemptId, ShopId};
use crate::profile::Shop;
use crate::task::{self, Task};
use crate::world::World;

/// How long a claimed mail belongs to its worker. Longer than a send can take.
const LEASE: i64 = 2 * MINUTE;

/// Puts a mail into the outbox, in the commit that decides it. A mail that is there already (the
/// same Message-ID) stays as it is; a blank address means that nobody wants it.
pub fn enqueue(
    tx: &mut dyn Tx,
    shop: &Shop,
    letter: &Letter,
    now: Timestamp,
) -> Result<(), store::Error> {
    enqueue_one(tx, shop, letter, now).map(drop)
}

/// The same; false: there is no new mail.
pub(crate) fn enqueue_one(
    tx: &mut dyn Tx,
    shop: &Shop,
    letter: &Letter,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let to = letter.to.trim();
    if to.is_empty() {
        return Ok(false);
    }
    let put = tx.exec(
        sql!(
            "insert into outbox (shop_id, message_id, kind, order_id, sender, from_name, recipient,
               subject, body, state, tries, due_at, fence, created_at, asked_key, template_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $10, 0, $10, $11, $12)
             on conflict (shop_id, message_id) do nothing"
        ),
        &[
            shop.id.into(),
            letter.message_id(shop).into(),
            letter.kind.word().into(),
            letter.about.order().map(|order| order.0).into(),
            one_line(&shop.mail_from).into(),
            one_line(&shop.name).into(),
            to.replace('\0', "").into(),
            letter.mail.subject().into(),
            letter.mail.body().into(),
            now.into(),
            letter.asked.as_ref().map(|asked| asked.key.as_str()).into(),
            letter.asked.as_ref().map(|asked| asked.template).into(),
        ],
    )?;
    Ok(put == 1)
}

/// Deletes what a buyer was told about a try that led to no order.
pub(crate) fn forget_not_placed(
    tx: &mut dyn Tx,
    shop: &Shop,
    attempt: &AttemptId,
) -> Result<(), store::Error> {
    let about = About::Attempt(attempt.clone());
    let letter = Letter::first(Kind::NotPlaced, about, "", Mail::new("", ""));
    let name = letter.message_id(shop);
    delete(tx, shop.id, &name)?;
    task::forget_person(tx, shop, task::Kind::MailDead, &name)
}

/// Deletes a mail, sent or not.
pub(crate) fn delete(tx: &mut dyn Tx, shop: ShopId, message_id: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from outbox where shop_id = $1 and message_id = $2"),
        &[shop.into(), message_id.into()],
    )?;
    Ok(())
}

/// A mail that this worker may send until its lease ends.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) shop: ShopId,
    pub(super) message_id: String,
    pub(super) sender: String,
    pub(super) from_name: String,
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) created_at: Timestamp,
    tries: i64,
    fence: i64,
}

impl Claimed {
    fn read(row: &Row) -> Result<Claimed, store::Error> {
        Ok(Claimed {
            shop: ShopId(row.int(0)?),
            message_id: row.text(1)?,
            sender: row.text(2)?,
            from_name: row.text(3)?,
            recipient: row.text(4)?,
            subject: row.text(5)?,
            body: row.text(6)?,
            created_at: Timestamp(row.int(7)?),
            tries: row.int(8)?,
            fence: row.int(9)? + 1,
        })
    }
}

/// Claims at most `count` mails that are due, the longest waiting first.
pub(super) fn claim(
    tx: &mut dyn Tx,
    owner: &str,
    count: i64,
    now: Timestamp,
) -> Result<Vec<Claimed>, store::Error> {
    // SQLite has one writer, so that nobody can claim between these statements; PostgreSQL has
    // many.
    let due = match tx.dialect() {
        Dialect::Sqlite => sql!(
            "select shop_id, message_id, sender, from_name, recipient, subject, body, created_at,
               tries, fence
             from outbox where due_at is not null and due_at <= $1 order by due_at limit $2"
        ),
        Dialect::Postgres => sql!(
            postgres:
            "select shop_id, message_id, sender, from_name, recipient, subject, body, created_at,
               tries, fence
             from outbox where due_at is not null and due_at <= $1 order by due_at limit $2
             for update skip locked"
        ),
    };
    let rows = tx.rows(due, &[now.into(), count.into()])?;
    let claimed: Vec<Claimed> = rows.iter().map(Claimed::read).collect::<Result<_, _>>()?;
    for mail in &claimed {
        tx.exec(
            sql!(
                "update outbox set owner = $4, fence = $3, due_at = $5
                 where shop_id = $1 and message_id = $2"
            ),
            &[
                mail.shop.into(),
                mail.message_id.as_str().into(),
                mail.fence.into(),
                owner.into(),
                now.after(LEASE).into(),
            ],
        )?;
    }
    Ok(claimed)
}

/// The server has taken the mail. False: another worker has claimed it since.
pub(super) fn sent(tx: &mut dyn Tx, mail: &Claimed, now: Timestamp) -> Result<bool, store::Error> {
    let changed = tx.exec(
        sql!(
            "update outbox set state = 'sent', sent_at = $4, tries = tries + 1, due_at = null,
               owner = null, error = null
             where shop_id = $1 and message_id = $2 and fence = $3"
        ),
        &[mail.shop.into(), mail.message_id.as_str().into(), mail.fence.into(), now.into()],
    )?;
    Ok(changed == 1)
}

/// The mail was not taken: it waits for its next try, or is dead and a task of the shop.
pub(super) fn failed(
    tx: &mut dyn Tx,
    mail: &Claimed,
    error: &SendError,
    now: Timestamp,
) -> Result<(), store::Error> {
    let tries = mail.tries + i64::from(error.kind() != SendErrorKind::Unreachable);
    let due = match error.kind() {
        SendErrorKind::Unreachable => Some(now.after(UNREACHABLE_WAIT)),
        SendErrorKind::Failed => wait_after(tries).map(|wait| now.after(wait)),
        SendErrorKind::Refused => None,
    };
    let changed = tx.exec(
        sql!(
            "update outbox set state = $4, tries = $5, due_at = $6, owner = null, error = $7
             where shop_id = $1 and message_id = $2 and fence = $3"
        ),
        &[
            mail.shop.into(),
            mail.message_id.as_str().into(),
            mail.fence.into(),
            if due.is_some() { "waiting" } else { "dead" }.into(),
            tries.into(),
            due.map(|due| due.0).into(),
            one_line(&error.to_string()).into(),
        ],
    )?;
    if changed == 0 {
        return Ok(());
    }
    if due.is_none() {
        let body = dead(mail, error);
        let task = Task { kind: task::Kind::MailDead, subject: &mail.message_id, body: &body };
        return task::open(tx, mail.shop, &task, now);
    }
    if error.kind() == SendErrorKind::Unreachable {
        hold_all(tx, now)?;
    }
    if now.0 - mail.created_at.0 >= LATE { late(tx, mail, error, now) } else { Ok(()) }
}

/// While the server cannot be reached all mails wait together: one try a minute finds out that it
/// is back, and then all leave at once.
fn hold_all(tx: &mut dyn Tx, now: Timestamp) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update outbox set due_at = $2
             where due_at is not null and due_at <= $1 and owner is null"
        ),
        &[now.into(), now.after(UNREACHABLE_WAIT).into()],
    )?;
    Ok(())
}

fn dead(mail: &Claimed, error: &SendError) -> String {
    format!(
        "メールをお届けできませんでした。宛先を確かめ、別の方法でご連絡ください。\n\
         宛先：{}「{}」（{error}）",
        mail.recipient, mail.subject
    )
}

/// One open task tells that mails are late, however many they are.
fn late(
    tx: &mut dyn Tx,
    mail: &Claimed,
    error: &SendError,
    now: Timestamp,
) -> Result<(), store::Error> {
    let open = tx.row(
        sql!(
            "select task_id from task where shop_id = $1 and kind = 'mail_late' and done_at is null"
        ),
        &[mail.shop.into()],
    )?;
    if open.is_some() {
        return Ok(());
    }
    let body = format!(
        "1時間たってもメールを送信できていません。メールサーバーの設定を確かめてください。\
         届くまで送信を続けます。（{error}）"
    );
    let task = Task { kind: task::Kind::MailLate, subject: &mail.message_id, body: &body };
    task::open(tx, mail.shop, &task, now)
}

/// When the next mail is due; a claimed one at the end of its lease.
pub(super) fn next_due(tx: &mut dyn Tx) -> Result<Option<Timestamp>, store::Error> {
    let row = tx.row(sql!("select min(due_at) from outbox where due_at is not null"), &[])?;
    row.map_or(Ok(None), |row| Ok(row.opt_int(0)?.map(Timestamp)))
}

/// Takes back, at the start, what a process that died had claimed, on a database that only this
/// process writes.
pub async fn adopt(world: &World) -> Result<(), store::Error> {
    if world.store.dialect() != Dialect::Sqlite {
        // Other processes may be alive: their leases end by themselves.
        return Ok(());
    }
    let (process, now) = (world.process.clone(), world.now());
    let write = world.store.write(move |tx| {
        tx.exec(
            sql!(
                "update outbox set owner = null, fence = fence + 1, due_at = $2
                 where owner is not null and owner <> $1"
            ),
            &[(&*process).into(), now.into()],
        )
    });
    write.await.map(drop)
}

/// Tries a dead mail again from the beginning. False: there is no such dead mail.
pub fn revive(
    tx: &mut dyn Tx,
    shop: ShopId,
    message_id: &str,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let changed = tx.exec(
        sql!(
            "update outbox set state = 'waiting', tries = 0, due_at = $3, error = null
             where shop_id = $1 and message_id = $2 and state = 'dead'"
        ),
        &[shop.into(), message_id.into(), now.into()],
    )?;
    Ok(changed == 1)
}

//! Mails to the person and about the orders, and what the shop was told to look at.

use store::{Tx, sql};

use super::attempts::Try;
use crate::id::{OrderId, ShopId};
use crate::mail::{self, Letter, Mail};
use crate::profile::Shop;
use crate::task;

/// Deletes them. Mails about the account are the account's.
pub(super) fn erase(
    tx: &mut dyn Tx,
    shop: &Shop,
    email: &str,
    (orders, tries): (&[OrderId], &[Try]),
) -> Result<(), store::Error> {
    let mut names = Vec::new();
    for order in orders {
        let rows = tx.rows(
            sql!("select message_id from outbox where shop_id = $1 and order_id = $2"),
            &[shop.id.into(), (*order).into()],
        )?;
        names.extend(rows);
    }
    names.extend(tx.rows(
        sql!(
            "select message_id from outbox
             where shop_id = $1 and lower(recipient) = $2 and kind = 'not_placed'"
        ),
        &[shop.id.into(), email.into()],
    )?);
    for row in &names {
        let name = row.text(0)?;
        delete(tx, shop.id, &name)?;
        for kind in [task::Kind::MailDead, task::Kind::MailLate] {
            forget_task(tx, shop, kind, &name)?;
        }
    }
    for one in tries {
        for kind in [task::Kind::Mismatch, task::Kind::Undecided, task::Kind::Orphan] {
            forget_task(tx, shop, kind, one.id.as_str())?;
        }
    }
    // Mails that were not delivered say to whom, and some are gone by now.
    tx.exec(
        sql!(
            "update task set body = '（個人情報を消去しました）'
             where shop_id = $1 and lower(body) like $2 escape '!'"
        ),
        &[shop.id.into(), format!("%{}%", literal(email)).into()],
    )?;
    Ok(())
}

/// A text that `like … escape '!'` takes as it is.
fn literal(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// What a task says may name the buyer; that it was there stays.
fn forget_task(
    tx: &mut dyn Tx,
    shop: &Shop,
    kind: task::Kind,
    subject: &str,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update task set body = '（個人情報を消去しました）'
             where shop_id = $1 and task_id = $2"
        ),
        &[shop.id.into(), task::name(kind, subject).into()],
    )?;
    let letter = Letter::first(mail::Kind::Task, task::about(kind, subject), "", Mail::new("", ""));
    delete(tx, shop.id, &letter.message_id(shop))
}

fn delete(tx: &mut dyn Tx, shop: ShopId, message_id: &str) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from outbox where shop_id = $1 and message_id = $2"),
        &[shop.into(), message_id.into()],
    )?;
    Ok(())
}

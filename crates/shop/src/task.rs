//! What a person of the shop must look at, and no program can decide.

use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::ShopId;

/// Opens a task; the same kind about the same subject is opened once.
pub fn open(
    tx: &mut dyn Tx,
    shop: ShopId,
    kind: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into task (shop_id, task_id, kind, subject, body, created_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (shop_id, task_id) do nothing"
        ),
        &[
            shop.into(),
            format!("{kind}/{subject}").into(),
            kind.into(),
            subject.into(),
            body.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

//! The mails that staff send from an order: 注文確認, 配送通知, フリー, and the shop's
//! own templates. A template is read once into pieces (`template`), written for one order
//! (`values`), and put into the outbox in one commit with its line of the history (`send`).

mod defaults;
mod example;
mod placeholder;
mod save;
mod send;
mod template;
mod values;

pub use example::{example, try_out};
pub use placeholder::{ALL as PLACEHOLDERS, Described, Placeholder};
pub use save::{NAME_MAX, OWN_MAX, SaveError, TemplateForm, remove, save};
pub(crate) use send::send_in;
pub use send::{
    Before, Preview, SendError, Sent, Wanted, WantedShipment, preview, send, sent_before,
};
pub use template::{BODY_MAX, SUBJECT_MAX, Template, Text};
pub use values::Ground;

use store::{Row, Tx, sql};

use crate::id::{ShopId, TemplateId};
use crate::mail;
use crate::world::World;

/// A shop's own templates are numbered from here.
const OWN_FROM: i64 = 11;

/// Which mail a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// 注文確認メール.
    Confirmation,
    /// 配送通知メール.
    Shipped,
    /// フリーメール.
    Free,
    /// One of the shop's own.
    Own,
}

impl Use {
    /// The three that every shop has.
    pub const BUILT_IN: [Use; 3] = [Use::Confirmation, Use::Shipped, Use::Free];

    /// Of the template of this number.
    pub fn of(id: TemplateId) -> Use {
        Use::BUILT_IN.into_iter().find(|one| one.id() == Some(id)).unwrap_or(Use::Own)
    }

    /// Its number, where every shop has it.
    pub fn id(self) -> Option<TemplateId> {
        match self {
            Use::Confirmation => Some(TemplateId(1)),
            Use::Shipped => Some(TemplateId(2)),
            Use::Free => Some(TemplateId(3)),
            Use::Own => None,
        }
    }

    /// Under which name its mails are in the outbox.
    pub fn kind(self) -> mail::Kind {
        match self {
            Use::Confirmation => mail::Kind::Confirmation,
            Use::Shipped => mail::Kind::Shipped,
            Use::Free => mail::Kind::Free,
            Use::Own => mail::Kind::Own,
        }
    }
}

/// A template as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number in this shop.
    pub id: TemplateId,
    /// What it is for.
    pub used_for: Use,
    /// What it is called.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// Raised by every change; 0: as it came.
    pub version: i64,
}

/// All of a shop: the three, then its own by number.
pub async fn all(world: &World, shop: ShopId) -> Result<Vec<Kept>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| all_in(tx, shop)).await
}

/// One of them.
pub async fn open(
    world: &World,
    shop: ShopId,
    id: TemplateId,
) -> Result<Option<Kept>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| find(tx, shop, id)).await
}

fn all_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Vec<Kept>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select template_id, name, subject, body, version from mail_template
             where shop_id = $1 order by template_id"
        ),
        &[shop.into()],
    )?;
    let changed = rows.iter().map(kept).collect::<Result<Vec<_>, store::Error>>()?;
    let is_changed = |one: &Kept| changed.iter().any(|kept| kept.id == one.id);
    let mut all: Vec<Kept> = Use::BUILT_IN.into_iter().filter_map(defaults::of).collect();
    all.retain(|one| !is_changed(one));
    all.extend(changed);
    all.sort_by_key(|one| one.id.0);
    Ok(all)
}

pub(crate) fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: TemplateId,
) -> Result<Option<Kept>, store::Error> {
    let row = tx.row(
        sql!(
            "select template_id, name, subject, body, version from mail_template
             where shop_id = $1 and template_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    match row {
        Some(row) => kept(&row).map(Some),
        None => Ok(defaults::of(Use::of(id)).filter(|one| one.id == id)),
    }
}

fn kept(row: &Row) -> Result<Kept, store::Error> {
    let id = TemplateId(row.int(0)?);
    let text = Text { subject: row.text(2)?, body: row.text(3)? };
    Ok(Kept { id, used_for: Use::of(id), name: row.text(1)?, text, version: row.int(4)? })
}

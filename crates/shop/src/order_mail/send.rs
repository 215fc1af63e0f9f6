//! メール送信: text, shipment, outbox and history in one commit.

use store::{Tx, sql};

use super::values::Ground;
use super::{Kept, Placeholder, Template, Text, Use, find};
use crate::checkout::FieldError;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId, TemplateId};
use crate::mail::{self, About, Asked, Letter, Mail};
use crate::order::history;
use crate::order::mark::{MarkError, hold};
use crate::order::may::Function;
use crate::order::ship::{self, Noted, Seen, Shipment, ship_in};
use crate::profile::Shop;
use crate::token::Token;
use crate::world::World;

/// What a page asks for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which template it began from.
    pub template: TemplateId,
    /// The text, with 差し込み項目, as it was left.
    pub text: Text,
    /// Made with the page: what comes twice sends one mail.
    pub key: String,
    /// What is noted of the shipment along with it.
    pub shipment: Option<WantedShipment>,
}

/// The shipment that 配送通知メール tells of.
#[derive(Clone, Debug)]
pub struct WantedShipment {
    /// 問合せ番号 as typed.
    pub tracking: String,
    /// 出荷済みにする.
    pub ships: bool,
    /// What the page showed.
    pub seen: Seen,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is in the outbox.
    Queued,
    /// This page had sent it already.
    Again,
}

/// Why nothing is sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The shop has no such order, or no such template any more.
    #[error("no such order or template")]
    Gone,
    /// The text has errors.
    #[error("the text has errors")]
    Fields(Vec<FieldError>),
    /// There is nobody to send it to: the person was erased.
    #[error("the order has no address")]
    NoAddress,
    /// The shipment cannot be noted so.
    #[error(transparent)]
    Shipment(#[from] MarkError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A mail as it would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// To whom; empty: nobody.
    pub to: String,
    /// What it says.
    pub mail: Mail,
}

/// Writes a text for an order and sends nothing; `shipment`: 問合せ番号 that would be noted along, and
/// whether it ships.
pub async fn preview(
    world: &World,
    shop: &Shop,
    order: OrderId,
    (text, shipment): (&Text, Option<(&str, bool)>),
) -> Result<Preview, SendError> {
    let template = Template::parse(text).map_err(SendError::Fields)?;
    let shipment = shipment.map(|(typed, ships)| ship::parse(typed).map(|number| (number, ships)));
    let shipment = shipment.transpose()?;
    let (of, now) = (shop.clone(), world.now());
    let ground = world.store.read(move |tx: &mut dyn Tx| Ground::read(tx, &of, order)).await?;
    let ground = ground.ok_or(SendError::Gone)?;
    let ground = match shipment {
        Some((tracking, ships)) => ground.shipped(&tracking, ships.then_some(now)),
        None => ground,
    };
    let mail = template.write(|placeholder| ground.value(placeholder, None));
    Ok(Preview { to: ground.to().to_owned(), mail })
}

/// Sends it.
pub async fn send(
    world: &World,
    shop: &Shop,
    order: OrderId,
    wanted: Wanted,
    by: &str,
) -> Result<Sent, SendError> {
    let link = Token::new(&*world.random);
    let (shop, by, now) = (shop.clone(), by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        let by = (now, by.as_str());
        send_in(tx, &shop, order, (&wanted, &link), by)
    };
    let sent = world.store.write(write).await?;
    world.bell.notify_one();
    Ok(sent)
}

/// The same in the caller's commit. `link` is what the mail's own link opens the page with.
pub(crate) fn send_in(
    tx: &mut dyn Tx,
    shop: &Shop,
    order: OrderId,
    (wanted, link): (&Wanted, &Token),
    (now, by): (Timestamp, &str),
) -> Result<Sent, SendError> {
    let template = Template::parse(&wanted.text).map_err(SendError::Fields)?;
    hold(tx, shop.id, order, Function::Mail).map_err(|error| match error {
        MarkError::Gone => SendError::Gone,
        other => SendError::Shipment(other),
    })?;
    if is_sent(tx, shop.id, &wanted.key)? {
        return Ok(Sent::Again);
    }
    let kept = find(tx, shop.id, wanted.template)?.ok_or(SendError::Gone)?;
    if let Some(shipment) = &wanted.shipment {
        note(tx, shop.id, order, shipment, (now, by))?;
    }
    let ground = Ground::read(tx, shop, order)?.ok_or(SendError::Gone)?;
    if ground.to().trim().is_empty() {
        return Err(SendError::NoAddress);
    }
    let mail = template.write(|placeholder| ground.value(placeholder, Some(link)));
    if template.says(Placeholder::OrderPage) {
        keep_link(tx, shop.id, &ground, link, now)?;
    }
    let letter = Letter {
        kind: kept.used_for.kind(),
        about: About::Order(order, ground.order.attempt.clone()),
        number: number(tx, shop.id, order, kept.used_for.kind())?,
        to: ground.to().to_owned(),
        mail,
        asked: Some(Asked { key: wanted.key.clone(), template: kept.id }),
    };
    if !mail::enqueue_one(tx, shop, &letter, now)? {
        return Err(
            store::Error::Engine(format!("a mail of order {order} has a taken name")).into()
        );
    }
    tell(tx, shop.id, order, &kept, (now, by))?;
    Ok(Sent::Queued)
}

/// Marks the order, and a line of its history.
fn tell(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    kept: &Kept,
    (now, by): (Timestamp, &str),
) -> Result<(), store::Error> {
    if kept.used_for == Use::Shipped {
        tx.exec(
            sql!("update orders set notified_at = $3 where shop_id = $1 and order_id = $2"),
            &[shop.into(), order.into(), now.into()],
        )?;
    }
    history::write(tx, shop, order, now, by, &format!("{}を送信しました。", kept.name))
}

fn note(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    wanted: &WantedShipment,
    (now, by): (Timestamp, &str),
) -> Result<(), MarkError> {
    let tracking = ship::parse(&wanted.tracking)?;
    let shipment = if wanted.ships { Shipment::Sent } else { Shipment::Number };
    let (tracking, seen) = (tracking.as_str(), &wanted.seen);
    let noted = Noted { wanted: shipment, tracking, seen, when: now };
    ship_in(tx, shop, order, noted, (now, by)).map(drop)
}

fn is_sent(tx: &mut dyn Tx, shop: ShopId, key: &str) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!("select 1 from outbox where shop_id = $1 and asked_key = $2"),
        &[shop.into(), key.into()],
    )?;
    Ok(row.is_some())
}

fn keep_link(
    tx: &mut dyn Tx,
    shop: ShopId,
    ground: &Ground,
    link: &Token,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into order_link (shop_id, attempt_id, hash, created_at)
             values ($1, $2, $3, $4)"
        ),
        &[shop.into(), (&ground.order.attempt).into(), link.hash().into(), now.into()],
    )?;
    Ok(())
}

/// Which mail of its kind about the order it is.
pub(super) fn number(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    kind: mail::Kind,
) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!("select count(*) from outbox where shop_id = $1 and order_id = $2 and kind = $3"),
        &[shop.into(), order.into(), kind.word().into()],
    )?;
    Ok(row.map_or(Ok(0), |row| row.int(0))? + 1)
}

/// A mail that was sent about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// What it is, in the words of the outbox.
    pub kind: String,
    /// From which template, where a person sent it.
    pub template: Option<TemplateId>,
    /// Its Message-ID.
    pub message: String,
    /// To whom.
    pub to: String,
    /// 件名.
    pub subject: String,
    /// When it was written.
    pub at: Timestamp,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
    /// It will not arrive: what the server said.
    pub dead: Option<String>,
}

/// The mails about an order that are listed; there are seldom so many.
const LISTED: i64 = 50;

/// The mails to the buyer about an order, the newest first.
pub async fn sent_before(
    world: &World,
    shop: ShopId,
    order: OrderId,
) -> Result<Vec<Before>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select kind, message_id, recipient, subject, created_at, sent_at, state,
                   coalesce(error, ''), template_id
                 from outbox
                 where shop_id = $1 and order_id = $2
                   and kind in ('thanks', 'confirmation', 'shipped', 'free', 'own')
                 order by created_at desc, message_id desc limit $3"
            ),
            &[shop.into(), order.into(), LISTED.into()],
        )?;
        let before = |row: &store::Row| {
            let is_dead = row.text(6)? == "dead";
            Ok(Before {
                kind: row.text(0)?,
                template: row.opt_int(8)?.map(TemplateId),
                message: row.text(1)?,
                to: row.text(2)?,
                subject: row.text(3)?,
                at: Timestamp(row.int(4)?),
                sent_at: row.opt_int(5)?.map(Timestamp),
                dead: is_dead.then(|| row.text(7)).transpose()?,
            })
        };
        rows.iter().map(before).collect()
    };
    world.store.read(read).await
}

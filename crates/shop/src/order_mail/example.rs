//! The order that a template is tried on, and 試し送り: a mail to the shop itself.

use store::{Tx, sql};

use super::send::{SendError, number};
use super::values::Ground;
use super::{Template, Text};
use crate::id::{OrderId, ShopId};
use crate::mail::{self, About, Kind, Letter, Mail};
use crate::order::list::Number;
use crate::order::mark::hold;
use crate::order::may::Function;
use crate::profile::Shop;
use crate::world::World;

/// The order of this 注文番号 or 内部番号; the newest where nothing is typed.
pub async fn example(
    world: &World,
    shop: ShopId,
    typed: &str,
) -> Result<Option<OrderId>, store::Error> {
    let number = Number::parse(typed);
    let read = move |tx: &mut dyn Tx| {
        let row = match &number {
            Some(number) => tx.row(
                sql!(
                    "select max(order_id) from orders
                     where shop_id = $1 and (order_id = $2 or number = $3)"
                ),
                &[shop.into(), number.id().into(), number.text().into()],
            )?,
            None => {
                tx.row(sql!("select max(order_id) from orders where shop_id = $1"), &[shop.into()])?
            }
        };
        row.map_or(Ok(None), |row| row.opt_int(0))
    };
    Ok(world.store.read(read).await?.map(OrderId))
}

/// Sends a text, written for this order, to the shop's own address. It is a mail of the order: it
/// goes when the buyer is erased.
pub async fn try_out(
    world: &World,
    shop: &Shop,
    order: OrderId,
    text: &Text,
) -> Result<(), SendError> {
    let template = Template::parse(text).map_err(SendError::Fields)?;
    let (of, now) = (shop.clone(), world.now());
    let write = move |tx: &mut dyn Tx| {
        // Two at a moment have two numbers.
        hold(tx, of.id, order, Function::Mail)?;
        let ground = Ground::read(tx, &of, order)?.ok_or(SendError::Gone)?;
        let mail = template.write(|placeholder| ground.value(placeholder, None));
        let letter = Letter {
            kind: Kind::Trial,
            about: About::Order(order, ground.order.attempt.clone()),
            number: number(tx, of.id, order, Kind::Trial)?,
            to: of.notify_to.clone(),
            mail: Mail::new(&format!("【試し送り】{}", mail.subject()), mail.body()),
            asked: None,
        };
        mail::enqueue(tx, &of, &letter, now)?;
        Ok::<_, SendError>(())
    };
    world.store.write(write).await?;
    world.bell.notify_one();
    Ok(())
}

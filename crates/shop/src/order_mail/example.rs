//! The order that a template is tried on, and 試し送り: a mail to the shop itself.

use store::{Tx, sql};

use super::send::{SendError, preview};
use super::{Text, Use};
use crate::clock::random_hex;
use crate::id::{OrderId, ShopId};
use crate::mail::{self, About, Kind, Letter, Mail};
use crate::order::list::Number;
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

/// Sends a text, written for this order, to the shop's own address.
pub async fn try_out(
    world: &World,
    shop: &Shop,
    order: OrderId,
    (text, used_for): (&Text, Use),
) -> Result<(), SendError> {
    let proof = preview(world, shop, order, (text, None)).await?;
    let subject = format!("【試し送り】{}", proof.mail.subject());
    let about = About::Task(format!("{used_for:?}-{}", random_hex(&*world.random, 8)));
    let mail = Mail::new(&subject, proof.mail.body());
    let letter = Letter::first(Kind::Trial, about, &shop.notify_to, mail);
    let (of, now) = (shop.clone(), world.now());
    let write = world.store.write(move |tx: &mut dyn Tx| mail::enqueue(tx, &of, &letter, now));
    write.await?;
    world.bell.notify_one();
    Ok(())
}

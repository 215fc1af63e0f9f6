//! Carts that no browser opens any more.

use store::{Sql, Tx, Val, sql};

use crate::clock::{DATE_DIGITS, DAY, SECOND, Timestamp};
use crate::world::World;

/// A browser keeps its cart's cookie for 30 days.
const KEPT: i64 = 35 * DAY;
/// A form without goods waits for them that long.
const UNUSED_KEPT: i64 = DAY;
/// Carts deleted in one commit.
const BATCH: i64 = 500;

/// Deletes the carts of every shop that are too old, a few in each commit.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let now = world.now();
    let (old, unused) = (now.after(-KEPT), now.after(-UNUSED_KEPT));
    let sql = sql!(
        "select shop_id, cart_id from cart where version = 0 and updated_at < $1
         order by updated_at limit $2"
    );
    forget(world, sql, vec![unused.into(), BATCH.into()], unused).await?;
    let shops = world.store.read(|tx| {
        let rows = tx.rows(sql!("select shop_id from shop order by shop_id"), &[])?;
        rows.iter().map(|row| row.int(0)).collect::<Result<Vec<_>, _>>()
    });
    // A cart's name begins with its second: old ones lead the index. A name from the future is none
    // that we gave to a browser.
    let before = sql!(
        "select shop_id, cart_id from cart where shop_id = $1 and cart_id < $2 and updated_at < $3
         order by cart_id limit $4"
    );
    let ahead = sql!(
        "select shop_id, cart_id from cart where shop_id = $1 and cart_id > $2 and updated_at < $3
         order by cart_id desc limit $4"
    );
    for shop in shops.await? {
        for (sql, second) in [(before, old), (ahead, now.after(DAY))] {
            let params = vec![shop.into(), name(second).into(), old.into(), BATCH.into()];
            forget(world, sql, params, old).await?;
        }
    }
    Ok(())
}

/// How the names of this second begin.
fn name(second: Timestamp) -> String {
    let second = u32::try_from(second.0 / SECOND).unwrap_or_default();
    format!("{second:0DATE_DIGITS$x}")
}

/// Deletes what `sql` finds until it finds no more, but nothing that was used since `old`.
async fn forget(
    world: &World,
    sql: Sql,
    params: Vec<Val>,
    old: Timestamp,
) -> Result<(), store::Error> {
    loop {
        let params = params.clone();
        let run = move |tx: &mut dyn Tx| {
            let found = tx.rows(sql, &params)?;
            for row in &found {
                delete(tx, row.int(0)?, &row.text(1)?, old)?;
            }
            Ok::<_, store::Error>(found.len())
        };
        if i64::try_from(world.store.write(run).await?) != Ok(BATCH) {
            return Ok(());
        }
    }
}

fn delete(tx: &mut dyn Tx, shop: i64, cart: &str, old: Timestamp) -> Result<(), store::Error> {
    let deleted = tx.exec(
        sql!("delete from cart where shop_id = $1 and cart_id = $2 and updated_at < $3"),
        &[shop.into(), cart.into(), old.into()],
    )?;
    if deleted > 0 {
        tx.exec(
            sql!("delete from cart_line where shop_id = $1 and cart_id = $2"),
            &[shop.into(), cart.into()],
        )?;
    }
    Ok(())
}

//! Wishes to ask 094 about a 取引ID: a row each, gone once it was asked.

use store::{Tx, sql};

use super::feed;
use crate::clock::Timestamp;
use crate::id::{MerchantId, ShopId, TradeId};
use crate::world::World;

/// What is wished.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Only if a payment was named that is not the one we know.
    pub(super) for_named: bool,
    pub(super) due: Timestamp,
}

/// A wish that somebody works on.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) shop: ShopId,
    pub(super) trade: TradeId,
    pub(super) for_named: bool,
    pub(super) looks: i64,
    fence: i64,
}

/// Wishes it. A wish that is there comes due no later than it would have; a worker that is at it
/// leaves it for one more look.
pub(super) fn put(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    wish: Wish,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into payment_look (shop_id, trading_id, for_named, due_at, looks, fence)
             values ($1, $2, $3, $4, 0, 0)
             on conflict (shop_id, trading_id) do update set
               for_named = case when excluded.for_named < payment_look.for_named
                 then excluded.for_named else payment_look.for_named end,
               due_at = case when excluded.due_at < payment_look.due_at
                 then excluded.due_at else payment_look.due_at end,
               looks = 0, fence = payment_look.fence + 1"
        ),
        &[shop.into(), trade.into(), i64::from(wish.for_named).into(), wish.due.into()],
    )?;
    Ok(())
}

/// What is due.
pub(super) fn due(
    tx: &mut dyn Tx,
    now: Timestamp,
    batch: i64,
) -> Result<Vec<Claimed>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select shop_id, trading_id, for_named, looks, fence from payment_look
             where due_at <= $1 order by due_at limit $2"
        ),
        &[now.into(), batch.into()],
    )?;
    let claimed = |row: store::Row| {
        Ok(Claimed {
            shop: ShopId(row.int(0)?),
            trade: TradeId(row.text(1)?),
            for_named: row.int(2)? == 1,
            looks: row.int(3)?,
            fence: row.int(4)?,
        })
    };
    rows.into_iter().map(claimed).collect()
}

/// When the next one is due.
pub(super) fn next(tx: &mut dyn Tx) -> Result<Option<Timestamp>, store::Error> {
    let row = tx.row(sql!("select min(due_at) from payment_look"), &[])?;
    Ok(row.map_or(Ok(None), |row| row.opt_int(0))?.map(Timestamp))
}

impl Claimed {
    /// Takes it until `lease`. None: somebody else has it.
    pub(super) fn claim(
        &self,
        tx: &mut dyn Tx,
        lease: Timestamp,
    ) -> Result<Option<Claimed>, store::Error> {
        let fence = self.fence + 1;
        let claimed = tx.exec(
            sql!(
                "update payment_look set due_at = $4, fence = $5
                 where shop_id = $1 and trading_id = $2 and fence = $3"
            ),
            &[
                self.shop.into(),
                (&self.trade).into(),
                self.fence.into(),
                lease.into(),
                fence.into(),
            ],
        )?;
        Ok((claimed == 1).then(|| Claimed { fence, ..self.clone() }))
    }

    /// It was asked. If it was wished again meanwhile it is asked again, at once.
    pub(super) fn done(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), store::Error> {
        let key = [self.shop.into(), (&self.trade).into(), self.fence.into()];
        let gone = tx.exec(
            sql!(
                "delete from payment_look
                 where shop_id = $1 and trading_id = $2 and fence = $3"
            ),
            &key,
        )?;
        if gone == 0 { self.again(tx, now) } else { Ok(()) }
    }

    /// It could not be asked: later.
    pub(super) fn later(&self, tx: &mut dyn Tx, due: Timestamp) -> Result<(), store::Error> {
        let later = tx.exec(
            sql!(
                "update payment_look set due_at = $4, looks = looks + 1
                 where shop_id = $1 and trading_id = $2 and fence = $3"
            ),
            &[self.shop.into(), (&self.trade).into(), self.fence.into(), due.into()],
        )?;
        if later == 0 { self.again(tx, due) } else { Ok(()) }
    }

    /// The lease was this worker's: a wish that came meanwhile need not wait for its end.
    fn again(&self, tx: &mut dyn Tx, due: Timestamp) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update payment_look set due_at = $3
                 where shop_id = $1 and trading_id = $2 and due_at > $3"
            ),
            &[self.shop.into(), (&self.trade).into(), due.into()],
        )?;
        Ok(())
    }
}

/// Somebody looks at a payment whose successor is not known: what was named is tried and the feed
/// is read now.
pub(crate) async fn hurry(
    world: &World,
    shop: ShopId,
    merchant: &MerchantId,
    trade: &TradeId,
) -> Result<(), store::Error> {
    let (now, merchant, trade) = (world.now(), merchant.clone(), trade.clone());
    let write = world.store.write(move |tx| {
        put(tx, shop, &trade, Wish { for_named: true, due: now })?;
        feed::hurry(tx, shop, &merchant, now)
    });
    write.await?;
    world.bell.notify_one();
    Ok(())
}

/// A payment has become the order's that has replaced another one: the number of the notice that
/// named it, and a wish to take in what it is.
pub(crate) fn changed(
    tx: &mut dyn Tx,
    shop: ShopId,
    (trade, number): (&TradeId, i64),
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("update payment set named_by = $3 where shop_id = $1 and trading_id = $2"),
        &[shop.into(), trade.into(), number.into()],
    )?;
    put(tx, shop, trade, Wish { for_named: false, due: now })
}

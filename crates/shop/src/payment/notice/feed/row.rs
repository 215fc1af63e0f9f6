//! A feed as it is kept: one row per merchant account of a shop.

use store::{Row, Tx, sql};

use super::place::Place;
use crate::clock::Timestamp;
use crate::id::{MerchantId, ShopId, TradeId};

/// One feed, and the lease under which somebody reads it.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    pub(super) shop: ShopId,
    pub(super) merchant: MerchantId,
    pub(super) place: Place,
    pub(super) heard: i64,
    /// Behind which open payment the comparison goes on; none where nothing is to be compared.
    pub(super) compare_after: Option<TradeId>,
    /// How many times in a row the answer could not be read.
    pub(super) tries: i64,
    /// Where the numbers are from.
    pub(super) telegrams: String,
    pub(super) fence: i64,
}

/// What a reader leaves when it lets go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub(super) due: Timestamp,
    /// When it was asked what had no answer any more.
    pub(super) caught_up_at: Option<Timestamp>,
}

/// Opens the feeds that are not there yet; the first one of an account is read at once.
pub(super) fn open(tx: &mut dyn Tx, now: Timestamp) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into notice_feed (shop_id, merchant_id, due_at)
             select a.shop_id, a.merchant_id, $1 from merchant_account a
             where not exists (select 1 from notice_feed f
               where f.shop_id = a.shop_id and f.merchant_id = a.merchant_id)
             on conflict (shop_id, merchant_id) do nothing"
        ),
        &[now.into()],
    )?;
    Ok(())
}

/// What is due.
pub(super) fn due(
    tx: &mut dyn Tx,
    now: Timestamp,
    batch: i64,
) -> Result<Vec<(ShopId, MerchantId)>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select shop_id, merchant_id from notice_feed where due_at <= $1
             order by due_at limit $2"
        ),
        &[now.into(), batch.into()],
    )?;
    rows.into_iter().map(|row| Ok((ShopId(row.int(0)?), MerchantId(row.text(1)?)))).collect()
}

/// When the next one is due.
pub(super) fn next(tx: &mut dyn Tx) -> Result<Option<Timestamp>, store::Error> {
    let row = tx.row(sql!("select min(due_at) from notice_feed"), &[])?;
    Ok(row.map_or(Ok(None), |row| row.opt_int(0))?.map(Timestamp))
}

/// Takes a feed that is due until `lease`. None: somebody else has it.
pub(super) fn claim(
    tx: &mut dyn Tx,
    (shop, merchant): (ShopId, &MerchantId),
    owner: &str,
    (now, lease): (Timestamp, Timestamp),
) -> Result<Option<Feed>, store::Error> {
    let claimed = tx.exec(
        sql!(
            "update notice_feed set owner = $3, fence = fence + 1, due_at = $5
             where shop_id = $1 and merchant_id = $2 and due_at <= $4"
        ),
        &[shop.into(), merchant.into(), owner.into(), now.into(), lease.into()],
    )?;
    if claimed == 0 { Ok(None) } else { find(tx, shop, merchant) }
}

/// A feed.
pub(super) fn find(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
) -> Result<Option<Feed>, store::Error> {
    let row = tx.row(
        sql!(
            "select low, high, next, heard, compare_after, tries, telegrams, fence
             from notice_feed
             where shop_id = $1 and merchant_id = $2"
        ),
        &[shop.into(), merchant.into()],
    )?;
    row.map(|row| read(shop, merchant, &row)).transpose()
}

fn read(shop: ShopId, merchant: &MerchantId, row: &Row) -> Result<Feed, store::Error> {
    let place = match row.opt_int(2)? {
        Some(next) => Place::At(next),
        None => Place::Searching { low: row.int(0)?, high: row.opt_int(1)? },
    };
    Ok(Feed {
        shop,
        merchant: merchant.clone(),
        place,
        heard: row.int(3)?,
        compare_after: row.opt_text(4)?.map(TradeId),
        tries: row.int(5)?,
        telegrams: row.text(6)?,
        fence: row.int(7)?,
    })
}

impl Feed {
    /// Another gateway counts anew: everything is forgotten that the old one's numbers say.
    pub(super) fn begin_anew(
        &mut self,
        tx: &mut dyn Tx,
        telegrams: &str,
    ) -> Result<(), store::Error> {
        self.place = Place::Searching { low: 0, high: None };
        telegrams.clone_into(&mut self.telegrams);
        (self.heard, self.tries, self.compare_after) = (0, 0, None);
        tx.exec(
            sql!(
                "update notice_feed set low = 0, high = null, next = null, heard = 0, gap_to = 0,
                   caught_up_at = null, compare_after = null, tries = 0, telegrams = $4
                 where shop_id = $1 and merchant_id = $2 and fence = $3"
            ),
            &[self.shop.into(), (&self.merchant).into(), self.fence.into(), telegrams.into()],
        )?;
        Ok(())
    }

    /// Writes where the reading stands now. False: another worker has it by now.
    pub(super) fn save(
        &self,
        tx: &mut dyn Tx,
        gap: bool,
        lease: Timestamp,
    ) -> Result<bool, store::Error> {
        let (low, high, next) = match self.place {
            Place::At(next) => (0, None, Some(next)),
            Place::Searching { low, high } => (low, high, None),
        };
        // Below the place that a gap leads to nothing is certain.
        let gap_to = if gap { next.unwrap_or(low).max(low) } else { 0 };
        let saved = tx.exec(
            sql!(
                "update notice_feed set low = $4, high = $5, next = $6, tries = $7,
                   gap_to = case when $8 > gap_to then $8 else gap_to end,
                   compare_after = $9, due_at = $10
                 where shop_id = $1 and merchant_id = $2 and fence = $3"
            ),
            &[
                self.shop.into(),
                (&self.merchant).into(),
                self.fence.into(),
                low.into(),
                high.into(),
                next.into(),
                self.tries.into(),
                gap_to.into(),
                self.compare_after.clone().map(|after| after.0).into(),
                lease.into(),
            ],
        )?;
        Ok(saved == 1)
    }

    /// Lets go.
    pub(super) fn leave(&self, tx: &mut dyn Tx, left: Left) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update notice_feed set owner = null, due_at = $4,
                   caught_up_at = coalesce($5, caught_up_at)
                 where shop_id = $1 and merchant_id = $2 and fence = $3"
            ),
            &[
                self.shop.into(),
                (&self.merchant).into(),
                self.fence.into(),
                left.due.into(),
                left.caught_up_at.into(),
            ],
        )?;
        Ok(())
    }
}

/// A notice with a good hash had this number. What it said is kept: where it was the next to be
/// read, it has been.
pub(in super::super) fn heard(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
    number: i64,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update notice_feed set heard = case when $3 > heard then $3 else heard end,
               next = case when next = $3 then $3 + 1 else next end
             where shop_id = $1 and merchant_id = $2 and (heard < $3 or next = $3)"
        ),
        &[shop.into(), merchant.into(), number.into()],
    )?;
    Ok(())
}

/// It is read now, unless somebody is at it.
pub(in super::super) fn hurry(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update notice_feed set due_at = $3
             where shop_id = $1 and merchant_id = $2 and owner is null and due_at > $3"
        ),
        &[shop.into(), merchant.into(), now.into()],
    )?;
    Ok(())
}

/// Whether everything behind `number` has been read, and the end was reached after `after`.
pub(in super::super) fn is_whole(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
    number: i64,
    after: Timestamp,
) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!(
            "select 1 from notice_feed where shop_id = $1 and merchant_id = $2
               and gap_to <= $3 and caught_up_at >= $4"
        ),
        &[shop.into(), merchant.into(), number.into(), after.into()],
    )?;
    Ok(row.is_some())
}

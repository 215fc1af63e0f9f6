//! 操作の記録: what staff did with the data of customers, newest first. Holds none of that data.

use store::{Row, Tx, sql};

use crate::clock::Timestamp;
use crate::counter;
use crate::id::{MemberId, ShopId};
use crate::order::list::Owner;
use crate::world::World;

/// Lines of one page.
const PAGE_ROWS: usize = 50;
/// Under which name the lines are counted.
const COUNTER: &str = "customer_log";

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What, in words.
    pub what: String,
    /// With whose data; none: of somebody without an account.
    pub member: Option<Owner>,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// Newest first.
    pub rows: Vec<LogRow>,
    /// What the next page begins below, if there is one.
    pub next: Option<i64>,
}

/// One page of the lines, below the line `below`; the first without it.
pub async fn log(world: &World, shop: ShopId, below: Option<i64>) -> Result<LogPage, store::Error> {
    let below = below.unwrap_or(i64::MAX);
    let limit = i64::try_from(PAGE_ROWS + 1).expect("a page is small");
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select l.at, l.by_whom, l.what, l.member_id, m.login, l.seq from customer_log l
                 left join member m on m.shop_id = l.shop_id and m.member_id = l.member_id
                 where l.shop_id = $1 and l.seq < $2 order by l.seq desc limit $3"
            ),
            &[shop.into(), below.into(), limit.into()],
        )?;
        rows.iter().map(|row| Ok((row.int(5)?, line(row)?))).collect()
    });
    let mut rows: Vec<(i64, LogRow)> = found.await.map_err(|error: store::Error| error)?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|(seq, _)| *seq);
    Ok(LogPage { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
}

/// The newest lines about one member.
pub(super) fn of_member(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Vec<LogRow>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select l.at, l.by_whom, l.what, l.member_id, m.login from customer_log l
             left join member m on m.shop_id = l.shop_id and m.member_id = l.member_id
             where l.shop_id = $1 and l.member_id = $2 order by l.seq desc limit 20"
        ),
        &[shop.into(), member.into()],
    )?;
    rows.iter().map(line).collect()
}

fn line(row: &Row) -> Result<LogRow, store::Error> {
    Ok(LogRow {
        at: Timestamp(row.int(0)?),
        by: row.text(1)?,
        what: row.text(2)?,
        member: Owner::read(row, 3)?,
    })
}

/// Writes a line, in the commit of the deed.
pub(super) fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: Option<MemberId>,
    (by, at): (&str, Timestamp),
    what: &str,
) -> Result<(), store::Error> {
    let seq = counter::next(tx, shop, COUNTER)?;
    tx.exec(
        sql!(
            "insert into customer_log (shop_id, seq, member_id, at, by_whom, what)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        &[shop.into(), seq.into(), member.into(), at.into(), by.into(), what.into()],
    )?;
    Ok(())
}

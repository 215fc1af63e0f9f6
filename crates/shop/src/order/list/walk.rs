//! Ways through the orders of a list, newest first: each gives numbers only, from one index, and
//! knows where it stopped. Which way is short depends on what is looked for (`search.rs`).

use store::{Row, Sql, Tx, Val, sql};

use super::filter::{Filter, Mailed, Stands};
use super::goods::Goods;
use crate::id::ShopId;
use crate::order::List;

/// Where is searched.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub shop: ShopId,
    pub list: List,
}

/// A stretch of 内部番号, walked from its high end down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// They are below this …
    pub below: i64,
    /// … and not below this.
    pub floor: i64,
}

/// One way.
pub(super) enum Walk {
    /// These, descending.
    Known(Vec<i64>),
    /// All of the list, or of one index over it. The statement takes shop, list, the stretch, how
    /// many, and the values.
    Index(Sql, Vec<Val>),
    /// By what became of サンクスメール.
    Mailed(Mailed),
    /// With one of these products.
    Goods(Goods),
}

impl Walk {
    /// The next numbers, at most `limit`; fewer: there are no more.
    pub(super) fn next(
        &self,
        tx: &mut dyn Tx,
        place: Place,
        stretch: Stretch,
        limit: usize,
    ) -> Result<Vec<i64>, store::Error> {
        let many = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = match self {
            Walk::Known(ids) => {
                let from = ids.partition_point(|id| *id >= stretch.below);
                let to = ids.partition_point(|id| *id >= stretch.floor);
                return Ok(ids[from..to.max(from)].iter().take(limit).copied().collect());
            }
            Walk::Goods(goods) => return goods.next(tx, place, stretch, limit),
            Walk::Index(statement, values) => {
                let mut params = vec![place.shop.into(), place.list.word().into()];
                params.extend([stretch.below.into(), stretch.floor.into(), many.into()]);
                params.extend(values.iter().cloned());
                tx.rows(*statement, &params)?
            }
            Walk::Mailed(state) => tx.rows(
                sql!(
                    "select distinct m.order_id from outbox m
                     cross join orders o
                     where m.shop_id = $1 and m.state = $6 and m.order_id < $3 and m.order_id >= $4
                       and m.kind = 'thanks' and m.order_id is not null
                       and o.shop_id = $1 and o.list = $2 and o.order_id = +m.order_id
                     order by m.order_id desc limit $5"
                ),
                &of_list(place, stretch, many, state.word().into()),
            )?,
        };
        numbers(&rows)
    }

    /// Through the whole list.
    pub(super) fn all() -> Walk {
        let statement = sql!(
            "select order_id from orders
             where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
             order by order_id desc limit $5"
        );
        Walk::Index(statement, Vec::new())
    }

    /// Through what has this 購入額. It looks at all of them each time: with the sign, no engine
    /// takes the numbers for the shorter way.
    pub(super) fn amount(filter: &Filter) -> Walk {
        let statement = sql!(
            "select order_id from orders
             where shop_id = $1 and list = $2 and +order_id < $3 and +order_id >= $4
               and total between $6 and $7
             order by +order_id desc limit $5"
        );
        Walk::Index(statement, vec![least(filter), most(filter)])
    }
}

/// Of the same kind: what left the shop on these days.
pub(super) fn shipped_on(filter: &Filter) -> Walk {
    let statement = sql!(
        "select order_id from orders
         where shop_id = $1 and list = $2 and +order_id < $3 and +order_id >= $4
           and shipped_at >= $6 and shipped_at < $7
         order by +order_id desc limit $5"
    );
    Walk::Index(statement, days_of_shipping(filter).to_vec())
}

/// From and until of 出荷日.
pub(super) fn days_of_shipping(filter: &Filter) -> [Val; 2] {
    let (from, until) = (filter.shipped_from, filter.shipped_until);
    [from.map_or(i64::MIN, |at| at.0).into(), until.map_or(i64::MAX, |at| at.0).into()]
}

/// What a way beside the orders themselves takes: shop, list, the stretch, how many, and its value.
/// It walks its own index and asks for each order, in another, whether it stands in the list;
/// `cross join` keeps SQLite from doing it the other way round, and `= +` from handing the stretch
/// on to the orders, which it would walk once for each line.
pub(super) fn of_list(place: Place, stretch: Stretch, many: i64, value: Val) -> [Val; 6] {
    let Stretch { below, floor } = stretch;
    [place.shop.into(), place.list.word().into(), below.into(), floor.into(), many.into(), value]
}

/// The numbers in the first column.
pub(super) fn numbers(rows: &[Row]) -> Result<Vec<i64>, store::Error> {
    rows.iter().map(|row| row.int(0)).collect()
}

/// The lower end of 購入額.
pub(super) fn least(filter: &Filter) -> Val {
    filter.least.map_or(i64::MIN, |yen| yen.0).into()
}

/// The upper end of 購入額.
pub(super) fn most(filter: &Filter) -> Val {
    filter.most.map_or(i64::MAX, |yen| yen.0).into()
}

/// The ways that an index over the list has for what is looked for; those first that are seldom
/// long.
pub(super) fn ways(filter: &Filter) -> Vec<Walk> {
    let plain = |is_wanted: bool, statement| is_wanted.then(|| Walk::Index(statement, Vec::new()));
    let by = |value: Option<Val>, statement| value.map(|value| Walk::Index(statement, vec![value]));
    let status = filter.status.map(Stands::number);
    let held = filter.held_before.map(Val::from);
    let ways = [
        plain(filter.differs, DIFFERS),
        by(held, HELD),
        by(filter.memo.as_deref().map(Val::from), SAYING),
        plain(filter.noted && filter.memo.is_none(), NOTED),
        by(status.filter(|id| *id > 0).map(Val::from), STATUS),
        plain(status == Some(0), STATUSLESS),
        by(filter.pay.map(|pay| pay.word().into()), PAY),
        by(filter.method.map(|way| way.word().into()), METHOD),
        by(filter.carrier.map(Val::from), CARRIER),
        plain(filter.shipped == Some(true), SHIPPED),
        plain(filter.shipped == Some(false), UNSHIPPED),
        plain(filter.notified == Some(false), UNNOTIFIED),
        plain(filter.slip == Some(false), SLIPLESS),
        plain(filter.printed == Some(false), UNPRINTED),
        plain(filter.notified == Some(true), NOTIFIED),
        plain(filter.slip == Some(true), SLIP),
        plain(filter.printed == Some(true), PRINTED),
        plain(filter.checked == Some(true), CHECKED),
        plain(filter.checked == Some(false), UNCHECKED),
        plain(filter.member == Some(true), BY_MEMBER),
        plain(filter.member == Some(false), BY_GUEST),
    ];
    ways.into_iter().flatten().collect()
}

const DIFFERS: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4 and pay_differs = 1
     order by order_id desc limit $5"
);
const HELD: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and +order_id < $3 and +order_id >= $4 and hold_from < $6
     order by +order_id desc limit $5"
);
const NOTED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4 and memo <> ''
     order by order_id desc limit $5"
);
const SAYING: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4 and memo <> ''
       and replace(memo, cast($6 as text), '') <> memo
     order by order_id desc limit $5"
);
const STATUS: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and status_id = $6 and order_id < $3 and order_id >= $4
     order by order_id desc limit $5"
);
const STATUSLESS: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4 and status_id is null
     order by order_id desc limit $5"
);
const PAY: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and pay_state = $6 and order_id < $3 and order_id >= $4
     order by order_id desc limit $5"
);
const METHOD: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and method = $6 and order_id < $3 and order_id >= $4
     order by order_id desc limit $5"
);
const CARRIER: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and carrier_id = $6 and order_id < $3 and order_id >= $4
     order by order_id desc limit $5"
);
const SHIPPED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and shipped_at is not null
     order by order_id desc limit $5"
);
const UNSHIPPED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and shipped_at is null and (pay_state is null or pay_state <> 'cancelled')
     order by order_id desc limit $5"
);
const NOTIFIED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and notified_at is not null
     order by order_id desc limit $5"
);
const UNNOTIFIED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and notified_at is null
     order by order_id desc limit $5"
);
const SLIP: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and slip_at is not null
     order by order_id desc limit $5"
);
const SLIPLESS: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and slip_at is null
     order by order_id desc limit $5"
);
const PRINTED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and printed_at is not null
     order by order_id desc limit $5"
);
const UNPRINTED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and printed_at is null
     order by order_id desc limit $5"
);
const CHECKED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and checked_at is not null
     order by order_id desc limit $5"
);
const UNCHECKED: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4 and checked_at is null
     order by order_id desc limit $5"
);
const BY_MEMBER: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4
       and member_id is not null
     order by order_id desc limit $5"
);
const BY_GUEST: Sql = sql!(
    "select order_id from orders
     where shop_id = $1 and list = $2 and order_id < $3 and order_id >= $4 and member_id is null
     order by order_id desc limit $5"
);

//! Finding the orders of a page: the shortest way is chosen, walked from the newest down, and what
//! it gives is checked against all conditions, until the page is full. Every way leads through an
//! index, so that it matters little how many orders there are (DESIGN section 11).

use store::{Sql, Tx, Val, sql};

use super::check::{CHUNK, check};
use super::filter::Filter;
use super::goods::{Goods, goods};
use super::limits::Limits;
use super::term::Prefix;
use super::walk::{Place, Stretch, Walk, days_of_shipping, least, most, numbers, shipped_on, ways};
use super::{COUNTED, SearchError};
use crate::id::ShopId;

/// What was found.
pub(super) struct Found {
    /// Numbers, descending.
    pub ids: Vec<i64>,
    /// Whether these are all there are below where the search began.
    pub is_all: bool,
}

/// A search in one list.
pub(super) struct Search<'a> {
    pub place: Place,
    pub filter: &'a Filter,
    pub limits: Limits,
}

/// The way that was chosen.
struct Way {
    walk: Walk,
    /// What it gives needs no check.
    is_exact: bool,
    /// Going on to [`COUNTED`] costs little.
    is_cheap: bool,
}

impl Way {
    fn exact(walk: Walk) -> Way {
        // Nearly every mail is sent: in a short list few of those that are walked are counted.
        let is_cheap = match &walk {
            Walk::Goods(goods) => !goods.is_many(),
            Walk::Mailed(_) => false,
            Walk::Known(_) | Walk::Index(..) => true,
        };
        Way { walk, is_exact: true, is_cheap }
    }

    fn checked(walk: Walk, is_cheap: bool) -> Way {
        Way { walk, is_exact: false, is_cheap }
    }
}

impl Search<'_> {
    /// The next `want` orders below `below`. With `counting`, up to [`COUNTED`] and one more, where
    /// that costs little.
    pub(super) fn find(
        &self,
        tx: &mut dyn Tx,
        below: i64,
        (want, counting): (usize, bool),
    ) -> Result<Found, SearchError> {
        let Some(stretch) = self.dated(tx, below)? else {
            return Ok(Found { ids: Vec::new(), is_all: true });
        };
        let shop = self.place.shop;
        let goods = match &self.filter.product {
            Some(typed) => Some(goods(tx, shop, typed)?.ok_or(SearchError::ManyProducts)?),
            None => None,
        };
        let way = self.choose(tx, goods.as_ref(), stretch)?;
        let want = if counting && way.is_cheap { COUNTED + 1 } else { want };
        Ok(self.go(tx, way, goods.as_ref(), stretch, want)?)
    }

    fn go(
        &self,
        tx: &mut dyn Tx,
        Way { mut walk, is_exact, .. }: Way,
        goods: Option<&Goods>,
        mut stretch: Stretch,
        want: usize,
    ) -> Result<Found, store::Error> {
        let step = if is_exact { want } else { CHUNK };
        let (mut ids, mut walked) = (Vec::with_capacity(want), 0);
        loop {
            let met = walk.next(tx, self.place, stretch, step)?;
            let is_end = met.len() < step;
            stretch.below = met.last().copied().unwrap_or(stretch.floor);
            walked += met.len();
            if is_exact || met.is_empty() {
                ids.extend(met);
            } else {
                ids.extend(check(tx, self.place, self.filter, goods, &met)?);
            }
            if is_end || ids.len() >= want {
                let is_all = is_end && ids.len() <= want;
                ids.truncate(want);
                return Ok(Found { ids, is_all });
            }
            if self.is_priced() && walked >= self.limits.patience {
                walk = Walk::amount(self.filter);
                walked = 0;
            }
        }
    }

    fn choose(
        &self,
        tx: &mut dyn Tx,
        goods: Option<&Goods>,
        stretch: Stretch,
    ) -> Result<Way, store::Error> {
        let (filter, count) = (self.filter, self.filter.count());
        if let Some(ids) = self.named(tx)? {
            return Ok(Way::checked(Walk::Known(ids), true));
        }
        if count == 0 {
            return Ok(Way::exact(Walk::all()));
        }
        let short = self.limits.short;
        if self.is_within(tx, short)? {
            return Ok(Way::checked(Walk::all(), true));
        }
        let person = self.of_person(tx)?;
        if let Some(ids) = person.as_ref().filter(|ids| count == 1 || ids.len() <= short) {
            return Ok(Way::checked(Walk::Known(ids.clone()), ids.len() <= short));
        }
        let mut ways = ways(filter);
        ways.extend(filter.mailed.map(Walk::Mailed));
        ways.extend(goods.cloned().map(Walk::Goods));
        if self.is_priced() && self.is_seldom(tx)? {
            ways.push(Walk::amount(filter));
        }
        if self.has_shipping_days() && self.is_seldom_shipped(tx)? {
            ways.push(shipped_on(filter));
        }
        // One condition, and an index that knows it.
        if count == 1 && ways.len() == 1 {
            return Ok(Way::exact(ways.remove(0)));
        }
        self.shortest(tx, stretch, ways, person)
    }

    /// The first way that ends soon; else the orders of a person, or the first way, or all.
    fn shortest(
        &self,
        tx: &mut dyn Tx,
        stretch: Stretch,
        ways: Vec<Walk>,
        person: Option<Vec<i64>>,
    ) -> Result<Way, store::Error> {
        let short = self.limits.short;
        for way in &ways {
            let ids = way.next(tx, self.place, stretch, short + 1)?;
            if ids.len() <= short {
                return Ok(Way::checked(Walk::Known(ids), true));
            }
        }
        let walk = person.map(Walk::Known).or(ways.into_iter().next());
        Ok(Way::checked(walk.unwrap_or_else(Walk::all), false))
    }

    /// The orders that a number means: one, or two that it means in different ways.
    fn named(&self, tx: &mut dyn Tx) -> Result<Option<Vec<i64>>, store::Error> {
        let shop = self.place.shop;
        if let Some(trade) = &self.filter.trade {
            let found = sql!("select order_id from payment where shop_id = $1 and trading_id = $2");
            return Ok(Some(numbers(&tx.rows(found, &[shop.into(), trade.into()])?)?));
        }
        let Some(number) = &self.filter.number else { return Ok(None) };
        let found = sql!(
            "select order_id from orders where shop_id = $1 and (order_id = $2 or number = $3)
             order by order_id desc"
        );
        let params = [shop.into(), number.id.into(), number.text.as_str().into()];
        Ok(Some(numbers(&tx.rows(found, &params)?)?))
    }

    /// The fewest orders that a name, an address or a phone number leads to, descending; `None`:
    /// none was asked for, or it leads to very many.
    fn of_person(&self, tx: &mut dyn Tx) -> Result<Option<Vec<i64>>, store::Error> {
        let Filter { name, mail, phone, .. } = self.filter;
        let mut fewest: Option<Vec<i64>> = None;
        for prefix in [mail, phone, name].into_iter().flatten() {
            let ids = by_term(tx, self.place.shop, prefix, self.limits.known)?;
            let Some(ids) = ids else { continue };
            if fewest.as_ref().is_none_or(|fewest| ids.len() < fewest.len()) {
                fewest = Some(ids);
            }
        }
        Ok(fewest)
    }

    fn is_priced(&self) -> bool {
        self.filter.least.is_some() || self.filter.most.is_some()
    }

    /// Whether this 購入額 is not met at every step.
    fn is_seldom(&self, tx: &mut dyn Tx) -> Result<bool, store::Error> {
        let counted = sql!(
            "select count(*) from (select 1 from orders
             where shop_id = $1 and list = $2 and total between $4 and $5 limit $3) t"
        );
        let ends = [least(self.filter), most(self.filter)];
        self.is_at_most(tx, counted, self.limits.amounts, ends.to_vec())
    }

    fn has_shipping_days(&self) -> bool {
        self.filter.shipped_from.is_some() || self.filter.shipped_until.is_some()
    }

    /// Whether few left the shop on these days. Many are met soon: an order is placed before it is
    /// shipped, and the search begins there ([`Search::dated`]).
    fn is_seldom_shipped(&self, tx: &mut dyn Tx) -> Result<bool, store::Error> {
        let counted = sql!(
            "select count(*) from (select 1 from orders
             where shop_id = $1 and list = $2 and shipped_at >= $4 and shipped_at < $5
             limit $3) t"
        );
        self.is_at_most(tx, counted, self.limits.amounts, days_of_shipping(self.filter).to_vec())
    }

    /// Whether the whole list is so short.
    fn is_within(&self, tx: &mut dyn Tx, length: usize) -> Result<bool, store::Error> {
        let counted = sql!(
            "select count(*) from (select 1 from orders
             where shop_id = $1 and list = $2 limit $3) t"
        );
        self.is_at_most(tx, counted, length, Vec::new())
    }

    fn is_at_most(
        &self,
        tx: &mut dyn Tx,
        counted: Sql,
        limit: usize,
        more: Vec<Val>,
    ) -> Result<bool, store::Error> {
        let Place { shop, list } = self.place;
        let params = [shop.into(), list.word().into(), one_more(limit)];
        let row = tx.row(counted, &params.into_iter().chain(more).collect::<Vec<_>>())?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(usize::try_from(count).is_ok_and(|count| count <= limit))
    }

    /// The numbers between which orders of these days lie; `None`: there is no such order. A little
    /// too wide: the days themselves are checked.
    fn dated(&self, tx: &mut dyn Tx, below: i64) -> Result<Option<Stretch>, store::Error> {
        let Place { shop, list } = self.place;
        let mut end = |statement: Sql, at: i64| {
            let many = i64::try_from(self.limits.out_of_step).unwrap_or(i64::MAX);
            let params = [shop.into(), list.word().into(), at.into(), many.into()];
            tx.row(statement, &params)?.map_or(Ok(None), |row| row.opt_int(0))
        };
        let mut stretch = Stretch { below, floor: i64::MIN };
        // What was shipped by a day was placed by then.
        let ends = [self.filter.until, self.filter.shipped_until];
        if let Some(until) = ends.into_iter().flatten().min() {
            let last = sql!(
                "select max(order_id) from (select order_id from orders
                 where shop_id = $1 and list = $2 and placed_at < $3
                 order by placed_at desc, order_id desc limit $4) t"
            );
            let Some(last) = end(last, until.0)? else { return Ok(None) };
            stretch.below = below.min(last.saturating_add(1));
        }
        if let Some(from) = self.filter.from {
            let first = sql!(
                "select min(order_id) from (select order_id from orders
                 where shop_id = $1 and list = $2 and placed_at >= $3
                 order by placed_at, order_id limit $4) t"
            );
            let Some(first) = end(first, from.0)? else { return Ok(None) };
            stretch.floor = first;
        }
        Ok(Some(stretch))
    }
}

/// The orders with a term that begins so, descending; `None`: more than `limit` terms.
pub(super) fn by_term(
    tx: &mut dyn Tx,
    shop: ShopId,
    prefix: &Prefix,
    limit: usize,
) -> Result<Option<Vec<i64>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select order_id from order_term where shop_id = $1 and term >= $2 and term < $3
             limit $4"
        ),
        &[shop.into(), prefix.start().into(), prefix.end().into(), one_more(limit)],
    )?;
    if rows.len() > limit {
        return Ok(None);
    }
    let mut ids = numbers(&rows)?;
    ids.sort_unstable_by(|one, other| other.cmp(one));
    ids.dedup();
    Ok(Some(ids))
}

/// A limit that tells whether there are more than so many.
fn one_more(limit: usize) -> Val {
    i64::try_from(limit).map_or(i64::MAX, |limit| limit.saturating_add(1)).into()
}

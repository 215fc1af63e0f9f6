//! Many orders: copies of the few that buyers placed, with ids, keys and times of their own. All
//! rows that an order leaves behind are there: cart, attempt, order, lines, payment, history,
//! mails.

use std::ops::RangeInclusive;

use anyhow::Result;
use shop::clock::{Clock, MINUTE, SystemClock};
use store::{Error, Sql, Store, sql};

/// How many orders are the models of the others: numbers 1 and up.
pub const MODELS: i64 = 8;
/// Orders of one commit.
const COMMIT: i64 = 10_000;
/// So many minutes ago order number 0 was placed; then one a minute.
const FIRST: i64 = 2_000_000;

/// Copies until there are `orders`; gives the numbers of the copies. Buyers' orders may follow them
/// but not lie between.
pub fn fill(store: &Store, orders: i64) -> Result<RangeInclusive<i64>> {
    let now = SystemClock.now();
    let count = store.read_blocking(|tx| tx.row(sql!("select max(order_id) from orders"), &[]))?;
    let mut from = count.map_or(Ok(0), |row| row.int(0))? + 1;
    while from <= orders {
        let to = orders.min(from + COMMIT - 1);
        let (first, since) = (from, now.after(-FIRST * MINUTE));
        store.write_blocking(move |tx| {
            tx.exec(FRESH, &[])?;
            tx.exec(sql!("delete from fresh"), &[])?;
            let numbers = [first.into(), to.into(), MODELS.into(), since.into(), MINUTE.into()];
            tx.exec(NUMBERS, &numbers)?;
            COPIES.iter().try_for_each(|copy| tx.exec(*copy, &[]).map(drop))?;
            tx.exec(sql!("update counter set value = $1 where name = 'order'"), &[to.into()])?;
            Ok::<_, Error>(())
        })?;
        from = to + 1;
    }
    Ok(MODELS + 1..=orders)
}

const FRESH: Sql = sql!(
    sqlite:
    "create temp table if not exists fresh (
       order_id integer primary key, model integer, attempt_id text, cart_id text, at integer)"
);
const NUMBERS: Sql = sql!(
    sqlite:
    "with recursive n (id) as (select $1 union all select id + 1 from n where id < $2)
     insert into fresh
     select id, 1 + id % $3, date || lower(hex(randomblob(16))), date || lower(hex(randomblob(32))),
       at
     from (select id, $4 + id * $5 as at, printf('%08x', ($4 + id * $5) / 1000) as date from n)"
);

const COPIES: [Sql; 7] = [
    sql!(
        sqlite:
        "insert into cart (shop_id, cart_id, version, submit_key, updated_at)
         select 1, cart_id, 2, substr(cart_id, 1, 8) || lower(hex(randomblob(16))), at from fresh"
    ),
    sql!(
        sqlite:
        "insert into attempt (shop_id, attempt_id, submit_key, cart_id, cart_version, method,
           state, amount, quote, checkout, client, settings_version, merchant_id, trading_id,
           return_id, three_ds, payment_id, owner, fence, created_at, sent_at, ended_at, looks,
           order_id)
         select 1, f.attempt_id, substr(f.cart_id, 1, 8) || lower(hex(randomblob(16))), f.cart_id,
           a.cart_version, a.method, a.state, a.amount, a.quote, a.checkout, a.client,
           a.settings_version, a.merchant_id,
           case when a.trading_id is not null then printf('%013d%07d', f.at, f.order_id) end,
           case when a.return_id is not null then f.attempt_id end,
           a.three_ds, a.payment_id, a.owner, a.fence, f.at, f.at, f.at, a.looks, f.order_id
         from fresh f
         cross join orders o on o.shop_id = 1 and o.order_id = f.model
         cross join attempt a on a.shop_id = 1 and a.attempt_id = o.attempt_id"
    ),
    sql!(
        sqlite:
        "insert into orders (shop_id, order_id, number, attempt_id, list, version, placed_at,
           buyer_name, buyer_kana, email, phone, checkout, method, method_name, goods, shipping,
           fee, total, client)
         select 1, f.order_id, printf('order%05d', f.order_id), f.attempt_id, o.list, o.version,
           f.at, o.buyer_name, o.buyer_kana, o.email, o.phone, o.checkout, o.method, o.method_name,
           o.goods, o.shipping, o.fee, o.total, o.client
         from fresh f cross join orders o on o.shop_id = 1 and o.order_id = f.model"
    ),
    sql!(
        sqlite:
        "insert into order_line (shop_id, order_id, line_no, product_id, code, name, unit_price,
           quantity, tax_rate)
         select 1, f.order_id, l.line_no, l.product_id, l.code, l.name, l.unit_price, l.quantity,
           l.tax_rate
         from fresh f cross join order_line l on l.shop_id = 1 and l.order_id = f.model"
    ),
    sql!(
        sqlite:
        "insert into payment (shop_id, trading_id, order_id, payment_id, parent, head, state,
           amount, authorized_at, changed_at, capture_timing, three_ds, merchant_id,
           settings_version, card)
         select 1, printf('%013d%07d', f.at, f.order_id), f.order_id, p.payment_id, p.parent, 1,
           p.state, p.amount, f.at, f.at, p.capture_timing, p.three_ds, p.merchant_id,
           p.settings_version, p.card
         from fresh f cross join payment p on p.shop_id = 1 and p.order_id = f.model and p.head = 1"
    ),
    sql!(
        sqlite:
        "insert into history (shop_id, order_id, seq, at, by_whom, what)
         select 1, f.order_id, h.seq, f.at, h.by_whom, h.what
         from fresh f cross join history h on h.shop_id = 1 and h.order_id = f.model"
    ),
    // No index leads to an order's mails; the first sixteen rows are those of the models.
    sql!(
        sqlite:
        "insert into outbox (shop_id, message_id, kind, order_id, sender, from_name, recipient,
           subject, body, state, tries, fence, created_at, sent_at)
         select 1, printf('<%d-%s', f.order_id, substr(m.message_id, 2)), m.kind, f.order_id,
           m.sender, m.from_name, m.recipient, m.subject, m.body, m.state, m.tries, m.fence, f.at,
           f.at
         from (select * from outbox where rowid <= 16) m
         cross join fresh f on f.model = m.order_id"
    ),
];

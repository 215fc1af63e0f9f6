//! Many orders, straight into the tables that the lists look at: names as common as they are, three
//! years of days, few open and nearly all completed, and values that only the oldest have.

use anyhow::Result;
use shop::clock::{DAY, Timestamp};
use store::{Sql, Store, Val, sql};

/// Orders of one commit.
const COMMIT: i64 = 50_000;
/// The orders are spread over so many days.
const DAYS: i64 = 3 * 365;

/// 姓, セイ, and how many of a thousand bear it.
const FAMILIES: [(&str, &str, i64); 12] = [
    ("佐藤", "サトウ", 15),
    ("鈴木", "スズキ", 14),
    ("高橋", "タカハシ", 11),
    ("田中", "タナカ", 10),
    ("渡辺", "ワタナベ", 8),
    ("小林", "コバヤシ", 8),
    ("小川", "オガワ", 3),
    ("長谷川", "ハセガワ", 3),
    ("西村", "ニシムラ", 2),
    ("藤田", "フジタ", 2),
    ("万年青", "オモト", 1),
    ("", "", 923),
];
const GIVENS: [(&str, &str); 8] = [
    ("葵", "アオイ"),
    ("健", "ケン"),
    ("さくら", "サクラ"),
    ("大輔", "ダイスケ"),
    ("恵", "メグミ"),
    ("実", "ミノル"),
    ("律子", "リツコ"),
    ("学", "マナブ"),
];
/// Names that are made up beside the common ones are put together from these.
const PARTS: [(&str, &str); 16] = [
    ("山", "ヤマ"),
    ("川", "カワ"),
    ("田", "タ"),
    ("村", "ムラ"),
    ("石", "イシ"),
    ("木", "キ"),
    ("野", "ノ"),
    ("原", "ハラ"),
    ("松", "マツ"),
    ("竹", "タケ"),
    ("梅", "ウメ"),
    ("森", "モリ"),
    ("林", "ハヤシ"),
    ("島", "シマ"),
    ("浜", "ハマ"),
    ("岡", "オカ"),
];

/// Writes orders 1 to `count`, the last of them placed at `now`.
pub fn fill(store: &Store, count: i64, now: Timestamp) -> Result<()> {
    store.write_blocking(move |tx| {
        tx.exec(sql!("create table bench_family (n bigint, family text, kana text)"), &[])?;
        tx.exec(sql!("create table bench_given (n bigint, given text, kana text)"), &[])?;
        tx.exec(sql!("create table bench_fresh (id bigint, at bigint)"), &[])?;
        for (n, (family, kana)) in (0_i64..).zip(families()) {
            let name = sql!("insert into bench_family (n, family, kana) values ($1, $2, $3)");
            tx.exec(name, &[n.into(), family.into(), kana.into()])?;
        }
        for (n, (given, kana)) in (0_i64..).zip(GIVENS) {
            let name = sql!("insert into bench_given (n, given, kana) values ($1, $2, $3)");
            tx.exec(name, &[n.into(), given.into(), kana.into()])?;
        }
        Ok::<_, store::Error>(())
    })?;
    let mut from = 1;
    while from <= count {
        let to = count.min(from + COMMIT - 1);
        let first = from;
        store.write_blocking(move |tx| {
            tx.exec(sql!("delete from bench_fresh"), &[])?;
            let step = DAYS * DAY / count;
            let numbers: [Val; 5] =
                [first.into(), to.into(), count.into(), now.into(), step.into()];
            tx.exec(FRESH, &numbers)?;
            let (all, now): (Val, Val) = (count.into(), now.into());
            tx.exec(ORDERS, &[all, now])?;
            for copy in BESIDE {
                tx.exec(copy, &[])?;
            }
            Ok::<_, store::Error>(())
        })?;
        from = to + 1;
    }
    Ok(())
}

/// A thousand names, the common ones as often as they are.
fn families() -> impl Iterator<Item = (String, String)> {
    let common = FAMILIES.into_iter().flat_map(|(family, kana, count)| {
        (0..count).map(move |at| (family.to_owned(), kana.to_owned(), at))
    });
    common.map(|(family, kana, at)| {
        let part = |at: i64| PARTS[usize::try_from(at).unwrap_or(0) % PARTS.len()];
        let (one, two, three) = (part(at), part(at / 16), part(at / 256 + 3));
        if family.is_empty() {
            (format!("{}{}{}", one.0, two.0, three.0), format!("{}{}{}", one.1, two.1, three.1))
        } else {
            (family, kana)
        }
    })
}

const FRESH: Sql = sql!(
    "with recursive n (id) as (
       select cast($1 as bigint) union all select id + 1 from n where id < $2)
     insert into bench_fresh select id, $4 - ($3 - id) * $5 from n"
);

/// $1: how many there will be; $2: now.
const ORDERS: Sql = sql!(
    "insert into orders (shop_id, order_id, number, attempt_id, list, version, placed_at,
       buyer_name, buyer_kana, email, phone, checkout, method, method_name, goods, shipping, fee,
       total, client, member_id, carrier_id, carrier_name, memo, checked_at, shipped_at, pay_state,
       pay_differs, hold_from, slip_at, printed_at, notified_at)
     select 1, s.id, 'order' || substr('0000' || cast(s.id as text),
         case when s.id < 100000 then length(cast(s.id as text)) else 5 end),
       'attempt' || cast(s.id as text), s.list, 1, s.at,
       s.family || ' ' || s.given, s.family_kana || ' ' || s.given_kana, s.email, s.phone,
       '{\"buyer\":{\"family\":\"' || s.family || '\",\"given\":\"' || s.given
         || '\",\"family_kana\":\"' || s.family_kana || '\",\"given_kana\":\"' || s.given_kana
         || '\",\"email\":\"' || s.email || '\",\"phone\":\"' || s.phone
         || '\",\"address\":{\"postal\":\"6048136\",\"prefecture\":26,\"city\":\"京都市中京区\",'
         || '\"street\":\"梅忠町20-1\",\"building\":\"水面ハイツ302\"}},\"recipient\":null,'
         || '\"carrier_id\":1,\"note\":\"\",\"pay\":\"bank\"}',
       s.method, case when s.method = 'card' then 'クレジットカード決済' else '銀行振込' end,
       s.total, 680, 0, s.total, '{\"ip\":\"203.0.113.24\",\"user_agent\":\"Mozilla/5.0\"}',
       case when s.id % 5 < 2 then 1 + s.id % 1000 end,
       case when s.id < $1 / 10 and s.id % 7 = 0 then 4 when s.id % 40009 = 3 then 3
         when s.id % 10 = 0 then 2 else 1 end,
       'クロネコヤマト 通常便',
       case when s.id % 100 = 7 then '贈りもの。のし紙を付ける' when s.id % 250007 = 12 then '割れ物'
         else '' end,
       case when s.method = 'bank' and s.list = 'completed' then s.at end,
       case when s.list = 'completed' and s.id % 30011 <> 11 then s.at
         when s.list = 'open' and s.id % 10 < 3 then s.at end,
       s.pay,
       case when s.pay is not null and s.id % 25013 = 5 then 1 else 0 end,
       case when s.pay = 'held' then s.at end,
       case when s.list = 'completed' and s.id % 30011 <> 12 then s.at end,
       case when s.list = 'completed' and s.id % 2 = 0 then s.at
         when s.list = 'open' and s.id % 30 = 1 then s.at end,
       case when s.list = 'completed' and s.id % 30011 = 13 then s.at end
     from (
       select b.*, case when b.method <> 'card' then null when b.list = 'cancelled' then 'cancelled'
         when b.list = 'open' and b.id % 5 < 4 then 'held'
         when b.list = 'completed' and b.id % 20011 = 4 then 'held' else 'captured' end as pay
       from (
         select f.id, f.at, n.family, n.kana as family_kana, g.given, g.kana as given_kana,
           'user' || cast(f.id % 300000 as text) || '@example.jp' as email,
           '090' || substr(cast(100000000 + (f.id * 7919) % 100000000 as text), 2) as phone,
           case when f.id > $1 - 300 or f.id % 10007 = 0 then 'open' when f.id % 33 = 0
             then 'cancelled' else 'completed' end as list,
           case when f.id % 50021 = 9 then 'free' when f.id % 20 < 14 then 'card'
             when f.id % 20 < 17 then 'bank' when f.id % 20 < 19 then 'cod'
             else 'in_store' end as method,
           case when f.id < $1 / 5 and f.id % 2 = 0 then 700000 + f.id % 90000
             when f.id % 30013 = 8 then 5000000 else 500 + (f.id * 37) % 20000 end as total
         from bench_fresh f
         join bench_family n on n.n = (f.id * 7919 + 13) % 1000
         join bench_given g on g.n = (f.id / 7) % 8
         where f.at <= $2) b) s"
);

const BESIDE: [Sql; 8] = [
    sql!(
        "insert into order_term (shop_id, order_id, term)
         select 1, f.id, 'n' || n.family || g.given from bench_fresh f
         join bench_family n on n.n = (f.id * 7919 + 13) % 1000
         join bench_given g on g.n = (f.id / 7) % 8
         union
         select 1, f.id, 'n' || g.given from bench_fresh f
         join bench_given g on g.n = (f.id / 7) % 8"
    ),
    sql!(
        "insert into order_term (shop_id, order_id, term)
         select 1, f.id, 'n' || n.kana || g.kana from bench_fresh f
         join bench_family n on n.n = (f.id * 7919 + 13) % 1000
         join bench_given g on g.n = (f.id / 7) % 8
         union
         select 1, f.id, 'n' || g.kana from bench_fresh f
         join bench_given g on g.n = (f.id / 7) % 8"
    ),
    sql!(
        "insert into order_term (shop_id, order_id, term)
         select 1, id, 'muser' || cast(id % 300000 as text) || '@example.jp' from bench_fresh"
    ),
    sql!(
        "insert into order_term (shop_id, order_id, term)
         select 1, id, 'p090' || substr(cast(100000000 + (id * 7919) % 100000000 as text), 2)
         from bench_fresh"
    ),
    // Product 10001 is in every third order, and 11001 in a fifth, of the oldest alone.
    sql!(
        "insert into order_line (shop_id, order_id, line_no, product_id, code, name, unit_price,
           quantity, tax_rate)
         select 1, id, 1, 10002 + (id * 31) % 997, 'code-' || cast((id * 31) % 997 as text),
           'ほうじ茶 80g', 1080, 1, 8 from bench_fresh"
    ),
    sql!(
        "insert into order_line (shop_id, order_id, line_no, product_id, code, name, unit_price,
           quantity, tax_rate)
         select 1, id, 2, case when id < 250000 and id % 5 = 0 then 11001 else 10001 end, 'yunomi',
           '湯のみ 藍十草', 3300, 1, 10 from bench_fresh where id % 3 = 0 or id % 5 = 0"
    ),
    sql!(
        "insert into payment (shop_id, trading_id, order_id, payment_id, head, state, amount,
           authorized_at, changed_at, capture_timing, three_ds, merchant_id, settings_version, card)
         select 1, '01795496' || substr(cast(1000000000000 + id as text), 2), id, 'p', 1,
           coalesce(pay, 'captured'), total, at, at, 'later', 'authenticated', 'm', 1, ''
         from (select o.order_id as id, o.pay_state as pay, o.total, o.placed_at as at
           from orders o join bench_fresh f on o.shop_id = 1 and o.order_id = f.id
           where o.method = 'card') c"
    ),
    sql!(
        "insert into outbox (shop_id, message_id, kind, order_id, sender, from_name, recipient,
           subject, body, state, tries, fence, created_at, sent_at)
         select 1, '<' || cast(id as text) || '.thanks@bench>', 'thanks', id, 'a@example.jp', '',
           'b@example.jp', 'ご注文ありがとうございます', 'この度はご注文いただき、ありがとうございます。',
           case when id % 20021 = 21 then 'dead' when id % 50000 = 49999 then 'waiting'
             else 'sent' end, 1, 0, at, at from bench_fresh"
    ),
];

//! 受注一覧 and 受注明細, read from rows as the placing commit leaves them.

use std::sync::Arc;

use store::scratch::{Kind, Scratch};
use store::{Tx, Val, sql};

use super::List;
use super::list::{self, Count, FilterForm, PAGE_ROWS, Page, PageKey, Query, Wanted};
use super::show::show;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId, TradeId};
use crate::money::Yen;
use crate::payment::{Settled, ThreeDs, Wire};
use crate::profile::Shop;
use crate::secret::Cipher;
use crate::world::{Pace, World};

const NOW: i64 = 1_795_496_731_000;

/// One order to be.
#[derive(Clone)]
struct Seed {
    shop: i64,
    id: i64,
    placed_at: i64,
    list: List,
    /// 取引ID and state of its payment.
    payment: Option<(&'static str, &'static str)>,
}

impl Seed {
    fn bank(id: i64) -> Seed {
        Seed { shop: 1, id, placed_at: NOW + id, list: List::Open, payment: None }
    }

    fn card(id: i64, trade: &'static str, state: &'static str) -> Seed {
        Seed { payment: Some((trade, state)), ..Seed::bank(id) }
    }

    fn insert(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        let method = if self.payment.is_some() { "card" } else { "bank" };
        let pay = match method {
            "card" => r#"{"card":{"split":"3"}}"#,
            _ => r#""bank""#,
        };
        let address = r#"{"postal":"6048136","prefecture":26,"city":"京都市中京区",
            "street":"梅忠町20-1","building":""}"#;
        let checkout = format!(
            r#"{{"buyer":{{"family":"小林","given":"葵","family_kana":"コバヤシ","given_kana":"アオイ",
              "email":"aoi@example.jp","phone":"0750000123","address":{address}}},
              "recipient":null,"carrier_id":1,"note":"","pay":{pay}}}"#
        );
        let (shop, id): (Val, Val) = (self.shop.into(), self.id.into());
        tx.exec(
            sql!(
                "insert into orders (shop_id, order_id, number, attempt_id, list, version,
                   placed_at, buyer_name, buyer_kana, email, phone, checkout, method, method_name,
                   goods, shipping, fee, total, client)
                 values ($1, $2, $3, $4, $5, 1, $6, '小林 葵', 'コバヤシ アオイ', 'aoi@example.jp',
                   '0750000123', $7, $8, 'クレジットカード決済', 9000, 680, 0, 9680,
                   '{\"ip\":\"203.0.113.24\",\"user_agent\":\"\"}')"
            ),
            &[
                shop.clone(),
                id.clone(),
                super::number::of(OrderId(self.id)).into(),
                format!("{:032x}", self.id).into(),
                self.list.word().into(),
                self.placed_at.into(),
                checkout.into(),
                method.into(),
            ],
        )?;
        if let Some((trade, state)) = self.payment {
            tx.exec(
                sql!(
                    "insert into payment (shop_id, trading_id, order_id, payment_id, parent, head,
                       state, amount, authorized_at, changed_at, capture_timing, three_ds,
                       merchant_id, settings_version, card)
                     values ($1, $2, $3, $2, null, 1, $4, 9680, $5, $5, 'later', 'authenticated',
                       '900000001', 1, '************1111')"
                ),
                &[shop, trade.into(), id, state.into(), self.placed_at.into()],
            )?;
        }
        Ok(())
    }
}

/// Runs a test on both engines, each time with these orders and shop 1.
async fn on_each(seeds: Vec<Seed>, test: impl AsyncFn(&World, &Shop)) {
    for kind in Kind::PRODUCT {
        eprintln!("on {kind:?}");
        let scratch = Scratch::new(kind, crate::migrations::ALL);
        let seeds = seeds.clone();
        let store = scratch.store();
        let written =
            store.write(move |tx: &mut dyn Tx| seeds.iter().try_for_each(|seed| seed.insert(tx)));
        written.await.unwrap();
        let (cipher, gateway) = (Cipher::new(&[7; 32]), Arc::new(Wire::new()));
        let world = World::new(store, gateway, cipher, Pace::PRODUCTION);
        test(&world, &shop(1)).await;
    }
}

fn shop(id: i64) -> Shop {
    Shop {
        id: ShopId(id),
        name: String::new(),
        host: String::new(),
        admin_host: String::new(),
        base_url: String::new(),
        admin_url: String::new(),
        mail_from: String::new(),
        notify_to: String::new(),
    }
}

fn all(list: List) -> Query {
    Query::In(list, Box::default())
}

async fn page(world: &World, shop: &Shop, query: Query) -> Page {
    list::list(world, shop, query, None).await.unwrap()
}

async fn ids(world: &World, shop: &Shop, query: Query) -> Vec<i64> {
    page(world, shop, query).await.rows.iter().map(|row| row.order_id.0).collect()
}

/// What the head's field finds.
fn found(typed: &str) -> Query {
    Query::All(Wanted::parse(typed).unwrap())
}

/// What 詳細検索フォーム finds in 受注一覧.
fn narrowed(form: &FilterForm) -> Query {
    Query::In(List::Open, Box::new(form.read(Timestamp(NOW)).unwrap()))
}

async fn exec(world: &World, statement: store::Sql) {
    let done = world.store.write(move |tx: &mut dyn Tx| tx.exec(statement, &[]));
    done.await.unwrap();
}

#[tokio::test]
async fn a_row_says_what_the_guide_asks_for() {
    let trade = "01795496731000123456";
    on_each(vec![Seed::card(2099, trade, "held"), Seed::bank(2098)], async |world, shop| {
        let page = page(world, shop, all(List::Open)).await;
        assert_eq!(page.next, None);
        let [card, bank] = page.rows.as_slice() else { panic!("{page:?}") };
        assert_eq!((card.number.as_str(), card.order_id), ("order02099", OrderId(2099)));
        assert_eq!((card.buyer_name.as_str(), card.total), ("小林 葵", Yen(9_680)));
        let payment = card.payment.as_ref().unwrap();
        assert_eq!(payment.trade.as_str(), trade, "20 digits as text: the leading 0 stays (R-034)");
        assert_eq!((payment.state, payment.three_ds), (Settled::Held, ThreeDs::Authenticated));
        assert!(!payment.in_flight);
        assert_eq!(bank.payment, None, "no authorisation, no 取引ID (R-134)");
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_double() {
    // Three orders share each millisecond, as bulk imports and busy minutes make them.
    let count = 2 * i64::try_from(PAGE_ROWS).unwrap() + 7;
    let seeds = (1..=count).map(|id| Seed { placed_at: NOW + id / 3, ..Seed::bank(id) });
    on_each(seeds.collect(), async |world, shop| {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = list::list(world, shop, all(List::Open), after).await.unwrap();
            seen.push(page.rows.iter().map(|row| row.order_id.0).collect::<Vec<_>>());
            let count = page.count.filter(|_| after.is_none());
            assert_eq!(count, after.map_or(Some(Count::Exactly(107)), |_| None));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [PAGE_ROWS, PAGE_ROWS, 7]);
        assert!(seen.concat().into_iter().eq((1..=count).rev()), "newest first");
    })
    .await;
}

#[tokio::test]
async fn lists_and_shops_are_kept_apart() {
    on_each(
        vec![
            Seed::bank(1),
            Seed { list: List::Completed, ..Seed::bank(2) },
            Seed { list: List::Cancelled, ..Seed::bank(3) },
            Seed { shop: 2, ..Seed::card(4, "01795496731000000004", "held") },
        ],
        async |world, one| {
            for (id, list) in [(1, List::Open), (2, List::Completed), (3, List::Cancelled)] {
                assert_eq!(ids(world, one, all(list)).await, [id]);
            }
            assert_eq!(ids(world, &shop(2), all(List::Open)).await, [4]);
            assert!(show(world, one, OrderId(4)).await.unwrap().is_none());
            assert!(ids(world, one, found("01795496731000000004")).await.is_empty());
            assert_eq!(ids(world, one, found("order00003")).await, [3], "in all lists");
        },
    )
    .await;
}

#[tokio::test]
async fn a_search_finds_one_order_by_what_stands_on_it() {
    let (old, new) = ("01795496731000000001", "01795496731000000002");
    on_each(
        vec![Seed::card(41, new, "captured"), Seed::card(42, "01795496731000000003", "held")],
        async |world, shop| {
            // An earlier payment of order 41, replaced by a change of amount.
            exec(
                world,
                sql!(
            "insert into payment select shop_id, '01795496731000000001', order_id, 'p', null, 0,
               'cancelled', amount, authorized_at, changed_at, capture_timing, three_ds,
               merchant_id, settings_version, card, looked_at, named_by, doubted_at
             from payment where trading_id = '01795496731000000002'"
        ),
            )
            .await;
            for (typed, found) in [
                (new, vec![41]),
                (old, vec![41]),
                ("０１７９ 5496 7310 0000 0002", vec![41]),
                ("1795496731000000002", vec![]),
                ("99999999999999999999", vec![]),
                ("order00042", vec![42]),
                (" ORDER00042", vec![42]),
                ("42", vec![42]),
                ("4", vec![]),
                ("%", vec![]),
            ] {
                assert_eq!(ids(world, shop, super::tests::found(typed)).await, found, "{typed}");
            }
            let form = FilterForm { trade: old.into(), ..FilterForm::default() };
            let payment = page(world, shop, narrowed(&form)).await.rows.remove(0).payment.unwrap();
            assert_eq!(payment.trade, TradeId(new.into()), "the row shows the payment that counts");
        },
    )
    .await;
}

#[test]
fn the_trade_field_takes_twenty_digits_and_nothing_else() {
    for (typed, is_trade) in [
        ("01795496731000000001", true),
        ("0179-5496-7310-0000-0001", true),
        ("", false),
        ("0179549673100000000", false),
        ("order00042", false),
    ] {
        assert_eq!(list::trade(typed).is_some(), is_trade, "{typed}");
    }
    assert_eq!(Wanted::parse(" 　"), None);
    assert!("1-".parse::<PageKey>().is_err());
}

#[tokio::test]
async fn a_telegram_in_flight_shows_in_the_list() {
    let trade = "01795496731000000001";
    on_each(vec![Seed::card(1, trade, "held")], async |world, shop| {
        exec(
            world,
            sql!(
            "insert into payment_op (shop_id, op_id, order_id, trading_id, payment_id, merchant_id,
               kind, state, amount, asked_by, owner, fence, asked_at, looks)
             values (1, 'op', 1, '01795496731000000001', 'p', '900000001', 'capture', 'unknown',
               9680, '佐藤', 'me', 0, 1, 0)"
        ),
        )
        .await;
        for (statement, in_flight) in [
            (sql!("update payment_op set state = 'sending'"), true),
            (sql!("update payment_op set state = 'unknown'"), true),
            (sql!("update payment_op set state = 'refused'"), false),
        ] {
            exec(world, statement).await;
            let page = page(world, shop, all(List::Open)).await;
            assert_eq!(page.rows.len(), 1);
            assert_eq!(page.rows[0].payment.as_ref().unwrap().in_flight, in_flight);
        }
    })
    .await;
}

#[tokio::test]
async fn one_order_shows_everything() {
    let card = Seed::card(9, "01795496731000000001", "held");
    on_each(vec![Seed::bank(7), card, Seed::bank(12)], async |world, shop| {
        exec(
            world,
            sql!(
            "insert into order_line (shop_id, order_id, line_no, product_id, code, name, unit_price,
               quantity, tax_rate)
             values (1, 9, 1, 1, 'yunomi', '湯のみ', 3960, 2, 10),
               (1, 9, 2, 2, 'houji', 'ほうじ茶', 1080, 1, 8)"
        ),
        )
        .await;
        let written = world.store.write(|tx: &mut dyn Tx| {
            for (at, what) in [(1, "オーソリ"), (2, "売上確定")] {
                super::history::write(tx, ShopId(1), OrderId(9), Timestamp(at), "佐藤", what)?;
            }
            Ok::<_, store::Error>(())
        });
        written.await.unwrap();
        let order = show(world, shop, OrderId(9)).await.unwrap().unwrap();
        let lines: Vec<_> = order.lines.iter().map(|l| (l.code.as_str(), l.amount().0)).collect();
        assert_eq!(lines, [("yunomi", 7_920), ("houji", 1_080)]);
        let tax: Vec<_> = order.tax.iter().map(|row| (row.rate.percent(), row.amount.0)).collect();
        assert_eq!(tax, [(10, 8_600), (8, 1_080)], "shipping is taxed at 10 %");
        assert_eq!((order.previous, order.next), (Some(OrderId(7)), Some(OrderId(12))));
        assert_eq!(order.payment.as_ref().unwrap().settled(), Settled::Held);
        assert_eq!(order.checkout.buyer.name(), "小林 葵");
        let history: Vec<_> = order.history.iter().map(|line| line.what.as_str()).collect();
        assert_eq!(history, ["売上確定", "オーソリ"], "newest first");

        let first = show(world, shop, OrderId(7)).await.unwrap().unwrap();
        assert_eq!((first.payment, first.previous, first.next), (None, None, Some(OrderId(9))));
        let rates: Vec<_> =
            first.tax.iter().map(|row| (row.rate.percent(), row.amount.0)).collect();
        assert_eq!(rates, [(10, 680), (8, 0)], "both rates have their row");
        assert!(show(world, shop, OrderId(8)).await.unwrap().is_none());
    })
    .await;
}

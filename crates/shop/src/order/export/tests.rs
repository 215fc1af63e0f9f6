//! A file of orders says the same yen as the orders' pages, and takes the same memory whatever its
//! size.

use std::sync::Arc;

use store::scratch::each_engine_async;
use store::{Store, Tx, sql};

use super::{Letters, Plan, Shape, begin, exports, plan};
use crate::id::{OrderId, ShopId};
use crate::migrations;
use crate::order::List;
use crate::order::list::Filter;
use crate::order::record::STRETCH;
use crate::order::show::show;
use crate::payment::Wire;
use crate::profile::Shop;
use crate::secret::Cipher;
use crate::world::{Pace, World};

const CHECKOUT: &str = r#"{"buyer":{"family":"小林","given":"葵","family_kana":"コバヤシ",
  "given_kana":"アオイ","email":"aoi@example.jp","phone":"0750000123","address":{"postal":"6048136",
  "prefecture":26,"city":"京都市中京区","street":"梅忠町20-1","building":""}},"recipient":null,
  "carrier_id":1,"note":"=1+1","pay":"bank"}"#;

fn world(store: Store) -> (World, Shop) {
    let (cipher, gateway) = (Cipher::new(&[7; 32]), Arc::new(Wire::new()));
    let shop = Shop::new(ShopId(1), "", "http://a.example", "http://b.example");
    (World::new(store, gateway, cipher, Pace::PRODUCTION), shop)
}

/// Orders whose parts differ, each with one to three lines.
fn insert(tx: &mut dyn Tx, first: i64, last: i64) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "with recursive n (id) as (
               select cast($1 as bigint) union all select id + 1 from n where id < $2)
             insert into orders (shop_id, order_id, number, attempt_id, list, version,
               placed_at, buyer_name, buyer_kana, email, phone, checkout, method, method_name,
               goods, shipping, fee, discount, adjustment, total, client)
             select 1, id, 'order' || substr(cast(100000 + id as text), 2), 'a' || cast(id as text),
               'completed', 1, id, '', '', '', '', $3, 'bank', '銀行振込', goods, shipping, fee,
               discount, adjustment, goods + shipping + fee - discount + adjustment,
               '{\"ip\":\"\",\"user_agent\":\"\"}'
             from (select id, (100 + id % 977) * (1 + id % 3) * (2 + id % 3) / 2 as goods,
               id % 4 * 200 as shipping, id % 2 * 330 as fee, id % 7 * 30 as discount,
               id % 5 * 11 - 22 as adjustment from n) o"
        ),
        &[first.into(), last.into(), CHECKOUT.into()],
    )?;
    tx.exec(
        sql!(
            "insert into order_line (shop_id, order_id, line_no, product_id, code, name,
               unit_price, quantity, tax_rate)
             select 1, o.order_id, l.n, 1, 'c', '湯のみ', 100 + o.order_id % 977, l.n, l.rate
             from orders o join (select 1 as n, 10 as rate union select 2, 8 union select 3, 10) l
               on l.n <= 1 + o.order_id % 3
             where o.shop_id = 1 and o.order_id between $1 and $2"
        ),
        &[first.into(), last.into()],
    )?;
    Ok(())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The pieces of the file.
async fn pieces(world: &World, shop: &Shop, columns: &[&str], shape: Shape) -> Vec<Vec<u8>> {
    let columns = words(columns);
    let plan = Plan::new(&columns, shape, Letters::Utf8).unwrap();
    let search = (List::Completed, Filter::default());
    let mut writing = begin(world, shop, (&columns, plan), search, "佐藤").await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = writing.next().await.unwrap() {
        pieces.push(piece);
    }
    pieces
}

fn table(pieces: &[Vec<u8>]) -> Vec<Vec<String>> {
    let bytes = pieces.concat();
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[tokio::test]
async fn a_file_says_the_same_yen_as_the_orders_page() {
    each_engine_async(migrations::ALL, async |store| {
        let (world, shop) = world(store);
        world.store.write(|tx: &mut dyn Tx| insert(tx, 1, 60)).await.unwrap();
        let columns =
            ["id", "goods", "shipping", "fee", "discount", "adjustment", "total", "tax10", "tax8"];
        let pieces = pieces(&world, &shop, &columns, Shape::Orders).await;
        let rows = table(&pieces);
        assert_eq!(rows.len(), 60);
        for row in rows {
            let yen: Vec<i64> = row.iter().map(|cell| cell.parse().unwrap()).collect();
            let page = show(&world, &shop, OrderId(yen[0])).await.unwrap().unwrap();
            let tax: Vec<i64> = page.tax.iter().map(|row| row.amount.0).collect();
            let parts = [page.goods, page.shipping.unwrap(), page.fee, page.discount];
            let parts = parts.into_iter().chain([page.adjustment, page.total]).map(|yen| yen.0);
            assert_eq!(yen[1..], parts.chain(tax).collect::<Vec<_>>(), "order {}", yen[0]);
            assert_eq!(yen[7] + yen[8], yen[6], "the rates make the total of order {}", yen[0]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_a_line_says_what_was_sold() {
    each_engine_async(migrations::ALL, async |store| {
        let (world, shop) = world(store);
        world.store.write(|tx: &mut dyn Tx| insert(tx, 1, 5)).await.unwrap();
        let columns = ["number", "list", "note", "line", "quantity", "amount"];
        let rows = table(&pieces(&world, &shop, &columns, Shape::Lines).await);
        assert_eq!(rows.len(), 3 + 2 + 1 + 3 + 2);
        assert_eq!(rows[0], ["order00005", "受注処理完了", "'=1+1", "1", "1", "105"]);
        assert_eq!(rows[2][3..], ["3", "3", "315"]);
        // The choice stays, and the columns of lines do while rows are orders.
        let kept = plan(&world, &shop).await.unwrap();
        assert_eq!((kept.columns.len(), kept.shape), (6, Shape::Lines));
        pieces(&world, &shop, &columns, Shape::Orders).await;
        assert_eq!(plan(&world, &shop).await.unwrap().columns.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_file_of_any_size_is_made_in_small_pieces() {
    let (count, pages) = (20_000, 100);
    each_engine_async(migrations::ALL, async |store| {
        let (world, shop) = world(store);
        for first in (1..=count).step_by(2_500) {
            world
                .store
                .write(move |tx: &mut dyn Tx| insert(tx, first, first + 2_499))
                .await
                .unwrap();
        }
        let columns: Vec<&str> = super::Column::ALL.iter().map(|column| column.word).collect();
        let pieces = pieces(&world, &shop, &columns, Shape::Orders).await;
        assert!((pages..=pages + 1).contains(&pieces.len()), "{}", pieces.len());
        let longest = pieces.iter().map(Vec::len).max().unwrap();
        assert!(longest < STRETCH * 1_000, "the longest piece has {longest} bytes");
        assert_eq!(table(&pieces).len(), usize::try_from(count).unwrap());
        let noted = exports(&world, &shop).await.unwrap();
        assert_eq!(
            (noted[0].orders, noted[0].is_whole, noted[0].is_narrowed),
            (count, true, false)
        );
        assert_eq!(noted[0].by, "佐藤");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_was_broken_off_is_noted_as_such() {
    each_engine_async(migrations::ALL, async |store| {
        let (world, shop) = world(store);
        world.store.write(|tx: &mut dyn Tx| insert(tx, 1, 450)).await.unwrap();
        let columns = words(&["id"]);
        let plan = Plan::new(&columns, Shape::Orders, Letters::Utf8).unwrap();
        let search = (List::Completed, Filter { differs: false, ..Filter::default() });
        let mut writing = begin(&world, &shop, (&columns, plan), search, "佐藤").await.unwrap();
        assert!(writing.next().await.unwrap().is_some());
        drop(writing);
        let noted = exports(&world, &shop).await.unwrap();
        assert_eq!((noted[0].orders, noted[0].is_whole), (200, false));
        assert_eq!(Plan::new(&words(&["line"]), Shape::Orders, Letters::Utf8), None);
    })
    .await;
}

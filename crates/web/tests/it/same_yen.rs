//! One tax engine for every output (N22): what 受注明細 shows, サンクスメール says and the file holds
//! is the same to the yen, for orders of any make; page and file still agree after 編集モード.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use shop::checkout::Method;
use shop::clock::{SECOND, Timestamp};
use shop::money::Yen;
use shop::settings::cod::FeeStep;
use shop::settings::{self, CodSettings, MethodTerms, methods_in};
use store::scratch::on_each;
use store::{Tx, Val, sql};

use crate::browser::Browser;
use crate::card::token;
use crate::checkout::{order, send};
use crate::desk::Desk;
use crate::order_edit::Sent;

/// Orders on each engine.
const ORDERS: usize = 12;

/// An amount by its label, as an output tells it.
type Sums = BTreeMap<String, i64>;

/// What an order is made of: price, rate and pieces of each line, 送料, 手数料 of 代金引換.
#[derive(Clone, Debug)]
struct Make {
    lines: Vec<(i64, bool, i64)>,
    shipping: i64,
    fee: i64,
    pay: &'static str,
}

fn makes() -> impl Strategy<Value = Make> {
    let line = (1_i64..200_000, any::<bool>(), 1_i64..9);
    let pay = prop_oneof![
        Just(("bank", 0)),
        Just(("card", 0)),
        (1_i64..2_000).prop_map(|fee| ("cod", fee))
    ];
    let parts = (prop::collection::vec(line, 1..5), 0_i64..3_000, pay);
    parts.prop_map(|(lines, shipping, (pay, fee))| Make { lines, shipping, fee, pay })
}

/// The shop sells what this order is made of, at these prices.
async fn stock_up(desk: &Desk, make: &Make) -> Vec<i64> {
    let (make, shop) = (make.clone(), desk.town.shop.id);
    let write = move |tx: &mut dyn Tx| {
        let all = sql!("select product_id from product where published = 1 order by product_id");
        let ids = tx.rows(all, &[])?;
        let ids = ids.iter().map(|row| row.int(0)).collect::<Result<Vec<_>, store::Error>>()?;
        for (&id, &(price, is_reduced, _)) in ids.iter().zip(&make.lines) {
            let rate = if is_reduced { 8_i64 } else { 10 };
            tx.exec(
                sql!("update product set price = $2, tax_rate = $3 where product_id = $1"),
                &[Val::Int(id), price.into(), rate.into()],
            )?;
        }
        tx.exec(sql!("update stock set on_hand = 100000"), &[])?;
        tx.exec(sql!("update carrier_fee set fee = $1"), &[make.shipping.into()])?;
        tx.exec(sql!("update carrier set methods = 'card,bank,cod'"), &[])?;
        let steps = vec![FeeStep { below: Yen(99_999_999), fee: Yen(make.fee) }];
        let cod = CodSettings { terms: MethodTerms::named("代金引換"), steps };
        settings::save(tx, shop, &cod, "test", Timestamp(0))?;
        let mut methods = methods_in(tx, shop)?;
        methods.add(Method::Cod);
        settings::save(tx, shop, &methods, "test", Timestamp(0))?;
        Ok::<_, store::Error>(ids.into_iter().take(make.lines.len()).collect())
    };
    desk.town.world.store.write(write).await.unwrap()
}

async fn buy(desk: &Desk, make: &Make) {
    let ids = stock_up(desk, make).await;
    let storefront = web::storefront(desk.town.world.clone(), web::Surface::default());
    let mut browser = Browser::new(&storefront);
    for (id, (_, _, pieces)) in ids.iter().zip(&make.lines) {
        let fields = [("product_id", id.to_string()), ("quantity", pieces.to_string())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        browser.post("/cart/lines", &fields).await;
    }
    let token = token(&desk.sandbox, "frictionless").await;
    let card = |name: &str| token[name].as_str().unwrap();
    let fields = [
        ("pay", make.pay),
        ("split", "1"),
        ("holder_name", "AOI KOBAYASHI"),
        ("card_token", card("token")),
        ("card_valid_until", card("valid_until")),
    ];
    let fields = if make.pay == "card" { &fields[..] } else { &fields[..1] };
    let confirmation = send(&mut browser, "confirm", fields).await;
    let placed = order(&mut browser, &confirmation).await;
    let page = browser.follow(placed).await;
    assert!(page.text().contains("ご注文ありがとうございます"), "{}", page.text());
}

/// `−2,420円` as a number.
fn yen(text: &str) -> Option<i64> {
    let digits: String = text.trim().strip_suffix('円')?.replace(',', "").replace('−', "-");
    digits.parse().ok()
}

/// 受注明細.
async fn screen(desk: &mut Desk, number: i64) -> Sums {
    let page = desk.staff.get(&format!("/orders/{number}")).await;
    let html = page.text().split("<dl class=\"sum\">").nth(1).expect("the sums");
    let html = html.split("</dl>").next().unwrap();
    let inner = |part: &str| part.split_once('>').unwrap().1.split('<').next().unwrap().to_owned();
    let pairs = html.split("<dt").skip(1).map(|pair| {
        let (label, amount) = pair.split_once("<dd").expect("a pair");
        (inner(label), yen(&inner(amount)).expect("an amount"))
    });
    named(pairs)
}

/// サンクスメール.
async fn mail(desk: &Desk, number: i64) -> Sums {
    let read = move |tx: &mut dyn Tx| {
        let sql = sql!("select body from outbox where kind = 'thanks' and order_id = $1");
        tx.row(sql, &[number.into()])?.expect("a mail").text(0)
    };
    let body = desk.town.world.store.read(read).await.unwrap();
    let plain = body.lines().filter_map(|line| {
        let (label, amount) = line.split_once('：')?;
        Some((label.to_owned(), yen(amount)?))
    });
    // （10%対象 8,600円、うち消費税 781円）
    let taxed = body.lines().filter_map(|line| {
        let (label, rest) = line.strip_prefix('（')?.split_once("対象")?;
        let amount = rest.trim_start_matches('※').trim().split('、').next()?;
        Some((format!("({label}対象)"), yen(amount)?))
    });
    named(plain.chain(taxed))
}

/// The file.
async fn csv(desk: &mut Desk, number: i64) -> Sums {
    let columns = ["id", "goods", "shipping", "fee", "discount", "adjustment", "total"];
    let names: Vec<String> =
        columns.iter().chain(&["tax10", "tax8"]).map(|one| format!("c_{one}")).collect();
    let mut wish: Vec<(&str, &str)> = vec![("list", "open"), ("shape", "orders")];
    wish.extend(names.iter().map(|name| (name.as_str(), "on")));
    let file = desk.staff.post("/orders/export", &wish).await;
    let mut lines = file.text().trim_start_matches('\u{feff}').split("\r\n");
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = lines.find(|line| line.split(',').next() == Some(&number.to_string()));
    let row: Vec<&str> = row.expect("the order's row").split(',').collect();
    let pairs = head.iter().zip(row).skip(1).map(|(label, amount)| {
        let amount: i64 = amount.parse().expect("a number");
        // The file tells how much is taken off, the page takes it off.
        let amount = if *label == "値引き" { -amount } else { amount };
        let label =
            if label.ends_with("対象") { format!("({label})") } else { (*label).to_owned() };
        (label, amount)
    });
    named(pairs)
}

/// Without marks, and without what is nothing: not every output has a line for it.
fn named(pairs: impl Iterator<Item = (String, i64)>) -> Sums {
    let kept = pairs.map(|(label, amount)| (label.replace('※', ""), amount));
    kept.filter(|(_, amount)| *amount != 0).collect()
}

/// The order gets a 値引き.
async fn edited(desk: &mut Desk, number: i64, discount: i64) {
    let path = format!("/orders/{number}/edit");
    let form = Sent::of(&desk.staff.get(&path).await).with("discount", &discount.to_string());
    let saved = form.send(&mut desk.staff, &path, "discount").await;
    assert!(saved.location().starts_with(&format!("/orders/{number}")), "{}", saved.text());
}

#[tokio::test]
async fn screen_mail_and_file_show_the_same_yen() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        // Others each time; what fails says how it was made.
        let mut runner = TestRunner::default();
        let mut paid = BTreeSet::new();
        for number in 2..2 + i64::try_from(ORDERS).unwrap() {
            let make = makes().new_tree(&mut runner).expect("a make").current();
            buy(&desk, &make).await;
            paid.insert(make.pay);
            let shown = screen(&mut desk, number).await;
            let goods: i64 = make.lines.iter().map(|(price, _, pieces)| price * pieces).sum();
            assert_eq!(shown.get("小計"), Some(&goods), "{make:?}");
            assert_eq!(shown.get("手数料").copied().unwrap_or_default(), make.fee, "{make:?}");
            let total = goods + make.shipping + make.fee;
            assert_eq!(shown.get("合計"), Some(&total), "{make:?}");
            assert_eq!(mail(&desk, number).await, shown, "mail of {make:?}");
            assert_eq!(csv(&mut desk, number).await, shown, "file of {make:?}");

            let discount = goods / 3;
            edited(&mut desk, number, discount).await;
            let shown = screen(&mut desk, number).await;
            let total = total - discount;
            assert_eq!(shown.get("合計").copied().unwrap_or_default(), total, "{make:?}");
            let rates = ["(10%対象)", "(8%対象)"].map(|rate| shown.get(rate).copied());
            assert_eq!(rates.into_iter().flatten().sum::<i64>(), total, "{make:?}");
            assert_eq!(csv(&mut desk, number).await, shown, "file of the edited {make:?}");
        }
        assert!(paid.len() > 1, "more than one way to pay");
    })
    .await;
}

/// The total of the order becomes another, and then again what Paygent holds: 金額調整.
async fn aligned(desk: &mut Desk, discount: i64, held: i64) {
    edited(desk, 1, discount).await;
    desk.order().await;
    let path = "/orders/1/alignment";
    let asked = desk.staff.get(path).await;
    assert!(asked.text().contains(&format!("name=\"amount\" value=\"{held}\"")), "{held}");
    let done = desk.staff.post(path, &[("amount", &held.to_string())]).await;
    assert_eq!(done.location(), "/orders/1?act=alignment&answer=done");
}

#[tokio::test]
async fn screen_and_file_show_the_same_adjustment() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let held = screen(&mut desk, 1).await["合計"];
        for discount in [1, 7, 333, 2_999] {
            aligned(&mut desk, discount, held).await;
            desk.clock.advance(2 * SECOND);
            let shown = screen(&mut desk, 1).await;
            assert_eq!((shown["金額調整"], shown["合計"]), (discount, held), "{discount}");
            let rates = ["(10%対象)", "(8%対象)"].map(|rate| shown.get(rate).copied());
            assert_eq!(rates.into_iter().flatten().sum::<i64>(), held, "{discount}");
            assert_eq!(csv(&mut desk, 1).await, shown, "{discount}");
        }
    })
    .await;
}

//! 編集モード on both engines: one order of the sample shop, and the forms that browsers send of it.

mod guards;
mod merged;
mod people;
mod random;
mod table;
mod two;

use std::collections::BTreeMap;
use std::sync::Arc;

use store::scratch::{Kind, Scratch};
use store::{Sql, Tx, sql};

use super::{Again, EditError, EditForm, Ground, Saved, open, save};
use crate::checkout::Method;
use crate::clock::Timestamp;
use crate::id::{MerchantId, OrderId, ProductId, ShopId};
use crate::money::Yen;
use crate::order::show::OrderDetail;
use crate::payment::{ThreeDs, Wire};
use crate::profile::Shop;
use crate::secret::Cipher;
use crate::settings::{self, CardSettings, CodSettings, MethodTerms, methods_in};
use crate::world::{Pace, World};
use crate::{order, sample};

const NOW: i64 = 1_795_496_731_000;
const ORDER: OrderId = OrderId(1);
/// 湯のみ, 3,080 yen at 10 %, 12 in stock.
const CUP: ProductId = ProductId(201);
/// 茎ほうじ茶, 972 yen at 8 %, 60 in stock.
const TEA: ProductId = ProductId(301);
/// One cup, two of tea, 680 yen of shipping.
const TOTAL: Yen = Yen(5_704);

/// How the order is paid.
#[derive(Clone, Copy, Debug)]
enum Paid {
    Bank,
    /// With a card: state, and what became of 3-D Secure.
    Card(&'static str, ThreeDs),
}

const HELD: Paid = Paid::Card("held", ThreeDs::NotUsed);

/// A shop with one order.
struct Bench {
    world: World,
    shop: Shop,
    /// Goes last: the world holds its store.
    _scratch: Scratch,
}

/// Runs a test on both engines.
async fn on_each(paid: Paid, test: impl AsyncFn(&Bench)) {
    for kind in Kind::PRODUCT {
        eprintln!("on {kind:?}");
        test(&Bench::new(kind, paid).await).await;
    }
}

impl Bench {
    async fn new(kind: Kind, paid: Paid) -> Bench {
        let scratch = Scratch::new(kind, crate::migrations::ALL);
        let (cipher, gateway) = (Cipher::new(&[7; 32]), Arc::new(Wire::new()));
        let world = World::new(scratch.store(), gateway, cipher, Pace::PRODUCTION);
        let shop = sample::shop("http://shop.example", "http://admin.example");
        let seeded = shop.clone();
        let written = world.store.write(move |tx: &mut dyn Tx| {
            sample::seed(tx, &seeded, Timestamp(NOW))?;
            let card = CardSettings::new(MerchantId("900000001".into()), "MINAMO");
            settings::save(tx, seeded.id, &card, "test", Timestamp(NOW))?;
            let cod = CodSettings { terms: MethodTerms::named("代金引換"), steps: Vec::new() };
            settings::save(tx, seeded.id, &cod, "test", Timestamp(NOW))?;
            let mut methods = methods_in(tx, seeded.id)?;
            methods.add(Method::Cod);
            settings::save(tx, seeded.id, &methods, "test", Timestamp(NOW))?;
            insert(tx, paid)
        });
        written.await.unwrap();
        Bench { world, shop, _scratch: scratch }
    }

    async fn ground(&self) -> Ground {
        open(&self.world, &self.shop, ORDER).await.unwrap().unwrap()
    }

    async fn order(&self) -> OrderDetail {
        self.ground().await.detail
    }

    /// The form as a browser has it.
    async fn form(&self) -> EditForm {
        let ground = self.ground().await;
        let fields = ground.fields();
        let mut more = fields.clone();
        more.insert("elsewhere_asked".into(), "1".into());
        // Browsers send line ends of their own, and no box that is not ticked.
        more.entry("note".into()).and_modify(|note| *note = note.replace('\n', "\r\n"));
        more.retain(|name, text| name != "elsewhere" || !text.is_empty());
        EditForm {
            version: ground.detail.version.to_string(),
            base: serde_json::to_string(&fields).unwrap(),
            act: "save".into(),
            more,
            ..EditForm::default()
        }
    }

    async fn save(&self, form: &EditForm) -> Result<Saved, EditError> {
        save(&self.world, &self.shop, ORDER, form, "佐藤").await
    }

    async fn saved(&self, form: &EditForm) -> OrderDetail {
        match self.save(form).await {
            Ok(Saved::Written { .. }) => self.order().await,
            other => panic!("{other:?}"),
        }
    }

    async fn again(&self, form: &EditForm) -> Again {
        match self.save(form).await {
            Err(EditError::Again(again)) => *again,
            other => panic!("{other:?}"),
        }
    }

    /// Pieces on hand of all products.
    async fn stock(&self) -> BTreeMap<ProductId, i64> {
        let rows = self.world.store.read(|tx: &mut dyn Tx| {
            tx.rows(sql!("select product_id, on_hand from stock where shop_id = 1"), &[])?
                .into_iter()
                .map(|row| Ok::<_, store::Error>((ProductId(row.int(0)?), row.int(1)?)))
                .collect::<Result<_, _>>()
        });
        rows.await.unwrap()
    }

    async fn exec(&self, statement: Sql) {
        let done = self.world.store.write(move |tx: &mut dyn Tx| tx.exec(statement, &[]));
        assert!(done.await.unwrap() > 0);
    }

    /// The order's row, as lists and files read it: goods, total, and whether the payment differs.
    async fn row(&self) -> [i64; 3] {
        let row = self.world.store.read(|tx: &mut dyn Tx| {
            let sql = sql!("select goods, total, pay_differs from orders where shop_id = 1");
            let row = tx.row(sql, &[])?.expect("an order");
            Ok::<_, store::Error>([row.int(0)?, row.int(1)?, row.int(2)?])
        });
        row.await.unwrap()
    }
}

impl EditForm {
    fn with(mut self, name: &str, text: &str) -> EditForm {
        self.more.insert(name.to_owned(), text.to_owned());
        self
    }

    fn by(self, act: &str) -> EditForm {
        EditForm { act: act.to_owned(), ..self }
    }

    fn read(self) -> EditForm {
        EditForm { ack: "on".into(), ..self }
    }
}

fn insert(tx: &mut dyn Tx, paid: Paid) -> Result<(), store::Error> {
    let (method, name, pay) = match paid {
        Paid::Bank => ("bank", "銀行振込", r#""bank""#),
        Paid::Card(..) => ("card", "クレジットカード決済", r#"{"card":{"split":"3"}}"#),
    };
    let checkout = format!(
        r#"{{"buyer":{{"family":"小林","given":"葵","family_kana":"コバヤシ","given_kana":"アオイ",
          "email":"aoi@example.jp","phone":"075-000-0123","address":{{"postal":"6048136",
          "prefecture":26,"city":"京都市中京区","street":"梅忠町20-1","building":""}}}},
          "recipient":null,"carrier_id":1,"note":"門の前に\n置いてください","pay":{pay}}}"#
    );
    tx.exec(
        sql!(
            "insert into orders (shop_id, order_id, number, attempt_id, list, version, placed_at,
               buyer_name, buyer_kana, email, phone, checkout, method, method_name, goods,
               shipping, fee, total, client, carrier_id, carrier_name)
             values (1, 1, 'order00001', 'a', 'open', 1, $1, '小林 葵', 'コバヤシ アオイ',
               'aoi@example.jp', '0750000123', $2, $3, $4, 5024, 680, 0, 5704,
               '{\"ip\":\"203.0.113.24\",\"user_agent\":\"\"}', 1, 'みなも便 通常便')"
        ),
        &[NOW.into(), checkout.into(), method.into(), name.into()],
    )?;
    tx.exec(
        sql!(
            "insert into order_line (shop_id, order_id, line_no, product_id, code, name,
               unit_price, quantity, tax_rate)
             values (1, 1, 1, 201, 'yunomi-shinogi', '湯のみ', 3080, 1, 10),
               (1, 1, 2, 301, 'houjicha-kuki', 'ほうじ茶', 972, 2, 8)"
        ),
        &[],
    )?;
    if let Paid::Card(state, three_ds) = paid {
        tx.exec(
            sql!(
                "insert into payment (shop_id, trading_id, order_id, payment_id, parent, head,
                   state, amount, authorized_at, changed_at, capture_timing, three_ds,
                   merchant_id, settings_version, card)
                 values (1, '01795496731000000001', 1, 'p', null, 1, $1, 5704, $2, $2, 'later',
                   $3, '900000001', 1, '************1111')"
            ),
            &[state.into(), NOW.into(), three_ds.word().into()],
        )?;
    }
    Ok(())
}

/// The total as whoever adds the lines of a mail or a slip up by hand gets it.
fn by_hand(order: &OrderDetail) -> String {
    let lines: i64 = order.lines.iter().map(|line| line.amount().0).sum();
    let charged = order.shipping.unwrap_or_default().0 + order.fee.0 - order.discount.0;
    Yen(lines + charged + order.adjustment.0).to_string()
}

fn shop_id() -> ShopId {
    ShopId(1)
}

/// 変更履歴, newest first: what, before, after.
fn told(order: &OrderDetail) -> Vec<(String, String, String)> {
    let line = |line: &order::history::Line| {
        let change = line.change.clone();
        let (before, after) = change.map_or_else(Default::default, |one| (one.before, one.after));
        (line.what.clone(), before, after)
    };
    order.history.iter().map(line).collect()
}

//! Files that are made of orders: 帳票 and 送り状データ, each made once however often it is asked for.

use shop::checkout::Pay;
use shop::customer::{Also, Person, erase};
use shop::delivery::{self, SlipCool};
use shop::id::{CarrierId, FileId, LayoutId, OrderId};
use shop::order_file::{self, Asked, Begun, File, State};
use shop::paper::{self, FormKind};
use shop::settings::slips::SlipForm;
use shop::settings::{self, IssuerSettings, Plain, SlipSettings};
use shop::slip::{self, LayoutForm, SaveError};
use store::sql;

use crate::moves::{detail, placed};
use crate::stage::{SHOP, Stage, on_each, plain};

const B2: Asked = Asked::Slips { layout: LayoutId(1), only_new: false };

fn papers(kinds: &[FormKind]) -> Asked {
    Asked::Papers { kinds: kinds.to_vec(), only_new: false }
}

async fn begun(stage: &Stage, key: &str, asked: &Asked, orders: &[OrderId]) -> Begun {
    let begun = order_file::begin_here(&stage.world, SHOP, (key, asked, orders), "佐藤").await;
    begun.expect("it works").expect("there are orders")
}

/// Asks as a page with this key does, and waits.
async fn made(stage: &Stage, key: &str, asked: &Asked, orders: &[OrderId]) -> File {
    let begun = begun(stage, key, asked, orders).await;
    let id = begun.id;
    order_file::drive(&stage.world, begun).await.expect("it works");
    file(stage, id).await
}

async fn file(stage: &Stage, id: FileId) -> File {
    order_file::file(&stage.world, SHOP, id).await.expect("it works").expect("it is there")
}

async fn bytes(stage: &Stage, id: FileId) -> Vec<u8> {
    let content = order_file::content(&stage.world, SHOP, id).await.expect("it works");
    content.expect("there is something to download").bytes
}

/// How many 領収書 the order has had, as the next one says.
async fn reissues(stage: &Stage, order: OrderId) -> u32 {
    let paper = paper::draft(&stage.world, &stage.shop, order, FormKind::Receipt).await;
    paper.expect("it works").expect("a paper").receipt.expect("a receipt").reissues
}

#[tokio::test]
async fn a_page_that_is_sent_twice_makes_one_file_and_one_receipt() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        made(stage, "a", &papers(&[FormKind::Delivery]), &[order]).await;
        assert_eq!(reissues(stage, order).await, 0, "another paper is none");
        let both = papers(&[FormKind::Receipt, FormKind::Delivery]);
        let first = made(stage, "b", &both, &[order]).await;
        assert_eq!((first.state, first.written), (State::Ready, 1));
        assert!(bytes(stage, first.id).await.starts_with(b"%PDF-"));
        assert_eq!(made(stage, "b", &both, &[order]).await.id, first.id);
        assert_eq!(reissues(stage, order).await, 1);
        let kept = detail(stage, order).await;
        assert!(kept.work.printed_at.is_some());
        assert_eq!(kept.history[0].what, "帳票を出力しました：納品書、領収書");
        assert_ne!(made(stage, "c", &both, &[order]).await.id, first.id);
        assert_eq!(reissues(stage, order).await, 2, "it was asked for again");
        let nobodys = made(stage, "d", &both, &[OrderId(9)]).await;
        assert_eq!((nobodys.has_bytes, nobodys.written), (false, 0));
        let none = order_file::begin(&stage.world, SHOP, ("e", &both, &[]), "佐藤").await;
        assert_eq!(none.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_a_dead_process_had_in_its_hands_is_made_once() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let asked = papers(&[FormKind::Receipt]);
        let begun = begun(stage, "a", &asked, &[order]).await;
        let id = begun.id;
        let old = stage.world.clone();
        stage.world.process = "another process".into();
        order_file::adopt(&stage.world).await.unwrap();
        // Where others may be alive the lease has to end.
        stage.clock.advance(order_file::LEASE + 1);
        order_file::sweep(&stage.world).await.unwrap();
        assert_eq!(file(stage, id).await.state, State::Ready);
        // The first one was not dead after all: it comes too late.
        order_file::drive(&old, begun).await.unwrap();
        assert_eq!(reissues(stage, order).await, 1);
        let printed = |line: &&shop::order::history::Line| line.what.starts_with("帳票");
        assert_eq!(detail(stage, order).await.history.iter().filter(printed).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_receipts_of_one_order_at_once_are_the_first_and_the_second() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let asked = papers(&[FormKind::Receipt]);
        let orders = [order];
        let a = begun(stage, "a", &asked, &orders).await;
        let b = begun(stage, "b", &asked, &orders).await;
        let ids = [a.id, b.id];
        let (a, b) =
            tokio::join!(order_file::drive(&stage.world, a), order_file::drive(&stage.world, b));
        a.and(b).unwrap();
        // Whoever lost draws it again.
        order_file::sweep(&stage.world).await.unwrap();
        for id in ids {
            assert_eq!(file(stage, id).await.state, State::Ready);
        }
        assert_eq!(reissues(stage, order).await, 2);
        let (one, other) = (bytes(stage, ids[0]).await, bytes(stage, ids[1]).await);
        assert!(one != other, "one of them says 再発行");
    })
    .await;
}

#[tokio::test]
async fn files_go_after_a_week() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let kept = made(stage, "a", &papers(&[FormKind::Order]), &[order]).await;
        for (days, is_there) in [(6, true), (2, false)] {
            stage.clock.advance(days * shop::clock::DAY);
            order_file::sweep(&stage.world).await.unwrap();
            let found = order_file::file(&stage.world, SHOP, kept.id).await.unwrap();
            assert_eq!(found.is_some(), is_there);
        }
    })
    .await;
}

#[tokio::test]
async fn papers_say_the_same_yen_as_the_order_and_one_kind_carries_the_number() {
    on_each(plain, async |stage| {
        let issuer = IssuerSettings {
            name: "みなも堂株式会社".into(),
            registration: "T1234567890123".into(),
            carries: FormKind::Invoice,
            ..IssuerSettings::default()
        };
        let now = stage.world.now();
        let write = move |tx: &mut dyn store::Tx| settings::save(tx, SHOP, &issuer, "店主", now);
        stage.world.store.write(write).await.unwrap();
        let cart = stage.fill_cart("cart").await;
        stage.submit(&cart, Pay::Bank).await.expect("it is placed");
        let order = stage.only_order().await;
        let kept = detail(stage, order).await;
        for kind in FormKind::ALL {
            let paper =
                paper::draft(&stage.world, &stage.shop, order, kind).await.unwrap().unwrap();
            assert_eq!(paper.sums.total, kept.total.0, "{kind:?}");
            assert_eq!(paper.sums.shipping, kept.shipping.map(|yen| yen.0));
            let tax: Vec<_> = paper.sums.tax.iter().map(|row| (row.rate, row.tax)).collect();
            let shown: Vec<_> =
                kept.tax.iter().map(|row| (row.rate.percent(), row.tax.0)).collect();
            assert_eq!(tax, shown);
            let lines: i64 = paper.lines.iter().map(|line| line.amount).sum();
            assert_eq!(lines, kept.goods.0);
            let carries = paper.from.registration.is_some();
            assert_eq!(carries, kind == FormKind::Invoice, "{kind:?}");
            assert_eq!(paper.from.name, "みなも堂株式会社");
            let card_line = paper.receipt.map(|receipt| receipt.card_line).unwrap_or_default();
            assert_eq!(card_line, "", "it is paid by 銀行振込");
        }
    })
    .await;
}

/// The shop's 宅配便 writes B2クラウド, in 冷蔵.
async fn with_b2(stage: &Stage) {
    let found = delivery::open(&stage.world, SHOP, CarrierId(1)).await.expect("it works");
    let sheet = found.expect("there is a carrier");
    let mut form = serde_json::to_value(sheet.form()).expect("it works");
    form["slip"] = "1".into();
    form["slip_cool"] = "chilled".into();
    let form = serde_json::from_value(form).expect("it works");
    let kept = delivery::save(&stage.world, SHOP, CarrierId(1), "店主", sheet.version, &form);
    kept.await.expect("it works");
    let after = delivery::open(&stage.world, SHOP, CarrierId(1))
        .await
        .expect("it works")
        .expect("it works");
    assert_eq!(after.carrier.terms.slip, Some(LayoutId(1)));
    assert_eq!(after.carrier.terms.slip_cool, SlipCool::Chilled);
}

/// Who sends, and what is written for characters that slips do not have.
async fn sender(stage: &Stage, substitutes: &str) {
    let form = SlipForm {
        postal: "604-8136".into(),
        prefecture: "京都府".into(),
        city: "京都市中京区".into(),
        street: "梅忠町20-1".into(),
        phone: "075-000-0123".into(),
        goods_text: "焼き菓子".into(),
        substitutes: substitutes.into(),
        ..SlipSettings::form(None)
    };
    let (settings, now) = (SlipSettings::check(&form).expect("it works"), stage.world.now());
    let write = move |tx: &mut dyn store::Tx| settings::save(tx, SHOP, &settings, "店主", now);
    stage.world.store.write(write).await.expect("it works");
}

async fn customer_code(stage: &Stage, code: &str) {
    let kept =
        slip::open(&stage.world, SHOP, LayoutId(1)).await.expect("it works").expect("it works");
    let mut form = LayoutForm::of(&kept);
    form.settings.insert("請求先顧客コード".into(), code.into());
    slip::save(&stage.world, SHOP, (LayoutId(1), &form), "店主").await.expect("it works");
}

fn fields(bytes: &[u8]) -> Vec<Vec<String>> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let rows = text.trim_end().split("\r\n");
    rows.map(|row| row.split(',').map(str::to_owned).collect()).collect()
}

async fn rename(stage: &Stage, order: OrderId, family: &'static str) {
    let write = move |tx: &mut dyn store::Tx| {
        let row = tx.row(
            sql!("select checkout from orders where shop_id = $1 and order_id = $2"),
            &[SHOP.into(), order.into()],
        )?;
        let mut checkout: serde_json::Value =
            serde_json::from_str(&row.expect("it works").text(0)?).expect("it works");
        checkout["buyer"]["family"] = family.into();
        tx.exec(
            sql!("update orders set checkout = $3 where shop_id = $1 and order_id = $2"),
            &[SHOP.into(), order.into(), checkout.to_string().as_str().into()],
        )
    };
    let written: Result<u64, store::Error> = stage.world.store.write(write).await;
    written.expect("it works");
}

#[tokio::test]
async fn slips_are_written_in_the_layout_of_the_carrier_and_noted() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let nowhere = made(stage, "a", &B2, &[order]).await;
        assert!(
            !nowhere.has_bytes && nowhere.told[0].text.contains("送り状のソフトが決めてありません")
        );
        with_b2(stage).await;
        sender(stage, "").await;
        let unset = made(stage, "b", &B2, &[order]).await;
        assert!(!unset.has_bytes, "it cannot be written without");
        assert_eq!(unset.told[0].text, "「請求先顧客コード」が空です。");
        assert_eq!(detail(stage, order).await.work.slip_at, None);
        customer_code(stage, "0750000123").await;
        let file = made(stage, "c", &B2, &[order]).await;
        assert_eq!((file.written, file.told.len()), (1, 0), "{:?}", file.told);
        let is_named = file.name.strip_prefix("b2-").is_some_and(|rest| rest.len() == 17);
        assert!(is_named, "{}", file.name);
        let rows = fields(&bytes(stage, file.id).await);
        assert_eq!((rows.len(), rows[0].len()), (1, 95));
        for (column, is) in
            [(1, "order00001"), (2, "0"), (3, "2"), (11, "604-8136"), (40, "0750000123")]
        {
            assert_eq!(rows[0][column - 1], is, "column {column}");
        }
        let kept = detail(stage, order).await;
        assert!(kept.work.slip_at.is_some());
        assert_eq!(kept.history[0].what, "送り状データを出力しました：B2クラウド");
    })
    .await;
}

#[tokio::test]
async fn what_somebody_else_took_from_the_same_list_is_in_no_second_file() {
    on_each(plain, async |stage| {
        with_b2(stage).await;
        customer_code(stage, "0750000123").await;
        sender(stage, "").await;
        let orders = [placed(stage, 1).await, placed(stage, 2).await];
        let new = Asked::Slips { layout: LayoutId(1), only_new: true };
        // Both have the page open.
        let (a, b) =
            (begun(stage, "a", &new, &orders).await, begun(stage, "b", &new, &orders).await);
        let ids = [a.id, b.id];
        let (a, b) =
            tokio::join!(order_file::drive(&stage.world, a), order_file::drive(&stage.world, b));
        a.and(b).unwrap();
        order_file::sweep(&stage.world).await.unwrap();
        let files = [file(stage, ids[0]).await, file(stage, ids[1]).await];
        let written: i64 = files.iter().map(|file| file.written).sum();
        assert_eq!(written, 2, "each parcel has one label: {files:?}");
        let told = files.iter().flat_map(|file| &file.told);
        assert_eq!(told.filter(|told| told.text.contains("もう出力しています")).count(), 2);
        // On purpose it comes again.
        assert_eq!(made(stage, "c", &B2, &orders).await.written, 2);
    })
    .await;
}

#[tokio::test]
async fn an_erased_person_is_on_no_file_that_was_being_made() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let asked = papers(&[FormKind::Delivery]);
        let old = made(stage, "a", &asked, &[order]).await;
        let waiting = begun(stage, "b", &asked, &[order]).await;
        let id = waiting.id;
        let who = Person::Guest(detail(stage, order).await.checkout.buyer.email);
        let also = Also { open: true, guest: false };
        erase(&stage.world, &stage.shop, &who, also, "店主").await.expect("it is erased");
        let gone = order_file::file(&stage.world, SHOP, old.id).await.unwrap();
        assert_eq!(gone, None, "what was made goes");
        // It had been read before: what it made is not kept.
        order_file::drive(&stage.world, waiting).await.unwrap();
        assert_eq!(file(stage, id).await.state, State::Waiting);
        order_file::sweep(&stage.world).await.unwrap();
        let anew = file(stage, id).await;
        assert_eq!((anew.state, anew.written), (State::Ready, 0));
        assert_eq!(anew.told[0].text, "お客様の情報が消去されています。");
        let draft = paper::draft(&stage.world, &stage.shop, order, FormKind::Delivery).await;
        assert_eq!(draft.unwrap(), None);
        let offer = shop::receipt::offer(&stage.world, SHOP, order).await.unwrap();
        assert_eq!(offer, shop::receipt::Offer::Nothing);
    })
    .await;
}

#[tokio::test]
async fn a_character_that_slips_do_not_have_leaves_the_order_out_until_it_has_a_substitute() {
    on_each(plain, async |stage| {
        with_b2(stage).await;
        customer_code(stage, "0750000123").await;
        sender(stage, "").await;
        let (first, second) = (placed(stage, 1).await, placed(stage, 2).await);
        rename(stage, first, "𠮷野").await;
        let file = made(stage, "a", &B2, &[first, second]).await;
        assert_eq!(file.written, 1);
        let told = &file.told[0];
        assert_eq!((told.order, told.is_left_out), (Some(first), true));
        assert!(told.text.contains("𠮷"), "{}", told.text);
        assert_eq!(detail(stage, first).await.work.slip_at, None);
        assert!(detail(stage, second).await.work.slip_at.is_some());
        sender(stage, "𠮷=吉").await;
        assert_eq!(made(stage, "b", &B2, &[first]).await.written, 1);
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_what_can_leave() {
    on_each(plain, async |stage| {
        let waits = async || order_file::waiting(&stage.world, &stage.shop).await.unwrap();
        let card = placed(stage, 1).await;
        let cart = stage.fill_cart("bank").await;
        stage.submit(&cart, Pay::Bank).await.expect("it is placed");
        let bank = OrderId(card.0 + 1);
        let now = waits().await;
        assert_eq!((now.unprinted, now.unpaid), (vec![card], 1));
        assert_eq!((now.slips.len(), now.left_out.len()), (0, 1), "no layout yet");
        with_b2(stage).await;
        shop::order::check::check(&stage.world, SHOP, bank, true, "佐藤").await.unwrap();
        let now = waits().await;
        assert_eq!((&now.unprinted, now.unpaid), (&vec![card, bank], 0));
        assert_eq!(now.slips[0].orders, [card, bank]);
        made(stage, "a", &papers(&[FormKind::Order]), &[card]).await;
        assert_eq!(waits().await.unprinted, [bank]);
        customer_code(stage, "0750000123").await;
        sender(stage, "").await;
        made(stage, "b", &B2, &[card, bank]).await;
        assert!(waits().await.slips.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_copy_can_be_changed_and_what_comes_with_noren_cannot() {
    on_each(plain, async |stage| {
        let (world, by) = (&stage.world, "店主");
        let own = slip::copy(world, SHOP, LayoutId(1), by).await.unwrap();
        let kept = slip::open(world, SHOP, own).await.unwrap().unwrap();
        assert!(kept.is_own() && kept.layout().unwrap().columns().len() == 95);
        let form = LayoutForm { name: "B2 ネコポス".into(), ..LayoutForm::of(&kept) };
        let broken = LayoutForm { body: "columns = [".into(), ..form.clone() };
        let wrong = slip::save(world, SHOP, (own, &broken), by).await;
        assert!(
            matches!(&wrong, Err(SaveError::Fields(all)) if all[0].field == "body"),
            "{wrong:?}"
        );
        let twice = LayoutForm { name: "B2クラウド".into(), ..form.clone() };
        let wrong = slip::save(world, SHOP, (own, &twice), by).await;
        assert!(
            matches!(&wrong, Err(SaveError::Fields(all)) if all[0].field == "name"),
            "{wrong:?}"
        );
        slip::save(world, SHOP, (own, &form), by).await.unwrap();
        let stale = slip::save(world, SHOP, (own, &form), by).await;
        assert!(matches!(stale, Err(SaveError::Stale)), "{stale:?}");
        let built = slip::open(world, SHOP, LayoutId(1)).await.unwrap().unwrap();
        let form = LayoutForm { body: "x".into(), name: "x".into(), ..LayoutForm::of(&built) };
        slip::save(world, SHOP, (LayoutId(1), &form), by).await.unwrap();
        let after = slip::open(world, SHOP, LayoutId(1)).await.unwrap().unwrap();
        assert_eq!((&after.name, &after.text), (&built.name, &built.text));
        let names = slip::all(world, SHOP).await.unwrap();
        let names: Vec<_> = names.iter().map(|kept| kept.name.as_str()).collect();
        assert_eq!(names, ["B2クラウド", "e飛伝Ⅲ", "ゆうプリR", "B2 ネコポス"]);
        let own_now = slip::open(world, SHOP, own).await.unwrap().unwrap();
        let gone = slip::remove(world, SHOP, (LayoutId(1), after.version)).await;
        assert!(matches!(gone, Err(SaveError::Gone)), "{gone:?}");
        slip::remove(world, SHOP, (own, own_now.version)).await.unwrap();
        assert_eq!(slip::open(world, SHOP, own).await.unwrap(), None);
    })
    .await;
}

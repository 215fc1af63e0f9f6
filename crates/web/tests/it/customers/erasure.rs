//! 個人情報の消去: nothing of the person is left in any table, nor in SQLite's file; the books are as
//! they were (X15).

use http::StatusCode;
use shop::clock::Timestamp;
use shop::id::AttemptId;
use shop::mail::{self, About, Letter, Mail};
use shop::profile::Shop;
use shop::settings::card::Linking;
use shop::settings::cart::Flow;
use shop::{stored_card, task};
use store::scratch::{Kind, on_each};
use store::{Dialect, Options, Store, Tx, sql};
use tempfile::TempDir;

use super::{Counter, bought, has, lacks};
use crate::browser::Browser;
use crate::linking::{card_fields, set, vault};
use crate::member::{Club, PASSWORD};
use crate::town::Town;

/// What one person typed here and there; nobody else has any of it.
pub(super) const PERSON: [(&str, &str); 8] = [
    ("family", "忘田"),
    ("given", "消之介"),
    ("family_kana", "ワスレダ"),
    ("given_kana", "ケスノスケ"),
    ("phone", "090-5555-7777"),
    ("city", "忘却郡消滅町"),
    ("street", "忘却町9-9"),
    ("note", "秘密の備考"),
];
pub(super) const PATH: &str = "/customers/1/erasure";
pub(super) const LOGIN: &str = "wasureda";
pub(super) const EMAIL: &str = "wasureda@example.jp";

/// No trace of these may be left.
pub(super) fn traces() -> Vec<&'static str> {
    let typed = PERSON.into_iter().map(|(_, typed)| typed);
    typed.chain([LOGIN, "09055557777", "門番への贈り物", "常連メモ"]).collect()
}

/// The fields of a form with the person in them.
pub(super) fn typed(form: Vec<(&'static str, &'static str)>) -> Vec<(&'static str, &'static str)> {
    let of_person = |name: &str| PERSON.iter().any(|(one, _)| *one == name);
    form.into_iter().filter(|(name, _)| !of_person(name)).chain(PERSON).collect()
}

/// Every table's rows as text, and on SQLite the bytes of the file itself, as they are after a
/// checkpoint.
pub(super) async fn all_bytes(town: &Town) -> Vec<u8> {
    let store = &town.world.store;
    if store.dialect() == Dialect::Postgres {
        let read = |tx: &mut dyn Tx| {
            let row = tx.row(
                sql!(
                    postgres:
                    "select string_agg(query_to_xml('select * from ' || table_name, true, false,
                       '')::text, '') from information_schema.tables
                     where table_schema = current_schema()"
                ),
                &[],
            )?;
            row.expect("one row").text(0)
        };
        return store.read(read).await.unwrap().into_bytes();
    }
    let read = |tx: &mut dyn Tx| {
        let row =
            tx.row(sql!(sqlite: "select file from pragma_database_list where name = 'main'"), &[])?;
        row.expect("one row").text(0)
    };
    let file = store.read(read).await.unwrap();
    let copy = TempDir::new().unwrap();
    let path = copy.path().join("copy.db");
    for ending in ["", "-wal"] {
        std::fs::copy(format!("{file}{ending}"), format!("{}{ending}", path.display())).unwrap();
    }
    // The last connection that closes brings the log into the file.
    drop(Store::open(Options::sqlite(path.clone())).unwrap());
    assert!(!std::path::Path::new(&format!("{}-wal", path.display())).exists());
    std::fs::read(path).unwrap()
}

pub(super) fn found(bytes: &[u8], trace: &str) -> bool {
    bytes.windows(trace.len()).any(|window| window == trace.as_bytes())
}

pub(super) async fn count(town: &Town, sql: store::Sql) -> i64 {
    let read = move |tx: &mut dyn Tx| tx.row(sql, &[])?.expect("a count has a row").int(0);
    town.world.store.read(read).await.unwrap()
}

/// The person as a member with all that a member can leave behind.
async fn live(counter: &Counter) -> Browser {
    let (street, town) = (&counter.street, &counter.street.town);
    let mut browser = counter.member(LOGIN).await;
    let profile: Vec<_> = typed(Club::form("", EMAIL));
    let first = profile.iter().copied().chain([("version", "1")]).collect::<Vec<_>>();
    assert_eq!(browser.post("/member/profile", &first).await.status, 303);
    browser.post("/member/addresses/new", &profile).await;
    // An order with a card that is kept, another by bank, a refused card, and a form left lying.
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    let form = browser.get("/checkout").await;
    let card = card_fields(street, &form, Some("jcb"), true).await;
    let card: Vec<(&str, &str)> =
        card.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mine: Vec<(&str, &str)> = PERSON.iter().copied().chain([("email", EMAIL)]).collect();
    let with_card: Vec<(&str, &str)> = mine.iter().chain(&card).copied().collect();
    let confirmation = crate::checkout::send(&mut browser, "confirm", &with_card).await;
    let placed = crate::checkout::order(&mut browser, &confirmation).await;
    has(&browser.follow(placed).await, &["ご注文ありがとうございます"]);
    bought(&mut browser, &mine).await;
    for _ in 0..3 {
        stored_card::sweep(&town.world).await.unwrap();
    }
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    let left: Vec<(&str, &str)> =
        mine.iter().copied().chain([("gift_message", "門番への贈り物")]).collect();
    crate::checkout::send(&mut browser, "postal", &left).await;
    browser
}

/// The second order becomes a try that led to none, with what buyer and shop were told.
async fn tried(town: &Town) {
    let (shop, now) = (town.shop.clone(), town.world.now());
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update attempt set state = 'mismatch', order_id = null, member_id = null
                 where order_id = 2"
            ),
            &[],
        )?;
        for sql in [
            sql!("delete from orders where order_id = 2"),
            sql!("delete from outbox where order_id = 2"),
            sql!("delete from order_term where order_id = 2"),
        ] {
            tx.exec(sql, &[])?;
        }
        let row = tx.row(sql!("select attempt_id from attempt where state = 'mismatch'"), &[])?;
        told(tx, &shop, AttemptId(row.expect("an attempt").text(0)?), now)
    };
    town.world.store.write(write).await.unwrap();
}

/// What buyer and shop are told where an outcome cannot be found.
pub(super) fn told(
    tx: &mut dyn Tx,
    shop: &Shop,
    id: AttemptId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let body = "取引ID 1：必要なら取り消してください。\n\
                お客様：忘田 消之介 様　wasureda@example.jp";
    let told = task::Task { kind: task::Kind::Mismatch, subject: id.as_str(), body };
    task::open(tx, shop.id, &told, now)?;
    let mail = Mail::new("ご注文は成立していません", "忘田 消之介 様");
    let letter = Letter::first(mail::Kind::NotPlaced, About::Attempt(id), EMAIL, mail);
    mail::enqueue(tx, shop, &letter, now)
}

#[tokio::test]
async fn of_a_member_nothing_is_left_but_the_books() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        set(&mut counter.street.town, Linking::Always, Flow::ZeroStep).await;
        let mut gone = live(&counter).await;
        tried(&counter.street.town).await;
        counter.owner.post("/customers/1/note", &[("note", "常連メモ"), ("version", "0")]).await;
        let mut mori = counter.member("mori").await;
        bought(&mut mori, &[("email", "mori@example.jp"), ("note", "森の備考")]).await;
        let town = &counter.street.town;
        let before = all_bytes(town).await;
        for trace in traces() {
            assert!(found(&before, trace), "{trace} was there");
        }
        let sums = sql!("select cast(sum(total) as bigint) from orders");
        let (total, member) = (count(town, sums).await, shop::id::MemberId(1));
        assert_eq!(vault(&counter.street, member).await.len(), 1);

        let asked = counter.owner.get(PATH).await;
        has(&asked, &["忘田 消之介 様", "元には戻せません", "order00001"]);
        let kept = counter.owner.post(PATH, &[]).await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&kept, &["消去していません"]);
        assert!(found(&all_bytes(&counter.street.town).await, "忘田"), "nothing happened");
        let done = counter.owner.post(PATH, &[("open", "on")]).await;
        has(&counter.owner.follow(done).await, &["個人情報を消去しました。"]);
        for _ in 0..5 {
            stored_card::sweep(&counter.street.town.world).await.unwrap();
        }
        assert_eq!(vault(&counter.street, member).await.len(), 0, "026 has gone");

        let town = &counter.street.town;
        let after = all_bytes(town).await;
        for trace in traces() {
            assert!(!found(&after, trace), "{trace} is left");
        }
        assert_eq!(count(town, sums).await, total);
        for others in ["mori@example.jp", "森の備考"] {
            assert!(found(&after, others), "{others}");
        }
        // The books: number, goods, amount, payment. And who did it.
        let order = counter.get("/orders/1").await;
        has(&order, &["order00001", "（消去済み）", "商品コード：", "決済状況：オーソリOK"]);
        has(&order, &["佐藤", "個人情報を消去しました。", "退会済み", "カードを登録しました"]);
        lacks(&order, &["下4桁"]);
        has(&counter.get("/customers/history").await, &["退会済み（会員番号 1）"]);
        has(&counter.get("/orders").await, &["（消去済み）"]);
        has(
            &counter.get("/customers/history").await,
            &["会員の個人情報を消去しました（受注 1）。"],
        );
        assert_eq!(counter.get(PATH).await.status, StatusCode::NOT_FOUND);
        assert_eq!(counter.get("/customers/1").await.status, StatusCode::NOT_FOUND);
        // The person is out, and may come again.
        assert!(gone.get("/member").await.location().starts_with("/member/sign-in"));
        lacks(&gone.get("/checkout").await, &["忘田"]);
        counter.member(LOGIN).await;
    })
    .await;
}

#[tokio::test]
async fn of_a_guest_nothing_is_left_but_the_books() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        let town = &counter.street.town;
        let mine: Vec<(&str, &str)> = PERSON.iter().copied().chain([("email", EMAIL)]).collect();
        // From two browsers; the second try leads to no order and to a task.
        for _ in 0..2 {
            bought(&mut Browser::new(&town.router), &mine).await;
        }
        tried(town).await;
        // A third browser, which has sent nothing yet.
        let mut third = crate::checkout::ready(town).await;
        crate::checkout::send(&mut third, "postal", &mine).await;
        let mut mori = Browser::new(&town.router);
        bought(&mut mori, &[("email", "mori@example.jp")]).await;
        assert!(found(&all_bytes(town).await, "忘田"));
        let path = "/customers/guest/erasure?email=wasureda%40example.jp";
        has(&counter.get(path).await, &["wasureda@example.jp の方", "order00001"]);
        let done = counter.owner.post(path, &[("open", "on")]).await;
        assert_eq!(done.location(), "/customers?answer=erased");
        let after = all_bytes(&counter.street.town).await;
        for (_, trace) in PERSON {
            assert!(!found(&after, trace), "{trace} is left");
        }
        assert!(!found(&after, EMAIL) && found(&after, "mori@example.jp"));
        has(&counter.get("/customers/history").await, &["会員でない方の個人情報を消去しました"]);
        has(&counter.get(path).await, &["記録がありません"]);
        assert_eq!(counter.owner.post(path, &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_erased_while_an_order_is_being_decided() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        let mut aoi = counter.member("aoi-k").await;
        bought(&mut aoi, &[("email", "aoi-k@example.jp")]).await;
        let town = &counter.street.town;
        for (undecided, decided) in [
            (
                sql!("update attempt set state = 'unknown'"),
                sql!("update attempt set state = 'placed'"),
            ),
            (
                sql!(
                    "insert into payment_op (shop_id, op_id, order_id, trading_id, payment_id,
                       merchant_id, kind, state, amount, asked_by, owner, fence, asked_at, looks)
                     values (1, 'op', 1, 't', 'p', 'm', 'capture', 'unknown', 1, '佐藤', 'x', 1, 1,
                       0)"
                ),
                sql!("delete from payment_op"),
            ),
        ] {
            town.world.store.write(move |tx| tx.exec(undecided, &[])).await.unwrap();
            let kept = counter.owner.post("/customers/1/erasure", &[("open", "on")]).await;
            assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
            has(&kept, &["いま、この方のお手続きか決済が進んでいます"]);
            town.world.store.write(move |tx| tx.exec(decided, &[])).await.unwrap();
        }
        assert!(aoi.post("/member/sign-out", &[]).await.status == 303);
        assert_eq!(crate::member::sign_in(&mut aoi, "aoi-k", PASSWORD).await.location(), "/member");
    })
    .await;
}

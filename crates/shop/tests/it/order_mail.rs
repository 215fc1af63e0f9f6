//! 注文確認メール, 配送通知メール, フリーメール: what leaves, once, and what is noted with it.

use shop::bulk::{self, State};
use shop::checkout::Pay;
use shop::id::{OrderId, TemplateId};
use shop::order::many::{self, All};
use shop::order::mark::MarkError;
use shop::order::ship::Seen;
use shop::order_mail::{
    self, PLACEHOLDERS, Placeholder, SaveError, SendError, Sent, TemplateForm, Text, Use, Wanted,
    WantedShipment,
};
use shop::token::Token;
use store::sql;

use crate::moves::detail;
use crate::stage::{SHOP, Stage, on_each, plain};

/// An order paid by bank.
async fn placed(stage: &Stage) -> OrderId {
    let cart = stage.fill_cart("cart").await;
    stage.submit(&cart, Pay::Bank).await.expect("it is placed");
    stage.only_order().await
}

fn id(used_for: Use) -> TemplateId {
    used_for.id().expect("every shop has it")
}

async fn text(stage: &Stage, id: TemplateId) -> Text {
    let kept = order_mail::open(&stage.world, SHOP, id).await.expect("it reads");
    kept.expect("there is one").text
}

async fn wanted(stage: &Stage, template: TemplateId, key: &str) -> Wanted {
    let text = text(stage, template).await;
    Wanted { template, text, key: key.to_owned(), shipment: None }
}

async fn send(stage: &Stage, order: OrderId, wanted: Wanted) -> Result<Sent, SendError> {
    order_mail::send(&stage.world, &stage.shop, order, wanted, "佐藤").await
}

/// Recipient, subject and body of the mails of a kind, the first first.
async fn mails(stage: &Stage, kind: &'static str) -> Vec<(String, String, String)> {
    let read = stage.world.store.read(move |tx| {
        let rows = tx.rows(
            sql!(
                "select recipient, subject, body from outbox where kind = $1
                 order by created_at, message_id"
            ),
            &[kind.into()],
        )?;
        rows.into_iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
    });
    read.await.map_err(|error: store::Error| error).expect("it reads")
}

#[tokio::test]
async fn each_of_the_three_leaves_once_a_page() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        for (used_for, subject, says) in [
            (
                Use::Confirmation,
                "ご注文の確認（order00001）",
                "次の口座へ、合計の金額をお振り込みください。",
            ),
            (Use::Shipped, "商品を発送しました（order00001）", "■お荷物"),
            (Use::Free, "ご注文について（order00001）", "様"),
        ] {
            let wanted = wanted(stage, id(used_for), &format!("{used_for:?}")).await;
            assert_eq!(send(stage, order, wanted.clone()).await.unwrap(), Sent::Queued);
            assert_eq!(send(stage, order, wanted).await.unwrap(), Sent::Again, "a second click");
            let sent = mails(stage, used_for.kind().word()).await;
            assert_eq!(sent.len(), 1, "{used_for:?}");
            assert_eq!(sent[0].1, subject);
            assert!(sent[0].2.contains(says), "{}", sent[0].2);
            assert!(!sent[0].2.contains("{{") && !sent[0].2.contains("：\n"), "{}", sent[0].2);
        }
        let lines = detail(stage, order).await.history;
        let said: Vec<&str> = lines.iter().map(|line| line.what.as_str()).take(3).collect();
        assert_eq!(
            said,
            [
                "フリーメールを送信しました。",
                "配送通知メールを送信しました。",
                "注文確認メールを送信しました。"
            ]
        );
        let before = order_mail::sent_before(&stage.world, SHOP, order).await.unwrap();
        let kinds: Vec<&str> = before.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds.len(), 4, "サンクスメール too: {kinds:?}");
        // Who has paid is not asked to pay.
        shop::order::check::check(&stage.world, SHOP, order, true, "佐藤").await.unwrap();
        let paid = wanted(stage, id(Use::Confirmation), "paid").await;
        send(stage, order, paid).await.unwrap();
        let asked = mails(stage, "confirmation").await;
        let asks = asked.iter().filter(|mail| mail.2.contains("お振り込みください")).count();
        assert_eq!((asked.len(), asks), (2, 1));
        // Another page sends another.
        let again = wanted(stage, id(Use::Free), "another").await;
        assert_eq!(send(stage, order, again).await.unwrap(), Sent::Queued);
        assert_eq!(mails(stage, "free").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_shipment_is_noted_with_its_mail_or_neither() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        set_tracking_url(stage, "https://example.jp/?no={no}").await;
        let shipment = |tracking: &str, seen: Seen| {
            Some(WantedShipment { tracking: tracking.to_owned(), ships: true, seen })
        };
        let page = wanted(stage, id(Use::Shipped), "page").await;
        // What is wrong with the number is told, and nothing leaves.
        let wrong = Wanted { shipment: shipment("お問合せ", Seen::default()), ..page.clone() };
        let refused = send(stage, order, wrong).await;
        assert!(matches!(refused, Err(SendError::Shipment(MarkError::Wrong(_)))), "{refused:?}");
        let seen = Seen { shipped: false, tracking: "1".into() };
        let stale = Wanted { shipment: shipment("1234-5678", seen), ..page.clone() };
        let refused = send(stage, order, stale).await;
        assert!(matches!(refused, Err(SendError::Shipment(MarkError::Stale))), "{refused:?}");
        assert!(mails(stage, "shipped").await.is_empty());
        assert_eq!(detail(stage, order).await.work.shipped_at, None);
        let good = Wanted { shipment: shipment("１２３４-5678", Seen::default()), ..page };
        send(stage, order, good.clone()).await.unwrap();
        assert_eq!(send(stage, order, good).await.unwrap(), Sent::Again);
        let sent = mails(stage, "shipped").await;
        assert_eq!(sent.len(), 1);
        for says in ["問合せ番号：1234-5678\n", "配送状況：https://example.jp/?no=12345678\n"]
        {
            assert!(sent[0].2.contains(says), "{}", sent[0].2);
        }
        let work = detail(stage, order).await.work;
        assert_eq!((work.tracking.as_str(), work.shipped_at.is_some()), ("1234-5678", true));
        let notified = stage.world.store.read(|tx| {
            let row = tx.row(sql!("select notified_at from orders"), &[])?;
            row.expect("an order").opt_int(0)
        });
        assert!(notified.await.unwrap().is_some());
    })
    .await;
}

async fn set_tracking_url(stage: &Stage, url: &'static str) {
    let terms = format!("{{\"tracking\":\"{url}\"}}");
    let write = stage
        .world
        .store
        .write(move |tx| tx.exec(sql!("update carrier set terms = $1"), &[terms.as_str().into()]));
    write.await.expect("it writes");
}

#[tokio::test]
async fn the_link_of_a_mail_opens_the_buyers_page() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        let page = wanted(stage, id(Use::Confirmation), "page").await;
        send(stage, order, page).await.unwrap();
        let body = mails(stage, "confirmation").await.remove(0).2;
        let attempt = detail(stage, order).await.attempt;
        let prefix = format!("/orders/{attempt}?key=");
        let key = body.split(&prefix).nth(1).expect("it names the page");
        let opens = async |key: &str| {
            let key = Token::parse(key.lines().next().unwrap_or_default()).expect("a key");
            let attempt = attempt.clone();
            let view = stage
                .world
                .store
                .read(move |tx| shop::attempt::view_by_key_in(tx, SHOP, &attempt, &key));
            view.await.expect("it reads").is_some()
        };
        assert!(opens(key).await);
        assert!(!opens(&"0".repeat(64)).await);
    })
    .await;
}

#[tokio::test]
async fn who_was_erased_gets_nothing() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        let page = wanted(stage, id(Use::Confirmation), "page").await;
        let erase = stage.world.store.write(|tx| {
            let row = tx.row(sql!("select checkout from orders"), &[])?.expect("an order");
            let mut checkout: serde_json::Value =
                serde_json::from_str(&row.text(0)?).expect("it is JSON");
            checkout["buyer"]["email"] = "".into();
            let text = checkout.to_string();
            tx.exec(sql!("update orders set checkout = $1"), &[text.as_str().into()])
        });
        erase.await.unwrap();
        let refused = send(stage, order, page).await;
        assert!(matches!(refused, Err(SendError::NoAddress)), "{refused:?}");
        assert!(mails(stage, "confirmation").await.is_empty());
        let lines = detail(stage, order).await.history;
        assert!(lines.iter().all(|line| !line.what.contains("送信しました")), "{lines:?}");
    })
    .await;
}

/// What a buyer types is never read as a template, and cannot add lines or headers.
#[tokio::test]
async fn nothing_that_a_buyer_typed_runs() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        let name = "{{注文ページURL}}\r\nBcc: a@example.com\r\n<script>alert(1)</script>";
        let change = stage.world.store.write(move |tx| {
            let row = tx.row(sql!("select checkout from orders"), &[])?.expect("an order");
            let mut checkout: serde_json::Value =
                serde_json::from_str(&row.text(0)?).expect("it is JSON");
            checkout["buyer"]["family"] = name.into();
            checkout["note"] = name.into();
            let text = checkout.to_string();
            tx.exec(sql!("update orders set checkout = $1"), &[text.as_str().into()])
        });
        change.await.unwrap();
        let all: Vec<String> =
            PLACEHOLDERS.iter().map(|one| format!("[{}]", one.braced())).collect();
        let text = Text { subject: "{{購入者名}}".into(), body: all.join("\n") };
        let template = id(Use::Free);
        let page = Wanted { template, text, key: "page".into(), shipment: None };
        send(stage, order, page).await.unwrap();
        let (_, subject, body) = mails(stage, "free").await.remove(0);
        assert!(!subject.contains(['\r', '\n']) && subject.starts_with("{{注文ページURL}}"));
        assert_eq!(body.matches("?key=").count(), 1, "the page is named once: {body}");
        assert!(body.lines().all(|line| !line.starts_with("Bcc:") || !line.contains("様")));
        assert!(body.contains("[{{注文ページURL}}  Bcc: a@example.com  <script>"), "{body}");
        assert!(PLACEHOLDERS.iter().any(|one| one.placeholder == Placeholder::OrderPage));
    })
    .await;
}

#[tokio::test]
async fn templates_are_checked_before_they_are_kept() {
    on_each(plain, async |stage| {
        let world = &stage.world;
        let free = order_mail::open(world, SHOP, id(Use::Free)).await.unwrap().unwrap();
        let mut form = TemplateForm::of(&free);
        form.body = "{{注文番号}}\n{{注文番合}}".into();
        let save = async |template, form: &TemplateForm| {
            order_mail::save(world, SHOP, (template, form), "店主").await
        };
        let refused = save(Some(free.id), &form).await;
        let Err(SaveError::Fields(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!(errors[0].message, "2行目：「{{注文番合}}」という差し込み項目はありません。");
        form.body = "{{注文番号}}のこと".into();
        save(Some(free.id), &form).await.unwrap();
        let stale = save(Some(free.id), &form).await;
        assert!(matches!(stale, Err(SaveError::Stale)), "{stale:?}");
        assert_eq!(text(stage, free.id).await.body, "{{注文番号}}のこと");
        // One of the shop's own.
        let form = TemplateForm {
            name: "入荷待ちのお知らせ".into(),
            subject: "お待ちください".into(),
            body: "x".into(),
            version: 0,
        };
        let own = save(None, &form).await.unwrap();
        assert_eq!(Use::of(own), Use::Own);
        let twice = save(None, &form).await;
        assert!(matches!(twice, Err(SaveError::Fields(_))), "{twice:?}");
        let names = async || -> Vec<String> {
            let all = order_mail::all(world, SHOP).await.unwrap();
            all.into_iter().map(|one| one.name).collect()
        };
        let three = ["注文確認メール", "配送通知メール", "フリーメール"];
        assert_eq!(names().await, [&three[..], &["入荷待ちのお知らせ"]].concat());
        order_mail::remove(world, SHOP, own).await.unwrap();
        assert!(matches!(order_mail::remove(world, SHOP, own).await, Err(SaveError::Gone)));
        order_mail::remove(world, SHOP, free.id).await.unwrap();
        assert_eq!(
            (names().await, text(stage, free.id).await),
            (three.map(String::from).to_vec(), free.text)
        );
    })
    .await;
}

/// A run sends each order one mail, however often it is asked for and whoever dies in between.
#[tokio::test]
async fn many_get_one_each() {
    on_each(plain, async |stage| {
        let world = &stage.world;
        let orders = [placed_as(stage, "one").await, placed_as(stage, "two").await];
        // One of them has got it before.
        let page = wanted(stage, id(Use::Confirmation), "page").await;
        send(stage, orders[0], page).await.unwrap();
        let (template, version) = (id(Use::Confirmation), 0);
        let run = async |key: &str, all: All| {
            let run = many::begin(world, SHOP, (key, all, &orders), "佐藤").await.unwrap();
            for _ in 0..2 {
                bulk::sweep(world).await.unwrap();
            }
            let page = bulk::run(world, SHOP, run.expect("a run"), 0).await.unwrap().unwrap();
            let ends = page.rows.into_iter().map(|row| (row.state, row.answer));
            ends.collect::<Vec<_>>()
        };
        let done = || (State::Done, many::answer::DONE.to_owned());
        let already = || (State::LeftOut, many::answer::ALREADY.to_owned());
        let once = All::Mail { template, version, again: false };
        assert_eq!(run("a", once).await, [already(), done()]);
        assert_eq!(run("a", once).await, [already(), done()], "the same page: the same run");
        assert_eq!(mails(stage, "confirmation").await.len(), 2);
        assert_eq!(run("b", once).await, [already(), already()]);
        let again = All::Mail { template, version, again: true };
        assert_eq!(run("c", again).await, [done(), done()]);
        assert_eq!(mails(stage, "confirmation").await.len(), 4);
        let failed = |why: &str| (State::Failed, why.to_owned());
        let other = All::Mail { template, version: 7, again: true };
        let changed = failed(many::answer::CHANGED);
        assert_eq!(run("g", other).await, [changed.clone(), changed], "not what was confirmed");
        let shipped = All::Mail { template: id(Use::Shipped), version, again: false };
        let waits = failed(many::answer::NOT_SHIPPED);
        assert_eq!(run("h", shipped).await, [waits.clone(), waits], "nothing has left");
        let cancelled = stage.world.store.write(|tx| {
            tx.exec(sql!("update orders set list = 'cancelled' where order_id = 1"), &[])
        });
        cancelled.await.unwrap();
        assert_eq!(run("i", again).await, [failed(many::answer::OVER), done()]);
        let reopened = stage
            .world
            .store
            .write(|tx| tx.exec(sql!("update orders set list = 'open' where order_id = 1"), &[]));
        reopened.await.unwrap();
        assert_eq!(run("d", All::Check).await, [done(), done()]);
        assert_eq!(run("e", All::Check).await, [already(), already()]);
        let gone = (State::Failed, many::answer::GONE.to_owned());
        let status = Some(shop::id::StatusId(9));
        assert_eq!(run("f", All::Status { status }).await, [gone.clone(), gone]);
        for order in orders {
            assert!(detail(stage, order).await.work.checked_at.is_some());
        }
    })
    .await;
}

async fn placed_as(stage: &Stage, cart: &str) -> OrderId {
    let cart = stage.fill_cart(cart).await;
    stage.submit(&cart, Pay::Bank).await.expect("it is placed");
    let newest = stage
        .world
        .store
        .read(|tx| tx.row(sql!("select max(order_id) from orders"), &[])?.expect("a row").int(0));
    OrderId(newest.await.expect("it reads"))
}

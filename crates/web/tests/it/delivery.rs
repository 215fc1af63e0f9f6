//! 宅配便・送料計算 without JavaScript: what is set up is what buyers see and pay, and what their orders
//! and mails say.

use http::StatusCode;
use shop::clock::Day;
use store::scratch::on_each;
use web::Surface;

use crate::browser::{Browser, Page};
use crate::checkout::{order, send};
use crate::desk::Desk;
use crate::settings::{ask, filled, post, save};

pub const CARRIER: &str = "/settings/delivery/1";

/// Fills a carrier's form in, goes over the confirmation, saves it; gives the confirmation.
async fn set(staff: &mut Browser, path: &str, changes: &[(&str, &str)]) -> Page {
    let confirmation = ask(staff, path, changes).await;
    save(staff, path, &confirmation).await;
    confirmation
}

/// A buyer who comes now, with two pieces of 手ぬぐい.
async fn buyer(desk: &Desk) -> Browser {
    let mut buyer = Browser::new(&web::storefront(desk.town.world.clone(), Surface::default()));
    buyer.post("/cart/lines", &[("product_id", "102"), ("quantity", "2")]).await;
    buyer
}

/// The bodies of all mails that wait or were sent.
async fn mails(desk: &Desk) -> Vec<String> {
    let shop = desk.town.shop.id;
    let read = move |tx: &mut dyn store::Tx| {
        let rows = tx.rows(
            store::sql!("select body from outbox where shop_id = $1 order by created_at"),
            &[shop.into()],
        )?;
        rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
    };
    desk.town.world.store.read(read).await.unwrap()
}

#[tokio::test]
async fn a_day_and_a_time_go_from_the_settings_to_the_order_and_its_mails() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let times = [
            ("days", "on"),
            ("earliest", "3"),
            ("latest", "5"),
            ("slots", "午前中\n14時～16時\n19時～21時, , 2020-03-31"),
            ("carrier_note", "生ものはクール便をお選びください。"),
        ];
        let confirmation = set(&mut desk.staff, CARRIER, &times).await;
        for words in ["3日後〜5日後", "午前中", "生ものは"] {
            assert!(confirmation.text().contains(words), "{words}");
        }
        let mut browser = buyer(&desk).await;
        let form = browser.get("/checkout").await;
        let today = desk.town.world.now().day();
        let day = today.after(4);
        for words in ["お届け希望日", "お届け時間帯", "指定なし", "14時～16時", "生ものは"]
        {
            assert!(form.text().contains(words), "{words}");
        }
        assert!(form.text().contains(&day.to_text()) && !form.text().contains("19時"));
        for (day, is_offered) in [(2, false), (3, true), (5, true), (6, false)] {
            let value = format!("value=\"{}\"", today.after(day));
            assert_eq!(form.text().contains(&value), is_offered, "{day}");
        }
        let day = day.to_string();
        let wish = [("deliver_on", day.as_str()), ("slot", "14時～16時")];
        let said = format!("{} 14時～16時", Day::parse(&day).unwrap().to_text());
        let confirmation = send(&mut browser, "confirm", &wish).await;
        assert!(confirmation.text().contains(&said), "{}", confirmation.text());
        let placed = order(&mut browser, &confirmation).await;
        let thanks = browser.follow(placed).await;
        assert!(thanks.text().contains(&said), "{}", thanks.text());
        let detail = desk.staff.get("/orders/2").await;
        assert!(detail.text().contains(&format!("お届け希望：<b>{said}</b>")), "{}", detail.text());
        let mails = mails(&desk).await;
        let telling = mails.iter().filter(|mail| mail.contains(&format!("お届け希望：{said}\n")));
        assert_eq!(telling.count(), 2, "サンクスメール and its copy: {mails:?}");
        assert!(
            mails.iter().any(|mail| !mail.contains("お届け希望")),
            "the first order had no wish"
        );
    })
    .await;
}

#[tokio::test]
async fn a_day_or_a_time_that_the_carrier_does_not_take_is_said_beside_its_field() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let times = [
            ("days", "on"),
            ("earliest", "3"),
            ("latest", "5"),
            ("slots", "午前中\n夜, , 2020-01-01"),
        ];
        set(&mut desk.staff, CARRIER, &times).await;
        let mut browser = buyer(&desk).await;
        let today = desk.town.world.now().day();
        let (early, right) = (today.after(2).to_string(), today.after(3).to_string());
        for (day, slot, field) in [
            (early.as_str(), "午前中", "deliver_on"),
            ("2026-13-01", "", "deliver_on"),
            ("", "深夜", "slot"),
            (right.as_str(), "夜", "slot"),
        ] {
            let wish = [("deliver_on", day), ("slot", slot)];
            let again = send(&mut browser, "confirm", &wish).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {slot}");
            let text = again.text();
            assert!(text.contains(&format!("id=\"{field}-e\"")), "{day} {slot}: {text}");
            assert!(text.contains(&format!("href=\"#{field}\"")), "{day} {slot}");
            assert!(text.contains("value=\"小林\""), "what was typed stays");
        }
        // A carrier that asks for neither takes no notice of what another one's form left behind.
        set(&mut desk.staff, CARRIER, &[("days", ""), ("slots", "")]).await;
        let mut browser = buyer(&desk).await;
        assert!(!browser.get("/checkout").await.text().contains("お届け希望日"));
        let wish = [("deliver_on", right.as_str()), ("slot", "午前中")];
        let confirmation = send(&mut browser, "confirm", &wish).await;
        assert_eq!(confirmation.status, StatusCode::OK);
        assert!(!confirmation.text().contains("お届け希望"));
    })
    .await;
}

#[tokio::test]
async fn the_table_of_fees_follows_the_way_of_reckoning() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get(CARRIER).await;
        assert!(page.text().contains("name=\"fee_26\"") && !page.text().contains("below_1"));
        let goods = [("measure", "goods"), ("area", "nationwide")];
        let asked = post(&mut desk.staff, CARRIER, &filled(&page, &goods)).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "no bounds, no fees");
        let bounds = [goods[0], goods[1], ("below_1", "3,000"), ("below_2", "8000")];
        let path = format!("{CARRIER}/again");
        let again = post(&mut desk.staff, &path, &filled(&asked, &bounds)).await;
        for words in ["3,000円未満", "8,000円未満", "8,000円以上", "fee_all_t2"] {
            assert!(again.text().contains(words), "{words}: {}", again.text());
        }
        assert!(!again.text().contains("name=\"fee_26\""));
        let mut fees = bounds.to_vec();
        fees.extend([("fee_all_t1", "800"), ("fee_all_t2", "400"), ("fee_all_t", "0")]);
        let confirmation = set(&mut desk.staff, CARRIER, &fees).await;
        for words in ["全国一律", "商品合計の金額で変わる", "3,000円未満 800円", "京都府", "680円"]
        {
            assert!(confirmation.text().contains(words), "{words}: {}", confirmation.text());
        }
        let mut browser = buyer(&desk).await;
        assert!(browser.get("/cart").await.text().contains("で送料無料"));
        browser.headers = vec![("x-noren-fragment", "1".to_owned())];
        let sums = send(&mut browser, "sums", &[("prefecture", "沖縄県")]).await;
        assert!(sums.text().contains("みなも便 通常便　"), "{}", sums.text());
        assert!(sums.text().contains("で送料無料"), "{}", sums.text());
        let history = desk.staff.get(&format!("{CARRIER}/history")).await;
        for words in ["第2版", "第1版", "佐藤", "はじめての設定です", "全国一律", "8,000円以上 0円"]
        {
            assert!(history.text().contains(words), "{words}: {}", history.text());
        }
    })
    .await;
}

/// メール便 as carrier 2, 店頭渡し as carrier 3.
async fn add_mail_and_shop(staff: &mut Browser) {
    for (number, kind, name, more) in [
        (2, "mail", "ポスト便", &[("fee_all", "250")][..]),
        (3, "pickup", "三条店で受け取り", &[("carrier_note", "11時から18時まで")]),
    ] {
        let added = staff.post("/settings/delivery", &[("kind", kind)]).await;
        assert_eq!(added.location(), format!("/settings/delivery/{number}"));
        let mut fields = vec![("name", name), ("takes_bank", "on"), ("takes_in_store", "on")];
        fields.extend(more);
        set(staff, &format!("/settings/delivery/{number}"), &fields).await;
    }
}

/// Buys to 沖縄 by this carrier, and says so much for it.
async fn buy(desk: &Desk, carrier: &str, fee: &str) {
    let mut browser = buyer(desk).await;
    let okinawa = [("carrier", carrier), ("prefecture", "沖縄県"), ("postal", "900-0001")];
    let confirmation = send(&mut browser, "confirm", &okinawa).await;
    assert_eq!(confirmation.status, StatusCode::OK, "{}", confirmation.text());
    assert!(confirmation.text().contains(&format!("<dd>{fee}</dd>")), "{carrier}");
    let placed = order(&mut browser, &confirmation).await;
    let thanks = browser.follow(placed).await;
    assert!(thanks.text().contains("ご注文ありがとうございます"), "{}", thanks.text());
}

#[tokio::test]
async fn mail_and_the_shop_itself_are_set_up_and_chosen() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let list = desk.staff.get("/settings/delivery").await;
        for words in ["宅配便を追加", "メール便を追加", "店頭渡しを追加", "送料グループ"]
        {
            assert!(list.text().contains(words), "{words}");
        }
        Box::pin(add_mail_and_shop(&mut desk.staff)).await;
        let page = desk.staff.get("/settings/delivery/3").await;
        assert!(!page.text().contains("fee_") && !page.text().contains("お届け時間帯"));
        let first = send(&mut buyer(&desk).await, "confirm", &[("email", "")]).await;
        assert!(!first.text().contains("ポスト便") && first.text().contains("11時から18時まで"));
        let mark = [("product_102", "on"), ("by_mail_102", "on"), ("q", "tenugui")];
        let saved = desk.staff.post("/settings/delivery/goods", &mark).await;
        assert_eq!(saved.location(), "/settings/delivery/goods?q=tenugui&answer=saved");
        let goods = desk.staff.follow(saved).await;
        assert!(goods.text().contains("保存しました") && goods.text().contains("checked"));
        for (carrier, fee) in [("2", "250円"), ("3", "0円")] {
            Box::pin(buy(&desk, carrier, fee)).await;
        }
        // メール便 alone: without a word it is the carrier, in the commit too.
        let alone = [("mail_alone", "on")];
        Box::pin(set(&mut desk.staff, "/settings/delivery/2", &alone)).await;
        Box::pin(buy(&desk, "", "250円")).await;
    })
    .await;
}

#[tokio::test]
async fn goods_that_leave_the_fee_open_take_no_card() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.staff.post("/settings/delivery/groups", &[("new", "大型")]).await;
        let twice = desk.staff.post("/settings/delivery/groups", &[("new", "大型")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            twice.text().contains("「大型」が2つあります。")
                && twice.text().contains("value=\"大型\"")
        );
        let groups = [
            ("measure", "groups"),
            ("rule", "each_piece"),
            ("area", "nationwide"),
            ("fee_all_g1", "700"),
        ];
        let confirmation = set(&mut desk.staff, CARRIER, &groups).await;
        assert!(confirmation.text().contains("送料グループのない商品を含むご注文は"));
        for (group, is_open) in [("", true), ("1", false)] {
            let fields = [("product_102", "on"), ("group_102", group)];
            desk.staff.post("/settings/delivery/goods", &fields).await;
            let mut browser = buyer(&desk).await;
            let confirmation = send(&mut browser, "confirm", &[]).await;
            let text = confirmation.text();
            assert_eq!(text.contains("別途ご連絡"), is_open, "{group}: {text}");
            assert_eq!(text.contains("1,400円"), !is_open, "{group}: two pieces");
            browser.headers = vec![("x-noren-fragment", "1".to_owned())];
            let sums = send(&mut browser, "sums", &[]).await;
            let reason = sums.text().split("id=\"live-card\">").nth(1).unwrap();
            assert_eq!(!reason.starts_with("</span>"), is_open, "{group} (R-027)");
        }
        let wrong = [("product_102", "on"), ("points_102", "多い"), ("group_102", "1")];
        let refused = desk.staff.post("/settings/delivery/goods", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("value=\"多い\""), "what was typed stays");
    })
    .await;
}

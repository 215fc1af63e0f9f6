//! 編集モード as a browser without JavaScript has it: the guide's steps of 7-2 補足(イ), errors, two
//! people, 3-D Secure, a telegram in flight.

use http::StatusCode;
use shop::id::OrderId;
use shop::staff::Role;
use store::scratch::on_each;
use store::{Sql, Tx, sql};
use web::Surface;

use crate::browser::{Browser, Page};
use crate::desk::Desk;

const EDIT: &str = "/orders/1/edit";

/// The fields of the page's form, as a browser sends them without a button.
pub struct Sent(Vec<(String, String)>);

impl Sent {
    pub fn of(page: &Page) -> Sent {
        let html = page.text().split("<form class=\"stack edit\"").nth(1).expect("the form");
        let html = html.split("</form>").next().unwrap();
        let mut fields = Vec::new();
        for input in tags(html, "<input") {
            let kind = attribute(input, "type").unwrap_or_default();
            let is_off = matches!(&*kind, "checkbox" | "radio") && !input.contains(" checked");
            if let (Some(name), false) = (attribute(input, "name"), is_off) {
                fields.push((name, attribute(input, "value").unwrap_or_default()));
            }
        }
        for area in html.split("<textarea").skip(1) {
            let (tag, rest) = area.split_once('>').unwrap();
            let text = plain(rest.split("</textarea>").next().unwrap()).replace('\n', "\r\n");
            fields.push((attribute(tag, "name").unwrap(), text));
        }
        for select in html.split("<select").skip(1) {
            let select = select.split("</select>").next().unwrap();
            let options: Vec<&str> = select.split("<option").skip(1).collect();
            let chosen = options.iter().find(|option| option.contains(" selected"));
            let chosen = chosen.or(options.first()).unwrap();
            let text = chosen.split_once('>').unwrap().1.split('<').next().unwrap();
            let value = attribute(chosen, "value").unwrap_or_else(|| plain(text));
            fields.push((attribute(select, "name").unwrap(), value));
        }
        Sent(fields)
    }

    pub fn with(mut self, name: &str, text: &str) -> Sent {
        self.0.retain(|(one, _)| one != name);
        self.0.push((name.to_owned(), text.to_owned()));
        self
    }

    async fn press(&self, browser: &mut Browser, button: &str) -> Page {
        self.send(browser, EDIT, button).await
    }

    pub async fn send(&self, browser: &mut Browser, path: &str, button: &str) -> Page {
        let fields = self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        browser.post(path, &fields.chain([("do", button)]).collect::<Vec<_>>()).await
    }
}

fn tags<'a>(html: &'a str, start: &str) -> Vec<&'a str> {
    html.split(start).skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(plain(value))
}

fn plain(html: &str) -> String {
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(html.to_owned(), |text, (code, mark)| text.replace(code, mark))
}

fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

async fn exec(desk: &Desk, statement: Sql) {
    let done = desk.town.world.store.write(move |tx: &mut dyn Tx| tx.exec(statement, &[]));
    assert!(done.await.unwrap() > 0);
}

async fn total(desk: &Desk) -> i64 {
    let (world, shop) = (&desk.town.world, &desk.town.shop);
    let order = shop::order::show::show(world, shop, OrderId(1)).await.unwrap().unwrap();
    order.total.0
}

async fn number(desk: &Desk, statement: Sql) -> i64 {
    let read = desk
        .town
        .world
        .store
        .read(move |tx: &mut dyn Tx| tx.row(statement, &[])?.expect("a row").int(0));
    read.await.unwrap()
}

/// What the buyer's page of the order says to a browser that did not place it.
async fn buyers_page(desk: &Desk) -> Page {
    let read = desk.town.world.store.read(|tx: &mut dyn Tx| {
        tx.row(sql!("select attempt_id from orders"), &[])?.expect("an order").text(0)
    });
    let path = format!("/orders/{}", read.await.unwrap());
    Browser::new(&desk.town.router).get(&path).await
}

/// Opens 編集モード and reads its form.
async fn open(desk: &mut Desk) -> Sent {
    let page = desk.staff.get(EDIT).await;
    assert_eq!(page.status, StatusCode::OK);
    Sent::of(&page)
}

#[tokio::test]
async fn the_guides_four_steps() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        // 1. 編集モード
        has(&desk.order().await, &["href=\"/orders/1/edit\"", "編集モード", "黄枠 1"]);
        let mails = number(&desk, sql!("select count(*) from outbox")).await;
        // 2. the amount, and 変更 on the same row
        let form = open(&mut desk).await.with("quantity_1", "2");
        let page = desk.staff.get(EDIT).await;
        has(&page, &["name=\"do\" value=\"line_1\">変更", "3,080円"]);
        let done = form.press(&mut desk.staff, "line_1").await;
        assert_eq!(done.location(), "/orders/1/edit?answer=total");
        let said = desk.staff.follow(done).await;
        has(
            &said,
            &[
                "合計が 3,760円 から 6,840円 に変わりました。「取引更新」を押してください。",
                "6,840円",
            ],
        );
        // 3. 戻る, at the bottom
        let back = said.text().rsplit("<a class=\"button\" href=\"/orders/1\">").next().unwrap();
        assert!(back.contains("戻る"));
        // 4. 受注明細 is 赤枠 2
        let order = desk.order().await;
        has(&order, &["赤枠 2", "6,840円", "「湯のみ しのぎ 白」の数量を変更しました。"]);
        has(&order, &["3,760円 → <span class=\"unseen\">変更後</span>6,840円"]);
        has(&desk.staff.get("/orders").await, &["6,840円"]);
        has(&buyers_page(&desk).await, &["6,840円"]);
        // Nothing was sent to Paygent, and no mail was written.
        assert_eq!(desk.sandbox.ledger().trades().await.unwrap()[0].amount, 3_760);
        assert_eq!(number(&desk, sql!("select count(*) from outbox")).await, mails);
        let same = open(&mut desk).await.press(&mut desk.staff, "line_1").await;
        assert_eq!(same.location(), "/orders/1/edit?answer=nothing");
        // What the address says is never shown.
        let forged = desk.staff.get("/orders/1/edit?answer=%E6%8C%AF%E8%BE%BC").await;
        assert!(!forged.text().contains("振込") && !forged.text().contains("data-answer"));
    })
    .await;
}

#[tokio::test]
async fn errors_stand_beside_their_fields_and_everything_typed_stays() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let form = open(&mut desk).await;
        let form = form.with("quantity_1", "0").with("family", "").with("note", "一行目\n二行目");
        let form = form.with("discount", "9999999").with("add_code", "nothing").with("fee", "330");
        let page = form.press(&mut desk.staff, "line_1").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&page, &["直すところがあります", "まだ変更されていません"]);
        for (field, says) in [
            ("quantity_1", "数量を1〜9999"),
            ("family", "姓を入力してください"),
            ("discount", "値引きを4,090円までに"),
            ("add_code", "この商品コードの商品はありません"),
        ] {
            let id = format!("id=\"{field}-e\"");
            let beside = page.text().split(&id).nth(1).unwrap_or_else(|| panic!("{field}"));
            let beside = beside.split("</p>").next().unwrap();
            assert!(beside.contains(says), "{field}: {beside}");
            has(&page, &[&format!("href=\"#{field}\"")]);
        }
        has(&page, &["value=\"9999999\"", "value=\"nothing\"", "value=\"330\"", "一行目\n二行目"]);
        assert_eq!(total(&desk).await, 3_760);
        // Mended on that page, everything is saved at once.
        let mended = Sent::of(&page).with("quantity_1", "1").with("family", "小林");
        let mended = mended.with("discount", "0").with("add_code", "");
        let done = mended.press(&mut desk.staff, "fee").await;
        has(&desk.staff.follow(done).await, &["3,760円 から 4,090円"]);
        has(&desk.order().await, &["一行目<br>二行目"]);
    })
    .await;
}

#[tokio::test]
async fn a_line_without_its_code_or_name_is_asked_for_it() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        for (typed, text, missing) in [
            ("add_quantity", "2", "add_code"),
            ("add_price", "500", "add_code"),
            ("free_quantity", "３", "free_name"),
            ("free_price", "500", "free_name"),
        ] {
            let form = open(&mut desk).await.with(typed, text).with("fee", "330");
            let page = form.press(&mut desk.staff, "line_1").await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            let link = format!("href=\"#{missing}\"");
            has(&page, &[&format!("id=\"{missing}-e\""), &link, "value=\"330\""]);
            has(&page, &[&format!("name=\"{typed}\" type=\"text\" value=\"{text}\"")]);
        }
        assert_eq!(total(&desk).await, 3_760);
        // What the form opens with adds nothing.
        let same = open(&mut desk).await.press(&mut desk.staff, "add").await;
        assert_eq!(same.location(), "/orders/1/edit?answer=nothing");
    })
    .await;
}

#[tokio::test]
async fn two_people_are_asked_and_neither_is_lost() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let (one, other) = (open(&mut desk).await, open(&mut desk).await);
        one.with("quantity_1", "3").with("phone", "075-000-0124").press(&mut desk.staff, "x").await;
        let mine = other.with("quantity_1", "2").with("fee", "100");
        let page = mine.press(&mut desk.staff, "line_1").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        has(
            &page,
            &[
                "ほかの人の変更と重なりました",
                "「湯のみ しのぎ 白」の数量",
                "いま保存されている内容：<b>3</b>",
                "あなたの入力：<b>2</b>",
                "value=\"100\"",
                "value=\"075-000-0124\"",
            ],
        );
        assert_eq!(total(&desk).await, 9_920);
        let again = Sent::of(&page).press(&mut desk.staff, "save").await;
        assert_eq!(again.status, StatusCode::CONFLICT, "one of the two must be chosen");
        let chosen = Sent::of(&again).with("pick_quantity_1", "theirs");
        let done = chosen.press(&mut desk.staff, "save").await;
        has(&desk.staff.follow(done).await, &["9,920円 から 10,020円"]);
    })
    .await;
}

#[tokio::test]
async fn products_are_found_and_addresses_looked_up_without_saving() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let form = open(&mut desk).await.with("find", "ようかん").with("fee", "330");
        for button in ["find", "enter"] {
            let page = form.press(&mut desk.staff, button).await;
            assert_eq!(page.status, StatusCode::OK);
            has(&page, &["小倉ようかん", "value=\"take_303\"", "value=\"330\""]);
        }
        // No letter is a joker, and width, case and kana are no matter.
        for typed in ["%", "y_nomi"] {
            let form = open(&mut desk).await.with("find", typed);
            let nothing = form.press(&mut desk.staff, "find").await;
            has(&nothing, &["当てはまる商品はありません", &format!("value=\"{typed}\"")]);
        }
        for typed in ["ヨウカン", "ﾖｳｶﾝ", "ＹＯＫＡＮ", "Yokan-Ogura"] {
            let form = open(&mut desk).await.with("find", typed);
            has(&form.press(&mut desk.staff, "find").await, &["value=\"take_303\""]);
        }
        exec(
            &desk,
            sql!(
                "with recursive n (id) as (select 901 union all select id + 1 from n where id < 921)
                 insert into product (shop_id, product_id, category_id, code, name, lead,
                   description, spec, picture, picture_alt, price, tax_rate, position, published)
                 select 1, id, 1, 'more-' || cast(id as text), '小皿', '', '', '', '', '', 1, 10,
                   id, 1 from n"
            ),
        )
        .await;
        let all = open(&mut desk).await.with("find", "MORE9").press(&mut desk.staff, "find").await;
        has(&all, &["はじめの20件です。"]);
        let form = open(&mut desk).await.with("elsewhere", "1").with("ship_postal", "1000001");
        let page = form.with("fee", "330").press(&mut desk.staff, "ship_postal").await;
        has(&page, &["value=\"千代田区\"", "<option selected>東京都", "value=\"330\""]);
        let page = open(&mut desk).await.with("postal", "0000000");
        let page = page.press(&mut desk.staff, "postal").await;
        has(&page, &["この郵便番号の住所が見つかりません"]);
        assert_eq!(total(&desk).await, 3_760);
        let taken = open(&mut desk).await.press(&mut desk.staff, "take_303").await;
        has(&desk.staff.follow(taken).await, &["3,760円 から 5,380円"]);
        let typed = open(&mut desk).await.with("add_code", "ＹＯＫＡＮ－OGURA");
        let added = typed.press(&mut desk.staff, "add").await;
        has(&desk.staff.follow(added).await, &["5,380円 から 7,000円"]);
    })
    .await;
}

#[tokio::test]
async fn three_ds_is_warned_of_first_and_no_post_gets_around_the_tick() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        assert!(!desk.staff.get(EDIT).await.text().contains("name=\"ack\""));
        for (three_ds, says) in [
            (
                sql!("update payment set three_ds = 'authenticated'"),
                "カード会社から加盟店（お店）に移ります",
            ),
            (
                sql!("update payment set three_ds = 'attempt_issuer'"),
                "カード会社から加盟店（お店）に移ります",
            ),
            (sql!("update payment set three_ds = 'attempt_merchant'"), "いまも加盟店（お店）です"),
            (sql!("update payment set three_ds = 'lost'"), "すでに失われています"),
        ] {
            exec(&desk, three_ds).await;
            has(
                &desk.staff.get(EDIT).await,
                &[says, "name=\"ack\"", "3Dセキュア認証の効果が失われます"],
            );
            let form = open(&mut desk).await.with("quantity_1", "2");
            for form in [form.with("ack", ""), open(&mut desk).await.with("discount", "1")] {
                let page = form.press(&mut desk.staff, "line_1").await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
                has(&page, &["id=\"ack-e\"", "href=\"#ack\""]);
            }
            assert_eq!(total(&desk).await, 3_760);
        }
        exec(&desk, sql!("update payment set three_ds = 'authenticated'")).await;
        let street = open(&mut desk).await.with("street", "梅忠町21");
        let street = street.press(&mut desk.staff, "buyer").await;
        assert_eq!(street.location(), "/orders/1/edit?answer=saved", "addresses need no tick");
        let read = open(&mut desk).await.with("quantity_1", "2").with("ack", "on");
        let done = read.press(&mut desk.staff, "line_1").await;
        has(
            &desk.staff.follow(done).await,
            &[
                "3,760円 から 6,840円",
                "ペイジェント管理画面で、金額を受注の合計に合わせてください。",
            ],
        );
        has(&desk.order().await, &["赤枠 3"]);
    })
    .await;
}

#[tokio::test]
async fn a_captured_order_says_that_its_amount_cannot_be_sent() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.staff.post("/orders/1/capture", &[]).await;
        has(
            &desk.staff.get(EDIT).await,
            &["売上は確定しています（消込済）", "「取引更新」では送れません"],
        );
        let form = open(&mut desk).await.with("discount", "60");
        let done = form.press(&mut desk.staff, "discount").await;
        has(&desk.staff.follow(done).await, &["3,760円 から 3,700円", "ペイジェント管理画面で"]);
        has(&desk.order().await, &["赤枠 4"]);
    })
    .await;
}

#[tokio::test]
async fn in_flight_and_elsewhere_nothing_changes_and_nothing_typed_is_lost() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let form = open(&mut desk).await.with("quantity_1", "2").with("note", "裏口へ");
        exec(
            &desk,
            sql!(
                "insert into payment_op (shop_id, op_id, order_id, trading_id, payment_id,
                   merchant_id, kind, state, amount, asked_by, owner, fence, asked_at, looks)
                 select shop_id, 'op', order_id, trading_id, payment_id, merchant_id, 'capture',
                   'unknown', amount, '佐藤', 'me', 0, 1, 0 from payment"
            ),
        )
        .await;
        has(&desk.staff.get(EDIT).await, &["処理中です。"]);
        let page = form.press(&mut desk.staff, "line_1").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        has(&page, &["処理中です。", "裏口へ", "name=\"quantity_1\" type=\"text\" value=\"2\""]);
        assert_eq!(total(&desk).await, 3_760);
        exec(&desk, sql!("update payment_op set state = 'not_done'")).await;
        exec(&desk, sql!("update orders set list = 'completed'")).await;
        assert!(!desk.order().await.text().contains("/orders/1/edit"));
        let page = form.press(&mut desk.staff, "line_1").await;
        has(
            &page,
            &["この受注は受注完了一覧にあります。", "<fieldset class=\"bare stack\" disabled>"],
        );
        has(&page, &["裏口へ", "戻る"]);
        exec(&desk, sql!("update orders set list = 'cancelled'")).await;
        has(&desk.staff.get(EDIT).await, &["受注キャンセル一覧にあります", "戻る"]);
        assert_eq!(total(&desk).await, 3_760);
    })
    .await;
}

#[tokio::test]
async fn what_anybody_typed_is_text() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let script = "<script>\"'&";
        let form = open(&mut desk).await;
        let form = ["family", "note", "receipt_name", "gift_message", "city"]
            .into_iter()
            .fold(form, |form, name| form.with(name, script));
        let form = form.with("free_name", script).with("free_price", "1").with("free_rate", "10");
        let done = form.press(&mut desk.staff, "free").await;
        assert_eq!(done.location(), "/orders/1/edit?answer=total");
        let (one, other) = (open(&mut desk).await, open(&mut desk).await);
        one.with("note", "<i>x").press(&mut desk.staff, "note").await;
        let wrong = other.with("note", "<b>y").with("find", script);
        let wrong = wrong.with("add_code", "<u>z").press(&mut desk.staff, "save").await;
        assert_eq!(wrong.status, StatusCode::CONFLICT);
        for page in [desk.staff.get(EDIT).await, desk.order().await, wrong] {
            let text = page.text();
            for marked in ["<script>", "<i>x", "<b>y", "<u>z"] {
                assert!(!text.contains(marked), "{marked}");
            }
            assert!(text.contains("&#60;script&#62;"));
        }
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_see_the_way_there() {
    on_each(async |kind| {
        let desk = Desk::with_order(kind).await;
        for (role, may) in [
            (Role::Owner, true),
            (Role::Orders, true),
            (Role::Shipping, false),
            (Role::Accounts, false),
        ] {
            let form = shop::staff::StaffForm {
                login: role.word().into(),
                name: "鈴木".into(),
                role: role.word().into(),
                ..shop::staff::StaffForm::default()
            };
            let (world, shop) = (&desk.town.world, desk.town.shop.id);
            let (_, password) = shop::staff::add(world, shop, "佐藤", &form).await.unwrap();
            let mut browser = Browser::new(&web::admin(world.clone(), Surface::default()));
            let fields = [("login", role.word()), ("password", password.expose()), ("next", "")];
            browser.post("/sign-in", &fields).await;
            let order = browser.get("/orders/1").await;
            assert_eq!(order.text().contains("/orders/1/edit"), may, "{role:?}");
            let status = browser.get(EDIT).await.status;
            assert_eq!(status == StatusCode::OK, may, "{role:?}");
            let posted = browser.post(EDIT, &[("quantity_1", "5")]).await;
            assert_eq!(posted.status == StatusCode::FORBIDDEN, !may, "{role:?}");
        }
        assert_eq!(total(&desk).await, 3_760);
    })
    .await;
}

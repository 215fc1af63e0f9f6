//! The three lists without JavaScript: what stands in them, what narrows them down, searches that
//! are kept, and orders as a file.

use http::{StatusCode, header};
use shop::staff::Role;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::Page;
use crate::desk::Desk;
use crate::staff::Office;

fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

fn has_not(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(!page.text().contains(text), "{text} is in {}", page.text());
    }
}

/// The desk with its one order brought into this list.
async fn desk_with(kind: store::scratch::Kind, list: &'static str, memo: &'static str) -> Desk {
    let desk = Desk::with_order(kind).await;
    let moved = desk.town.world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(sql!("update orders set list = $1, memo = $2"), &[list.into(), memo.into()])
    });
    moved.await.unwrap();
    desk
}

#[tokio::test]
async fn an_order_stands_in_its_list_alone_and_the_head_finds_it_in_any() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "completed", "入荷待ち 12/1\n贈りもの").await;
        has(&desk.staff.get("/orders").await, &["<h1>受注一覧</h1>", "受注はまだありません"]);
        has(
            &desk.staff.get("/orders/cancelled").await,
            &["<h1>受注キャンセル一覧</h1>", "まだあり"],
        );
        let list = desk.staff.get("/orders/completed").await;
        has(&list, &["<h1>受注完了一覧</h1>", "order00001", "1件", "入荷待ち 12/1…"]);
        has(&list, &["aria-current=\"page\">受注完了一覧", "小林 葵", "(<span class=\"tid\">"]);
        for typed in ["order00001", "こばやし", "aoi@", "075-000", "小林　葵", "葵"] {
            let query =
                form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
            let found = desk.staff.get(&format!("/orders?{query}")).await;
            has(&found, &["<h1>受注を探す</h1>", "order00001", "受注完了一覧</span>", "1件"]);
        }
        has(&desk.staff.get("/orders?q=order00002").await, &["当てはまる受注はありません"]);
    })
    .await;
}

#[tokio::test]
async fn every_field_of_the_form_narrows_the_list_down() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "open", "贈りもの").await;
        for (query, is_found) in [
            ("number=1", true),
            ("number=2", false),
            ("name=%E5%B0%8F%E6%9E%97", true),
            ("name=%E6%9E%97", false),
            ("mail=AOI", true),
            ("phone=075", true),
            ("phone=075%E3%83%BC000", true),
            ("phone=03", false),
            ("product=yunomi-shinogi", true),
            ("product=yunomi-shinogi-2", false),
            ("method=card", true),
            ("method=free", false),
            ("pay=held", true),
            ("pay=captured", false),
            ("due=14", false),
            ("due=60", true),
            ("status=none", true),
            ("status=1", false),
            ("differs=yes", false),
            ("min=1&max=999999", true),
            ("max=1", false),
            ("from=2020/1/1", true),
            ("to=2020/1/1", false),
            ("carrier=1", true),
            ("carrier=2", false),
            ("shipped=no", true),
            ("shipped=yes", false),
            ("checked=no", true),
            ("mailed=waiting", true),
            ("mailed=sent", false),
            ("member=no", true),
            ("member=yes", false),
            ("noted=yes", true),
            ("memo=%E8%B4%88%E3%82%8A", true),
            ("memo=%E5%8D%83", false),
            ("pay=held&method=card&shipped=no&from=2020/1/1", true),
        ] {
            let page = desk.staff.get(&format!("/orders?{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            assert_eq!(page.text().contains("id=\"o1\""), is_found, "{query}");
            assert_eq!(page.text().contains("当てはまる受注はありません"), !is_found, "{query}");
            assert!(page.text().contains("class=\"chip\""), "{query}");
        }
        let cancelled = desk.town.world.store.write(|tx: &mut dyn Tx| {
            tx.exec(sql!("update orders set pay_state = 'cancelled' where shop_id = 1"), &[])
        });
        cancelled.await.unwrap();
        has_not(&desk.staff.get("/orders?shipped=no").await, &["id=\"o1\""]);
        has(&desk.staff.get("/orders?pay=cancelled").await, &["id=\"o1\""]);
        let two = desk.staff.get("/orders?pay=held&method=card").await;
        has(&two, &["href=\"/orders?pay=held\">支払い方法：クレジットカード決済"]);
        has(&two, &["href=\"/orders?method=card\">決済状況：オーソリOK", "selected>オーソリOK"]);
        has(&desk.staff.get("/orders?pay=held").await, &["aria-current=\"page\">売上確定待ち"]);
    })
    .await;
}

/// The shop's statuses, as the page of settings is sent.
async fn name_status(desk: &mut Desk, version: &str, fields: &[(&str, &str)]) {
    let fields: Vec<_> = [("version", version)].into_iter().chain(fields.iter().copied()).collect();
    let saved = desk.staff.post("/settings/order-statuses", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
}

#[tokio::test]
async fn orders_are_found_by_their_status_also_one_that_was_taken_away() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "open", "").await;
        name_status(&mut desk, "0", &[("new", "入荷待ち")]).await;
        name_status(&mut desk, "1", &[("new", "問い合わせ中")]).await;
        let given = desk.town.world.store.write(|tx: &mut dyn Tx| {
            tx.exec(sql!("update orders set status_id = 1 where shop_id = 1"), &[])
        });
        given.await.unwrap();
        let found = desk.staff.get("/orders?status=1").await;
        has(&found, &["id=\"o1\"", "受注ステータス：入荷待ち", "selected>入荷待ち"]);
        has_not(&desk.staff.get("/orders?status=2").await, &["id=\"o1\""]);
        has_not(&desk.staff.get("/orders?status=none").await, &["id=\"o1\""]);
        let wish = [("list", "open"), ("view_name", "待ち"), ("status", "1")];
        let saved = desk.staff.post("/orders/views", &wish).await;
        has(&desk.staff.follow(saved).await, &["aria-current=\"page\">待ち</a>", "id=\"o1\""]);
        // Both go; the one that an order has can still be asked for.
        name_status(&mut desk, "2", &[("name_1", ""), ("name_2", "")]).await;
        let found = desk.staff.get("/orders").await;
        has(&found, &["入荷待ち（廃止）"]);
        has_not(&found, &["問い合わせ中"]);
        let found = desk.staff.get("/orders?status=2").await;
        has(&found, &["受注ステータス：問い合わせ中（廃止）"]);
        let file = [("list", "open"), ("status", "1"), ("c_number", "on"), ("c_status", "on")];
        let columns = ["c_paid", "c_due", "c_three_ds", "c_liability", "c_client"];
        let file: Vec<_> = file.into_iter().chain(columns.map(|one| (one, "on"))).collect();
        let file = desk.staff.post("/orders/export", &file).await;
        let lines: Vec<&str> = file.text().split("\r\n").collect();
        let heads = "注文番号,決済金額,売上確定期限,3Dセキュア認証,チャージバックの負担,";
        assert_eq!(lines[0], format!("\u{feff}{heads}受注ステータス,購入端末"));
        let cells: Vec<&str> = lines[1].split(',').collect();
        assert_eq!(
            (cells[0], cells[3], cells[5], cells[6]),
            ("order00001", "なし", "入荷待ち", "スマートフォン")
        );
        assert_eq!((cells[4], cells[1].parse::<i64>().is_ok()), ("加盟店", true));
        assert!(cells[2].starts_with("20"), "{}", cells[2]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "open", "").await;
        for (query, field, typed) in [
            ("trade=123&name=x", "trade", "123"),
            ("from=%E3%81%8D%E3%81%AE%E3%81%86&name=x", "from", "きのう"),
            ("from=2026/11/24&to=2026/11/23&name=x", "from", "2026/11/23"),
            ("min=9&max=1&name=x", "min", "9"),
            ("max=%E5%8D%83&name=x", "min", "千"),
            ("phone=x&name=x", "phone", "x"),
            ("method=gold&name=x", "method", ""),
            ("shipped=maybe&name=x", "carrier", ""),
        ] {
            let page = desk.staff.get(&format!("/orders?{query}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            let error = format!("id=\"{field}-error\"");
            has(&page, &["<details open>", &error, "aria-invalid=\"true\"", "value=\"x\""]);
            has(&page, &[&format!("value=\"{typed}\"")]);
            has_not(&page, &["id=\"o1\"", "class=\"chip\""]);
            let control = query.split(['=', '&']).next().unwrap();
            let control = if query.starts_with("from=2026/11/24&") { "to" } else { control };
            let control = if query.starts_with("min=9") { "max" } else { control };
            let summary = "role=\"alert\" tabindex=\"-1\" data-focus";
            has(&page, &[summary, &format!("<a href=\"#{control}\">")]);
            has(&page, &[&format!("id=\"{control}\""), "まだ検索していません"]);
        }
    })
    .await;
}

#[tokio::test]
async fn an_authentication_that_moves_nothing_is_seen_in_the_list() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "open", "").await;
        for (three_ds, is_moved, is_lost) in [
            ("not_used", false, false),
            ("authenticated", true, false),
            ("attempt_issuer", true, false),
            ("attempt_merchant", false, true),
            ("lost", false, true),
        ] {
            let put = desk.town.world.store.write(move |tx: &mut dyn Tx| {
                tx.exec(sql!("update payment set three_ds = $1"), &[three_ds.into()])
            });
            put.await.unwrap();
            let page = desk.staff.get("/orders").await;
            assert_eq!(page.text().contains("</svg>3DS</span>"), is_moved, "{three_ds}");
            assert_eq!(page.text().contains("負担：加盟店"), is_lost, "{three_ds}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_whose_orders_were_worked_away_leads_to_the_first() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "completed", "").await;
        for (asked, first) in [
            ("/orders/completed?after=1&pay=held", "/orders/completed?pay=held"),
            ("/orders?after=7", "/orders"),
            ("/orders/cancelled?after=7", "/orders/cancelled"),
            ("/orders?q=order00001&after=1", "/orders?q=order00001"),
        ] {
            let page = desk.staff.get(asked).await;
            assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, first));
        }
        let wrong = desk.staff.get("/orders?after=7&min=x").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&desk.staff.get("/orders/completed?after=7").await, &["id=\"o1\""]);
    })
    .await;
}

#[tokio::test]
async fn a_search_is_kept_for_everybody_but_not_one_of_a_person() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "open", "").await;
        let save = |name: &'static str, field: &'static str, value: &'static str| {
            [("list", "open"), ("view_name", name), (field, value)]
        };
        has(&desk.staff.get("/orders?method=card").await, &["条件を保存"]);
        has_not(&desk.staff.get("/orders?name=a").await, &["条件を保存"]);
        let saved = desk.staff.post("/orders/views", &save("カード", "method", "card")).await;
        let shown = desk.staff.follow(saved).await;
        has(&shown, &["条件を保存しました", "aria-current=\"page\">カード</a>", "（佐藤）"]);
        for (name, field, value, why) in [
            ("カード", "method", "bank", "この名前はもうあります"),
            ("", "method", "bank", "名前を20文字まで"),
            ("小林様", "name", "小林", "受注やお客様を1つに絞る条件"),
        ] {
            let refused = desk.staff.post("/orders/views", &save(name, field, value)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            has(&refused, &[why, &format!("value=\"{name}\""), &format!("value=\"{value}\"")]);
        }
        let gone = desk.staff.post("/orders/views/1/removal", &[]).await;
        has_not(&desk.staff.follow(gone).await, &["カード</a>"]);
        let again = desk.staff.post("/orders/views/1/removal", &[]).await;
        has(&desk.staff.follow(again).await, &["保存した条件を消しました"]);
    })
    .await;
}

#[tokio::test]
async fn orders_become_a_file() {
    on_each(async |kind| {
        let mut desk = desk_with(kind, "open", "=1+1").await;
        let ask = desk.staff.get("/orders/export?list=open&pay=held").await;
        has(&ask, &["受注の書き出し", "決済状況：オーソリOK", "id=\"c_total\"", "checked"]);
        let wish = [("list", "open"), ("pay", "held"), ("shape", "lines"), ("c_number", "on")];
        let columns = [("c_total", "on"), ("c_memo", "on"), ("c_code", "on")];
        let wish: Vec<_> = wish.into_iter().chain(columns).collect();
        let file = desk.staff.post("/orders/export", &wish).await;
        let name = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(name.starts_with("attachment; filename=\"orders-open-"), "{name}");
        let lines: Vec<&str> = file.text().split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}注文番号,合計,メモ,商品コード");
        assert!(lines[1].starts_with("order00001,") && lines[1].ends_with(",'=1+1,yunomi-shinogi"));
        assert_eq!(lines.len(), 3);
        let shift_jis: Vec<_> = wish.iter().copied().chain([("letters", "windows31j")]).collect();
        let file = desk.staff.post("/orders/export", &shift_jis).await;
        assert!(file.body.starts_with(b"\x92\x8d\x95\xb6\x94\xd4\x8d\x86,"), "注文番号");
        // The choice is kept, and who took what is told.
        let ask = desk.staff.get("/orders/export?list=open").await;
        has(&ask, &["name=\"c_memo\" value=\"on\" checked", "value=\"lines\" checked"]);
        has(&ask, &["書き出しの記録", "受注一覧（条件あり）", "1件", "終わりまで"]);
        has(&desk.staff.get("/settings/staff/views").await, &["受注の書き出し"]);
        let none = desk.staff.post("/orders/export", &[("list", "open")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&none, &["列を1つ以上選んでください"]);
        let nowhere = desk.staff.get("/orders/export?list=nowhere").await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_for_whoever_may_and_asks_again_who_it_is() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        for (role, may) in [(Role::Shipping, false), (Role::Accounts, true)] {
            office.add(role).await;
            let mut browser = office.signed_in(role.word()).await;
            let page = browser.get("/orders/export?list=open").await;
            assert_eq!(page.status == StatusCode::OK, may, "{role:?}");
            if may {
                office.clock.advance(shop::staff::PROVED_FOR);
                let wish = [("list", "open"), ("c_id", "on")];
                let asked = browser.post("/orders/export", &wish).await;
                assert_eq!(asked.status, StatusCode::FORBIDDEN);
                has(&asked, &["ご本人の確認"]);
                has_not(&browser.get("/orders/export?list=open").await, &["書き出しの記録"]);
            }
        }
    })
    .await;
}

//! メール送信 at the desk, without JavaScript: looked at, sent once, and what became of it.

use http::StatusCode;
use store::scratch::on_each;
use store::sql;

use crate::browser::Page;
use crate::delivery::CARRIER;
use crate::desk::{Desk, ORDER, has};
use crate::settings::{filled, set};

const SHIPPED: &str = "/orders/1/mails/2";
const FREE: &str = "/settings/mails/3";

impl Desk {
    /// Sends a page's form with these fields changed; follows.
    pub async fn sends(&mut self, path: &str, page: &Page, changes: &[(&str, &str)]) -> Page {
        let fields = filled(page, changes);
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = self.staff.post(path, &fields).await;
        self.staff.follow(sent).await
    }

    pub async fn mails(&self, kind: &'static str) -> Vec<(String, String)> {
        let read = self.town.world.store.read(move |tx| {
            let rows = tx.rows(
                sql!("select recipient, body from outbox where kind = $1 order by created_at"),
                &[kind.into()],
            )?;
            rows.into_iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
        });
        read.await.map_err(|error: store::Error| error).expect("it reads")
    }
}

#[tokio::test]
async fn the_number_leads_to_the_carriers_page() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let kept = set(&mut desk.staff, CARRIER, &[("tracking_by", "yamato")]).await;
        assert_eq!(kept.status, StatusCode::OK);
        let order = desk.staff.get(ORDER).await;
        has(
            &order,
            &["配送通知メールへ", "formaction=\"/orders/1/mails/2\"", "まだ送信していません"],
        );
        let page = desk.staff.get(&format!("{SHIPPED}?tracking=1234-5678")).await;
        has(
            &page,
            &[
                "value=\"1234-5678\"",
                "いっしょに、出荷済みにする",
                "crjz.b.NQ0010?id=12345678",
                "{{注文番号}}",
            ],
        );
        let wrong = desk.sends(SHIPPED, &page, &[("act", "send"), ("tracking", "なし")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(
            &wrong,
            &["1か所、直すところがあります", "問合せ番号を、英数字とハイフンで入れてください。"],
        );
        let fields = [("act", "send"), ("tracking", "1234-5678"), ("ships", "on")];
        let done = desk.sends(SHIPPED, &wrong, &fields).await;
        has(
            &done,
            &[
                "メールを送信しました。",
                "出荷済",
                "に送信",
                "送信待ち",
                "配送通知メールを送信しました。",
            ],
        );
        let again = desk.sends(SHIPPED, &page, &fields).await;
        has(&again, &["このメールは、もう送信しています。"]);
        let mails = desk.mails("shipped").await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].1.contains("crjz.b.NQ0010?id=12345678"), "{}", mails[0].1);
        let anew = desk.staff.get(SHIPPED).await;
        has(&anew, &["にも送信しています。", "name=\"shipped\" value=\"on\""]);
    })
    .await;
}

#[tokio::test]
async fn who_noted_it_meanwhile_is_not_written_over() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get(SHIPPED).await;
        desk.staff.post("/orders/1/shipment", &[("act", "ship"), ("tracking", "99")]).await;
        let mine = [("act", "send"), ("tracking", "11"), ("ships", "on")];
        let stale = desk.sends(SHIPPED, &page, &mine).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(
            &stale,
            &["ほかの人が先に出荷の記録を変えました。", "value=\"11\"", "出荷済、問合せ番号 99"],
        );
        assert!(desk.mails("shipped").await.is_empty());
        let done = desk.sends(SHIPPED, &stale, &mine).await;
        has(&done, &["メールを送信しました。", "問合せ番号 99"]);
    })
    .await;
}

/// Whatever an order says stands in the page as letters.
#[tokio::test]
async fn a_preview_runs_nothing() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let typed = [
            ("act", "preview"),
            ("subject", "<img src=x onerror=alert(1)>{{注文番号}}"),
            ("body", "</pre><script>alert(1)</script>{{購入者名}}\n{{だれか}}"),
        ];
        let page = desk.staff.post("/orders/1/mails/3", &typed).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<img src=x"));
        has(&page, &["2行目：「{{だれか}}」という差し込み項目はありません。", "&#60;script&#62;"]);
        desk.staff.headers.push(("x-noren-fragment", "1".to_owned()));
        let part = desk.staff.post("/settings/mails/proof", &typed[..2]).await;
        assert!(!part.text().contains("<html"), "only the proof: {}", part.text());
        has(&part, &["本文を入れてください。"]);
    })
    .await;
}

#[tokio::test]
async fn a_template_is_kept_and_two_do_not_write_over_each_other() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let mine = desk.staff.get(FREE).await;
        let theirs = desk.staff.get(FREE).await;
        let saved = desk.sends(FREE, &theirs, &[("act", "save"), ("body", "お知らせ")]).await;
        has(&saved, &["保存しました。", "変更済"]);
        let stale = desk.sends(FREE, &mine, &[("act", "save"), ("body", "ほかの文面")]).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&stale, &["ほかの人が先に保存しました", "お知らせ", "ほかの文面"]);
        has(&desk.sends(FREE, &stale, &[("act", "save")]).await, &["保存しました。"]);
        has(&desk.staff.get("/orders/1/mails/3").await, &["ほかの文面"]);
        // 試し送り goes to the shop, and to nobody else.
        let page = desk.staff.get(FREE).await;
        has(&desk.sends(FREE, &page, &[("act", "trial")]).await, &["試し送りをしました。"]);
        let trials = desk.mails("trial").await;
        assert_eq!(trials.len(), 1);
        assert_eq!(trials[0].0, desk.town.shop.notify_to);
        assert!(desk.mails("free").await.is_empty());
        let reset = desk.staff.post("/settings/mails/3/removal", &[]).await;
        has(&desk.staff.follow(reset).await, &["はじめの文面に戻しました。"]);
        assert!(!desk.staff.get(FREE).await.text().contains("ほかの文面"));
    })
    .await;
}

#[tokio::test]
async fn many_orders_are_written_to_in_one_run() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let chosen = desk.staff.get("/orders/bulk?order=1&from=list").await;
        has(
            &chosen,
            &["メール送信", "配送通知メール</option>", "前に同じメールを送った受注にも送る"],
        );
        let fields = [("order", "1"), ("act", "mail"), ("template", "1")];
        let confirm = desk.staff.post("/orders/bulk/confirmation", &fields).await;
        has(
            &confirm,
            &["注文確認メールの送信", "1件のうち 1件を実行します。", "送信します", "はじめの1通"],
        );
        let run = desk.sends("/orders/bulk/runs", &confirm, &[]).await;
        has(&run, &["注文確認メールの送信"]);
        shop::bulk::sweep(&desk.town.world).await.unwrap();
        has(&desk.staff.get("/orders/bulk/runs/1").await, &["正常終了", "終わりました"]);
        assert_eq!(desk.mails("confirmation").await.len(), 1);
        let again = desk.staff.post("/orders/bulk/confirmation", &fields).await;
        has(&again, &["1件のうち 0件を実行します。", "前に送信しているため、見送ります。"]);
        let check = [("order", "1"), ("act", "check")];
        let confirm = desk.staff.post("/orders/bulk/confirmation", &check).await;
        desk.sends("/orders/bulk/runs", &confirm, &[]).await;
        shop::bulk::sweep(&desk.town.world).await.unwrap();
        has(&desk.staff.get("/orders/bulk").await, &["入金チェック", "成功 1"]);
        has(&desk.staff.get(ORDER).await, &["入金チェックを済にしました。"]);
    })
    .await;
}

/// What was typed is noted, or nothing leaves: also where the order has gone on meanwhile.
#[tokio::test]
async fn a_number_is_not_lost_with_the_list() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get(SHIPPED).await;
        let moved = desk
            .town
            .world
            .store
            .write(|tx| tx.exec(sql!("update orders set list = 'completed'"), &[]));
        moved.await.unwrap();
        let mine = [("act", "send"), ("tracking", "11"), ("ships", "on")];
        let refused = desk.sends(SHIPPED, &page, &mine).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["問合せ番号と出荷を保存できません。何も送信していません。"]);
        assert!(desk.mails("shipped").await.is_empty());
        let sent = desk.sends(SHIPPED, &refused, &[("act", "send")]).await;
        has(&sent, &["メールを送信しました。"]);
    })
    .await;
}

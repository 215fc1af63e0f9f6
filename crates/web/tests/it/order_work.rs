//! 受注完了, 受注キャンセル and the way back, at the desk and without JavaScript: alone, with the payment,
//! by two people, and many at once.

use std::collections::BTreeMap;

use http::StatusCode;
use paygent_sandbox::{Fault, Trick};
use shop::{bulk, staff};
use store::scratch::on_each;
use store::sql;

use crate::browser::Page;
use crate::desk::{Desk, ORDER, has};

const COMPLETION: &str = "/orders/1/completion";
const CANCELLATION: &str = "/orders/1/order-cancellation";
const REOPENING: &str = "/orders/1/reopening";

fn lacks(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(!page.text().contains(text), "{text} is in {}", page.text());
    }
}

impl Desk {
    /// Opens a move and sends it with these fields; follows.
    async fn moves(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.staff.get(path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}");
        self.send(path, &form, fields).await
    }

    /// Sends what a page holds with these fields; follows.
    async fn send(&mut self, path: &str, form: &Page, fields: &[(&str, &str)]) -> Page {
        let hidden: BTreeMap<String, String> = form.hidden().into_iter().collect();
        let shown = ("shown", hidden["shown"].as_str());
        let all: Vec<_> = [shown].into_iter().chain(fields.iter().copied()).collect();
        let sent = self.staff.post(path, &all).await;
        self.staff.follow(sent).await
    }

    async fn on_hand(&self) -> i64 {
        let read = |tx: &mut dyn store::Tx| {
            let sum = sql!("select cast(sum(on_hand) as bigint) from stock where shop_id = 1");
            tx.row(sum, &[])?.expect("a row").int(0)
        };
        self.town.world.store.read(read).await.expect("it reads")
    }
}

#[tokio::test]
async fn a_hold_is_completed_only_with_its_caution_acknowledged() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let order = desk.order().await;
        has(&order, &["受注明細(注文No:1)", "data-dialog=\"completion\"", "出荷", "受注処理中"]);
        let form = desk.staff.get(COMPLETION).await;
        has(
            &form,
            &[
                "売上確定処理が未完了です。",
                "売上確定して受注完了",
                "このまま受注完了にする",
                "お客様へのメールは送りません。",
                "未処理項目が残っています：売上確定、出荷。",
                "name=\"caution\" value=\"not_captured\"",
            ],
        );
        lacks(&form, &["在庫を戻す"]);
        let refused = desk.moves(COMPLETION, &[("do", "alone")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["進んでよければ、確認の欄に印を入れてください。", "aria-invalid=\"true\""]);
        has(&desk.order().await, &["受注処理中"]);

        let known = [("do", "alone"), ("caution", "not_captured")];
        let done = desk.moves(COMPLETION, &known).await;
        has(
            &done,
            &[
                "受注完了明細(注文No:1)",
                "受注完了一覧へ移動しました。",
                "元に戻す",
                "（確認のうえ：売上確定処理が未完了）",
                "受注一覧 → <span class=\"unseen\">変更後</span>受注完了一覧",
                "受注処理完了",
                // The frame goes on: 売上確定 is what is missing.
                "data-dialog=\"capture\"",
                "data-dialog=\"reopening\"",
                "メモを保存",
            ],
        );
        lacks(&done, &["data-dialog=\"completion\"", "入金チェック</button>", "出荷済みにする"]);
        assert_eq!(desk.trade().await.status.0, 20);

        // 元に戻す is one press.
        let undone = desk.send(REOPENING, &done, &[("stock", "on")]).await;
        has(
            &undone,
            &["受注一覧へ戻しました。", "受注明細(注文No:1)", "data-dialog=\"completion\""],
        );
        lacks(&undone, &["元に戻す"]);
    })
    .await;
}

#[tokio::test]
async fn captured_and_completed_with_one_button() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.order().await;
        has(&page, &["<b>受注処理完了</b><button", "<b>受注キャンセル</b><button"]);
        let done = desk.moves(COMPLETION, &[("do", "along")]).await;
        has(&done, &["売上を確定し、受注完了一覧へ移動しました。", "受注完了明細", "黄枠 2"]);
        has(&done, &["お取引も決済も完了しています。"]);
        assert_eq!(desk.trade().await.status.0, 40);
    })
    .await;
}

#[tokio::test]
async fn what_paygent_refuses_or_does_not_answer_moves_nothing() {
    let refuse = || Trick::Refuse { code: "2007".into() };
    for (trick, texts) in [
        (refuse(), &["「売上確定」は行われていません", "（2007）受注は移動していません。"][..]),
        (Trick::DropAfterCommit, &["「売上確定」の結果を確認"]),
    ] {
        on_each(async |kind| {
            let mut desk = Desk::with_order(kind).await;
            desk.sandbox.control().fault(Fault::next("022", trick.clone()));
            let stays = desk.moves(COMPLETION, &[("do", "along")]).await;
            has(&stays, texts);
            has(&stays, &["受注明細(注文No:1)", "受注処理中"]);
        })
        .await;
    }
}

#[tokio::test]
async fn an_order_is_cancelled_with_its_payment_and_its_stock() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let before = desk.on_hand().await;
        let form = desk.staff.get(CANCELLATION).await;
        has(&form, &["オーソリが残っています。", "決済をキャンセルして受注キャンセル"]);
        has(&form, &["name=\"stock\" value=\"on\" checked"]);
        let done = desk.moves(CANCELLATION, &[("do", "along"), ("stock", "on")]).await;
        has(
            &done,
            &[
                "決済をキャンセルし、受注キャンセル一覧へ移動しました。",
                "受注キャンセル明細(注文No:1)",
                "受注も決済もキャンセル済みです。",
                "受注キャンセル一覧へ移動し、在庫を戻しました。",
            ],
        );
        assert_eq!(desk.on_hand().await, before + 1);
        assert!(!desk.trade().await.is_live());

        // Sold out meanwhile: told by name, and only taken back when that is said.
        let empty = |tx: &mut dyn store::Tx| {
            tx.exec(sql!("update stock set on_hand = 0, reserved = 0 where shop_id = 1"), &[])
        };
        desk.town.world.store.write(empty).await.unwrap();
        let short = desk.moves(REOPENING, &[("stock", "on")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&short, &["在庫が足りません", "湯のみ", "在庫を引かずに戻す"]);
        let without = desk.send(REOPENING, &short, &[("stock", "on"), ("stock", "off")]).await;
        has(&without, &["受注一覧へ戻しました。"]);
        assert_eq!(desk.on_hand().await, 0);
    })
    .await;
}

/// キャンセル済 in 受注完了一覧 (DESIGN section 10).
#[tokio::test]
async fn a_completed_order_without_a_payment_goes_to_the_cancelled_ones() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.moves(COMPLETION, &[("do", "along")]).await;
        lacks(&desk.order().await, &["data-dialog=\"order-cancellation\""]);
        let off = desk.act("cancellation").await;
        has(&off, &["data-dialog=\"order-cancellation\"", "「受注キャンセル一覧へ移動」を押して"]);
        let done = desk.moves(CANCELLATION, &[("do", "alone"), ("stock", "on")]).await;
        has(&done, &["受注キャンセル一覧へ移動しました。", "受注一覧へ戻す"]);
        // It did not come from 受注一覧.
        lacks(&done, &["元に戻す"]);
    })
    .await;
}

#[tokio::test]
async fn a_completed_order_whose_payment_is_off_is_better_cancelled() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.act("cancellation").await;
        let form = desk.staff.get(COMPLETION).await;
        has(&form, &["決済はキャンセル済です。", "href=\"/orders/1/order-cancellation\""]);
        let form = desk.staff.get(CANCELLATION).await;
        lacks(&form, &["name=\"caution\"", "value=\"along\""]);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_sees_what_the_first_has_done() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let mine = desk.staff.get(COMPLETION).await;
        // Somebody else captures it, which this person's page does not know.
        desk.act("capture").await;
        let again = desk.send(COMPLETION, &mine, &[("caution", "not_captured")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&again, &["受注一覧・オーソリOK → 受注一覧・消込済", "売上確定を行いました。", "佐藤"]);
        // The page that came back knows, and needs no word more.
        lacks(&again, &["name=\"caution\""]);
        has(&desk.send(COMPLETION, &again, &[]).await, &["受注完了一覧へ移動しました。"]);
        let late = desk.send(COMPLETION, &mine, &[("caution", "not_captured")]).await;
        has(
            &late,
            &["受注一覧・オーソリOK → 受注完了一覧・消込済", "受注完了明細(注文No:1)へ戻る"],
        );
    })
    .await;
}

#[tokio::test]
async fn an_order_with_a_telegram_in_flight_waits() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let form = desk.staff.get(COMPLETION).await;
        desk.order().await;
        desk.sandbox.control().fault(Fault::next("022", Trick::DropAfterCommit));
        desk.sandbox.control().fault(Fault::next("094", Trick::DropBeforeCommit));
        let busy = desk.act("capture").await;
        has(&busy, &["赤枠 1", "処理中です"]);
        lacks(&busy, &["data-dialog=\"completion\"", "data-dialog=\"order-cancellation\""]);
        for _ in 0..3 {
            desk.sandbox.control().fault(Fault::next("094", Trick::DropBeforeCommit));
        }
        let told = desk.send(COMPLETION, &form, &[("caution", "not_captured")]).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&told, &["処理中です。"]);
    })
    .await;
}

/// Paygent does not say how it stands: that is acknowledged too.
#[tokio::test]
async fn a_silent_gateway_is_a_caution_of_its_own() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.sandbox.stop().await;
        desk.order().await;
        let form = desk.staff.get(COMPLETION).await;
        has(&form, &["value=\"not_captured\"", "value=\"not_seen\""]);
        lacks(&form, &["value=\"along\""]);
        let one = desk.send(COMPLETION, &form, &[("caution", "not_captured")]).await;
        assert_eq!(one.status, StatusCode::UNPROCESSABLE_ENTITY);
        let both = [("caution", "not_captured"), ("caution", "not_seen")];
        has(&desk.send(COMPLETION, &form, &both).await, &["受注完了一覧へ移動しました。"]);
    })
    .await;
}

#[tokio::test]
async fn a_refund_with_the_order_asks_again_who_it_is() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.act("capture").await;
        let form = desk.staff.get(CANCELLATION).await;
        desk.clock.advance(staff::PROVED_FOR);
        let asked = desk.send(CANCELLATION, &form, &[("do", "along"), ("stock", "on")]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        has(&asked, &["あなたのパスワード"]);
        assert_eq!(desk.trade().await.status.0, 40, "nothing has happened");
        let sealed = asked.hidden().remove(0).1;
        let proof = [("step_up", sealed.as_str()), ("proof", "noren-no-uchi")];
        let done = desk.staff.post(CANCELLATION, &proof).await;
        let done = desk.staff.follow(done).await;
        has(&done, &["決済をキャンセルし、受注キャンセル一覧へ移動しました。", "在庫を戻しました"]);
        assert_eq!(desk.trade().await.status.0, 60);
    })
    .await;
}

#[tokio::test]
async fn an_expired_hold_threatens_nobody_with_a_charge() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let form = desk.staff.get(CANCELLATION).await;
        has(&form, &["オーソリが残っています。", "請求されることがあります"]);
        let days = std::time::Duration::from_hours(61 * 24);
        desk.sandbox.control().advance(days).await.expect("Paygent's clock goes on");
        desk.clock.advance(2 * shop::clock::SECOND);
        has(&desk.order().await, &["赤枠 1", "オーソリの有効期限が切れています"]);
        let form = desk.staff.get(CANCELLATION).await;
        has(&form, &["オーソリの有効期限が切れています。", "請求されることはありません"]);
        assert!(!form.text().contains("請求されることがあります"));
    })
    .await;
}

#[tokio::test]
async fn notes_and_marks_stand_on_the_page_and_nothing_typed_is_lost() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let statuses = "/settings/order-statuses";
        let new = [("version", "0"), ("new", "梱包中")];
        assert_eq!(desk.staff.post(statuses, &new).await.status, StatusCode::SEE_OTHER);
        let late = desk.staff.post(statuses, &[("version", "0"), ("new", "入荷待ち")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&late, &["ほかの人が先に保存しました", "value=\"入荷待ち\"", "梱包中"]);

        for (path, fields, texts) in [
            (
                "memo",
                &[("memo", "夕方に電話"), ("version", "0")][..],
                &["メモを保存しました。"][..],
            ),
            ("check", &[("act", "on")], &["入金チェックを済にしました。", "入金チェックを外す"]),
            ("status", &[("status", "1"), ("seen", "")], &["受注ステータスを変更しました。"]),
            ("shipment", &[("tracking", "１２３４")], &["出荷済みにしました。", "value=\"1234\""]),
        ] {
            let done = desk.staff.post(&format!("{ORDER}/{path}"), fields).await;
            has(&desk.staff.follow(done).await, texts);
        }
        let order = desk.order().await;
        has(&order, &["夕方に電話</textarea>", "<dt>受注ステータス</dt><dd>梱包中</dd>"]);
        let done = "出荷<span class=\"unseen\">済</span>";
        has(&order, &[done]);
        has(&desk.staff.get("/orders").await, &[done]);

        let late = [("memo", "のしを\nつける"), ("version", "0")];
        let merge = desk.staff.post(&format!("{ORDER}/memo"), &late).await;
        assert_eq!(merge.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&merge, &["いま保存されているメモ", "夕方に電話", "のしを\nつける</textarea>"]);
        let wrong = [("act", "number"), ("shipped", "on"), ("seen", "1234"), ("tracking", "電話")];
        let wrong = desk.staff.post(&format!("{ORDER}/shipment"), &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&wrong, &["英数字とハイフンで", "value=\"電話\"", "aria-invalid=\"true\""]);
    })
    .await;
}

#[tokio::test]
async fn chosen_orders_are_done_on_the_server() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let list = desk.staff.get("/orders").await;
        has(&list, &["name=\"order\" value=\"1\" form=\"bulk\"", "name=\"all\" value=\"1\""]);
        let none = desk.staff.get("/orders/bulk?from=list").await;
        has(&none, &["受注が選ばれていません"]);
        let chosen = desk.staff.get("/orders/bulk?from=list&order=1").await;
        has(&chosen, &["order00001", "受注一覧・オーソリOK", "value=\"complete\""]);
        lacks(&chosen, &["value=\"reopen\""]);
        let path = "/orders/bulk/confirmation";
        let unsaid = desk.staff.post(path, &[("order", "1")]).await;
        has(&unsaid, &["内容を選んでください。", "order00001"]);

        // Alone it needs a word; with its capture it needs none.
        let alone = desk.staff.post(path, &[("order", "1"), ("act", "complete")]).await;
        has(&alone, &["売上確定処理が未完了です。", "name=\"caution_1\"", "0件は、そのまま"]);
        let nothing = desk.staff.post("/orders/bulk/runs", &fields(&alone, &[])).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&nothing, &["実行する受注がありません"]);
        let with = [("order", "1"), ("act", "complete"), ("along_complete", "on")];
        let with = desk.staff.post(path, &with).await;
        has(&with, &["売上確定して、移動します", "1件は、そのまま"]);
        lacks(&with, &["name=\"caution_1\""]);
        let hidden = with.hidden();
        let sent: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let begun = desk.staff.post("/orders/bulk/runs", &sent).await;
        assert_eq!(begun.location(), "/orders/bulk/runs/1");
        let twice = desk.staff.post("/orders/bulk/runs", &sent).await;
        assert_eq!(twice.location(), "/orders/bulk/runs/1");
        let waits = desk.staff.follow(begun).await;
        has(&waits, &["処理中です（0／1件）", "data-settling", "value=\"0\" max=\"1\""]);
        bulk::sweep(&desk.town.world).await.unwrap();
        let over = desk.staff.get("/orders/bulk/runs/1").await;
        has(&over, &["終わりました", "正常終了", "成功 1"]);
        lacks(&over, &["data-settling"]);
        has(&desk.order().await, &["受注完了明細", "黄枠 2"]);
        has(&desk.staff.get("/orders/bulk").await, &["操作ログ", "売上確定して受注完了", "佐藤"]);
    })
    .await;
}

/// What the page's form holds, with these fields.
fn fields<'a>(page: &Page, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    assert!(page.text().contains("name=\"shown_1\" value=\"open.held\""));
    let all = [("key", "a"), ("order", "1"), ("act", "complete"), ("shown_1", "open.held")];
    all.into_iter().chain(more.iter().copied()).collect()
}

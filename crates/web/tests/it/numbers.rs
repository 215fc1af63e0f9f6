//! 問合せ番号の取込 at the desk, without JavaScript: a file, the orders beside it, and what came of it.

use http::StatusCode;
use shop::bulk;
use store::scratch::on_each;

use crate::browser::Page;
use crate::calm::{STRICT, is_calm};
use crate::desk::{Desk, ORDER, has};

const NUMBERS: &str = "/orders/numbers";
const FILE: &str = "/orders/numbers/1";

impl Desk {
    /// Sends a file.
    async fn uploads(&mut self, bytes: &[u8]) -> Page {
        self.staff.upload(NUMBERS, &[], ("file", bytes)).await
    }

    /// Presses the button of a page with what it holds and these fields; follows.
    async fn takes_in(&mut self, page: &Page, fields: &[(&str, &str)]) -> Page {
        let hidden = page.hidden();
        let all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(fields.iter().copied())
            .collect();
        let sent = self.staff.post(FILE, &all).await;
        self.staff.follow(sent).await
    }
}

fn lacks(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(!page.text().contains(text), "{text} is in {}", page.text());
    }
}

#[tokio::test]
async fn numbers_of_a_file_are_taken_in_with_mail_and_capture() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let empty = desk.staff.get(NUMBERS).await;
        has(&empty, &["enctype=\"multipart/form-data\"", "まだありません。", "お客様管理番号"]);
        // Windows-31J, as B2 writes it, with one row for nobody.
        let file = b"\x92\x8d\x95\xb6\x94\xd4\x8d\x86,\x92\xc7\x90\xd5\x94\xd4\x8d\x86\r\n\
            order00001,=\"1234-5678\"\r\norder00099,77\r\n";
        let sent = desk.uploads(file).await;
        assert_eq!(sent.location(), FILE);
        let page = desk.staff.follow(sent).await;
        is_calm(&page, STRICT, "the preview");
        has(
            &page,
            &[
                "2行のうち1件を取り込みます",
                "「注文番号」「追跡番号」の列を読みました",
                "番号を入れ、出荷済みにします。",
                "この番号の受注はありません。",
                "1件を取り込む</button>",
                "いま1件",
                "はじめの1通",
                "1234-5678",
                "出荷日は今日になります。",
            ],
        );
        lacks(&page, &["ファイルの日付を使う", "番号が変わる"]);
        let run = desk.takes_in(&page, &[("mail", "on"), ("capture", "on")]).await;
        has(&run, &["問合せ番号の取込（配送通知メール、売上確定）", "処理中です（0／1件）"]);
        bulk::sweep(&desk.town.world).await.unwrap();
        let over = desk.staff.get("/orders/bulk/runs/1").await;
        has(&over, &["終わりました", "番号を取り込み、売上を確定しました。", FILE]);
        let order = desk.order().await;
        has(&order, &["value=\"1234-5678\"", "配送通知メールを送信しました。", "黄枠 2"]);
        assert_eq!(desk.trade().await.status.0, 40);
        // The same file opens what came of it, and nothing happens twice.
        let again = desk.uploads(file).await;
        let taken = desk.staff.follow(again).await;
        is_calm(&taken, STRICT, "the result");
        has(
            &taken,
            &["に取り込みました", "成功 1", "取り込まなかった行　1行", "order00099", "/runs/1"],
        );
        let twice = desk.takes_in(&page, &[("mail", "on"), ("capture", "on")]).await;
        has(&twice, &["終わりました", "成功 1"]);
        has(&desk.staff.get(NUMBERS).await, &["成功 1", FILE]);
        has(&desk.staff.get("/orders/bulk").await, &["問合せ番号の取込（配送通知メール"]);
    })
    .await;
}

#[tokio::test]
async fn numbers_that_differ_are_replaced_only_where_somebody_says_so() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let noted = [("tracking", "old-1")];
        desk.staff.post(&format!("{ORDER}/shipment"), &noted).await;
        let today = desk.town.world.now().to_date_text();
        let file = format!("注文番号,追跡番号,出荷日\n1,new-1,{today}\n");
        let sent = desk.uploads(file.as_bytes()).await;
        let page = desk.staff.follow(sent).await;
        has(
            &page,
            &[
                "1行のうち0件を取り込みます",
                "いまの番号はold-1です。",
                "name=\"replace\" value=\"1.old-1\"",
                "印を入れた受注を取り込む</button>",
                "ファイルの日付を使う",
            ],
        );
        let refused = desk.takes_in(&page, &[("day", "file")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["取り込む行がありません。", "role=\"alert\""]);
        is_calm(&refused, STRICT, "nothing to do");
        let ticked = [("day", "file"), ("replace", "1.old-1")];
        has(&desk.takes_in(&page, &ticked).await, &["処理中です（0／1件）"]);
        bulk::sweep(&desk.town.world).await.unwrap();
        has(&desk.order().await, &["value=\"new-1\"", "問合せ番号を変更しました。"]);
    })
    .await;
}

#[tokio::test]
async fn numbers_are_not_read_from_what_is_no_file() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let large = vec![b'a'; shop::numbers::BYTES_MAX + 1];
        for (bytes, told) in [
            (&b""[..], "ファイルを選んでください。"),
            (b"PK\x03\x04\x00\x00", "CSVファイルとして読めません。"),
            ("注文番号,追跡番号\n".as_bytes(), "ファイルに行がありません。"),
            (&large, "10MB、20000行までです。"),
        ] {
            let refused = desk.uploads(bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            has(&refused, &[told, "id=\"file-error\"", "まだ何もしていません。"]);
        }
    })
    .await;
}

#[tokio::test]
async fn numbers_columns_are_chosen_by_hand() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let sent = desk.uploads("箱,お荷物\norder00001,1234\n".as_bytes()).await;
        let page = desk.staff.follow(sent).await;
        is_calm(&page, STRICT, "the columns");
        has(
            &page,
            &[
                "どの列に番号があるかを、選んでください。",
                "受注がわかる列（お客様管理番号、",
                "問合せ番号の列（伝票番号、",
                "1列目：箱（order00001）",
                "2列目：お荷物（1234）",
            ],
        );
        let path = format!("{FILE}/columns");
        let same = [("key", "1"), ("number", "1"), ("day", "none"), ("header", "on")];
        let refused = desk.staff.post(&path, &same).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["同じ列は選べません。", "<option value=\"1\" selected>"]);
        let right = [("key", "0"), ("number", "1"), ("day", "none"), ("header", "on")];
        let read = desk.staff.post(&path, &right).await;
        let page = desk.staff.follow(read).await;
        has(&page, &["1行のうち1件を取り込みます", "「箱」「お荷物」の列を読みました"]);
        let again = desk.staff.get(&format!("{FILE}?columns=choose")).await;
        has(&again, &["列を選ぶ", "1列目：箱"]);
        // Before it is read nothing can be taken in.
        assert_eq!(desk.staff.post("/orders/numbers/9", &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

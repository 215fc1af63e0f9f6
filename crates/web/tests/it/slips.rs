//! 出荷作業 and 送り状データ at the desk, without JavaScript.

use http::{StatusCode, header};
use store::scratch::on_each;

use crate::delivery::CARRIER;
use crate::desk::{Desk, ORDER, has};
use crate::settings::{filled, set};

const DISPATCH: &str = "/orders/dispatch";
const B2: &str = "/settings/slips/layouts/1";

const SENDER: [(&str, &str); 6] = [
    ("postal", "604-8136"),
    ("prefecture", "京都府"),
    ("city", "京都市中京区"),
    ("street", "梅忠町20-1"),
    ("phone", "075-000-0123"),
    ("goods_text", "焼き菓子"),
];

impl Desk {
    /// Fills in what B2クラウド asks for.
    async fn set_up_b2(&mut self) {
        set(&mut self.staff, CARRIER, &[("slip", "1"), ("slip_cool", "chilled")]).await;
        set(&mut self.staff, "/settings/slips", &SENDER).await;
        let page = self.staff.get(B2).await;
        let sent = filled(&page, &[("set.請求先顧客コード", "0750000123")]);
        let sent: Vec<_> =
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = self.staff.post(B2, &sent).await;
        has(&self.staff.follow(saved).await, &["保存しました。"]);
    }
}

#[tokio::test]
async fn a_days_parcels_leave_the_desk() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        has(
            &desk.staff.get(DISPATCH).await,
            &["1件の帳票を作る", "送り状のソフトが決めてありません"],
        );
        desk.set_up_b2().await;
        has(&desk.staff.get(DISPATCH).await, &["B2クラウド", "1件をダウンロード"]);
        let papers = [("file", "papers"), ("key", "a"), ("all", "1"), ("paper", "delivery")];
        let made = desk.staff.post("/orders/files", &papers).await;
        assert_eq!(made.location(), "/orders/files/1?answer=made");
        let slips = [("file", "slips"), ("key", "a"), ("all", "1"), ("layout", "1")];
        let made = desk.staff.post("/orders/files", &slips).await;
        assert_eq!(made.location(), "/orders/files/2?answer=made", "one page, two files");
        let page = desk.staff.follow(made).await;
        has(&page, &["1件のファイルができました", "ダウンロードが始まります"]);
        assert_eq!(page.headers[header::REFRESH], "0; url=/orders/files/2/content");
        assert!(!desk.staff.get("/orders/files/2").await.headers.contains_key(header::REFRESH));
        let file = desk.staff.get("/orders/files/2/content").await;
        assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=Shift_JIS");
        let row: Vec<&[u8]> = file.body.split(|byte| *byte == b',').collect();
        assert_eq!(row.len(), 95);
        assert_eq!((row[0], row[2]), (&b"order00001"[..], &b"2"[..]), "冷蔵");
        has(
            &desk.staff.get(DISPATCH).await,
            &[
                "帳票を出力していない受注はありません",
                "送り状データを出力していない受注はありません",
            ],
        );
        has(&desk.staff.get(ORDER).await, &["送り状データを出力しました：B2クラウド"]);
        has(&desk.staff.get("/orders?slip=yes").await, &["order00001"]);
        // Of the order alone, again.
        let again = desk.staff.post("/orders/1/slip", &[("key", "b")]).await;
        has(&desk.staff.follow(again).await, &["1件のファイルができました"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_layout_asks_for_is_checked_beside_its_field() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        has(&desk.staff.get("/settings/slips/layouts").await, &["設定が必要"]);
        let page = desk.staff.get(B2).await;
        let long = filled(&page, &[("set.請求先顧客コード", "1234567890123")]);
        let long: Vec<_> =
            long.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = desk.staff.post(B2, &long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["請求先顧客コードは半角12文字までです。", "1234567890123"]);
        let copied = desk.staff.post("/settings/slips/layouts/1/copy", &[]).await;
        let own = copied.location().split('?').next().unwrap_or_default().to_owned();
        let page = desk.staff.follow(copied).await;
        has(&page, &["写しを作りました。", "B2クラウドの写し1"]);
        let broken = filled(&page, &[("body", "columns = [ }")]);
        let broken: Vec<_> =
            broken.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = desk.staff.post(&own, &broken).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["columns = [ }"]);
    })
    .await;
}

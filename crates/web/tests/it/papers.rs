//! 帳票出力 at the desk: a PDF, and what is noted of it.

use http::StatusCode;
use store::scratch::on_each;

use crate::desk::{Desk, ORDER, has};
use crate::settings::set;

const PAPERS: &str = "/orders/1/papers";

#[tokio::test]
async fn the_papers_of_an_order_come_as_one_file_and_are_noted() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let issuer = [("name", "みなも堂株式会社"), ("registration", "T1234567890123")];
        set(&mut desk.staff, "/settings/papers", &issuer).await;
        has(
            &desk.staff.get(ORDER).await,
            &["帳票出力", "まだ出力していません", "納品書（贈答用）"],
        );
        let kinds = [("file", "papers"), ("key", "a"), ("paper", "delivery"), ("paper", "receipt")];
        let made = desk.staff.post(PAPERS, &kinds).await;
        assert_eq!(made.location(), "/orders/files/1/content");
        let twice = desk.staff.post(PAPERS, &kinds).await;
        assert_eq!(twice.location(), "/orders/files/1/content", "the same page asks once");
        let file = desk.staff.follow(made).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert!(file.body.starts_with(b"%PDF-"), "it is a PDF");
        has(&desk.staff.get(ORDER).await, &["に出力", "帳票を出力しました：納品書、領収書"]);
        let none = desk.staff.post(PAPERS, &[("file", "papers")]).await;
        has(&desk.staff.follow(none).await, &["出力する帳票を選んでください。"]);
        has(&desk.staff.get("/orders?printed=yes").await, &["order00001"]);
        assert!(!desk.staff.get("/orders?printed=no").await.text().contains("order00001"));
    })
    .await;
}

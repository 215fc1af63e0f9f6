//! 帳票出力 at the desk: a PDF, and what is noted of it.

use http::StatusCode;
use store::scratch::on_each;

use crate::browser::Browser;
use crate::desk::{Desk, ORDER, has};
use crate::settings::{filled, save, set};

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

#[tokio::test]
async fn the_buyer_issues_the_receipt_from_the_link_of_a_mail() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let page = desk.staff.get("/orders/1/mails/1").await;
        desk.sends("/orders/1/mails/1", &page, &[("act", "send")]).await;
        let body = desk.mails("confirmation").await.remove(0).1;
        let at = body.find("/orders/").expect("the mail leads to the order");
        let link: String = body[at..].chars().take_while(|c| !c.is_whitespace()).collect();
        let mut buyer = Browser::new(&desk.town.router);
        has(&buyer.get(&link).await, &["お支払いを確認したあと"]);
        desk.act("capture").await;
        let page = buyer.get(&link).await;
        has(&page, &["領収書を発行する", "一度決めると変えられません"]);
        let sent = filled(&page, &[("receipt_name", "")]);
        let path = format!("{}/receipt", link.split('?').next().unwrap_or_default());
        let pairs = |sent: &[(String, String)]| sent.to_vec();
        let post = async |buyer: &mut Browser, sent: Vec<(String, String)>| {
            let sent: Vec<_> =
                sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            buyer.post(&path, &sent).await
        };
        let refused = post(&mut buyer, pairs(&sent)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["宛名を入れてください。"]);
        let sent = filled(&page, &[("receipt_name", "株式会社みなも")]);
        let file = post(&mut buyer, pairs(&sent)).await;
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert!(file.body.starts_with(b"%PDF-"));
        has(&buyer.get(&link).await, &["宛名：株式会社みなも", "再発行"]);
        has(&desk.staff.get(ORDER).await, &["ご購入者", "領収書を発行しました。"]);
        // Without the link it is nobody's.
        let mut stranger = Browser::new(&desk.town.router);
        let bare = stranger.post(&path, &[("key", "a")]).await;
        assert_eq!(bare.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// The smallest PNG there is.
const DOT: &[u8] = include_bytes!("dot.png");

#[tokio::test]
async fn logo_and_seal_are_uploaded_printed_and_taken_away() {
    const ISSUER: &str = "/settings/papers";
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let print = async |desk: &mut Desk, key: &str| {
            let kinds = [("file", "papers"), ("key", key), ("paper", "delivery")];
            let made = desk.staff.post(PAPERS, &kinds).await;
            desk.staff.follow(made).await.body
        };
        let bare = print(&mut desk, "a").await;
        let page = desk.staff.get(ISSUER).await;
        has(&page, &["印影", "multipart/form-data"]);
        let fields = filled(&page, &[]);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let large = [DOT, &vec![0; 300 * 1024]].concat();
        for (file, said) in
            [(b"GIF89a".as_slice(), "PNGかJPEG"), (&large, "200KBまで"), (&DOT[..40], "読めません")]
        {
            let refused = desk.staff.upload(ISSUER, &fields, ("seal_file", file)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            has(&refused, &[said]);
        }
        let confirmation = desk.staff.upload(ISSUER, &fields, ("seal_file", DOT)).await;
        has(&confirmation, &["印影", "なし"]);
        save(&mut desk.staff, ISSUER, &confirmation).await;
        let page = desk.staff.get(ISSUER).await;
        has(&page, &["印影を削除する"]);
        let sealed = print(&mut desk, "b").await;
        assert!(bare.len() < sealed.len(), "the picture is in the file");
        set(&mut desk.staff, ISSUER, &[("seal_remove", "on")]).await;
        assert!(!desk.staff.get(ISSUER).await.text().contains("印影を削除する"));
    })
    .await;
}

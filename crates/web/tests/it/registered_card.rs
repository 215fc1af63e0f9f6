//! ご登録カード管理 (guide 9-1 to 9-3): register, change, delete; over 3-D Secure and without; too often.

use std::sync::Arc;

use http::StatusCode;
use paygent_sandbox::{Fault, Trick};
use shop::clock::{Clock, DAY, HandClock, MINUTE, SystemClock};
use shop::id::MemberId;
use shop::settings::card::CardChanges;
use shop::settings::card::Linking::Always;
use shop::settings::cart::Flow;
use shop::settings::{self, CardSettings};
use shop::stored_card;
use store::scratch::{Kind, on_each};
use store::{Tx, sql};

use crate::browser::{Browser, Page};
use crate::calm::{is_calm, with_tokens};
use crate::card::{Street, token};
use crate::linking::{record, set, vault};
use crate::members::member;

const SETTING: &str = "/member/card/setting";
const ENTRY: &str = "/member/card/entry";
const NONE: &str = "ご登録のクレジットカードはありません。";
const DONE: &str = "クレジットカードの登録が完了しました。";

/// A shop that keeps cards, and a member who is signed in.
async fn scene(kind: Kind, three_ds: bool) -> (Street, Browser, MemberId, Arc<HandClock>) {
    let clock = Arc::new(HandClock::at(SystemClock.now()));
    let mut street = Street::timed(kind, three_ds, clock.clone()).await;
    set(&mut street.town, Always, Flow::ZeroStep).await;
    let mut browser = Browser::new(&street.town.router);
    let id = member(&street.town, &mut browser, "aoi").await;
    (street, browser, id, clock)
}

/// 登録 with a test card, by its key.
pub async fn register(street: &Street, browser: &mut Browser, card: &str) -> Page {
    let token = token(&street.sandbox, card).await;
    let text = |name: &str| token[name].as_str().unwrap();
    let fields = [
        ("holder_name", "AOI KOBAYASHI"),
        ("card_token", text("token")),
        ("card_valid_until", text("valid_until")),
    ];
    browser.post(ENTRY, &fields).await
}

fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

#[tokio::test]
async fn a_card_is_registered_changed_and_deleted() {
    on_each(async |kind| {
        let (street, mut browser, id, clock) = scene(kind, false).await;
        has(&browser.get("/member/card").await, &["登録されていません", "設定"]);
        has(&browser.get(SETTING).await, &[NONE, "登録"]);
        let form = browser.get(ENTRY).await;
        is_calm(&form, &with_tokens(&street.sandbox.browser_url()), ENTRY);
        has(&form, &["クレジットカード情報入力", "カード番号", "セキュリティコード"]);
        let done = register(&street, &mut browser, "frictionless").await;
        let done = browser.follow(done).await;
        has(&done, &[DONE, "下4桁 ************0002", "削除", "変更"]);
        has(&browser.get("/member/card").await, &["登録されています"]);
        assert_eq!(vault(&street, id).await, ["0002"]);
        clock.advance(MINUTE);
        let done = register(&street, &mut browser, "jcb").await;
        has(&browser.follow(done).await, &[DONE, "JCB 下4桁 ************0007"]);
        assert_eq!(vault(&street, id).await, ["0007"], "one card a member");
        let asked = browser.get("/member/card/removal").await;
        has(&asked, &["カードを削除します。よろしいですか?", "OK", "キャンセル", "0007"]);
        let gone = browser.post("/member/card/removal", &[]).await;
        has(&browser.follow(gone).await, &["削除しました", NONE]);
        assert!(vault(&street, id).await.is_empty() && record(&street.town, id).await.is_none());
        let mails = mails(&street).await;
        assert_eq!(
            mails,
            [
                ("クレジットカード登録のお知らせ".to_owned(), "0002".to_owned()),
                ("クレジットカード登録のお知らせ".to_owned(), "0007".to_owned()),
                ("クレジットカード登録解除のお知らせ".to_owned(), "0007".to_owned()),
            ],
            "a mail with every change"
        );
    })
    .await;
}

/// Subjects, and the ends of the cards, of the mails to the member.
async fn mails(street: &Street) -> Vec<(String, String)> {
    let read = |tx: &mut dyn Tx| {
        let sql = sql!(
            "select subject, body from outbox
             where kind = 'card' and recipient = 'aoi@example.jp' order by created_at"
        );
        let rows = tx.rows(sql, &[])?;
        let mail = |row: &store::Row| Ok::<_, store::Error>((row.text(0)?, row.text(1)?));
        rows.iter().map(mail).collect::<Result<Vec<_>, _>>()
    };
    let mails = street.town.world.store.read(read).await.unwrap();
    let short = |(subject, body): (String, String)| {
        let end = body.split("下4桁 ").nth(1).map_or("", |rest| &rest[..4]).to_owned();
        (subject.split('】').nth(1).unwrap().to_owned(), end)
    };
    mails.into_iter().map(short).collect()
}

#[tokio::test]
async fn over_three_ds_the_issuer_decides() {
    on_each(async |kind| {
        let (street, mut browser, id, _) = scene(kind, true).await;
        for (outcome, kept) in [("failure", &[][..]), ("success", &["0003"][..])] {
            let sent = register(&street, &mut browser, "challenge").await;
            let progress = sent.location().to_owned();
            let hand_off = browser.get(&progress).await;
            assert_eq!(hand_off.location(), format!("{progress}/hand-off"));
            // Nobody else gets the page.
            let mut other = Browser::new(&street.town.router);
            member(&street.town, &mut other, &format!("ken{}", kept.len())).await;
            assert_eq!(other.get(&progress).await.status, StatusCode::NOT_FOUND);
            assert_eq!(other.get(hand_off.location()).await.location(), progress);
            let page = browser.follow(hand_off).await;
            assert!(vault(&street, id).await.is_empty(), "nothing is stored before the issuer");
            let back = street.issuer(&page, outcome).await;
            let forged = back.replace("hc=", "hc=0");
            assert_eq!(browser.get(&forged).await.status, StatusCode::NOT_FOUND);
            // From Paygent's server, without a cookie.
            let returned = Browser::new(&street.town.router).get(&back).await;
            assert_eq!(returned.location(), progress);
            let again = browser.get(&back).await;
            let end = browser.follow(again).await;
            if kept.is_empty() {
                has(&end, &["クレジットカード情報入力", "カードはまだ登録されていません"]);
            } else {
                has(&end, &[DONE, "************0003"]);
            }
            assert_eq!(vault(&street, id).await, kept, "{outcome}");
        }
        assert!(street.sandbox.ledger().trades().await.unwrap().is_empty(), "nothing is charged");
    })
    .await;
}

#[tokio::test]
async fn what_goes_wrong_is_said_and_the_old_card_stays() {
    on_each(async |kind| {
        let (street, mut browser, id, clock) = scene(kind, false).await;
        let empty = browser.post(ENTRY, &[("holder_name", "あおい")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&empty, &["半角英字で入力してください", "カード情報を入力してください"]);
        let first = register(&street, &mut browser, "frictionless").await;
        browser.follow(first).await;
        let refuse = Trick::Refuse { code: "2003".to_owned() };
        street.sandbox.control().fault(Fault::next("025", refuse));
        let refused = register(&street, &mut browser, "jcb").await;
        let page = browser.follow(refused).await;
        has(&page, &["（2003）", "カードはまだ登録されていません", "id=\"cc-number-e\""]);
        assert_eq!(vault(&street, id).await, ["0002"]);
        // The answer is lost: 確認中, and 027 finds the card.
        clock.advance(MINUTE);
        street.sandbox.control().fault(Fault::next("025", Trick::DropAfterCommit));
        let lost = register(&street, &mut browser, "jcb").await;
        let waiting = browser.follow(lost).await;
        has(&waiting, &["カードの登録を確認中です"]);
        for _ in 0..3 {
            stored_card::sweep(&street.town.world).await.unwrap();
            clock.advance(MINUTE);
        }
        has(&browser.get(SETTING).await, &["************0007"]);
        assert_eq!(vault(&street, id).await, ["0007"]);
    })
    .await;
}

#[tokio::test]
async fn five_a_day_and_twenty_from_one_address() {
    on_each(async |kind| {
        let (mut street, mut browser, id, clock) = scene(kind, false).await;
        let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
        let surface = web::Surface { trusted_proxies, ..web::Surface::default() };
        street.town.router = web::storefront(street.town.world.clone(), surface);
        browser.go_to(&street.town.router);
        let line = || vec![("x-forwarded-for", "203.0.113.24".to_owned())];
        browser.headers = line();
        for _ in 0..5 {
            let sent = register(&street, &mut browser, "jcb").await;
            assert!(sent.location().contains("/registrations/"), "{}", sent.location());
            clock.advance(MINUTE);
        }
        let refused = register(&street, &mut browser, "frictionless").await;
        assert_eq!(refused.location(), SETTING);
        let page = browser.follow(refused).await;
        has(&page, &["登録と変更を繰り返したため、", "まで操作できません"]);
        assert!(!page.text().contains("href=\"/member/card/entry\""));
        assert_eq!(browser.get(ENTRY).await.location(), SETTING);
        assert_eq!(vault(&street, id).await, ["0007"]);
        // What an address has used up, no member at it has left.
        let mut refusals = 0;
        for number in 0..4 {
            let mut other = Browser::new(&street.town.router);
            other.headers = line();
            member(&street.town, &mut other, &format!("ken{number}")).await;
            for _ in 0..5 {
                let sent = register(&street, &mut other, "jcb").await;
                refusals += i32::from(sent.location() == SETTING);
            }
        }
        assert_eq!(refusals, 5, "15 more, and then none");
        clock.advance(DAY);
        let later = register(&street, &mut browser, "frictionless").await;
        assert!(later.location().contains("/registrations/"), "{}", later.location());
    })
    .await;
}

#[tokio::test]
async fn the_limit_is_the_shops() {
    on_each(async |kind| {
        let (street, mut browser, _, _) = scene(kind, false).await;
        let (shop, now) = (street.town.shop.id, street.town.world.now());
        let save = move |tx: &mut dyn Tx| {
            let card = settings::current::<CardSettings>(tx, shop)?.expect("a card is set up").body;
            let changes = CardChanges { of_member: 2, of_address: 1_000 };
            settings::save(tx, shop, &CardSettings { changes, ..card }, "test", now)
        };
        street.town.world.store.write(save).await.unwrap();
        for is_taken in [true, true, false] {
            let sent = register(&street, &mut browser, "jcb").await;
            assert_eq!(sent.location().contains("/registrations/"), is_taken);
        }
    })
    .await;
}

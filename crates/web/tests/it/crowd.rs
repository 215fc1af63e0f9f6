//! Fifty admins at one order, each signed in for himself: one telegram, and every one of them is
//! told where the order stands.

use futures_util::future::join_all;
use paygent_sandbox::{Fault, Trick};
use shop::clock::SECOND;
use shop::secret::Secret;
use shop::staff;
use store::scratch::on_each;
use web::Surface;

use crate::browser::{Browser, Page};
use crate::desk::{Desk, ORDER, has};

const ADMINS: usize = 50;

/// Somebody else at the desk.
async fn sign_in(desk: &Desk, number: usize) -> Browser {
    let (login, name) = (format!("kakari{number}"), format!("係{number}"));
    let (world, shop, password) = (&desk.town.world, &desk.town.shop, "noren-no-uchi");
    staff::create(world, shop, &login, &name, &Secret::new(password)).await.unwrap();
    let mut browser = Browser::new(&web::admin(world.clone(), Surface::default()));
    let fields = [("login", login.as_str()), ("password", password), ("next", "")];
    assert_eq!(browser.post("/sign-in", &fields).await.location(), "/orders");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_admins_capture_one_order_with_one_telegram() {
    on_each(async |kind| {
        let desk = Desk::with_order(kind).await;
        let mut admins = Vec::with_capacity(ADMINS);
        for number in 0..ADMINS {
            admins.push(sign_in(&desk, number).await);
            // The morning comes slowly: one line may not try so often in a minute.
            desk.clock.advance(10 * SECOND);
        }
        desk.clock.advance(2 * SECOND);
        for admin in &mut admins {
            has(&admin.get(ORDER).await, &["黄枠 1", "売上確定"]);
        }
        desk.clock.advance(2 * SECOND);
        // Long enough for all of them to press meanwhile.
        desk.sandbox.control().fault(Fault::next("022", Trick::Delay { ms: 500 }));
        let presses = admins.iter_mut().map(|admin| admin.post("/orders/1/capture", &[]));
        let answers = join_all(presses).await;
        let answers: Vec<&str> = answers.iter().map(Page::location).collect();
        let done = answers.iter().filter(|one| one.ends_with("answer=done")).count();
        assert_eq!(done, 1, "{answers:?}");
        for answer in &answers {
            let said = answer.strip_prefix("/orders/1?act=capture&answer=").expect(answer);
            assert!(["done", "busy", "denied"].contains(&said), "{answer}");
        }
        let log = desk.sandbox.ledger().telegrams(1_000).await.unwrap();
        assert_eq!(log.iter().filter(|line| line.kind == "022").count(), 1);
        desk.clock.advance(2 * SECOND);
        for (admin, answer) in admins.iter_mut().zip(&answers) {
            let page = admin.get(answer).await;
            has(&page, &["黄枠 2", "消込済", "data-answer"]);
            assert_eq!(page.text().matches("売上確定を行いました").count(), 1, "one line");
        }
    })
    .await;
}

//! Looking for payments.

use std::time::Duration;

use paygent_sandbox::Merchant;

use super::desk::Desk;
use crate::stage::Stage;

/// The payments of a list, as they stand there.
fn listed(text: &str) -> Vec<&str> {
    let links = text.split("href=\"/online/payments/").skip(1);
    links.filter_map(|link| link.split('"').next()).collect()
}

/// The day of the sandbox's clock as the list shows it.
fn day(text: &str) -> String {
    let row = text.split("<td class=\"two keep\">").nth(1).expect("a row");
    row.chars().take(10).collect()
}

#[tokio::test]
async fn payments_are_listed_newest_first_with_all_that_tells_them_apart() {
    let stage = Stage::new().await;
    let old = stage.hold("frictionless", "00000000000000000042").await;
    let new = stage.hold("jcb", "NEW").await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let text = desk.get("/online").await.text();
    assert_eq!(listed(&text), [new.as_str(), old.as_str()]);
    for part in ["20 オーソリOK", "9,680円", "************0007", ">NEW<", "<span>0042</span>"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("次の50件へ"));
}

#[tokio::test]
async fn each_field_finds_what_it_says() {
    let stage = Stage::new().await;
    let held = stage.hold("frictionless", "A").await;
    let captured = stage.hold("frictionless", "B").await;
    stage.act("022", paygent::telegram::PaymentRef::by_payment_id(&captured)).await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let today = day(&desk.get("/online").await.text());
    stage.advance(Duration::from_hours(48)).await;
    let late = stage.hold("frictionless", "A").await;
    let later = day(&desk.get("/online").await.text());
    assert!(later > today);
    let (all, both) = ([&late, &captured, &held], [&late, &held]);
    let early = [&captured, &held];
    for (query, found) in [
        (String::new(), all.as_slice()),
        ("trading_id=A".into(), &both),
        ("trading_id=+A+".into(), &both),
        ("trading_id=a".into(), &[]),
        (format!("payment_id={captured}"), &[&captured]),
        (format!("payment_id={captured}&trading_id=A"), &[]),
        ("status=40".into(), &[&captured]),
        ("status=20".into(), &both),
        ("status=60".into(), &[]),
        (format!("from={later}"), &[&late]),
        (format!("until={today}"), &early),
        (format!("from={today}&until={later}"), &all),
        (format!("from={today}&until={today}&status=20"), &[&held]),
    ] {
        let page = desk.get(&format!("/online?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let text = page.text();
        assert_eq!(listed(&text), found, "{query}");
        assert_eq!(text.contains("条件に合う決済はありません"), found.is_empty(), "{query}");
    }
    stage.advance(Duration::from_hours(24 * 58)).await;
    let text = desk.get("/online?status=33").await.text();
    assert_eq!(listed(&text), [held.as_str()], "what time has made of it");
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_said_beside_its_field_and_stays_there() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    for (query, says, kept) in [
        ("payment_id=12x", "決済IDは数字だけ", "value=\"12x\""),
        ("from=2026-02-30", "2026-11-24 のように", "value=\"2026-02-30\""),
        ("until=tomorrow", "2026-11-24 のように", "value=\"tomorrow\""),
        ("from=2026-11-24&until=2026-11-23", "始まりの日かその後", "value=\"2026-11-23\""),
        ("payment_id=\"><b>", "決済IDは数字だけ", "value=\"&#34;&#62;&#60;b&#62;\""),
    ] {
        let page = desk.get(&format!("/online?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        let text = page.text();
        assert!(text.contains(says) && text.contains(kept), "{query}: {text}");
        assert!(text.contains("aria-invalid=\"true\"") && listed(&text).is_empty(), "{query}");
    }
    let injected = "/online?trading_id=A'%20or%20'1'='1";
    assert!(listed(&desk.get(injected).await.text()).is_empty(), "values are bound");
}

#[tokio::test]
async fn fifty_stand_on_a_page_and_the_conditions_stay() {
    let stage = Stage::new().await;
    let mut all = Vec::new();
    for number in 0..103 {
        if number == 50 {
            stage.hold("frictionless", "OTHER").await;
        } else {
            all.insert(0, stage.hold("frictionless", "SAME").await);
        }
    }
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    let mut next = Some("/online?trading_id=SAME&status=20".to_owned());
    while let Some(path) = next {
        let text = desk.get(&path).await.text();
        let page = listed(&text);
        sizes.push(page.len());
        seen.extend(page.into_iter().map(str::to_owned));
        assert_eq!(text.contains("最初の50件へ"), sizes.len() > 1, "{path}");
        let link = text.split("rel=\"next\" href=\"").nth(1);
        next = link.map(|link| link.split('"').next().expect("it ends").replace("&#38;", "&"));
        // A payment made meanwhile shifts nothing.
        stage.hold("frictionless", "SAME").await;
    }
    assert_eq!(sizes, [50, 50, 2]);
    assert_eq!(seen, all);
    let text = desk.get("/online?before=1").await.text();
    assert!(text.contains("これより前の決済はありません"), "{text}");
}

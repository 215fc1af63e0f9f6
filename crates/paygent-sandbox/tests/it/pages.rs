//! What a person sees: home page, console, issuer's page.

use paygent_sandbox::{Neighbour, Options, TEST_CARDS};

use crate::stage::Stage;

#[tokio::test]
async fn the_home_page_shows_every_card_with_its_number_to_copy_and_what_it_does() {
    let neighbour = Neighbour {
        name: "ショップ".into(),
        url: "http://127.0.0.1:8080/".into(),
        note: "ここで買ってみる".into(),
    };
    let options = Options { neighbours: vec![neighbour], ..Options::default() };
    let stage = Stage::with(options).await;
    let page = stage.get("/").await;
    let text = page.text();
    let rows: Vec<_> = text.split("</tr>").collect();
    for card in TEST_CARDS {
        let copies = format!("data-copy=\"{}\"", card.number);
        let row = rows.iter().find(|row| row.contains(&copies)).expect("a row");
        assert!(row.contains(card.label) && row.contains(card.seen), "{row}");
        for step in card.steps() {
            let told = [step.name, step.answer.as_str(), step.truth];
            assert!(told.iter().all(|part| row.contains(part)), "{step}: {row}");
        }
        // Where nothing is out of the ordinary, one line says so.
        assert_eq!(row.matches("<dt>").count(), card.steps().len().max(1), "{row}");
        assert_eq!(row.contains("すべての手順"), card.steps().is_empty(), "{row}");
    }
    assert!(text.contains("http://127.0.0.1:8080/") && text.contains("ここで買ってみる"));
    assert!(text.contains(&stage.sandbox.control_url().expect("a control port")));
}

#[tokio::test]
async fn pages_have_a_strict_policy_and_no_script_of_their_own() {
    let stage = Stage::new().await;
    let auth_id = stage.begin(&stage.token("challenge").await, "http://shop.test/").await;
    let challenge = format!("/acs/{auth_id}");
    for (path, status) in
        [("/", 200), ("/online", 200), (challenge.as_str(), 200), ("/acs/unknown", 404)]
    {
        let page = stage.get(path).await;
        assert_eq!(page.status, status, "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        let text = page.text();
        let plain =
            !text.contains("<script>") && !text.contains(" style=") && !text.contains(" onc");
        assert!(plain, "{path}");
        assert!(text.contains("サンドボックス"), "{path} says where one is");
    }
    for (path, kind) in [
        ("/assets/sandbox.css", "text/css; charset=UTF-8"),
        ("/assets/copy.js", "text/javascript; charset=UTF-8"),
        ("/assets/mark.svg", "image/svg+xml"),
    ] {
        assert_eq!(stage.get(path).await.header("content-type"), kind);
    }
    assert_eq!(stage.get("/assets/none").await.status, 404);
}

#[tokio::test]
async fn a_merchants_name_is_text() {
    let stage = Stage::new().await;
    let mut request =
        crate::stage::authentication(&stage.token("challenge").await, "http://shop.test/");
    request.merchant_name = "<b>\"A\"&</b>".into();
    let paygent::Outcome::Accepted(answer) = stage.send(&request).await else {
        panic!("450 is accepted")
    };
    let text = stage.enter(&answer.auth_id).await.text();
    assert!(!text.contains("<b>\"A\"") && text.contains("&#60;b&#62;"), "{text}");
}

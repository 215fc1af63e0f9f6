//! 3-D Secure: the issuer's page, the way back, and what 020 makes of it.

use paygent::signature::ThreeDsResult;
use paygent::telegram::authorise::ThreeDs;
use paygent_sandbox::{Merchant, Options};

use crate::stage::{Page, Stage, authorisation, said};

const BACK: &str = "http://shop.test/3ds/abc";

/// What the browser carries back, checked against its signature.
fn returned(page: &Page, auth_id: &str) -> (String, String, String) {
    assert_eq!(page.status, 303);
    assert_eq!(page.told("3ds_auth_id"), auth_id);
    let (result, attempt) = (page.told("result"), page.told("attempt_kbn"));
    let key = Merchant::demo().three_ds_key.expect("the demo signs");
    let signed = ThreeDsResult { result: &result, auth_id, attempt: &attempt };
    assert!(signed.verify(key.expose(), &page.told("hc")), "signed");
    (result, attempt, page.told("response_code"))
}

#[tokio::test]
async fn the_buttons_of_the_issuers_page_do_what_they_say() {
    let stage = Stage::new().await;
    for (button, result, code, then) in [
        ("success", "0", "", "ok"),
        ("failure", "1", "31007", "31011"),
        ("cancel", "1", "31007", "31011"),
        ("nonsense", "1", "31007", "31011"),
    ] {
        let token = stage.token("challenge").await;
        let auth_id = stage.begin(&token, BACK).await;
        let mut request = authorisation(&token, button);
        request.three_ds = ThreeDs::Authenticated(auth_id.clone());
        assert_eq!(said(&stage.send(&request).await), "31011", "{button}: before the buyer came");

        let challenge = stage.enter(&auth_id).await;
        let text = challenge.text();
        assert_eq!(challenge.status, 200);
        for part in ["Noren Shop", "9,680円", "************0003", "成功", "失敗", "キャンセル"]
        {
            assert!(text.contains(part), "{part}");
        }
        let page = stage.press(&auth_id, button).await;
        assert!(page.header("location").starts_with(&format!("{BACK}?result={result}&")));
        let expected = (result.to_owned(), String::new(), code.to_owned());
        assert_eq!(returned(&page, &auth_id), expected, "{button}");

        // Back and another button: the first answer counts.
        let second = stage.press(&auth_id, "success").await;
        assert_eq!(second.header("location"), page.header("location"), "{button}");
        let reloaded = stage.get(&format!("/acs/{auth_id}")).await;
        assert_eq!(reloaded.header("location"), page.header("location"), "{button}");

        assert_eq!(said(&stage.send(&request).await), then, "{button}");
    }
}

#[tokio::test]
async fn an_authentication_belongs_to_one_payment_and_one_card() {
    let stage = Stage::new().await;
    let token = stage.token("attempt_issuer").await;
    let auth_id = stage.begin(&token, BACK).await;
    let page = stage.enter(&auth_id).await;
    assert_eq!(returned(&page, &auth_id), ("0".into(), "0".into(), String::new()));

    let with = |token: &str, id: &str| {
        let mut request = authorisation(token, "A");
        request.three_ds = ThreeDs::Authenticated(id.to_owned());
        request
    };
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(said(&stage.send(&with(&token, unknown)).await), "31011", "unknown");
    let other = stage.token("frictionless").await;
    assert_eq!(said(&stage.send(&with(&other, &auth_id)).await), "31011", "another card");
    assert_eq!(said(&stage.send(&with(&token, &auth_id)).await), "ok");
    let fresh = stage.token("attempt_issuer").await;
    assert_eq!(said(&stage.send(&with(&fresh, &auth_id)).await), "31010", "used");

    let trades = stage.trades("A").await;
    assert_eq!(trades.len(), 1);
    assert_eq!(trades[0].three_ds_auth_id, auth_id);
    assert_eq!(trades[0].attempt_kbn, "0");
    // The same card once more, on a token of its own: authenticated but not yet used.
    let auth_id = stage.begin(&fresh, BACK).await;
    stage.enter(&auth_id).await;
    assert_eq!(said(&stage.send(&with(&fresh, &auth_id)).await), "ok");
}

#[tokio::test]
async fn an_id_without_its_type_and_a_type_without_its_id_are_refused() {
    let stage = Stage::new().await;
    let id = "00000000-0000-4000-8000-000000000000";
    for (fields, code) in [
        (&[("3ds_auth_id", id)][..], "31008"),
        (&[("3ds_auth_id", id), ("3dsecure_use_type", "1")], "31008"),
        (&[("3dsecure_use_type", "2")], "31009"),
        (&[("3dsecure_use_type", "2"), ("3ds_auth_id", id)], "31011"),
        (&[("3dsecure_use_type", "2"), ("3ds_auth_id", id), ("3dsecure_ryaku", "1")], "P010"),
    ] {
        let token = stage.token("frictionless").await;
        let mut form = crate::stage::header("020");
        form.extend([
            ("payment_amount", "100".to_owned()),
            ("payment_class", "10".to_owned()),
            ("card_token", token),
        ]);
        form.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = stage.post("/n/card/request", crate::stage::encode(&form)).await;
        assert_eq!(answer.line("response_code"), code, "{fields:?}");
    }
}

#[tokio::test]
async fn a_query_of_the_shops_own_is_kept() {
    let stage = Stage::new().await;
    let token = stage.token("frictionless").await;
    let back = "https://shop.test/?wc-api=paygent&order=5";
    let auth_id = stage.begin(&token, back).await;
    let page = stage.enter(&auth_id).await;
    assert!(page.header("location").starts_with(&format!("{back}&result=0&3ds_auth_id=")));
    assert_eq!(page.told("order"), "5");
    assert_eq!(page.told("card_brand"), "VISA");
    assert_eq!(page.told("masked_card_number"), "************0002");
}

#[tokio::test]
async fn without_a_key_there_is_no_hash() {
    let merchant = Merchant { three_ds_key: None, ..Merchant::demo() };
    let stage = Stage::with(Options { merchant, ..Options::default() }).await;
    let auth_id = stage.begin(&stage.token("frictionless").await, BACK).await;
    let page = stage.enter(&auth_id).await;
    assert_eq!(page.told("result"), "0");
    assert!(page.query().iter().all(|(name, _)| name != "hc"));
}

//! 116, 026 and 027: changing, deleting and listing; what a restart and a reset leave.

use std::fs;
use std::time::Duration;

use paygent::telegram::stored_card::{NewCard, Note, delete, list};
use paygent::{Charset, Credentials, Outcome, Secret};
use paygent_sandbox::{Ledger, Merchant, Options};

use super::{CUSTOMER, no_change, pay, registration};
use crate::stage::{Stage, encode, header, number, said};

#[tokio::test]
async fn what_is_not_named_stays_as_it_was() {
    let stage = Stage::new().await;
    let mut request = registration(CUSTOMER, &stage.token("jcb").await);
    request.note.holder = Some("TARO".into());
    request.note.more[1] = Some("two".into());
    let Outcome::Accepted(stored) = stage.send(&request).await else { panic!("stored") };
    let id = stored.customer_card_id;

    let mut request = no_change(CUSTOMER, &id);
    request.valid_term = Some("0131".into());
    request.note = Note { brand: Some("J".into()), ..Note::default() };
    request.note.more[3] = Some("four".into());
    let Outcome::Accepted(answer) = stage.send(&request).await else { panic!("changed") };
    assert_eq!((answer.cards, answer.customer_card_id.as_str()), (1, id.as_str()));
    assert_eq!(
        (answer.card_valid_term.as_str(), answer.cardholder_name.as_str()),
        ("0131", "TARO")
    );
    assert_eq!(answer.fingerprint, stored.fingerprint);
    let card = stage.cards(CUSTOMER).await.remove(0);
    assert_eq!((card.valid_term.as_str(), card.brand.as_str()), ("0131", "J"));
    let more = [card.more_1, card.more_2, card.more_3, card.more_4];
    assert_eq!(more, ["", "two", "", "four"]);

    let token = stage.token("frictionless").await;
    let mut request = no_change(CUSTOMER, &id);
    request.card = Some(NewCard::Token(Secret::new(token.clone())));
    let Outcome::Accepted(answer) = stage.send(&request).await else { panic!("another card") };
    assert_eq!(
        (answer.masked_card_number.as_str(), answer.card_valid_term.as_str()),
        ("************0002", "1240")
    );
    assert_ne!(answer.fingerprint, stored.fingerprint);
    assert_eq!(said(&stage.send(&request).await), "2022", "the token is used up");
    request.card = Some(NewCard::Token(Secret::new(stage.code_token().await)));
    assert_eq!(said(&stage.send(&request).await), "2026");
    request.card = Some(NewCard::Direct {
        number: Secret::new(number("jcb").to_owned()),
        valid_term: "1240".into(),
        security_code: None,
    });
    assert_eq!(said(&stage.send(&request).await), "2023");
    assert_eq!(stage.card_ids(CUSTOMER).await, [id]);
}

#[tokio::test]
async fn only_cards_that_are_there_are_changed_or_deleted() {
    let stage = Stage::new().await;
    let [one, two, three] = ["jcb", "amex", "diners"];
    let mut ids = Vec::new();
    for card in [one, two, three] {
        ids.push(stage.store(CUSTOMER, card).await.customer_card_id);
    }
    let other = stage.store("m_2", "jcb").await.customer_card_id;
    for (customer, card) in [(CUSTOMER, "1"), (CUSTOMER, &other), ("m_3", &ids[0])] {
        let token = stage.token("master").await;
        let mut change = no_change(customer, card);
        change.card = Some(NewCard::Token(Secret::new(token.clone())));
        assert_eq!(said(&stage.send(&change).await), "P022", "{customer} {card}");
        let deleted = stage.send(&delete::Request::one(customer, card)).await;
        assert_eq!(said(&deleted), "P022", "{customer} {card}");
        assert_eq!(said(&stage.send(&registration("m_9", &token)).await), "ok", "unused");
    }
    let left = |outcome| match outcome {
        Outcome::Accepted(delete::Answer { cards }) => cards.to_string(),
        other => said(&other),
    };
    assert_eq!(left(stage.send(&delete::Request::one(CUSTOMER, &ids[1])).await), "2");
    assert_eq!(left(stage.send(&delete::Request::one(CUSTOMER, &ids[1])).await), "P022", "again");
    assert_eq!(stage.card_ids(CUSTOMER).await, [&*ids[2], &*ids[0]]);
    assert_eq!(left(stage.send(&delete::Request::all(CUSTOMER)).await), "0");
    assert_eq!(left(stage.send(&delete::Request::all(CUSTOMER)).await), "P022", "again");
    assert_eq!(stage.card_ids("m_2").await, [other.as_str()]);
}

/// 027 as it is on the wire, in UTF-8.
async fn raw(stage: &Stage, fields: &[(&'static str, &str)]) -> String {
    let mut form = header("027");
    form.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = stage.post("/n/card/request", encode(&form)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=Windows-31J");
    Charset::Windows31j.decode(&answer.body).expect("Windows-31J")
}

/// Now, as 027 writes it.
fn minute() -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(9))
        .strftime("%Y%m%d%H%M")
        .to_string()
}

const COLUMNS: &str = "\"2\",\"customer_id\",\"customer_card_id\",\"card_number\",\
    \"card_valid_term\",\"card_last_use_date\",\"card_brand\",\"cardholder_name\",\"add_info1\",\
    \"add_info2\",\"add_info3\",\"add_info4\",\"card_expire_flag\"";

#[tokio::test]
async fn a_list_is_a_table_byte_for_byte() {
    let stage = Stage::new().await;
    let whose = ("customer_id", CUSTOMER);
    let none = "\"1\",\"1\",\"P026\",\"該当する登録カードがありません。\"\r\n\"4\",\"0\"\r\n";
    assert_eq!(raw(&stage, &[whose]).await, none);

    let used = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    let mut request = registration(CUSTOMER, &stage.token("amex").await);
    request.note.holder = Some("TARO YAMADA".into());
    request.note.more = [Some("山田, \"太郎\"".into()), None, None, Some("=4".into())];
    let Outcome::Accepted(unused) = stage.send(&request).await else { panic!("stored") };
    let mut change = no_change(CUSTOMER, &unused.customer_card_id);
    change.valid_term = Some("1225".into());
    assert_eq!(said(&stage.send(&change).await), "ok");
    let before = minute();
    assert_eq!(said(&stage.send(&pay::payment(&used, None, "A")).await), "ok");

    let expected = |at: &str| {
        format!(
            "\"1\",\"0\",\"\",\"\"\r\n{COLUMNS}\r\n\
             \"3\",\"m_1\",\"{used}\",\"************0007\",\"1240\",\"{at}\",\"JCB\",\"\",\"\",\
             \"\",\"\",\"\",\"0\"\r\n\
             \"3\",\"m_1\",\"{}\",\"***********0002\",\"1225\",\"\",\"AMEX\",\"TARO YAMADA\",\
             \"山田, \"\"太郎\"\"\",\"\",\"\",\"=4\",\"1\"\r\n\
             \"4\",\"2\"\r\n",
            unused.customer_card_id
        )
    };
    let body = raw(&stage, &[whose]).await;
    assert!([before, minute()].iter().any(|at| body == expected(at)), "{body}");

    let one = [whose, ("customer_card_id", &*unused.customer_card_id)];
    let body = raw(&stage, &one).await;
    assert!(!body.contains(&used) && body.ends_with("\"4\",\"1\"\r\n"), "{body}");
    assert_eq!(raw(&stage, &[whose, ("customer_card_id", "1")]).await, none);
    // All refusals of 027 are tables.
    let refused = raw(&stage, &[whose, ("connect_password", "wrong")]).await;
    assert!(refused.starts_with("\"1\",\"1\",\"P002\",\""), "{refused}");
}

#[tokio::test]
async fn a_list_has_more_columns_where_there_is_more_to_tell() {
    let stage = Stage::new().await;
    let plain = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    let mut request = registration("m_2", &stage.token("frictionless").await);
    request.valid_check = true;
    let Outcome::Accepted(tried) = stage.send(&request).await else { panic!("stored") };

    let checks = ",\"valid_check_result\",\"valid_update_cd\",\"valid_check_date\",\"issur_name\"";
    let print = ",\"fingerprint\"";
    let body = raw(&stage, &[("customer_id", CUSTOMER)]).await;
    assert!(body.contains(&format!("{COLUMNS}{checks}\r\n")), "{body}");
    assert!(
        body.contains("\"0\",\"\",\"\",\"\",\"サンドボックスカード\"\r\n"),
        "not tried: {body}"
    );

    let mut request = list::Request::new("m_2");
    request.fingerprints = true;
    let Outcome::Accepted(answer) = stage.send(&request).await else { panic!("a list") };
    let card = &answer.cards[0];
    assert_eq!(card.fingerprint.as_ref(), Some(&tried.fingerprint));
    let check = card.check.as_ref().expect("tried");
    assert_eq!((check.result.as_str(), check.update_code.as_str()), ("0", ""));
    assert!(check.checked_at.starts_with("20") && check.checked_at.len() == 14);
    let fields = [("customer_id", "m_2"), ("return_fingerprint_flg", "1")];
    let body = raw(&stage, &fields).await;
    assert!(body.contains(&format!("{COLUMNS}{checks}{print}\r\n")), "{body}");

    // Another expiry has not been tried, and then no card of this merchant has.
    let mut change = no_change("m_2", &tried.customer_card_id);
    change.note.holder = Some("TARO".into());
    assert_eq!(said(&stage.send(&change).await), "ok");
    assert!(raw(&stage, &fields).await.contains(checks), "a name is no matter");
    change.valid_term = Some("0139".into());
    assert_eq!(said(&stage.send(&change).await), "ok");
    let body = raw(&stage, &fields).await;
    assert!(body.contains(&format!("{COLUMNS}{print}\r\n")), "{body}");
    assert_eq!(stage.card_ids(CUSTOMER).await, [plain]);
}

#[tokio::test]
async fn a_card_expires_by_the_sandbox_clock() {
    let stage = Stage::new().await;
    stage.store(CUSTOMER, "jcb").await;
    assert_eq!(stage.cards(CUSTOMER).await[0].expired, "0");
    stage.advance(Duration::from_hours(24 * 366 * 20)).await;
    assert_eq!(stage.cards(CUSTOMER).await[0].expired, "1");
}

#[tokio::test]
async fn one_merchants_cards_are_not_anothers() {
    let mut stage = Stage::new().await;
    let other = Merchant::fresh();
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    let token = stage.token("jcb").await;
    let mut tried = registration(CUSTOMER, &stage.token("jcb").await);
    tried.valid_check = true;
    let Outcome::Accepted(tried) = stage.send(&tried).await else { panic!("stored") };
    let card = tried.customer_card_id;

    let theirs = Credentials {
        merchant_id: other.merchant_id.clone(),
        connect_id: other.connect_id.clone(),
        connect_password: other.connect_password.clone(),
    };
    let ours = std::mem::replace(&mut stage.credentials, theirs);
    assert_eq!(said(&stage.list(CUSTOMER).await), "P026");
    assert_eq!(said(&stage.send(&registration(CUSTOMER, &token)).await), "2021");
    assert_eq!(said(&stage.send(&no_change(CUSTOMER, &card)).await), "P022");
    assert_eq!(said(&stage.send(&delete::Request::one(CUSTOMER, &card)).await), "P022");
    assert_eq!(said(&stage.send(&delete::Request::all(CUSTOMER)).await), "P022");
    assert_eq!(said(&stage.send(&pay::payment(&card, None, "A")).await), "P025");
    assert_eq!(said(&stage.send(&pay::authentication(&card)).await), "31006");
    let own = stage
        .tokenise(&[
            ("merchant_id", &other.merchant_id),
            ("token_generate_key", &other.token_key),
            ("card_number", number("amex")),
        ])
        .await;
    let own = own["tokenizedCardObject"]["token"].as_str().expect("a token").to_owned();
    let Outcome::Accepted(own) = stage.send(&registration(CUSTOMER, &own)).await else {
        panic!("the same customer_id is another customer")
    };
    assert_eq!(own.cards, 1);
    let cards = stage.cards(CUSTOMER).await;
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].customer_card_id, own.customer_card_id);
    assert_eq!(cards[0].check, None, "the other merchant's cards were tried");

    stage.credentials = ours;
    assert_eq!(stage.card_ids(CUSTOMER).await, [card]);
}

#[tokio::test]
async fn a_restart_keeps_cards_but_never_their_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::File(folder.path().join("ledger.db"));
    let options = || Options { ledger: ledger.clone(), ..Options::default() };
    let mut stage = Stage::with(options()).await;
    let control = stage.sandbox.control();
    let lenient = paygent_sandbox::Profile::Lenient;
    control.change(|now| now.profile = lenient).await.expect("settings are kept");
    let direct = NewCard::Direct {
        number: Secret::new("4111111111111111".to_owned()),
        valid_term: "1240".into(),
        security_code: Some(Secret::new("987".to_owned())),
    };
    let mut request = paygent::telegram::stored_card::register::Request::new("m_2", direct);
    request.valid_check = true;
    assert_eq!(said(&stage.send(&request).await), "ok");
    let kept = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    let gone = stage.store(CUSTOMER, "amex").await.customer_card_id;
    assert_eq!(said(&stage.send(&delete::Request::one(CUSTOMER, &gone)).await), "ok");
    let before = (stage.cards(CUSTOMER).await, stage.cards("m_2").await);
    stage.sandbox.stop().await;
    drop((stage, control));

    let mut bytes = 0;
    for entry in fs::read_dir(folder.path()).expect("readable") {
        let text = fs::read(entry.expect("readable").path()).expect("readable");
        bytes += text.len();
        for number in [number("jcb"), number("amex"), "4111111111111111"] {
            let found = text.windows(number.len()).any(|window| window == number.as_bytes());
            assert!(!found, "{number}");
        }
    }
    assert!(bytes > 4_096, "the ledger is here");
    let stage = Stage::with(options()).await;
    assert_eq!((stage.cards(CUSTOMER).await, stage.cards("m_2").await), before);
    assert_eq!(said(&stage.send(&pay::payment(&kept, None, "A")).await), "ok");
    let next = stage.store(CUSTOMER, "diners").await.customer_card_id;
    assert!(![kept, gone].contains(&next), "a number does not come again");

    stage.sandbox.control().reset().await.expect("emptied");
    assert_eq!(said(&stage.list(CUSTOMER).await), "P026");
    assert_ne!(stage.store(CUSTOMER, "diners").await.customer_card_id, next);
}

//! The ledger is on disk before an answer leaves: a copy of its files, taken when an answer is
//! there, knows all of it.

use std::fs;
use std::path::Path;

use paygent::Outcome;
use paygent::telegram::PaymentRef;
use paygent_sandbox::{Ledger, Options, Profile};

use crate::stage::{Stage, authorisation, number, said};

fn in_folder(folder: &Path) -> Options {
    Options { ledger: Ledger::File(folder.join("ledger.db")), ..Options::default() }
}

/// What a sandbox started on the files as they are now would know.
async fn copied(folder: &Path) -> Stage {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(folder).expect("readable") {
        let entry = entry.expect("readable");
        if entry.file_name() != "ledger.db-shm" && !entry.path().is_dir() {
            fs::copy(entry.path(), copy.path().join(entry.file_name())).expect("copied");
        }
    }
    let stage = Stage::with(in_folder(copy.path())).await;
    drop(copy.keep());
    stage
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_the_files_with_the_keys() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let stage = Stage::with(in_folder(folder.path())).await;
    stage.hold("frictionless", "A").await;
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let file = fs::metadata(folder.path().join(name)).expect(name);
        assert_eq!(file.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn every_answer_was_written_down_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = Stage::with(in_folder(folder.path())).await;
    let token = stage.token("frictionless").await;
    let elsewhere = copied(folder.path()).await;
    assert_eq!(said(&elsewhere.send(&authorisation(&token, "A")).await), "ok", "the token");

    let payment = PaymentRef::by_payment_id(stage.hold("frictionless", "A").await);
    assert_eq!(copied(folder.path()).await.statuses("A").await, [20], "020");
    for (kind, status) in [("022", 40), ("023", 60)] {
        assert_eq!(stage.act(kind, payment.clone()).await, "ok");
        let elsewhere = copied(folder.path()).await;
        assert_eq!(elsewhere.statuses("A").await, [status], "{kind}");
        let log = elsewhere.sandbox.ledger().telegrams(1).await.expect("the ledger answers");
        assert_eq!(log[0].kind, kind, "the log has it too");
    }
    assert_eq!(said(&stage.authorise("dropped_after_commit", "B").await), "?");
    assert_eq!(copied(folder.path()).await.statuses("B").await, [20], "the answer was lost");

    let auth_id = stage.begin(&stage.token("challenge").await, "http://shop.test/").await;
    let elsewhere = copied(folder.path()).await;
    assert_eq!(elsewhere.enter(&auth_id).await.status, 200, "450");
    let pressed = stage.press(&auth_id, "success").await;
    let elsewhere = copied(folder.path()).await.enter(&auth_id).await;
    assert_eq!(elsewhere.header("location"), pressed.header("location"), "the buyer's answer");
}

#[tokio::test]
async fn a_restart_forgets_nothing_but_faults() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = Stage::with(in_folder(folder.path())).await;
    let control = stage.sandbox.control();
    control.change(|now| now.profile = Profile::Lenient).await.expect("settings are kept");
    control.advance(std::time::Duration::from_hours(24)).await.expect("the clock moves");
    let first: i64 = stage.hold("frictionless", "A").await.parse().expect("a number");
    let json = stage.tokenise(&[]).await;
    stage.sandbox.stop().await;
    let base_url = stage.sandbox.base_url();
    assert!(matches!(stage.authorise_blind().await, Outcome::NotSent(_)), "{base_url} is closed");
    drop((stage, control));

    let stage = Stage::with(in_folder(folder.path())).await;
    assert_eq!(stage.statuses("A").await, [20]);
    let token = json["tokenizedCardObject"]["token"].as_str().expect("a token");
    let Outcome::Accepted(second) = stage.send(&authorisation(token, "B")).await else {
        panic!("the token outlives the restart")
    };
    assert!(second.payment_id.parse::<i64>().expect("a number") > first, "numbers go on");
    let again = stage.tokenise(&[]).await;
    let print = |json: &serde_json::Value| json["tokenizedCardObject"]["fingerprint"].clone();
    assert_eq!(print(&json), print(&again), "fingerprints stay");
    let other = stage.tokenise(&[("card_number", "4111111111111111")]).await;
    assert_eq!(other["result"], "0000", "still lenient");
}

impl Stage {
    async fn authorise_blind(&self) -> Outcome<paygent::telegram::CardAnswer> {
        self.send(&authorisation("tok_abcdefghijkmnpqrstuvwxyz23", "X")).await
    }
}

#[tokio::test]
async fn no_card_number_reaches_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = Stage::with(in_folder(folder.path())).await;
    let control = stage.sandbox.control();
    control.change(|now| now.profile = Profile::Lenient).await.expect("settings are kept");
    stage.hold("frictionless", "A").await;
    let mut request = authorisation("", "B");
    request.card = paygent::telegram::authorise::CardSource::Direct {
        number: paygent::Secret::new("4111111111111111".to_owned()),
        valid_term: "1240".into(),
        security_code: Some(paygent::Secret::new("987".to_owned())),
    };
    assert_eq!(said(&stage.send(&request).await), "ok");
    let mut bytes = 0;
    for entry in fs::read_dir(folder.path()).expect("readable") {
        let text = fs::read(entry.expect("readable").path()).expect("readable");
        bytes += text.len();
        for number in [number("frictionless"), "4111111111111111"] {
            let found = text.windows(number.len()).any(|window| window == number.as_bytes());
            assert!(!found, "{number}");
        }
    }
    assert!(bytes > 4_096, "the ledger is here");
}

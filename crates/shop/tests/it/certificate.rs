//! The client certificate of a merchant account: kept sealed, shown to a gateway that asks for it.

use std::path::Path;

use paygent::Outcome;
use paygent_sandbox::{ClientCa, Options, Sandbox};
use shop::clock::DAY;
use shop::id::TradeId;
use shop::payment::account::{self, ClientCertificate};
use shop::payment::gateway::Which;
use shop::payment::{self, Gateway, Wire};
use shop::secret::Secret;
use store::{Tx, sql};

use crate::stage::{SHOP, on_each, plain};

/// A gateway that asks for certificates, which it makes in this folder.
async fn strict(folder: &Path) -> Sandbox {
    let client_ca = ClientCa { folder: folder.to_owned(), addr: ([127, 0, 0, 1], 0).into() };
    let options = Options { client_ca: Some(client_ca), ..Options::default() };
    Sandbox::start(options).await.expect("it starts")
}

#[tokio::test]
async fn telegrams_come_with_the_accounts_certificate() {
    on_each(plain, async |stage| {
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = strict(folder.path()).await;
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
        let mut account = stage.account().await;
        account.endpoints.telegrams = sandbox.tls_url().expect("a door");
        account.endpoints.ca_pem = Some(read("ca.pem"));
        let certificate = ClientCertificate {
            pem: Secret::new(read("900000001.pem")),
            passphrase: Some(Secret::new("changeit")),
        };
        let wire = Wire::new();
        for (certificate, code) in [(None, "P016"), (Some(certificate), "13001")] {
            account.certificate = certificate;
            account::save(&stage.world, SHOP, &account).await.unwrap();
            let kept = stage.account().await;
            let which = Which::Trade(TradeId("17640000000001234567".into()));
            let Outcome::Refused(refusal) = wire.inquire(&kept, which).await else {
                panic!("there is no such payment")
            };
            assert_eq!(refusal.code, code);
        }
        let sealed = |tx: &mut dyn Tx| {
            let row = tx.row(sql!("select client_pem from merchant_account"), &[])?;
            row.expect("an account").bytes(0)
        };
        let sealed = stage.world.store.read(sealed).await.unwrap();
        assert!(!sealed.windows(5).any(|five| five == b"BEGIN"), "it is sealed");
    })
    .await;
}

#[tokio::test]
async fn its_end_is_told_sixty_thirty_and_seven_days_before() {
    on_each(plain, async |stage| {
        let folder = tempfile::tempdir().expect("a folder");
        let _sandbox = strict(folder.path()).await;
        let pem = std::fs::read_to_string(folder.path().join("900000001.pem")).expect("a file");
        let mut account = stage.account().await;
        account.certificate = Some(ClientCertificate {
            pem: Secret::new(pem),
            passphrase: Some(Secret::new("changeit")),
        });
        account::save(&stage.world, SHOP, &account).await.unwrap();
        let ends = account.certificate.unwrap().facts().expect("it can be read").ends_ms;
        let mut told = 0;
        for (days, mails) in [(61, 0), (60, 1), (45, 1), (29, 2), (8, 2), (6, 3), (-2, 3)] {
            let ahead = ends - days * DAY - stage.world.now().0;
            stage.clock.advance(ahead);
            for _ in 0..2 {
                payment::watch_certificates(&stage.world).await.unwrap();
            }
            let count = |tx: &mut dyn Tx| {
                let row = tx.row(sql!("select count(*) from outbox where kind = 'task'"), &[])?;
                row.expect("a number").int(0)
            };
            told = stage.world.store.read(count).await.unwrap();
            assert_eq!(told, mails, "{days} days before");
        }
        assert_eq!(told, 3);
    })
    .await;
}

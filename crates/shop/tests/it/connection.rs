//! 接続テスト against gateways of every kind: what it finds, and that it does nothing.

use paygent_sandbox::{ClientCa, Merchant, Options, Sandbox};
use shop::payment::connection::{self, Connection, Finding};
use shop::secret::Secret;

use crate::stage::{Stage, on_each, plain};

async fn test(stage: &Stage) -> Connection {
    let account = stage.account().await;
    connection::test(&stage.world, &stage.shop, &account, "MINAMODO").await
}

#[tokio::test]
async fn what_is_contracted_is_found() {
    for (vault, three_ds) in [(true, true), (false, true), (true, false)] {
        on_each(plain, async |stage| {
            let merchant = Merchant { vault, three_ds, ..Merchant::demo() };
            stage.sandbox.control().put_merchant(merchant).await.expect("kept");
            let found = test(stage).await;
            let expected = |is_there| if is_there { Finding::Good } else { Finding::NotContracted };
            assert_eq!(found.credentials, Finding::Good);
            assert_eq!(found.vault, Some(expected(vault)));
            assert_eq!(found.three_ds, Some(expected(three_ds)));
            assert!(stage.trades().await.is_empty(), "no payment was made");
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    on_each(plain, async |stage| {
        let good = stage.account().await;
        let ask =
            async |account| connection::test(&stage.world, &stage.shop, &account, "MINAMODO").await;
        let mut wrong = good.clone();
        wrong.connect_password = Secret::new("wrong");
        let found = ask(wrong).await;
        assert_eq!(found.credentials, Finding::WrongCredentials);
        assert_eq!((found.three_ds, found.vault), (None, None), "nothing else is asked");
        let mut nowhere = good.clone();
        nowhere.endpoints.telegrams = "http://127.0.0.1:9".into();
        assert!(matches!(ask(nowhere).await.credentials, Finding::Silent(_)));
        let folder = tempfile::tempdir().expect("a folder");
        let client_ca =
            ClientCa { folder: folder.path().to_owned(), addr: ([127, 0, 0, 1], 0).into() };
        let options = Options { client_ca: Some(client_ca), ..Options::default() };
        let strict = Sandbox::start(options).await.expect("it starts");
        let mut uncertified = good.clone();
        uncertified.endpoints.telegrams = strict.base_url();
        assert_eq!(ask(uncertified).await.credentials, Finding::WrongCertificate);
        stage.fault("094", paygent_sandbox::Trick::Refuse { code: "P018".into() });
        let Finding::Unclear(code, _) = ask(good).await.credentials else { panic!("a refusal") };
        assert_eq!(code, "P018");
    })
    .await;
}

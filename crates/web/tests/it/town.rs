//! A sample shop of its own for each test.

use std::sync::Arc;

use axum::Router;
use shop::clock::SystemClock;
use shop::id::MerchantId;
use shop::payment::Wire;
use shop::payment::account::{self, Account, Endpoints};
use shop::profile::Shop;
use shop::secret::Cipher;
use shop::settings::{self, CardSettings};
use shop::world::{Pace, World};
use shop::{clock::Clock, migrations, sample};
use store::scratch::{Kind, Scratch};
use web::{Surface, storefront};

/// The host that [`crate::browser::Browser`] names.
pub const HOST: &str = "127.0.0.1:8080";

/// A shop with its storefront.
pub struct Town {
    pub world: World,
    pub shop: Shop,
    pub router: Router,
    /// Goes last: the others hold its store.
    _scratch: Scratch,
}

impl Town {
    /// The sample shop whose account points to `telegrams`; nobody listens there unless the test
    /// starts a sandbox.
    pub async fn at(kind: Kind, telegrams: &str, browser_url: &str, three_ds: bool) -> Town {
        Town::timed(kind, telegrams, browser_url, three_ds, Arc::new(SystemClock)).await
    }

    /// The same by a clock of the test's.
    pub async fn timed(
        kind: Kind,
        telegrams: &str,
        browser_url: &str,
        three_ds: bool,
        clock: Arc<dyn Clock>,
    ) -> Town {
        let scratch = Scratch::new(kind, migrations::ALL);
        let gateway = Arc::new(Wire::new());
        let mut world = World::new(
            scratch.store(),
            gateway,
            Cipher::new(&[7; 32]),
            Pace::PRODUCTION.faster(10),
        );
        world.clock = clock;
        let shop = sample::shop(&format!("http://{HOST}"), "http://127.0.0.1:8081");
        let account = account(telegrams, browser_url);
        let card =
            CardSettings { three_ds, ..CardSettings::new(account.merchant.clone(), "MINAMO") };
        let (seeded, now) = (shop.clone(), world.now());
        world
            .store
            .write(move |tx| {
                sample::seed(tx, &seeded, now)?;
                settings::save(tx, seeded.id, &card, "test", now)
            })
            .await
            .unwrap();
        account::save(&world, shop.id, &account).await.unwrap();
        let router = storefront(world.clone(), Surface::default());
        Town { world, shop, router, _scratch: scratch }
    }

    /// Without a gateway.
    pub async fn quiet(kind: Kind) -> Town {
        Town::at(kind, "http://127.0.0.1:9", "http://localhost:8090", false).await
    }
}

fn account(telegrams: &str, browser_url: &str) -> Account {
    Account {
        merchant: MerchantId("900000001".to_owned()),
        connect_id: "noren_demo".to_owned(),
        connect_password: "noren_demo_pass".into(),
        token_key: "test_NorenDemoTokenKey0000001".to_owned(),
        three_ds_key: Some("NorenDemoThreeDsKey".into()),
        notice_key: None,
        token_receipt_key: None,
        certificate: None,
        endpoints: Endpoints {
            telegrams: telegrams.to_owned(),
            token_script: format!("{browser_url}/js/PaygentToken.js"),
            sandbox: true,
            ca_pem: None,
        },
    }
}

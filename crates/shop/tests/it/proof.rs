//! ⑨ and ⑩ are proved by a return from the card issuer, and only by a genuine one.

use paygent_sandbox::Merchant;
use shop::attempt;
use shop::checkout::Pay;
use shop::payment::proof;
use shop::secret::Secret;
use shop::settings::CardSettings;
use shop::settings::card::{self, CardSecrets};

use crate::stage::{SHOP, Stage, on_each, plain};

const NAME: &str = "MINAMODO";

async fn is_proved(stage: &Stage, name: &str) -> bool {
    let account = stage.account().await;
    proof::proved(&stage.world, SHOP, &account, name).await.expect("it reads").is_some()
}

/// Goes to the card issuer with this card and comes back, perhaps with another hash.
async fn return_with(stage: &Stage, session: &str, card: &str, hash: Option<&str>) {
    let cart = stage.fill_cart(session).await;
    let pay = Pay::Card(stage.token(card).await);
    let id = stage.submit(&cart, pay).await.expect("an attempt");
    attempt::drive(&stage.world, &stage.shop, &id).await.expect("it goes on");
    let mut word = stage.issuer_says(&id, &cart).await;
    for (name, value) in &mut word.fields {
        if let Some(hash) = hash.filter(|_| name == "hc") {
            hash.clone_into(value);
        }
    }
    assert_eq!(stage.come_back(&word).await.is_ok(), hash.is_none());
}

#[tokio::test]
async fn a_genuine_return_proves_them_until_one_changes() {
    let authenticated = |card: &mut CardSettings| {
        plain(card);
        card.three_ds = true;
        card.merchant_name = NAME.into();
    };
    on_each(authenticated, async |stage| {
        return_with(stage, "forged", "frictionless", Some(&"0".repeat(64))).await;
        assert!(!is_proved(stage, NAME).await, "anybody could have sent that");
        // Also where the card issuer says no.
        return_with(stage, "failed", "three_ds_failed", None).await;
        assert!(is_proved(stage, NAME).await);
        assert!(!is_proved(stage, "ANOTHER").await, "⑨ was another one");
        let desk = card::open(&stage.world, SHOP).await.expect("settings");
        let save = async |from: i64, secrets: CardSecrets| {
            card::save(&stage.world, SHOP, "佐藤", from, &desk.form(), &secrets).await
        };
        let next = save(desk.version(), CardSecrets::default()).await.expect("saved");
        assert!(is_proved(stage, NAME).await, "⑩ is the same");
        let three_ds_key = Some(Secret::new("another-key"));
        save(next, CardSecrets { three_ds_key, ..CardSecrets::default() }).await.expect("saved");
        assert!(!is_proved(stage, NAME).await, "a new ⑩ is not proved");
        let mut elsewhere = stage.account().await;
        elsewhere.three_ds_key = Merchant::demo().three_ds_key;
        let proved = async |account| {
            proof::proved(&stage.world, SHOP, &account, NAME).await.expect("it reads").is_some()
        };
        assert!(proved(elsewhere.clone()).await);
        elsewhere.endpoints.telegrams = "https://module.example".into();
        assert!(!proved(elsewhere).await, "nor is another gateway");
    })
    .await;
}

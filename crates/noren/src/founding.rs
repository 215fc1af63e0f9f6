//! Setting up a shop: `init` and `demo` do it.

use anyhow::Result;
use paygent_sandbox::Merchant;
use shop::clock::SystemRandom;
use shop::id::{MerchantId, ShopId};
use shop::payment::account::{self, Account, Endpoints};
use shop::profile::{self, Shop};
use shop::sample;
use shop::secret::Secret;
use shop::settings::{self, CardSettings};
use shop::staff::{self, CreateError};
use shop::world::World;

/// The first shop of an installation.
pub const FIRST: ShopId = ShopId(1);

/// A shop to be.
pub struct Founding {
    /// Who it is and where it is reached.
    pub shop: Shop,
    /// Whether it gets the sample shop's goods.
    pub with_goods: bool,
    /// Through whom it is paid.
    pub account: Account,
    /// How it takes cards.
    pub card: CardSettings,
    /// Who may sign in to its admin.
    pub owner: Owner,
}

/// The first person of the admin.
pub struct Owner {
    pub login: String,
    pub name: String,
    pub password: Secret,
}

/// Sets the shop up; false if there is one already, which then stays as it is. The shop itself
/// comes last: until it is there, all of this can be done again.
pub async fn found(world: &World, founding: &Founding) -> Result<bool> {
    if profile::load(world, FIRST).await?.is_some() {
        return Ok(false);
    }
    let Founding { shop, account, owner, .. } = founding;
    account::save(world, shop.id, account).await?;
    let Owner { login, name, password } = owner;
    match staff::create(world, shop, login, name, password).await {
        Err(CreateError::Login) => {
            let known = staff::change_password(world, shop, login, password).await?;
            anyhow::ensure!(known, "the owner's name is empty");
        }
        created => drop(created?),
    }
    let (shop, with_goods, now) = (shop.clone(), founding.with_goods, world.now());
    let card = founding.card.clone();
    let written = world.store.write(move |tx| {
        if with_goods {
            sample::seed(tx, &shop, now)?;
        } else {
            profile::create_in(tx, &shop, now)?;
        }
        settings::save(tx, shop.id, &card, "noren init", now)?;
        Ok::<_, store::Error>(())
    });
    written.await?;
    Ok(true)
}

/// The first shop takes cards like this from now on. What has begun ends as it began: unless it is
/// in force already, this is a new version.
pub async fn settle(world: &World, card: &CardSettings, by: &'static str) -> Result<()> {
    let (card, now) = (card.clone(), world.now());
    let written = world.store.write(move |tx| {
        let current = settings::current::<CardSettings>(tx, FIRST)?;
        if current.is_none_or(|version| version.body != card) {
            settings::save(tx, FIRST, &card, by, now)?;
        }
        Ok::<_, store::Error>(())
    });
    Ok(written.await?)
}

/// A merchant account at a sandbox.
pub fn sandbox_account(merchant: &Merchant, telegrams: &str, token_script: &str) -> Account {
    Account {
        merchant: MerchantId(merchant.merchant_id.clone()),
        connect_id: merchant.connect_id.clone(),
        connect_password: merchant.connect_password.clone(),
        token_key: merchant.token_key.clone(),
        three_ds_key: merchant.three_ds_key.clone(),
        notice_key: merchant.notice_key.clone(),
        token_receipt_key: None,
        certificate: None,
        endpoints: Endpoints {
            telegrams: telegrams.to_owned(),
            token_script: token_script.to_owned(),
            sandbox: true,
            ca_pem: None,
        },
    }
}

/// A password nobody guesses, short enough to type.
pub fn new_password() -> Secret {
    staff::new_password(&SystemRandom)
}

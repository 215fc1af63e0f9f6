//! A contract with Paygent: credentials and where to send telegrams. A payment stays with the
//! account it was made under (R-017..R-020).

use paygent::{Credentials, Endpoint};
use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use crate::id::{MerchantId, ShopId};
use crate::secret::{Cipher, NotOurs, Secret};
use crate::world::World;

/// Where a merchant account's servers are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Endpoints {
    /// Telegrams: `https://host` without a path.
    pub telegrams: String,
    /// `PaygentToken.js`, as a buyer's browser loads it.
    pub token_script: String,
    /// Whether this is a sandbox: said on every page.
    pub sandbox: bool,
    /// The gateway's own CA (PEM), where it is not a public one.
    pub ca_pem: Option<String>,
}

impl Endpoints {
    /// ペイジェント管理画面, where we know its address: a sandbox has it on the host of its token script.
    pub fn console(&self) -> Option<String> {
        let host = self.token_script.strip_suffix("/js/PaygentToken.js")?;
        self.sandbox.then(|| format!("{host}/online"))
    }
}

/// One merchant account.
#[derive(Clone, Debug)]
pub struct Account {
    /// ① マーチャントID.
    pub merchant: MerchantId,
    /// ② 接続ID.
    pub connect_id: String,
    /// ③ 接続IDパスワード.
    pub connect_password: Secret,
    /// ④ トークン生成鍵; public, the browser uses it.
    pub token_key: String,
    /// ⑩ 3Dセキュア結果受付ハッシュ鍵.
    pub three_ds_key: Option<Secret>,
    /// Where to send.
    pub endpoints: Endpoints,
}

/// An account could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// There is no such account.
    #[error("no merchant account {0}")]
    Missing(MerchantId),
    /// Its secrets do not open.
    #[error(transparent)]
    NotOurs(#[from] NotOurs),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Account {
    /// The telegram header's three values.
    pub fn credentials(&self) -> Credentials {
        Credentials {
            merchant_id: self.merchant.0.clone(),
            connect_id: self.connect_id.clone(),
            connect_password: self.connect_password.clone(),
        }
    }

    /// Where its telegrams go.
    pub fn endpoint(&self) -> Endpoint {
        let mut endpoint = Endpoint::new(&self.endpoints.telegrams);
        endpoint.ca_pem = self.endpoints.ca_pem.clone().map(String::into_bytes);
        endpoint
    }
}

fn place(column: &str, shop: ShopId, merchant: &MerchantId) -> String {
    format!("merchant_account.{column}/{shop}/{merchant}")
}

/// Loads an account of a shop.
pub async fn load(
    world: &World,
    shop: ShopId,
    merchant: &MerchantId,
) -> Result<Account, AccountError> {
    let cipher = world.cipher.clone();
    let merchant = merchant.clone();
    world.store.read(move |tx| find(tx, &cipher, shop, &merchant)).await
}

/// Opens every account of every shop: an error tells at the start, before a buyer does, that this
/// is not the master key they were sealed with.
pub async fn check_all(world: &World) -> Result<(), AccountError> {
    let cipher = world.cipher.clone();
    world
        .store
        .read(move |tx| {
            let all = tx.rows(sql!("select shop_id, merchant_id from merchant_account"), &[])?;
            for row in all {
                find(tx, &cipher, ShopId(row.int(0)?), &MerchantId(row.text(1)?))?;
            }
            Ok(())
        })
        .await
}

/// Loads an account inside a transaction.
pub fn find(
    tx: &mut dyn Tx,
    cipher: &Cipher,
    shop: ShopId,
    merchant: &MerchantId,
) -> Result<Account, AccountError> {
    let row = tx
        .row(
            sql!(
                "select connect_id, connect_password, token_key, three_ds_key, endpoints
                 from merchant_account where shop_id = $1 and merchant_id = $2"
            ),
            &[shop.into(), merchant.into()],
        )?
        .ok_or_else(|| AccountError::Missing(merchant.clone()))?;
    let three_ds_key = row
        .opt_bytes(3)?
        .map(|sealed| cipher.open(&place("three_ds_key", shop, merchant), &sealed))
        .transpose()?;
    let endpoints = serde_json::from_str(&row.text(4)?)
        .map_err(|e| store::Error::Engine(format!("merchant_account.endpoints {merchant}: {e}")))?;
    Ok(Account {
        merchant: merchant.clone(),
        connect_id: row.text(0)?,
        connect_password: cipher
            .open(&place("connect_password", shop, merchant), &row.bytes(1)?)?,
        token_key: row.text(2)?,
        three_ds_key,
        endpoints,
    })
}

/// Saves an account, its secrets sealed.
pub async fn save(world: &World, shop: ShopId, account: &Account) -> Result<(), store::Error> {
    let seal = |column, secret| {
        world.cipher.seal(&*world.random, &place(column, shop, &account.merchant), secret)
    };
    let password = seal("connect_password", &account.connect_password);
    let three_ds_key = account.three_ds_key.as_ref().map(|key| seal("three_ds_key", key));
    let endpoints = serde_json::to_string(&account.endpoints)
        .map_err(|error| store::Error::Engine(error.to_string()))?;
    let Account { merchant, connect_id, token_key, .. } = account.clone();
    world
        .store
        .write(move |tx| {
            tx.exec(
                sql!(
                    "insert into merchant_account (shop_id, merchant_id, connect_id,
                       connect_password, token_key, three_ds_key, endpoints)
                     values ($1, $2, $3, $4, $5, $6, $7)
                     on conflict (shop_id, merchant_id) do update set
                       connect_id = excluded.connect_id,
                       connect_password = excluded.connect_password,
                       token_key = excluded.token_key,
                       three_ds_key = excluded.three_ds_key,
                       endpoints = excluded.endpoints"
                ),
                &[
                    shop.into(),
                    (&merchant).into(),
                    connect_id.as_str().into(),
                    password.clone().into(),
                    token_key.as_str().into(),
                    three_ds_key.clone().into(),
                    endpoints.as_str().into(),
                ],
            )?;
            Ok(())
        })
        .await
}

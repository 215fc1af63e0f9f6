//! A contract with Paygent: credentials and where to send telegrams. A payment stays with the
//! account it was made under (R-017..R-020).

pub use paygent::CertificateFacts;
use paygent::{Credentials, Endpoint, Identity};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Tx, sql};

use crate::id::{MerchantId, ShopId, TradeId};
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
    /// 決済情報差分通知ハッシュ鍵: signs payment notices.
    pub notice_key: Option<Secret>,
    /// トークン受取ハッシュ鍵: signs what the token script answers.
    pub token_receipt_key: Option<Secret>,
    /// What production asks for.
    pub certificate: Option<ClientCertificate>,
    /// Where to send.
    pub endpoints: Endpoints,
}

/// Certificate and key of a merchant, as Paygent hands them out: one PEM, the key perhaps under a
/// passphrase.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// Both, in any order.
    pub pem: Secret,
    /// Opens the key.
    pub passphrase: Option<Secret>,
}

impl ClientCertificate {
    /// Whose it is and until when; none if it cannot be read.
    pub fn facts(&self) -> Option<CertificateFacts> {
        let passphrase = self.passphrase.clone();
        Identity { pem: self.pem.clone(), passphrase }.facts().ok()
    }

    /// Tells one certificate from another; nothing can be read out of it.
    pub(crate) fn fingerprint(&self) -> String {
        let passphrase = self.passphrase.as_ref().map_or("", Secret::expose);
        hex::encode(
            Sha256::new().chain_update(self.pem.expose()).chain_update(passphrase).finalize(),
        )
    }
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

/// What a task says of a payment whose account does not open.
pub(super) fn unopened(trade: &TradeId, merchant: &MerchantId) -> String {
    format!(
        "取引ID {trade}：マーチャントID {merchant} の接続の情報が開けないため、ペイジェントに確認できません。\
         「支払方法設定」の接続環境をご確認ください。"
    )
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
        endpoint.identity = self.certificate.as_ref().map(|certificate| Identity {
            pem: certificate.pem.clone(),
            passphrase: certificate.passphrase.clone(),
        });
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
                "select connect_id, connect_password, token_key, three_ds_key, endpoints,
                   notice_key, client_pem, client_passphrase, token_receipt_key
                 from merchant_account where shop_id = $1 and merchant_id = $2"
            ),
            &[shop.into(), merchant.into()],
        )?
        .ok_or_else(|| AccountError::Missing(merchant.clone()))?;
    let opened = |column: &str, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| cipher.open(&place(column, shop, merchant), &sealed)).transpose()
    };
    let passphrase = opened("client_passphrase", row.opt_bytes(7)?)?;
    let certificate =
        opened("client_pem", row.opt_bytes(6)?)?.map(|pem| ClientCertificate { pem, passphrase });
    let endpoints = serde_json::from_str(&row.text(4)?)
        .map_err(|e| store::Error::Engine(format!("merchant_account.endpoints {merchant}: {e}")))?;
    Ok(Account {
        merchant: merchant.clone(),
        connect_id: row.text(0)?,
        connect_password: cipher
            .open(&place("connect_password", shop, merchant), &row.bytes(1)?)?,
        token_key: row.text(2)?,
        three_ds_key: opened("three_ds_key", row.opt_bytes(3)?)?,
        notice_key: opened("notice_key", row.opt_bytes(5)?)?,
        token_receipt_key: opened("token_receipt_key", row.opt_bytes(8)?)?,
        certificate,
        endpoints,
    })
}

/// Saves an account, its secrets sealed.
pub async fn save(world: &World, shop: ShopId, account: &Account) -> Result<(), store::Error> {
    let sealed = Sealed::of(world, shop, account);
    world.store.write(move |tx| sealed.save_in(tx)).await
}

/// An account as it is kept.
#[derive(Clone)]
pub(crate) struct Sealed {
    shop: ShopId,
    merchant: MerchantId,
    connect_id: String,
    connect_password: Vec<u8>,
    token_key: String,
    three_ds_key: Option<Vec<u8>>,
    notice_key: Option<Vec<u8>>,
    token_receipt_key: Option<Vec<u8>>,
    client_pem: Option<Vec<u8>>,
    client_passphrase: Option<Vec<u8>>,
    endpoints: String,
}

impl Sealed {
    pub(crate) fn of(world: &World, shop: ShopId, account: &Account) -> Sealed {
        let seal = |column, secret: &Secret| {
            world.cipher.seal(&*world.random, &place(column, shop, &account.merchant), secret)
        };
        let sealed = |column, secret: Option<&Secret>| secret.map(|secret| seal(column, secret));
        let certificate = account.certificate.as_ref();
        let passphrase = certificate.and_then(|one| one.passphrase.as_ref());
        Sealed {
            shop,
            merchant: account.merchant.clone(),
            connect_id: account.connect_id.clone(),
            connect_password: seal("connect_password", &account.connect_password),
            token_key: account.token_key.clone(),
            three_ds_key: sealed("three_ds_key", account.three_ds_key.as_ref()),
            notice_key: sealed("notice_key", account.notice_key.as_ref()),
            token_receipt_key: sealed("token_receipt_key", account.token_receipt_key.as_ref()),
            client_pem: sealed("client_pem", certificate.map(|one| &one.pem)),
            client_passphrase: sealed("client_passphrase", passphrase),
            endpoints: serde_json::to_string(&account.endpoints).expect("texts become JSON"),
        }
    }

    pub(crate) fn save_in(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "insert into merchant_account (shop_id, merchant_id, connect_id,
                   connect_password, token_key, three_ds_key, endpoints, notice_key, client_pem,
                   client_passphrase, token_receipt_key)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 on conflict (shop_id, merchant_id) do update set
                   connect_id = excluded.connect_id,
                   connect_password = excluded.connect_password,
                   token_key = excluded.token_key,
                   three_ds_key = excluded.three_ds_key,
                   endpoints = excluded.endpoints,
                   notice_key = excluded.notice_key,
                   client_pem = excluded.client_pem,
                   client_passphrase = excluded.client_passphrase,
                   token_receipt_key = excluded.token_receipt_key"
            ),
            &[
                self.shop.into(),
                (&self.merchant).into(),
                self.connect_id.as_str().into(),
                self.connect_password.clone().into(),
                self.token_key.as_str().into(),
                self.three_ds_key.clone().into(),
                self.endpoints.as_str().into(),
                self.notice_key.clone().into(),
                self.client_pem.clone().into(),
                self.client_passphrase.clone().into(),
                self.token_receipt_key.clone().into(),
            ],
        )?;
        Ok(())
    }
}

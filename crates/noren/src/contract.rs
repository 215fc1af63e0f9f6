//! The file of `noren init --paygent`: the contract with Paygent, and what the shop makes of it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use shop::id::MerchantId;
use shop::payment::account::{Account, ClientCertificate, Endpoints};
use shop::secret::Secret;

use crate::card::CardTable;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractFile {
    /// ① マーチャントID
    merchant_id: String,
    /// ② 接続ID
    connect_id: String,
    /// ③ 接続IDパスワード
    connect_password: String,
    /// ④ トークン生成鍵
    token_key: String,
    /// ⑩ 3Dセキュア結果受付ハッシュ鍵
    three_ds_key: Option<String>,
    /// 決済情報差分通知ハッシュ鍵
    notice_key: Option<String>,
    token_receipt_key: Option<String>,
    /// The client certificate: certificate and key in one PEM
    client_pem_file: Option<PathBuf>,
    /// Its passphrase, if the key has one
    client_passphrase: Option<String>,
    /// Where telegrams go: `https://host`
    telegrams: String,
    /// Where browsers load `PaygentToken.js`
    token_script: String,
    /// Whether it is a sandbox
    #[serde(default)]
    sandbox: bool,
    /// CA of the telegram host, where it is not a public one
    ca_pem_file: Option<PathBuf>,
    /// How the shop takes cards
    #[serde(default)]
    card: CardTable,
}

/// Reads account and `[card]`.
pub fn read(file: &Path) -> Result<(Account, CardTable)> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).with_context(|| file.display().to_string())
}

fn parse(text: &str) -> Result<(Account, CardTable)> {
    let told: ContractFile = toml::from_str(text)?;
    let pem = |file: Option<PathBuf>| {
        file.map(|pem| std::fs::read_to_string(&pem).with_context(|| pem.display().to_string()))
            .transpose()
    };
    let ca_pem = pem(told.ca_pem_file)?;
    let passphrase = told.client_passphrase.map(Secret::new);
    let certificate = pem(told.client_pem_file)?
        .map(|pem| ClientCertificate { pem: Secret::new(pem), passphrase });
    let account = Account {
        merchant: MerchantId(told.merchant_id),
        connect_id: told.connect_id,
        connect_password: Secret::new(told.connect_password),
        token_key: told.token_key,
        three_ds_key: told.three_ds_key.map(Secret::new),
        notice_key: told.notice_key.map(Secret::new),
        token_receipt_key: told.token_receipt_key.map(Secret::new),
        certificate,
        endpoints: Endpoints {
            telegrams: told.telegrams,
            token_script: told.token_script,
            sandbox: told.sandbox,
            ca_pem,
        },
    };
    paygent::Client::new(account.endpoint())?;
    Ok((account, told.card))
}

#[cfg(test)]
mod tests {
    use shop::settings::CardSettings;

    use super::parse;

    /// What the documents show in full.
    const EXAMPLE: &str = include_str!("../../../docs/operating/paygent.toml");

    #[test]
    fn the_documented_file_says_what_a_new_shop_has() {
        let (account, card) = parse(EXAMPLE).unwrap();
        let name = card.merchant_name().unwrap().to_owned();
        let usual = CardSettings::new(account.merchant.clone(), &name);
        let key = account.three_ds_key.as_ref();
        assert_eq!(card.settings(account.merchant.clone(), key, &name).unwrap(), usual);
    }

    /// Also the keys that nothing stands for stand there, behind a `#`.
    #[test]
    fn the_documented_file_has_every_key() {
        let unknown = |text: &str| parse(text).map(drop).unwrap_err().to_string();
        for told in [unknown("x = 1"), unknown("[card]\nx = 1")] {
            let (_, keys) = told.split_once("expected one of").expect("it lists the keys");
            for key in keys.split('`').skip(1).step_by(2).filter(|key| *key != "card") {
                let has = |line: &str| line.trim_start_matches("# ").starts_with(key);
                assert!(EXAMPLE.lines().any(has), "{key}");
            }
        }
    }
}

//! The secrets of the settings form. What is kept is never shown; what was typed travels sealed
//! from the form over its confirmation to 設定する.

use serde::{Deserialize, Serialize};

use crate::id::ShopId;
use crate::secret::Secret;
use crate::world::World;

/// What was typed; none: the field was left empty, and what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct CardSecrets {
    /// ③ 接続IDパスワード.
    pub connect_password: Option<Secret>,
    /// ⑩ 3Dセキュア結果受付ハッシュ鍵.
    pub three_ds_key: Option<Secret>,
    /// 決済情報差分通知ハッシュ鍵.
    pub notice_key: Option<Secret>,
    /// クライアント証明書: certificate and key in one PEM.
    pub client_pem: Option<Secret>,
    /// Its passphrase.
    pub client_passphrase: Option<Secret>,
    /// トークン受取ハッシュ鍵.
    pub token_receipt_key: Option<Secret>,
}

/// How many there are.
const SECRETS: usize = 6;

/// The same as JSON, only ever inside a seal.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Open([Option<String>; SECRETS]);

impl CardSecrets {
    /// The secrets of a form's fields, as typed, and behind them those that were typed before.
    pub fn typed(fields: [&str; SECRETS], before: CardSecrets) -> CardSecrets {
        let [connect_password, three_ds_key, notice_key, client_pem, client_passphrase, receipt] =
            fields;
        let or = |typed: &str, before: Option<Secret>| {
            let typed = typed.trim();
            if typed.is_empty() { before } else { Some(Secret::new(typed)) }
        };
        CardSecrets {
            connect_password: or(connect_password, before.connect_password),
            three_ds_key: or(three_ds_key, before.three_ds_key),
            notice_key: or(notice_key, before.notice_key),
            client_pem: or(client_pem, before.client_pem),
            client_passphrase: or(client_passphrase, before.client_passphrase),
            token_receipt_key: or(receipt, before.token_receipt_key),
        }
    }

    /// The field names of those that were typed.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let all = [
            ("connect_password", &self.connect_password),
            ("three_ds_key", &self.three_ds_key),
            ("notice_key", &self.notice_key),
            ("client_pem", &self.client_pem),
            ("client_passphrase", &self.client_passphrase),
            ("token_receipt_key", &self.token_receipt_key),
        ];
        all.into_iter().filter(|(_, typed)| typed.is_some()).map(|(name, _)| name).collect()
    }

    /// Sealed for this shop, as a text for a hidden field.
    pub fn seal(&self, world: &World, shop: ShopId) -> String {
        let open = [
            &self.connect_password,
            &self.three_ds_key,
            &self.notice_key,
            &self.client_pem,
            &self.client_passphrase,
            &self.token_receipt_key,
        ];
        let open = Open(open.map(|secret| secret.as_ref().map(|one| one.expose().to_owned())));
        let text = Secret::new(serde_json::to_string(&open).expect("texts become JSON"));
        hex::encode(world.cipher.seal(&*world.random, &place(shop), &text))
    }

    /// What [`CardSecrets::seal`] made; nothing if it is anything else.
    pub fn open(world: &World, shop: ShopId, sealed: &str) -> CardSecrets {
        let opened = hex::decode(sealed).ok();
        let opened = opened.and_then(|bytes| world.cipher.open(&place(shop), &bytes).ok());
        let open = opened.and_then(|text| serde_json::from_str::<Open>(text.expose()).ok());
        let Open(secrets) = open.unwrap_or_default();
        let [connect_password, three_ds_key, notice_key, client_pem, client_passphrase, receipt] =
            secrets.map(|secret| secret.map(Secret::new));
        CardSecrets {
            connect_password,
            three_ds_key,
            notice_key,
            client_pem,
            client_passphrase,
            token_receipt_key: receipt,
        }
    }
}

fn place(shop: ShopId) -> String {
    format!("form.card_secrets/{shop}")
}

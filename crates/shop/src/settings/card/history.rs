//! Who changed the card's settings when, and what: every version as a form, newest first.

use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use super::{CardForm, CardSecrets, CardSettings};
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::payment::account::{Account, Endpoints};
use crate::settings::{Past, Setting};
use crate::world::World;

/// What a version said of its account: everything but the secrets, and which of them were new.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AccountRecord {
    connect_id: String,
    token_key: String,
    endpoints: Endpoints,
    /// Field names of the secrets that were typed.
    new: Vec<String>,
}

impl Setting for AccountRecord {
    const KIND: &'static str = "card_account";
}

impl AccountRecord {
    pub(super) fn of(account: &Account, typed: &CardSecrets) -> AccountRecord {
        AccountRecord {
            connect_id: account.connect_id.clone(),
            token_key: account.token_key.clone(),
            endpoints: account.endpoints.clone(),
            new: typed.names().into_iter().map(str::to_owned).collect(),
        }
    }
}

/// What one version said.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As the form shows it.
    pub form: CardForm,
    /// Field names of the secrets that were new.
    pub new_secrets: Vec<String>,
}

/// The newest versions, at most `limit`. Those that a command has
/// saved say nothing of the account.
pub async fn history(
    world: &World,
    shop: ShopId,
    limit: i64,
) -> Result<Vec<Past<Entry>>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| read(tx, shop, limit)).await
}

fn read(tx: &mut dyn Tx, shop: ShopId, limit: i64) -> Result<Vec<Past<Entry>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select s.version, s.body, s.saved_by, s.saved_at, a.body from setting s
             left join setting a
               on a.shop_id = s.shop_id and a.kind = $3 and a.version = s.version
             where s.shop_id = $1 and s.kind = $2 order by s.version desc limit $4"
        ),
        &[shop.into(), CardSettings::KIND.into(), AccountRecord::KIND.into(), limit.into()],
    )?;
    let mut entries = Vec::new();
    // A version without a record changed nothing of the account: it had what the newer one had.
    let mut known: Option<AccountRecord> = None;
    for row in &rows {
        let card: CardSettings = from_json(&row.text(1)?)?;
        let record = row.opt_text(4)?.map(|text| from_json::<AccountRecord>(&text)).transpose()?;
        let new_secrets = record.as_ref().map(|one| one.new.clone()).unwrap_or_default();
        known = record.or(known);
        let account = known.as_ref();
        let account = account.map(|one| (&*one.connect_id, &*one.token_key, &one.endpoints));
        entries.push(Past {
            number: row.int(0)?,
            by: row.text(2)?,
            at: Timestamp(row.int(3)?),
            said: Entry { form: CardForm::with(&card, account), new_secrets },
        });
    }
    Ok(entries)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, store::Error> {
    serde_json::from_str(text).map_err(|error| store::Error::Engine(format!("setting: {error}")))
}

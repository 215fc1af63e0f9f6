//! 設定する: settings and account in one commit, if nobody else has saved meanwhile.

use std::time::Duration;

use store::Tx;

use super::form::LIVE;
use super::history::AccountRecord;
use super::parse::can_be_merchant;
use super::{CardForm, CardSecrets, CardSettings, Linking, parse, subscriptions_run};
use crate::checkout::FieldError;
use crate::id::{MerchantId, ShopId};
use crate::payment::account::{self, Account, AccountError, Sealed};
use crate::payment::connection::{self, Finding};
use crate::settings::replace::may_follow;
use crate::settings::{self, SaveError, Version};
use crate::stored_card;
use crate::world::World;

/// How long a settings page waits for Paygent's word on ⑫.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a settings page works with: what is in force, and the account it belongs to.
pub struct Desk {
    /// None: 未設定.
    pub current: Option<Version<CardSettings>>,
    /// The account of the settings in force.
    pub account: Option<Account>,
    /// How many members have a card registered at it.
    pub linked: i64,
}

impl Desk {
    /// The version that the page was made from; 0 while there is none.
    pub fn version(&self) -> i64 {
        self.current.as_ref().map_or(0, |version| version.number)
    }

    /// The form, filled with what is in force.
    pub fn form(&self) -> CardForm {
        match (&self.current, &self.account) {
            (Some(version), Some(account)) => CardForm::of(&version.body, account),
            _ => CardForm::new(),
        }
    }
}

/// What is in force in a shop.
pub async fn open(world: &World, shop: ShopId) -> Result<Desk, AccountError> {
    let cipher = world.cipher.clone();
    let read = move |tx: &mut dyn Tx| {
        let current = settings::current::<CardSettings>(tx, shop)?;
        let account = match &current {
            Some(version) => known(account::find(tx, &cipher, shop, &version.body.merchant))?,
            None => None,
        };
        let linked = match &current {
            Some(version) => stored_card::count_registered(tx, shop, &version.body.merchant)?,
            None => 0,
        };
        Ok::<_, AccountError>(Desk { current, account, linked })
    };
    world.store.read(read).await
}

/// The form, checked: what it would come to. Asks Paygent, where cards are to be linked.
pub async fn check(
    world: &World,
    shop: ShopId,
    form: &CardForm,
    secrets: &CardSecrets,
) -> Result<(CardSettings, Account), SaveError> {
    let (cipher, merchant) = (world.cipher.clone(), MerchantId(form.merchant.trim().to_owned()));
    let read = move |tx: &mut dyn Tx| {
        let current = settings::current::<CardSettings>(tx, shop)?;
        let used = current.as_ref().map(|version| version.body.merchant.clone());
        let slip = !can_be_merchant(&merchant.0);
        let whose = used.filter(|_| slip).unwrap_or(merchant.clone());
        let kept = known(account::find(tx, &cipher, shop, &whose))?;
        Ok::<_, AccountError>((kept, current, subscriptions_run(tx, shop)?))
    };
    let (kept, current, subscriptions) = world.store.read(read).await?;
    let (card, account) = parse(form, secrets, kept.as_ref()).map_err(SaveError::Fields)?;
    if subscriptions && card.linking != Linking::Always {
        return Err(SaveError::Fields(vec![needed_by_subscriptions()]));
    }
    let before = current.filter(|version| version.body.merchant == card.merchant);
    let before = before.map(|version| version.body.linking).unwrap_or_default();
    let same_contract = kept.is_some_and(|kept| {
        (&kept.endpoints.telegrams, &kept.connect_id)
            == (&account.endpoints.telegrams, &account.connect_id)
    });
    if card.linking.needs_vault() && !(before.needs_vault() && same_contract) {
        has_vault(world, &account).await.map_err(|error| SaveError::Fields(vec![error]))?;
    }
    Ok((card, account))
}

///
fn needed_by_subscriptions() -> FieldError {
    FieldError {
        field: "linking",
        message: "⑫ 全注文者が自動的にを選んでください。".to_owned(),
        more: "定期購入をご利用のあいだは、ほかの設定を選べません。".to_owned(),
    }
}

/// 本番 asks of whoever switches it on that a stolen password alone does not open the admin (X5).
pub fn may_be_live(form: &CardForm, has_second_factor: bool) -> Result<(), SaveError> {
    if form.environment != LIVE || has_second_factor {
        return Ok(());
    }
    let message = "本番につなぐには、先にあなたの二段階認証を設定してください。".to_owned();
    let more = String::new();
    Err(SaveError::Fields(vec![FieldError { field: "environment", message, more }]))
}

/// Only a contract with カードお預かり機能 links cards: Paygent is asked, nothing is believed.
async fn has_vault(world: &World, account: &Account) -> Result<(), FieldError> {
    let asked = tokio::time::timeout(PATIENCE, connection::vault(world, account)).await;
    let (message, more) = match asked {
        Ok(Finding::Good) => return Ok(()),
        Ok(Finding::NotContracted) => (
            "⑫ カード情報を会員データに紐づけないを選んでください。",
            "ペイジェントのカードお預かり機能が契約されていません。",
        ),
        _ => (
            "⑫ カードお預かり機能の契約を確かめられませんでした。",
            "紐づけないのまま設定し、接続テストで①〜③を確かめてから変えてください。",
        ),
    };
    Err(FieldError { field: "linking", message: message.to_owned(), more: more.to_owned() })
}

/// Saves the form as a new version and tells its number. `from` is the version the form was opened
/// with ([`Desk::version`]).
pub async fn save(
    world: &World,
    shop: ShopId,
    by: &str,
    from: i64,
    form: &CardForm,
    secrets: &CardSecrets,
) -> Result<i64, SaveError> {
    let (card, account) = check(world, shop, form, secrets).await?;
    let (sealed, by, now) = (Sealed::of(world, shop, &account), by.to_owned(), world.now());
    let record = AccountRecord::of(&account, secrets);
    let write = move |tx: &mut dyn Tx| {
        may_follow(tx, shop, from, &card)?;
        if subscriptions_run(tx, shop)? && card.linking != Linking::Always {
            return Err(SaveError::Fields(vec![needed_by_subscriptions()]));
        }
        sealed.save_in(tx)?;
        let number = settings::save(tx, shop, &card, &by, now)?;
        settings::save_as(tx, shop, number, &record, &by, now)?;
        Ok(number)
    };
    world.store.write(write).await
}

fn known(found: Result<Account, AccountError>) -> Result<Option<Account>, AccountError> {
    match found {
        Ok(account) => Ok(Some(account)),
        Err(AccountError::Missing(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

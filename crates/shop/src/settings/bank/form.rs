//! The settings form of 銀行振込: what was typed, what it comes to, 設定する.

use serde::{Deserialize, Serialize};
use store::Tx;

use super::BankSettings;
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::settings::form::{Checks, TermsForm};
use crate::settings::{self, MethodTerms, SaveError, Version};
use crate::world::World;

/// Longest 振込先 and 支払時期.
const TEXT_MAX: usize = 500;

/// Everything as typed; absent fields are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankForm {
    /// 振込先.
    pub account: String,
    /// 支払時期.
    pub timing: String,
    /// ⑬ to ⑮.
    #[serde(flatten)]
    pub terms: TermsForm,
}

impl BankForm {
    /// What is in force; a new shop has the name only.
    pub fn of(current: Option<&BankSettings>) -> BankForm {
        let usual =
            BankSettings { terms: MethodTerms::named("銀行振込"), ..BankSettings::default() };
        let bank = current.unwrap_or(&usual);
        BankForm {
            account: bank.account.clone(),
            timing: bank.timing.clone(),
            terms: TermsForm::of(&bank.terms),
        }
    }
}

/// What is in force in a shop.
pub async fn open(
    world: &World,
    shop: ShopId,
) -> Result<Option<Version<BankSettings>>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| settings::current::<BankSettings>(tx, shop)).await
}

/// What the form comes to, or a sentence beside each field that needs one.
pub fn check(form: &BankForm) -> Result<BankSettings, Vec<FieldError>> {
    let mut checks = Checks::default();
    let account = checks.text("account", "振込先", &form.account, TEXT_MAX);
    if account.is_empty() {
        checks.refuse(
            "account",
            "振込先を入力してください。お客様は、ここに書いた口座へお振り込みになります。",
        );
    }
    let timing = checks.text("timing", "支払時期", &form.timing, TEXT_MAX);
    let terms = checks.terms(&form.terms);
    checks.end(BankSettings { terms, account, timing })
}

/// Saves the form as a new version and tells its number; `from` is the version it was opened with,
/// 0 without one.
pub async fn save(
    world: &World,
    shop: ShopId,
    by: &str,
    from: i64,
    form: &BankForm,
) -> Result<i64, SaveError> {
    let bank = check(form).map_err(SaveError::Fields)?;
    settings::replace(world, shop, by, from, bank).await
}

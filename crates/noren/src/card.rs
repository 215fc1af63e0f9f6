//! `[card]`: クレジットカード決済 as a file sets it up, for `init` and `demo`. What the file leaves
//! out is as a new shop has it.

mod said;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use shop::checkout::CARD_MAX;
use shop::id::MerchantId;
use shop::money::Yen;
use shop::payment::{AttemptLevel, CaptureTiming};
use shop::secret::Secret;
use shop::settings::card::{CardChanges, Instalments, MERCHANT_NAME_MAX};
use shop::settings::{CardSettings, MethodTerms};

use said::{Said, Word, said};

/// The table as it is written; a key it does not know is an error, it is most likely misspelt.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardTable {
    /// ⑤ 同時売上フラグ.
    capture: Option<Said<CaptureTiming>>,
    /// ⑥ 支払回数, with ボーナス一括払い or without.
    instalments: Option<Said<Instalments>>,
    /// ⑦ 支払回数欄の注意書き.
    instalments_note: Option<String>,
    /// ⑧ 3Dセキュア2.0 (本人認証) の利用.
    three_ds: Option<Said<bool>>,
    /// ⑨ 加盟店名(英字).
    merchant_name: Option<String>,
    /// ⑪ Attemptオーソリ制御区分.
    attempt_level: Option<Said<AttemptLevel>>,
    /// ⑬ 支払方法の名称.
    name: Option<String>,
    /// ⑭ hidden when the goods cost less; 0: never.
    hide_below: Option<Yen>,
    /// ⑭ hidden when the goods cost as much or more.
    hide_from: Option<Yen>,
    /// ⑮ 注意書き.
    note: Option<String>,
    /// ⑮ also beside the payment choice.
    note_in_choice: Option<Said<bool>>,
    /// ⑮ also in the thanks mail.
    note_in_mail: Option<Said<bool>>,
    /// 「3Dセキュア受注の減額を許可する」.
    three_ds_reduction: Option<Said<bool>>,
    /// The most the contract takes for one payment.
    limit: Option<Yen>,
    /// Registrations and changes of cards on マイページ within 24 hours: of one member …
    changes_of_member: Option<i64>,
    /// … and from one address.
    changes_of_address: Option<i64>,
}

impl Word for CaptureTiming {
    const WORDS: &[(&str, Self)] =
        &[(r#""later""#, CaptureTiming::Later), (r#""at-once""#, CaptureTiming::AtOnce)];
}

impl Word for Instalments {
    const WORDS: &[(&str, Self)] = &[
        (r#""offered""#, Instalments::Offered { bonus: false }),
        (r#""offered-with-bonus""#, Instalments::Offered { bonus: true }),
        (r#""lump-only""#, Instalments::LumpOnly),
    ];
}

impl Word for AttemptLevel {
    const WORDS: &[(&str, Self)] = &[
        (r#""low""#, AttemptLevel::Low),
        (r#""middle""#, AttemptLevel::Middle),
        (r#""high""#, AttemptLevel::High),
    ];
}

impl Word for bool {
    const WORDS: &[(&str, Self)] = &[("true", true), ("false", false)];
}

/// A file that is read for its `[card]` alone: the contract beside it is somebody else's.
#[derive(Deserialize)]
struct Beside {
    card: Option<CardTable>,
}

impl CardTable {
    /// The `[card]` of `file`, which must have one.
    pub fn read(file: &Path) -> Result<CardTable> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        let Beside { card } = toml::from_str(&text).with_context(|| file.display().to_string())?;
        card.with_context(|| format!("{} has no [card]", file.display()))
    }

    /// Who the shop is on the card issuer's page, if the table says it.
    pub fn merchant_name(&self) -> Option<&str> {
        self.merchant_name.as_deref()
    }

    /// The settings of a shop with the account `merchant`, whose ⑩ is `three_ds_key`. Fails where
    /// buyers would be refused with them, naming the key.
    pub fn settings(
        self,
        merchant: MerchantId,
        three_ds_key: Option<&Secret>,
        merchant_name: &str,
    ) -> Result<CardSettings> {
        let usual = CardSettings::new(merchant, merchant_name);
        let terms = usual.terms.clone();
        let card = CardSettings {
            timing: said(self.capture, usual.timing),
            instalments: said(self.instalments, usual.instalments),
            instalments_note: self.instalments_note.unwrap_or(usual.instalments_note),
            three_ds: said(self.three_ds, usual.three_ds),
            attempt_level: said(self.attempt_level, usual.attempt_level),
            terms: MethodTerms {
                name: self.name.unwrap_or(terms.name),
                hide_below: self.hide_below.or(terms.hide_below).filter(|yen| *yen != Yen::ZERO),
                hide_from: self.hide_from.or(terms.hide_from),
                note: self.note.unwrap_or(terms.note),
                note_in_choice: said(self.note_in_choice, terms.note_in_choice),
                note_in_mail: said(self.note_in_mail, terms.note_in_mail),
                logo: None,
            },
            three_ds_reduction: said(self.three_ds_reduction, usual.three_ds_reduction),
            limit: self.limit.or(usual.limit),
            changes: CardChanges {
                of_member: self.changes_of_member.unwrap_or(usual.changes.of_member),
                of_address: self.changes_of_address.unwrap_or(usual.changes.of_address),
            },
            ..usual
        };
        check(&card).context("[card]")?;
        ensure!(
            !card.three_ds || three_ds_key.is_some_and(|key| !key.expose().trim().is_empty()),
            "3-D Secure needs three_ds_key, the hash key ⑩ of the contract; \
             a shop without it says three_ds = false under [card]"
        );
        Ok(card)
    }
}

fn check(card: &CardSettings) -> Result<()> {
    let terms = &card.terms;
    for (key, amount) in
        [("hide_below", terms.hide_below), ("hide_from", terms.hide_from), ("limit", card.limit)]
    {
        let is_possible = amount.is_none_or(|yen| (Yen(1)..=CARD_MAX).contains(&yen));
        ensure!(is_possible, "{key} is an amount in yen up to {}", CARD_MAX.0);
    }
    let changes = card.changes;
    for (key, count) in
        [("changes_of_member", changes.of_member), ("changes_of_address", changes.of_address)]
    {
        let most = CardChanges::MOST;
        ensure!((1..=most).contains(&count), "{key} is a number from 1 to {most}");
    }
    if let (Some(below), Some(from)) = (terms.hide_below, terms.hide_from) {
        ensure!(below < from, "hide_below is less than hide_from, or the card is never offered");
    }
    let is_line = |text: &str| !text.trim().is_empty() && !text.contains(char::is_control);
    ensure!(is_line(&terms.name), "name is one line, and not empty");
    let name = &card.merchant_name;
    ensure!(
        is_line(name) && name.is_ascii() && name.len() <= MERCHANT_NAME_MAX,
        "merchant_name is up to {MERCHANT_NAME_MAX} Latin letters, as the contract has them"
    );
    Ok(())
}

#[cfg(test)]
#[path = "card_tests.rs"]
mod tests;

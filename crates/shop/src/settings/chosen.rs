//! The settings of the one method that an attempt pays by.

use store::Tx;

use super::{
    BankSettings, CardSettings, MethodTerms, Version, at_version, card, current, methods_in,
};
use crate::checkout::{CardChoices, Choices, Method};
use crate::id::{MerchantId, ShopId};

/// One version of a method's settings, if it is in use and set up.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// クレジットカード決済.
    Card(Version<CardSettings>),
    /// 銀行振込.
    Bank(Version<BankSettings>),
    /// Not in use, not set up, or no method at all.
    Nothing,
}

impl Chosen {
    /// What is in force now.
    pub fn load(tx: &mut dyn Tx, shop: ShopId, method: Method) -> Result<Chosen, store::Error> {
        if !methods_in(tx, shop)?.has(method) {
            return Ok(Chosen::Nothing);
        }
        Ok(match method {
            Method::Card => current(tx, shop)?.map_or(Chosen::Nothing, Chosen::Card),
            Method::Bank => current(tx, shop)?.map_or(Chosen::Nothing, Chosen::Bank),
        })
    }

    /// What was in force at this version, whatever the shop uses now.
    pub fn at_version(
        tx: &mut dyn Tx,
        shop: ShopId,
        method: Method,
        number: i64,
    ) -> Result<Chosen, store::Error> {
        Ok(match method {
            Method::Card => at_version(tx, shop, number)?.map_or(Chosen::Nothing, Chosen::Card),
            Method::Bank => at_version(tx, shop, number)?.map_or(Chosen::Nothing, Chosen::Bank),
        })
    }

    /// Its number; 0 without one.
    pub fn version(&self) -> i64 {
        match self {
            Chosen::Card(card) => card.number,
            Chosen::Bank(bank) => bank.number,
            Chosen::Nothing => 0,
        }
    }

    /// ① of a card's account.
    pub fn merchant(&self) -> Option<MerchantId> {
        match self {
            Chosen::Card(card) => Some(card.body.merchant.clone()),
            Chosen::Bank(_) | Chosen::Nothing => None,
        }
    }

    /// Name, conditions and note.
    pub fn terms(&self) -> Option<&MethodTerms> {
        match self {
            Chosen::Card(card) => Some(&card.body.terms),
            Chosen::Bank(bank) => Some(&bank.body.terms),
            Chosen::Nothing => None,
        }
    }

    /// The method as the checkout would offer it.
    pub fn choices(&self) -> Choices {
        let method = match self {
            Chosen::Card(_) => Some(Method::Card),
            Chosen::Bank(_) => Some(Method::Bank),
            Chosen::Nothing => None,
        };
        let card = match self {
            Chosen::Card(version) => card::choices(&version.body),
            Chosen::Bank(_) | Chosen::Nothing => CardChoices::default(),
        };
        Choices {
            methods: method.zip(self.terms().cloned()).into_iter().collect(),
            card,
            bank: BankSettings::default(),
        }
    }
}

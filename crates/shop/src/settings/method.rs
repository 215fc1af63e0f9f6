//! The settings of one payment method, whichever it is.

use store::Tx;

use super::{
    BankSettings, CardSettings, CodSettings, InStoreSettings, MethodTerms, Setting, Version,
    at_version, current, methods_in,
};
use crate::checkout::Method;
use crate::id::{MerchantId, ShopId};

/// One body a method.
#[derive(Clone, Debug)]
pub enum MethodSettings {
    /// クレジットカード決済.
    Card(Box<CardSettings>),
    /// 銀行振込.
    Bank(BankSettings),
    /// 代金引換.
    Cod(CodSettings),
    /// 店頭払い.
    InStore(InStoreSettings),
}

impl MethodSettings {
    /// What is in force now, if it is set up.
    pub fn current(
        tx: &mut dyn Tx,
        shop: ShopId,
        method: Method,
    ) -> Result<Option<Version<MethodSettings>>, store::Error> {
        Ok(match method {
            Method::Card => one(current(tx, shop)?, card),
            Method::Bank => one(current(tx, shop)?, MethodSettings::Bank),
            Method::Cod => one(current(tx, shop)?, MethodSettings::Cod),
            Method::InStore => one(current(tx, shop)?, MethodSettings::InStore),
        })
    }

    /// The same, if the shop uses the method.
    pub fn in_use(
        tx: &mut dyn Tx,
        shop: ShopId,
        method: Method,
    ) -> Result<Option<Version<MethodSettings>>, store::Error> {
        if methods_in(tx, shop)?.has(method) {
            MethodSettings::current(tx, shop, method)
        } else {
            Ok(None)
        }
    }

    /// What was in force at this version, whatever the shop uses now.
    pub fn at_version(
        tx: &mut dyn Tx,
        shop: ShopId,
        method: Method,
        number: i64,
    ) -> Result<Option<Version<MethodSettings>>, store::Error> {
        Ok(match method {
            Method::Card => one(at_version(tx, shop, number)?, card),
            Method::Bank => one(at_version(tx, shop, number)?, MethodSettings::Bank),
            Method::Cod => one(at_version(tx, shop, number)?, MethodSettings::Cod),
            Method::InStore => one(at_version(tx, shop, number)?, MethodSettings::InStore),
        })
    }

    /// Which method it is.
    pub fn method(&self) -> Method {
        match self {
            MethodSettings::Card(_) => Method::Card,
            MethodSettings::Bank(_) => Method::Bank,
            MethodSettings::Cod(_) => Method::Cod,
            MethodSettings::InStore(_) => Method::InStore,
        }
    }

    /// Name, conditions and note.
    pub fn terms(&self) -> &MethodTerms {
        match self {
            MethodSettings::Card(card) => &card.terms,
            MethodSettings::Bank(bank) => &bank.terms,
            MethodSettings::Cod(cod) => &cod.terms,
            MethodSettings::InStore(in_store) => &in_store.terms,
        }
    }

    /// ① of a card's account.
    pub fn merchant(&self) -> Option<MerchantId> {
        match self {
            MethodSettings::Card(card) => Some(card.merchant.clone()),
            _ => None,
        }
    }
}

fn card(settings: CardSettings) -> MethodSettings {
    MethodSettings::Card(Box::new(settings))
}

fn one<S: Setting>(
    found: Option<Version<S>>,
    wrap: fn(S) -> MethodSettings,
) -> Option<Version<MethodSettings>> {
    found.map(|found| Version { number: found.number, body: wrap(found.body) })
}

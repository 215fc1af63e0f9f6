//! The checkout (ご注文手続き): what is offered, what it costs, what the buyer typed, what the law wants
//! said before 注文する. Decides nothing about payments; `attempt` takes a [`Checkout`] from here.

mod arrival;
#[cfg(test)]
mod buyer_tests;
mod card;
mod confirmation;
mod erased;
pub mod extras;
pub mod form;
pub mod normalise;
mod offer;
mod parse;
mod quote;
mod sheet;
mod split;

pub use arrival::Arrival;
pub use card::{CardChoice, CardPay, RegisteredCard, SaveToken, parse_new_card};
pub use confirmation::{Confirmation, DeliveryTerms, PaymentTerms, confirmation, details};
pub use erased::ERASED;
pub use extras::{Extras, Noshi, RECEIPT_NAME_MAX};
pub use form::{CheckoutForm, FieldError, Hidden};
pub use offer::{
    CARD_MAX, CardChoices, CarrierOffer, Choices, Method, MethodOffer, Offer, PAUSED, enabled,
    offer_at_agreed_price, offer_of,
};
pub(crate) use parse::{NOTE_MAX, is_email, part};
pub use parse::{parse, parse_before_card, parse_buyer};
pub use quote::{Destination, Quote, QuoteLine, quote_of};
pub use sheet::{Sheet, Wish, priced_in};
pub use split::Split;

use serde::{Deserialize, Serialize};

use crate::delivery::Prefecture;
use crate::id::CarrierId;

/// All that the buyer decided, checked and normalised. As JSON it holds no token, no term and no
/// holder's name: those are kept sealed in the attempt, and only there. With an `Option<Method>` it
/// is the same before the card is entered: enough to show, not to place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout<P = Pay> {
    /// ご購入者.
    pub buyer: Buyer,
    /// お届け先, where it is not the buyer.
    pub recipient: Option<Recipient>,
    /// Who brings it.
    pub carrier_id: CarrierId,
    /// When.
    #[serde(default, skip_serializing_if = "Arrival::is_none")]
    pub arrival: Arrival,
    /// 備考; may hold several lines.
    pub note: String,
    /// ギフトメッセージ, のし, 領収書の宛名; attempts from before have none.
    #[serde(default)]
    pub extras: Extras,
    /// お支払方法.
    pub pay: P,
}

impl<P: Paying> Checkout<P> {
    /// What the price depends on.
    pub fn wish(&self) -> Wish {
        Wish {
            prefecture: Some(self.destination()),
            carrier: Some(self.carrier_id),
            method: self.pay.method(),
        }
    }

    /// Where the goods go: the prefecture decides on the fee.
    pub fn destination(&self) -> Prefecture {
        self.shipping_address().prefecture
    }

    /// The address the goods go to.
    pub fn shipping_address(&self) -> &Address {
        self.recipient.as_ref().map_or(&self.buyer.address, |recipient| &recipient.address)
    }
}

/// Who buys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// 姓.
    pub family: String,
    /// 名.
    pub given: String,
    /// セイ, full-width katakana.
    pub family_kana: String,
    /// メイ, full-width katakana.
    pub given_kana: String,
    /// E-mail address; its domain in lower case.
    pub email: String,
    /// 10 or 11 digits from 0, with the hyphens that were typed.
    pub phone: String,
    /// Where the buyer lives.
    pub address: Address,
}

impl Buyer {
    /// `小林 葵`
    pub fn name(&self) -> String {
        format!("{} {}", self.family, self.given)
    }

    /// `コバヤシ アオイ`
    pub fn kana(&self) -> String {
        format!("{} {}", self.family_kana, self.given_kana)
    }

    /// The phone number to find and to compare: digits only.
    pub fn phone_digits(&self) -> String {
        normalise::digits(&self.phone)
    }
}

/// Who gets the goods, when it is someone else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// 姓.
    pub family: String,
    /// 名.
    pub given: String,
    /// セイ, full-width katakana.
    pub family_kana: String,
    /// メイ, full-width katakana.
    pub given_kana: String,
    /// 10 or 11 digits from 0, with the hyphens that were typed.
    pub phone: String,
    /// Where the goods go.
    pub address: Address,
}

impl Recipient {
    /// `小林 葵`
    pub fn name(&self) -> String {
        format!("{} {}", self.family, self.given)
    }
}

/// A Japanese address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// 7 digits, without hyphen.
    pub postal: String,
    /// 都道府県.
    pub prefecture: Prefecture,
    /// 市区町村.
    pub city: String,
    /// 番地.
    pub street: String,
    /// 建物名・部屋番号, may be empty.
    pub building: String,
}

impl Address {
    /// `604-8136`
    pub fn postal_text(&self) -> String {
        match self.postal.split_at_checked(3) {
            Some((area, town)) => format!("{area}-{town}"),
            None => self.postal.clone(),
        }
    }

    /// `京都府京都市中京区梅忠町20-1 水面ハイツ302`
    pub fn line(&self) -> String {
        let line = format!("{}{}{}", self.prefecture, self.city, self.street);
        if self.building.is_empty() { line } else { format!("{line} {}", self.building) }
    }
}

/// お支払方法 with what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pay {
    /// 銀行振込.
    Bank,
    /// 代金引換.
    Cod,
    /// 店頭払い.
    InStore,
    /// クレジットカード決済 (トークン方式).
    Card(CardPay),
    /// お支払いなし: the total is 0, and no method is asked for (DESIGN section 10).
    Nothing,
}

/// How it is to be paid, whether or not a card is entered.
pub trait Paying {
    /// The method; none where there is nothing to pay.
    fn method(&self) -> Option<Method>;
    /// 支払回数 of a card, once it is chosen.
    fn split(&self) -> Option<Split>;
}

impl Paying for Pay {
    fn method(&self) -> Option<Method> {
        match self {
            Pay::Bank => Some(Method::Bank),
            Pay::Cod => Some(Method::Cod),
            Pay::InStore => Some(Method::InStore),
            Pay::Card(_) => Some(Method::Card),
            Pay::Nothing => None,
        }
    }

    fn split(&self) -> Option<Split> {
        match self {
            Pay::Card(card) => Some(card.split),
            Pay::Bank | Pay::Cod | Pay::InStore | Pay::Nothing => None,
        }
    }
}

impl Paying for Option<Method> {
    fn method(&self) -> Option<Method> {
        *self
    }

    fn split(&self) -> Option<Split> {
        None
    }
}

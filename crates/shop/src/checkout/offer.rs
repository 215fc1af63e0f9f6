//! What can be chosen at the checkout, and why something cannot. Pure.

use serde::{Deserialize, Serialize};

use super::Split;
use super::quote::Quote;
use crate::delivery::{Carrier, Prefecture};
use crate::id::CarrierId;
use crate::money::Yen;
use crate::profile::ShopTexts;

/// The highest amount that a card payment can have: seven digits (DESIGN section 10).
pub const CARD_MAX: Yen = Yen(9_999_999);

/// お支払方法.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 銀行振込.
    Bank,
    /// クレジットカード決済 (トークン方式).
    Card,
}

impl Method {
    /// The form's value, also the word in the database.
    pub fn value(self) -> &'static str {
        match self {
            Method::Bank => "bank",
            Method::Card => "card",
        }
    }

    /// From the form's value.
    pub fn find(value: &str) -> Option<Method> {
        [Method::Bank, Method::Card].into_iter().find(|method| method.value() == value)
    }
}

/// The part of the payment settings that the checkout page depends on. The default: not in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardChoices {
    /// Whether a contract is set up and the method is in use.
    pub offered: bool,
    /// ⑬ 支払方法の名称.
    pub name: String,
    /// ⑭ not shown when the goods cost less.
    pub hide_below: Option<Yen>,
    /// ⑭ not shown when the goods cost as much or more.
    pub hide_from: Option<Yen>,
    /// ⑮ 注意書き, may be empty; always on the confirmation.
    pub note: String,
    /// ⑮ also beside the choice.
    pub note_in_choice: bool,
    /// ⑥ 分割あり.
    pub installments: bool,
    /// ⑥ ボーナス一括払いを含める.
    pub bonus: bool,
    /// ⑦ 支払回数欄の注意書き.
    pub split_note: String,
    /// ⑤ オーソリ+売上: the charge is final at the order, not at the dispatch.
    pub capture_at_once: bool,
    /// The account's own limit, where it is lower than [`CARD_MAX`].
    pub amount_max: Option<Yen>,
}

/// A carrier with its fee for the prefecture asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierOffer {
    /// The carrier.
    pub carrier: Carrier,
    /// `None`: 別途連絡, or no prefecture is known yet ([`Offer::prefecture`]).
    pub fee: Option<Yen>,
}

/// A payment method, and whether it can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodOffer {
    /// Which.
    pub method: Method,
    /// Its name for buyers.
    pub name: String,
    /// A line or more under the name.
    pub note: String,
    /// `Err` holds the reason, as a sentence for the buyer.
    pub enabled: Result<(), String>,
}

/// All that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where it goes, if that is known.
    pub prefecture: Option<Prefecture>,
    /// Carriers that go there; all while no prefecture is known.
    pub carriers: Vec<CarrierOffer>,
    /// Methods, the card first.
    pub methods: Vec<MethodOffer>,
    /// 支払回数 for the card.
    pub splits: Vec<Split>,
    /// ⑦ 支払回数欄の注意書き.
    pub split_note: String,
}

impl Offer {
    /// The carrier of this number, if it goes there.
    pub fn carrier(&self, id: CarrierId) -> Option<&CarrierOffer> {
        self.carriers.iter().find(|one| one.carrier.id == id)
    }

    /// The method, if it is offered at all.
    pub fn method(&self, method: Method) -> Option<&MethodOffer> {
        self.methods.iter().find(|one| one.method == method)
    }
}

/// What can be chosen at this price.
pub fn offer_of(
    quote: &Quote,
    carriers: Vec<(Carrier, Option<Yen>)>,
    card: &CardChoices,
    texts: &ShopTexts,
) -> Offer {
    offer(quote.prefecture, carriers, (card, texts), |method| enabled(method, quote, card))
}

/// What can be chosen whatever it costs: for a form whose price was agreed to on an earlier page,
/// and which the attempt's first commit looks at again.
pub fn offer_at_any_price(
    prefecture: Option<Prefecture>,
    carriers: Vec<(Carrier, Option<Yen>)>,
    card: &CardChoices,
    texts: &ShopTexts,
) -> Offer {
    let enabled = |method| (method != Method::Card || card.offered).then_some(Ok(()));
    offer(prefecture, carriers, (card, texts), enabled)
}

/// Whether a method can be chosen at this price: `None` when it is not offered at all, `Err` with
/// the reason, as a sentence for the buyer.
pub fn enabled(method: Method, quote: &Quote, card: &CardChoices) -> Option<Result<(), String>> {
    match method {
        Method::Bank => Some(Ok(())),
        Method::Card => is_shown(quote, card).then(|| card_enabled(quote, card)),
    }
}

fn offer(
    prefecture: Option<Prefecture>,
    carriers: Vec<(Carrier, Option<Yen>)>,
    (card, texts): (&CardChoices, &ShopTexts),
    enabled: impl Fn(Method) -> Option<Result<(), String>>,
) -> Offer {
    let choice_note = if card.note_in_choice { card.note.as_str() } else { "" };
    let methods = [
        (Method::Card, card.name.as_str(), choice_note),
        (Method::Bank, texts.bank_name.as_str(), texts.bank_note.as_str()),
    ];
    let methods = methods.into_iter().filter_map(|(method, name, note)| {
        let enabled = enabled(method)?;
        Some(MethodOffer { method, name: name.to_owned(), note: note.to_owned(), enabled })
    });
    let carriers = carriers.into_iter().map(|(carrier, fee)| CarrierOffer { carrier, fee });
    Offer {
        prefecture,
        carriers: carriers.collect(),
        methods: methods.collect(),
        splits: Split::choices(card.installments, card.bonus),
        split_note: card.split_note.clone(),
    }
}

/// ⑭ looks at the goods alone, without shipping and fees (guide 3-3).
fn is_shown(quote: &Quote, card: &CardChoices) -> bool {
    card.offered
        && card.hide_below.is_none_or(|lowest| quote.goods >= lowest)
        && card.hide_from.is_none_or(|highest| quote.goods < highest)
}

/// A card pays only an amount that is fixed and within the limits. While no address is
/// known the goods alone are judged: the page must not refuse what the address may allow.
fn card_enabled(quote: &Quote, card: &CardChoices) -> Result<(), String> {
    if quote.is_shipping_undecided() {
        return Err("送料を別途ご連絡するため、クレジットカードはお選びいただけません。".to_owned());
    }
    let highest = card.amount_max.map_or(CARD_MAX, |limit| limit.min(CARD_MAX));
    match quote.total_so_far() {
        amount if amount > highest => {
            Err(format!("クレジットカードのお支払いは、合計{highest}までです。"))
        }
        amount if amount < Yen(1) && quote.total.is_some() => {
            Err("お支払いがないため、クレジットカードは不要です。".to_owned())
        }
        _ => Ok(()),
    }
}

//! What can be chosen at the checkout, and why something cannot. Pure.

use serde::{Deserialize, Serialize};

use super::quote::Quote;
use super::{RegisteredCard, Split};
use crate::clock::Day;
use crate::delivery::{Carrier, Fares, Prefecture};
use crate::id::CarrierId;
use crate::money::Yen;
use crate::settings::card::{self, CardArea, Holder, Linking};
use crate::settings::{
    BankSettings, CartSettings, CodSettings, InStoreSettings, Logo, MethodSettings, MethodTerms,
};

/// The highest amount that a card payment can have: seven digits (DESIGN section 10).
pub const CARD_MAX: Yen = Yen(9_999_999);

/// Why no card can be chosen while the brake against card testing is on.
pub const PAUSED: &str = "ただいまクレジットカードのお支払いを一時的に休止しています。\
    ほかのお支払方法をお選びいただくか、時間をおいてお試しください。";

/// お支払方法.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 銀行振込.
    Bank,
    /// 代金引換.
    Cod,
    /// 店頭払い.
    InStore,
    /// クレジットカード決済 (トークン方式).
    Card,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 4] = [Method::Card, Method::Bank, Method::Cod, Method::InStore];

    /// The form's value, also the word in the database.
    pub fn value(self) -> &'static str {
        match self {
            Method::Bank => "bank",
            Method::Cod => "cod",
            Method::InStore => "in_store",
            Method::Card => "card",
        }
    }

    /// The word in the database, also where there is nothing to pay and so no method.
    pub(crate) fn column(method: Option<Method>) -> &'static str {
        method.map_or("free", Method::value)
    }

    /// From the form's value.
    pub fn find(value: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.value() == value)
    }
}

/// The part of the settings that the checkout depends on. The default: no method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The methods in use that are set up, in the shop's order.
    pub methods: Vec<(Method, MethodTerms)>,
    /// What only the card has.
    pub card: CardChoices,
    /// 振込先 and 支払時期 of 銀行振込.
    pub bank: BankSettings,
    /// 代引手数料 of 代金引換.
    pub cod: CodSettings,
    /// ご来店のご案内 of 店頭払い.
    pub in_store: InStoreSettings,
    /// Which cart, and what can be asked for beside the goods.
    pub cart: CartSettings,
}

impl Choices {
    /// One method alone, or none.
    pub fn only(settings: Option<MethodSettings>) -> Choices {
        let mut choices = Choices::default();
        if let Some(settings) = settings {
            choices.offer(settings);
        }
        choices
    }

    /// Offers one more method, after those that there are.
    pub fn offer(&mut self, settings: MethodSettings) {
        self.methods.push((settings.method(), settings.terms().clone()));
        match settings {
            MethodSettings::Card(card) => self.card = card::choices(&card),
            MethodSettings::Bank(bank) => self.bank = bank,
            MethodSettings::Cod(cod) => self.cod = cod,
            MethodSettings::InStore(in_store) => self.in_store = in_store,
        }
    }

    /// 手数料 of a method for goods with their shipping: none for nothing. Where the method cannot be
    /// chosen for so much there is none either, and [`enabled`] says why.
    pub fn fee(&self, method: Method, goods_and_shipping: Yen) -> Yen {
        match method {
            _ if goods_and_shipping == Yen::ZERO => Yen::ZERO,
            Method::Cod => self.cod.fee(goods_and_shipping).unwrap_or_default(),
            Method::Bank | Method::InStore | Method::Card => Yen::ZERO,
        }
    }

    /// Name, conditions and note of a method in use.
    pub fn terms(&self, method: Method) -> Option<&MethodTerms> {
        self.methods.iter().find(|(one, _)| *one == method).map(|(_, terms)| terms)
    }
}

/// What the card's settings let a buyer choose, and what is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardChoices {
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
    /// The brake against card testing is on.
    pub paused: bool,
    /// ⑫ クレジットカード紐づけ設定.
    pub linking: Linking,
    /// ⑧: the card issuer may ask.
    pub three_ds: bool,
    /// 定期購入利用中 of the shop: a card cannot be deleted.
    pub subscriptions_run: bool,
}

/// A carrier with its fee for the prefecture asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierOffer {
    /// The carrier.
    pub carrier: Carrier,
    /// `None`: 別途連絡, or no prefecture is known yet ([`Offer::prefecture`]).
    pub fee: Option<Yen>,
    /// The day that it is in Japan: what can be chosen follows from it.
    pub today: Day,
}

impl CarrierOffer {
    /// お届け希望日 that can be chosen; none where the carrier takes no such wish.
    pub fn days(&self) -> Vec<Day> {
        self.carrier.terms.days.map(|days| days.from(self.today).collect()).unwrap_or_default()
    }

    /// お届け時間帯 of this day; without one, of any day that can be chosen.
    pub fn slots(&self, on: Option<Day>) -> Vec<&str> {
        let days = match (on, self.days()) {
            (Some(on), _) => vec![on],
            (None, days) if days.is_empty() => vec![self.today],
            (None, days) => days,
        };
        let slots = self.carrier.terms.slots.iter();
        let offered = slots.filter(|slot| days.iter().any(|day| slot.is_on(*day)));
        offered.map(|slot| slot.label.as_str()).collect()
    }
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
    /// ⑯ beside the name.
    pub logo: Option<Logo>,
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
    /// There is nothing to pay, and no method to choose (DESIGN section 10).
    pub is_free: bool,
    /// Methods, in the shop's order.
    pub methods: Vec<MethodOffer>,
    /// 支払回数 for the card.
    pub splits: Vec<Split>,
    /// ⑦ 支払回数欄の注意書き.
    pub split_note: String,
    /// What the card area shows to this buyer (M3).
    pub card_area: CardArea,
    /// The registered card; only where [`Offer::card_area`] has it.
    pub registered: Option<RegisteredCard>,
    /// What can be asked for beside the goods.
    pub cart: CartSettings,
}

impl Offer {
    /// The same for a member, who may have a card registered.
    #[must_use]
    pub fn to_member(self, linking: Linking, registered: Option<RegisteredCard>) -> Offer {
        let card_area = linking.area(Holder::Member { linked: registered.is_some() });
        Offer { card_area, registered, ..self }
    }

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
pub fn offer_of(quote: &Quote, carriers: Fares, choices: &Choices, today: Day) -> Offer {
    let enabled = |method| enabled(method, quote, &carriers, choices);
    let methods = (!quote.is_free()).then(|| offered(&carriers, choices, enabled));
    offer(quote.prefecture, carriers, choices, methods, today)
}

/// What can be chosen for a form whose price was agreed to on an earlier page, and which the
/// attempt's first commit looks at again; of that price only whether there was one is known.
pub fn offer_at_agreed_price(
    is_free: bool,
    prefecture: Option<Prefecture>,
    carriers: Fares,
    choices: &Choices,
    today: Day,
) -> Offer {
    let methods = (!is_free).then(|| offered(&carriers, choices, |_| Some(Ok(()))));
    offer(prefecture, carriers, choices, methods, today)
}

/// Whether a method can be chosen at this price: `None` when it is not offered at all, `Err` with
/// the reason, as a sentence for the buyer.
pub fn enabled(
    method: Method,
    quote: &Quote,
    carriers: &[(Carrier, Option<Yen>)],
    choices: &Choices,
) -> Option<Result<(), String>> {
    let terms = choices.terms(method)?;
    let carrier = carriers.iter().map(|(carrier, _)| carrier);
    let mut chosen = carrier.filter(|carrier| Some(carrier.id) == quote.carrier_id);
    terms.is_shown_for(quote.goods).then(|| match method {
        _ if chosen.any(|carrier| !carrier.takes(method)) => {
            Err(format!("このお届け方法では、{}をお選びいただけません。", terms.name))
        }
        Method::Bank | Method::InStore => Ok(()),
        Method::Cod => cod_enabled(quote, &choices.cod),
        Method::Card => card_enabled(quote, &choices.card),
    })
}

/// The methods in use that any of these carriers takes, with what is to be said of each.
fn offered(
    carriers: &[(Carrier, Option<Yen>)],
    choices: &Choices,
    enabled: impl Fn(Method) -> Option<Result<(), String>>,
) -> Vec<MethodOffer> {
    let taken = |method| carriers.iter().any(|(carrier, _)| carrier.takes(method));
    let methods = choices.methods.iter().filter(|(method, _)| taken(*method));
    let methods = methods.filter_map(|(method, terms)| {
        Some(MethodOffer {
            method: *method,
            name: terms.name.clone(),
            note: terms.choice_note().to_owned(),
            logo: terms.logo.clone(),
            enabled: enabled(*method)?,
        })
    });
    methods.collect()
}

/// Without `methods` there is nothing to pay.
fn offer(
    prefecture: Option<Prefecture>,
    carriers: Fares,
    choices: &Choices,
    methods: Option<Vec<MethodOffer>>,
    today: Day,
) -> Offer {
    let card = &choices.card;
    let carriers = carriers.into_iter().map(|(carrier, fee)| CarrierOffer { carrier, fee, today });
    Offer {
        prefecture,
        carriers: carriers.collect(),
        is_free: methods.is_none(),
        methods: methods.unwrap_or_default(),
        splits: Split::choices(card.installments, card.bonus),
        split_note: card.split_note.clone(),
        card_area: card.linking.area(Holder::Guest),
        registered: None,
        cart: choices.cart.clone(),
    }
}

/// A card pays only an amount that is fixed and within the limits. While no address is
/// known the goods alone are judged: the page must not refuse what the address may allow.
fn card_enabled(quote: &Quote, card: &CardChoices) -> Result<(), String> {
    if card.paused {
        return Err(PAUSED.to_owned());
    }
    if quote.is_shipping_undecided() {
        return Err("送料を別途ご連絡するため、クレジットカードはお選びいただけません。".to_owned());
    }
    let highest = card.amount_max.map_or(CARD_MAX, |limit| limit.min(CARD_MAX));
    if quote.before_fee() > highest {
        return Err(format!("クレジットカードのお支払いは、合計{highest}までです。"));
    }
    Ok(())
}

/// The carrier must know what to collect, and the table what that costs.
fn cod_enabled(quote: &Quote, cod: &CodSettings) -> Result<(), String> {
    if quote.is_shipping_undecided() {
        return Err("送料を別途ご連絡するため、代金引換はお選びいただけません。".to_owned());
    }
    match (cod.fee(quote.before_fee()), cod.limit()) {
        (Some(_), _) => Ok(()),
        (None, Some(limit)) => {
            Err(format!("代金引換のお支払いは、手数料を除いて{limit}未満までです。"))
        }
        (None, None) => Err("代金引換は、いまお選びいただけません。".to_owned()),
    }
}

//! The six items that the law wants on the page with the final button (特商法 12条の6), in its order.

use super::offer::{Choices, Method};
use super::quote::{Quote, QuoteLine};
use super::{Address, Checkout, Paying};
use crate::profile::ShopTexts;

/// The six items; the page shows all of them, in this order, and no theme can take one out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// 分量.
    pub quantity: Vec<QuoteLine>,
    /// 販売価格・対価: the sums of this quote.
    pub price: Quote,
    /// 支払時期・方法.
    pub payment: PaymentTerms,
    /// 引渡時期.
    pub delivery: DeliveryTerms,
    /// 申込みの撤回・解除.
    pub withdrawal: String,
    /// 申込期間.
    pub application_period: String,
}

/// 支払時期・方法.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentTerms {
    /// Name of the method.
    pub method_name: String,
    /// 支払回数 of a card.
    pub split: Option<String>,
    /// When the money is due.
    pub timing: String,
    /// The method's own note (⑮), may be empty.
    pub note: String,
    /// What stands under it, several lines with their heading: お振込先 of 銀行振込, ご来店のご案内 of 店頭払い.
    pub details: Option<(&'static str, String)>,
}

/// 引渡時期.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryTerms {
    /// When the goods are handed over.
    pub time: String,
    /// お届け希望日 and お届け時間帯, if there is such a wish.
    pub wish: Option<String>,
    /// Who brings them.
    pub carrier_name: String,
    /// To whom: `小林 葵`.
    pub name: String,
    /// Digits.
    pub phone: String,
    /// Where.
    pub address: Address,
}

/// The six items of this checkout at this price.
pub fn confirmation<P: Paying>(
    checkout: &Checkout<P>,
    quote: &Quote,
    choices: &Choices,
    texts: &ShopTexts,
) -> Confirmation {
    let recipient = checkout.recipient.as_ref();
    Confirmation {
        quantity: quote.lines.clone(),
        price: quote.clone(),
        payment: payment_terms(&checkout.pay, choices),
        delivery: DeliveryTerms {
            time: or_else(&texts.delivery_time, "ご注文の確認後、順に発送します。"),
            wish: checkout.arrival.text(),
            carrier_name: quote.carrier_name.clone(),
            name: recipient.map_or_else(|| checkout.buyer.name(), super::Recipient::name),
            phone: recipient.map_or(&checkout.buyer.phone, |to| &to.phone).clone(),
            address: checkout.shipping_address().clone(),
        },
        withdrawal: or_else(
            &texts.withdrawal,
            "お客様のご都合による取り消しと返品は、お店へお問い合わせください。",
        ),
        application_period: or_else(
            &texts.application_period,
            "期間の定めはありません。在庫がなくなりしだい終了します。",
        ),
    }
}

fn payment_terms(pay: &impl Paying, choices: &Choices) -> PaymentTerms {
    let Some(method) = pay.method() else {
        return PaymentTerms {
            method_name: "お支払いなし".to_owned(),
            split: None,
            timing: "お支払いいただく金額はありません。".to_owned(),
            note: String::new(),
            details: None,
        };
    };
    let terms = choices.terms(method).cloned().unwrap_or_default();
    let timing = match method {
        Method::Card if choices.card.capture_at_once => {
            "ご注文と同時にご請求が確定します。引き落とし日はカード会社の規約によります。"
                .to_owned()
        }
        Method::Card => "ご注文時にカードのご利用枠を確保し、発送のときにご請求が確定します。\
                         引き落とし日はカード会社の規約によります。"
            .to_owned(),
        Method::Bank => or_else(&choices.bank.timing, "ご注文のあと、振込先へお振り込みください。"),
        Method::Cod => "商品のお受け取りのときに、配達員へお支払いください。".to_owned(),
        Method::InStore => {
            or_else(&choices.in_store.timing, "ご来店のときに、店頭でお支払いください。")
        }
    };
    PaymentTerms {
        method_name: terms.name,
        split: pay.split().map(|split| split.to_string()),
        timing,
        note: terms.note,
        details: details(method, choices),
    }
}

/// What a buyer needs to know to pay, with its heading; also on 完了画面.
pub fn details(method: Method, choices: &Choices) -> Option<(&'static str, String)> {
    match method {
        Method::Bank => Some(("お振込先", choices.bank.account.clone())),
        Method::InStore => Some(("ご来店のご案内", choices.in_store.place.clone())),
        Method::Card | Method::Cod => None,
    }
}

/// An item is never empty: without the shop's text the general one stands.
fn or_else(text: &str, general: &str) -> String {
    if text.trim().is_empty() { general.to_owned() } else { text.to_owned() }
}

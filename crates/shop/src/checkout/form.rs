//! The checkout form: what was typed, and its way to a [`Checkout`] or to sentences beside the
//! fields.
//!
//! The telegrams that carry a buyer's words (450) are UTF-8, so that no character is refused for
//! the wire's sake; what Windows-31J telegrams carry of an order is digits and capitals only.

use serde::{Deserialize, Serialize};

use super::{Buyer, CardChoice, CardPay, Method, Recipient, Wish};
use crate::delivery::Prefecture;
use crate::id::CarrierId;

/// Longest draft, in bytes: several times what a form may hold.
const DRAFT_MAX: usize = 16 * 1024;
/// Characters that each field of a longer one keeps: all of a 備考 that can be taken.
const CUT: usize = 500;

/// Everything the page sends, as it was typed; absent fields are empty. Field names are the form's
/// `name`s. As JSON (the cart's draft) it leaves out token, term and holder's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutForm {
    /// ご購入者 姓.
    pub family: String,
    /// 名.
    pub given: String,
    /// セイ.
    pub family_kana: String,
    /// メイ.
    pub given_kana: String,
    /// メールアドレス.
    pub email: String,
    /// 電話番号.
    pub phone: String,
    /// 郵便番号.
    pub postal: String,
    /// 都道府県: its name or its number.
    pub prefecture: String,
    /// 市区町村.
    pub city: String,
    /// 番地.
    pub street: String,
    /// 建物名・部屋番号.
    pub building: String,
    /// 別の住所へ届ける: anything but empty means yes.
    pub elsewhere: String,
    /// お届け先 姓.
    pub ship_family: String,
    /// 名.
    pub ship_given: String,
    /// セイ.
    pub ship_family_kana: String,
    /// メイ.
    pub ship_given_kana: String,
    /// 電話番号.
    pub ship_phone: String,
    /// 郵便番号.
    pub ship_postal: String,
    /// 都道府県.
    pub ship_prefecture: String,
    /// 市区町村.
    pub ship_city: String,
    /// 番地.
    pub ship_street: String,
    /// 建物名・部屋番号.
    pub ship_building: String,
    /// お届け方法: the carrier's number; empty means the first.
    pub carrier: String,
    /// お届け希望日: `2026-11-28`; empty: 指定なし.
    pub deliver_on: String,
    /// お届け時間帯: its name; empty: 指定なし.
    pub slot: String,
    /// 備考.
    pub note: String,
    /// ギフトメッセージ.
    pub gift_message: String,
    /// のし: the 表書き; empty means none.
    pub noshi: String,
    /// 水引: `bow` or `knot`.
    pub noshi_ribbon: String,
    /// かけ方: `outside` or `inside`.
    pub noshi_wrap: String,
    /// 名入れ.
    pub noshi_name: String,
    /// 領収書の宛名.
    pub receipt_name: String,
    /// お支払方法: `bank` or `card`.
    pub pay: String,
    /// 支払回数: see [`super::Split::value`].
    pub split: String,
    /// Which card a member pays with: `registered`, or `other` for the one that is typed; empty:
    /// nothing was asked, and one was typed.
    pub card_use: String,
    /// 支払回数 of the registered card.
    pub registered_split: String,
    /// Which registered card the page showed ([`super::RegisteredCard::mark`]).
    #[serde(skip_serializing)]
    pub registered_shown: String,
    /// The page asked カード情報を保持し次回も利用する: an empty `card_keep` is an answer.
    pub keep_asked: String,
    /// カード情報を保持し次回も利用する: anything but empty means yes.
    pub card_keep: String,
    /// カード名義人.
    #[serde(skip_serializing)]
    pub holder_name: String,
    /// The tokeniser's token.
    #[serde(skip_serializing)]
    pub card_token: Hidden,
    /// What the tokeniser answered beside it: the masked number …
    #[serde(skip_serializing)]
    pub card_masked: String,
    /// … the fingerprint …
    #[serde(skip_serializing)]
    pub card_fingerprint: String,
    /// … and `hc`, which signs it.
    #[serde(skip_serializing)]
    pub card_signature: String,
    /// The tokeniser's `valid_until`, `YYYYMMDDhhmmss` in JST.
    #[serde(skip_serializing)]
    pub card_valid_until: String,
    /// A second token of the same card, to have it registered: each is used up by one success.
    #[serde(skip_serializing)]
    pub save_token: Hidden,
    /// Its `valid_until` …
    #[serde(skip_serializing)]
    pub save_valid_until: String,
    /// … and its signature.
    #[serde(skip_serializing)]
    pub save_signature: String,
}

/// A field that no log may show.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden(…)")
    }
}

/// What is wrong with one field, said to the buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The form's `name`, or `card` for the card area as a whole.
    pub field: &'static str,
    /// One sentence: what to do now. Shown bold beside the field, and in the summary.
    pub message: String,
    /// What helps beyond that; may be empty.
    pub more: String,
}

impl CheckoutForm {
    /// The prefecture the goods go to, as far as it can be read: what the fee depends on while the
    /// form is still being filled in.
    pub fn destination(&self) -> Option<Prefecture> {
        let typed = if self.is_elsewhere() { &self.ship_prefecture } else { &self.prefecture };
        Prefecture::find(typed.trim())
    }

    /// 別の住所へ届ける.
    pub fn is_elsewhere(&self) -> bool {
        !self.elsewhere.trim().is_empty()
    }

    /// Fills ご購入者 in with what a member has told before, unless something is typed there.
    pub fn fill_in(&mut self, buyer: &Buyer) {
        let typed = [&self.family, &self.given, &self.email, &self.phone, &self.postal, &self.city];
        if typed.iter().any(|text| !text.trim().is_empty()) {
            return;
        }
        let Buyer { family, given, family_kana, given_kana, email, phone, address } = buyer.clone();
        *self = CheckoutForm {
            family,
            given,
            family_kana,
            given_kana,
            email,
            phone,
            postal: address.postal_text(),
            prefecture: address.prefecture.name().to_owned(),
            city: address.city,
            street: address.street,
            building: address.building,
            ..std::mem::take(self)
        };
    }

    /// お届け先 is this one.
    pub fn send_to(&mut self, recipient: &Recipient) {
        let Recipient { family, given, family_kana, given_kana, phone, address } =
            recipient.clone();
        "1".clone_into(&mut self.elsewhere);
        self.ship_family = family;
        self.ship_given = given;
        self.ship_family_kana = family_kana;
        self.ship_given_kana = given_kana;
        self.ship_phone = phone;
        self.ship_postal = address.postal_text();
        address.prefecture.name().clone_into(&mut self.ship_prefecture);
        self.ship_city = address.city;
        self.ship_street = address.street;
        self.ship_building = address.building;
    }

    /// The registered card was chosen. A page that showed none says nothing of it.
    pub fn is_registered_card(&self) -> bool {
        self.card_use.trim() == "registered"
    }

    /// The registered card stands chosen on a page that shows it, until another one is.
    pub fn prefers_registered_card(&self) -> bool {
        self.card_use.trim() != "other"
    }

    /// What was chosen of the card before, but for all that is typed.
    pub fn choose_again(&mut self, card: &CardPay) {
        let is_registered = matches!(card.choice, CardChoice::Registered { .. });
        let split = if is_registered { &mut self.registered_split } else { &mut self.split };
        *split = card.split.value();
        if is_registered { "registered" } else { "other" }.clone_into(&mut self.card_use);
        "1".clone_into(&mut self.keep_asked);
        if card.keep { "1" } else { "" }.clone_into(&mut self.card_keep);
    }

    /// カード情報を保持し次回も利用する; before it was asked, as it is kept now.
    pub fn keeps_card(&self, is_registered: bool) -> bool {
        if self.keep_asked.is_empty() { is_registered } else { !self.card_keep.trim().is_empty() }
    }

    /// What the price depends on, as far as it can be read.
    pub fn wish(&self) -> Wish {
        Wish {
            prefecture: self.destination(),
            carrier: self.carrier_id(),
            method: Method::find(self.pay.trim()),
        }
    }

    /// The carrier chosen, as far as it can be read.
    pub fn carrier_id(&self) -> Option<CarrierId> {
        self.carrier.trim().parse().ok().map(CarrierId)
    }

    /// The form that a cart's draft holds; an empty one if there is none, or none that can be read.
    pub fn from_draft(draft: Option<&str>) -> CheckoutForm {
        draft.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// The form as the cart's draft keeps it. Of one that is longer than people fill in, each field
    /// keeps its beginning.
    pub fn to_draft(&self) -> String {
        let draft = serde_json::to_string(self).expect("texts become JSON");
        if draft.len() <= DRAFT_MAX {
            return draft;
        }
        let mut fields = serde_json::to_value(self).expect("texts become JSON");
        for field in fields.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
            let cut = field.as_str().map(|text| text.chars().take(CUT).collect::<String>());
            *field = cut.into();
        }
        fields.to_string()
    }
}

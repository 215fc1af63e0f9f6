//! The card area: which card, and what the browser's tokeniser made of it. The number never comes
//! here.

use serde::{Deserialize, Serialize};

use super::form::{CheckoutForm, FieldError, Hidden};
use super::parse::Desk;
use super::{Offer, Split, normalise};
use crate::clock::Timestamp;
use crate::secret::Secret;
use crate::stored_card::NewCard;

/// Longest カード名義人.
const HOLDER_MAX: usize = 20;
/// Shortest: 450 takes no single letter.
const HOLDER_MIN: usize = 2;
/// Longest token that we take from a browser; Paygent's have 30.
const TOKEN_MAX: usize = 100;
/// Said where a card, or its code, is asked for again.
const ANEW: &str = "安全のため、入力し直しのたびにお願いしています。";

/// What a card payment needs. The number never comes here; tokens, their terms and the holder's
/// name are not serialised (DESIGN section 4: they wait sealed in the attempt).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardPay {
    /// The token of the browser's tokeniser: of the card, or of the security code alone where a
    /// registered card is charged.
    #[serde(skip)]
    pub token: Secret,
    /// No 020 is sent after this.
    #[serde(skip)]
    pub valid_until: Timestamp,
    /// カード名義人: half-width capitals, at most 20; empty with a registered card.
    #[serde(skip)]
    pub holder_name: String,
    /// 支払回数.
    pub split: Split,
    /// Which card.
    #[serde(default)]
    pub choice: CardChoice,
    /// The tick of カード情報を保持し次回も利用する; none where it was not asked.
    #[serde(default)]
    pub keep: bool,
    /// A second token of the card, to have it registered.
    #[serde(skip)]
    pub save: Option<SaveToken>,
}

/// Which card a member pays with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardChoice {
    /// The one that was typed.
    #[default]
    Typed,
    /// ご登録のクレジットカード, as the page showed it.
    Registered {
        /// [`RegisteredCard::mark`].
        mark: String,
    },
}

/// A token for 025.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveToken {
    /// The card token.
    pub token: Secret,
    /// No 025 is sent after this.
    pub valid_until: Timestamp,
}

/// A member's registered card, as pages show it. The card itself is at Paygent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCard {
    /// Stands for this card of this member, and for nothing else: a page that shows an older one,
    /// or somebody else's, charges nothing.
    pub mark: String,
    /// カード銘柄; may be empty.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
}

impl RegisteredCard {
    /// `JCB 下4桁 1111`
    pub fn short(&self) -> String {
        format!("{} 下4桁 {}", self.brand, self.last4).trim_start().to_owned()
    }

    /// `JCB 下4桁 ************1111`.
    pub fn text(&self) -> String {
        format!("{} 下4桁 ************{}", self.brand, self.last4).trim_start().to_owned()
    }
}

/// The card area, with a sentence beside each input that needs one.
pub(super) fn read(desk: &mut Desk, form: &CheckoutForm, offer: &Offer) -> Option<CardPay> {
    match &offer.registered {
        Some(card) if form.is_registered_card() => registered(desk, form, offer, card),
        // The page still showed one.
        None if form.is_registered_card() => changed(desk),
        Some(_) | None => typed(desk, form, offer),
    }
}

/// The card alone, to have it registered outside an order.
pub fn parse_new_card(form: &CheckoutForm) -> Result<NewCard, Vec<FieldError>> {
    let mut desk = Desk::default();
    let holder = holder_name(&mut desk, &form.holder_name);
    let made = token(&mut desk, form);
    match (holder, made) {
        (Some(holder_name), Some((token, valid_until))) => {
            Ok(NewCard { token, valid_until, holder_name })
        }
        _ => Err(desk.errors()),
    }
}

fn changed<T>(desk: &mut Desk) -> Option<T> {
    let message = "お使いになるカードを、もう一度お選びください。".to_owned();
    let more = "ご登録のカードが、この画面を開いたあとで変わりました。".to_owned();
    desk.refuse("card_use", message, more)
}

fn typed(desk: &mut Desk, form: &CheckoutForm, offer: &Offer) -> Option<CardPay> {
    let holder = holder_name(desk, &form.holder_name);
    let made = token(desk, form);
    let times = split(desk, "split", &form.split, offer);
    let (token, valid_until) = made?;
    let keep = keeps(form, offer);
    let save = token_of(&form.save_token, &form.save_valid_until)
        .map(|(token, valid_until)| SaveToken { token, valid_until })
        .filter(|_| offer.card_area.saves && (keep || !offer.card_area.asks));
    Some(CardPay {
        token,
        valid_until,
        holder_name: holder?,
        split: times?,
        choice: CardChoice::Typed,
        keep,
        save,
    })
}

/// Only its security code is typed. What is charged is the card that the page showed.
fn registered(
    desk: &mut Desk,
    form: &CheckoutForm,
    offer: &Offer,
    card: &RegisteredCard,
) -> Option<CardPay> {
    if form.registered_shown.trim() != card.mark {
        return changed(desk);
    }
    let token = token_of(&form.card_token, &form.card_valid_until).or_else(|| {
        let message = "セキュリティコードを入力してください。".to_owned();
        desk.refuse("card_code", message, ANEW.to_owned())
    });
    let split = split(desk, "registered_split", &form.registered_split, offer);
    let (token, valid_until) = token?;
    Some(CardPay {
        token,
        valid_until,
        holder_name: String::new(),
        split: split?,
        choice: CardChoice::Registered { mark: card.mark.clone() },
        keep: keeps(form, offer),
        save: None,
    })
}

fn split(desk: &mut Desk, field: &'static str, typed: &str, offer: &Offer) -> Option<Split> {
    let split = match typed.trim() {
        "" => Some(Split::Once),
        value => Split::find(value).filter(|split| offer.splits.contains(split)),
    };
    split.or_else(|| desk.refuse(field, "支払回数を選び直してください。".to_owned(), String::new()))
}

fn holder_name(desk: &mut Desk, typed: &str) -> Option<String> {
    const FIELD: &str = "holder_name";
    let name = desk.required(FIELD, "カード名義人", normalise::holder_name(typed), usize::MAX)?;
    let letters = name.chars().count();
    if !name.chars().all(|c| c.is_ascii_uppercase() || c == ' ') || letters < HOLDER_MIN {
        return desk.refuse(
            FIELD,
            "カード名義人を、カードの表記どおり半角英字で入力してください。".to_owned(),
            "例）TARO YAMADA".to_owned(),
        );
    }
    desk.length(FIELD, "カード名義人", &name, HOLDER_MAX)?;
    Some(name)
}

fn token(desk: &mut Desk, form: &CheckoutForm) -> Option<(Secret, Timestamp)> {
    token_of(&form.card_token, &form.card_valid_until).or_else(|| {
        let message = "カード情報を入力してください。".to_owned();
        desk.refuse("card", message, ANEW.to_owned())
    })
}

/// What the browser's tokeniser gave, if it can be that.
fn token_of(token: &Hidden, valid_until: &str) -> Option<(Secret, Timestamp)> {
    let token = token.0.trim();
    let is_token =
        (1..=TOKEN_MAX).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic());
    let until = Timestamp::from_gateway_text(valid_until.trim())?;
    is_token.then(|| (Secret::new(token), until))
}

/// The tick of カード情報を保持し次回も利用する, where the page asks.
fn keeps(form: &CheckoutForm, offer: &Offer) -> bool {
    offer.card_area.asks && form.keeps_card(offer.card_area.registered)
}

//! From the form to a [`Checkout`], or to a sentence beside each field that needs one. Never half
//! of both.

use super::form::{CheckoutForm, FieldError};
use super::{
    Address, Arrival, Buyer, Checkout, Method, MethodOffer, Offer, Pay, Recipient, card, extras,
    normalise,
};
use crate::clock::Day;
use crate::delivery::{Prefecture, postal};
use crate::id::CarrierId;

/// Longest 姓, 名 (ecosystem 4.1).
const NAME_MAX: usize = 16;
/// Longest セイ, メイ.
const KANA_MAX: usize = 25;
/// Longest 市区町村, 番地, 建物名: what carriers' slips take.
const ADDRESS_MAX: usize = 32;
/// Longest e-mail address (RFC 5321).
const EMAIL_MAX: usize = 254;
/// Longest part of it before the @.
const MAILBOX_MAX: usize = 64;
/// Longest 備考.
pub(crate) const NOTE_MAX: usize = 500;

/// Checks and normalises everything at once. `offer` is that of the form's own destination and
/// carrier ([`CheckoutForm::destination`], [`CheckoutForm::carrier_id`]). The errors stand in the
/// order of the page.
pub fn parse(form: &CheckoutForm, offer: &Offer) -> Result<Checkout, Vec<FieldError>> {
    read(form, offer, |desk, method| match method {
        None => Some(Pay::Nothing),
        Some(Method::Bank) => Some(Pay::Bank),
        Some(Method::Cod) => Some(Pay::Cod),
        Some(Method::InStore) => Some(Pay::InStore),
        Some(Method::Card) => card::read(desk, form, offer).map(Pay::Card),
    })
}

/// The same before the card is entered (3-step cart, Step3).
pub fn parse_before_card(
    form: &CheckoutForm,
    offer: &Offer,
) -> Result<Checkout<Option<Method>>, Vec<FieldError>> {
    read(form, offer, |_, method| Some(method))
}

/// Who buys, alone: a member's account has the same fields and nothing of an order.
pub fn parse_buyer(form: &CheckoutForm) -> Result<Buyer, Vec<FieldError>> {
    let mut desk = Desk::default();
    desk.buyer(form).ok_or(desk.errors)
}

/// One part of a form, where the rest of it stays as it was read before (編集モード).
pub(crate) fn part<T>(read: impl FnOnce(&mut Desk) -> T) -> Result<T, Vec<FieldError>> {
    let mut desk = Desk::default();
    let value = read(&mut desk);
    if desk.errors.is_empty() { Ok(value) } else { Err(desk.errors) }
}

fn read<P>(
    form: &CheckoutForm,
    offer: &Offer,
    pay: impl FnOnce(&mut Desk, Option<Method>) -> Option<P>,
) -> Result<Checkout<P>, Vec<FieldError>> {
    let mut desk = Desk::default();
    let buyer = desk.buyer(form);
    let recipient = form.is_elsewhere().then(|| desk.recipient(form));
    let carrier_id = desk.carrier(form, offer);
    let arrival = desk.arrival(form, carrier_id, offer);
    let pay = desk.method(form, offer).and_then(|method| pay(&mut desk, method));
    let extras = extras::read(&mut desk, form, &offer.cart);
    let note = normalise::paragraphs(&form.note);
    desk.length("note", "備考", &note, NOTE_MAX);
    let Desk { errors } = desk;
    // The errors decide; a recipient that could not be read has left its own among them.
    match (buyer, carrier_id, pay) {
        (Some(buyer), Some(carrier_id), Some(pay)) if errors.is_empty() => {
            let recipient = recipient.flatten();
            Ok(Checkout { buyer, recipient, carrier_id, arrival, note, extras, pay })
        }
        _ => Err(errors),
    }
}

/// The names of one address block's fields, and what stands before their labels in a sentence.
struct Block {
    whose: &'static str,
    family: &'static str,
    given: &'static str,
    family_kana: &'static str,
    given_kana: &'static str,
    phone: &'static str,
    postal: &'static str,
    prefecture: &'static str,
    city: &'static str,
    street: &'static str,
    building: &'static str,
}

const BUYER: Block = Block {
    whose: "",
    family: "family",
    given: "given",
    family_kana: "family_kana",
    given_kana: "given_kana",
    phone: "phone",
    postal: "postal",
    prefecture: "prefecture",
    city: "city",
    street: "street",
    building: "building",
};

const SHIP: Block = Block {
    whose: "お届け先の",
    family: "ship_family",
    given: "ship_given",
    family_kana: "ship_family_kana",
    given_kana: "ship_given_kana",
    phone: "ship_phone",
    postal: "ship_postal",
    prefecture: "ship_prefecture",
    city: "ship_city",
    street: "ship_street",
    building: "ship_building",
};

/// Collects what is wrong; every reader gives a value only if it found nothing.
#[derive(Default)]
pub(crate) struct Desk {
    errors: Vec<FieldError>,
}

impl Desk {
    /// What is wrong, in the order of the page.
    pub(super) fn errors(self) -> Vec<FieldError> {
        self.errors
    }

    fn buyer(&mut self, form: &CheckoutForm) -> Option<Buyer> {
        let names = self.buyer_names(form);
        let address = self.buyer_address(form);
        let phone = self.buyer_phone(form);
        let email = self.email(&form.email);
        let [family, given, family_kana, given_kana] = names?;
        Some(Buyer {
            family,
            given,
            family_kana,
            given_kana,
            email: email?,
            phone: phone?,
            address: address?,
        })
    }

    /// 姓, 名, セイ and メイ of the buyer.
    pub(crate) fn buyer_names(&mut self, form: &CheckoutForm) -> Option<[String; 4]> {
        let family = self.name(BUYER.family, "姓", &form.family);
        let given = self.name(BUYER.given, "名", &form.given);
        let family_kana = self.kana(BUYER.family_kana, "セイ", &form.family_kana);
        let given_kana = self.kana(BUYER.given_kana, "メイ", &form.given_kana);
        Some([family?, given?, family_kana?, given_kana?])
    }

    /// Where the buyer lives.
    pub(crate) fn buyer_address(&mut self, form: &CheckoutForm) -> Option<Address> {
        let typed = [&form.postal, &form.prefecture, &form.city, &form.street, &form.building];
        self.address(&BUYER, typed)
    }

    /// The buyer's 電話番号.
    pub(crate) fn buyer_phone(&mut self, form: &CheckoutForm) -> Option<String> {
        self.phone(&BUYER, &form.phone)
    }

    /// お届け先.
    pub(crate) fn recipient(&mut self, form: &CheckoutForm) -> Option<Recipient> {
        let family = self.name(SHIP.family, "お届け先の姓", &form.ship_family);
        let given = self.name(SHIP.given, "お届け先の名", &form.ship_given);
        let family_kana = self.kana(SHIP.family_kana, "お届け先のセイ", &form.ship_family_kana);
        let given_kana = self.kana(SHIP.given_kana, "お届け先のメイ", &form.ship_given_kana);
        let typed = [
            &form.ship_postal,
            &form.ship_prefecture,
            &form.ship_city,
            &form.ship_street,
            &form.ship_building,
        ];
        let address = self.address(&SHIP, typed);
        let phone = self.phone(&SHIP, &form.ship_phone);
        Some(Recipient {
            family: family?,
            given: given?,
            family_kana: family_kana?,
            given_kana: given_kana?,
            phone: phone?,
            address: address?,
        })
    }

    fn name(&mut self, field: &'static str, label: &str, typed: &str) -> Option<String> {
        self.required(field, label, normalise::line(typed), NAME_MAX)
    }

    fn kana(&mut self, field: &'static str, label: &str, typed: &str) -> Option<String> {
        let kana = self.required(field, label, normalise::kana(typed), KANA_MAX)?;
        let others: String = kana.chars().filter(|c| !normalise::is_kana(*c)).take(5).collect();
        if others.is_empty() {
            return Some(kana);
        }
        let message = format!("{label}はカタカナで入力してください。");
        self.refuse(field, message, format!("カタカナではない文字があります：{others}"))
    }

    fn address(&mut self, block: &Block, typed: [&String; 5]) -> Option<Address> {
        let [postal, prefecture, city, street, building] = typed;
        let whose = block.whose;
        let postal = self.postal(block, postal);
        let prefecture = match Prefecture::find(prefecture.trim()) {
            Some(prefecture) => self.belongs(block, postal.as_deref(), prefecture),
            None => self.refuse(
                block.prefecture,
                format!("{whose}都道府県を選んでください。"),
                String::new(),
            ),
        };
        let city = normalise::address(city);
        let city = self.required(block.city, &format!("{whose}市区町村"), city, ADDRESS_MAX);
        let street = normalise::address(street);
        let street = self.required(block.street, &format!("{whose}番地"), street, ADDRESS_MAX);
        let building = normalise::address(building);
        let label = format!("{whose}建物名・部屋番号");
        self.length(block.building, &label, &building, ADDRESS_MAX)?;
        Some(Address {
            postal: postal?,
            prefecture: prefecture?,
            city: city?,
            street: street?,
            building,
        })
    }

    fn postal(&mut self, block: &Block, typed: &str) -> Option<String> {
        let digits = normalise::digits(typed);
        if digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(digits);
        }
        let message = format!("{}郵便番号を7桁の数字で入力してください。", block.whose);
        self.refuse(block.postal, message, "例）604-8136".to_owned())
    }

    /// The prefecture decides on the shipping fee: a code that Japan Post has elsewhere is asked
    /// about. A code that the file does not have (new ones, those of large offices) is believed.
    fn belongs(
        &mut self,
        block: &Block,
        code: Option<&str>,
        chosen: Prefecture,
    ) -> Option<Prefecture> {
        let places = code.map(postal::find).unwrap_or_default();
        let Some(first) = places.first() else { return Some(chosen) };
        if places.iter().any(|place| place.prefecture == chosen) {
            return Some(chosen);
        }
        let message = format!("{}郵便番号と都道府県の組み合わせをご確認ください。", block.whose);
        let more = format!("この郵便番号は{}のものです。", first.prefecture);
        self.refuse(block.prefecture, message, more)
    }

    fn phone(&mut self, block: &Block, typed: &str) -> Option<String> {
        let phone = normalise::phone(typed);
        let digits = normalise::digits(&phone);
        let is_phone = matches!(digits.len(), 10 | 11)
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && digits.starts_with('0')
            && !digits.starts_with("00");
        if is_phone {
            return Some(phone);
        }
        let message =
            format!("{}電話番号を、0から始まる10桁か11桁の数字で入力してください。", block.whose);
        self.refuse(block.phone, message, "例）075-000-0123".to_owned())
    }

    /// メールアドレス.
    pub(crate) fn email(&mut self, typed: &str) -> Option<String> {
        let email = normalise::email(typed);
        let email = self.required("email", "メールアドレス", email, EMAIL_MAX)?;
        if is_email(&email) {
            return Some(email);
        }
        let message = "メールアドレスの形をご確認ください。".to_owned();
        self.refuse("email", message, "例）aoi@example.jp".to_owned())
    }

    fn carrier(&mut self, form: &CheckoutForm, offer: &Offer) -> Option<CarrierId> {
        if offer.prefecture.is_none() {
            // The address has its own error already; which carriers go there is not known.
            return offer.carriers.first().map(|one| one.carrier.id);
        }
        let chosen = match form.carrier.trim() {
            "" => offer.carriers.first(),
            _ => form.carrier_id().and_then(|id| offer.carrier(id)),
        };
        match chosen {
            Some(chosen) => Some(chosen.carrier.id),
            None if offer.carriers.is_empty() => self.refuse(
                "carrier",
                "お届け先を変えてください。".to_owned(),
                "この都道府県へお届けできる方法がありません。".to_owned(),
            ),
            None => {
                self.refuse("carrier", "お届け方法を選んでください。".to_owned(), String::new())
            }
        }
    }

    /// お届け希望日 and お届け時間帯, as this carrier takes them. What it does not ask for is no wish:
    /// another carrier's choice may still stand in the form, unseen.
    fn arrival(
        &mut self,
        form: &CheckoutForm,
        carrier: Option<CarrierId>,
        offer: &Offer,
    ) -> Arrival {
        let Some(carrier) = carrier.and_then(|id| offer.carrier(id)) else {
            return Arrival::default();
        };
        let days = carrier.days();
        let on = match form.deliver_on.trim() {
            "" => None,
            _ if days.is_empty() => None,
            typed => Day::parse(typed).filter(|day| days.contains(day)).or_else(|| {
                let message = "お届け希望日を選び直してください。".to_owned();
                self.refuse("deliver_on", message, "この日はお選びいただけません。".to_owned())
            }),
        };
        let typed = normalise::line(&form.slot);
        let slot = match typed.as_str() {
            "" => None,
            _ if carrier.carrier.terms.slots.is_empty() => None,
            typed if carrier.slots(on).contains(&typed) => Some(typed.to_owned()),
            typed => {
                let message = "お届け時間帯を選び直してください。".to_owned();
                let more = format!("「{typed}」は、このお届け方法と日ではお選びいただけません。");
                self.refuse("slot", message, more)
            }
        };
        Arrival { on, slot }
    }

    /// `Some(None)`: there is nothing to pay, whatever the form says.
    #[expect(clippy::option_option, reason = "the outer one is that of every reader here")]
    fn method(&mut self, form: &CheckoutForm, offer: &Offer) -> Option<Option<Method>> {
        if offer.is_free {
            return Some(None);
        }
        let chosen = Method::find(form.pay.trim()).and_then(|method| offer.method(method));
        match chosen {
            None => self.refuse("pay", "お支払方法を選んでください。".to_owned(), String::new()),
            Some(MethodOffer { enabled: Err(reason), .. }) => {
                self.refuse("pay", "ほかのお支払方法を選んでください。".to_owned(), reason.clone())
            }
            Some(MethodOffer { method, .. }) => Some(Some(*method)),
        }
    }

    pub(super) fn required(
        &mut self,
        field: &'static str,
        label: &str,
        value: String,
        longest: usize,
    ) -> Option<String> {
        if value.is_empty() {
            return self.refuse(field, format!("{label}を入力してください。"), String::new());
        }
        self.length(field, label, &value, longest)?;
        Some(value)
    }

    /// Refuses what has more than `longest` letters.
    pub(crate) fn length(
        &mut self,
        field: &'static str,
        label: &str,
        value: &str,
        longest: usize,
    ) -> Option<()> {
        let letters = value.chars().count();
        if letters <= longest {
            return Some(());
        }
        let message = format!("{label}を{longest}文字以内にしてください。");
        self.refuse(field, message, format!("いまは{letters}文字です。"))
    }

    pub(super) fn refuse<T>(
        &mut self,
        field: &'static str,
        message: String,
        more: String,
    ) -> Option<T> {
        self.errors.push(FieldError { field, message, more });
        None
    }
}

/// What mail servers deliver to, not all that RFC 5322 allows: one @, a plain mailbox, a domain
/// with a dot. Whatever passes here is an address for the mailer too (a test compares the two).
pub(crate) fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.split_once('@') else { return false };
    let is_word = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_mailbox = (1..=MAILBOX_MAX).contains(&mailbox.len())
        && mailbox.chars().all(is_word)
        && mailbox.split('.').all(|part| !part.is_empty());
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let is_domain = labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && labels.last().is_some_and(|last| last.chars().any(|c| c.is_ascii_alphabetic()));
    is_mailbox && is_domain
}

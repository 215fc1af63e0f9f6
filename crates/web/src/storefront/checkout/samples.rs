//! Every page of the checkout, in every state that changes its shape.

use std::sync::Arc;

use askama::Template;
use shop::cart::Cart;
use shop::checkout::{
    self, Checkout, CheckoutForm, Choices, Destination, FieldError, Method, Quote, Sheet,
    confirmation, offer_of, quote_of,
};
use shop::clock::Timestamp;
use shop::delivery::{Carrier, Days, Prefecture, Slot, Terms, UntilFree};
use shop::id::{CarrierId, MerchantId};
use shop::money::Yen;
use shop::payment::Tokeniser;
use shop::profile::ShopTexts;
use shop::settings::{BankSettings, CardSettings, MethodSettings, MethodTerms};

use super::LiveFragment;
use super::confirm::ConfirmFragment;
use super::page::{CheckoutPage, Live};
use crate::Layout;
use crate::storefront::alert::{Alert, target};
use crate::storefront::cart;

pub(crate) fn choices() -> Choices {
    let card = CardSettings::new(MerchantId("900000001".to_owned()), "MINAMODO");
    let bank = BankSettings {
        terms: MethodTerms::named("銀行振込"),
        account: "みなも銀行 三条支店\n普通 0000000".to_owned(),
        timing: String::new(),
    };
    let mut choices = Choices::default();
    choices.offer(MethodSettings::Card(Box::new(card)));
    choices.offer(MethodSettings::Bank(bank));
    choices
}

/// A sheet for Kyoto, for no address yet, or with 送料 別途連絡.
fn sheet(cart: Cart, to: Option<Prefecture>, fee: Option<Yen>) -> Sheet {
    let methods = [Method::Card, Method::Bank];
    let mut carrier = Carrier::new(CarrierId(1), "みなも便", "通常便", &methods);
    carrier.terms = Arc::new(Terms {
        slots: vec![Slot { label: "午前中".to_owned(), from: None, until: None }],
        days: Some(Days { earliest: 3, latest: 5 }),
        ..Terms::default()
    });
    let destination = to.map(|prefecture| Destination {
        prefecture,
        carrier_id: carrier.id,
        carrier_name: carrier.full_name(),
        shipping: fee,
    });
    let quote = quote_of(&cart, destination.as_ref(), |_| Yen::ZERO);
    let today = Timestamp(1_795_496_731_000).day();
    let offer = offer_of(&quote, vec![(carrier, fee)], &choices(), today);
    let until_free = Some(UntilFree { more: Yen(2_000), everywhere: to.is_some() });
    Sheet { cart, quote, offer, until_free }
}

pub(super) fn kyoto() -> Sheet {
    sheet(cart::sample(&[(2, 6)]), Some(Prefecture::KYOTO), Some(Yen(680)))
}

/// A form that is filled in well.
fn form() -> CheckoutForm {
    CheckoutForm {
        family: "小林".to_owned(),
        given: "<b>葵".to_owned(),
        family_kana: "コバヤシ".to_owned(),
        given_kana: "アオイ".to_owned(),
        email: "aoi@example.jp".to_owned(),
        phone: "075-000-0123".to_owned(),
        postal: "604-8136".to_owned(),
        prefecture: "京都府".to_owned(),
        city: "京都市中京区".to_owned(),
        street: "梅忠町20-1".to_owned(),
        pay: "bank".to_owned(),
        note: "門の前\nに置いてください".to_owned(),
        ..CheckoutForm::default()
    }
}

fn page(sheet: &Sheet, form: &CheckoutForm, errors: &[FieldError]) -> String {
    let tokeniser = Tokeniser {
        merchant: "900000001".to_owned(),
        key: "test_key".to_owned(),
        script: "http://localhost:8090/js/PaygentToken.js".to_owned(),
        sandbox: true,
        signed: false,
    };
    let layout = Layout::sample("ご注文手続き").script("checkout.js");
    CheckoutPage::of(layout, sheet, form, errors, Some(&tokeniser)).render().unwrap()
}

/// A price and a checkout, as an order keeps them.
pub(crate) fn placed(method: Method) -> (Quote, Checkout) {
    let mut form = form();
    if method == Method::Card {
        form.pay = "card".to_owned();
        form.holder_name = "AOI KOBAYASHI".to_owned();
        form.card_token.0 = "tok_0123456789".to_owned();
        form.card_valid_until = "20991231235959".to_owned();
    }
    let sheet = kyoto();
    let checkout = checkout::parse(&form, &sheet.offer).unwrap();
    (sheet.quote, checkout)
}

fn confirmed(form: &CheckoutForm) -> ConfirmFragment {
    let sheet = kyoto();
    let checkout = checkout::parse(form, &sheet.offer).unwrap();
    let said = confirmation(&checkout, &sheet.quote, &choices(), &ShopTexts::default());
    ConfirmFragment::of(&said, &sheet.cart, &checkout, form)
}

#[test]
fn the_form_renders_before_and_after_an_address() {
    for (to, fee, shipping) in [
        (None, None, "ご住所により決まります"),
        (Some(Prefecture::KYOTO), Some(Yen(680)), "680円"),
        (Some(Prefecture::OKINAWA), None, "別途ご連絡"),
    ] {
        let sheet = sheet(cart::sample(&[(2, 6)]), to, fee);
        let text = page(&sheet, &CheckoutForm::default(), &[]);
        assert!(text.contains(shipping), "{to:?}");
        let live = Live::of(&sheet, &CheckoutForm::default(), &[]);
        let undecided = to.is_some() && fee.is_none();
        assert_eq!(!live.reason("card").is_empty(), undecided, "R-027");
        let fragment = LiveFragment { live }.render().unwrap();
        assert!(fragment.contains("id=\"live-delivery\"") && fragment.contains(shipping));
    }
}

#[test]
fn card_data_has_no_name_and_so_never_leaves_the_browser() {
    let text = page(&kyoto(), &form(), &[]);
    for id in ["cc-number", "cc-exp", "cc-exp-year", "cc-csc"] {
        let start = text.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
        let open = text[..start].rfind('<').unwrap();
        let close = start + text[start..].find('>').unwrap();
        assert!(!text[open..close].contains("name="), "{}", &text[open..close]);
    }
}

#[test]
fn errors_stand_in_the_summary_and_beside_their_fields() {
    let Err(errors) = checkout::parse(&CheckoutForm::default(), &kyoto().offer) else {
        panic!("an empty form has errors")
    };
    let text = page(&kyoto(), &CheckoutForm::default(), &errors);
    for error in &errors {
        assert!(text.contains(&error.message), "{error:?}");
        let target = target(error.field);
        assert!(text.contains(&format!("href=\"#{target}\"")), "{error:?}");
        assert!(text.contains(&format!("id=\"{target}\"")), "{error:?}");
        assert!(text.contains(&format!("id=\"{}-e\"", error.field)), "{error:?}");
    }
    assert!(text.contains("請求も発生していません"));
}

#[test]
fn what_the_token_script_says_is_in_the_page() {
    let text = page(&kyoto(), &form(), &[]);
    let row = paygent::error_code::lookup("1502").unwrap();
    let said = format!("<p data-code=\"1502\" data-field=\"cc-exp\">{}</p>", row.buyer_text);
    assert!(text.contains(&said), "{text}");
}

#[test]
fn a_refused_card_is_told_beside_its_number_too() {
    let refused =
        FieldError {
            field: "card", message: "断られました。".to_owned(), more: String::new()
        };
    let text = page(&kyoto(), &form(), &[refused]);
    for part in [
        "<a href=\"#cc-number\">断られました。</a>",
        "aria-describedby=\"cc-number-e cc-number-h\" aria-invalid=\"true\"",
        "<p class=\"error\" id=\"cc-number-e\">",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_was_typed_stays() {
    let text = page(&kyoto(), &form(), &[]);
    for typed in ["小林", "アオイ", "aoi@example.jp", "075-000-0123", "梅忠町20-1", "に置いて"]
    {
        assert!(text.contains(typed), "{typed}");
    }
    assert!(text.contains("<option selected>京都府") && !text.contains("<b>葵"));
}

#[test]
fn one_sentence_can_stand_alone() {
    let alert = Alert::saying("金額が変わりました");
    assert!(alert.items.is_empty() && alert.heading.contains("金額"));
    assert!(Alert::of(&[]).is_none());
}

#[test]
fn the_confirmation_has_the_six_items_and_the_amount() {
    let mut elsewhere = form();
    elsewhere.elsewhere = "1".to_owned();
    for (name, value) in [("ship_family", "山田"), ("ship_given", "花子")] {
        let mut json = serde_json::to_value(&elsewhere).unwrap();
        json[name] = value.into();
        elsewhere = serde_json::from_value(json).unwrap();
    }
    elsewhere.ship_family_kana = "ヤマダ".to_owned();
    elsewhere.ship_given_kana = "ハナコ".to_owned();
    elsewhere.ship_phone = "0750000000".to_owned();
    elsewhere.ship_postal = "6048136".to_owned();
    elsewhere.ship_prefecture = "京都府".to_owned();
    elsewhere.ship_city = "京都市".to_owned();
    elsewhere.ship_street = "1-1".to_owned();
    for (form, name) in [(form(), "小林"), (elsewhere, "山田 花子 様")] {
        let page = confirmed(&form).into_page(Layout::sample("確認")).render().unwrap();
        let items = [
            "分量",
            "販売価格・対価",
            "支払時期・方法",
            "引渡時期",
            "申込みの撤回・解除",
            "申込期間",
        ];
        let places: Vec<_> =
            items.iter().map(|item| page.find(&format!("<dt>{item}</dt>"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
        assert!(page.contains("注文する　<span>33,680円") && page.contains(name));
        assert!(page.contains("name=\"shown_total\" value=\"33680\""));
        let fragment = confirmed(&form).render().unwrap();
        assert!(fragment.contains("<dl class=\"six\">") && !fragment.contains("<html"));
    }
}

//! M3: what the card area shows, in both carts (R-086 to R-107).

use askama::Template;
use shop::checkout::{CheckoutForm, RegisteredCard};
use shop::payment::Tokeniser;
use shop::settings::card::Linking::{self, Always, BuyerChooses, Never};

use super::page::CardArea;
use super::samples::kyoto;

#[derive(Template)]
#[template(
    source = r#"{% import "fields.html" as fields %}
        {% include "storefront/checkout/card_inputs.html" %}"#,
    ext = "html"
)]
struct Inputs {
    card: CardArea,
}

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Guest,
    New,
    Linked,
}

const REGISTERED: &str = "ご登録のクレジットカードで購入する";
const CHANGED: &str = "ご登録のクレジットカードを変更して購入する";
const ANOTHER: &str = "新しいクレジットカードで購入する";
const KEEP: &str = "カード情報を保持し次回も利用する";
const SAVE: &str = "id=\"save_token\"";

fn area(mode: Linking, who: Who, form: &CheckoutForm, is_review: bool) -> String {
    let card = || RegisteredCard {
        mark: "3".to_owned(),
        brand: "JCB".to_owned(),
        last4: "1111".to_owned(),
    };
    let offer = kyoto().offer;
    let offer = match who {
        Who::Guest => offer,
        Who::New => offer.to_member(mode, None),
        Who::Linked => offer.to_member(mode, Some(card())),
    };
    let tokeniser = Tokeniser {
        merchant: "900000001".to_owned(),
        key: "test_key".to_owned(),
        script: "http://localhost:8090/js/PaygentToken.js".to_owned(),
        sandbox: true,
        signed: false,
    };
    let card = CardArea::of(&offer, form, &[], &tokeniser);
    let card = if is_review { card.on_review() } else { card };
    Inputs { card }.render().unwrap()
}

#[test]
fn the_nine_cells_of_the_guides_tables_in_both_carts() {
    for (mode, who, registered, asks, saves) in [
        (Always, Who::Linked, true, false, true),
        (Always, Who::New, false, false, true),
        (Always, Who::Guest, false, false, false),
        (BuyerChooses, Who::Linked, true, true, true),
        (BuyerChooses, Who::New, false, true, true),
        (BuyerChooses, Who::Guest, false, false, false),
        (Never, Who::Linked, true, false, false),
        (Never, Who::New, false, false, false),
        (Never, Who::Guest, false, false, false),
    ] {
        for (is_review, other) in [(false, CHANGED), (true, ANOTHER)] {
            let text = area(mode, who, &CheckoutForm::default(), is_review);
            let cell = format!("{mode:?} {who:?} review {is_review}: {text}");
            assert!(text.contains("id=\"cc-number\""), "{cell}");
            assert_eq!(text.contains(REGISTERED), registered, "{cell}");
            assert_eq!(text.contains("JCB 下4桁 ************1111"), registered, "{cell}");
            assert_eq!(text.contains("id=\"registered_split\""), registered, "{cell}");
            assert_eq!(text.contains(other), registered, "{cell}");
            let others = if is_review { CHANGED } else { ANOTHER };
            assert!(!text.contains(others), "{cell}");
            assert_eq!(text.contains(KEEP), asks, "{cell}");
            assert_eq!(text.contains(SAVE), saves, "{cell}");
        }
    }
}

#[test]
fn the_registered_card_is_chosen_until_another_one_is() {
    let checked = |value: &str| format!("name=\"card_use\" value=\"{value}\" checked");
    let text = area(Always, Who::Linked, &CheckoutForm::default(), false);
    assert!(text.contains(&checked("registered")) && !text.contains(&checked("other")), "{text}");
    let other = CheckoutForm { card_use: "other".to_owned(), ..CheckoutForm::default() };
    let text = area(Always, Who::Linked, &other, false);
    assert!(text.contains(&checked("other")) && !text.contains(&checked("registered")), "{text}");
}

#[test]
fn the_question_begins_as_the_card_is_kept_and_remembers_the_answer() {
    let ticked = |who, form: &CheckoutForm| {
        area(BuyerChooses, who, form, false).contains("name=\"card_keep\" value=\"1\" checked")
    };
    let asked = |keep: &str| CheckoutForm {
        keep_asked: "1".to_owned(),
        card_keep: keep.to_owned(),
        ..CheckoutForm::default()
    };
    assert!(ticked(Who::Linked, &CheckoutForm::default()));
    assert!(!ticked(Who::New, &CheckoutForm::default()));
    assert!(!ticked(Who::Linked, &asked("")));
    assert!(ticked(Who::New, &asked("1")));
}

#[test]
fn the_code_of_the_registered_card_has_no_name_and_so_never_leaves_the_browser() {
    let text = area(Always, Who::Linked, &CheckoutForm::default(), false);
    let start = text.find("id=\"cc-csc-registered\"").unwrap();
    let open = text[..start].rfind('<').unwrap();
    let close = start + text[start..].find('>').unwrap();
    assert!(!text[open..close].contains(" name="), "{}", &text[open..close]);
}

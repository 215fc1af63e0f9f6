//! Each field of the card's settings, set on its form, and where a shop and its buyers then see it:
//! at the checkout, on the confirmation, in the mail, on the order, on the wire (R-056..R-085).

use std::collections::BTreeSet;

use shop::settings::card::CardForm;
use store::Tx;
use store::scratch::on_each;
use web::Surface;

use crate::browser::Browser;
use crate::card::token;
use crate::checkout::{order, send};
use crate::desk::Desk;
use crate::settings::{CARD, set};

/// Where something is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Checkout,
    Confirmation,
    Mail,
    Order,
    Wire,
}

use Place::{Checkout, Confirmation, Mail, Order, Wire};

/// What is set, and where words appear and do not appear then.
struct Effect {
    set: &'static [(&'static str, &'static str)],
    seen: &'static [(Place, &'static str)],
    gone: &'static [(Place, &'static str)],
}

const fn effect(
    set: &'static [(&'static str, &'static str)],
    seen: &'static [(Place, &'static str)],
    gone: &'static [(Place, &'static str)],
) -> Effect {
    Effect { set, seen, gone }
}

/// In this order, one after the other: each row leaves the settings as the next one finds them.
const EFFECTS: &[Effect] = &[
    effect(
        &[("timing", "later")],
        &[(Confirmation, "発送のときに"), (Wire, "telegram_kind=020")],
        &[],
    ),
    effect(
        &[("timing", "at_once")],
        &[(Confirmation, "ご注文と同時に"), (Order, "オーソリ+売上"), (Wire, "sales_mode=1")],
        &[],
    ),
    effect(&[("instalments", "lump")], &[(Checkout, "1回払い")], &[(Checkout, "3回払い")]),
    effect(
        &[("instalments", "offered")],
        &[
            (Checkout, "24回払い"),
            (Mail, "お支払回数：3回払い"),
            (Order, "3回払い"),
            (Wire, "payment_class=61"),
            (Wire, "split_count=3"),
        ],
        &[(Checkout, "ボーナス一括払い")],
    ),
    effect(&[("bonus", "on")], &[(Checkout, "ボーナス一括払い")], &[]),
    effect(
        &[("instalments_note", "分割は国内のカードだけ")],
        &[(Checkout, "分割は国内のカードだけ")],
        &[],
    ),
    effect(
        &[("name", "カードのお支払い")],
        &[
            (Checkout, "カードのお支払い"),
            (Confirmation, "カードのお支払い"),
            (Mail, "カードのお支払い"),
            (Order, "カードのお支払い"),
        ],
        &[],
    ),
    effect(
        &[("note", "ご本人名義に限ります")],
        &[(Confirmation, "ご本人名義に限ります")],
        &[(Checkout, "ご本人名義に限ります"), (Mail, "ご本人名義に限ります")],
    ),
    effect(
        &[("note_in_choice", "on")],
        &[(Checkout, "ご本人名義に限ります")],
        &[(Mail, "ご本人名義に限ります")],
    ),
    effect(&[("note_in_mail", "on")], &[(Mail, "ご本人名義に限ります")], &[]),
    effect(
        &[("three_ds", "use"), ("merchant_name", "NUNO TO UTSUWA")],
        &[(Wire, "telegram_kind=450"), (Wire, "merchant_name=NUNO TO UTSUWA")],
        &[],
    ),
    effect(&[("three_ds", "not")], &[(Wire, "telegram_kind=020")], &[(Wire, "telegram_kind=450")]),
    effect(&[("limit", "100")], &[(Checkout, "合計100円まで")], &[]),
    effect(
        &[("limit", ""), ("below", "on"), ("hide_below", "900000")],
        &[],
        &[(Checkout, "カードのお支払い")],
    ),
    effect(
        &[("below", ""), ("from", "on"), ("hide_from", "1")],
        &[],
        &[(Checkout, "カードのお支払い")],
    ),
];

/// What another test shows, or what the page itself says has no effect yet.
const ELSEWHERE: &[&str] = &[
    // Where telegrams go and what opens them: connection.rs and certificate.rs of the shop, the
    // browser's settings spec.
    "environment",
    "telegrams",
    "token_script",
    "ca_pem",
    "merchant",
    "connect_id",
    "token_key",
    // attempt.rs: `attempt_level_by_outcome_of_the_authentication`.
    "attempt_level",
    // settings.rs: `a_logo_stands_beside_the_choice_until_it_is_removed`.
    "logo",
    "logo_alt",
    "logo_remove",
    // No effect yet: 取引更新 comes with the editing of orders, and there are no subscriptions.
    "three_ds_reduction",
    "subscriptions",
];

/// Everything that was seen of one purchase.
struct Seen {
    checkout: String,
    confirmation: String,
    mail: String,
    order: String,
    wire: String,
}

impl Seen {
    fn at(&self, place: Place) -> &str {
        match place {
            Checkout => &self.checkout,
            Confirmation => &self.confirmation,
            Mail => &self.mail,
            Order => &self.order,
            Wire => &self.wire,
        }
    }
}

/// Buys by card in three instalments, as far as the settings let a buyer.
async fn buy(desk: &mut Desk) -> Seen {
    let asked = async |desk: &Desk| {
        let telegrams = desk.sandbox.ledger().telegrams(1_000).await.unwrap();
        telegrams.into_iter().map(|one| one.asked).collect::<Vec<_>>()
    };
    let before = asked(desk).await.len();
    let shop = web::storefront(desk.town.world.clone(), Surface::default());
    let mut buyer = Browser::new(&shop);
    buyer.post("/cart/lines", &[("product_id", "301"), ("quantity", "1")]).await;
    let checkout = buyer.get("/checkout").await.text().to_owned();
    let token = token(&desk.sandbox, "frictionless").await;
    let text = |name: &str| token[name].as_str().unwrap();
    let fields = [
        ("pay", "card"),
        ("split", if checkout.contains("3回払い") { "3" } else { "1" }),
        ("holder_name", "AOI KOBAYASHI"),
        ("card_token", text("token")),
        ("card_valid_until", text("valid_until")),
    ];
    let confirmation = send(&mut buyer, "confirm", &fields).await;
    order(&mut buyer, &confirmation).await;
    let mails = desk.town.world.store.read(|tx: &mut dyn Tx| {
        let row = tx.row(
            store::sql!("select body, order_id from outbox order by order_id desc, kind limit 1"),
            &[],
        )?;
        row.map_or(Ok((String::new(), 0)), |row| Ok::<_, store::Error>((row.text(0)?, row.int(1)?)))
    });
    let (mail, number) = mails.await.unwrap();
    let order = desk.staff.get(&format!("/orders/{number}")).await.text().to_owned();
    let mut telegrams = asked(desk).await;
    // The newest come first.
    telegrams.truncate(telegrams.len() - before);
    let wire = telegrams.join("\n");
    Seen { checkout, confirmation: confirmation.text().to_owned(), mail, order, wire }
}

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        for row in EFFECTS {
            set(&mut desk.staff, CARD, row.set).await;
            let seen = buy(&mut desk).await;
            for (place, words) in row.seen {
                let text = seen.at(*place);
                assert!(text.contains(words), "{:?}: no {words} at {place:?}: {text}", row.set);
            }
            for (place, words) in row.gone {
                assert!(!seen.at(*place).contains(words), "{:?}: {words} at {place:?}", row.set);
            }
        }
    })
    .await;
}

#[test]
fn no_field_is_without_its_effect() {
    let form = serde_json::to_value(CardForm::default()).unwrap();
    let fields: BTreeSet<_> = form.as_object().unwrap().keys().map(String::as_str).collect();
    let set = EFFECTS.iter().flat_map(|row| row.set).map(|(name, _)| *name);
    let shown: BTreeSet<_> = set.chain(ELSEWHERE.iter().copied()).collect();
    assert_eq!(fields, shown);
}

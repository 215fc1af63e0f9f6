//! Price, choices and the six items.

use shop::cart;
use shop::checkout::{
    self, Checkout, CheckoutForm, Choices, Method, Quote, Sheet, Wish, confirmation,
};
use shop::delivery::{self, Kind, Prefecture};
use shop::id::{CarrierId, MerchantId};
use shop::money::Yen;
use shop::profile;
use shop::settings::cod::FeeStep;
use shop::settings::{self, CardSettings, CodSettings, MethodSettings, MethodTerms, Methods, Move};
use store::{Tx, sql};

use crate::form::filled;
use crate::shelf::{NOW, Shelf, cart_id, choices, on_each, parcel, with_terms};

async fn sheet(shelf: &Shelf, to: Option<Prefecture>, choices: &Choices) -> Sheet {
    let cart = shelf.cart(&cart_id("one")).await;
    let shop = shelf.shop.id;
    let read = move |tx: &mut dyn Tx| delivery::fees_in(tx, shop);
    let fees = shelf.world.store.read(read).await.expect("what the shop takes");
    Sheet::of(cart, &fees, Wish { prefecture: to, ..Wish::default() }, choices, NOW.day())
}

fn reason(sheet: &Sheet, method: Method) -> Option<String> {
    sheet.offer.method(method).expect("offered").enabled.clone().err()
}

#[tokio::test]
async fn a_price_has_its_sums_and_taxes() {
    on_each(async |shelf| {
        let id = cart_id("one");
        for (code, pieces) in [("yunomi-shinogi", 2), ("tenugui-asanoha", 1), ("houjicha-kuki", 1)]
        {
            shelf.add(&id, code, pieces).await.unwrap();
        }
        let open = sheet(&shelf, None, &choices()).await.quote;
        assert_eq!((open.goods, open.shipping, open.total), (Yen(8_562), None, None));
        assert!(!open.is_shipping_undecided(), "not known yet is not 別途連絡");
        let kyoto = sheet(&shelf, Some(Prefecture::KYOTO), &choices()).await.quote;
        assert_eq!((kyoto.shipping, kyoto.total), (Some(Yen(680)), Some(Yen(9_242))));
        assert_eq!(kyoto.carrier_name, "みなも便 通常便");
        let taxes: Vec<_> =
            kyoto.tax.iter().map(|row| (row.rate.percent(), row.amount.0, row.tax.0)).collect();
        assert_eq!(taxes, [(10, 8_270, 751), (8, 972, 72)], "shipping is taxed at 10 %");
        let json = serde_json::to_string(&kyoto).unwrap();
        assert_eq!(serde_json::from_str::<Quote>(&json).unwrap(), kyoto, "a snapshot keeps it all");
        let cart = cart::load(&shelf.world, &shelf.shop, &id).await.unwrap();
        for carrier in [CarrierId(1), CarrierId(99)] {
            let (shop, cart) = (shelf.shop.id, cart.clone());
            let wish =
                Wish { prefecture: Some(Prefecture::KYOTO), carrier: Some(carrier), method: None };
            let read = move |tx: &mut dyn Tx| {
                checkout::priced_in(tx, shop, &cart, wish, &Choices::default())
            };
            let (same, _) = shelf.world.store.read(read).await.unwrap();
            assert_eq!(same, kyoto, "the commit sees {carrier:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn kept_fees_are_those_that_the_commit_reads() {
    on_each(async |shelf| {
        let shop = shelf.shop.id;
        // A second carrier, which goes to Tokyo only and names no fee.
        let more = shelf.world.store.write(move |tx: &mut dyn Tx| {
            tx.exec(
                sql!(
                    "insert into carrier (shop_id, carrier_id, name, service, position)
                     values ($1, 2, '第二便', '', 0)"
                ),
                &[shop.into()],
            )?;
            tx.exec(
                sql!(
                    "insert into carrier_fee (shop_id, carrier_id, prefecture, fee)
                     values ($1, 2, $2, null)"
                ),
                &[shop.into(), Prefecture::TOKYO.into()],
            )
        });
        assert_eq!(more.await, Ok::<_, store::Error>(1));
        let one = parcel(1_000);
        let priced = one.clone();
        let read = move |tx: &mut dyn Tx| {
            let kept = delivery::fees_in(tx, shop)?;
            let fresh = Prefecture::all().map(|to| delivery::fees_to(tx, shop, to, &one));
            let fresh = fresh.collect::<Result<Vec<_>, store::Error>>()?;
            Ok::<_, store::Error>((kept, fresh))
        };
        let (kept, fresh) = shelf.world.store.read(read).await.unwrap();
        let mut offers = 0;
        for (to, fresh) in Prefecture::all().zip(fresh) {
            offers += fresh.len();
            assert_eq!(kept.to(Some(to), &priced), fresh, "{to}");
        }
        assert_eq!(offers, 47 + 1, "one goes everywhere, the other to Tokyo");
        assert_eq!(kept.to(None, &priced).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_card_needs_a_fixed_total_within_its_limits() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "noren-asagi", 1).await.unwrap();
        let up_to = |yen| {
            let mut choices = choices();
            choices.card.amount_max = Some(Yen(yen));
            choices
        };
        let (limited, tight) = (up_to(13_880), up_to(13_879));
        let cases = [
            (None, choices(), None),
            (Some(Prefecture::KYOTO), choices(), None),
            (Some(Prefecture::OKINAWA), choices(), Some("送料を別途ご連絡するため")),
            (Some(Prefecture::KYOTO), limited, None),
            (Some(Prefecture::KYOTO), tight, Some("合計13,879円まで")),
        ];
        for (to, choices, why) in cases {
            let sheet = sheet(&shelf, to, &choices).await;
            let found = reason(&sheet, Method::Card);
            match why {
                None => assert_eq!(found, None, "{to:?}"),
                Some(why) => assert!(found.as_deref().unwrap().contains(why), "{found:?}"),
            }
            assert_eq!(reason(&sheet, Method::Bank), None, "銀行振込 is always there");
        }
        let okinawa = sheet(&shelf, Some(Prefecture::OKINAWA), &choices()).await.quote;
        assert!(okinawa.is_shipping_undecided());
        assert_eq!((okinawa.total, okinawa.total_so_far()), (None, Yen(13_200)));
    })
    .await;
}

#[tokio::test]
async fn the_card_stops_at_seven_digits_and_at_nothing_to_pay() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "noren-asagi", 1).await.unwrap();
        let to = Some(Prefecture::KYOTO);
        for (price, enabled) in [(9_999_319, true), (9_999_320, false), (99_999_999, false)] {
            set_price(&shelf, price, 680).await;
            let sheet = sheet(&shelf, to, &choices()).await;
            assert_eq!(reason(&sheet, Method::Card).is_none(), enabled, "{price}");
        }
        set_price(&shelf, 0, 0).await;
        let nothing = sheet(&shelf, to, &choices()).await;
        assert_eq!(nothing.quote.total, Some(Yen::ZERO));
        assert!(
            nothing.offer.is_free && nothing.offer.methods.is_empty(),
            "no method is asked for"
        );
        set_price(&shelf, 0, 1).await;
        assert_eq!(reason(&sheet(&shelf, to, &choices()).await, Method::Card), None, "1円");
    })
    .await;
}

async fn set_price(shelf: &Shelf, price: i64, fee: i64) {
    shelf
        .write(move |tx| {
            tx.exec(sql!("update product set price = $1"), &[price.into()])?;
            tx.exec(sql!("update carrier_fee set fee = $1"), &[fee.into()])
        })
        .await;
}

#[tokio::test]
async fn settings_decide_whether_the_card_is_shown() {
    on_each(async |shelf| {
        shelf.add(&cart_id("one"), "konpeito", 1).await.unwrap();
        let cases = [
            (Choices::default(), false),
            (choices(), true),
            (with_terms(|terms| terms.hide_below = Some(Yen(756))), true),
            (with_terms(|terms| terms.hide_below = Some(Yen(757))), false),
            (with_terms(|terms| terms.hide_from = Some(Yen(757))), true),
            (with_terms(|terms| terms.hide_from = Some(Yen(756))), false),
        ];
        for (choices, shown) in cases {
            let sheet = sheet(&shelf, Some(Prefecture::TOKYO), &choices).await;
            assert_eq!(sheet.offer.method(Method::Card).is_some(), shown, "{choices:?}");
        }
        let quiet = sheet(&shelf, None, &choices()).await;
        assert_eq!(quiet.offer.method(Method::Card).unwrap().note, "");
        let loud = with_terms(|terms| terms.note_in_choice = true);
        assert!(!sheet(&shelf, None, &loud).await.offer.methods[0].note.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_fee_stands_in_the_total_of_the_method_that_takes_it() {
    on_each(async |shelf| {
        shelf.add(&cart_id("one"), "konpeito", 2).await.unwrap();
        let mut choices = choices();
        choices.offer(MethodSettings::Cod(CodSettings {
            terms: MethodTerms::named("代金引換"),
            steps: vec![FeeStep { below: Yen(3_000), fee: Yen(330) }],
        }));
        let shop = shelf.shop.id;
        shelf
            .write(move |tx| {
                tx.exec(
                    sql!("update carrier set methods = 'card,bank,cod' where shop_id = $1"),
                    &[shop.into()],
                )
            })
            .await;
        let fees = shelf.world.store.read(move |tx| delivery::fees_in(tx, shop)).await.unwrap();
        for (to, pieces, method, fee, refused) in [
            (Some(Prefecture::KYOTO), 2, Method::Cod, 330, ""),
            (Some(Prefecture::KYOTO), 2, Method::Bank, 0, ""),
            (None, 2, Method::Cod, 330, ""),
            (Some(Prefecture::KYOTO), 4, Method::Cod, 0, "3,000円未満まで"),
            (Some(Prefecture::OKINAWA), 2, Method::Cod, 330, "送料を別途"),
        ] {
            let mut cart = shelf.cart(&cart_id("one")).await;
            cart.lines[0].quantity = pieces;
            let wish = Wish { prefecture: to, method: Some(method), carrier: None };
            let sheet = Sheet::of(cart, &fees, wish, &choices, NOW.day());
            assert_eq!(sheet.quote.fee, Yen(fee), "{to:?} {method:?} {pieces}");
            let total = sheet.quote.shipping.map(|yen| Yen(sheet.quote.goods.0 + yen.0 + fee));
            assert_eq!(sheet.quote.total, total);
            let fee_rate: i64 = sheet.quote.tax.iter().map(|row| row.amount.0).sum();
            assert_eq!(fee_rate, sheet.quote.total_so_far().0, "the fee is taxed");
            let why = reason(&sheet, Method::Cod).unwrap_or_default();
            assert_eq!(
                (why.is_empty(), why.contains(refused)),
                (refused.is_empty(), true),
                "{why}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_confirmation_has_all_six_items() {
    on_each(async |shelf| {
        shelf.add(&cart_id("one"), "konpeito", 2).await.unwrap();
        let choices = choices();
        let sheet = sheet(&shelf, Some(Prefecture::KYOTO), &choices).await;
        let texts = profile::texts(&shelf.world, &shelf.shop).await.unwrap();
        let check = |form: CheckoutForm, choices: &Choices, texts| {
            let checkout: Checkout = checkout::parse(&form, &sheet.offer).unwrap();
            let six = confirmation(&checkout, &sheet.quote, choices, texts);
            assert_eq!((six.quantity[0].quantity, six.price.total), (2, Some(Yen(2_192))));
            assert_eq!(six.delivery.carrier_name, "みなも便 通常便");
            for text in [&six.payment.timing, &six.delivery.time, &six.withdrawal] {
                assert!(text.ends_with('。'), "{text}");
            }
            assert!(!six.application_period.is_empty());
            six
        };
        let bank = check(filled("bank"), &choices, &texts);
        assert_eq!(bank.payment.method_name, "銀行振込");
        assert!(
            bank.payment.details.unwrap().1.contains("見本銀行") && bank.payment.split.is_none()
        );
        let later = check(filled("card"), &choices, &texts);
        assert!(later.payment.timing.contains("発送のときに"), "{}", later.payment.timing);
        assert_eq!(later.payment.split.as_deref(), Some("3回払い"));
        let note = &choices.terms(Method::Card).unwrap().note;
        assert_eq!(later.payment.note, *note, "⑮ is always here (R-082)");
        let mut at_once = choices.clone();
        at_once.card.capture_at_once = true;
        let at_once = check(filled("card"), &at_once, &texts);
        assert!(at_once.payment.timing.contains("同時に"), "{}", at_once.payment.timing);
        // A shop that has written nothing yet still says all six.
        check(filled("bank"), &choices, &profile::ShopTexts::default());
    })
    .await;
}

#[tokio::test]
async fn methods_are_offered_in_the_shops_order_once_they_are_set_up() {
    on_each(async |shelf| {
        let (shop, card) = (shelf.shop.id, CardSettings::new(MerchantId("1".into()), "MINAMO"));
        let offered = async || {
            let read = move |tx: &mut dyn Tx| settings::choices_in(tx, shop);
            let choices = shelf.world.store.read(read).await.unwrap();
            choices.methods.iter().map(|(method, _)| *method).collect::<Vec<_>>()
        };
        assert_eq!(offered().await, [Method::Bank], "the sample shop has no contract");
        shelf.write(move |tx| settings::save(tx, shop, &card, "test", NOW)).await;
        assert_eq!(offered().await, [Method::Card, Method::Bank]);
        let list = |change: fn(&mut Methods)| {
            async move |shelf: &Shelf| {
                let saved = move |tx: &mut dyn Tx| {
                    let mut methods = settings::methods_in(tx, shop)?;
                    change(&mut methods);
                    settings::save(tx, shop, &methods, "test", NOW)
                };
                shelf.write(saved).await;
            }
        };
        list(|methods| methods.shift(Method::Bank, Move::Up))(&shelf).await;
        assert_eq!(offered().await, [Method::Bank, Method::Card]);
        list(|methods| methods.remove(Method::Card))(&shelf).await;
        assert_eq!(offered().await, [Method::Bank]);
        list(|methods| methods.add(Method::Card))(&shelf).await;
        assert_eq!(offered().await, [Method::Bank, Method::Card], "its settings were kept");
    })
    .await;
}

#[tokio::test]
async fn a_carrier_takes_only_its_methods() {
    on_each(async |shelf| {
        let shop = shelf.shop.id;
        shelf.add(&cart_id("one"), "konpeito", 1).await.unwrap();
        let to = Some(Prefecture::KYOTO);
        let second =
            delivery::add(&shelf.world, shop, "佐藤", Kind::Parcel, "第二便").await.unwrap();
        let takes = async |first: &str, other: &str| {
            for (id, methods) in [(CarrierId(1), first), (second, other)] {
                let found = delivery::open(&shelf.world, shop, id).await.unwrap().unwrap();
                let mut form = found.form();
                for method in Method::ALL {
                    let ticked = if methods.contains(method.value()) { "on" } else { "" };
                    form.more.insert(delivery::form::takes(method).into(), ticked.into());
                }
                form.more.insert("fee_26".into(), "500".into());
                let saved =
                    delivery::save(&shelf.world, shop, id, "佐藤", found.version, &form).await;
                saved.expect("saved");
            }
        };
        // The first carrier is chosen: what it does not take is shown with the reason, if another
        // carrier does.
        for (first, other, card, bank) in [
            ("card bank", "", Some(true), Some(true)),
            ("bank", "", None, Some(true)),
            ("bank", "card", Some(false), Some(true)),
            ("", "card bank", Some(false), Some(false)),
            ("", "", None, None),
        ] {
            takes(first, other).await;
            let sheet = sheet(&shelf, to, &choices()).await;
            assert_eq!(sheet.quote.carrier_id, Some(CarrierId(1)));
            for (method, expected) in [(Method::Card, card), (Method::Bank, bank)] {
                let found = sheet.offer.method(method).map(|one| one.enabled.is_ok());
                assert_eq!(found, expected, "{first}/{other}: {method:?}");
            }
        }
        takes("bank", "card").await;
        let why = reason(&sheet(&shelf, to, &choices()).await, Method::Card).unwrap();
        assert_eq!(why, "このお届け方法では、クレジットカード決済をお選びいただけません。");
    })
    .await;
}

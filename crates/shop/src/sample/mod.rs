//! The sample shop 布と器 みなも堂: what `noren demo` shows and tests buy from. Everything in it is
//! made up; its addresses and numbers are reserved for examples.

mod cloth;
mod tea;
mod texts;
mod ware;

use store::{Tx, Val, sql};

use crate::clock::Timestamp;
use crate::delivery::{Days, Prefecture, Slot, Terms};
use crate::id::ShopId;
use crate::profile::{self, Shop};
use crate::settings;
use crate::tax::TaxRate;

/// A product of the sample shop.
struct Sample {
    /// Also the name of its picture.
    code: &'static str,
    name: &'static str,
    lead: &'static str,
    description: &'static str,
    spec: &'static [(&'static str, &'static str)],
    picture_alt: &'static str,
    price: i64,
    stock: i64,
}

/// Slug, name, rate and products of a category; its number is its place here, from 1.
const CATEGORIES: [(&str, &str, TaxRate, &[Sample]); 3] = [
    ("nuno", "のれん・布", TaxRate::Standard, cloth::ALL),
    ("utsuwa", "器", TaxRate::Standard, ware::ALL),
    ("cha", "茶と菓子", TaxRate::Reduced, tea::ALL),
];

/// Number of the sample shop's one carrier.
const CARRIER: i64 = 1;

/// When it comes.
const SLOTS: [&str; 5] = ["午前中", "14時～16時", "16時～18時", "18時～20時", "19時～21時"];

/// What the carrier takes to the far north; 沖縄 is agreed on after the order.
const FEE_HOKKAIDO: i64 = 1_480;
/// To 東北, 中国, 四国 and 九州.
const FEE_FAR: i64 = 980;
/// To the middle of 本州.
const FEE_NEAR: i64 = 680;

/// Who the sample shop is, at these addresses.
pub fn shop(base_url: &str, admin_url: &str) -> Shop {
    Shop {
        mail_from: "minamodo@example.jp".to_owned(),
        notify_to: "owner@example.jp".to_owned(),
        ..Shop::new(ShopId(1), "布と器 みなも堂", base_url, admin_url)
    }
}

/// Writes the whole sample shop: its row, shelves, stock, carrier, fees and texts. Payment settings
/// and staff are the caller's. Fails with `Unique` where the shop is already.
pub fn seed(tx: &mut dyn Tx, shop: &Shop, now: Timestamp) -> Result<(), store::Error> {
    profile::create_in(tx, shop, now)?;
    for (number, (slug, name, rate, products)) in (1..).zip(CATEGORIES) {
        tx.exec(
            sql!(
                "insert into category (shop_id, category_id, slug, name, position)
                 values ($1, $2, $3, $4, $2)"
            ),
            &[shop.id.into(), Val::Int(number), slug.into(), name.into()],
        )?;
        for (place, product) in (1..).zip(products) {
            // Numbers 101, 102 … 201: room for more on every shelf.
            insert_product(tx, shop.id, (number, number * 100 + place), product, rate)?;
        }
    }
    insert_carrier(tx, shop.id)?;
    settings::save(tx, shop.id, &texts::texts(&shop.base_url), "noren", now)?;
    settings::save(tx, shop.id, &texts::bank(), "noren", now)?;
    Ok(())
}

/// Adds `count` more products, copies of the sample's with codes and numbers of their own and
/// plenty of stock: a shop of the size that speed is measured at.
pub fn fill_shelves(tx: &mut dyn Tx, shop_id: ShopId, count: i64) -> Result<(), store::Error> {
    for number in 1..=count {
        let category = 1 + number % 3;
        tx.exec(
            sql!(
                "insert into product (shop_id, product_id, category_id, code, name, lead,
                                      description, spec, picture, picture_alt, price, tax_rate,
                                      position, published)
                 select shop_id, $3, category_id, code || cast($4 as text), name, lead,
                        description, spec, picture, picture_alt, price, tax_rate, $3, 1
                 from product where shop_id = $1 and product_id = $2"
            ),
            &[
                shop_id.into(),
                Val::Int(category * 100 + 1),
                Val::Int(10_000 + number),
                format!("-{number}").into(),
            ],
        )?;
        insert_stock(tx, shop_id, 10_000 + number, 1_000_000_000)?;
    }
    Ok(())
}

fn insert_product(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    (category, number): (i64, i64),
    product: &Sample,
    rate: TaxRate,
) -> Result<(), store::Error> {
    let spec = serde_json::to_string(product.spec).expect("texts become JSON");
    tx.exec(
        sql!(
            "insert into product (shop_id, product_id, category_id, code, name, lead, description,
                                  spec, picture, picture_alt, price, tax_rate, position, published)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $4, $9, $10, $11, $2, 1)"
        ),
        &[
            shop_id.into(),
            Val::Int(number),
            Val::Int(category),
            product.code.into(),
            product.name.into(),
            product.lead.into(),
            product.description.into(),
            spec.into(),
            product.picture_alt.into(),
            Val::Int(product.price),
            rate.into(),
        ],
    )?;
    insert_stock(tx, shop_id, number, product.stock)
}

fn insert_stock(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    product: i64,
    pieces: i64,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("insert into stock (shop_id, product_id, on_hand, reserved) values ($1, $2, $3, 0)"),
        &[shop_id.into(), Val::Int(product), Val::Int(pieces)],
    )?;
    Ok(())
}

fn insert_carrier(tx: &mut dyn Tx, shop_id: ShopId) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into carrier (shop_id, carrier_id, name, service, position, terms)
             values ($1, $2, $3, $4, 1, $5)"
        ),
        &[
            shop_id.into(),
            Val::Int(CARRIER),
            "みなも便".into(),
            "通常便".into(),
            serde_json::to_string(&terms()).expect("texts become JSON").into(),
        ],
    )?;
    for prefecture in Prefecture::all() {
        tx.exec(
            sql!(
                "insert into carrier_fee (shop_id, carrier_id, prefecture, fee)
                 values ($1, $2, $3, $4)"
            ),
            &[shop_id.into(), Val::Int(CARRIER), prefecture.into(), fee_to(prefecture).into()],
        )?;
    }
    Ok(())
}

/// A day from the third on, and the times that carriers have.
fn terms() -> Terms {
    let slot = |label: &str| Slot { label: label.to_owned(), from: None, until: None };
    Terms {
        slots: SLOTS.map(slot).into(),
        days: Some(Days { earliest: 3, latest: 14 }),
        ..Terms::default()
    }
}

fn fee_to(prefecture: Prefecture) -> Option<i64> {
    match prefecture.number() {
        1 => Some(FEE_HOKKAIDO),
        2..=7 | 31..=46 => Some(FEE_FAR),
        47 => None,
        _ => Some(FEE_NEAR),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CATEGORIES;
    use crate::catalogue::picture;

    #[test]
    fn the_shelves_are_full_and_every_product_is_drawn() {
        let mut codes = BTreeSet::new();
        for (slug, _, _, products) in CATEGORIES {
            assert!(products.len() >= 4, "{slug}");
            for product in products {
                assert!(codes.insert(product.code), "{} stands twice", product.code);
                let svg = picture::find(product.code);
                assert!(svg.is_some_and(|svg| svg.starts_with("<svg ")), "{}", product.code);
                assert!(!product.picture_alt.is_empty() && !product.spec.is_empty());
            }
        }
        assert!(codes.len() >= 12, "{} products", codes.len());
        assert_eq!(picture::ALL.len(), codes.len(), "a picture without a product");
    }
}

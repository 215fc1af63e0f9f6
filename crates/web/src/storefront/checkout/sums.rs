//! What an order costs, as checkout and confirmation show it.

use shop::cart::Cart;
use shop::checkout::{Quote, QuoteLine};

use crate::storefront::picture;

/// Lines and sums.
#[derive(Debug)]
pub(super) struct Sums {
    pub lines: Vec<Line>,
    pub pieces: i64,
    pub goods: String,
    pub carrier: String,
    pub shipping: String,
    pub fee: Option<String>,
    pub total: String,
    pub taxes: Vec<Tax>,
}

/// One line.
#[derive(Debug)]
pub(super) struct Line {
    pub picture: Option<String>,
    pub name: String,
    pub reduced: bool,
    pub unit: String,
    pub quantity: i64,
    pub amount: String,
}

/// 10%対象, 内消費税.
#[derive(Debug)]
pub(super) struct Tax {
    pub label: String,
    pub tax: String,
}

impl Sums {
    /// `quote` with the pictures of the cart it was made from.
    pub fn of(quote: &Quote, cart: &Cart) -> Sums {
        let lines = quote.lines.iter().map(|line| Line::of(line, cart));
        let shipping = match quote.shipping {
            Some(shipping) => shipping.to_string(),
            None if quote.is_shipping_undecided() => "別途ご連絡".to_owned(),
            None => "ご住所により決まります".to_owned(),
        };
        let taxes = quote.tax.iter().map(|row| Tax {
            label: format!(
                "{}対象{} {}",
                row.rate,
                if row.rate.is_reduced() { "※" } else { "" },
                row.amount
            ),
            tax: format!("内消費税 {}", row.tax),
        });
        let more = if quote.total.is_some() { "" } else { "＋送料" };
        Sums {
            lines: lines.collect(),
            pieces: quote.pieces(),
            goods: quote.goods.to_string(),
            carrier: quote.carrier_name.clone(),
            shipping,
            fee: (quote.fee.0 != 0).then(|| quote.fee.to_string()),
            total: format!("{}{more}", quote.total_so_far()),
            taxes: taxes.collect(),
        }
    }
}

impl Line {
    fn of(line: &QuoteLine, cart: &Cart) -> Line {
        let product = cart.lines.iter().find(|one| one.product.id == line.product_id);
        Line {
            picture: product.map(|one| picture::href(&one.product.picture)),
            name: line.name.clone(),
            reduced: line.tax_rate.is_reduced(),
            unit: line.unit_price.to_string(),
            quantity: line.quantity,
            amount: line.amount.to_string(),
        }
    }
}

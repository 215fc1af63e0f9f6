//! What an order costs: a pure function of lines, shipping and fee. The buyer sees it, the attempt
//! keeps it as its price snapshot (JSON), the order and its mails repeat it.

use serde::{Deserialize, Serialize};

use crate::cart::Cart;
use crate::delivery::Prefecture;
use crate::id::{CarrierId, ProductId};
use crate::money::Yen;
use crate::order::totals::{Charges, tax_rows};
use crate::tax::{TaxRate, TaxRow};

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// The product.
    pub product_id: ProductId,
    /// 商品コード.
    pub code: String,
    /// 商品名.
    pub name: String,
    /// Price of one, tax included.
    pub unit_price: Yen,
    /// Pieces.
    pub quantity: i64,
    /// ※ when reduced.
    pub tax_rate: TaxRate,
    /// Unit price times pieces.
    pub amount: Yen,
}

/// Where the goods go and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The prefecture that decides on the fee.
    pub prefecture: Prefecture,
    /// Who brings them.
    pub carrier_id: CarrierId,
    /// Their name, as it is shown beside 送料.
    pub carrier_name: String,
    /// `None`: 別途連絡.
    pub shipping: Option<Yen>,
}

/// What an order costs, tax included throughout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What is bought.
    pub lines: Vec<QuoteLine>,
    /// 小計: sum of the lines.
    pub goods: Yen,
    /// Where it goes; `None` as long as no address is known.
    pub prefecture: Option<Prefecture>,
    /// The carrier chosen.
    pub carrier_id: Option<CarrierId>,
    /// The carrier's name; empty as long as none is chosen.
    pub carrier_name: String,
    /// 送料. `None` as long as no address is known, and for 別途連絡: `prefecture` tells the two apart.
    pub shipping: Option<Yen>,
    /// 手数料 of the payment method.
    pub fee: Yen,
    /// 合計（税込）, `None` as long as the shipping is.
    pub total: Option<Yen>,
    /// Tax contained, highest rate first; of what is known so far.
    pub tax: Vec<TaxRow>,
}

impl Quote {
    /// What is known so far: the total, or without it goods and fee. An order by 銀行振込 whose
    /// shipping is 別途連絡 is placed with this amount.
    pub fn total_so_far(&self) -> Yen {
        Yen(self.before_fee().0.saturating_add(self.fee.0))
    }

    /// Goods and shipping, as far as it is known: what a fee is reckoned from.
    pub fn before_fee(&self) -> Yen {
        Yen(self.goods.0.saturating_add(self.shipping.unwrap_or_default().0))
    }

    /// Whether the shipping will be agreed on after the order (別途連絡), rather than merely not be
    /// known yet.
    pub fn is_shipping_undecided(&self) -> bool {
        self.prefecture.is_some() && self.shipping.is_none()
    }

    /// Whether there is nothing to pay: no method is asked for (DESIGN section 10).
    pub fn is_free(&self) -> bool {
        self.total == Some(Yen::ZERO)
    }

    /// 商品数.
    pub fn pieces(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity).sum()
    }
}

/// What `cart` costs, sent to `destination`, with the fee of the payment method, which is reckoned
/// from goods and shipping. Amounts stop at the highest number instead of wrapping: an absurd price
/// never becomes a cheap one.
pub fn quote_of(
    cart: &Cart,
    destination: Option<&Destination>,
    fee: impl FnOnce(Yen) -> Yen,
) -> Quote {
    let lines: Vec<QuoteLine> = cart
        .lines
        .iter()
        .map(|line| QuoteLine {
            product_id: line.product.id,
            code: line.product.code.clone(),
            name: line.product.name.clone(),
            unit_price: line.product.price,
            quantity: line.quantity,
            tax_rate: line.product.tax_rate,
            amount: line.amount(),
        })
        .collect();
    let shipping = destination.and_then(|to| to.shipping);
    let fee = fee(Yen(cart.goods().0.saturating_add(shipping.unwrap_or_default().0)));
    let amounts: Vec<_> = lines.iter().map(|line| (line.tax_rate, line.amount)).collect();
    let mut tax = tax_rows(&amounts, &Charges { shipping, fee, ..Charges::default() });
    // What costs nothing makes no row: 10%対象 0円 says nothing of goods at 8 %.
    let is_sold = |row: &TaxRow| lines.iter().any(|line| line.tax_rate == row.rate);
    tax.retain(|row| row.amount != Yen::ZERO || is_sold(row));
    let mut quote = Quote {
        goods: cart.goods(),
        prefecture: destination.map(|to| to.prefecture),
        carrier_id: destination.map(|to| to.carrier_id),
        carrier_name: destination.map_or_else(String::new, |to| to.carrier_name.clone()),
        shipping,
        fee,
        total: None,
        tax,
        lines,
    };
    quote.total = shipping.map(|_| quote.total_so_far());
    quote
}

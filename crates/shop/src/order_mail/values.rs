//! What the 差し込み項目 of one order are, read in one snapshot.

use std::fmt::Write as _;

use store::{Tx, sql};

use super::placeholder::Placeholder;
use crate::checkout::{Address, Method, Paying, Recipient, Split};
use crate::clock::Timestamp;
use crate::delivery::Carrier;
use crate::id::{OrderId, ShopId};
use crate::mail::goods::{self, Sold, Sums};
use crate::mail::{HowPaid, one_line, push_paragraph};
use crate::order::List;
use crate::order::show::{self, OrderDetail};
use crate::profile::Shop;
use crate::settings::MethodSettings;
use crate::token::Token;

/// Where the key of 注文ページURL stands before the mail is sent.
const KEY_LATER: &str = "送信のときに決まります";

/// An order with what its mails say beside it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The order.
    pub order: OrderDetail,
    shop: Shop,
    /// 支払案内.
    how_to_pay: String,
    /// Who brings it, as it is set up now.
    carrier: Option<Carrier>,
}

impl Ground {
    /// Reads it; none where the shop has no such order.
    pub(super) fn read(
        tx: &mut dyn Tx,
        shop: &Shop,
        order: OrderId,
    ) -> Result<Option<Ground>, store::Error> {
        let Some(order) = show::detail(tx, shop.id, order)? else { return Ok(None) };
        let settings = match order.method {
            Some(method) => MethodSettings::current(tx, shop.id, method)?,
            None => None,
        };
        let how = how(settings.as_ref().map(|version| &version.body), &order);
        let how_to_pay = how.to_pay(order.shipping.is_some()).trim_start().to_owned();
        let carrier = carrier(tx, shop.id, order.order_id)?;
        Ok(Some(Ground { shop: shop.clone(), how_to_pay, carrier, order }))
    }

    /// As it will be once this shipment is noted.
    pub(super) fn shipped(mut self, tracking: &str, at: Option<Timestamp>) -> Ground {
        tracking.clone_into(&mut self.order.work.tracking);
        self.order.work.shipped_at = self.order.work.shipped_at.or(at);
        self
    }

    /// Whoever gets the mail; empty where the person was erased.
    pub fn to(&self) -> &str {
        &self.order.checkout.buyer.email
    }

    /// The value of one, as the mail says it. `link` opens the buyer's page.
    pub(super) fn value(&self, placeholder: Placeholder, link: Option<&Token>) -> String {
        let Ground { order, shop, .. } = self;
        let buyer = &order.checkout.buyer;
        match placeholder {
            Placeholder::ShopName => one_line(&shop.name),
            Placeholder::ShopUrl => shop.base_url.clone(),
            Placeholder::Number => one_line(&order.number),
            Placeholder::PlacedAt => order.placed_at.to_seconds_text(),
            Placeholder::Buyer => one_line(&buyer.name()),
            Placeholder::BuyerKana => one_line(&buyer.kana()),
            Placeholder::Recipient => one_line(&self.recipient()),
            Placeholder::Delivery => self.delivery(),
            Placeholder::Goods => self.goods(),
            Placeholder::Sums => self.sums(),
            Placeholder::Total => order.total.to_string(),
            Placeholder::Method => self.method(),
            Placeholder::HowToPay => self.how_to_pay.clone(),
            Placeholder::Carrier => one_line(&order.carrier_name),
            Placeholder::Wish => one_line(&order.checkout.arrival.text().unwrap_or_default()),
            Placeholder::ShippedOn => {
                order.work.shipped_at.map(|at| at.day().to_text()).unwrap_or_default()
            }
            Placeholder::Tracking => one_line(&order.work.tracking),
            Placeholder::TrackingUrl => {
                let terms = self.carrier.as_ref().map(|carrier| &carrier.terms);
                terms.map(|terms| terms.tracking_url(&order.work.tracking)).unwrap_or_default()
            }
            Placeholder::Requests => self.requests(),
            Placeholder::OrderPage => {
                let key = link.map_or(KEY_LATER, Token::expose);
                format!("{}/orders/{}?key={key}", shop.base_url, order.attempt)
            }
        }
    }

    fn recipient(&self) -> String {
        let checkout = &self.order.checkout;
        checkout.recipient.as_ref().map_or_else(|| checkout.buyer.name(), Recipient::name)
    }

    fn delivery(&self) -> String {
        let checkout = &self.order.checkout;
        let (address, phone): (&Address, &str) = match &checkout.recipient {
            Some(to) => (&to.address, &to.phone),
            None => (&checkout.buyer.address, &checkout.buyer.phone),
        };
        format!(
            "〒{}\n{}\n{} 様\nTEL {}\n",
            one_line(&address.postal_text()),
            one_line(&address.line()),
            one_line(&self.recipient()),
            one_line(phone),
        )
    }

    fn goods(&self) -> String {
        goods::lines(self.order.lines.iter().map(|line| Sold {
            code: &line.code,
            name: &line.name,
            rate: line.rate,
            unit_price: line.unit_price,
            quantity: line.quantity,
            amount: line.amount(),
        }))
    }

    fn sums(&self) -> String {
        let order = &self.order;
        let sums = Sums {
            goods: order.goods,
            shipping: order.shipping,
            fee: order.fee,
            discount: order.discount,
            adjustment: order.adjustment,
            total: order.total,
            tax: &order.tax,
        };
        sums.text()
    }

    fn method(&self) -> String {
        let name = one_line(&self.order.method_name);
        let split = self.order.checkout.pay.split().filter(|split| *split != Split::Once);
        split.map_or_else(|| name.clone(), |split| format!("{name}（{split}）"))
    }

    fn requests(&self) -> String {
        let checkout = &self.order.checkout;
        let note = (!checkout.note.is_empty()).then(|| ("備考", checkout.note.clone()));
        let mut text = String::new();
        for (name, wish) in checkout.extras.said().into_iter().chain(note) {
            let _ = writeln!(text, "{name}：");
            push_paragraph(&mut text, &wish);
        }
        text
    }
}

/// What the buyer has still to do; nothing where it is paid or cancelled. By what the shop's
/// settings say now: an account that was closed since is told to nobody.
fn how<'a>(settings: Option<&'a MethodSettings>, order: &OrderDetail) -> HowPaid<'a> {
    if order.work.checked_at.is_some() || order.list == List::Cancelled {
        return HowPaid::Nothing;
    }
    match (order.method, settings) {
        (Some(Method::Bank), Some(MethodSettings::Bank(bank))) => HowPaid::Bank(&bank.account),
        (Some(Method::InStore), Some(MethodSettings::InStore(at))) => HowPaid::InStore(&at.place),
        (Some(Method::Cod), _) => HowPaid::Cod,
        _ => HowPaid::Nothing,
    }
}

/// The carrier that brings it, as it is set up now.
fn carrier(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Option<Carrier>, store::Error> {
    let row = tx.row(
        sql!(
            "select c.carrier_id, c.name, c.service, c.methods, c.kind, c.terms
             from orders o
             join carrier c on c.shop_id = o.shop_id and c.carrier_id = o.carrier_id
             where o.shop_id = $1 and o.order_id = $2"
        ),
        &[shop.into(), order.into()],
    )?;
    row.as_ref().map(crate::delivery::read_carrier).transpose()
}

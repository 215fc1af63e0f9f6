//! An order as its papers say it: the same yen as page, mail and file.

use documents::Day;
use documents::forms::{
    Delivery, Extra, FormKind, Issuer, Line, Paper, Party, Picture, Receipt, Sums, TaxRow,
};
use store::Tx;

use crate::checkout::{Address, Checkout, Method};
use crate::clock::Timestamp;
use crate::id::PictureId;
use crate::order::record::Record;
use crate::order::show;
use crate::profile::Shop;
use crate::settings::issuer::IssuerSettings;
use crate::settings::{BankSettings, current};
use crate::upload;

/// What is the same for all papers of a file.
pub(crate) struct Ground {
    shop: Shop,
    issuer: IssuerSettings,
    /// お振込先.
    transfer: String,
    logo: Option<Picture>,
    seal: Option<Picture>,
}

impl Ground {
    pub(crate) fn read(tx: &mut dyn Tx, shop: &Shop) -> Result<Ground, store::Error> {
        let issuer = current::<IssuerSettings>(tx, shop.id)?.map(|version| version.body);
        let issuer = issuer.unwrap_or_default();
        let bank = current::<BankSettings>(tx, shop.id)?;
        Ok(Ground {
            shop: shop.clone(),
            logo: picture(tx, shop, issuer.logo.as_ref())?,
            seal: picture(tx, shop, issuer.seal.as_ref())?,
            issuer,
            transfer: bank.map(|version| version.body.account).unwrap_or_default(),
        })
    }

    /// One paper of an order whose people are known, `checkout` being its own.
    pub(crate) fn paper(
        &self,
        order: &Record,
        checkout: &Checkout,
        kind: FormKind,
        now: Timestamp,
    ) -> Paper {
        let buyer = &checkout.buyer;
        let to = party(&buyer.name(), &buyer.address, (&buyer.phone, &buyer.email));
        let ship_to = checkout.recipient.as_ref();
        let ship_to = ship_to.map(|to| party(&to.name(), &to.address, (&to.phone, "")));
        let extras = checkout.extras.said().into_iter();
        // 宛名 stands on 領収書 itself.
        let extras = extras.filter(|(label, _)| *label != "領収書の宛名");
        let is_bank = order.method == Some(Method::Bank);
        Paper {
            kind,
            title: String::new(),
            // 注文番号 says which it is.
            number: String::new(),
            order_number: order.number.clone(),
            issued_on: day(now),
            ordered_on: Some(day(order.placed_at)),
            to,
            ship_to,
            from: self.issuer(kind),
            message: match kind {
                FormKind::Delivery | FormKind::Gift => self.issuer.message.clone(),
                _ => String::new(),
            },
            lines: order.lines.iter().map(line).collect(),
            sums: sums(order),
            method: order.method_name.clone(),
            delivery: Delivery {
                carrier: order.carrier_name.clone(),
                wish: checkout.arrival.text().unwrap_or_default(),
                tracking: order.tracking.clone(),
            },
            extras: extras.map(|(label, text)| Extra { label: label.to_owned(), text }).collect(),
            note: checkout.note.clone(),
            staff_memo: order.memo.clone(),
            due_on: None,
            transfer: if is_bank { self.transfer.clone() } else { String::new() },
            receipt: (kind == FormKind::Receipt).then(|| self.receipt(order, checkout)),
        }
    }

    fn issuer(&self, kind: FormKind) -> Issuer {
        let issuer = &self.issuer;
        let name = if issuer.name.is_empty() { &self.shop.name } else { &issuer.name };
        let carries = issuer.carries == kind && !issuer.registration.is_empty();
        Issuer {
            name: name.clone(),
            postal: issuer.postal.clone(),
            address: issuer.address.clone(),
            phone: issuer.phone.clone(),
            mail: issuer.mail.clone(),
            url: self.shop.base_url.clone(),
            registration: carries.then(|| issuer.registration.clone()),
            logo: self.logo.clone(),
            seal: self.seal.clone(),
        }
    }

    fn receipt(&self, order: &Record, checkout: &Checkout) -> Receipt {
        let tail = order.payment.as_ref().map_or("", |paid| &paid.card_tail);
        let card_line = match order.method {
            Some(Method::Card) if tail.is_empty() => "クレジットカード利用".to_owned(),
            Some(Method::Card) => format!("クレジットカード利用（**** {tail}）"),
            _ => String::new(),
        };
        Receipt {
            honorific: honorific(&checkout.extras.receipt_name).to_owned(),
            addressee: checkout.extras.receipt_name.clone(),
            proviso: self.issuer.proviso.clone(),
            card_line,
            reissues: u32::try_from(order.receipts).unwrap_or(u32::MAX),
            is_electronic: false,
        }
    }
}

/// A picture that was set; one that cannot be printed is left out.
fn picture(
    tx: &mut dyn Tx,
    shop: &Shop,
    id: Option<&PictureId>,
) -> Result<Option<Picture>, store::Error> {
    let Some(id) = id else { return Ok(None) };
    let found = upload::find_in(tx, shop.id, id)?;
    Ok(found.and_then(|(_, bytes)| Picture::new(bytes).ok()))
}

/// None behind a 宛名 that brings its own.
fn honorific(addressee: &str) -> &'static str {
    let has_one = ["様", "御中", "殿"].iter().any(|own| addressee.trim_end().ends_with(own));
    if has_one { "" } else { "様" }
}

fn party(name: &str, address: &Address, (phone, email): (&str, &str)) -> Party {
    Party {
        company: String::new(),
        name: name.to_owned(),
        honorific: "様".to_owned(),
        postal: address.postal_text(),
        address: address.line(),
        phone: phone.to_owned(),
        email: email.to_owned(),
    }
}

fn line(line: &show::Line) -> Line {
    Line {
        code: line.code.clone(),
        name: line.name.clone(),
        unit_price: line.unit_price.0,
        quantity: line.quantity,
        amount: line.amount().0,
        is_reduced: line.rate.is_reduced(),
    }
}

fn sums(order: &Record) -> Sums {
    let tax = order.tax();
    // A rate that nothing was sold at is not said.
    let sold = tax.iter().filter(|row| row.amount.0 != 0);
    let tax =
        sold.map(|row| TaxRow { rate: row.rate.percent(), amount: row.amount.0, tax: row.tax.0 });
    Sums {
        goods: order.goods.0,
        shipping: order.shipping.map(|yen| yen.0),
        fee: order.fee.0,
        discount: order.discount.0,
        adjustment: order.adjustment.0,
        total: order.total.0,
        tax: tax.collect(),
    }
}

/// The day in Japan. The clock tells none before 1970.
fn day(at: Timestamp) -> Day {
    let (year, month, day) = at.day().parts();
    Day::new(year, month, day).unwrap_or(Day::EPOCH)
}

//! Everything the checkout page shows of one moment, and what the attempt's first commit compares
//! with it.

use store::Tx;

use super::offer::{Choices, Offer, offer_of};
use super::quote::{Destination, Quote, quote_of};
use crate::cart::Cart;
use crate::delivery::{self, Carrier, Fares, Prefecture};
use crate::id::{CarrierId, ShopId};
use crate::money::Yen;

/// Cart, price and choices of one moment.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The cart.
    pub cart: Cart,
    /// What it costs.
    pub quote: Quote,
    /// What can be chosen.
    pub offer: Offer,
}

impl Sheet {
    /// `carriers` are those that go there. Without a chosen one, or with one that does not go
    /// there, the first that does.
    pub fn of(
        cart: Cart,
        carriers: Fares,
        to: (Option<Prefecture>, Option<CarrierId>),
        choices: &Choices,
    ) -> Sheet {
        let quote = quote_with(&cart, &carriers, to);
        let offer = offer_of(&quote, carriers, choices);
        Sheet { cart, quote, offer }
    }
}

/// What `cart` costs there by that carrier, as the database says at this moment.
pub fn quote_in(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart: &Cart,
    prefecture: Prefecture,
    carrier: CarrierId,
) -> Result<Quote, store::Error> {
    Ok(priced_in(tx, shop_id, cart, prefecture, carrier)?.0)
}

/// The same with the carriers that go there and their fees.
pub fn priced_in(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart: &Cart,
    prefecture: Prefecture,
    carrier: CarrierId,
) -> Result<(Quote, Fares), store::Error> {
    let carriers = delivery::fees_to(tx, shop_id, prefecture)?;
    let quote = quote_with(cart, &carriers, (Some(prefecture), Some(carrier)));
    Ok((quote, carriers))
}

fn quote_with(
    cart: &Cart,
    carriers: &[(Carrier, Option<Yen>)],
    to: (Option<Prefecture>, Option<CarrierId>),
) -> Quote {
    let chosen = carriers.iter().find(|one| Some(one.0.id) == to.1).or(carriers.first());
    let destination = to.0.zip(chosen).map(|(prefecture, (carrier, shipping))| Destination {
        prefecture,
        carrier_id: carrier.id,
        carrier_name: carrier.full_name(),
        shipping: *shipping,
    });
    quote_of(cart, destination.as_ref(), Yen::ZERO)
}

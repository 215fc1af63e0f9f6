//! One look at everything the checkout page shows, in one read of the database.

use store::Tx;

use super::offer::{CardChoices, Offer, offer_of};
use super::quote::{Destination, Quote, quote_of};
use crate::cart::{self, Cart};
use crate::delivery::{self, Carrier, Prefecture};
use crate::id::{CarrierId, CartId, ShopId};
use crate::money::Yen;
use crate::profile::{self, Shop};
use crate::world::World;

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

/// Cart, price and choices in one read. Without `carrier`, or with one that does not go there, the
/// first that does.
pub async fn sheet(
    world: &World,
    shop: &Shop,
    cart_id: &CartId,
    to: (Option<Prefecture>, Option<CarrierId>),
    card: &CardChoices,
) -> Result<Sheet, store::Error> {
    let (shop_id, cart_id, card) = (shop.id, cart_id.clone(), card.clone());
    world.store.read(move |tx: &mut dyn Tx| sheet_in(tx, shop_id, &cart_id, to, &card)).await
}

/// The same inside a transaction.
pub fn sheet_in(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart_id: &CartId,
    to: (Option<Prefecture>, Option<CarrierId>),
    card: &CardChoices,
) -> Result<Sheet, store::Error> {
    let cart = cart::load_in(tx, shop_id, cart_id)?;
    let carriers = carriers_to(tx, shop_id, to.0)?;
    let quote = quote_with(&cart, &carriers, to);
    let texts = profile::texts_in(tx, shop_id)?;
    let offer = offer_of(&quote, carriers, card, &texts);
    Ok(Sheet { cart, quote, offer })
}

/// What `cart` costs there by that carrier; without a prefecture without shipping.
pub async fn quote(
    world: &World,
    shop: &Shop,
    cart: &Cart,
    prefecture: Option<Prefecture>,
    carrier: Option<CarrierId>,
) -> Result<Quote, store::Error> {
    let (shop_id, cart) = (shop.id, cart.clone());
    world.store.read(move |tx: &mut dyn Tx| quote_in(tx, shop_id, &cart, prefecture, carrier)).await
}

/// The same inside a transaction: the attempt's first commit compares it with what the buyer saw.
pub fn quote_in(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart: &Cart,
    prefecture: Option<Prefecture>,
    carrier: Option<CarrierId>,
) -> Result<Quote, store::Error> {
    let carriers = carriers_to(tx, shop_id, prefecture)?;
    Ok(quote_with(cart, &carriers, (prefecture, carrier)))
}

/// What can be chosen for `cart` sent to `prefecture` by the first carrier.
pub async fn offer(
    world: &World,
    shop: &Shop,
    cart: &Cart,
    prefecture: Option<Prefecture>,
    card: &CardChoices,
) -> Result<Offer, store::Error> {
    let (shop_id, cart, card) = (shop.id, cart.clone(), card.clone());
    world
        .store
        .read(move |tx: &mut dyn Tx| {
            let carriers = carriers_to(tx, shop_id, prefecture)?;
            let quote = quote_with(&cart, &carriers, (prefecture, None));
            let texts = profile::texts_in(tx, shop_id)?;
            Ok(offer_of(&quote, carriers, &card, &texts))
        })
        .await
}

fn carriers_to(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    prefecture: Option<Prefecture>,
) -> Result<Vec<(Carrier, Option<Yen>)>, store::Error> {
    match prefecture {
        Some(prefecture) => delivery::fees_to(tx, shop_id, prefecture),
        None => {
            let carriers = delivery::carriers_in(tx, shop_id)?;
            Ok(carriers.into_iter().map(|carrier| (carrier, None)).collect())
        }
    }
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

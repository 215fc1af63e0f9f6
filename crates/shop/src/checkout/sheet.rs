//! Everything the checkout page shows of one moment, and what the attempt's first commit compares
//! with it.

use store::Tx;

use super::offer::{Choices, Method, Offer, offer_of};
use super::quote::{Destination, Quote, quote_of};
use crate::cart::Cart;
use crate::clock::Day;
use crate::delivery::{self, Carrier, Fares, Fees, Prefecture, UntilFree};
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
    /// あと○○円で送料無料 with the carrier chosen.
    pub until_free: Option<UntilFree>,
}

/// What the price depends on beside the cart, as far as it is decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Where the goods go.
    pub prefecture: Option<Prefecture>,
    /// Who brings them.
    pub carrier: Option<CarrierId>,
    /// How they are paid.
    pub method: Option<Method>,
}

impl Sheet {
    /// Without a chosen carrier, or with one that does not go there, the first that does.
    pub fn of(cart: Cart, fees: &Fees, wish: Wish, choices: &Choices, today: Day) -> Sheet {
        let parcel = cart.parcel();
        let carriers = fees.to(wish.prefecture, &parcel);
        let quote = quote_with(&cart, &carriers, wish, choices);
        let carrier = quote.carrier_id.or(carriers.first().map(|(carrier, _)| carrier.id));
        let until_free = carrier.and_then(|id| fees.until_free(id, wish.prefecture, &parcel));
        let offer = offer_of(&quote, carriers, choices, today);
        Sheet { cart, quote, offer, until_free }
    }
}

/// What `cart` costs as the database says at this moment, with the carriers that go there and their
/// fees; `choices` hold the chosen method.
pub fn priced_in(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart: &Cart,
    wish: Wish,
    choices: &Choices,
) -> Result<(Quote, Fares), store::Error> {
    let carriers = match wish.prefecture {
        Some(prefecture) => delivery::fees_to(tx, shop_id, prefecture, &cart.parcel())?,
        None => Fares::new(),
    };
    let quote = quote_with(cart, &carriers, wish, choices);
    Ok((quote, carriers))
}

fn quote_with(
    cart: &Cart,
    carriers: &[(Carrier, Option<Yen>)],
    wish: Wish,
    choices: &Choices,
) -> Quote {
    let chosen = carriers.iter().find(|one| Some(one.0.id) == wish.carrier).or(carriers.first());
    let to = wish.prefecture.zip(chosen).map(|(prefecture, (carrier, shipping))| Destination {
        prefecture,
        carrier_id: carrier.id,
        carrier_name: carrier.full_name(),
        shipping: *shipping,
    });
    let fee = |amount| wish.method.map_or(Yen::ZERO, |method| choices.fee(method, amount));
    quote_of(cart, to.as_ref(), fee)
}

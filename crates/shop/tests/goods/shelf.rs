//! The sample shop on a database of its own, with a clock that stands.

use std::sync::Arc;

use shop::cart::{self, Cart, CartError, Changed};
use shop::catalogue;
use shop::checkout::{CardChoices, Choices, Method};
use shop::clock::{HandClock, Timestamp};
use shop::delivery::{Item, Parcel, Shipping};
use shop::id::{CartId, ProductId};
use shop::money::Yen;
use shop::payment::Wire;
use shop::profile::Shop;
use shop::sample;
use shop::secret::Cipher;
use shop::settings::{BankSettings, MethodTerms};
use shop::world::{Pace, World};
use store::scratch::each_engine_async;
use store::{Store, Tx, sql};

pub const NOW: Timestamp = Timestamp(1_795_496_731_000);

pub struct Shelf {
    pub world: World,
    pub clock: Arc<HandClock>,
    pub shop: Shop,
}

/// Runs a test in the sample shop on every engine.
pub async fn on_each(test: impl AsyncFn(Shelf)) {
    each_engine_async(shop::migrations::ALL, async |store| test(Shelf::new(store).await).await)
        .await;
}

impl Shelf {
    async fn new(store: Store) -> Shelf {
        let clock = Arc::new(HandClock::at(NOW));
        let cipher = Cipher::new(&[7; 32]);
        let mut world = World::new(store, Arc::new(Wire::new()), cipher, Pace::PRODUCTION);
        world.clock = clock.clone();
        let shop = sample::shop("http://shop.example/", "http://admin.example");
        let seeded = shop.clone();
        let write = world.store.write(move |tx: &mut dyn Tx| sample::seed(tx, &seeded, NOW));
        write.await.expect("a sample shop");
        Shelf { world, clock, shop }
    }

    pub async fn product(&self, code: &str) -> ProductId {
        let found = catalogue::find(&self.world, &self.shop, code).await.expect("a look");
        found.unwrap_or_else(|| panic!("{code} is sold")).product.id
    }

    pub async fn cart(&self, id: &CartId) -> Cart {
        cart::load(&self.world, &self.shop, id).await.expect("a cart")
    }

    pub async fn add(&self, id: &CartId, code: &str, pieces: i64) -> Result<Changed, CartError> {
        let product = self.product(code).await;
        cart::add(&self.world, &self.shop, id, product, pieces).await
    }

    pub async fn change(&self, id: &CartId, code: &str, pieces: i64) -> Result<Changed, CartError> {
        let product = self.product(code).await;
        cart::change(&self.world, &self.shop, id, product, pieces).await
    }

    pub async fn set_stock(&self, code: &str, on_hand: i64) {
        let (product, shop) = (self.product(code).await, self.shop.id);
        self.write(move |tx| {
            tx.exec(
                sql!("update stock set on_hand = $3 where shop_id = $1 and product_id = $2"),
                &[shop.into(), product.into(), on_hand.into()],
            )
        })
        .await;
    }

    /// Takes a product out of the shop.
    pub async fn withdraw(&self, code: &str) {
        let (code, shop) = (code.to_owned(), self.shop.id);
        self.write(move |tx| {
            tx.exec(
                sql!("update product set published = 0 where shop_id = $1 and code = $2"),
                &[shop.into(), (&code).into()],
            )
        })
        .await;
    }

    pub async fn write<T: Send + 'static>(
        &self,
        act: impl Fn(&mut dyn Tx) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        self.world.store.write(act).await.expect("a write")
    }
}

/// A piece of something without 送料区分, for so much.
pub fn parcel(goods: i64) -> Parcel {
    Parcel { goods: Yen(goods), items: vec![Item { pieces: 1, shipping: Shipping::default() }] }
}

pub fn cart_id(name: &str) -> CartId {
    CartId(name.to_owned())
}

/// A contract with everything on, and 銀行振込.
pub fn choices() -> Choices {
    with_terms(|_| ())
}

/// The same with other terms of the card.
pub fn with_terms(change: impl FnOnce(&mut MethodTerms)) -> Choices {
    let mut terms = MethodTerms {
        note: "カード番号の入力間違いにご注意ください。".to_owned(),
        ..MethodTerms::named("クレジットカード決済")
    };
    change(&mut terms);
    Choices {
        methods: vec![(Method::Card, terms), (Method::Bank, MethodTerms::named("銀行振込"))],
        card: CardChoices { installments: true, bonus: true, ..CardChoices::default() },
        bank: BankSettings { account: "見本銀行".to_owned(), ..BankSettings::default() },
        ..Choices::default()
    }
}

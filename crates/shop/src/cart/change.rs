//! カゴに入れる, change, remove: every change of the lines makes a new version with a new submit key.

use store::{Tx, sql};

use super::load::{held_by_itself, lane};
use super::{LINES_MAX, PIECES_MAX};
use crate::clock::{Timestamp, dated_hex};
use crate::id::{CartId, ProductId, ShopId, SubmitKey};
use crate::profile::Shop;
use crate::world::World;

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// 商品名.
    pub name: String,
    /// Pieces now in the cart; 0 when the line was removed.
    pub quantity: i64,
    /// Why that is less than asked for.
    pub limit: Option<Limit>,
}

/// Why a cart holds fewer pieces than asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// There are no more (残り n点).
    Stock,
    /// No more than [`PIECES_MAX`] of one product fit a cart.
    PerLine,
}

/// Why a change was not made; the cart stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    /// There is no such product, or it is no longer sold.
    #[error("no such product is sold")]
    NoSuchProduct,
    /// 売り切れ.
    #[error("{name} is sold out")]
    SoldOut {
        /// 商品名.
        name: String,
    },
    /// No more than [`LINES_MAX`] different products fit a cart.
    #[error("the cart is full")]
    Full,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Adds `quantity` pieces (at least one) to what the cart already has of this product.
pub async fn add(
    world: &World,
    shop: &Shop,
    cart_id: &CartId,
    product: ProductId,
    quantity: i64,
) -> Result<Changed, CartError> {
    let wish = Wish::More(quantity.clamp(1, PIECES_MAX));
    commit(world, shop, cart_id, product, wish).await
}

/// Makes it `quantity` pieces of this product; 0 removes the line. A product that the cart does not
/// have is not added (another tab may have removed it).
pub async fn change(
    world: &World,
    shop: &Shop,
    cart_id: &CartId,
    product: ProductId,
    quantity: i64,
) -> Result<Changed, CartError> {
    commit(world, shop, cart_id, product, Wish::Exactly(quantity.max(0))).await
}

/// Empties the cart, keeping the draft's row: part of the commit that places its order. Only the
/// version that was ordered is emptied; what was added meanwhile stays. Tells whether it was.
pub fn clear_in(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    cart_id: &CartId,
    version: i64,
    new_key: &SubmitKey,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let cleared = tx.exec(
        sql!(
            "update cart set version = version + 1, submit_key = $4, draft = null,
               draft_member = null, updated_at = $5
             where shop_id = $1 and cart_id = $2 and version = $3"
        ),
        &[shop_id.into(), cart_id.into(), version.into(), new_key.into(), now.into()],
    )?;
    if cleared == 0 {
        return Ok(false);
    }
    tx.exec(
        sql!("delete from cart_line where shop_id = $1 and cart_id = $2"),
        &[shop_id.into(), cart_id.into()],
    )?;
    Ok(true)
}

#[derive(Clone, Copy)]
enum Wish {
    More(i64),
    Exactly(i64),
}

async fn commit(
    world: &World,
    shop: &Shop,
    cart_id: &CartId,
    product: ProductId,
    wish: Wish,
) -> Result<Changed, CartError> {
    let now = world.now();
    let edit = Edit {
        shop_id: shop.id,
        cart_id: cart_id.clone(),
        product,
        submit_key: SubmitKey(dated_hex(now, &*world.random, 16)),
        now,
    };
    world.store.write_on(lane(cart_id), move |tx: &mut dyn Tx| edit.run(tx, wish)).await
}

/// One change, with everything that comes from outside the transaction.
struct Edit {
    shop_id: ShopId,
    cart_id: CartId,
    product: ProductId,
    submit_key: SubmitKey,
    now: Timestamp,
}

impl Edit {
    fn run(&self, tx: &mut dyn Tx, wish: Wish) -> Result<Changed, CartError> {
        if let Some(unchanged) = self.nothing_to_do(tx, wish)? {
            return Ok(unchanged);
        }
        // The head first: on PostgreSQL its row lock puts the changes of one cart in a row.
        self.touch(tx)?;
        let had = self.pieces(tx)?;
        let wanted = match wish {
            Wish::Exactly(0) => return self.remove(tx),
            Wish::Exactly(_) if had.is_none() => return Err(CartError::NoSuchProduct),
            Wish::Exactly(pieces) => pieces,
            Wish::More(more) => had.unwrap_or(0) + more,
        };
        let (name, available) = self.offered(tx)?.ok_or(CartError::NoSuchProduct)?;
        if available <= 0 {
            return Err(CartError::SoldOut { name });
        }
        if had.is_none() && self.lines(tx)? >= LINES_MAX {
            return Err(CartError::Full);
        }
        let quantity = wanted.min(PIECES_MAX).min(available);
        let limit = match quantity {
            _ if quantity == wanted => None,
            PIECES_MAX => Some(Limit::PerLine),
            _ => Some(Limit::Stock),
        };
        self.put(tx, quantity)?;
        Ok(Changed { name, quantity, limit })
    }

    fn touch(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "insert into cart (shop_id, cart_id, version, submit_key, draft, updated_at)
                 values ($1, $2, 1, $3, null, $4)
                 on conflict (shop_id, cart_id) do update
                 set version = cart.version + 1, submit_key = $3, updated_at = $4"
            ),
            &[
                self.shop_id.into(),
                (&self.cart_id).into(),
                (&self.submit_key).into(),
                self.now.into(),
            ],
        )?;
        Ok(())
    }

    fn pieces(&self, tx: &mut dyn Tx) -> Result<Option<i64>, store::Error> {
        tx.row(
            sql!(
                "select quantity from cart_line
                 where shop_id = $1 and cart_id = $2 and product_id = $3"
            ),
            &[self.shop_id.into(), (&self.cart_id).into(), self.product.into()],
        )?
        .map(|row| row.int(0))
        .transpose()
    }

    /// Name and pieces that this cart can have, of a product that is sold.
    fn offered(&self, tx: &mut dyn Tx) -> Result<Option<(String, i64)>, store::Error> {
        let row = tx.row(
            sql!(
                "select p.name, coalesce(s.on_hand - s.reserved, 0) from product p
                 left join stock s on s.shop_id = p.shop_id and s.product_id = p.product_id
                 where p.shop_id = $1 and p.product_id = $2 and p.published = 1"
            ),
            &[self.shop_id.into(), self.product.into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let held = held_by_itself(tx, self.shop_id, &self.cart_id, None)?;
        let own = held.get(&self.product.0).copied().unwrap_or(0);
        Ok(Some((row.text(0)?, row.int(1)? + own)))
    }

    fn lines(&self, tx: &mut dyn Tx) -> Result<i64, store::Error> {
        tx.row(
            sql!("select count(*) from cart_line where shop_id = $1 and cart_id = $2"),
            &[self.shop_id.into(), (&self.cart_id).into()],
        )?
        .map_or(Ok(0), |row| row.int(0))
    }

    fn put(&self, tx: &mut dyn Tx, quantity: i64) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "insert into cart_line (shop_id, cart_id, product_id, quantity, added_at)
                 values ($1, $2, $3, $4, $5)
                 on conflict (shop_id, cart_id, product_id) do update set quantity = $4"
            ),
            &[
                self.shop_id.into(),
                (&self.cart_id).into(),
                self.product.into(),
                quantity.into(),
                self.now.into(),
            ],
        )?;
        Ok(())
    }

    fn remove(&self, tx: &mut dyn Tx) -> Result<Changed, CartError> {
        tx.exec(
            sql!(
                "delete from cart_line
                 where shop_id = $1 and cart_id = $2 and product_id = $3"
            ),
            &[self.shop_id.into(), (&self.cart_id).into(), self.product.into()],
        )?;
        Ok(Changed { name: self.name(tx)?, quantity: 0, limit: None })
    }

    /// A second click on the same button: what is wished for is there already, so that the version,
    /// and with it the submit key of a form in another tab, stays.
    fn nothing_to_do(&self, tx: &mut dyn Tx, wish: Wish) -> Result<Option<Changed>, store::Error> {
        let Wish::Exactly(quantity) = wish else { return Ok(None) };
        if self.pieces(tx)?.unwrap_or(0) != quantity {
            return Ok(None);
        }
        Ok(Some(Changed { name: self.name(tx)?, quantity, limit: None }))
    }

    /// The product's name, even when it is no longer sold.
    fn name(&self, tx: &mut dyn Tx) -> Result<String, store::Error> {
        tx.row(
            sql!("select name from product where shop_id = $1 and product_id = $2"),
            &[self.shop_id.into(), self.product.into()],
        )?
        .map_or(Ok(String::new()), |row| row.text(0))
    }
}

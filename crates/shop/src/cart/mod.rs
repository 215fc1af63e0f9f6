//! The cart of one browser: lines, a version, and the submit key that belongs to this version
//! (DESIGN section 4). Knows neither addresses nor payments; the checkout form is kept here as an
//! opaque draft.

mod change;
mod draft;
mod load;
mod old;

pub use change::{CartError, Changed, Limit, add, change, clear_in};
pub(crate) use draft::forget_drafts_of;
pub use draft::save_draft;
pub use load::{load, load_in, pieces_in};
pub use old::forget_old;

use crate::catalogue::Product;
use crate::delivery::{Item, Parcel, Shipping};
use crate::id::{CartId, MemberId, SubmitKey};
use crate::money::Yen;

/// Most pieces of one product in one cart.
pub const PIECES_MAX: i64 = 99;
/// Most different products in one cart.
pub const LINES_MAX: i64 = 50;

/// A cart as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    /// Hash of the browser's cookie.
    pub id: CartId,
    /// Grows with every change of the lines; 0 for a cart that was never used.
    pub version: i64,
    /// Belongs to this version; leads to at most one placed order. Empty for a cart that was never
    /// used.
    pub submit_key: SubmitKey,
    /// In the order in which they were added.
    pub lines: Vec<CartLine>,
    /// The checkout form as last sent.
    pub draft: Option<Draft>,
}

/// A form that waits in a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// JSON of `CheckoutForm`, without any card field.
    pub form: String,
    /// Who was signed in when it was sent.
    pub by: Option<MemberId>,
}

impl Cart {
    /// The form, for whoever stands at the browser now: what a member typed is nobody else's,
    /// though others come to the same browser. What a guest typed goes along into their account.
    pub fn draft_for(&self, visitor: Option<MemberId>) -> Option<&str> {
        let draft = self.draft.as_ref()?;
        let is_theirs = draft.by.is_none() || draft.by == visitor;
        is_theirs.then_some(draft.form.as_str())
    }
}

/// One product of a cart, with today's price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartLine {
    /// The product.
    pub product: Product,
    /// Pieces wanted.
    pub quantity: i64,
    /// Pieces that this cart can have now, those included that its own unfinished attempt holds. 0
    /// when the product is no longer sold.
    pub available: i64,
    /// Whether the shop still sells it.
    pub published: bool,
    /// What its shipping costs depend on.
    pub shipping: Shipping,
}

/// Why a line cannot be ordered as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// 取り扱い終了: the shop no longer sells it.
    Withdrawn,
    /// 売り切れ: none is left.
    SoldOut,
    /// Fewer are left than wanted.
    Short {
        /// How many are left.
        available: i64,
    },
}

impl CartLine {
    /// Price times pieces, tax included. Stops at the highest amount instead of wrapping.
    pub fn amount(&self) -> Yen {
        Yen(self.product.price.0.saturating_mul(self.quantity))
    }

    /// What stands in the way of ordering this line.
    pub fn obstacle(&self) -> Option<Obstacle> {
        match self.available {
            _ if !self.published => Some(Obstacle::Withdrawn),
            ..=0 => Some(Obstacle::SoldOut),
            available if available < self.quantity => Some(Obstacle::Short { available }),
            _ => None,
        }
    }
}

impl Cart {
    /// A cart that nobody has used yet.
    pub fn empty(id: CartId) -> Cart {
        Cart {
            id,
            version: 0,
            submit_key: SubmitKey(String::new()),
            lines: Vec::new(),
            draft: None,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// 商品数: pieces of all lines.
    pub fn pieces(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// 小計: sum of all lines, tax included.
    pub fn goods(&self) -> Yen {
        Yen(self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.amount().0)))
    }

    /// What is sent, as far as the shipping depends on it.
    pub fn parcel(&self) -> Parcel {
        let item = |line: &CartLine| Item { pieces: line.quantity, shipping: line.shipping };
        Parcel { goods: self.goods(), items: self.lines.iter().map(item).collect() }
    }

    /// Whether it can go on to the checkout: it has lines and none has an obstacle.
    pub fn is_ready(&self) -> bool {
        !self.is_empty() && self.lines.iter().all(|line| line.obstacle().is_none())
    }
}

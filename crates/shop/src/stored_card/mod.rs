//! A member's registered card (ご登録のクレジットカード): Paygent keeps it, the shop knows that it does.
//!
//! There is one card per member and merchant account, under a random `customer_id` (DESIGN
//! section 10). What is wanted is written in the commit that decides it (an order, a page of
//! ご登録カード管理, 退会); [`settle`] then makes Paygent's vault equal to it, as often as it takes:
//! 025 registers, 027 settles every doubt, 026 takes away what is not wanted. All telegrams about
//! one customer leave one after the other, by one lease.

mod after_order;
mod ask;
mod asked_by;
mod limit;
mod page;
mod progress;
mod record;
mod register;
mod remove;
mod returned;
mod row;
mod settle;
mod step;
mod sweep;
mod told;
mod visit;
mod want;

pub(crate) use after_order::after_order;
pub use ask::{Told, ask};
pub use limit::CHANGES_WITHIN;
pub use page::{
    Card, Page, can_remove, cards_of, count_registered, is_needed, page, registered_in,
};
pub use progress::{Progress, hand_off, progress};
pub use register::{BeginError, NewCard, Registration, begin, drive};
pub use remove::remove;
pub use returned::{ReturnError, find_by_return_id, returned};
pub(crate) use row::{
    Charged, holder_of, holder_place, key_of, registered_for_attempt, token_place,
};
pub use settle::settle;
pub use sweep::{adopt, forget_old, sweep};
pub(crate) use told::KEPT_CARD;
pub use want::forget_member;
pub(crate) use want::fresh_customer;

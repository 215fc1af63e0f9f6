//! Delivery: where goods can go, who brings them, what that costs. Knows neither carts nor orders.

mod carrier;
pub mod form;
pub mod postal;
mod prefecture;
mod save;

pub use carrier::{Carrier, Fares, Fees, carriers_in, fees_in, fees_to};
pub use form::{CarrierForm, FeeTable, check};
pub use prefecture::{NoSuchPrefecture, Prefecture};
pub use save::{CarrierSheet, add, all, open, remove, save};

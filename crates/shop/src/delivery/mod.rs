//! Delivery: where goods can go, who brings them, what that costs. Knows neither carts nor orders.

mod carrier;
pub mod postal;
mod prefecture;

pub use carrier::{Carrier, Fees, carriers_in, fees_in, fees_to};
pub use prefecture::{NoSuchPrefecture, Prefecture};

//! Delivery: where goods can go, who brings them, when, what that costs. Knows neither carts nor
//! orders.

mod carrier;
mod charge;
pub mod form;
mod goods;
mod group;
mod log;
mod parcel;
pub mod postal;
mod prefecture;
mod save;
mod tariff;
#[cfg(test)]
mod tariff_tests;
mod terms;
mod tracking;

pub(crate) use carrier::read as read_carrier;
pub use carrier::{Carrier, Fares, FeeTable, Fees, UntilFree, carriers_in, fees_in, fees_to};
pub use charge::{Charge, UNDECIDED};
pub use form::{CarrierForm, check};
pub use goods::{Classed, GoodsForm, GoodsPage, goods, save_goods};
pub use group::{GROUPS_MAX, GroupsForm, ShippingGroup, groups, groups_in, save_groups};
pub use log::log;
pub use parcel::{Item, Parcel, Shipping};
pub use prefecture::{NoSuchPrefecture, Prefecture};
pub use save::{CarrierSheet, add, all, open, past, remove, save};
pub use tariff::{Measure, Rule};
pub use terms::{Cool, Days, Kind, NO, SLIP_COOLS, SlipCool, Slot, Terms, Threshold};
pub use tracking::CHOICES as TRACKING;

//! 送り状データ: the parcels of orders as a carrier's program reads them. Which file a
//! carrier wants is a layout ([`documents::slip`]), which a shop chooses per 宅配便 and may copy and
//! change; the file itself is made by [`crate::order_file`].

mod layout;
mod parcel;
mod save;
mod sheet;

pub use documents::slip::{Column, Layout, LayoutError};
pub use layout::{Built, Kept, all, open};
pub use save::{BODY_MAX, LayoutForm, NAME_MAX, OWN_MAX, SaveError, copy, remove, save};
pub(crate) use sheet::Ground;

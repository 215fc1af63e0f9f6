//! Payments at Paygent: what they are, what may be sent, what Paygent says of them.

pub mod account;
mod act;
mod cancel;
mod capture;
pub mod connection;
mod expiry;
mod front;
pub mod gateway;
pub(crate) mod inquire;
mod look;
pub(crate) mod mirror;
pub mod permit;
pub mod proof;
pub(crate) mod row;
pub mod seen;
pub mod state;
pub mod status_frame;
mod sweep;
pub mod three_ds;
pub mod token_receipt;
mod trade_id;
pub(crate) mod void;

pub use account::{Account, AccountError, Endpoints};
pub use act::{ActError, Done};
pub use cancel::cancel;
pub use capture::capture;
pub use expiry::watch_certificates;
pub use front::{PaymentFront, Tokeniser, front_in};
pub use gateway::{Gateway, Wire};
pub(crate) use look::limits_in;
pub use look::{Look, Sights, look};
pub use state::{CaptureTiming, Denied, Limits, Payment, Settled};
pub use status_frame::{Advice, Button, Buttons, Cause, Colour, Reason, StatusFrame, advice};
pub(crate) use sweep::adopt;
pub use sweep::sweep;
pub use three_ds::{AttemptLevel, Liability, ThreeDs};

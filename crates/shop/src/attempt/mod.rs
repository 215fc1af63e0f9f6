//! One try to place one order: from the buyer's 注文する to an order, or to the certainty that there is
//! none (DESIGN section 4).
//!
//! ```text
//! created → challenge → sending → placed
//!    │          │          ├────→ refused, not_sent
//!    │          │          └────→ unknown → placed, refused, none, mismatch
//!    └──────────┴───────────────→ refused, not_sent, expired, superseded
//! ```
//!
//! [`submit`] commits RP0 and calls nobody; [`drive`] asks the gateway; [`three_ds_returned`] goes
//! on after the card issuer's page; [`sweep`] settles what nobody waits for. All of them go forward
//! through one door, `advance`.

mod advance;
mod authorise;
pub(crate) mod challenge;
mod drive;
mod empty;
mod fresh;
mod reserve;
mod returned;
mod row;
mod state;
mod submit;
mod sweep;
mod view;

pub use advance::AdvanceError;
pub use drive::drive;
pub use empty::forget_old;
pub(crate) use empty::{emptied, empty, empty_tries_of, nobody};
pub use returned::{ReturnError, find_by_return_id, three_ds_returned};
pub use state::{Approval, Attempt, ClientNote, Evidence, State};
pub use submit::{Submission, SubmitError, find_live, find_live_in, submit};
pub use sweep::{adopt, sweep};
pub use view::{AttemptView, Failure, PlacedView, Viewer, hand_off, view, view_by_key_in, view_in};

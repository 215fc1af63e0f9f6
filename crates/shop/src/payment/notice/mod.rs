//! Paygent's word: what its notices and its feed of changes (091) say, and what follows from it
//! (DESIGN section 5).
//!
//! Nothing of it is evidence. What comes is stored as a wish to ask 094 (`wish`), together with the
//! payment ids that somebody we can believe has named (`named`); the background work asks and lets
//! our record follow (`apply`). `inbox` takes what is posted, `feed` reads what is there.

mod apply;
mod doubt;
pub(crate) mod feed;
mod inbox;
mod keep;
mod known;
mod named;
mod wish;

pub use apply::sweep;
pub(crate) use apply::{Living, living};
pub(super) use apply::{Succession, succeed};
pub(super) use doubt::is_over;
pub use feed::{open_feeds, read_feeds};
pub use inbox::{Taken, hint, take};
pub(super) use wish::changed;
pub(crate) use wish::hurry;

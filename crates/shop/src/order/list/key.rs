//! Where a page of one person's orders ends.

use crate::clock::Timestamp;
use crate::id::OrderId;

/// The last order of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    /// When the last order of the page was placed.
    pub placed_at: Timestamp,
    /// Its id: two orders may share a millisecond.
    pub order_id: OrderId,
}

impl std::str::FromStr for PageKey {
    type Err = ();

    /// Reads what [`PageKey`] was written as: `milliseconds-id`.
    fn from_str(text: &str) -> Result<PageKey, ()> {
        let (at, id) = text.split_once('-').ok_or(())?;
        Ok(PageKey {
            placed_at: Timestamp(at.parse().map_err(|_| ())?),
            order_id: OrderId(id.parse().map_err(|_| ())?),
        })
    }
}

impl std::fmt::Display for PageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.placed_at.0, self.order_id)
    }
}

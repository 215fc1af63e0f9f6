//! Who is being told the next notice: two at a time would miss what the other one got (9004).

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The merchants one of whose empty 091 is being answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readers(Arc<Mutex<HashSet<String>>>);

/// An empty 091, from its arrival to the end of its answer.
#[derive(Debug)]
pub(crate) struct Reading {
    readers: Readers,
    merchant_id: String,
}

impl Readers {
    /// None while another one of this merchant is being answered.
    pub(crate) fn begin(&self, merchant_id: &str) -> Option<Reading> {
        let fresh = self.with(|readers| readers.insert(merchant_id.to_owned()));
        fresh.then(|| Reading { readers: self.clone(), merchant_id: merchant_id.to_owned() })
    }

    fn with<T>(&self, run: impl FnOnce(&mut HashSet<String>) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.readers.with(|readers| readers.remove(&self.merchant_id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_per_merchant() {
        let readers = Readers::default();
        let first = readers.begin("1").expect("nobody reads");
        assert!(readers.begin("1").is_none());
        assert!(readers.begin("2").is_some(), "another merchant");
        drop(first);
        assert!(readers.begin("1").is_some(), "the first has ended");
    }
}

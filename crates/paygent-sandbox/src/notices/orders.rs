//! What the control port wants done to posts: withheld, or turned round. In memory only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::ledger::post::Waiting;

/// The orders that hold now.
#[derive(Debug, Default)]
pub(crate) struct Orders(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    withheld: bool,
    /// So many of the next notices of one merchant are to leave in reverse order.
    reverse: u8,
    /// Up to which number a merchant's notices leave in reverse order.
    turned: HashMap<String, i64>,
}

impl Orders {
    /// Nothing leaves until this is taken back.
    pub(crate) fn withhold(&self, withheld: bool) {
        self.with(|state| state.withheld = withheld);
    }

    /// The next so many notices of the first merchant for whom so many wait leave in reverse order;
    /// until then none leaves. 0 takes it back.
    pub(crate) fn reverse(&self, count: u8) {
        self.with(|state| state.reverse = count);
    }

    /// Whether posts are withheld, and how many are still to be turned round.
    pub(crate) fn now(&self) -> (bool, u8) {
        self.with(|state| (state.withheld, state.reverse))
    }

    pub(crate) fn clear(&self) {
        self.with(|state| *state = State::default());
    }

    /// How many waiting notices of a merchant [`Orders::choose`] has to see; none: nothing leaves.
    pub(crate) fn most(&self) -> Option<i64> {
        self.with(|state| match state {
            State { withheld: true, .. } => None,
            State { reverse: 0, turned, .. } if turned.is_empty() => Some(1),
            _ => Some(i64::from(u8::MAX)),
        })
    }

    /// Which of a merchant's waiting notices, in order, is the next.
    pub(crate) fn choose(&self, merchant_id: &str, waiting: &[Waiting]) -> Option<Waiting> {
        self.with(|state| {
            if let Some(&last) = state.turned.get(merchant_id) {
                if let Some(next) = waiting.iter().rfind(|one| one.number <= last) {
                    return Some(*next);
                }
                state.turned.remove(merchant_id);
            }
            let Some(place) = usize::from(state.reverse).checked_sub(1) else {
                return waiting.first().copied();
            };
            let last = waiting.get(place)?;
            state.reverse = 0;
            state.turned.insert(merchant_id.to_owned(), last.number);
            Some(*last)
        })
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_turned_round_once_they_are_there() {
        let orders = Orders::default();
        let mut waiting: Vec<i64> = vec![4];
        let next = |waiting: &[i64]| {
            let list: Vec<_> =
                waiting.iter().map(|&number| Waiting { number, due_at: 0 }).collect();
            orders.choose("1", &list).map(|one| one.number)
        };
        assert_eq!((next(&waiting), orders.most()), (Some(4), Some(1)));
        orders.reverse(3);
        assert_eq!((next(&waiting), orders.most()), (None, Some(255)), "two more must come");
        waiting.extend([5, 6, 7]);
        for number in [6, 5, 4, 7] {
            assert_eq!(next(&waiting), Some(number));
            assert_eq!(next(&waiting), Some(number), "the same until it is taken");
            waiting.retain(|other| *other != number);
        }
        assert_eq!((next(&waiting), orders.most()), (None, Some(1)), "all is as before");
        orders.withhold(true);
        assert_eq!(orders.most(), None);
        orders.clear();
        assert_eq!((orders.most(), orders.now()), (Some(1), (false, 0)));
    }
}

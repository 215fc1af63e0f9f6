//! Where the reading of the feed stands, and how an answer moves it. Pure.

/// As far as numbers go: 18 digits.
const LAST: i64 = 999_999_999_999_999_999;

/// No account changes so often between two readings: an answer that jumps further is garbled.
const JUMP_MAX: i64 = 1_000_000;

/// Where the next question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The first number that is still kept is looked for: it is above `low`, and not above `high`.
    Searching {
        /// Gone, or 0.
        low: i64,
        /// Not gone.
        high: Option<i64>,
    },
    /// This number is the next to be read.
    At(i64),
}

/// What 091 said to one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A row, which has this number.
    Row(i64),
    /// Nothing there (yet).
    Nothing,
    /// It was there, and is no longer kept.
    Gone,
    /// Something that nobody can read, again and again.
    Unreadable,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) place: Place,
    /// The row is to be taken in.
    pub(super) takes: bool,
    /// Numbers below the new place may never have been read: open payments must be compared.
    pub(super) gap: bool,
    /// There is nothing more to read now.
    pub(super) end: bool,
}

impl Place {
    /// The number to ask for.
    pub(super) fn question(self) -> i64 {
        match self {
            Place::At(number) => number,
            Place::Searching { low, high: None } => low.saturating_mul(2).clamp(1, LAST),
            Place::Searching { low, high: Some(high) } => low + (high - low) / 2,
        }
    }

    /// After the answer to [`Place::question`]. `heard` is the highest number that a notice with a
    /// good hash had.
    pub(super) fn after(self, said: Said, heard: i64) -> Step {
        match self {
            Place::At(number) => read(number, said, heard),
            Place::Searching { low, high } => {
                let asked = self.question();
                let (low, high) = match said {
                    Said::Gone => (asked, high),
                    _ => (low, Some(asked)),
                };
                match high {
                    Some(high) if high <= low + 1 => Step::to(high).with_gap(),
                    _ if low >= LAST => Step::to(LAST).ending(),
                    _ => Step { place: Place::Searching { low, high }, ..Step::to(0) },
                }
            }
        }
    }
}

fn read(number: i64, said: Said, heard: i64) -> Step {
    match said {
        Said::Row(theirs) if theirs == number => Step::to(number + 1).taking(),
        // A jump: what lies between is not told.
        Said::Row(theirs) if theirs > number && theirs - number <= JUMP_MAX => {
            Step::to(theirs + 1).taking().with_gap()
        }
        // A later one was heard of, so that this one cannot be still to come.
        Said::Nothing if heard >= number => Step::to(heard + 1).with_gap(),
        // Nothing more, or an odd answer: a number that was not asked for.
        Said::Nothing | Said::Row(_) => Step::to(number).ending(),
        Said::Gone => {
            Step { place: Place::Searching { low: number, high: None }, ..Step::to(0) }.with_gap()
        }
        Said::Unreadable => Step::to(number + 1).with_gap(),
    }
}

impl Step {
    fn to(number: i64) -> Step {
        Step { place: Place::At(number), takes: false, gap: false, end: false }
    }

    fn taking(self) -> Step {
        Step { takes: true, ..self }
    }

    fn with_gap(self) -> Step {
        Step { gap: true, ..self }
    }

    fn ending(self) -> Step {
        Step { end: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Said, Step};

    /// Reads a feed of the numbers `first..=last` (below: gone, if `from_one`) to its end.
    fn run(mut place: Place, kept: std::ops::RangeInclusive<i64>, heard: i64) -> Run {
        let mut run = Run { read: Vec::new(), gaps: 0, asked: 0, place };
        loop {
            let number = place.question();
            let said = match number {
                number if kept.contains(&number) => Said::Row(number),
                number if number < *kept.start() => Said::Gone,
                _ => Said::Nothing,
            };
            let step = place.after(said, heard);
            run.asked += 1;
            run.gaps += i64::from(step.gap);
            if step.takes {
                run.read.push(number);
            }
            place = step.place;
            if step.end {
                return Run { place, ..run };
            }
            assert!(run.asked < 10_000, "it never ends: {place:?}");
        }
    }

    struct Run {
        read: Vec<i64>,
        gaps: i64,
        asked: i64,
        place: Place,
    }

    const FRESH: Place = Place::Searching { low: 0, high: None };

    #[test]
    fn the_first_contact_finds_what_is_kept_and_reads_it_all() {
        for (first, last) in [(1, 0), (1, 5), (2, 9), (1_000, 1_004), (123_457, 123_460)] {
            let run = run(FRESH, first..=last, 0);
            assert_eq!(run.read, (first..=last).collect::<Vec<_>>(), "{first}..={last}");
            assert_eq!((run.place, run.gaps), (Place::At(last + 1), 1), "{first}..={last}");
            assert!(run.asked <= 2 * 18 + 10, "{} questions", run.asked);
        }
    }

    #[test]
    fn what_follows_is_read_once_and_in_order() {
        let run = run(Place::At(4), 1..=9, 0);
        assert_eq!((run.read, run.place, run.gaps), ((4..=9).collect(), Place::At(10), 0));
    }

    #[test]
    fn what_is_gone_is_a_gap_and_the_reading_goes_on_behind_it() {
        let run = run(Place::At(40), 100..=103, 0);
        assert_eq!((run.read, run.place), ((100..=103).collect(), Place::At(104)));
        assert!(run.gaps > 0);
    }

    #[test]
    fn a_jump_is_a_gap() {
        for (said, heard, place, takes, gap) in [
            (Said::Row(7), 0, 8, true, false),
            (Said::Row(9), 0, 10, true, true),
            (Said::Row(3), 0, 7, false, false),
            (Said::Row(i64::MAX), 0, 7, false, false),
            (Said::Nothing, 6, 7, false, false),
            (Said::Nothing, 12, 13, false, true),
            (Said::Unreadable, 0, 8, false, true),
        ] {
            let step = Place::At(7).after(said, heard);
            let got = (step.place, step.takes, step.gap);
            assert_eq!(got, (Place::At(place), takes, gap), "{said:?} {heard}");
        }
    }

    #[test]
    fn numbers_that_do_not_begin_at_one_are_found_by_what_was_heard() {
        // 1 was never there: the feed looks empty, until a notice tells another number.
        let step = FRESH.after(Said::Nothing, 0);
        assert_eq!(step, Step { place: Place::At(1), takes: false, gap: true, end: false });
        assert!(Place::At(1).after(Said::Nothing, 0).end);
        assert_eq!(Place::At(1).after(Said::Nothing, 5_000).place, Place::At(5_001));
    }

    #[test]
    fn the_search_ends_at_the_last_number() {
        let mut place = FRESH;
        for _ in 0..200 {
            place = place.after(Said::Gone, 0).place;
            assert!(place.question() <= super::LAST);
        }
    }
}

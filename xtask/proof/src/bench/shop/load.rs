//! Clients that do the same thing again and again, each waiting for its answer first.

use std::cell::RefCell;
use std::time::Duration;

use anyhow::Result;
use futures_util::TryStreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;

/// How long it is done.
#[derive(Clone, Copy, Debug)]
pub enum Span {
    /// Until the time is over; what ends later does not count.
    Time(Duration),
    /// So often.
    Times(usize),
}

/// What came of it.
#[derive(Default)]
pub struct Run {
    /// How long each took that ended within the span.
    pub took: Vec<Duration>,
    /// All that ended, the late ones too.
    pub done: usize,
    /// The span, as it was.
    pub span: Duration,
}

impl Run {
    /// How many ended in a second.
    pub fn per_second(&self) -> f64 {
        count(self.took.len()) / self.span.as_secs_f64()
    }

    /// The time that so many hundredths of them did not exceed, in milliseconds.
    pub fn percentile(&self, hundredths: usize) -> f64 {
        let mut took = self.took.clone();
        took.sort_unstable();
        let at = (took.len() * hundredths / 100).min(took.len().saturating_sub(1));
        took.get(at).map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
    }
}

/// A count as a number to calculate with.
pub fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// `clients` at once, each doing `act` with the number of its turn. Ends with the first error.
pub async fn repeat(
    clients: usize,
    span: Span,
    act: impl AsyncFn(usize) -> Result<()>,
) -> Result<Run> {
    let start = Instant::now();
    let run = RefCell::new(Run::default());
    let turns = RefCell::new(0);
    let one = async || {
        loop {
            let turn = *turns.borrow();
            let over = match span {
                Span::Time(limit) => start.elapsed() >= limit,
                Span::Times(times) => turn >= times,
            };
            if over {
                return Ok(());
            }
            *turns.borrow_mut() += 1;
            let began = Instant::now();
            act(turn).await?;
            let mut run = run.borrow_mut();
            run.done += 1;
            let late = matches!(span, Span::Time(limit) if start.elapsed() > limit);
            if !late {
                run.took.push(began.elapsed());
            }
        }
    };
    let all: FuturesUnordered<_> = (0..clients).map(|_| one()).collect();
    all.try_collect::<()>().await.map_err(|error: anyhow::Error| error)?;
    let mut run = run.into_inner();
    run.span = match span {
        Span::Time(limit) => limit,
        Span::Times(_) => start.elapsed(),
    };
    Ok(run)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Run, Span, repeat};

    #[tokio::test(start_paused = true)]
    async fn does_it_so_often_or_so_long_and_stops_at_an_error() {
        let run = repeat(3, Span::Times(10), async |_| Ok(())).await.unwrap();
        assert_eq!((run.done, run.took.len()), (10, 10));
        let span = Span::Time(Duration::from_millis(20));
        let slow = async |_| {
            tokio::time::sleep(Duration::from_millis(15)).await;
            Ok(())
        };
        let run = repeat(2, span, slow).await.unwrap();
        assert_eq!(run.done, 4);
        assert_eq!(run.took.len(), 2, "the late ones do not count");
        assert!(repeat(2, Span::Times(9), async |_| anyhow::bail!("planned")).await.is_err());
    }

    #[test]
    fn percentiles_are_of_what_was_seen() {
        let took = (1..=100).map(Duration::from_millis).collect();
        let run = Run { took, done: 100, span: Duration::from_secs(2) };
        let told = [run.percentile(50), run.percentile(99), run.percentile(100), run.per_second()];
        assert_eq!(told.map(|value| format!("{value:.0}")), ["51", "100", "100", "50"]);
    }
}

//! Runs jobs, each at its own pace: one that waits for a slow server, fails or panics holds up no
//! other.

use std::error::Error;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::clock::{Clock, Timestamp};

/// A job looks at least this often, due or not.
const IDLE: Duration = Duration::from_secs(1);
/// Between two runs of a job, however often the bell rings: one look for many rings.
const REST: Duration = Duration::from_millis(20);
/// The wait after a first failure; doubled with each further one.
const FAILURE_FIRST: Duration = Duration::from_millis(100);
/// The longest wait after a failure.
const FAILURE_LONGEST: Duration = Duration::from_secs(30);

/// Why a job's run failed; logged with its causes, then tried again.
pub type Failure = Box<dyn Error + Send + Sync>;

/// When the job has something to do again, as far as it knows.
pub type Outcome = Result<Option<Timestamp>, Failure>;

type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Something that is done again and again. A run does all that is due and may be cut off at any
/// moment by the death of the process.
pub struct Job {
    name: &'static str,
    run: Box<dyn Fn() -> Running + Send + Sync>,
}

impl Job {
    /// `run` makes one run.
    pub fn new<R>(name: &'static str, run: impl Fn() -> R + Send + Sync + 'static) -> Job
    where
        R: Future<Output = Outcome> + Send + 'static,
    {
        Job { name, run: Box::new(move || Box::pin(run())) }
    }
}

/// Runs `jobs` until `shutdown`; a run that has begun is finished first.
pub async fn run_jobs(
    clock: Arc<dyn Clock>,
    bell: Arc<Notify>,
    jobs: Vec<Job>,
    shutdown: impl Future<Output = ()> + Send,
) {
    // The bell wakes one waiter; all jobs must hear it, also those that are running when it rings.
    let rings = watch::Sender::new(0_u64);
    let mut loops = JoinSet::new();
    for job in jobs {
        loops.spawn(repeat(job, Arc::clone(&clock), rings.subscribe()));
    }
    let ring = async {
        loop {
            bell.notified().await;
            rings.send_modify(|count| *count += 1);
        }
    };
    tokio::select! {
        () = shutdown => {}
        () = ring => {}
    }
    drop(rings);
    while loops.join_next().await.is_some() {}
}

/// Runs one job until the bell is gone.
async fn repeat(job: Job, clock: Arc<dyn Clock>, mut rings: watch::Receiver<u64>) {
    let mut failures = 0_u32;
    loop {
        rings.mark_unchanged();
        let outcome = AssertUnwindSafe(async { (job.run)().await }).catch_unwind().await;
        let wait = match outcome {
            Ok(Ok(next)) => {
                failures = 0;
                until(next, clock.now())
            }
            Ok(Err(error)) => {
                let error = chain(&*error);
                tracing::error!(job = job.name, error, "a background job failed");
                failures = failures.saturating_add(1);
                backoff(failures)
            }
            Err(_) => {
                // The panic's own message is already in the log.
                tracing::error!(job = job.name, "a background job panicked");
                failures = failures.saturating_add(1);
                backoff(failures)
            }
        };
        // After a failure the bell is not listened to: it would ring for the very thing that fails.
        let gone = if failures == 0 {
            rest(&rings, REST).await || woken(&mut rings, wait.saturating_sub(REST)).await
        } else {
            rest(&rings, wait).await
        };
        if gone {
            return;
        }
    }
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    next.map_or(IDLE, |next| {
        let ms = u64::try_from(next.0.saturating_sub(now.0)).unwrap_or(0);
        Duration::from_millis(ms).min(IDLE)
    })
}

fn backoff(failures: u32) -> Duration {
    let doubled = FAILURE_FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(FAILURE_LONGEST)
}

/// Waits `wait`, whatever rings. True: it is time to end.
async fn rest(rings: &watch::Receiver<u64>, wait: Duration) -> bool {
    let mut rings = rings.clone();
    let closed = async move { while rings.changed().await.is_ok() {} };
    tokio::time::timeout(wait, closed).await.is_ok()
}

/// Waits for the bell, at most `wait`. True: it is time to end.
async fn woken(rings: &mut watch::Receiver<u64>, wait: Duration) -> bool {
    matches!(tokio::time::timeout(wait, rings.changed()).await, Ok(Err(_)))
}

/// The error with its causes on one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use tokio::sync::{Notify, mpsc, oneshot};
    use tokio::time::Instant;

    use super::{FAILURE_LONGEST, IDLE, Job, Outcome, REST, run_jobs};
    use crate::clock::{Clock, HandClock, Timestamp};

    /// A job that tells of every run, and what its runs give; the last outcome again and again.
    fn job(
        outcomes: impl Fn(u32) -> Outcome + Send + Sync + 'static,
    ) -> (Job, mpsc::UnboundedReceiver<Instant>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let (count, outcomes) = (AtomicU32::new(0), Arc::new(outcomes));
        let job = Job::new("test", move || {
            let _ = sender.send(Instant::now());
            let run = count.fetch_add(1, Ordering::SeqCst);
            let outcomes = Arc::clone(&outcomes);
            async move { outcomes(run) }
        });
        (job, receiver)
    }

    struct Running {
        bell: Arc<Notify>,
        stop: oneshot::Sender<()>,
        ended: tokio::task::JoinHandle<()>,
    }

    fn start(jobs: Vec<Job>) -> Running {
        let clock: Arc<dyn Clock> = Arc::new(HandClock::at(Timestamp(0)));
        let bell = Arc::new(Notify::new());
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let ended = tokio::spawn(run_jobs(clock, Arc::clone(&bell), jobs, shutdown));
        Running { bell, stop, ended }
    }

    /// The waits between the first runs.
    async fn waits(runs: &mut mpsc::UnboundedReceiver<Instant>, count: usize) -> Vec<Duration> {
        let mut waits = Vec::new();
        let mut before = runs.recv().await.unwrap();
        while waits.len() < count {
            let now = runs.recv().await.unwrap();
            waits.push(now - before);
            before = now;
        }
        waits
    }

    fn about(wait: Duration, expected: Duration) -> bool {
        wait >= expected && wait <= expected + Duration::from_millis(5)
    }

    #[tokio::test(start_paused = true)]
    async fn a_job_runs_when_something_is_due_and_at_least_every_second() {
        for (next, expected) in [
            (None, IDLE),
            (Some(300), Duration::from_millis(300)),
            (Some(60_000), IDLE),
            (Some(0), REST),
            (Some(-5), REST),
        ] {
            let (job, mut runs) = job(move |_| Ok(next.map(Timestamp)));
            let running = start(vec![job]);
            for wait in waits(&mut runs, 3).await {
                assert!(about(wait, expected), "{next:?}: {wait:?}");
            }
            running.stop.send(()).unwrap();
            running.ended.await.unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_bell_wakes_every_job_also_while_it_runs() {
        let (one, mut one_runs) = job(|_| Ok(None));
        let (two, mut two_runs) = job(|_| Ok(None));
        let running = start(vec![one, two]);
        let (first, also_first) = (one_runs.recv().await.unwrap(), two_runs.recv().await.unwrap());
        // Both rest now; the ring is kept for the end of the rest.
        running.bell.notify_one();
        for (runs, before) in [(&mut one_runs, first), (&mut two_runs, also_first)] {
            let wait = runs.recv().await.unwrap() - before;
            assert!(about(wait, REST), "{wait:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failures_and_panics_are_tried_again_later_and_later_beside_the_others() {
        let (failing, mut failures) = job(|_| Err("no database".into()));
        let (panicking, mut panics) = job(|run| match run {
            1 => Ok(None),
            _ => panic!("planned"),
        });
        let (well, mut runs) = job(|_| Ok(None));
        let running = start(vec![failing, panicking, well]);
        let ms = Duration::from_millis;
        for (wait, expected) in waits(&mut failures, 11).await.into_iter().zip([
            ms(100),
            ms(200),
            ms(400),
            ms(800),
            ms(1_600),
            ms(3_200),
            ms(6_400),
            ms(12_800),
            ms(25_600),
            FAILURE_LONGEST,
            FAILURE_LONGEST,
        ]) {
            assert!(about(wait, expected), "{wait:?} is not {expected:?}");
        }
        let after_panics = waits(&mut panics, 4).await;
        let expected = [ms(100), IDLE, ms(100), ms(200)];
        assert!(after_panics.iter().zip(expected).all(|(wait, expected)| about(*wait, expected)));
        assert!(waits(&mut runs, 50).await.iter().all(|wait| about(*wait, IDLE)));
        running.stop.send(()).unwrap();
        running.ended.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_failing_job_is_not_hurried_by_the_bell() {
        let (failing, mut failures) = job(|_| Err("no database".into()));
        let running = start(vec![failing]);
        let before = failures.recv().await.unwrap();
        running.bell.notify_one();
        let wait = failures.recv().await.unwrap() - before;
        assert!(about(wait, Duration::from_millis(100)), "{wait:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_run_that_has_begun_is_finished_before_the_end() {
        let (began, mut begun) = mpsc::unbounded_channel();
        let finished = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&finished);
        let slow = Job::new("slow", move || {
            let (began, counter) = (began.clone(), Arc::clone(&counter));
            async move {
                let _ = began.send(());
                tokio::time::sleep(Duration::from_secs(40)).await;
                counter.fetch_add(1, Ordering::SeqCst);
                Ok(None)
            }
        });
        let running = start(vec![slow]);
        begun.recv().await.unwrap();
        running.stop.send(()).unwrap();
        running.ended.await.unwrap();
        assert_eq!(finished.load(Ordering::SeqCst), 1);
        assert!(begun.recv().await.is_none(), "and none begins");
    }
}

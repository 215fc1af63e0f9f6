//! PostgreSQL: several lanes that write, several readers, each a thread with its own connection.

mod error;
mod lane;
mod numeric;
mod reader;
mod session;
mod tx;
mod value;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::job::Job;
use crate::queue::Queue;
use crate::threads::{Threads, push};
use crate::{Error, Migration, Options, migrate};
pub(crate) use error::chain;
use lane::Lane;
use session::{Session, Target};

/// The threads of one PostgreSQL database.
pub(crate) struct Engine {
    target: Target,
    lanes: Vec<Arc<Lane>>,
    reads: Arc<Queue<Box<dyn Job>>>,
    turn: AtomicUsize,
    read_only: bool,
    /// Last: its drop waits for the threads, after the queues above are closed.
    threads: Threads,
}

impl Engine {
    pub(crate) fn open(url: &str, options: &Options) -> Result<Engine, Error> {
        let target = Target::new(url, options)?;
        // One connection now: a wrong address or password is an error of opening.
        let probe = target.clone();
        off_the_runtime(move || Session::new(probe).connect())?;
        let mut engine = Engine {
            target,
            lanes: Vec::new(),
            reads: Arc::new(Queue::new(options.queue)),
            turn: AtomicUsize::new(0),
            read_only: options.read_only,
            threads: Threads::default(),
        };
        for _ in 0..options.readers {
            let (session, queue) = (Session::new(engine.target.clone()), Arc::clone(&engine.reads));
            let watched = Arc::clone(&queue);
            engine.threads.start("store-reader", &watched, move || reader::run(session, &queue))?;
        }
        if !options.read_only {
            for number in 0..options.lanes {
                let target = engine.target.clone();
                // A serializable snapshot would be older than what the lane has waited for.
                let session = if options.serializable {
                    Session::new(target)
                } else {
                    Session::of_lane(target, number, options.lanes)
                };
                let lane = Arc::new(Lane::new(options.queue));
                engine.lanes.push(Arc::clone(&lane));
                let queue = lane.queue();
                engine.threads.start("store-lane", &queue, move || lane::run(session, &lane))?;
            }
        }
        Ok(engine)
    }

    pub(crate) fn read(&self, job: Box<dyn Job>) {
        push(&self.reads, job);
    }

    pub(crate) fn write(&self, key: Option<i64>, job: Box<dyn Job>) {
        if self.lanes.is_empty() {
            return job.answer(Err(Error::read_only()));
        }
        let lane = match key {
            Some(key) => &self.lanes[spread(key) % self.lanes.len()],
            None => self.idlest(),
        };
        lane.push(job);
    }

    /// The lane with the least to do; equals take turns.
    fn idlest(&self) -> &Lane {
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        (0..self.lanes.len())
            .map(|step| &self.lanes[first.wrapping_add(step) % self.lanes.len()])
            .min_by_key(|lane| lane.load())
            .expect("a store that writes has lanes")
    }

    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        if self.read_only {
            return Err(Error::read_only());
        }
        let (target, migrations) = (self.target.clone(), migrations.to_vec());
        off_the_runtime(move || {
            let mut session = Session::new(target);
            session.lift_budget()?;
            migrate::migrate(&mut migrate::OnPostgres(session.client()?), &migrations)
        })
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.reads.close();
        for lane in &self.lanes {
            lane.queue().close();
        }
        self.threads.join();
    }
}

/// Keys are small and dense (shop 1, 2, 3): spread them.
fn spread(key: i64) -> usize {
    let mixed = key.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> 33).unwrap_or(0)
}

/// The blocking client must not live on a thread of the caller's asynchronous runtime.
fn off_the_runtime<R: Send + 'static>(
    run: impl FnOnce() -> Result<R, Error> + Send + 'static,
) -> Result<R, Error> {
    let thread = std::thread::Builder::new().name("store-once".into()).spawn(run);
    let thread = thread.map_err(|error| Error::Open(format!("no thread: {error}")))?;
    thread.join().unwrap_or(Err(Error::Panicked))
}

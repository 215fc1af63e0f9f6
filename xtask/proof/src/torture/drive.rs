//! How a torture is driven: one kill a run, several shops side by side.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, anyhow, ensure};

use super::child::noren;
use super::place::Ran;
use super::planted;
use super::point::{CHANGING, Course, PLACING, Point};
use super::report::Report;
use super::scene::Scene;

/// How it is run.
#[derive(clap::Args, Clone)]
pub struct Wish {
    /// Kills
    #[arg(long, default_value_t = 40)]
    runs: usize,
    /// Shops at once, each with a gateway and a mailbox of its own
    #[arg(long, default_value_t = JOBS)]
    jobs: usize,
    /// Only the k-th of n parts, such as `2/4`
    #[arg(long, default_value = "1/1")]
    shard: String,
    /// Prove that planted faults are caught, instead
    #[arg(long)]
    planted: bool,
    /// The program to torture, where it is not the one beside this
    #[arg(long, hide = true)]
    program: Option<PathBuf>,
}

/// A run mostly waits: for the quiet window, for a process to start. So there may be more shops
/// than cores.
pub const JOBS: usize = 4;
/// The oracle reads everything that a shop has ever done: after so many runs comes a fresh one.
const RUNS_OF_A_SCENE: usize = 100;

/// Waiting times are divided by this: W is 1.2 s. With 200, an attempt that needs 0.3 s to get to
/// the issuer is given up, which happens where cores are shared.
const HURRY: u32 = 100;

/// Whether the shop is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Once in every run.
    Deadly,
    /// Never, no answer is lost, and waiting times are those of production: what breaks here needs
    /// no torture to be found.
    Calm,
}

/// During what the shop dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A buyer orders.
    Place,
    /// Staff change the amount of a paid order.
    Change,
}

impl Subject {
    /// Its moments.
    pub fn course(self) -> &'static Course {
        match self {
            Subject::Place => &PLACING,
            Subject::Change => &CHANGING,
        }
    }

    async fn run(self, scene: &Scene, point: Option<Point>, run: usize) -> Result<Ran> {
        match (self, point) {
            (Subject::Place, Some(point)) => scene.kill_at(point, run).await,
            (Subject::Place, None) => scene.leave_alone(run).await,
            (Subject::Change, point) => scene.change(point, run).await,
        }
    }
}

/// What a torture does.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// During what.
    pub subject: Subject,
    /// Orders.
    pub runs: usize,
    /// Shops at once.
    pub jobs: usize,
    /// Whether it kills.
    pub mood: Mood,
}

/// Runs it and prints its figures.
pub fn run(subject: Subject, wish: &Wish) -> Result<bool> {
    ensure!(wish.jobs > 0, "--jobs 0 does nothing");
    if wish.planted {
        return planted::run(subject, wish.jobs);
    }
    let program = wish.program.clone().map_or_else(noren, Ok)?;
    let plan = Plan { subject, runs: part(wish)?, jobs: wish.jobs, mood: Mood::Deadly };
    Ok(torture(&program, plan)?.tell(subject.course()))
}

/// How many runs this shard does.
fn part(wish: &Wish) -> Result<usize> {
    let (k, n) = wish.shard.split_once('/').context("--shard k/n")?;
    let (k, n): (usize, usize) = (k.parse()?, n.parse()?);
    ensure!((1..=n).contains(&k), "--shard k/n with k from 1 to n");
    Ok(wish.runs * k / n - wish.runs * (k - 1) / n)
}

/// Does what is planned and checks after each run; ends at the first broken promise.
pub fn torture(program: &Path, plan: Plan) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let next = AtomicUsize::new(0);
    let work = || {
        let report = runtime.block_on(scenes(program, plan, &next));
        if report.as_ref().map_or(true, |report| !report.broken.is_empty()) {
            stop(&next, plan);
        }
        report
    };
    std::thread::scope(|threads| {
        let jobs = plan.jobs.min(plan.runs);
        let workers: Vec<_> = (0..jobs).map(|_| threads.spawn(work)).collect();
        let mut whole = Report::default();
        for worker in workers {
            whole.add(worker.join().map_err(|_| anyhow!("a scene panicked"))??);
        }
        Ok(whole)
    })
}

/// The next run that nobody has taken.
fn take(next: &AtomicUsize, plan: Plan) -> Option<usize> {
    let run = next.fetch_add(1, Ordering::SeqCst);
    (run < plan.runs).then_some(run)
}

/// Nobody takes another run.
fn stop(next: &AtomicUsize, plan: Plan) {
    next.fetch_max(plan.runs, Ordering::SeqCst);
}

/// One shop after another, until no run is left or a promise is broken.
async fn scenes(program: &Path, plan: Plan, next: &AtomicUsize) -> Result<Report> {
    let mut all = Report::default();
    let hurry = if plan.mood == Mood::Calm { 1 } else { HURRY };
    let mut run = take(next, plan);
    while run.is_some() && all.broken.is_empty() {
        let scene = Scene::set(program, hurry).await?;
        let mut report = Report::default();
        for _ in 0..RUNS_OF_A_SCENE {
            let Some(this) = run else { break };
            one(&scene, plan, this, &mut report).await?;
            if !report.broken.is_empty() {
                break;
            }
            run = take(next, plan);
        }
        all.add(report);
    }
    Ok(all)
}

/// One run, into the report of its shop.
async fn one(scene: &Scene, plan: Plan, run: usize, report: &mut Report) -> Result<()> {
    let course = plan.subject.course();
    let point = (plan.mood == Mood::Deadly).then(|| course.at(run));
    let name = point.map_or("no kill", |point| course.name(point));
    let ran = plan.subject.run(scene, point, run).await;
    let mut ran = ran.with_context(|| format!("run {run}, {name}"))?;
    report.count(point, &mut ran);
    let checked = scene.check(report.placed, &report.cut_off).await?;
    let found = ran.found.into_iter().chain(checked);
    report.broken.extend(found.map(|what| format!("run {run} ({name}): {what}")));
    report.slowest = report.slowest.max(ran.start.elapsed());
    if run % 50 == 49 {
        eprintln!("{} of {} runs", run + 1, plan.runs);
    }
    Ok(())
}

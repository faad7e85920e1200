//! The schedule of one run, and what the framework asks of it.

use super::choices::Choices;
use super::job::{Job, Joining};
use super::path::Path;
use super::threads::{self, Threads};
use crate::outcome::Outcome;
use crate::report::Overdue;
use crate::seat::Seat;
use crate::stuck::Stuck;
use futures::task::AtomicWaker;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// What decides how one run goes.
pub(super) struct Schedule {
    seed: u64,
    choices: RefCell<Choices>,
    /// Tasks that were started and have not had a turn.
    started: RefCell<Vec<Job>>,
    graphs: RefCell<Vec<Seat>>,
    /// Who drives the run.
    pub(super) driver: Arc<AtomicWaker>,
    pub(super) threads: Arc<Threads>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Schedule>>> = const { RefCell::new(None) };
}

fn current() -> Option<Rc<Schedule>> {
    CURRENT.with_borrow(Clone::clone)
}

impl Schedule {
    pub(super) fn new(seed: u64, choices: Choices) -> Schedule {
        let driver = Arc::new(AtomicWaker::new());
        Schedule {
            seed,
            choices: RefCell::new(choices),
            started: RefCell::default(),
            graphs: RefCell::default(),
            threads: Arc::new(Threads::new(seed, driver.clone())),
            driver,
        }
    }

    /// Makes this the schedule of this thread while `work` runs.
    pub(super) fn run<R>(self: &Rc<Self>, work: impl FnOnce() -> R) -> R {
        struct Restore(Option<Rc<Schedule>>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(self.clone())));
        work()
    }

    /// See [`Choices::pick`].
    pub(super) fn pick(
        &self,
        last: usize,
        alive: impl Iterator<Item = (usize, bool)>,
    ) -> Option<usize> {
        self.choices.borrow_mut().pick(last, alive)
    }

    /// How long the last turn took, if it took any of the time that it may.
    pub(super) fn takes(&self, slow: Duration) -> Option<Duration> {
        self.choices.borrow_mut().takes(slow)
    }

    /// The tasks that were started since this was asked last.
    pub(super) fn started(&self) -> Vec<Job> {
        self.started.take()
    }

    /// Who has not ended, of all graphs.
    pub(super) fn left(&self) -> Vec<Overdue> {
        let graphs = self.graphs.borrow();
        let left = graphs.iter().filter(|graph| !graph.has_ended());
        left.flat_map(Seat::left).collect()
    }

    /// Which graphs wait only for themselves.
    pub(super) fn stuck(&self) -> Vec<Stuck> {
        let graphs = self.graphs.borrow();
        let left = graphs.iter().filter(|graph| !graph.has_ended());
        left.flat_map(Seat::stuck).collect()
    }

    /// The path that was walked, if the choices were made along one.
    pub(super) fn path(&self) -> Option<Path> {
        match &*self.choices.borrow() {
            Choices::Random(_) => None,
            Choices::Path(path) => Some(path.clone()),
        }
    }
}

/// Whether a schedule runs on this thread.
pub(crate) fn is_set() -> bool {
    CURRENT.with_borrow(Option::is_some)
}

/// A graph begins that no component has started.
pub(crate) fn begin(graph: &Seat) {
    if let Some(schedule) = current() {
        schedule.graphs.borrow_mut().push(graph.clone());
    }
}

/// Whether a component is to give way before its next box operation.
pub(crate) fn yields() -> bool {
    CURRENT.with_borrow(|current| {
        let schedule = current.as_ref();
        schedule.is_some_and(|schedule| schedule.choices.borrow_mut().yields())
    })
}

/// The seed of the schedule, for all that is random in what it runs.
pub(crate) fn seed() -> Option<u64> {
    CURRENT
        .with_borrow(|current| current.as_ref().map(|schedule| schedule.seed))
        .or_else(threads::seed)
}

/// Whose turn it is, after that of `last`. `alive` says of each that has not
/// ended whether it is ready.
pub(crate) fn pick(last: usize, alive: impl Iterator<Item = (usize, bool)>) -> Option<usize> {
    current()?.pick(last, alive)
}

/// Runs a future on a task of the schedule.
pub(crate) fn spawn(future: Pin<Box<dyn Future<Output = Outcome> + Send>>) -> Joining {
    let schedule = current();
    let driver = schedule.as_ref().map(|schedule| schedule.driver.clone());
    let (job, joining) = Job::new(future, driver.unwrap_or_default());
    if let Some(schedule) = schedule {
        schedule.started.borrow_mut().push(job);
        schedule.driver.wake();
    }
    joining
}

/// The threads beside the schedule of this thread.
pub(super) fn threads() -> Option<Arc<Threads>> {
    CURRENT.with_borrow(|current| current.as_ref().map(|schedule| schedule.threads.clone()))
}

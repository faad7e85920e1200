//! Tests of components and graphs, under many schedules.
//!
//! Components go on beside each other, and which of them goes first is nobody's
//! promise. A test that is run once sees one order; the program, some day, sees
//! another. Here a test is run again and again, each time under another
//! *schedule*, which says whose turn it is. A mistake that shows in one order of
//! a hundred shows in the test, and it shows again for who wants to look at it:
//! the same schedule gives the same run.
//!
//! The module is behind the cargo feature `testing`, which only tests need:
//!
//! ```toml
//! [dev-dependencies]
//! kamaelia = { version = "0.1", features = ["testing"] }
//! ```
//!
//! # A first test
//!
//! [`expect`] feeds a stage, and compares what comes out; [`run`] does that under
//! ten schedules.
//!
//! ```
//! use kamaelia::prelude::*;
//! use kamaelia::testing::{expect, run};
//!
//! /// Sends how many letters each word has.
//! #[derive(Component)]
//! struct Lengths {
//!     #[inbox]
//!     inbox: Inbox<&'static str>,
//!     #[outbox]
//!     outbox: Outbox<usize>,
//! }
//!
//! impl Main for Lengths {
//!     async fn main(mut self) -> Outcome {
//!         while let Some(word) = self.inbox.recv().await {
//!             self.outbox.send(word.len()).await?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! // #[test]
//! fn words_are_measured() {
//!     run(|| expect(Lengths::new(), ["one", "three"], [3, 5]));
//! }
//! # words_are_measured();
//! ```
//!
//! A test is an async closure that gives an [`Outcome`]. So it can also put a
//! graph together, with [`feed`](crate::feed) and [`collect`](crate::collect) at
//! its ends, and look at what comes out, and when. Timers are tokio's, and its
//! clock is paused: it stands still while anybody can go on, and jumps to the
//! next timer when nobody can. Hours pass at once.
//!
//! ```
//! # use kamaelia::prelude::*;
//! use kamaelia::testing::run;
//! use std::time::Duration;
//! use tokio::time::{Instant, sleep};
//!
//! /// Repeats every message an hour later.
//! #[derive(Component)]
//! struct Later {
//!     #[inbox]
//!     inbox: Inbox<u64>,
//!     #[outbox]
//!     outbox: Outbox<u64>,
//! }
//!
//! impl Main for Later {
//!     async fn main(mut self) -> Outcome {
//!         while let Some(message) = self.inbox.recv().await {
//!             sleep(Duration::from_secs(3600)).await;
//!             self.outbox.send(message).await?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! run(async || {
//!     let start = Instant::now();
//!     let (mut numbers, source) = feed();
//!     let (mut results, sink) = collect();
//!     let graph = pipeline![source, Later::new(), sink].spawn();
//!
//!     numbers.send(7).await?;
//!     assert_eq!(results.recv().await, Some(7));
//!     assert_eq!(start.elapsed(), Duration::from_secs(3600));
//!     drop(numbers);
//!     graph.join().await
//! });
//! ```
//!
//! # When a test fails
//!
//! A test fails if its closure gives an error or panics, if nobody in it can go
//! on any more (a deadlock; it is told who is left), or if it does not end within
//! a million turns. It then panics with the name of the schedule:
//!
//! ```
//! # use kamaelia::prelude::*;
//! # use kamaelia::testing::Schedules;
//! # let hook = std::panic::take_hook();
//! # std::panic::set_hook(Box::new(|_| ()));
//! # let panic = std::panic::catch_unwind(|| {
//! // Nobody ever sends to it, and the end of `feed` that could is still there.
//! Schedules::seed(7).run(async || {
//!     let (_numbers, source) = feed::<u64>();
//!     let (_results, sink) = collect();
//!     graphline! { NUMBERS = source; SINK = sink; NUMBERS -> SINK; }.run().await
//! });
//! # });
//! # std::panic::set_hook(hook);
//! # let text = *panic.unwrap_err().downcast::<String>().unwrap();
//! # assert!(text.starts_with("the test fails under seed 7: deadlock: nobody can go on, no thread \
//! # works, no timer is pending; not ended: `NUMBERS` ("), "{text}");
//! # assert!(text.contains("`SINK` (")); assert!(text.contains("KAMAELIA_SEED=7 cargo test"));
//! ```
//!
//! ```text
//! the test fails under seed 7: deadlock: nobody can go on, no thread works, no timer is
//! pending; not ended: `NUMBERS` (src/sums.rs:12), `SINK` (src/sums.rs:12)
//! To run it under that alone: KAMAELIA_SEED=7 cargo test sums_are_right
//! ```
//!
//! With `KAMAELIA_SEED` in the environment, [`run`] and [`Schedules::random`] run
//! that schedule and no other. The seeds are 0, 1, 2 and so on: a test that
//! passes passes again.
//!
//! # What a schedule decides
//!
//! - Whose turn it is: of the components of a graph, also of a graph inside a
//!   component, of tasks (`on task`), of spawned graphs and of the test itself,
//!   one turn at a time.
//! - Whether a component gives way before an operation on a box, such as `recv`
//!   or `send`, although it could go on.
//! - Whether a component has a turn for which nobody has woken it. That may always
//!   happen to a future.
//! - Whether a turn takes time on the clock, if [`Schedules::slow`] allows it.
//! - What [`random`](crate::random()) gives, in graphs that set no seed.
//!
//! What is ready at the same time may go on in any order: so do two timers of
//! the same moment. But a timer does not overtake work, unless turns may take
//! time. Only who never waits does not hold the clock for ever: after 20 000 turns
//! in a row, every thousand more take 50 ms.
//!
//! [`Schedules::random`] decides by chance. [`Schedules::exhaustive`] tries every
//! order that there is, and at most two components that give way, or are slow, in
//! each. That is a proof where a small graph has few of them: three components
//! and two messages have some thousands, which is less than a second.
//!
//! # What it does not decide
//!
//! - **Threads.** Blocking components and those `on thread` run on real threads,
//!   in whatever order the machine likes. The clock stands still while one of
//!   them works, and goes on while they wait for boxes or timers. A thread that
//!   waits for something else, such as a file or a lock, holds the clock for a
//!   moment only. A test with threads is no function of its seed, and no search
//!   is complete.
//! - **Input and output.** Sockets and files work, but the clock does not wait
//!   for the world outside: a timeout may seem to be over at once.
//! - **Chance that is not ours**: the hashes of a `HashMap`, `tokio::select!`
//!   without `biased`, and tasks that a component makes with `tokio::spawn`, which
//!   tokio orders. A search says so if that makes a difference; random schedules
//!   do not notice.

mod choices;
mod executor;
mod failure;
mod job;
mod path;
mod runs;
mod schedule;
mod stages;
mod threads;

use crate::outcome::Outcome;
use path::Path;
use runs::{Limits, search, seeds, walk};
use std::env;
use std::time::Duration;

pub use stages::{expect, outputs};

pub(crate) use job::Joining;
pub(crate) use schedule::{begin, is_set, pick, seed, spawn, yields};
pub(crate) use threads::{Worker, park, waker, watch};

/// The variable that names the one seed to run.
const SEED: &str = "KAMAELIA_SEED";

/// The variable that names the one path to walk.
const SCHEDULE: &str = "KAMAELIA_SCHEDULE";

/// How many runs a search has, if nothing else is said.
const SEARCH: usize = 10_000;

/// Under which schedules to run a test.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::testing::{Schedules, expect};
/// # /// Repeats every message.
/// # #[derive(Component)]
/// # struct Echo { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64> }
/// # impl Main for Echo {
/// #     async fn main(mut self) -> Outcome {
/// #         while let Some(n) = self.inbox.recv().await { self.outbox.send(n).await?; }
/// #         Ok(())
/// #     }
/// # }
///
/// Schedules::random(100).run(|| expect(Echo::new(), 0..10, 0..10));
///
/// let explored = Schedules::exhaustive().run(|| expect(Echo::new(), [1, 2], [1, 2]));
/// assert!(explored.complete);
/// ```
#[derive(Debug)]
#[must_use = "nothing is tested before `run`"]
pub struct Schedules {
    which: Which,
    limit: usize,
    limits: Limits,
}

#[derive(Debug)]
enum Which {
    Random(u64),
    Seed(u64),
    Exhaustive,
    Replay(String),
}

/// What [`Schedules::run`] has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explored {
    /// How many schedules the test was run under.
    pub schedules: usize,
    /// Whether an exhaustive search has tried all that it looks for. Random
    /// schedules never have.
    pub complete: bool,
}

/// Runs a test under 10 random schedules: [`Schedules::random`].
#[track_caller]
pub fn run(test: impl AsyncFnMut() -> Outcome) {
    Schedules::random(10).run(test);
}

impl Schedules {
    fn new(which: Which) -> Schedules {
        Schedules {
            which,
            limit: usize::MAX,
            limits: Limits::default(),
        }
    }

    /// So many schedules by chance: those of the seeds 0, 1, 2 and so on.
    ///
    /// With `KAMAELIA_SEED` in the environment, that one alone.
    pub fn random(count: usize) -> Schedules {
        Schedules::new(Which::Random(count as u64))
    }

    /// The one schedule of this seed.
    pub fn seed(seed: u64) -> Schedules {
        Schedules::new(Which::Seed(seed))
    }

    /// Every order in which the test can go on, with at most two components that
    /// give way, or are slow, in each; but not more than 10 000, if
    /// [`limit`](Self::limit) does not say otherwise. [`Explored`] says whether
    /// these were all.
    ///
    /// The test must do the same each time, as far as the schedule is the same.
    ///
    /// With `KAMAELIA_SCHEDULE` in the environment, that one alone.
    pub fn exhaustive() -> Schedules {
        Schedules::new(Which::Exhaustive).limit(SEARCH)
    }

    /// The one schedule that an exhaustive search has named when it failed.
    pub fn replay(schedule: impl Into<String>) -> Schedules {
        Schedules::new(Which::Replay(schedule.into()))
    }

    /// Runs the test so many times at most.
    pub fn limit(self, runs: usize) -> Schedules {
        Schedules {
            limit: runs,
            ..self
        }
    }

    /// Takes a run of more turns than this for one without an end: a million, if
    /// not said otherwise.
    pub fn turns(self, turns: usize) -> Schedules {
        let limits = Limits {
            turns,
            ..self.limits
        };
        Schedules { limits, ..self }
    }

    /// Lets a turn take up to so long, now and then, on the paused clock.
    ///
    /// Otherwise turns take no time, and a timer never comes before work that can
    /// be done. This finds who relies on that.
    pub fn slow(self, slow: Duration) -> Schedules {
        let limits = Limits {
            slow,
            ..self.limits
        };
        Schedules { limits, ..self }
    }

    /// Runs a test once for each schedule.
    ///
    /// # Panics
    ///
    /// If the test fails under one of them; the text says how to repeat that one.
    #[track_caller]
    pub fn run(self, test: impl AsyncFnMut() -> Outcome) -> Explored {
        match self.which {
            Which::Random(count) => match variable(SEED) {
                Some(text) => seeds([seed_of(&text)], self.limits, test),
                None => seeds((0..count).take(self.limit), self.limits, test),
            },
            Which::Seed(seed) => seeds([seed], self.limits, test),
            Which::Exhaustive => match variable(SCHEDULE) {
                Some(text) => walk(path_of(&text), self.limits, test),
                None => search(self.limit, self.limits, test),
            },
            Which::Replay(text) => walk(path_of(&text), self.limits, test),
        }
    }
}

/// A variable of the environment, unless it is empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
}

#[track_caller]
fn seed_of(text: &str) -> u64 {
    match text.trim().parse() {
        Ok(seed) => seed,
        Err(error) => panic!("{SEED} is `{text}`, which is no seed: {error}"),
    }
}

#[track_caller]
fn path_of(text: &str) -> Path {
    match Path::parse(text) {
        Some(path) => path,
        None => panic!("`{text}` is no schedule that an exhaustive search has named"),
    }
}

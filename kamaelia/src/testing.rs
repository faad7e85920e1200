//! Tests of components and graphs under many schedules.
//!
//! TODO

mod choices;
mod executor;
mod failure;
mod runs;
mod schedule;
mod stages;
mod threads;

use crate::outcome::Outcome;
use choices::Path;
use runs::{Limits, search, seeds, walk};
use std::env;
use std::time::Duration;

pub use stages::{expect, outputs};

pub(crate) use executor::Joining;
pub(crate) use schedule::{begin, is_set, pick, seed, spawn, yields};
pub(crate) use threads::{Worker, park, waker, watch};

/// The variable that names the one seed to run.
const SEED: &str = "KAMAELIA_SEED";

/// The variable that names the one path to walk.
const SCHEDULE: &str = "KAMAELIA_SCHEDULE";

/// How many runs a search has, if nothing else is said.
const SEARCH: usize = 10_000;

/// Under which schedules to run a test.
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
    /// Whether there is no other, as far as an exhaustive search goes.
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

    /// So many schedules by chance.
    pub fn random(count: usize) -> Schedules {
        Schedules::new(Which::Random(count as u64))
    }

    /// The one schedule of this seed.
    pub fn seed(seed: u64) -> Schedules {
        Schedules::new(Which::Seed(seed))
    }

    /// Every schedule that there is.
    pub fn exhaustive() -> Schedules {
        Schedules::new(Which::Exhaustive).limit(SEARCH)
    }

    /// The one schedule that an exhaustive search has named.
    pub fn replay(schedule: impl Into<String>) -> Schedules {
        Schedules::new(Which::Replay(schedule.into()))
    }

    /// Makes so many runs at most.
    pub fn limit(self, runs: usize) -> Schedules {
        Schedules {
            limit: runs,
            ..self
        }
    }

    /// Takes a run of more turns than this for endless: a million if not set.
    pub fn turns(self, turns: usize) -> Schedules {
        let limits = Limits {
            turns,
            ..self.limits
        };
        Schedules { limits, ..self }
    }

    /// Lets turns take up to so long, on the paused clock.
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
    /// If the test fails under one of them.
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

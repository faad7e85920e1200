//! Runs of one test: one, by seeds, and every one there is.

use super::choices::{Choices, Random};
use super::executor::Executor;
use super::failure::Failure;
use super::path::Path;
use super::schedule::Schedule;
use super::{Explored, SCHEDULE, SEED};
use crate::outcome::Outcome;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;

/// What one run may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) turns: usize,
    /// How long one turn may take, on the paused clock.
    pub(super) slow: Duration,
    /// How long, of real time, all may wait for a thread that works on something
    /// that is not ours.
    pub(super) silence: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            turns: 1_000_000,
            slow: Duration::ZERO,
            silence: Duration::from_secs(10),
        }
    }
}

/// Runs the test once for each seed.
#[track_caller]
pub(super) fn seeds(
    seeds: impl IntoIterator<Item = u64>,
    limits: Limits,
    mut test: impl AsyncFnMut() -> Outcome,
) -> Explored {
    let mut schedules = 0;
    for seed in seeds {
        let choices = Choices::Random(Random::new(seed));
        let schedule = Rc::new(Schedule::new(seed, choices));
        if let Err(failure) = once(&schedule, limits, &mut test) {
            fail(&failure, &format!("seed {seed}"), SEED, seed);
        }
        schedules += 1;
    }
    Explored {
        schedules,
        complete: false,
    }
}

/// Runs the test along one path.
#[track_caller]
pub(super) fn walk(path: Path, limits: Limits, mut test: impl AsyncFnMut() -> Outcome) -> Explored {
    along(path, limits, &mut test);
    Explored {
        schedules: 1,
        complete: false,
    }
}

/// Runs the test along every path, but not more than `limit`.
#[track_caller]
pub(super) fn search(
    limit: usize,
    limits: Limits,
    mut test: impl AsyncFnMut() -> Outcome,
) -> Explored {
    let mut path = Some(Path::default());
    let mut schedules = 0;
    while let Some(next) = path.take_if(|_| schedules < limit) {
        path = along(next, limits, &mut test).next();
        schedules += 1;
    }
    Explored {
        schedules,
        complete: path.is_none(),
    }
}

/// Runs the test along a path, and gives the path with the choices beyond it.
#[track_caller]
fn along(path: Path, limits: Limits, test: &mut impl AsyncFnMut() -> Outcome) -> Path {
    let schedule = Rc::new(Schedule::new(0, Choices::Path(path)));
    let ended = once(&schedule, limits, test);
    let path = schedule.path().unwrap_or_default();
    let ended = match path.diverged() {
        Some(choice) => Err(Failure::Diverged(choice)),
        None => ended,
    };
    if let Err(failure) = ended {
        fail(&failure, &format!("schedule {path}"), SCHEDULE, &path);
    }
    path
}

/// Runs the test once, on a runtime of its own.
fn once(
    schedule: &Rc<Schedule>,
    limits: Limits,
    test: &mut impl AsyncFnMut() -> Outcome,
) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .map_err(Failure::Runtime)?;
    let run = async {
        let mut executor = Executor::new(schedule.clone(), limits, test());
        let ended = (&mut executor).await;
        // What still runs ends here, where it may still use the runtime.
        drop(executor);
        ended
    };
    let run = || schedule.run(|| runtime.block_on(run));
    let ended = catch_unwind(AssertUnwindSafe(run));
    // A thread may be left that nobody can end.
    runtime.shutdown_background();
    match ended {
        Ok(Ok(outcome)) => outcome.map_err(Failure::Stop),
        Ok(Err(failure)) => Err(failure),
        Err(panic) => Err(Failure::panicked(panic)),
    }
}

/// Says what failed, and how to see it again.
#[track_caller]
fn fail(failure: &Failure, which: &str, variable: &str, value: impl Display) -> ! {
    // The harness runs each test on a thread of its name, unless there is only one.
    let thread = thread::current();
    let name = thread
        .name()
        .filter(|name| *name != "main")
        .unwrap_or_default();
    panic!(
        "the test fails under {which}: {failure}\n\
         To run it under that alone: {variable}={value} cargo test {name}",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::busy::Worker;

    #[test]
    fn a_thread_that_holds_up_everything_for_ever_is_a_failure() {
        let schedule = Rc::new(Schedule::new(0, Choices::Path(Path::default())));
        let limits = Limits {
            silence: Duration::from_millis(20),
            ..Limits::default()
        };
        let ended = once(&schedule, limits, &mut async || {
            let _works = Worker::new();
            std::future::pending().await
        });
        let text = ended.unwrap_err().to_string();
        assert!(text.contains("has not said a word for 20ms"), "{text}");
    }
}

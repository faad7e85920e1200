//! What drives one run: the test's own future and the tasks that it starts, one
//! turn at a time, in the order that the schedule says.

use super::failure::Failure;
use super::job::{Bell, Job};
use super::runs::Limits;
use super::schedule::Schedule;
use crate::outcome::Outcome;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Sleep, sleep};

/// Who never waits does not hold the paused clock for ever: after so many turns
/// in a row, without a moment in which nobody could go on, every so many more
/// take so long.
const BUSY: usize = 20_000;
const BUSY_TURNS: usize = 1_000;
const BUSY_TIME: Duration = Duration::from_millis(50);

/// When the paused clock gets here, nothing else was pending.
const END_OF_TIME: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// How long, of real time, the end of time waits for input and output.
const LAST_CALL: Duration = Duration::from_millis(50);

/// Drives one run, as the only future of its runtime that it knows of.
pub(super) struct Executor<F> {
    schedule: Rc<Schedule>,
    /// The test's own future, and whether it is ready.
    test: (Pin<Box<F>>, Arc<Bell>),
    jobs: Vec<Option<Job>>,
    /// 0 for the test, then the jobs.
    picked: usize,
    turns: usize,
    /// How many of them since nobody could go on.
    busy: usize,
    limits: Limits,
    /// Until the turn that takes so long is over.
    rest: Option<Pin<Box<Sleep>>>,
    end_of_time: Pin<Box<Sleep>>,
    hold: Hold,
}

/// What holds the clock. tokio does not move a paused clock on while a blocking
/// task of its own runs, but goes on with input and output.
enum Hold {
    Nothing,
    /// For threads that work.
    Threads(JoinHandle<()>),
    /// At the end of time, for a sign of life of a thread; with the number of
    /// turns so far.
    LastThread(JoinHandle<bool>, usize),
    /// At the end of time, for the last input and output; likewise.
    LastCall(JoinHandle<()>, usize),
}

impl<F: Future<Output = Outcome>> Executor<F> {
    pub(super) fn new(schedule: Rc<Schedule>, limits: Limits, test: F) -> Executor<F> {
        let bell = Bell::new(schedule.driver.clone());
        Executor {
            schedule,
            test: (Box::pin(test), bell),
            jobs: Vec::new(),
            picked: usize::MAX,
            turns: 0,
            busy: 0,
            limits,
            rest: None,
            end_of_time: Box::pin(sleep(END_OF_TIME)),
            hold: Hold::Nothing,
        }
    }

    fn take_in(&mut self) {
        for job in self.schedule.started() {
            match self.jobs.iter_mut().find(|place| place.is_none()) {
                Some(place) => *place = Some(job),
                None => self.jobs.push(Some(job)),
            }
        }
    }

    /// The test and the jobs that have not ended, and whether they are ready.
    fn alive(&self) -> impl Iterator<Item = (usize, bool)> {
        let jobs = self.jobs.iter().enumerate();
        let jobs = jobs.filter_map(|(index, job)| Some((index + 1, job.as_ref()?.bell())));
        let all = std::iter::once((0, &self.test.1)).chain(jobs);
        all.map(|(index, bell)| (index, bell.rang()))
    }

    /// Gives a turn to the test or a job; ready when the test has ended.
    fn turn(&mut self, index: usize) -> Poll<Result<Outcome, Failure>> {
        let Some(place) = index.checked_sub(1) else {
            let (test, bell) = &mut self.test;
            return bell
                .poll(test.as_mut())
                .map(|ended| ended.map_err(Failure::panicked));
        };
        if let Some(job) = &mut self.jobs[place]
            && job.turn().is_ready()
        {
            self.jobs[place] = None;
        }
        Poll::Pending
    }

    /// How long the last turn took, if it took any time.
    fn takes(&mut self) -> Option<Duration> {
        self.busy += 1;
        if self.busy >= BUSY && self.busy.is_multiple_of(BUSY_TURNS) {
            return Some(BUSY_TIME);
        }
        let slow = self.limits.slow;
        (!slow.is_zero())
            .then(|| self.schedule.takes(slow))
            .flatten()
    }

    /// Nobody is ready: waits until somebody is, or it is plain that nobody
    /// ever will be.
    fn idle(&mut self, cx: &mut Context<'_>) -> Poll<Failure> {
        loop {
            match &mut self.hold {
                Hold::Nothing if self.schedule.threads.work() => {
                    let threads = self.schedule.threads.clone();
                    self.hold = Hold::Threads(spawn_blocking(move || threads.wait()));
                }
                Hold::Nothing => {
                    ready!(self.end_of_time.as_mut().poll(cx));
                    let threads = self.schedule.threads.clone();
                    self.hold = if threads.are_left() {
                        let silence = self.limits.silence;
                        let wait = move || threads.wait_for_change(silence);
                        Hold::LastThread(spawn_blocking(wait), self.turns)
                    } else {
                        let wait = || std::thread::sleep(LAST_CALL);
                        Hold::LastCall(spawn_blocking(wait), self.turns)
                    };
                }
                Hold::Threads(threads) => {
                    let _ = ready!(Pin::new(threads).poll(cx));
                    self.hold = Hold::Nothing;
                }
                Hold::LastThread(threads, turns) => {
                    let heard = ready!(Pin::new(threads).poll(cx)).unwrap_or(true);
                    if !heard && *turns == self.turns {
                        return Poll::Ready(Failure::Thread(
                            self.limits.silence,
                            self.schedule.left(),
                        ));
                    }
                    self.time_goes_on();
                }
                Hold::LastCall(call, turns) => {
                    let _ = ready!(Pin::new(call).poll(cx));
                    if *turns == self.turns {
                        return Poll::Ready(Failure::Deadlock(
                            self.schedule.left(),
                            self.schedule.stuck(),
                        ));
                    }
                    self.time_goes_on();
                }
            }
        }
    }

    fn time_goes_on(&mut self) {
        self.end_of_time.set(sleep(END_OF_TIME));
        self.hold = Hold::Nothing;
    }
}

impl<F: Future<Output = Outcome>> Future for Executor<F> {
    type Output = Result<Outcome, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.schedule.driver.register(cx.waker());
        if let Some(rest) = &mut this.rest {
            ready!(rest.as_mut().poll(cx));
            this.rest = None;
        }
        this.take_in();
        let Some(picked) = this.schedule.pick(this.picked, this.alive()) else {
            // To wait for a thread is no rest: time stands still meanwhile.
            if !this.schedule.threads.work() {
                this.busy = 0;
            }
            return this.idle(cx).map(Err);
        };
        let turns = this.limits.turns;
        if this.turns == turns {
            return Poll::Ready(Err(Failure::Endless(turns, this.schedule.left())));
        }
        this.turns += 1;
        this.picked = picked;
        let ended = this.turn(picked);
        this.rest = this.takes().map(|time| Box::pin(sleep(time)));
        // tokio is asked between any two turns whether a timer is due.
        cx.waker().wake_by_ref();
        ended
    }
}

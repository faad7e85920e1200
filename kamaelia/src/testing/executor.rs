//! What drives one run: the test's own future and the tasks that it starts, one
//! turn at a time, in the order that the schedule says.

use super::failure::Failure;
use super::runs::Limits;
use super::schedule::Schedule;
use crate::outcome::Outcome;
use crate::task::Lost;
use futures::channel::oneshot;
use futures::task::AtomicWaker;
use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker, ready};
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Sleep, sleep};

/// When the paused clock gets here, nothing else was pending.
const END_OF_TIME: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// How long, of real time, the end of time waits for input and output.
const LAST_CALL: Duration = Duration::from_millis(50);

type Panic = Box<dyn Any + Send>;

/// Drives one run, as the only future of its runtime that it knows of.
pub(super) struct Executor<F> {
    schedule: Rc<Schedule>,
    /// The test's own future, and whether it is ready.
    test: (Pin<Box<F>>, Arc<Bell>),
    jobs: Vec<Option<Job>>,
    /// 0 for the test, then the jobs.
    picked: usize,
    turns: usize,
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
        let jobs = jobs.filter_map(|(index, job)| Some((index + 1, &job.as_ref()?.bell)));
        let all = std::iter::once((0, &self.test.1)).chain(jobs);
        all.map(|(index, bell)| (index, bell.rang.load(Ordering::Acquire)))
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
                        return Poll::Ready(Failure::Deadlock(self.schedule.left()));
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
            return this.idle(cx).map(Err);
        };
        this.picked = picked;
        this.turns += 1;
        if this.turns > this.limits.turns {
            return Poll::Ready(Err(Failure::Endless(
                this.limits.turns,
                this.schedule.left(),
            )));
        }
        let ended = this.turn(picked);
        if !this.limits.slow.is_zero() {
            this.rest = this
                .schedule
                .rests(this.limits.slow)
                .map(|rest| Box::pin(sleep(rest)));
        }
        // tokio is asked between any two turns whether a timer is due.
        cx.waker().wake_by_ref();
        ended
    }
}

/// A task of a schedule.
pub(super) struct Job {
    future: Pin<Box<dyn Future<Output = Outcome> + Send>>,
    bell: Arc<Bell>,
    ended: Option<oneshot::Sender<Result<Outcome, Panic>>>,
}

impl Job {
    pub(super) fn new(
        future: Pin<Box<dyn Future<Output = Outcome> + Send>>,
        driver: Arc<AtomicWaker>,
    ) -> (Job, Joining) {
        let (sender, ended) = oneshot::channel();
        let bell = Bell::new(driver);
        let joining = Joining {
            ended,
            bell: bell.clone(),
        };
        let job = Job {
            future,
            bell,
            ended: Some(sender),
        };
        (job, joining)
    }

    /// Ready when the job has ended, or was told to.
    fn turn(&mut self) -> Poll<()> {
        if self.bell.aborted.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        self.bell.poll(self.future.as_mut()).map(|ended| {
            if let Some(sender) = self.ended.take() {
                // Nobody needs to know if nobody asks.
                let _ = sender.send(ended);
            }
        })
    }
}

/// Waits for the end of a job.
pub(crate) struct Joining {
    ended: oneshot::Receiver<Result<Outcome, Panic>>,
    bell: Arc<Bell>,
}

impl Joining {
    /// Drops the job in its next turn.
    pub(crate) fn abort(&self) {
        self.bell.aborted.store(true, Ordering::Release);
        self.bell.wake_by_ref();
    }
}

impl Future for Joining {
    type Output = Result<Outcome, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.ended).poll(cx).map(|ended| match ended {
            Ok(ended) => ended.map_err(Lost::Panicked),
            Err(oneshot::Canceled) => Err(Lost::Dropped),
        })
    }
}

/// Says that the test, or a job, is ready.
struct Bell {
    rang: AtomicBool,
    aborted: AtomicBool,
    driver: Arc<AtomicWaker>,
}

impl Bell {
    fn new(driver: Arc<AtomicWaker>) -> Arc<Bell> {
        Arc::new(Bell {
            rang: AtomicBool::new(true),
            aborted: AtomicBool::new(false),
            driver,
        })
    }

    /// Gives its owner a turn; a panic is an end.
    fn poll<F: Future + ?Sized>(
        self: &Arc<Self>,
        future: Pin<&mut F>,
    ) -> Poll<Result<F::Output, Panic>> {
        self.rang.store(false, Ordering::Release);
        let waker = Waker::from(self.clone());
        let turn = || future.poll(&mut Context::from_waker(&waker));
        match catch_unwind(AssertUnwindSafe(turn)) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.driver.wake();
    }
}

//! A graph's hold on one of its components that runs on a task or a thread:
//! [`Remote`].

use crate::block;
use crate::busy::{self, Worker};
use crate::child::Call;
use crate::component::Blocking;
use crate::outcome::{Outcome, Stop};
use crate::panicked::{fault, guard};
use crate::seat::{Seat, Told};
use crate::task::{self, Lost, Task};
use crate::turns::Turns;
use futures::channel::oneshot;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use tokio::runtime;

const NO_RUNTIME: &str = "`on task` needs a tokio runtime: run the graph in one";

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A component that runs on a task or a thread of its own.
pub struct Remote {
    seat: Seat,
    state: State,
}

enum State {
    /// Not started; `Some(name)` for a thread.
    New(BoxFuture<Outcome>, Option<&'static str>),
    Task(Task),
    /// A task that the graph has ended.
    Released(Task),
    Thread(OnThread),
    Ended,
}

impl Remote {
    pub(crate) fn task(
        seat: Seat,
        child: impl Future<Output = Outcome> + Send + 'static,
    ) -> Remote {
        Remote::new(seat, child, None)
    }

    pub(crate) fn thread(
        name: &'static str,
        seat: Seat,
        child: impl Future<Output = Outcome> + Send + 'static,
    ) -> Remote {
        Remote::new(seat, child, Some(name))
    }

    fn new(
        seat: Seat,
        child: impl Future<Output = Outcome> + Send + 'static,
        thread: Option<&'static str>,
    ) -> Remote {
        let seated = Seated {
            turns: Turns::new(1),
            seat: seat.clone(),
            child: Box::pin(child),
        };
        Remote {
            seat,
            state: State::New(Box::pin(seated), thread),
        }
    }

    /// Starts the component when first asked, then asks whether it has ended.
    pub fn call(&mut self, call: Call<'_, '_>) -> Poll<Outcome> {
        let poll = match call {
            Call::Turn(cx) => self
                .start(cx)
                .map_or_else(|fault| Poll::Ready(Err(fault)), |()| self.poll(cx)),
            Call::Release => self.release(),
        };
        if poll.is_ready() {
            self.state = State::Ended;
        }
        poll
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        match &mut self.state {
            State::New(..) | State::Ended => Poll::Ready(Ok(())),
            State::Thread(thread) => thread.poll(cx),
            State::Task(task) => Pin::new(task)
                .poll(cx)
                .map(|joined| joined.unwrap_or_else(|lost| Err(lost_fault(lost)))),
            State::Released(task) => Pin::new(task)
                .poll(cx)
                .map(|joined| joined.unwrap_or(Ok(()))),
        }
    }

    fn start(&mut self, cx: &Context<'_>) -> Result<(), Stop> {
        if !matches!(self.state, State::New(..)) {
            return Ok(());
        }
        let State::New(future, thread) = std::mem::replace(&mut self.state, State::Ended) else {
            return Ok(());
        };
        let runtime = runtime::Handle::try_current();
        self.seat.move_elsewhere(cx.waker().clone());
        self.state = match thread {
            None if runtime.is_err() => return Err(Stop::fault(NO_RUNTIME)),
            None => State::Task(task::spawn(future)),
            Some(name) => {
                let work = move || match runtime {
                    Ok(runtime) => runtime.block_on(busy::watch(future)),
                    Err(_) => {
                        crate::program::block_on(future).unwrap_or_else(|error| Err(error.into()))
                    }
                };
                State::Thread(OnThread::spawn(name, self.seat.clone(), work))
            }
        };
        Ok(())
    }

    /// Ends a task, which it notices when it next waits; a thread is left to
    /// itself.
    fn release(&mut self) -> Poll<Outcome> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Task(task) => {
                task.abort();
                self.state = State::Released(task);
                Poll::Pending
            }
            State::Released(task) => {
                self.state = State::Released(task);
                Poll::Pending
            }
            State::New(..) | State::Thread(_) | State::Ended => Poll::Ready(Ok(())),
        }
    }
}

impl Drop for Remote {
    /// Children never outlive their parent.
    fn drop(&mut self) {
        if let State::Task(task) = &self.state {
            task.abort();
        }
    }
}

/// Why a task that the graph did not end is gone.
fn lost_fault(lost: Lost) -> Stop {
    match lost {
        Lost::Panicked(panic) => fault(&*panic),
        Lost::Dropped => Stop::fault("its task was dropped before its end: the runtime shuts down"),
    }
}

/// Runs a component's turns where no driver does.
struct Seated {
    turns: Turns,
    seat: Seat,
    child: BoxFuture<Outcome>,
}

impl Future for Seated {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Seated { turns, seat, child } = &mut *self;
        turns.seat(0, seat);
        let _working = turns.begin(cx);
        turns.take_from(0);
        let poll = turns.give_elsewhere(0, seat, |cx| child.as_mut().poll(cx));
        if poll.is_ready() {
            // The graph learns of it later, and may be about to let go of it.
            seat.end();
        } else if turns.any_ready() {
            // It has woken itself in its own turn: the task goes on after others.
            cx.waker().wake_by_ref();
        }
        poll
    }
}

/// Work on a thread of its own, that can be waited for.
struct OnThread {
    seat: Seat,
    outcome: oneshot::Receiver<Outcome>,
    thread: Option<thread::JoinHandle<()>>,
}

impl OnThread {
    fn spawn(name: &str, seat: Seat, work: impl FnOnce() -> Outcome + Send + 'static) -> OnThread {
        let (sender, outcome) = oneshot::channel();
        seat.set_on_thread(true);
        let on_thread = seat.clone();
        let worker = Worker::new();
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            worker.run(|| {
                let outcome = guard(work).flatten();
                on_thread.set_on_thread(false);
                // Nobody waits any more if the graph was dropped.
                let _ = sender.send(outcome);
            });
        });
        match thread {
            Ok(thread) => OnThread {
                seat,
                outcome,
                thread: Some(thread),
            },
            Err(error) => {
                let (sender, outcome) = oneshot::channel();
                let _ = sender.send(Err(error.into()));
                OnThread {
                    seat,
                    outcome,
                    thread: None,
                }
            }
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        Pin::new(&mut self.outcome).poll(cx).map(|sent| {
            let joined = self.thread.take().map_or(Ok(()), thread::JoinHandle::join);
            match (sent, joined) {
                (Ok(outcome), _) => outcome,
                (Err(_), Err(panic)) => Err(fault(&*panic)),
                (Err(_), Ok(())) => Ok(()),
            }
        })
    }
}

impl Drop for OnThread {
    fn drop(&mut self) {
        // A thread cannot be ended from outside, but its waits can.
        if self.thread.is_some() {
            self.seat.tell(Told::Gone);
        }
    }
}

/// The work of a blocking component: a thread, and the wait for it.
pub(crate) async fn blocking<C: Blocking + Send + 'static>(component: C) -> Outcome {
    let seat = Seat::current().unwrap_or_else(Seat::new);
    if let Some(waker) = seat.waker() {
        seat.move_elsewhere(waker.clone());
    }
    seat.set_blocks();
    let name = C::describe().type_name;
    let runtime = runtime::Handle::try_current().ok();
    let mut thread = OnThread::spawn(name, seat.clone(), move || {
        let _runtime = runtime.as_ref().map(runtime::Handle::enter);
        block::prepare();
        seat.take_turn(|| component.main())
    });
    std::future::poll_fn(|cx| thread.poll(cx)).await
}

//! A graph's hold on one of its components that runs on a task or a thread:
//! [`Remote`].

use crate::blame::{blame, take_blamed};
use crate::block;
use crate::busy::{self, Worker};
use crate::child::Call;
use crate::component::Blocking;
use crate::outcome::{Outcome, Stop};
use crate::panicked::{fault, guard};
use crate::seat::{Seat, Told};
use crate::task::{self, Task};
use crate::turns::Turns;
use futures::channel::oneshot;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::thread;
use tokio::runtime;

const NO_RUNTIME: &str = "`on task` needs a tokio runtime: run the graph in one";
const NO_WORKERS: &str = "a graph that is spread needs a tokio runtime: run it in one";

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A component that runs on a task or a thread of its own.
pub struct Remote {
    seat: Seat,
    state: State,
    blamed: Blamed,
}

/// Of several components that run as one, the one that has panicked.
type Blamed = Arc<OnceLock<usize>>;

/// Where a component will run.
#[derive(Clone, Copy)]
enum Where {
    Task,
    /// On a task, as everybody in its graph.
    Spread,
    /// On a thread of this name.
    Thread(&'static str),
}

enum State {
    New(BoxFuture<Outcome>, Where),
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
        Remote::new(seat, child, Where::Task)
    }

    /// On a task, since the whole graph is spread.
    pub(crate) fn spread(
        seat: Seat,
        child: impl Future<Output = Outcome> + Send + 'static,
    ) -> Remote {
        Remote::new(seat, child, Where::Spread)
    }

    /// In place of a component that has nothing to do.
    pub(crate) fn nothing(seat: Seat) -> Remote {
        Remote {
            seat,
            state: State::Ended,
            blamed: Blamed::default(),
        }
    }

    /// The component, for somebody else to hold.
    pub(crate) fn take(&mut self) -> Remote {
        std::mem::replace(self, Remote::nothing(self.seat.clone()))
    }

    pub(crate) fn thread(
        name: &'static str,
        seat: Seat,
        child: impl Future<Output = Outcome> + Send + 'static,
    ) -> Remote {
        Remote::new(seat, child, Where::Thread(name))
    }

    fn new(
        seat: Seat,
        child: impl Future<Output = Outcome> + Send + 'static,
        place: Where,
    ) -> Remote {
        let blamed = Blamed::default();
        let seated = Seated {
            turns: Turns::new(1),
            seat: seat.clone(),
            child: Box::pin(child),
            blames: Blames(blamed.clone()),
        };
        Remote {
            seat,
            state: State::New(Box::pin(seated), place),
            blamed,
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
            // The driver asks on its own thread.
            if let Some(member) = self.blamed.get() {
                blame(*member);
            }
        }
        poll
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        match &mut self.state {
            State::New(..) | State::Ended => Poll::Ready(Ok(())),
            State::Thread(thread) => thread.poll(cx),
            State::Task(task) => Pin::new(task)
                .poll(cx)
                .map(|joined| joined.unwrap_or_else(|lost| Err(lost.into()))),
            State::Released(task) => Pin::new(task)
                .poll(cx)
                .map(|joined| joined.unwrap_or(Ok(()))),
        }
    }

    fn start(&mut self, cx: &Context<'_>) -> Result<(), Stop> {
        if !matches!(self.state, State::New(..)) {
            return Ok(());
        }
        let State::New(future, place) = std::mem::replace(&mut self.state, State::Ended) else {
            return Ok(());
        };
        let runtime = runtime::Handle::try_current();
        self.seat.move_elsewhere(cx.waker().clone());
        if runtime.is_err() && !matches!(place, Where::Thread(_)) {
            let gone = guard(|| drop(future));
            return self.start_nowhere(place).and(gone);
        }
        self.state = match place {
            Where::Task | Where::Spread => State::Task(task::spawn(future)),
            Where::Thread(name) => {
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

    /// There is no runtime. That there are no workers to spread over is said once for
    /// all.
    fn start_nowhere(&self, place: Where) -> Result<(), Stop> {
        match place {
            Where::Spread if self.seat.must_stop() => Ok(()),
            Where::Spread => Err(Stop::fault(NO_WORKERS)),
            Where::Task | Where::Thread(_) => Err(Stop::fault(NO_RUNTIME)),
        }
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
            State::New(future, _) => Poll::Ready(guard(|| drop(future))),
            State::Thread(_) | State::Ended => Poll::Ready(Ok(())),
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

/// Runs a component's turns where no driver does.
struct Seated {
    turns: Turns,
    seat: Seat,
    child: BoxFuture<Outcome>,
    // Gone after the child, which may panic when it goes.
    blames: Blames,
}

/// Takes the blame from the thread that the component runs on.
struct Blames(Blamed);

impl Blames {
    fn take(&self) {
        if let Some(member) = take_blamed() {
            let _ = self.0.set(member);
        }
    }
}

impl Drop for Blames {
    fn drop(&mut self) {
        self.take();
    }
}

impl Future for Seated {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Seated {
            turns,
            seat,
            child,
            blames,
        } = &mut *self;
        turns.seat(0, seat);
        let _working = turns.begin(cx);
        turns.take_from(0);
        let poll = turns.give_elsewhere(0, seat, |cx| child.as_mut().poll(cx));
        if poll.is_ready() {
            blames.take();
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

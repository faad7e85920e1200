//! A graph's hold on one of its components: [`Child`] in the graph's own
//! future, [`Remote`] on a task or a thread.

use crate::component::{AtPlace, Blocking, MayMove, Shape, Transform};
use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::turns::Turns;
use futures::channel::oneshot;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

/// A component that runs in the graph's own future.
///
/// Its state lies on the heap, made once when the graph is put together: a
/// graph of large messages must not need a large stack.
pub struct Child<P, F> {
    future: Option<Pin<Box<F>>>,
    place: PhantomData<fn(P)>,
}

// The component itself is no part of the type: the compiler would ask for its
// bounds, `'static` among them, where it no longer knows lifetimes.
#[expect(
    unsafe_code,
    reason = "the compiler cannot name the future of a component in a bound"
)]
// SAFETY: only `Anywhere` may move. For it `new` asks `F: AtPlace<Anywhere>`,
// which promises that `F` is `Send`, and a `Child` holds nothing else.
unsafe impl<P: MayMove, F> Send for Child<P, F> {}

impl<P, F: Future<Output = Outcome> + AtPlace<P>> Child<P, F> {
    pub(crate) fn new(future: F) -> Child<P, F> {
        Child {
            future: Some(Box::pin(future)),
            place: PhantomData,
        }
    }
}

impl<P, F: Future<Output = Outcome>> Child<P, F> {
    /// Gives the component a turn; when it has ended its boxes are closed.
    ///
    /// A graph's function has one call of it for each component: inlined, they
    /// would make that function too large for the compiler.
    #[inline(never)]
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Some(future) = &mut self.future else {
            return Poll::Ready(Ok(()));
        };
        let poll = future.as_mut().poll(cx);
        if poll.is_ready() {
            self.future = None;
        }
        poll
    }
}

impl<P, F: Future<Output = Outcome>> Future for Child<P, F> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        Child::poll(&mut self, cx)
    }
}

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A component that runs on a task or a thread of its own.
pub struct Remote {
    seat: Seat,
    state: State,
}

enum State {
    /// Not started; `Some(name)` for a thread.
    New(BoxFuture<Outcome>, Option<&'static str>),
    Task(tokio::task::JoinHandle<Outcome>),
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
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.start(cx);
        let poll = match &mut self.state {
            State::New(..) | State::Ended => Poll::Ready(Ok(())),
            State::Thread(thread) => thread.poll(cx),
            State::Task(task) => Pin::new(task).poll(cx).map(|joined| match joined {
                Ok(outcome) => outcome,
                Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
                // The runtime is shutting down.
                Err(_) => Ok(()),
            }),
        };
        if poll.is_ready() {
            self.state = State::Ended;
        }
        poll
    }

    fn start(&mut self, cx: &Context<'_>) {
        let State::New(..) = self.state else { return };
        let State::New(future, thread) = std::mem::replace(&mut self.state, State::Ended) else {
            return;
        };
        self.seat.move_elsewhere(cx.waker().clone());
        self.state = match thread {
            None => State::Task(tokio::spawn(future)),
            Some(name) => {
                let runtime = tokio::runtime::Handle::try_current();
                State::Thread(OnThread::spawn(
                    name,
                    self.seat.clone(),
                    move || match runtime {
                        Ok(runtime) => runtime.block_on(future),
                        Err(_) => crate::program::block_on(future)
                            .unwrap_or_else(|error| Err(error.into())),
                    },
                ))
            }
        };
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
}

impl Future for Seated {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Seated { turns, seat, child } = &mut *self;
        turns.seat(0, seat);
        turns.wake_with(cx.waker());
        turns.take_ready(0);
        turns.give(0, seat, |cx| child.as_mut().poll(cx))
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
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Nobody waits any more if the graph was dropped.
            let _ = sender.send(work());
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
                (Err(_), Err(panic)) => resume_unwind(panic),
                (Err(_), Ok(())) => Ok(()),
            }
        })
    }
}

impl Drop for OnThread {
    fn drop(&mut self) {
        // A thread cannot be ended from outside, but its waits can.
        if self.thread.is_some() {
            self.seat.tell(Shutdown::Now);
        }
    }
}

/// The work of a blocking component: a thread, and the wait for it.
pub(crate) async fn blocking<C: Blocking + Send + 'static>(component: C) -> Outcome {
    let seat = Seat::current().unwrap_or_else(Seat::new);
    if let Some(waker) = seat.waker() {
        seat.move_elsewhere(waker.clone());
    }
    let name = C::describe().type_name;
    let runtime = tokio::runtime::Handle::try_current().ok();
    let mut thread = OnThread::spawn(name, seat.clone(), move || {
        let _runtime = runtime.as_ref().map(tokio::runtime::Handle::enter);
        seat.take_turn(|| component.main())
    });
    std::future::poll_fn(|cx| thread.poll(cx)).await
}

/// The work of a transform component.
pub async fn transform<C: Transform + Shape>(mut component: C) -> Outcome {
    let (mut inbox, mut outbox) = component.ends();
    while let Some(message) = inbox.recv().await {
        for message in component.transform(message) {
            outbox.send(message).await?;
        }
    }
    for message in component.finish() {
        outbox.send(message).await?;
    }
    Ok(())
}

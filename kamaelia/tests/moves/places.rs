//! Where a component may do what is to be done at one of its ends: [`Place`].

use futures::FutureExt;
use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use kamaelia::prelude::*;
use std::future::poll_fn;
use std::task::Poll;

/// Where an end is while something is done at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In its own component.
    Home,
    /// On a tokio task.
    Task,
    /// On a plain thread, by the calls that block.
    Thread,
    /// On a plain thread with an executor of its own.
    Executor,
    /// In another component of the same graph.
    Guest,
    /// In its own component, in a `FuturesUnordered`, which has wakers of its own.
    Unordered,
    /// In its own component, in a `join!` with somebody who is always awake.
    Joined,
    /// In a component of a graph that its component runs.
    Inner,
    /// In a component of a graph that its component has spawned.
    Spawned,
}

impl Place {
    pub(crate) const ALL: [Place; 9] = [
        Place::Home,
        Place::Task,
        Place::Thread,
        Place::Executor,
        Place::Guest,
        Place::Unordered,
        Place::Joined,
        Place::Inner,
        Place::Spawned,
    ];
}

/// Something that is done at an end, a number of messages at a time.
pub(crate) trait Work: Sized + Send + 'static {
    fn work(self, count: u64) -> impl Future<Output = Self> + Send;
    fn work_blocking(self, count: u64) -> Self;
}

/// Moves work to a place, and comes back with it when it is done.
pub(crate) async fn work_at<W: Work>(place: Place, work: W, count: u64, guests: &Guests) -> W {
    let (done, wait) = oneshot::channel();
    // Nobody waits any more if the graph was dropped.
    let done = |work| drop(done.send(work));
    match place {
        Place::Home => return work.work(count).await,
        Place::Unordered => {
            let mut all = FuturesUnordered::from_iter([work.work(count)]);
            return all.next().await.expect("there is one");
        }
        Place::Joined => {
            let (work, ()) = tokio::join!(work.work(count), awake());
            return work;
        }
        Place::Task => {
            tokio::spawn(work.work(count).map(done));
        }
        Place::Thread => {
            std::thread::spawn(move || done(work.work_blocking(count)));
        }
        Place::Executor => {
            std::thread::spawn(move || done(futures::executor::block_on(work.work(count))));
        }
        Place::Guest => guests.invite(work.work(count).map(done).boxed()),
        Place::Inner => run(work.work(count).map(done).boxed()).await,
        Place::Spawned => spawn(work.work(count).map(done).boxed()).await,
    }
    wait.await.expect("it does not panic")
}

/// Has a few turns more than anybody else needs.
async fn awake() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Does one thing that it was given.
#[derive(Component)]
struct Errand {
    errand: BoxFuture<'static, ()>,
}

impl Main for Errand {
    async fn main(self) -> Outcome {
        self.errand.await;
        Ok(())
    }
}

async fn run(errand: BoxFuture<'static, ()>) {
    let graph = graphline! { ERRAND = Errand::new(errand); };
    graph.run().await.expect("a normal end");
}

async fn spawn(errand: BoxFuture<'static, ()>) {
    let graph = graphline! { ERRAND = Errand::new(errand); };
    graph.spawn().join().await.expect("a normal end");
}

/// The way to a [`Host`].
#[derive(Clone)]
pub(crate) struct Guests(mpsc::UnboundedSender<BoxFuture<'static, ()>>);

impl Guests {
    fn invite(&self, guest: BoxFuture<'static, ()>) {
        // A host that is gone has been stopped, and so have those who ask it.
        let _ = self.0.unbounded_send(guest);
    }
}

/// A component that does what others give it, until nobody can any more. It has
/// no boxes, and polls theirs as its own.
#[derive(Component)]
pub(crate) struct Host {
    invited: mpsc::UnboundedReceiver<BoxFuture<'static, ()>>,
}

pub(crate) fn host() -> (Guests, Host) {
    let (guests, invited) = mpsc::unbounded();
    (Guests(guests), Host::new(invited))
}

impl Main for Host {
    async fn main(mut self) -> Outcome {
        let mut guests = Vec::new();
        // By hand: it wakes for each as for itself.
        poll_fn(|cx| {
            let mut over = false;
            while let Poll::Ready(invited) = self.invited.poll_next_unpin(cx) {
                over = invited.is_none();
                guests.extend(invited);
                if over {
                    break;
                }
            }
            guests.retain_mut(|guest| guest.poll_unpin(cx).is_pending());
            if over && guests.is_empty() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        Ok(())
    }
}

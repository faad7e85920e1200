use super::Guest;
use super::guest::enter;
use super::host::Host;
use super::narrow::Alone;
use crate::children::BoxedChildren;
use crate::graph::Run;
use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use futures::stream::{FuturesUnordered, Stream};
use std::fmt::{self, Debug, Formatter};
use std::future::{Future, poll_fn};
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The components that a component has started: as many as it likes, whenever it
/// likes.
///
/// They are its own: they run while it waits for [`next`](Self::next), are told what
/// it is told, and end with it, or when this is dropped. Each has a key, by which
/// its owner knows it again when it has ended. Its fault is what its owner makes of
/// it.
///
/// What is started has no box that must be linked: what it works with it gets as
/// parameters. Faults and states name it by its kind and its number:
/// `SERVER/connection[17]`.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Children;
/// use kamaelia::{Feeder, Stop};
///
/// /// Serves one guest, or fails.
/// #[derive(Component)]
/// struct Serve {
///     guest: &'static str,
///     bell: Feeder<String>,
/// }
///
/// impl Main for Serve {
///     async fn main(mut self) -> Outcome {
///         if self.guest == "nobody" {
///             return Err(Stop::fault("there is no such table"));
///         }
///         self.bell.send(format!("tea for {}", self.guest)).await?;
///         Ok(())
///     }
/// }
///
/// /// Serves whoever comes; who cannot be served is counted.
/// #[derive(Component)]
/// struct Waiter {
///     #[inbox]
///     guests: Inbox<&'static str>,
///     #[outbox]
///     complaints: Outbox<String>,
///     bell: Feeder<String>,
/// }
///
/// impl Main for Waiter {
///     async fn main(mut self) -> Outcome {
///         let mut tables = Children::new("table").limit(10);
///         while let Some(event) = tables.next_or(&mut self.guests).await {
///             match event {
///                 Ok(guest) => tables.start(guest, Serve::new(guest, self.bell.clone())),
///                 Err((_, Ok(()))) => {}
///                 Err((guest, Err(stop))) => {
///                     self.complaints.send(format!("{guest}: {stop}")).await?;
///                 }
///             }
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (bell, ringing) = feed();
/// let (mut guests, door) = feed();
/// let (mut complaints, told) = collect();
/// let (mut served, tables) = collect();
/// guests.send_all(["Ada", "nobody"]).await?;
/// drop(guests);
///
/// graphline! {
///     DOOR   = door;
///     WAITER = Waiter::new(bell);
///     TOLD   = told;
///     RINGS  = ringing;
///     TABLES = tables;
///     DOOR.outbox -> WAITER.guests;
///     WAITER.complaints -> TOLD.inbox;
///     RINGS -> TABLES;
/// }
/// .run()
/// .await?;
///
/// assert_eq!(served.recv().await.as_deref(), Some("tea for Ada"));
/// let complaint = complaints.recv().await.expect("one");
/// assert!(complaint.starts_with("nobody: `table[1]`"), "{complaint}");
/// assert!(complaint.ends_with("there is no such table"));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct Children<K> {
    host: Host,
    running: FuturesUnordered<Started<K>>,
    limit: usize,
}

impl<K: Send + 'static> Children<K> {
    /// None yet; each will be called `kind`, with its number from 0.
    #[track_caller]
    #[must_use]
    pub fn new(kind: &'static str) -> Children<K> {
        Children {
            host: Host::at(kind, Location::caller()),
            running: FuturesUnordered::new(),
            limit: usize::MAX,
        }
    }

    /// Gives each of them a tokio task of its own, so that they share the machine's
    /// cores.
    #[must_use]
    pub fn on_task(self) -> Children<K> {
        Children {
            host: self.host.on_task(),
            ..self
        }
    }

    /// How many may run at a time before [`next_or`](Self::next_or) takes no further
    /// message.
    #[must_use]
    pub fn limit(self, limit: usize) -> Children<K> {
        Children { limit, ..self }
    }

    /// Starts a component. It has its first turn when its owner next waits here.
    pub fn start<C: Guest>(&mut self, key: K, child: C)
    where
        C::Head: Alone<C>,
        C::Tail: Alone<C>,
    {
        let (inbox, outbox) = Default::default();
        let graph = self
            .host
            .graph(|wiring| enter(child, wiring, 0, inbox, outbox));
        self.running.push(Started {
            root: graph.root().clone(),
            key: Some(key),
            run: graph.run(),
        });
    }

    /// How many run, or have ended and were not asked for yet.
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Tells all of them how to end.
    pub fn tell(&self, shutdown: Shutdown) {
        let grace = Seat::current().map(|seat| seat.grace());
        for Started { root, .. } in &self.running {
            if let Some(grace) = grace {
                root.set_grace(grace);
            }
            root.tell(shutdown);
        }
    }

    /// Waits for the next that ends; `None` if there are none. Dropping the future
    /// loses nothing.
    pub async fn next(&mut self) -> Option<(K, Outcome)> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// [`next`](Self::next) for those who write futures by hand.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(K, Outcome)>> {
        Pin::new(&mut self.running).poll_next(cx)
    }

    /// Waits for the next that ends (`Err`), or for a message (`Ok`) if there are
    /// fewer than the [`limit`](Self::limit). `None` when all have ended and no
    /// message will come. Dropping the future loses nothing.
    pub async fn next_or<T: crate::Message>(
        &mut self,
        inbox: &mut crate::Inbox<T>,
    ) -> Option<Result<T, (K, Outcome)>> {
        poll_fn(|cx| {
            if let Poll::Ready(Some(ended)) = self.poll_next(cx) {
                return Poll::Ready(Some(Err(ended)));
            }
            if self.len() >= self.limit {
                return Poll::Pending;
            }
            match inbox.poll_recv(cx) {
                Poll::Ready(Some(message)) => Poll::Ready(Some(Ok(message))),
                Poll::Ready(None) if self.is_empty() => Poll::Ready(None),
                _ => Poll::Pending,
            }
        })
        .await
    }
}

impl<K> Debug for Children<K> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Children")
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}

/// One of them.
struct Started<K> {
    root: Seat,
    key: Option<K>,
    run: Run<BoxedChildren>,
}

// Nothing in it is pinned.
impl<K> Unpin for Started<K> {}

impl<K> Future for Started<K> {
    type Output = (K, Outcome);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<(K, Outcome)> {
        let Poll::Ready(outcome) = Pin::new(&mut self.run).poll(cx) else {
            return Poll::Pending;
        };
        match self.key.take() {
            Some(key) => Poll::Ready((key, outcome)),
            None => Poll::Pending,
        }
    }
}

use super::guest::enter;
use super::host::{Host, graph_of};
use super::late::Late;
use super::narrow::Alone;
use super::started::{Ended, Named, Started};
use crate::children;
use crate::graph::Graph;
use crate::names::join;
use crate::outcome::Outcome;
use crate::plan::Layout;
use crate::run_queue::{OwnQueue, RunQueue};
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::trace;
use futures::stream::{FuturesUnordered, Stream};
use std::fmt::{self, Debug, Formatter};
use std::future::poll_fn;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The components, and graphs of them, that a component has started: as many as it
/// likes, whenever it likes.
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
    limit: usize,
    running: FuturesUnordered<Started<K>>,
    /// Those that have ended, and were not asked for yet, without having said so.
    given_up: Vec<Ended<K>>,
    /// Those on tasks that were told to end, as often as they were.
    told: Vec<Late>,
    /// If they have turns beside their owner. It goes after all that are in it.
    queue: Option<OwnQueue>,
}

impl<K: Send + 'static> Children<K> {
    /// None yet; each will be called `kind`, with its number from 0.
    #[track_caller]
    #[must_use]
    pub fn new(kind: &'static str) -> Children<K> {
        Children {
            host: Host::at(kind, Location::caller()),
            limit: usize::MAX,
            running: FuturesUnordered::new(),
            given_up: Vec::new(),
            told: Vec::new(),
            queue: None,
        }
    }

    /// Gives them their turns beside their owner, on the workers of the tokio runtime, so
    /// that they share the machine's cores: as many at a time as there are workers.
    ///
    /// They go on in the order in which they were woken, however many they are. One that
    /// blocks its thread keeps a worker from the others, also if it says so by tokio's
    /// `block_in_place`: such work belongs on a thread, as that of a `Blocking` component.
    #[must_use]
    pub fn on_task(self) -> Children<K> {
        Children {
            queue: Some(OwnQueue::new()),
            ..self
        }
    }

    /// How many may run at a time before [`next_or`](Self::next_or) takes no further
    /// message. 0 counts as 1.
    #[must_use]
    pub fn limit(self, limit: usize) -> Children<K> {
        let limit = limit.max(1);
        Children { limit, ..self }
    }

    /// Starts a component. It has its first turn when its owner next waits here.
    pub fn start<C: Alone>(&mut self, key: K, child: C) {
        let (inbox, outbox) = Default::default();
        let single = self.host.next();
        let graph = graph_of(single, |wiring| enter(child, wiring, 0, inbox, outbox));
        let named = Named::Component;
        let started = Started::new(key, single.number, named, graph, self.line());
        self.running.push(started);
    }

    /// Starts a graph. Its components have their first turns when its owner next waits
    /// here.
    ///
    /// It is as if a component had been started that does nothing but run this graph,
    /// and costs less: faults and states name what is in it
    /// `SERVER/connection[17]/READ`. With [`on_task`](Self::on_task) all of it has its
    /// turns together.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    /// use kamaelia::chassis::Children;
    /// # /// Passes on what it receives.
    /// # #[derive(Component)]
    /// # struct Echo { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64> }
    /// # impl Main for Echo {
    /// #     async fn main(mut self) -> Outcome {
    /// #         while let Some(m) = self.inbox.recv().await { self.outbox.send(m).await?; }
    /// #         Ok(())
    /// #     }
    /// # }
    ///
    /// # futures::executor::block_on(async {
    /// let (mut numbers, source) = feed();
    /// let (mut results, sink) = collect();
    /// let mut calls = Children::new("call");
    /// calls.start_graph("Ada", graphline! {
    ///     ASKS    = source;
    ///     ECHO    = Echo::new();
    ///     ANSWERS = sink;
    ///
    ///     ASKS -> ECHO -> ANSWERS;
    /// });
    /// numbers.send(7).await?;
    /// drop(numbers);
    ///
    /// let (guest, outcome) = calls.next().await.expect("one was started");
    /// assert_eq!((guest, results.recv().await), ("Ada", Some(7)));
    /// outcome
    /// # }).unwrap();
    /// ```
    pub fn start_graph<P>(&mut self, key: K, graph: Graph<P>)
    where
        P: children::Children + Send + Unpin + 'static,
    {
        let single = self.host.next();
        graph.root().set_child(single);
        let named = Named::Graph;
        let started = Started::new(key, single.number, named, graph, self.line());
        self.running.push(started);
    }

    /// Where those stand that have turns beside their owner.
    fn line(&self) -> Option<&Arc<RunQueue>> {
        self.queue.as_deref()
    }

    /// How many run, or have ended and were not asked for yet.
    pub fn len(&self) -> usize {
        self.running.len() + self.given_up.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tells all of them how to end. Who does not within the grace time of their owner
    /// is let go, which is its fault.
    pub fn tell(&mut self, shutdown: Shutdown) {
        let grace = Seat::current().map(|seat| seat.grace());
        for Started { root, .. } in &self.running {
            if let Some(grace) = grace {
                root.give_grace(grace);
            }
            root.tell(shutdown);
        }
        if self.queue.is_some() {
            let roots = self.running.iter().map(|started| started.root.clone());
            self.told.extend(grace.map(|grace| Late::new(grace, roots)));
        }
    }

    /// Waits for the next that ends; `None` if there are none. Dropping the future
    /// loses nothing.
    pub async fn next(&mut self) -> Option<(K, Outcome)> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// [`next`](Self::next) for those who write futures by hand.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(K, Outcome)>> {
        self.lose(cx);
        self.give_up(cx);
        if let Some(ended) = self.given_up.pop() {
            return Poll::Ready(Some(self.name(ended)));
        }
        let ended = Pin::new(&mut self.running).poll_next(cx);
        ended.map(|ended| ended.map(|ended| self.name(ended)))
    }

    /// Notices that the runtime is gone in which they had their turns.
    fn lose(&mut self, cx: &Context<'_>) {
        if self
            .line()
            .is_some_and(|line| line.poll_gone(cx).is_ready())
        {
            self.running.iter().for_each(Started::lose);
            // Who is started from now on is so in another.
            self.queue = Some(OwnQueue::new());
        }
    }

    /// Lets go of those whose grace time is over and whose tasks do not wait: the
    /// others end by themselves.
    fn give_up(&mut self, cx: &mut Context<'_>) {
        let told = &mut self.told;
        told.retain_mut(|late| {
            while late.poll(cx).is_ready() {
                for started in std::mem::take(&mut self.running) {
                    match late.includes(&started.root) && started.holds_its_task() {
                        true => self.given_up.extend(started.give_up()),
                        false => self.running.push(started),
                    }
                }
                let mut left = self.running.iter();
                if !left.any(|started| late.includes(&started.root)) {
                    return false;
                }
            }
            true
        });
    }

    /// Puts the name of a child before the path of its fault.
    fn name(&self, ended: Ended<K>) -> (K, Outcome) {
        let Ended {
            key,
            outcome,
            unnamed,
        } = ended;
        let outcome = match (outcome, unnamed) {
            (Err(stop), Some(number)) => {
                let plan = Layout::Single(self.host.at_number(number));
                let (name, line) = (plan.name(0), plan.line(plan.member(0).line));
                if stop.as_fault().is_some_and(|fault| fault.path().is_empty()) {
                    let owner = Seat::current().map(|seat| seat.path());
                    trace::fault(&join(&owner.unwrap_or_default(), &name), &stop);
                }
                Err(stop.within(&name, Some(line)))
            }
            (outcome, _) => outcome,
        };
        (key, outcome)
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

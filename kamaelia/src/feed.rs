//! Messages from and to code that is no component: [`feed`] and [`collect`].

use crate::component::{Anywhere, Component, Description, Message};
use crate::ends::Ends;
use crate::inbox::Inbox;
use crate::link::link;
use crate::outbox::Outbox;
use crate::outcome::{Closed, Outcome};
use crate::outgoing::Outgoing;
use crate::policy::Policy;
use crate::row::Plain;
use crate::seat::{Seat, Told, Waits};
use crate::stage::{Gives, Nothing, StageSheet, Takes, head, tail};
use crate::topology::LinkCounts;
use crate::wire::{Linked, Port, Unlinked};
use crate::work::Runnable;
use std::future::poll_fn;
use std::ops::{Deref, DerefMut};
use std::task::Poll;

/// A way into a graph: an end that any thread can send on, and the component
/// to put in the graph.
///
/// A task sends with [`send`](Outbox::send), a plain thread with
/// [`send_blocking`](Outbox::send_blocking), which must not be called in async code:
/// it holds up all that shares the thread.
///
/// ```
/// use kamaelia::prelude::*;
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed::<u64>();
/// let (mut results, sink) = collect::<u64>();
/// numbers.send(7).await?;
/// drop(numbers);
///
/// graphline! {
///     NUMBERS = source;
///     RESULTS = sink;
///     NUMBERS -> RESULTS;
/// }
/// .run()
/// .await?;
/// assert_eq!(results.recv().await, Some(7));
/// assert_eq!(results.recv().await, None);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub fn feed<T: Message>() -> (Feeder<T>, Feed<T>) {
    feed_with(Policy::default())
}

/// [`feed`] with a policy for the messages that wait outside the graph: for one at
/// least.
pub fn feed_with<T: Message>(policy: Policy) -> (Feeder<T>, Feed<T>) {
    let (outbox, inbox) = crate::link(policy);
    (
        Feeder(outbox),
        Feed {
            from: inbox,
            outbox: Outbox::unlinked(),
            seat: Seat::new(),
        },
    )
}

/// A way out of a graph: an end that any thread can receive on, and the
/// component to put in the graph, in this order, as of [`feed`], of which it is
/// the mirror.
///
/// A task reads with [`recv`](Inbox::recv) or [`recv_timeout`](Inbox::recv_timeout), a
/// plain thread with [`recv_blocking`](Inbox::recv_blocking) or
/// [`recv_timeout_blocking`](Inbox::recv_timeout_blocking), and whoever does not wait
/// with [`try_recv`](Inbox::try_recv).
pub fn collect<T: Message>() -> (Collector<T>, Collect<T>) {
    collect_with(Policy::unbounded())
}

/// [`collect`] with a policy for the messages that wait outside the graph: for one at
/// least.
pub fn collect_with<T: Message>(policy: Policy) -> (Collector<T>, Collect<T>) {
    let (outbox, inbox) = crate::link(policy);
    (
        Collector(inbox),
        Collect {
            inbox: Inbox::unlinked(),
            to: outbox,
        },
    )
}

/// Makes a linkage by hand, without a graph.
pub(crate) fn linked<T: Message>(policy: Policy) -> (Outbox<T>, Inbox<T>) {
    let (sender, receiver) = link(policy);
    (
        Outbox::from_outgoing(Outgoing::Link(sender)),
        Inbox::from_link(receiver),
    )
}

/// The outer end of [`feed`]: an [`Outbox`] that can be cloned. The graph sees
/// the end when the last clone is gone.
///
/// When the graph is told to finish, `send` gives [`Closed`]; what was sent
/// before still goes its way.
#[derive(Debug)]
pub struct Feeder<T>(Outbox<T>);

impl<T: Message> Feeder<T> {
    /// How many messages went in by this end and its clones.
    pub fn counts(&self) -> LinkCounts {
        self.0.counts()
    }
}

impl<T: Message> Clone for Feeder<T> {
    fn clone(&self) -> Feeder<T> {
        Feeder(self.0.share_link())
    }
}

impl<T> Deref for Feeder<T> {
    type Target = Outbox<T>;

    fn deref(&self) -> &Outbox<T> {
        &self.0
    }
}

impl<T> DerefMut for Feeder<T> {
    fn deref_mut(&mut self) -> &mut Outbox<T> {
        &mut self.0
    }
}

/// The outer end of [`collect`]: an [`Inbox`].
///
/// When it is dropped the component ends, and its senders are told.
#[derive(Debug)]
pub struct Collector<T>(Inbox<T>);

impl<T: Message> Collector<T> {
    /// How many messages came out here.
    pub fn counts(&self) -> LinkCounts {
        self.0.counts()
    }
}

impl<T> Deref for Collector<T> {
    type Target = Inbox<T>;

    fn deref(&self) -> &Inbox<T> {
        &self.0
    }
}

impl<T> DerefMut for Collector<T> {
    fn deref_mut(&mut self) -> &mut Inbox<T> {
        &mut self.0
    }
}

/// The component of [`feed`]: sends what arrives from outside.
#[derive(Debug)]
pub struct Feed<T> {
    from: Inbox<T>,
    outbox: Outbox<T>,
    seat: Seat,
}

impl<T: Message> Feed<T> {
    /// The address of the outbox.
    pub fn outbox(&mut self) -> Port<'_, Outbox<T>, 1> {
        Port::new(&mut self.outbox)
    }

    #[doc(hidden)]
    pub fn __sheet(&self) -> StageSheet<Linked<0>, Unlinked> {
        StageSheet::new()
    }
}

impl<T: Message> Component for Feed<T> {
    type Itself = Self;
    type Place = Anywhere;
    type Head = Nothing;
    type Tail = Gives<T>;

    fn describe() -> Description {
        let docs = "Sends what arrives from outside the graph.";
        Description {
            type_name: "Feed",
            docs,
            boxes: vec![tail::<T>()],
        }
    }

    fn take_seat(&mut self, seat: &Seat) {
        // It has an inbox, if none of the graph: what waits there when the
        // graph is told to finish is on its way.
        seat.has_input();
        self.from.seat(seat);
        self.outbox.seat_required(seat);
        self.seat = seat.clone();
    }

    fn head(&mut self) {}

    fn tail(&mut self) -> <Gives<T> as Ends>::Ref<'_> {
        &mut self.outbox
    }
}

/// The component of [`collect`]: hands what it receives to the outside.
#[derive(Debug)]
pub struct Collect<T> {
    inbox: Inbox<T>,
    to: Outbox<T>,
}

impl<T: Message> Collect<T> {
    /// The address of the inbox.
    pub fn inbox(&mut self) -> Port<'_, Inbox<T>, 0> {
        Port::new(&mut self.inbox)
    }

    #[doc(hidden)]
    pub fn __sheet(&self) -> StageSheet<Unlinked, Linked<0>> {
        StageSheet::new()
    }
}

impl<T: Message> Component for Collect<T> {
    type Itself = Self;
    type Place = Anywhere;
    type Head = Takes<T>;
    type Tail = Nothing;

    fn describe() -> Description {
        let docs = "Hands what it receives to the outside of the graph.";
        Description {
            type_name: "Collect",
            docs,
            boxes: vec![head::<T>()],
        }
    }

    fn take_seat(&mut self, seat: &Seat) {
        self.inbox.seat(seat);
        self.to.seat(seat);
    }

    fn head(&mut self) -> <Takes<T> as Ends>::Ref<'_> {
        &mut self.inbox
    }

    fn tail(&mut self) {}
}

impl<T: Message> Runnable for Feed<T> {
    type Role = Plain;

    async fn start(mut self) -> Outcome {
        loop {
            let more = poll_fn(|cx| {
                if self.outbox.poll_closed(cx).is_ready() {
                    return Poll::Ready(false);
                }
                if self.seat.told() >= Told::Finish {
                    self.from.refuse();
                }
                let poll = self.from.poll_front(cx);
                if poll.is_pending() {
                    Seat::note_wait(cx, Waits::FOR_SOMETHING_ELSE);
                }
                poll
            });
            if !more.await {
                return Ok(());
            }
            pass_on(&mut self.from, &mut self.outbox).await?;
        }
    }
}

impl<T: Message> Runnable for Collect<T> {
    type Role = Plain;

    async fn start(mut self) -> Outcome {
        loop {
            let more = poll_fn(|cx| {
                if self.to.poll_closed(cx).is_ready() {
                    return Poll::Ready(false);
                }
                let poll = self.inbox.poll_front(cx);
                if poll.is_pending() {
                    Seat::note_wait(cx, self.inbox.waits());
                }
                poll
            });
            if !more.await {
                return Ok(());
            }
            pass_on(&mut self.inbox, &mut self.to).await?;
        }
    }
}

/// Moves a message on. It is not taken before it has a place to go.
async fn pass_on<T: Message>(from: &mut Inbox<T>, to: &mut Outbox<T>) -> Result<(), Closed> {
    let slot = to.reserve().await?;
    if let Ok(message) = from.try_recv() {
        slot.send(message);
    }
    Ok(())
}

//! Inboxes that a component adds while it runs: [`Inboxes`].

use super::Key;
use super::slots::Slots;
use crate::component::Message;
use crate::inbox::Inbox;
use crate::link::{Head, Here, Holder, Wait};
use crate::live::{Bells, Entrance, InboxAddress};
use crate::seat::{Listener, Seat, Spot, Waits};
use crate::topology::Direction;
use std::collections::VecDeque;
use std::fmt::{self, Debug, Formatter};
use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Inboxes that a component adds while it runs, one for each connection, page or
/// whatever comes and goes; each with something that belongs to it, of type `R`.
///
/// A message comes with the key of its inbox. They are served fairly, and a wait costs
/// as much as there are inboxes with a message, not as there are inboxes.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{InboxAddress, Inboxes, Received, Request};
///
/// /// Gives each who asks an inbox, and says who has said what.
/// #[derive(Component)]
/// struct Room {
///     /// Names of those who come in.
///     #[inbox]
///     inbox: Inbox<Request<String, InboxAddress<String>>>,
///     /// What they say.
///     #[outbox]
///     outbox: Outbox<String>,
///     #[state]
///     guests: Inboxes<String, String>,
/// }
///
/// impl Main for Room {
///     async fn main(mut self) -> Outcome {
///         while let Some(received) = self.guests.recv_or(&mut self.inbox).await {
///             match received {
///                 Received::Fixed(request) => {
///                     let (_key, address) = self.guests.add(request.question);
///                     request.reply.send(address);
///                 }
///                 Received::Added(key, words) => {
///                     let Some(name) = self.guests.resource(key) else { continue };
///                     self.outbox.send(format!("{name}: {words}")).await?;
///                 }
///                 Received::Ended(key) => {
///                     let Some(name) = self.guests.remove(key) else { continue };
///                     self.outbox.send(format!("{name} has left")).await?;
///                 }
///             }
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let mut room = Room::new();
/// let door = room.inbox().address();
/// let (mut said, sink) = collect();
/// let (never, source) = feed();
/// drop(never);
/// let graph = pipeline![source, room, sink].spawn();
///
/// let ann = door.request("Ann".to_owned()).await?;
/// ann.send("hello".to_owned()).await?;
/// drop((ann, door));
/// assert_eq!(said.recv().await.as_deref(), Some("Ann: hello"));
/// assert_eq!(said.recv().await.as_deref(), Some("Ann has left"));
/// graph.join().await
/// # }).unwrap();
/// ```
pub struct Inboxes<T, R = ()> {
    added: Slots<Inbox<T>, Added<T, R>>,
    bells: Arc<Bells>,
    /// Those to look at next, in turn; some may be removed by now.
    next: VecDeque<Key<Inbox<T>>>,
    listener: Option<Listener>,
    /// Those that have not ended.
    open: usize,
    /// Whether the fixed inbox had the last turn.
    fixed_was_last: bool,
    /// The fixed inbox has nothing more.
    fixed_is_over: bool,
}

struct Added<T, R> {
    entrance: Entrance<T>,
    bell: Waker,
    /// It stands among the next.
    is_next: bool,
    is_open: bool,
    resource: R,
}

/// The key of an added inbox, and the message that came there; `None` if nothing will
/// come there any more: that is told once, and the inbox is there until it is removed.
pub type FromAdded<T> = (Key<Inbox<T>>, Option<T>);

/// What came, and where.
pub enum Received<U, T> {
    /// At the inbox that the component has always.
    Fixed(U),
    /// At an inbox that was added.
    Added(Key<Inbox<T>>, T),
    /// At an added inbox nothing will come any more; that is told once, and the inbox
    /// is there until it is removed.
    Ended(Key<Inbox<T>>),
}

impl<T, R> Default for Inboxes<T, R> {
    fn default() -> Inboxes<T, R> {
        Inboxes {
            added: Slots::default(),
            bells: Arc::default(),
            next: VecDeque::new(),
            listener: None,
            open: 0,
            fixed_was_last: false,
            fixed_is_over: false,
        }
    }
}

impl<T: Message, R> Inboxes<T, R> {
    /// No inboxes yet.
    pub fn new() -> Inboxes<T, R> {
        Inboxes::default()
    }

    /// Adds an inbox; gives its key, and the address by which linkages are led there.
    pub fn add(&mut self, resource: R) -> (Key<Inbox<T>>, InboxAddress<T>) {
        self.take_seat();
        let mut entrance = Entrance::new();
        if let Some(listener) = &self.listener {
            let holder = Holder {
                seat: listener.seat.id(),
                number: 0,
            };
            entrance.seated(&listener.seat, holder);
            entrance.rename(&format!("added[{}]", self.added.len()));
            listener.seat.has_input();
        }
        let address = entrance.address();
        let bells = &self.bells;
        let key = self.added.add(|place| Added {
            entrance,
            bell: bells.bell(place),
            is_next: true,
            is_open: true,
            resource,
        });
        self.open += 1;
        self.next.push_back(key);
        (key, address)
    }

    /// What belongs to an inbox; `None` if it was removed.
    pub fn resource(&mut self, key: Key<Inbox<T>>) -> Option<&mut R> {
        Some(&mut self.added.get(key)?.resource)
    }

    /// The address of an inbox; `None` if it was removed.
    pub fn address(&mut self, key: Key<Inbox<T>>) -> Option<InboxAddress<T>> {
        Some(self.added.get(key)?.entrance.address())
    }

    /// Removes an inbox, with what waits there: its linkages are cut, and their senders
    /// told. Gives what belonged to it; `None` if it was removed before.
    pub fn remove(&mut self, key: Key<Inbox<T>>) -> Option<R> {
        let added = self.added.remove(key)?;
        self.open -= usize::from(added.is_open);
        Some(added.resource)
    }

    /// How many inboxes there are.
    pub fn len(&self) -> usize {
        self.added.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, with what belongs to each.
    pub fn iter(&mut self) -> impl Iterator<Item = (Key<Inbox<T>>, &mut R)> {
        let added = self.added.iter();
        added.map(|(key, added)| (key, &mut added.resource))
    }

    /// Waits for the next message at any of them, or for the end of one; `None` when
    /// all have ended, or there are none, or the component must stop.
    ///
    /// Dropping the future loses nothing.
    pub fn recv(&mut self) -> impl Future<Output = Option<FromAdded<T>>> + Send
    where
        R: Send,
    {
        poll_fn(|cx| self.poll_recv(cx))
    }

    /// Waits for the next message at any of them, or at an inbox that the component has
    /// always; `None` when that one has ended and they have, or the component must stop.
    ///
    /// Dropping the future loses nothing.
    pub fn recv_or<U: Message>(
        &mut self,
        fixed: &mut Inbox<U>,
    ) -> impl Future<Output = Option<Received<U, T>>> + Send
    where
        R: Send,
    {
        poll_fn(move |cx| self.poll_recv_or(fixed, cx))
    }

    fn poll_recv_or<U: Message>(
        &mut self,
        fixed: &mut Inbox<U>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Received<U, T>>> {
        let fixed_first = !std::mem::replace(&mut self.fixed_was_last, false);
        let mut added_is_over = false;
        for look_at_fixed in [fixed_first, !fixed_first] {
            if look_at_fixed {
                match fixed.poll_event(cx) {
                    Poll::Ready(Some(message)) => {
                        self.fixed_was_last = true;
                        return Poll::Ready(Some(Received::Fixed(message)));
                    }
                    poll => self.fixed_is_over = poll.is_ready(),
                }
            } else {
                match self.poll_recv(cx) {
                    Poll::Ready(Some((key, Some(message)))) => {
                        return Poll::Ready(Some(Received::Added(key, message)));
                    }
                    Poll::Ready(Some((key, None))) => {
                        return Poll::Ready(Some(Received::Ended(key)));
                    }
                    poll => added_is_over = poll.is_ready(),
                }
            }
        }
        match self.fixed_is_over && added_is_over {
            true => Seat::poll_futile(cx).map(|()| None),
            false => Poll::Pending,
        }
    }

    /// [`recv`](Self::recv) for those who write futures by hand.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<FromAdded<T>>> {
        self.take_seat();
        if Seat::poll_budget(cx).is_pending() {
            return Poll::Pending;
        }
        if let Some(listener) = &mut self.listener {
            listener.listen(cx);
            if listener.seat.must_stop() {
                return Poll::Ready(None);
            }
        }
        loop {
            if let Some(received) = self.take_next() {
                return Poll::Ready(Some(received));
            }
            if self.open == 0 {
                return Poll::Ready(None);
            }
            if self.bells.wait(Seat::waker_for(cx)) {
                let at_inbox = Waits::at(Spot::STRANGE, Direction::In);
                Seat::note_wait(cx, at_inbox.or_something_else());
                return Poll::Pending;
            }
        }
    }

    /// Takes a message, each inbox in turn.
    fn take_next(&mut self) -> Option<FromAdded<T>> {
        if let Some(rang) = self.bells.take() {
            for place in rang.which {
                if let Some((key, added)) = self.added.at(place)
                    && !std::mem::replace(&mut added.is_next, true)
                {
                    self.next.push_back(key);
                }
            }
        }
        while let Some(key) = self.next.pop_front() {
            let Some(added) = self.added.get(key) else {
                continue;
            };
            added.is_next = false;
            let bell = || added.bell.clone();
            let here = Here {
                home: None,
                island: 0,
                wait: Wait::With(&bell),
                most: 0,
            };
            match added.entrance.head(&here) {
                Head::Message(_) => {
                    let message = added.entrance.pop(&here);
                    added.is_next = true;
                    self.next.push_back(key);
                    if let Some(listener) = &self.listener {
                        listener.seat.is_of_use();
                    }
                    if message.is_some() {
                        return Some((key, message));
                    }
                }
                Head::Finished if added.is_open => {
                    added.is_open = false;
                    self.open -= 1;
                    return Some((key, None));
                }
                Head::Finished | Head::Empty | Head::Quiet => {}
            }
        }
        None
    }

    /// They are those of the component whose turn it is.
    fn take_seat(&mut self) {
        if self.listener.is_none() {
            self.listener = Seat::current().map(|seat| Listener::new(seat, Spot::STRANGE));
        }
    }
}

impl<T, R> Debug for Inboxes<T, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inboxes")
            .field("len", &self.added.len())
            .finish_non_exhaustive()
    }
}

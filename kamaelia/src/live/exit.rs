//! How an outbox sends that was asked for its address: [`Exit`].

use super::address::OutboxAddress;
use super::desk::{Desk, Waiting};
use super::owner::Owner;
use crate::link::{AnyLink, Here, Holder, Wait, Watch};
use crate::outgoing::{By, Drain, Outgoing};
use crate::seat::Seat;
use crate::topology::Direction;
use std::sync::Arc;
use std::task::{Poll, Waker};

/// The way of an outbox that may be led elsewhere at any time.
pub struct Exit<T> {
    desk: Arc<Desk<T>>,
    slot: usize,
    /// It keeps room on the way that was there after so many changes.
    room: Option<u64>,
    /// The waker of the owner's place.
    waker: Option<Waker>,
}

impl<T> Exit<T> {
    pub(crate) fn new(way: Outgoing<T>) -> Exit<T> {
        Exit {
            desk: Arc::new(Desk::new(way)),
            slot: 0,
            room: None,
            waker: None,
        }
    }

    pub(crate) fn address(&self) -> OutboxAddress<T> {
        OutboxAddress::new(self.desk.clone())
    }

    /// It is a part of the box of this component from now on.
    pub(crate) fn seated(&mut self, seat: &Seat, holder: Holder) {
        self.desk
            .set_owner(Owner::of::<T>(seat, holder, Direction::Out));
    }

    pub(crate) fn is_linked(&self) -> bool {
        self.desk.is_linked()
    }

    /// Asks of the way what `poll` asks, again if it has changed meanwhile.
    fn poll_way(
        &mut self,
        here: &Here<'_>,
        waiting: Waiting,
        mut poll: impl FnMut(&mut Outgoing<T>) -> Poll<Result<(), ()>>,
    ) -> (Poll<Result<(), ()>>, u64) {
        loop {
            let (mut way, changes) = self.desk.borrow(self.slot);
            let polled = poll(&mut way);
            let waiter = match polled {
                Poll::Pending => self.waker(here).map(|waker| (waiting, waker)),
                Poll::Ready(_) => None,
            };
            let is_done = polled == Poll::Ready(Ok(()));
            if self.desk.give_back(self.slot, way, waiter) || is_done {
                return (polled, changes);
            }
        }
    }

    /// The waker to leave, where it may wait.
    fn waker(&mut self, here: &Here<'_>) -> Option<Waker> {
        match (here.wait, here.home) {
            (Wait::With(waker), _) => Some(waker()),
            (Wait::AtHome, Some(home)) => {
                let waker = self.waker.get_or_insert_with(|| home.place().waker());
                Some(waker.clone())
            }
            _ => None,
        }
    }

    /// Does something with the way, which does not wait.
    fn with_way<R>(&self, act: impl FnOnce(&mut Outgoing<T>, u64) -> R) -> R {
        let (mut way, changes) = self.desk.borrow(self.slot);
        let done = act(&mut way, changes);
        self.desk.give_back(self.slot, way, None);
        done
    }

    /// Room for a message and the message in one.
    pub(crate) fn poll_push(
        &mut self,
        message: &mut Option<T>,
        here: &Here<'_>,
    ) -> Poll<Result<(), ()>> {
        if self.room.is_some() {
            if let Some(message) = message.take() {
                self.push(message, here);
            }
            return Poll::Ready(Ok(()));
        }
        let push = |way: &mut Outgoing<T>| way.poll_push(message, here);
        self.poll_way(here, Waiting::Room, push).0
    }

    pub(crate) fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        let room = |way: &mut Outgoing<T>| way.poll_room(here);
        let (poll, changes) = self.poll_way(here, Waiting::Room, room);
        if poll == Poll::Ready(Ok(())) {
            self.room = Some(changes);
        }
        poll
    }

    pub(crate) fn push(&mut self, message: T, here: &Here<'_>) {
        let room = self.room.take();
        self.with_way(|way, changes| {
            if room.is_some_and(|room| room != changes) {
                // It was kept elsewhere: here nobody has sent anything yet.
                let _ = way.poll_room(&here.without_wait());
            }
            way.push(message, here);
        });
    }

    pub(crate) fn release(&mut self, here: &Here<'_>) {
        self.room = None;
        self.with_way(|way, _| way.release(here));
    }

    pub(crate) fn is_closed(&self) -> bool {
        let links = self.desk.links();
        !links.is_empty() && links.iter().all(|link| link.is_unread())
    }

    pub(crate) fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        loop {
            let (mut way, _) = self.desk.borrow(self.slot);
            let is_open = way.watch_reader(watch);
            let waker = match watch {
                Watch::Lasting(waker) => waker(),
                Watch::Once(waker) => (*waker).clone(),
            };
            let waiter = Some((Waiting::Reader, waker));
            if self.desk.give_back(self.slot, way, waiter) {
                return is_open;
            }
        }
    }

    /// Whether graphs have made all linkages.
    pub(crate) fn belong_to(&mut self, holder: Holder) -> bool {
        self.waker = None;
        self.with_way(|way, _| way.belong_to(holder));
        false
    }

    pub(crate) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.desk.links().into_iter().for_each(each);
    }

    pub(crate) fn share(&self) -> Exit<T> {
        let way = self.with_way(|way, _| way.share());
        Exit {
            slot: self.desk.add_slot(way),
            desk: self.desk.clone(),
            room: None,
            waker: None,
        }
    }
}

impl<T> Drop for Exit<T> {
    fn drop(&mut self) {
        self.desk.drop_slot(self.slot);
    }
}

/// As it is lent, with the box that it is a part of.
impl<T: Send + 'static> Drain<T> for Exit<T> {
    fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        Exit::poll_room(self, here)
    }

    fn push(&mut self, message: T, here: &Here<'_>) {
        Exit::push(self, message, here);
    }

    fn release(&mut self, here: &Here<'_>) {
        Exit::release(self, here);
    }

    fn is_closed(&self) -> bool {
        Exit::is_closed(self)
    }

    fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        Exit::watch_reader(self, watch)
    }

    fn belong_to(&mut self, holder: Holder) -> bool {
        Exit::belong_to(self, holder)
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        Exit::watch(self, each);
    }

    fn share(&mut self) -> Box<dyn Drain<T>> {
        Box::new(Exit::share(self))
    }

    fn into_way(mut self: Box<Self>) -> Outgoing<T> {
        self.waker = None;
        Outgoing::Live(By::new(self))
    }
}

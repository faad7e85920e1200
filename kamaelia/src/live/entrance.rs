//! What an inbox reads that was asked for its address: [`Entrance`].

use super::bells::Bells;
use super::door::Door;
use super::error::LinkRefused;
use super::gather::Gather;
use super::owner::Owner;
use super::reach::InboxAddress;
use crate::link::{AnyLink, Head, Here, Holder, Wait};
use crate::seat::Seat;
use crate::source::{Feed, Source};
use crate::topology::Direction;
use std::sync::Arc;
use std::task::Waker;

/// The linkages that were led to an inbox while it is in use.
///
/// It ends when all of them have, and no address is left by which more could come.
/// When the component is told to finish, no more come, and those are read to their
/// end whose senders were told to finish as well; the others are refused.
pub(crate) struct Entrance<T> {
    door: Arc<Door<T>>,
    gather: Gather<T>,
    /// The waker of the owner's place.
    waker: Option<Waker>,
    owner: Option<Seat>,
    holder: Option<Holder>,
    is_finishing: bool,
}

impl<T> Entrance<T> {
    pub(crate) fn new() -> Entrance<T> {
        let door = Arc::new(Door::new());
        Entrance {
            gather: Gather::new(door.bells.clone()),
            door,
            waker: None,
            owner: None,
            holder: None,
            is_finishing: false,
        }
    }

    /// By these it learns of what there is.
    pub(crate) fn bells(&self) -> Arc<Bells> {
        self.door.bells.clone()
    }

    pub(crate) fn address(&self) -> InboxAddress<T> {
        InboxAddress::new(self.door.clone())
    }

    /// It is a part of the box of this component from now on.
    pub(crate) fn seated(&mut self, seat: &Seat, holder: Holder) {
        self.owner = Some(seat.clone());
        self.door
            .set_owner(Owner::of::<T>(seat, holder, Direction::In));
        self.belong_to(holder);
    }

    /// It is a part of a box that its component does not declare, and calls so.
    pub(crate) fn rename(&mut self, name: &str) {
        let mut owner = self.door.owner();
        owner.rename(name);
        self.door.set_owner(owner);
    }

    /// Whether graphs have made all linkages.
    pub(crate) fn belong_to(&mut self, holder: Holder) -> bool {
        self.waker = None;
        self.holder = Some(holder);
        self.gather.belong_to(holder);
        false
    }

    pub(crate) fn head(&mut self, here: &Here<'_>) -> Head {
        loop {
            self.look_around(here);
            if let Some(rank) = self.gather.front(here) {
                return Head::Message(rank);
            }
            if !self.may_be_led_here() {
                return Head::Finished;
            }
            let waker = match (here.wait, here.home) {
                (Wait::Not, _) => return Head::Empty,
                (Wait::With(waker), _) => waker(),
                (Wait::AtHome, Some(home)) => {
                    let waker = self.waker.get_or_insert_with(|| home.place().waker());
                    waker.clone()
                }
                (Wait::AtHome, None) => return Head::Empty,
            };
            if self.door.bells.wait(waker) {
                return Head::Empty;
            }
        }
    }

    pub(crate) fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        self.gather.pop(here)
    }

    /// Sees to what has rung, and to what the component was told.
    fn look_around(&mut self, here: &Here<'_>) {
        while let Some(rang) = self.door.bells.take() {
            if rang.at_door {
                self.take_in(here);
            }
            for number in rang.which {
                self.gather.look(number, here);
            }
        }
        if !self.is_finishing && self.owner.as_ref().is_some_and(Seat::must_not_be_led_to) {
            self.finish(here);
        }
    }

    fn take_in(&mut self, here: &Here<'_>) {
        for mut newcomer in self.door.take_newcomers() {
            if let Some(holder) = self.holder {
                newcomer.receiver.belong_to(holder);
            }
            self.gather.add(newcomer, here);
        }
    }

    fn finish(&mut self, here: &Here<'_>) {
        self.is_finishing = true;
        self.take_in(here);
        self.door.close(LinkRefused::Finishing);
        for newcomer in self.gather.each() {
            if !newcomer.writer.as_ref().is_some_and(Seat::is_finishing) {
                newcomer.receiver.refuse();
            }
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.gather.is_finished() && !self.door.may_come()
    }

    /// Whether messages may still come.
    pub(crate) fn may_be_led_here(&self) -> bool {
        !self.gather.is_empty() || self.door.may_come()
    }

    pub(crate) fn len(&self) -> usize {
        self.gather.len()
    }

    pub(crate) fn stamp(&self) {
        self.gather
            .each()
            .for_each(|newcomer| newcomer.receiver.stamp());
    }

    /// Takes nothing new; what waits can still be read.
    pub(crate) fn refuse(&self) {
        let newcomers = self.door.close(LinkRefused::Finishing);
        newcomers
            .iter()
            .for_each(|newcomer| newcomer.receiver.refuse());
        self.door.put_back(newcomers);
        self.gather
            .each()
            .for_each(|newcomer| newcomer.receiver.refuse());
    }

    pub(crate) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.gather.watch(each);
    }
}

impl<T> Drop for Entrance<T> {
    /// What came here is entered in the books of its graph, with what nobody has read.
    fn drop(&mut self) {
        drop(self.door.close(LinkRefused::InboxEnded));
        let counts = self.gather.close();
        if let Some(seat) = &self.owner
            && counts.sent > 0
        {
            seat.add_arrived(&self.door.owner().path().name, counts);
        }
    }
}

/// As it is lent, with the box that it is a part of.
impl<T: Send + 'static> Feed<T> for Entrance<T> {
    fn head(&mut self, here: &Here<'_>) -> Head {
        Entrance::head(self, here)
    }

    fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        Entrance::pop(self, here)
    }

    fn is_finished(&self) -> bool {
        Entrance::is_finished(self)
    }

    fn stamp(&self) {
        Entrance::stamp(self);
    }

    fn refuse(&self) {
        Entrance::refuse(self);
    }

    fn belong_to(&mut self, holder: Holder) -> bool {
        Entrance::belong_to(self, holder)
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        Entrance::watch(self, each);
    }

    fn may_be_led_here(&self) -> bool {
        Entrance::may_be_led_here(self)
    }

    fn into_source(mut self: Box<Self>) -> Source<T> {
        self.waker = None;
        self.gather.look_at_all();
        Source::Live(self)
    }
}

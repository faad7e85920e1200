//! Where an outbox leads that was asked for its address, and who may change that:
//! [`Desk`].

use super::error::LinkRefused;
use super::lock;
use super::owner::{BoxPath, Owner, path_of};
use crate::home;
use crate::link::{AnyLink, End};
use crate::outgoing::Outgoing;
use crate::topology::Direction;
use std::sync::{Arc, Mutex};
use std::task::Waker;

/// What an outbox and its addresses share.
///
/// Who sends borrows its way, and gives it back: so what is sent never runs under
/// the lock, and a way that was cut is gone, with its last message, when its user
/// gives it back.
pub(super) struct Desk<T> {
    /// Tells the outbox from every other.
    pub(super) id: u64,
    state: Mutex<State<T>>,
}

struct State<T> {
    /// One for each end that sends here: several, if a pass-through shares it.
    slots: Vec<Slot<T>>,
    present: Present,
    owner: Owner,
}

/// Where it leads now.
pub(super) struct Present {
    /// The linkage by its number, if it was made while the graph runs.
    pub(super) linkage: Option<u64>,
    pub(super) sink: Option<BoxPath>,
    pub(super) links: Vec<Arc<dyn AnyLink>>,
}

struct Slot<T> {
    way: Way<T>,
    /// How often the way has changed.
    changes: u64,
    /// Who waits for room, and who for the end of the reader: to be woken when the
    /// way changes.
    waiters: [Option<Waker>; 2],
}

enum Way<T> {
    There(Outgoing<T>),
    Borrowed,
    /// What is borrowed is not wanted any more; this is the way now.
    Instead(Outgoing<T>),
    /// The end that sends here is gone.
    Gone,
}

/// What is to be done when the lock is free again.
pub(super) struct Left<T> {
    old: Vec<Outgoing<T>>,
    waiters: Vec<Waker>,
}

impl<T> Left<T> {
    pub(super) fn settle(self) {
        drop(self.old);
        self.waiters.into_iter().for_each(Waker::wake);
    }
}

/// For what an end waits.
#[derive(Clone, Copy)]
pub(super) enum Waiting {
    Room = 0,
    Reader = 1,
}

impl<T> Desk<T> {
    pub(super) fn new(way: Outgoing<T>) -> Desk<T> {
        let mut links = Vec::new();
        way.watch(&mut |link| links.push(link));
        Desk {
            id: home::new_id(),
            state: Mutex::new(State {
                slots: vec![Slot::of(way)],
                present: Present {
                    linkage: None,
                    sink: None,
                    links,
                },
                owner: Owner::nobody::<T>(Direction::Out),
            }),
        }
    }

    pub(super) fn owner(&self) -> Owner {
        lock(&self.state).owner.clone()
    }

    pub(super) fn set_owner(&self, owner: Owner) {
        lock(&self.state).owner = owner;
    }

    /// Whether it leads anywhere.
    pub(super) fn is_linked(&self) -> bool {
        !lock(&self.state).present.links.is_empty()
    }

    pub(super) fn links(&self) -> Vec<Arc<dyn AnyLink>> {
        lock(&self.state).present.links.clone()
    }
}

/// For who sends.
impl<T> Desk<T> {
    /// Lends an end its way, and says how often that has changed.
    pub(super) fn borrow(&self, slot: usize) -> (Outgoing<T>, u64) {
        let mut state = lock(&self.state);
        let slot = &mut state.slots[slot];
        let changes = slot.changes;
        match std::mem::replace(&mut slot.way, Way::Borrowed) {
            Way::There(way) | Way::Instead(way) => (way, changes),
            Way::Borrowed | Way::Gone => (Outgoing::unlinked(), changes),
        }
    }

    /// Takes the way back; `false` if there is another one by now.
    pub(super) fn give_back(
        &self,
        slot: usize,
        way: Outgoing<T>,
        waiter: Option<(Waiting, Waker)>,
    ) -> bool {
        let mut state = lock(&self.state);
        let slot = &mut state.slots[slot];
        match std::mem::replace(&mut slot.way, Way::Borrowed) {
            Way::Instead(instead) => {
                slot.way = Way::There(instead);
                drop(state);
                drop(way);
                false
            }
            _ => {
                slot.way = Way::There(way);
                if let Some((waiting, waker)) = waiter {
                    slot.waiters[waiting as usize] = Some(waker);
                }
                true
            }
        }
    }

    /// One more end that sends here, by a way that it shares.
    pub(super) fn add_slot(&self, way: Outgoing<T>) -> usize {
        let mut state = lock(&self.state);
        state.slots.push(Slot::of(way));
        state.slots.len() - 1
    }

    /// The end that sends here is gone.
    pub(super) fn drop_slot(&self, slot: usize) {
        let mut state = lock(&self.state);
        let slot = &mut state.slots[slot];
        let way = std::mem::replace(&mut slot.way, Way::Gone);
        slot.waiters = [None, None];
        drop(state);
        drop(way);
    }
}

/// For who links.
impl<T> Desk<T> {
    /// Leads the outbox elsewhere, if `may` allows that; `make` gives the way.
    pub(super) fn lead<R>(
        &self,
        may: impl FnOnce(&Present) -> Result<(), LinkRefused>,
        make: impl FnOnce(&Owner) -> Result<(Outgoing<T>, Present, R), LinkRefused>,
    ) -> Result<(Left<T>, R), LinkRefused> {
        let mut state = lock(&self.state);
        if state.is_gone() {
            return Err(LinkRefused::OutboxEnded);
        }
        may(&state.present)?;
        let (way, present, made) = make(&state.owner)?;
        Ok((state.replace(way, present), made))
    }

    /// Cuts a linkage, if the outbox still leads there.
    pub(super) fn cut(&self, linkage: u64) {
        let mut state = lock(&self.state);
        if state.present.linkage != Some(linkage) {
            return;
        }
        let nothing = Present {
            linkage: None,
            sink: None,
            links: Vec::new(),
        };
        let left = state.replace(Outgoing::unlinked(), nothing);
        drop(state);
        left.settle();
    }

    /// Where it leads, if somebody reads there.
    pub(super) fn sink_of(&self, present: &Present, owner: &Owner) -> Option<BoxPath> {
        let read = present.links.iter().find(|link| !link.is_unread())?;
        let known = present.sink.clone();
        let in_graph = || {
            let holder = read.header().holders(End::Reading).last()?;
            path_of::<T>(holder, Direction::In, owner.seat.as_ref()?)
        };
        let nameless = || Owner::nobody::<T>(Direction::In).path();
        Some(known.or_else(in_graph).unwrap_or_else(nameless))
    }
}

impl<T> State<T> {
    /// Whether nobody sends here any more.
    fn is_gone(&self) -> bool {
        let mut ways = self.slots.iter().map(|slot| &slot.way);
        ways.all(|way| matches!(way, Way::Gone))
    }

    fn replace(&mut self, mut way: Outgoing<T>, present: Present) -> Left<T> {
        self.present = present;
        let mut left = Left {
            old: Vec::new(),
            waiters: Vec::new(),
        };
        let alive = |slot: &&mut Slot<T>| !matches!(slot.way, Way::Gone);
        let mut slots: Vec<&mut Slot<T>> = self.slots.iter_mut().filter(alive).collect();
        let last = slots.pop();
        for slot in slots {
            slot.replace(way.share(), self.owner.holder, &mut left);
        }
        if let Some(slot) = last {
            slot.replace(way, self.owner.holder, &mut left);
        }
        left
    }
}

impl<T> Slot<T> {
    fn of(way: Outgoing<T>) -> Slot<T> {
        Slot {
            way: Way::There(way),
            changes: 0,
            waiters: [None, None],
        }
    }

    fn replace(
        &mut self,
        mut way: Outgoing<T>,
        holder: Option<crate::link::Holder>,
        left: &mut Left<T>,
    ) {
        if let Some(holder) = holder {
            way.belong_to(holder);
        }
        self.changes += 1;
        left.waiters
            .extend(self.waiters.iter_mut().filter_map(Option::take));
        let before = std::mem::replace(&mut self.way, Way::Borrowed);
        self.way = match before {
            Way::There(old) => {
                left.old.push(old);
                Way::There(way)
            }
            Way::Instead(old) => {
                left.old.push(old);
                Way::Instead(way)
            }
            Way::Borrowed | Way::Gone => Way::Instead(way),
        };
    }
}

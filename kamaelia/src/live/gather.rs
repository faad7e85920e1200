//! Reading many linkages as one, in the order of the sends: [`Gather`].
//!
//! A look costs as much as there are linkages with a message, not as there are
//! linkages: each of the others has a bell.

use super::bells::Bells;
use crate::link::{AnyLink, Head, Here, Holder, Rank, Receiver, Wait};
use crate::policy::Policy;
use crate::seat::Seat;
use crate::topology::LinkCounts;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;
use std::task::Waker;

/// A linkage that comes to an inbox while it is in use.
pub(super) struct Newcomer<T> {
    pub(super) receiver: Receiver<T>,
    /// The outbox that it comes from, where one may come again: what that one sent
    /// before comes first.
    pub(super) from: Option<u64>,
    /// Who has that outbox, if a component has.
    pub(super) writer: Option<Seat>,
}

pub(super) struct Gather<T> {
    linkages: Vec<Option<Linked<T>>>,
    free: Vec<usize>,
    alive: usize,
    by_outbox: HashMap<u64, usize>,
    /// Those with a message: the oldest is first.
    full: BinaryHeap<Reverse<(Rank, usize)>>,
    bells: Arc<Bells>,
    /// What those have carried that are let go.
    carried: LinkCounts,
}

struct Linked<T> {
    at_front: Newcomer<T>,
    /// What the same outbox leads here by later.
    behind: VecDeque<Newcomer<T>>,
    bell: Waker,
    is_full: bool,
    is_steady: bool,
}

impl<T> Newcomer<T> {
    /// Whether a message that stands at the front stays there until it is taken.
    fn is_steady(&self) -> bool {
        !matches!(
            self.receiver.watch().policy(),
            Policy::Latest | Policy::DropOldest(_)
        )
    }
}

impl<T> Gather<T> {
    pub(super) fn new(bells: Arc<Bells>) -> Gather<T> {
        Gather {
            linkages: Vec::new(),
            free: Vec::new(),
            alive: 0,
            by_outbox: HashMap::new(),
            full: BinaryHeap::new(),
            bells,
            carried: LinkCounts::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.alive == 0
    }

    pub(super) fn len(&self) -> usize {
        self.alive
    }

    /// Every linkage, also those that are behind another one.
    pub(super) fn each(&self) -> impl Iterator<Item = &Newcomer<T>> {
        let linked = self.linkages.iter().flatten();
        linked.flat_map(|linked| std::iter::once(&linked.at_front).chain(&linked.behind))
    }

    /// They all have another owner from now on.
    pub(super) fn belong_to(&mut self, holder: Holder) {
        for linked in self.linkages.iter_mut().flatten() {
            for newcomer in std::iter::once(&mut linked.at_front).chain(&mut linked.behind) {
                newcomer.receiver.belong_to(holder);
            }
        }
    }

    /// Looks at each linkage anew: whoever had them may wait there no longer.
    pub(super) fn look_at_all(&self) {
        self.bells.ring_for(0..self.linkages.len());
    }

    /// Reads one more linkage.
    pub(super) fn add(&mut self, newcomer: Newcomer<T>, here: &Here<'_>) {
        let known = newcomer.from.and_then(|from| self.by_outbox.get(&from));
        if let Some(linked) = known.and_then(|&number| self.linkages[number].as_mut()) {
            linked.behind.push_back(newcomer);
            return;
        }
        let number = self.free.pop().unwrap_or(self.linkages.len());
        if number == self.linkages.len() {
            self.linkages.push(None);
        }
        if let Some(from) = newcomer.from {
            self.by_outbox.insert(from, number);
        }
        self.alive += 1;
        self.linkages[number] = Some(Linked {
            is_steady: newcomer.is_steady(),
            at_front: newcomer,
            behind: VecDeque::new(),
            bell: self.bells.bell(number),
            is_full: false,
        });
        self.look(number, here);
    }

    /// Looks at a linkage that had no message: at its end it is let go.
    pub(super) fn look(&mut self, number: usize, here: &Here<'_>) {
        let Some(linked) = self.linkages.get_mut(number).and_then(Option::as_mut) else {
            return;
        };
        while !linked.is_full {
            let bell = || linked.bell.clone();
            let here = Here {
                wait: Wait::With(&bell),
                ..here.without_wait()
            };
            match linked.at_front.receiver.head(&here) {
                Head::Message(rank) => {
                    linked.is_full = true;
                    self.full.push(Reverse((rank, number)));
                }
                Head::Empty | Head::Quiet => return,
                Head::Finished => match linked.behind.pop_front() {
                    Some(next) => {
                        linked.is_steady = next.is_steady();
                        let over = std::mem::replace(&mut linked.at_front, next);
                        self.carried.add(over.receiver.watch().counts());
                    }
                    None => return self.let_go(number),
                },
            }
        }
    }

    fn let_go(&mut self, number: usize) {
        if let Some(linked) = self.linkages[number].take() {
            self.alive -= 1;
            self.free.push(number);
            self.carried.add(linked.at_front.receiver.watch().counts());
            if let Some(from) = linked.at_front.from {
                self.by_outbox.remove(&from);
            }
        }
    }

    /// Reads nothing any more; gives what all linkages have carried.
    pub(super) fn close(&mut self) -> LinkCounts {
        let links: Vec<Arc<dyn AnyLink>> = self.each().map(|it| it.receiver.watch()).collect();
        self.linkages.clear();
        for link in links {
            self.carried.add(link.counts());
        }
        self.carried
    }

    /// The place of the oldest message in the order of the sends.
    pub(super) fn front(&mut self, here: &Here<'_>) -> Option<Rank> {
        loop {
            let &Reverse((rank, number)) = self.full.peek()?;
            let linked = self.linkages.get(number).and_then(Option::as_ref);
            if linked.is_some_and(|linked| linked.is_steady) {
                return Some(rank);
            }
            let found = self.head(number, here);
            if found == Head::Message(rank) {
                return Some(rank);
            }
            self.full.pop();
            self.settle(number, found, here);
        }
    }

    /// Takes the oldest message, which was seen.
    pub(super) fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        let Reverse((_, number)) = self.full.pop()?;
        let linked = self.linkages.get_mut(number).and_then(Option::as_mut)?;
        let message = linked.at_front.receiver.pop(here);
        let found = self.head(number, here);
        self.settle(number, found, here);
        message
    }

    fn head(&mut self, number: usize, here: &Here<'_>) -> Head {
        match self.linkages.get_mut(number) {
            Some(Some(linked)) => linked.at_front.receiver.head(&here.without_wait()),
            _ => Head::Finished,
        }
    }

    /// Puts a linkage that was the first of the full ones where it belongs now.
    fn settle(&mut self, number: usize, found: Head, here: &Here<'_>) {
        if let Head::Message(rank) = found {
            return self.full.push(Reverse((rank, number)));
        }
        if let Some(linked) = &mut self.linkages[number] {
            linked.is_full = false;
        }
        self.look(number, here);
    }

    pub(super) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.each()
            .for_each(|newcomer| each(newcomer.receiver.watch()));
    }

    pub(super) fn is_finished(&self) -> bool {
        self.each().all(|newcomer| newcomer.receiver.is_finished())
    }
}
